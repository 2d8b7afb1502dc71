"""How dates are written: YYYY-MM-DD, or a format that is listed or found for a whole column. Never guessed cell by cell.

And how date-times are: YYYY-MM-DD, a T or a space, HH:MM, perhaps seconds and a fraction of one, perhaps an offset.
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

_TOKENS = {
    "%d": r"(?:[0-9]{1,2})",
    "%m": r"(?:[0-9]{1,2})",
    "%Y": r"(?:[0-9]{4})",
    "%y": r"(?:[0-9]{2})",
    "%b": r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    "%B": r"(?i:january|february|march|april|may|june|july|august|september|october|november|december)",
    "%H": r"(?:[0-9]{1,2})",
    "%M": r"(?:[0-9]{2})",
    "%S": r"(?:[0-9]{2})",
}
_PART = {"%b": "%m", "%B": "%m", "%y": "%Y"}
_SPELLED = re.compile(r"YYYY|YY|MMMM|MMM|MON|MM|M|DD|D|HH|H|SS", re.IGNORECASE)
_MEANS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MON": "%b",
    "MM": "%m",
    "M": "%m",
    "DD": "%d",
    "D": "%d",
}
EXCEL = "EXCEL"
"""The name of the format of a spreadsheet's own number for a day, which is left where a cell lost its format."""
EXCEL_EPOCH = date(1899, 12, 30)
"""The day that such a number counts from."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that a date of a school can have; what is outside is a slip of the hand, and does not parse."""


@dataclass(frozen=True)
class DateFormat:
    """A date format: `text` for the parser, and the pattern that a cell must match in full before it is parsed."""

    text: str
    strict: bool = False

    @classmethod
    def parse(cls, text: str) -> "DateFormat":
        """The format that settings name, as %d/%m/%Y or as DD/MM/YYYY; EXCEL is a spreadsheet's number for a day.

        It holds a day (%d), a month (%m, %b or %B) and a year (%Y, or %y: 00 to 68 are 20yy, 69 to 99 are 19yy), perhaps a
        time (%H, %M, %S), and characters between them.

        Raises:
            ValueError: another directive, or not exactly one each of day, month and year.
        """
        if text.upper() == EXCEL:
            return cls(EXCEL)
        directives = re.findall(r"%.?", given := text if "%" in text else _directives(text))
        unknown = [directive for directive in directives if directive not in _TOKENS]
        if unknown:
            msg = f"{text!r} holds {unknown[0]}; expected {', '.join(_TOKENS)} and the characters between them"
            raise ValueError(msg)
        parts = sorted(_PART.get(directive, directive) for directive in directives)
        if [part for part in parts if part not in {"%H", "%M", "%S"}] != ["%Y", "%d", "%m"] or len(set(parts)) < len(
            parts
        ):
            msg = f"{text!r} must name a day (%d or DD), a month (%m, %b, %B or MM) and a year (%Y, %y or YYYY), each once"
            raise ValueError(msg)
        return cls(given)

    @cached_property
    def pattern(self) -> str:
        """The regular expression of a whole cell. The ISO form wants two digits, and so does what has no mark beside it."""
        if self.strict:
            return r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
        if self.counted:
            return r"^[1-9][0-9]{4}$"
        pieces = re.split(r"(%.)", self.text)
        told = [
            r"(?:[0-9]{2})" if piece in {"%d", "%m", "%H"} and self._crowded(pieces, at) else _TOKENS.get(piece)
            for at, piece in enumerate(pieces)
        ]
        return "^" + "".join(part or re.escape(piece) for part, piece in zip(told, pieces, strict=True)) + "$"

    @staticmethod
    def _crowded(pieces: list[str], at: int) -> bool:
        """Whether digits stand right beside it: then all of its own are needed to tell them apart."""
        before, after = pieces[at - 1], pieces[at + 1]
        return (at > 1 and (before == "" or before[-1].isdigit())) or (
            at < len(pieces) - 2 and (after == "" or after[0].isdigit())
        )

    @property
    def counted(self) -> bool:
        """Whether it is a number of days, and no day, month and year."""
        return self.text == EXCEL

    @cached_property
    def order(self) -> str:
        """Which of day, month and year come first: "DMY", "MDY", "YMD" or another; a month's name is a month; or EXCEL."""
        if self.counted:
            return EXCEL
        letters = {"%d": "D", "%m": "M", "%b": "M", "%B": "M", "%Y": "Y", "%y": "Y"}
        return "".join(letters.get(directive, "") for directive in re.findall(r"%.", self.text))

    @property
    def numeric(self) -> bool:
        """Whether the month is a number, so that it can be taken for the day."""
        return "%m" in self.text

    @property
    def timed(self) -> bool:
        """Whether it has a time of day."""
        return "%H" in self.text

    @property
    def spelled(self) -> str:
        """The format as people write it: DD/MM/YYYY."""
        words = {"%d": "DD", "%m": "MM", "%Y": "YYYY", "%y": "YY", "%b": "MMM", "%B": "MMMM"}
        words |= {"%H": "HH", "%M": "MM", "%S": "SS"}
        return re.sub(r"%.", lambda found: words[found[0]], self.text)


def _directives(text: str) -> str:
    """DD/MM/YYYY HH:MM as %d/%m/%Y %H:%M: what follows the hours is minutes."""
    hours = False

    def directive(found: re.Match[str]) -> str:
        nonlocal hours
        word = found[0].upper()
        if word in {"HH", "H"}:
            hours = True
            return "%H"
        return "%S" if word == "SS" else "%M" if word == "MM" and hours else _MEANS[word]

    return _SPELLED.sub(directive, text)


ISO = DateFormat("%Y-%m-%d", strict=True)

DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])?"
)
"""A whole date-time; without an offset it is local to the school. Offsets are written as +01:00 or +0100."""
_FRACTION = re.compile(r"\.([0-9]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
END_OF_DAY = time(23, 59, 59)
"""What a date stands for where a date-time is expected."""
_FIRST, _LAST = datetime(MINYEAR, 1, 1, tzinfo=UTC), datetime(MAXYEAR, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True)
class Calendar:
    """What cells are dates: the `formats` that the settings list besides ISO's, and the school's time `zone`."""

    formats: tuple[DateFormat, ...]
    zone: ZoneInfo


def instant(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment that a text names, in UTC; None where it names none.

    A local time that the clocks show twice is the first of the two; one that they skip is moved forward by what they skip.
    A moment that only its offset puts before the year 1 or after 9999 is the first, or the last, of these years.
    """
    if not DATE_TIME.fullmatch(text):
        return None
    try:
        # Databases write seven digits of a second and more; six are what a moment has.
        at = datetime.fromisoformat(_FRACTION.sub(lambda found: f".{found[1][:6]:0<6}", text))
    except ValueError:
        return None
    return _in_utc(at, zone)


def moment_of(text: str, calendar: Calendar) -> datetime | None:
    """The moment that a cell names, in UTC, in one of the calendar's formats too; None where it names none.

    A date alone is the end of that day.
    """
    at = instant(text, calendar.zone)
    if at is not None:
        return at
    if _DAY.fullmatch(text):
        return instant(f"{text}T{END_OF_DAY.isoformat()}", calendar.zone)
    for form in calendar.formats:
        if re.fullmatch(form.pattern, text):
            if form.counted:
                return _in_utc(datetime.combine(EXCEL_EPOCH + timedelta(int(text)), END_OF_DAY), calendar.zone)
            try:
                found = datetime.strptime(text, form.text)  # noqa: DTZ007  its zone is the school's
            except ValueError:
                continue
            return _in_utc(found if form.timed else datetime.combine(found, END_OF_DAY), calendar.zone)
    return None


def _in_utc(at: datetime, zone: ZoneInfo) -> datetime:
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return _FIRST if at.year == MINYEAR else _LAST


def date_time(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment that a text names, on the clock of `zone`; None where it names none, or none of the years 1 to 9999."""
    at = instant(text, zone)
    try:
        return None if at is None else at.astimezone(zone)
    except OverflowError:
        return None
