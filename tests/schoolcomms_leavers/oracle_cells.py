"""What README.md says for every suite, in plain Python: truth with an unknown, outcomes, tables, and what a cell holds.

Shared with no engine. ``oracle.py`` reads the suite itself, ``oracle_clock.py`` its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, TypeAlias, TypeVar

T = TypeVar("T")

# --------------------------------------------------------------------------------------------------- tables, as supplied


@dataclass(frozen=True)
class RawTable:
    """A table as its file shows it: cells not yet stripped, wholly blank rows still there."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str | None]], ...]
    """Spreadsheet row number, and column to raw text; None or "" is an empty cell."""


Tables: TypeAlias = Mapping[str, RawTable]
"""By table name; an optional table that was not supplied is an absent key."""

# --------------------------------------------------------------------------------------------- truth, with an unknown

Truth: TypeAlias = bool | None
"""None is unknown."""


class Unknown(Enum):
    """The value of a cell that does not parse, or of a column or table not supplied. None is a *missing* cell."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Text: TypeAlias = str | Unknown | None
Day: TypeAlias = date | Unknown | None

PASS, FAIL, NOT_APPLICABLE, NOT_CHECKED = "pass", "fail", "not_applicable", "not_checked"


def and3(*parts: Truth) -> Truth:
    """One false part decides; otherwise one unknown part leaves it open."""
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def or3(*parts: Truth) -> Truth:
    """One true part decides; otherwise one unknown part leaves it open."""
    if any(part is True for part in parts):
        return True
    return None if any(part is None for part in parts) else False


def not3(part: Truth) -> Truth:
    """Negate; the opposite of unknown is unknown."""
    return None if part is None else not part


def present(cell: object) -> Truth:
    """Whether a cell is filled; of an unknown one nobody can say."""
    return None if cell is UNKNOWN else cell is not None


def equal(one: object, other: object) -> Truth:
    """Exact comparison of two cells, or of a cell and a value; a missing cell equals nothing (decision 2)."""
    if one is UNKNOWN or other is UNKNOWN:
        return None
    return one is not None and one == other


def answer(when: Truth, must: Truth) -> str:
    """Give the outcome for a record that has a key, in the order of decision 1. No rule of this suite has needs."""
    if when is False:
        return NOT_APPLICABLE
    if when is None:
        return NOT_APPLICABLE if must is True else NOT_CHECKED
    if must is None:
        return NOT_CHECKED
    return PASS if must else FAIL


# -------------------------------------------------------------------------------------------------- what a cell holds
# Each reads stripped text that is not missing, and gives None where the text does not parse as the type.

TRUE_WORDS = ("true", "yes", "y", "t", "1")
FALSE_WORDS = ("false", "no", "n", "f", "0")
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip
MONTHS_SHORT = {name[:3]: number for name, number in MONTHS.items()}
TOKENS = {"%d": "(?P<d>[0-9]{1,2})", "%m": "(?P<m>[0-9]{1,2})", "%Y": "(?P<Y>[0-9]{4})",
          "%b": "(?P<b>[A-Za-z]{3})", "%B": "(?P<B>[A-Za-z]+)"}  # fmt: skip


def parse_bool(text: str) -> bool | None:
    """Read a yes-or-no cell."""
    if text.lower() in TRUE_WORDS:
        return True
    return False if text.lower() in FALSE_WORDS else None


def parse_number(text: str) -> Decimal | None:
    """Read a signed number with a decimal point, exactly; databases write .50 for a half."""
    return Decimal(text) if re.fullmatch(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)", text) else None


def parse_int(text: str) -> Decimal | None:
    """Read a signed whole number, of any size; a spreadsheet's ``.0`` may follow."""
    return Decimal(text) if re.fullmatch(r"[+-]?[0-9]+(\.0+)?", text) else None


def parse_date(text: str, formats: Sequence[str]) -> date | None:
    """Read a date: the listed formats in their order, then the strict ISO form (decision 17)."""
    for listed in formats:
        pattern = "".join(TOKENS.get(part, re.escape(part)) for part in re.split("(%[dmYbB])", listed))
        if (found := re.fullmatch(pattern, text)) and (day := real_date(found.groupdict())):
            return day
    iso = re.fullmatch("(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})", text)
    return real_date(iso.groupdict()) if iso else None


def real_date(parts: Mapping[str, str]) -> date | None:
    """Build the day that the parts name, or None where the calendar has no such day."""
    if "b" in parts:
        month = MONTHS_SHORT.get(parts["b"].lower(), 0)
    elif "B" in parts:
        month = MONTHS.get(parts["B"].lower(), 0)
    else:
        month = int(parts["m"])
    try:
        return date(int(parts["Y"]), month, int(parts["d"]))
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------------------- rows


@dataclass(frozen=True)
class Row:
    """A record, its cells stripped; ``cells`` holds the supplied columns only."""

    number: int
    key: str | None
    cells: Mapping[str, str | None]

    def text(self, column: str) -> Text:
        """Read a text cell; unknown where the column was not supplied."""
        return self.cells.get(column, UNKNOWN)

    def read(self, column: str, parse: Callable[[str], T | None]) -> T | Unknown | None:
        """Read a typed cell; unknown where it does not parse or was not supplied, None where it is missing."""
        cell = self.text(column)
        if cell is UNKNOWN or cell is None:
            return cell
        value = parse(cell)
        return UNKNOWN if value is None else value


def read_table(raw: RawTable, key: str) -> tuple[Row, ...]:
    """Strip every cell once, turn blank ones into missing ones, and drop blank lines (decision 4)."""
    rows = []
    for number, cells in raw.rows:
        stripped = {column: (cells.get(column) or "").strip() or None for column in raw.columns}
        if any(cell is not None for cell in stripped.values()):
            rows.append(Row(number, stripped[key], stripped))
    return tuple(rows)


def first_with_key(rows: Iterable[Row], key: str) -> Row | None:
    """Look a key up: its first row. A row without a key is never found."""
    return next((row for row in rows if row.key == key), None)
