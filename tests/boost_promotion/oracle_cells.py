"""What every suite's requirements share, for boost-promotion's oracle: truth, outcomes, cells, rows and keys.

Read from the README of the requirements in plain Python and the standard library; ``decisions.md`` settles what that
file leaves open.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# ---------------------------------------------------------------------------------------------------------- what goes in


@dataclass(frozen=True)
class RawTable:
    """A table as its file shows it: cells not yet stripped, wholly blank rows still there."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str | None]], ...]
    """Spreadsheet row number, and column to raw text; None or "" is an empty cell."""


Tables: TypeAlias = "Mapping[str, RawTable]"
"""By table name; an optional table that was not supplied is an absent key."""

# --------------------------------------------------------------------------------------------------- truth and outcomes

Truth: TypeAlias = bool | None
"""None is unknown."""


class Unknown(Enum):
    """The value of a cell that does not parse, or of a column that was not supplied. None is a *missing* cell."""

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


def present(cell: Text | Day) -> Truth:
    """Whether a cell is filled; of an unknown one nobody can say."""
    return None if cell is UNKNOWN else cell is not None


def equals(cell: Text, value: str) -> Truth:
    """Exact comparison; a missing cell equals nothing (decision 2)."""
    return None if cell is UNKNOWN else cell == value


def one_of(cell: Text, values: Iterable[str]) -> Truth:
    """Membership, exact; a missing cell is in no list (decision 2)."""
    return None if cell is UNKNOWN else cell in set(values)


@dataclass(frozen=True)
class Question:
    """One rule put to one record: when it applies, what must hold, and which rules must have passed before."""

    rule: str
    when: Truth
    must: Truth
    needs: tuple[str, ...] = ()


NEVER: Final = False
"""What must hold of a rule whose *when* is the fault itself."""


def answer(question: Question, earlier: Mapping[str, str]) -> str:
    """Give the outcome for a record that has a key, in the order of decision 1, (b) to (f)."""
    needs = [earlier[rule] for rule in question.needs]
    if question.when is False:
        return NOT_APPLICABLE
    if FAIL in needs or NOT_APPLICABLE in needs:
        return NOT_APPLICABLE
    if NOT_CHECKED in needs:
        return NOT_CHECKED
    if question.when is None:
        return NOT_APPLICABLE if question.must is True else NOT_CHECKED
    if question.must is None:
        return NOT_CHECKED
    return PASS if question.must else FAIL


def answer_all(questions: Sequence[Question]) -> dict[str, str]:
    """Outcomes of one record by rule; a needed rule stands before those that need it."""
    outcomes: dict[str, str] = {}
    for question in questions:
        outcomes[question.rule] = answer(question, outcomes)
    return outcomes


# ---------------------------------------------------------------------------------------------------------------- types

TRUE_WORDS = ("true", "yes", "y", "t", "1")
FALSE_WORDS = ("false", "no", "n", "f", "0")
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip
MONTHS_SHORT = {name[:3]: number for name, number in MONTHS.items()}
TOKENS = {"%d": "(?P<d>[0-9]{1,2})", "%m": "(?P<m>[0-9]{1,2})", "%Y": "(?P<Y>[0-9]{4})",
          "%b": "(?P<b>[A-Za-z]{3})", "%B": "(?P<B>[A-Za-z]+)"}  # fmt: skip


def parse_bool(text: str) -> Truth:
    """Read a yes-or-no cell; None where it does not parse."""
    if text.lower() in TRUE_WORDS:
        return True
    return False if text.lower() in FALSE_WORDS else None


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


def add_years(day: date, years: int) -> date:
    """Move by whole years; 29 February becomes the 28th in a common year. Python's calendar ends with year 9999."""
    year = day.year + years
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


# ------------------------------------------------------------------------------------------------------- rows and keys


@dataclass(frozen=True)
class Layout:
    """What a table's cells are, besides text."""

    key: str | None
    bools: tuple[str, ...] = ()
    """A missing cell counts as false in all of this suite's bool columns."""
    typed: tuple[str, ...] = ()
    """The bools and the dates, in the order of the requirements."""
    defaults: tuple[tuple[str, str], ...] = ()
    """What a cell holds where it is missing or its column was not supplied."""


@dataclass(frozen=True)
class Row:
    """A record, its cells stripped; ``cells`` holds the supplied columns, and those with a default."""

    table: str
    layout: Layout
    number: int
    cells: Mapping[str, str | None]
    formats: tuple[str, ...]

    @property
    def key(self) -> str | None:
        """The record's key, None where it is missing or the table has none."""
        return self.cells[self.layout.key] if self.layout.key else None

    def text(self, column: str) -> Text:
        """Read a text cell; unknown where the column was not supplied."""
        return self.cells.get(column, UNKNOWN)

    def filled(self, column: str) -> str | None:
        """Read a text cell of a required column, which is never unknown."""
        return self.cells[column]

    def flag(self, column: str) -> Truth:
        """Read a bool cell; a missing one is false."""
        cell = self.text(column)
        if cell is UNKNOWN:
            return None
        return False if cell is None else parse_bool(cell)

    def day(self, column: str) -> Day:
        """Read a date cell; unknown where it does not parse or was not supplied."""
        cell = self.text(column)
        if cell is UNKNOWN or cell is None:
            return cell
        return parse_date(cell, self.formats) or UNKNOWN

    def unparseable(self) -> list[str]:
        """Columns whose cell does not parse, in table order; a column that was not supplied has no cells."""
        bad = []
        for column in self.layout.typed:
            cell = self.cells.get(column)
            if cell is not None:
                read = parse_bool(cell) if column in self.layout.bools else parse_date(cell, self.formats)
                if read is None:
                    bad.append(column)
        return bad


def read_table(name: str, layout: Layout, raw: RawTable, formats: tuple[str, ...]) -> tuple[Row, ...]:
    """Strip every cell once, turn blank ones into missing ones, and drop blank lines (decision 4)."""
    rows = []
    for number, cells in raw.rows:
        stripped = {column: (cells.get(column) or "").strip() or None for column in raw.columns}
        if any(cell is not None for cell in stripped.values()):
            for column, default in layout.defaults:
                stripped[column] = stripped.get(column) or default
            rows.append(Row(name, layout, number, stripped, formats))
    return tuple(rows)


def keyed(rows: Iterable[Row]) -> list[Row]:
    """Leave out rows without a key: they take part in nothing."""
    return [row for row in rows if row.key is not None]


def first_with_key(rows: Iterable[Row], key: Text) -> Row | None:
    """Look a key up: its first row. A row without a key is never found."""
    return next((row for row in rows if row.key is not None and row.key == key), None)


def is_single(rows: Iterable[Row], row: Row) -> bool:
    """Whether no other row has the same key."""
    return Counter(other.key for other in rows)[row.key] == 1
