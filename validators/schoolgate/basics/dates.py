"""How dates are written: YYYY-MM-DD, or a format that the settings list. Never guessed cell by cell.

And how date-times are: YYYY-MM-DD, a T or a space, HH:MM, perhaps seconds, perhaps an offset.
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

_TOKENS = {
    "%d": r"(?:[0-9]{1,2})",
    "%m": r"(?:[0-9]{1,2})",
    "%Y": r"(?:[0-9]{4})",
    "%b": r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    "%B": r"(?i:january|february|march|april|may|june|july|august|september|october|november|december)",
}


@dataclass(frozen=True)
class DateFormat:
    """A date format: `text` for the parser, and the pattern that a cell must match in full before it is parsed."""

    text: str
    strict: bool = False

    @classmethod
    def parse(cls, text: str) -> "DateFormat":
        """The format of `date_formats` in the settings: %d, %m or %b or %B, %Y, and characters between them.

        Raises:
            ValueError: another directive, or not exactly one each of day, month and year.
        """
        directives = re.findall(r"%.?", text)
        unknown = [directive for directive in directives if directive not in _TOKENS]
        if unknown:
            msg = f"{text!r} holds {unknown[0]}; expected %d, %m, %b, %B, %Y and the characters between them"
            raise ValueError(msg)
        parts = sorted({"%b": "%m", "%B": "%m"}.get(directive, directive) for directive in directives)
        if parts != ["%Y", "%d", "%m"]:
            msg = f"{text!r} must name a day (%d), a month (%m, %b or %B) and a year (%Y), each once"
            raise ValueError(msg)
        return cls(text)

    @cached_property
    def pattern(self) -> str:
        """The regular expression of a whole cell; the ISO form wants two digits for day and month."""
        if self.strict:
            return r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
        pieces = re.split(r"(%.)", self.text)
        return "^" + "".join(_TOKENS.get(piece) or re.escape(piece) for piece in pieces) + "$"


ISO = DateFormat("%Y-%m-%d", strict=True)

DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?"
)
"""A whole date-time; without an offset it is local to the school. Databases write offsets as +01:00, +0100 or +01."""
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
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
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
