"""Cells, tables, truth and outcomes, as the requirements' README has them for every suite.

Plain Python, standard library only: nothing here is shared with what it is compared with.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# ------------------------------------------------------------------------------------------------------- what goes in


@dataclass(frozen=True)
class RawTable:
    """A table as its file shows it: cells not yet stripped, wholly blank rows still there."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str | None]], ...]
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
Whole: TypeAlias = int | Unknown | None

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


def same(one: Text | Whole, other: Text | Whole) -> Truth:
    """Whether two values are alike: two missing ones are, an unknown one may be."""
    return None if UNKNOWN in (one, other) else one == other


@dataclass(frozen=True)
class Question:
    """One rule put to one record: when it applies, and what must hold."""

    rule: str
    when: Truth
    must: Truth


def answer(question: Question) -> str:
    """Give the outcome for a record that has a key (decision 1; no rule of this suite needs another by name)."""
    if question.when is False:
        return NOT_APPLICABLE
    if question.when is None:
        return NOT_APPLICABLE if question.must is True else NOT_CHECKED
    if question.must is None:
        return NOT_CHECKED
    return PASS if question.must else FAIL


def answer_all(questions: Iterable[Question]) -> dict[str, str]:
    """Outcomes of one record by rule."""
    return {question.rule: answer(question) for question in questions}


# ------------------------------------------------------------------------------------------------------ types and tables

INT = re.compile(r"([+-]?[0-9]+)(\.0+)?")
"""2027, and what a spreadsheet makes of it: nothing but noughts behind the point."""

KEY = {"students": "student_id", "existing": "student_id", "programs": "program", "faculty": "student_id"}
TYPED = {"existing": ("grad_year", "academic_year", "cohort_year"), "programs": ("years",)}
"""Only these columns can fail to parse; in the order of the tables in the requirements."""


def parse_int(text: str) -> int | None:
    """Read a whole number of ASCII digits and of any length; None where it does not parse."""
    found = INT.fullmatch(text)
    return int(found[1]) if found else None


@dataclass(frozen=True)
class Row:
    """A record, its cells stripped; ``cells`` holds the supplied columns only."""

    table: str
    number: int
    cells: Mapping[str, str | None]

    @property
    def key(self) -> str | None:
        """The record's key, None where it is missing."""
        return self.cells[KEY[self.table]]

    def text(self, column: str) -> Text:
        """Read a text cell; unknown where the column was not supplied."""
        return self.cells.get(column, UNKNOWN)

    def whole(self, column: str) -> Whole:
        """Read an int cell; unknown where it does not parse or was not supplied."""
        cell = self.text(column)
        if cell is UNKNOWN or cell is None:
            return cell
        read = parse_int(cell)
        return UNKNOWN if read is None else read

    def unparseable(self) -> list[str]:
        """Columns whose cell does not parse, in table order; a column that was not supplied has no cells."""
        supplied = [column for column in TYPED[self.table] if column in self.cells]
        return [column for column in supplied if self.whole(column) is UNKNOWN]


def read_table(name: str, raw: RawTable) -> tuple[Row, ...]:
    """Strip every cell once, turn blank ones into missing ones, and drop blank lines (decision 4)."""
    rows = []
    for number, cells in raw.rows:
        stripped = {column: (cells.get(column) or "").strip() or None for column in raw.columns}
        if any(cell is not None for cell in stripped.values()):
            rows.append(Row(name, number, stripped))
    return tuple(rows)


def with_key(rows: Iterable[Row]) -> list[Row]:
    """Leave out the rows that take part in nothing."""
    return [row for row in rows if row.key is not None]


def first_with_key(rows: Iterable[Row], key: str | None) -> Row | None:
    """Look a key up: its first row. A row without a key is never found."""
    return next((row for row in with_key(rows) if row.key == key), None)


def is_single(rows: Sequence[Row], row: Row) -> bool:
    """Whether no other row has the same key."""
    return Counter(other.key for other in rows)[row.key] == 1
