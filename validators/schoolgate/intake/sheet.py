"""What every format gives: sheets. A sheet is cells as text before anybody knows which row is the header."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import polars as pl

from schoolgate.language.table import ROW

TOP = 25
"""How many rows of a sheet are looked at to find its header, and what stands above and right below it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: its number as the file shows it, counted from 1, and its cells, stripped; "" is blank."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """What stands below a header.

    The frame has `row` (Int64, as the file shows it) and a string column for each cell that was wanted, named by its place
    from 0 on ("0", "1", ...): stripped, blank cells null, rows that are wholly blank left out. `unreadable` names cells that
    hold something that nobody can read (#N/A, a formula without a value): place -> rows; such a cell is null or holds what
    the file shows. `short` are the rows with fewer cells than the header. `plain` says that all of it is ASCII, `bare` that
    no cell can hold a delimiter or a line break: then nobody need look for what would be odd.
    """

    frame: pl.DataFrame
    unreadable: Mapping[int, frozenset[int]] = field(default_factory=dict)
    short: tuple[int, ...] = ()
    lines: Callable[[Sequence[int]], list[int]] | None = None
    notes: tuple[str, ...] = ()
    plain: bool = False
    bare: bool = False


Reader = Callable[[int, int, Sequence[int]], Records]
"""Reads the rows below row `header` (0: all rows), `width` cells each, of them the wanted places."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as a file holds it.

    Args:
        name: what a table would be called after: the file's name without its suffix, or the sheet's.
        path: the file.
        inside: where in the file it is, such as "sheet Pupils"; empty where the file is the sheet.
        top: the first rows, `TOP` of them if there are so many; wholly blank ones may be left out.
        read: gives what stands below a header; called once the header is known.
        encoding: of a text file, as Python calls it.
        delimiter: of a text file.
        words: how it was read, for people, such as "Windows-1252", "semicolons": what is as usual is not said.
        hidden: whether a person who opens the file does not see it.
        notes: what is worth saying once about the sheet, without its name.
        in_file: whether `path` is a file that can be read again.
    """

    name: str
    path: Path
    top: tuple[Line, ...]
    read: Reader = field(repr=False)
    inside: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    words: tuple[str, ...] = ()
    hidden: bool = False
    notes: tuple[str, ...] = ()
    in_file: bool = True

    @property
    def file(self) -> str:
        """What settings call its file: a frame by its name."""
        return self.name if self.path.name == f"{self.name} (frame)" else self.path.name

    @property
    def place(self) -> str:
        """What a message calls it."""
        return f"{self.path}, {self.inside}" if self.inside else str(self.path)

    @property
    def label(self) -> str:
        """The same without folders, for notes and reports."""
        return f"{self.path.name}, {self.inside}" if self.inside else self.path.name


def held(lines: Sequence[Line], unreadable: Mapping[int, frozenset[int]] = MappingProxyType({})) -> Reader:
    """The reader of a sheet that is held in memory; `unreadable` as in `Records`."""

    def read(header: int, width: int, wanted: Sequence[int]) -> Records:  # noqa: ARG001  rows may be of any width
        below = [line for line in lines if line.number > header and any(line.cells)]
        columns: dict[str, list[int] | list[str | None]] = {ROW: [line.number for line in below]}
        for place in wanted:
            columns[str(place)] = [(line.cells[place] or None) if place < len(line.cells) else None for line in below]
        schema = {ROW: pl.Int64(), **{str(place): pl.String() for place in wanted}}
        return Records(
            pl.DataFrame(columns, schema=schema),
            {place: rows for place, rows in unreadable.items() if place in wanted},
        )

    return read
