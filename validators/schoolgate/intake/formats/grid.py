"""Cells by row and place, taken in row by row: what workbooks and other files of typed cells become sheets by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from schoolgate.basics.whitespace import SPACES
from schoolgate.intake.sheet import TOP, Line, Records
from schoolgate.language.table import ROW

MOST_CELLS = 250_000_000
"""More cells than any table of a school has: a file that claims more is damaged, or made to tire its reader."""
LOOKED_AT = 2 * TOP
"""Rows that hold a header for certain, with what stands above and right below it."""
_PIECE = 50_000
_SHOWN = 5


@dataclass(slots=True)
class Row:
    """A row's number, its cells by place from 0 on, and the places whose cell nobody can read."""

    number: int
    cells: Sequence[str | None]
    unreadable: tuple[int, ...] = ()


@dataclass(slots=True)
class _Grid:
    """Rows turned into a frame, piece by piece."""

    wanted: Sequence[int]
    width: int
    pieces: list[pl.DataFrame] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    columns: list[list[str | None]] = field(default_factory=list)
    unreadable: dict[int, set[int]] = field(default_factory=dict)
    beyond: list[int] = field(default_factory=list)

    def add(self, row: Row) -> None:
        if not self.columns:
            self.columns = [[] for _ in self.wanted]
        cells, many = row.cells, len(row.cells)
        self.numbers.append(row.number)
        for column, place in zip(self.columns, self.wanted, strict=True):
            column.append(cells[place] if place < many else None)
        for place in row.unreadable:
            self.unreadable.setdefault(place, set()).add(row.number)
        if many > self.width and any(cells[self.width :]):
            self.beyond.append(row.number)
        if len(self.numbers) >= _PIECE:
            self.flush()

    def flush(self) -> None:
        data = dict(zip(map(str, self.wanted), self.columns or [[] for _ in self.wanted], strict=True))
        schema = {ROW: pl.Int64(), **dict.fromkeys(data, pl.String())}
        frame = pl.DataFrame({ROW: self.numbers, **data}, schema=schema)
        self.pieces.append(frame.with_columns(map(stripped, data)))
        self.numbers, self.columns = [], []


def stripped(name: str) -> pl.Expr:
    """A column's cells without surrounding white space; those that are empty then are missing."""
    cell = pl.col(name).str.strip_chars(SPACES)
    return pl.when(cell != "").then(cell).alias(name)


def records(rows: Iterable[Row], header: int, width: int, wanted: Sequence[int]) -> Records:
    """The records below row `header`, as `schoolgate.intake.sheet.Reader` gives them; rows come in rising order."""
    grid = _Grid(wanted, width)
    for row in rows:
        if row.number > header and not _blank(row):
            grid.add(row)
    grid.flush()
    marks = {place: frozenset(found) for place, found in grid.unreadable.items() if place in wanted}
    return Records(pl.concat(grid.pieces), marks, notes=_beyond(grid.beyond))


def _blank(row: Row) -> bool:
    return not row.unreadable and not any(cell and cell.strip(SPACES) for cell in row.cells)


def _beyond(rows: Sequence[int]) -> tuple[str, ...]:
    if not rows:
        return ()
    named = ", ".join(map(str, rows[:_SHOWN])) + (f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else "")
    return (f"cells to the right of the headings are not read: row{'s' if len(rows) > 1 else ''} {named}",)


def top(rows: Iterable[Row]) -> tuple[Line, ...]:
    """The first rows that are not blank, to find the header in."""
    lines: list[Line] = []
    for row in rows:
        if not _blank(row):
            lines.append(line(row))
        if len(lines) >= TOP:
            break
    return tuple(lines)


def line(row: Row) -> Line:
    """The row as a line of text, without the blank cells at its end."""
    cells = [(cell or "").strip(SPACES) for cell in row.cells]
    while cells and not cells[-1]:
        cells.pop()
    return Line(row.number, tuple(cells))
