"""Tables as intake hands them over: as text, and typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from schoolgate.language.reading import Reading
from schoolgate.language.table import Kind

DTYPES: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.BOOL: pl.Boolean(),
    Kind.DATE: pl.Date(),
    Kind.DATETIME: pl.Datetime("us", "UTC"),
    Kind.INT: pl.Int64(),
    Kind.NUMBER: pl.Decimal(38, 9),
}
"""What each kind of cell is in a typed table, and in a fact table."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the files that a table was stacked of: its rows are numbered from `offset` on, which is 0 for the first."""

    path: Path
    label: str
    offset: int
    lines: Callable[[Sequence[int]], list[int]] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class TextTable:
    """One table as text.

    The frame has `row` (as a spreadsheet numbers it) and a string column for each of `columns`, the declared ones that were
    supplied: stripped, missing cells null, wholly blank lines left out. A table that was handed over as a frame has no file:
    then `path` is only its name. Of a table that was stacked of several files, `path` is the first, and `pieces` are all.
    `unreadable` names the rows whose cell holds something that nobody can read, by column. `reading` is what was read as
    what. `plain` says that all of it is ASCII, `bare` that no cell can hold a delimiter or a line break. `schools` names the
    school of each row, where the settings say that the table holds several.

    `lines` gives for rows, in rising order, the lines of the file at which they begin, counted from 1 as an editor counts
    them: a quoted cell may hold line breaks. Without it a row is its own line, as in a workbook.
    """

    frame: pl.DataFrame
    columns: tuple[str, ...]
    path: Path
    encoding: str | None
    delimiter: str | None
    in_file: bool = True
    lines: Callable[[Sequence[int]], list[int]] | None = field(default=None, repr=False, compare=False)
    pieces: tuple[Piece, ...] = field(default=(), repr=False, compare=False)
    unreadable: Mapping[str, frozenset[int]] = field(default_factory=dict, repr=False, compare=False)
    reading: Reading | None = field(default=None, repr=False, compare=False)
    plain: bool = False
    bare: bool = False
    schools: pl.Series | None = field(default=None, repr=False, compare=False)

    def origin(self, row: int) -> tuple[Piece | None, int]:
        """The file that a row stands in, where there are several, and its number there."""
        if len(self.pieces) < 2:  # noqa: PLR2004 (one alone, or several)
            return None, row
        piece = max((one for one in self.pieces if one.offset < row), key=lambda one: one.offset)
        return piece, row - piece.offset


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class TypedTables:
    """A frame per table of the suite, supplied or not: without rows where it was not.

    Each has `row`, `unparsed`, every declared column typed, and a boolean flag `<column>__unknown` beside each that can
    be unknown, and `<column>__unread` beside each that must prove something. `absent` names what was not supplied, as
    `table` or `table.column`.
    """

    frames: Mapping[str, pl.DataFrame]
    absent: frozenset[str]

    def __getitem__(self, table: str) -> pl.DataFrame:
        """The frame of a table."""
        return self.frames[table]

    def supplied(self, name: str) -> bool:
        """Whether the table, or the column `table.column`, was supplied."""
        return name not in self.absent and name.partition(".")[0] not in self.absent


LONGEST_WHOLE = 18
"""Digits of a whole number: with more, sums of two would not fit 64 bits. Nobody counts so far."""


def whole_number(raw: pl.Expr) -> pl.Expr:
    """The value of a stripped cell as a whole number (2027, +2027, 2027.0), null where it is none, or is too long."""
    digits = rf"^([+-]?)0*([0-9]{{1,{LONGEST_WHOLE}}})(?:\.0+)?$"
    return (raw.str.extract(digits, 1) + raw.str.extract(digits, 2)).str.to_integer(strict=False)
