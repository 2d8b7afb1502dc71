"""Tables as files show them, their rows as the requirements read them, and how rows find each other."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from oracle.cells import (
    NORMALISATIONS,
    fold_word,
    formats_of,
    key_cause,
    parse_bool,
    parse_date,
    parse_int,
    parse_moment,
    parse_number,
)
from oracle.logic import UNKNOWN, Truth, Unknown

Text: TypeAlias = str | Unknown | None
Whole: TypeAlias = int | Unknown | None
Day: TypeAlias = date | Unknown | None
Cells: TypeAlias = Mapping[str, str | None]
Read = TypeVar("Read")

# ------------------------------------------------------------------------------------------------------ what goes in


@dataclass(frozen=True)
class RawTable:
    """A table as its file shows it: cells not yet stripped, wholly blank rows still there."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str | None]], ...]
    """Spreadsheet row number, and column to raw text; None or "" is an empty cell."""


Tables: TypeAlias = Mapping[str, RawTable]
"""By table name; an optional table that was not supplied is an absent key."""


def raw_table(rows: Sequence[Cells], columns: Sequence[str] | None = None, without: Sequence[str] = ()) -> RawTable:
    """Build a table of these rows, the first on spreadsheet row 2, with all columns that any row names."""
    named = columns if columns is not None else tuple(dict.fromkeys(column for row in rows for column in row))
    kept = tuple(column for column in named if column not in without)
    return RawTable(kept, tuple(enumerate(({column: row.get(column) for column in kept} for row in rows), start=2)))


@dataclass(frozen=True)
class Reading:
    """The settings of every suite that say how cells are read."""

    date_formats: tuple[str, ...] = ()
    column_dates: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(table, column) to its own format, which wins over ``date_formats``."""
    keys: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(table, column) to the words by which a key is normalised: drop_leading_zeros, drop_spaces, fold_case."""
    timezone: str = "Europe/London"


# ------------------------------------------------------------------------------------------- what a suite says of them

KINDS = ("text", "bool", "int", "number", "date", "datetime")


@dataclass(frozen=True)
class Column:
    """What a column's cells are."""

    kind: str = "text"
    to: str | None = None
    """The table whose key the column names."""
    blank: str | None = None
    """What a blank cell counts as, as raw text."""
    absent: str | None = None
    """What every cell counts as where the column was not supplied, as raw text; else it is unknown, but ..."""
    missing: bool = False
    """... missing in every row where the requirements say so of a column that was not supplied."""

    @property
    def typed(self) -> bool:
        """Whether a cell can fail to parse."""
        return self.kind != "text"


@dataclass(frozen=True)
class Layout:
    """A table: its key if it has one, and its columns in the order of the requirements."""

    name: str
    key: str | None
    columns: Mapping[str, Column]


# --------------------------------------------------------------------------------------------------------------- rows


@dataclass(frozen=True)
class Row:
    """A record, its cells stripped; ``cells`` holds the supplied columns only."""

    layout: Layout
    number: int
    cells: Cells
    formats: Mapping[str, tuple[str, ...]]
    """By column of dates: the formats in which it is read, besides ISO."""
    words: Mapping[str, tuple[str, ...]]
    """By column that is a key or names one: how it is normalised before it is compared."""
    zone: ZoneInfo

    @property
    def key(self) -> str | None:
        """The record's key as it stands, None where it is missing or the table has none."""
        return self.cells.get(self.layout.key) if self.layout.key else None

    @property
    def id(self) -> str | None:
        """The record's key as it compares."""
        return None if self.key is None or self.layout.key is None else self.normalised(self.layout.key, self.key)

    def ref(self, column: str) -> Text:
        """Read a reference as it compares."""
        cell = self.text(column)
        return self.normalised(column, cell) if isinstance(cell, str) else cell

    def normalised(self, column: str, text: str) -> str:
        """Do to a key what the settings say of its column, or of one that it names or that names it."""
        for word in self.words.get(column, ()):
            text = NORMALISATIONS[word](text)
        return text

    def text(self, column: str) -> Text:
        """Read a cell as text; unknown where the column was not supplied and no default stands for it."""
        declared = self.layout.columns[column]
        if column not in self.cells:
            return declared.absent if declared.absent is not None or declared.missing else UNKNOWN
        cell = self.cells[column]
        return declared.blank if cell is None else cell

    def word(self, column: str) -> Text:
        """Read a closed word, folded."""
        cell = self.text(column)
        return fold_word(cell) if isinstance(cell, str) else cell

    def typed(self, column: str, parse: Callable[[str], Read | None]) -> Read | Unknown | None:
        """Read a typed cell; unknown where it does not parse or was not supplied, None where it is missing."""
        cell = self.text(column)
        if not isinstance(cell, str):
            return cell
        value = parse(cell)
        return UNKNOWN if value is None else value

    def flag(self, column: str) -> Truth:
        """Read a yes-or-no cell; None is unknown, and missing where neither blank nor absent cells have a default."""
        read = self.typed(column, parse_bool)
        return None if isinstance(read, Unknown) else read

    def whole(self, column: str) -> Whole:
        """Read a whole number."""
        return self.typed(column, parse_int)

    def number_in(self, column: str) -> Decimal | Unknown | None:
        """Read a number."""
        return self.typed(column, parse_number)

    def day(self, column: str) -> Day:
        """Read a date."""
        return self.typed(column, lambda text: parse_date(text, self.formats.get(column, ())))

    def moment(self, column: str) -> datetime | Unknown | None:
        """Read a date-time, in UTC."""
        return self.typed(column, lambda text: parse_moment(text, self.zone, self.formats.get(column, ())))

    def value(self, column: str) -> object:
        """Read a cell as its column's kind."""
        match self.layout.columns[column].kind:
            case "bool":
                return self.typed(column, parse_bool)
            case "int":
                return self.whole(column)
            case "number":
                return self.number_in(column)
            case "date":
                return self.day(column)
            case "datetime":
                return self.moment(column)
            case _:
                return self.text(column)

    def unparseable(self) -> list[str]:
        """Columns whose cell does not parse, in table order; a column that was not supplied has no cells."""
        typed = [name for name, column in self.layout.columns.items() if column.typed]
        return [name for name in typed if self.cells.get(name) is not None and self.value(name) is UNKNOWN]


# ------------------------------------------------------------------------------------------------------------- tables


@dataclass(frozen=True)
class Table:
    """The records of a table that was supplied, keyless ones too; blank lines are none."""

    layout: Layout
    rows: tuple[Row, ...]
    columns: tuple[str, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def keyed(self) -> list[Row]:
        """Leave out the rows that take part in nothing."""
        return [row for row in self.rows if row.id is not None]

    def first(self, key: Text) -> Row | None:
        """Look a key up: its first row. A row without a key is never found."""
        return next((row for row in self.rows if row.id is not None and row.id == key), None)

    def is_first(self, row: Row) -> bool:
        """Whether the row is the one that its key finds."""
        return self.first(row.id) is row

    def is_single(self, row: Row) -> bool:
        """Whether no other row has the same key."""
        return Counter(other.id for other in self.rows)[row.id] == 1

    def keys(self) -> list[str]:
        """List the keys as they stand, each once."""
        return list(dict.fromkeys(row.key for row in self.rows if row.key is not None))


def read_tables(layouts: Iterable[Layout], raw: Tables, reading: Reading) -> dict[str, Table]:
    """Read whatever tables there are."""
    layouts = tuple(layouts)
    return {
        layout.name: read_table(layout, raw[layout.name], reading, layouts) for layout in layouts if layout.name in raw
    }


def read_table(layout: Layout, raw: RawTable, reading: Reading, layouts: Sequence[Layout]) -> Table:
    """Strip every cell once, turn blank ones into missing ones, drop blank lines, judge columns of dates whole."""
    lines = []
    for number, cells in raw.rows:
        stripped = {column: seen((cells.get(column) or "").strip()) for column in raw.columns}
        if any(cell is not None for cell in stripped.values()):
            lines.append((number, stripped))
    formats = {}
    for name, column in layout.columns.items():
        if column.kind in {"date", "datetime"}:
            own = reading.column_dates.get((layout.name, name))
            listed = reading.date_formats if own is None else (own,)
            filled = [cell for _, line in lines if (cell := line.get(name)) is not None]
            formats[name] = listed if column.kind == "datetime" and listed else formats_of(filled, listed)
    words = {name: normalisation(layout, name, reading, layouts) for name in layout.columns}
    zone = ZoneInfo(reading.timezone)
    rows = tuple(Row(layout, number, line, formats, words, zone) for number, line in lines)
    return Table(layout, rows, raw.columns)


def normalisation(layout: Layout, name: str, reading: Reading, layouts: Sequence[Layout]) -> tuple[str, ...]:
    """Gather the words named for the key that a column is or names, whichever of its columns they are named for."""
    home = layout.columns[name].to or (layout.name if name == layout.key else None)
    if home is None:
        return ()
    words: list[str] = []
    for other in layouts:
        for column, declared in other.columns.items():
            if declared.to == home or (other.name == home and column == other.key):
                words += reading.keys.get((other.name, column), ())
    return tuple(dict.fromkeys(words))


# ----------------------------------------------------------------------------------------- keys that are written two ways


@dataclass(frozen=True)
class KeyCause:
    """A column whose references would find what they name, were they written alike."""

    table: str
    column: str
    fold: str


def key_causes(tables: Mapping[str, Table], references: Iterable[tuple[str, str, str]]) -> frozenset[KeyCause]:
    """Find the unsettled causes among (table, column, table that it names); look-ups by key count as references."""
    causes = set()
    for name, column, home in references:
        if name in tables and home in tables:
            known = [row.id for row in tables[home].keyed() if row.id is not None]
            table = tables[name]
            rows = table.keyed() if table.layout.key else table.rows
            named = [cell for row in rows if isinstance(cell := row.ref(column), str)]
            if (fold := key_cause(named, known)) is not None:
                causes.add(KeyCause(name, column, fold))
    return frozenset(causes)


# ------------------------------------------------------------------------------------------------------ tables as files


def write_csv(tables: Tables, directory: Path, *, bom: bool = False, newline: str = "\n") -> None:
    """Write each table as <table>.csv, every record on the line that its row number says.

    A blank row becomes an empty line if all its cells are None, and a line of separators (``,,``) otherwise.
    """
    for name, table in tables.items():
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator=newline)
        writer.writerow(table.columns)
        for expected, (number, cells) in enumerate(table.rows, start=2):
            if number != expected:
                message = f"{name}: row {number} stands where row {expected} should"
                raise ValueError(message)
            if all(cells.get(column) is None for column in table.columns):
                buffer.write(newline)
            else:
                writer.writerow([cells.get(column) or "" for column in table.columns])
        path = directory / f"{name}.csv"
        path.write_bytes(buffer.getvalue().encode("utf-8-sig" if bom else "utf-8"))


def seen(text: str) -> str | None:
    """What a person sees in a stripped cell: nothing, where it holds format characters alone (a zero-width space)."""
    return text if any(unicodedata.category(character) != "Cf" for character in text) else None
