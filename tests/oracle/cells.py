"""What the text of a cell says: words folded, near misses, and the types.

Each ``parse_`` function reads stripped text that is not missing, and gives None where it does not parse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

# --------------------------------------------------------------------------------------------------------- words, keys


def is_dash(letter: str) -> bool:
    """Whether Unicode calls it a dash (category Pd, the hyphen too)."""
    return unicodedata.category(letter) == "Pd"


def fold_word(text: str) -> str:
    """Fold a closed word: case folded, each run of white space, dashes and underscores made one space, stripped."""
    spaced = "".join(" " if letter.isspace() or letter == "_" or is_dash(letter) else letter for letter in text)
    return " ".join(spaced.casefold().split())


def fold_near(text: str) -> str:
    """Fold as near misses are found: NFKC, case folded, no white space, hyphens, underscores, dots, leading zeros."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return drop_leading_zeros("".join(letter for letter in letters if not is_punctuation(letter)))


def is_punctuation(letter: str) -> bool:
    """Whether near misses look past it: white space, hyphens, underscores, dots."""
    return letter.isspace() or is_dash(letter) or letter in "_."


def near_miss(value: str, known: Iterable[str], fold: Callable[[str], str] = fold_near) -> str | None:
    """Find the one known value that differs in spelling only; None if the value is known, or there are none or many."""
    values = set(known)
    alike = {other for other in values if fold(other) == fold(value)}
    return alike.pop() if value not in values and len(alike) == 1 else None


def drop_leading_zeros(text: str) -> str:
    """``007`` is ``7``; a key of noughts alone keeps its last."""
    return re.sub("^0+(?=.)", "", text, flags=re.DOTALL)


def drop_spaces(text: str) -> str:
    """Leave out all white space."""
    return "".join(text.split())


NORMALISATIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "drop_leading_zeros": drop_leading_zeros,
    "drop_spaces": drop_spaces,
    "fold_case": str.casefold,
}
"""The words of ``[intake.TABLE.key]``."""

SINGLE_FOLDS: Final[Mapping[str, Callable[[str], str]]] = {
    "leading zeros": drop_leading_zeros,
    "case": str.casefold,
    "spaces or punctuation": lambda text: "".join(letter for letter in text if not is_punctuation(letter)),
}
"""The folds of which one alone may account for keys that are written two ways."""


def key_cause(references: Sequence[str], known: Iterable[str]) -> str | None:
    """Name the single fold by which a tenth of the references, and at least 5, would find what they name."""
    values = set(known)
    for name, fold in SINGLE_FOLDS.items():
        near = sum(near_miss(value, values, fold) is not None for value in references)
        if near >= 5 and 10 * near >= len(references):
            return name
    return None


# --------------------------------------------------------------------------------------------------- yes, no, numbers

TRUE_WORDS = ("true", "yes", "y", "t", "1")
FALSE_WORDS = ("false", "no", "n", "f", "0")
INT = re.compile(r"([+-]?[0-9]+)(\.0+)?")
SIGN, CURRENCY, GAP = r"(?P<sign>[+-]?)", "[£€$]", r"\s*"
DIGITS = r"(?P<digits>([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?)"
NUMBERS = tuple(
    re.compile(GAP.join(parts))
    for parts in (
        (SIGN, f"({CURRENCY})?", DIGITS),
        (CURRENCY, SIGN, DIGITS),
        (SIGN, DIGITS, CURRENCY),
    )
)


def parse_bool(text: str) -> bool | None:
    """Read a yes-or-no cell."""
    if text.lower() in TRUE_WORDS:
        return True
    return False if text.lower() in FALSE_WORDS else None


def parse_int(text: str) -> int | None:
    """Read a whole number of ASCII digits and of any length; nothing but noughts may follow a point."""
    found = INT.fullmatch(text)
    return int(found[1]) if found else None


def parse_number(text: str) -> Decimal | None:
    """Read a number, exactly: signed, with a currency sign before or after, in groups of three after a comma."""
    for pattern in NUMBERS:
        if found := pattern.fullmatch(text):
            return Decimal(found["sign"] + found["digits"].replace(",", ""))
    return None


# -------------------------------------------------------------------------------------------------------------- dates

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip
MONTHS_SHORT = {name[:3]: number for name, number in MONTHS.items()}
TOKENS = {
    "%d": "(?P<d>[0-9]{1,2})", "%m": "(?P<m>[0-9]{1,2})", "%Y": "(?P<Y>[0-9]{4})", "%y": "(?P<y>[0-9]{2})",
    "%b": "(?P<b>[A-Za-z]{3})", "%B": "(?P<B>[A-Za-z]+)",
    "%H": "(?P<H>[0-9]{1,2})", "%M": "(?P<M>[0-9]{1,2})", "%S": "(?P<S>[0-9]{1,2})",
}  # fmt: skip
SPELLINGS = (("YYYY", "%Y"), ("YY", "%y"), ("DD", "%d"), ("MM", "%m"))
"""DD/MM/YYYY says the same as %d/%m/%Y."""
ISO_DATE = "%Y-%m-%d"
ISO = re.compile(
    r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    r"([T ](?P<H>[0-9]{2}):(?P<M>[0-9]{2})(:(?P<S>[0-9]{2})(\.(?P<fraction>[0-9]+))?)?"
    r"(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
END_OF_DAY = time(23, 59, 59)

ORDERS = tuple(
    separator.join(order)
    for separator in "/-."
    for order in (
        *(("%d", "%m", year) for year in ("%Y", "%y")),
        *(("%m", "%d", year) for year in ("%Y", "%y")),
        *((year, "%m", "%d") for year in ("%Y", "%y")),
    )
) + tuple(f"%d{gap}{month}{gap}%Y" for gap in " -/" for month in ("%b", "%B"))
"""The formats that a whole column may be found to have, besides YYYYMMDD."""
COMPACT = "%Y%m%d"
PADDED = {"%Y": "(?P<Y>[0-9]{4})", "%m": "(?P<m>[0-9]{2})", "%d": "(?P<d>[0-9]{2})"}


def real_date(parts: Mapping[str, str | None]) -> date | None:
    """Build the day that the parts name, or None where the calendar has no such day."""
    if short := parts.get("b"):
        month = MONTHS_SHORT.get(short.lower(), 0)
    elif name := parts.get("B"):
        month = MONTHS.get(name.lower(), 0)
    else:
        month = int(parts["m"] or 0)
    two = parts.get("y")
    year = int(parts["Y"] or 0) if two is None else int(two) + (2000 if int(two) <= 68 else 1900)
    try:
        return date(year, month, int(parts["d"] or 0))
    except ValueError:
        return None


def parts_of(text: str, listed: str) -> Mapping[str, str | None] | None:
    """Take a text apart as a format has it, in either of its spellings."""
    if listed == COMPACT:
        found = re.fullmatch("".join(PADDED.values()), text)
        return found.groupdict() if found else None
    if "%" not in listed:
        for word, token in SPELLINGS:
            listed = listed.replace(word, token)
    pattern = "".join(TOKENS.get(part, re.escape(part)) for part in re.split("(%[dmYybBHMS])", listed))
    found = re.fullmatch(pattern, text)
    return found.groupdict() if found else None


def clock_of(parts: Mapping[str, str | None]) -> time | None:
    """Build the time of day that the parts name, None where there is none such; a fraction is cut to microseconds."""
    fraction = (parts.get("fraction") or "")[:6].ljust(6, "0")
    try:
        return time(int(parts.get("H") or 0), int(parts.get("M") or 0), int(parts.get("S") or 0), int(fraction))
    except ValueError:
        return None


def parse_iso_date(text: str) -> date | None:
    """Read YYYY-MM-DD, or a date-time at midnight."""
    found = ISO.fullmatch(text)
    return real_date(found.groupdict()) if found and clock_of(found.groupdict()) == time(0) else None


def parse_in(text: str, listed: str) -> date | None:
    """Read a date that is written in this format."""
    parts = parts_of(text, listed)
    return real_date(parts) if parts and clock_of(parts) is not None else None


def parse_date(text: str, formats: Sequence[str]) -> date | None:
    """Read a date: ISO, then the formats in their order."""
    return next((day for day in (parse_iso_date(text), *(parse_in(text, one) for one in formats)) if day), None)


def formats_of(cells: Iterable[str], listed: Sequence[str]) -> tuple[str, ...]:
    """Find in which formats a column of dates is read, besides ISO, from all its filled cells.

    The listed ones, unless a cell that none of them reads is a date in another; or, with none listed, the only one
    that all cells fit which are not ISO. Otherwise none: nothing is guessed per cell.
    """
    rest = [cell for cell in cells if parse_iso_date(cell) is None]
    every = (*ORDERS, COMPACT)
    if listed:
        odd = [cell for cell in rest if parse_date(cell, listed) is None]
        return () if any(parse_date(cell, every) for cell in odd) else tuple(listed)
    fitting = [one for one in every if rest and all(parse_in(cell, one) for cell in rest)]
    return tuple(fitting[:1]) if len({one.replace("%B", "%b") for one in fitting}) == 1 else ()


# ------------------------------------------------------------------------------------------------------------ moments


def on_the_wall(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Find the moment, in UTC, at which a local clock shows this.

    A time that the clock shows twice is the first; one that it jumps over moves forward by the jump. Both are what the
    offset before the change gives, which ``fold=0`` asks for.
    """
    return datetime.combine(day, clock.replace(fold=0), zone).astimezone(UTC)


def parse_moment(text: str, zone: ZoneInfo, formats: Sequence[str] = ()) -> datetime | None:
    """Read a date-time, in UTC: ISO, then the formats in their order. A bare date is the end of that day."""
    if found := ISO.fullmatch(text):
        parts = found.groupdict()
        return moment_of(parts, zone, timed=parts["H"] is not None)
    for listed in formats:
        if taken := parts_of(text, listed):
            moment = moment_of(taken, zone, timed=taken.get("H") is not None)
            if moment is not None:
                return moment
    return None


def moment_of(parts: Mapping[str, str | None], zone: ZoneInfo, *, timed: bool) -> datetime | None:
    """Build the moment that the parts name, None where day, clock or offset is none such."""
    day, clock = real_date(parts), clock_of(parts)
    if day is None or clock is None:
        return None
    if not timed:
        return on_the_wall(day, END_OF_DAY, zone)
    offset = parts.get("offset")
    if offset is None:
        return on_the_wall(day, clock, zone)
    try:
        stamp = f"{day.isoformat()}T{clock.isoformat()}{offset.replace('Z', '+00:00')}"
        return datetime.fromisoformat(stamp).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """Find the calendar date on the wall."""
    return moment.astimezone(zone).date()
