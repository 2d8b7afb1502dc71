"""OpenDocument sheets (.ods), as LibreOffice writes them: one XML file in an archive, streamed.

A number is what the cell holds, with the zeros that its format shows. Unreadable: an error, a formula without a value, a
number longer than what a spreadsheet keeps.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from schoolgate.basics.errors import InputError
from schoolgate.intake.formats import archive, grid
from schoolgate.intake.formats.expat import NAMESPACE, local, parsed
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.formats.written import is_rounded, plain_number
from schoolgate.intake.sheet import Records, Sheet

_MOST_FILLED = 40_000_000
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_OF = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{_OF}{name}:1.0{NAMESPACE}" for name in ("table", "office", "text", "style"))
_CALC = f"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0{NAMESPACE}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DIGITS = re.compile(r"^0[0-9]+$")
_MIDNIGHT = re.compile(r"T00:00(?::00(?:\.0+)?)?$")
NO_VALUE = "#FORMULA!"


@dataclass(slots=True)
class _Table:
    """A table: the rows that hold something, each with how often it stands there."""

    name: str
    hidden: bool
    rows: list[tuple[int, int, grid.Row]] = field(default_factory=list)
    height: int = 0
    merged: int = 0
    filtered: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        notes = []
        if self.merged:
            notes.append(f"{self.merged} merged cells: each is read as its first cell, the others blank")
        if self.filtered:
            notes.append(f"a filter, which hides {self.filtered} rows; they are read all the same")
        return tuple(notes)

    def each(self) -> Iterator[grid.Row]:
        for first, times, row in self.rows:
            for again in range(times):
                yield grid.Row(first + again, row.cells, row.unreadable)


class _Reader:
    """Takes the events of content.xml."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.tables: list[_Table] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._filled = 0
        self._row: list[str | None] = []
        self._unreadable: list[int] = []
        self._times = 1
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)
        elif name == f"{_TABLE}table":
            hidden = attributes.get(f"{_TABLE}style-name") in self._hidden_styles
            self.tables.append(_Table(attributes.get(f"{_TABLE}name", ""), hidden))
        elif name == f"{_TABLE}table-row":
            self._row, self._unreadable = [], []
            self._times = self._count(attributes.get(f"{_TABLE}number-rows-repeated"), _MOST_ROWS)
            if attributes.get(f"{_TABLE}visibility") == "filter" and self.tables:
                self.tables[-1].filtered += self._times
        elif name in _CELLS:
            self._cell, self._paragraphs = attributes, []
        elif name.startswith((f"{_OFFICE}annotation", f"{_TABLE}detective")) or self._aside:
            self._aside += 1
        elif self._cell is not None:
            self._start_text(local(name), attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            self._paragraphs.append("")
        elif self._paragraphs and name == "s":
            self._paragraphs[-1] += " " * self._count(attributes.get(f"{_TEXT}c"), 1000)
        elif self._paragraphs and name in {"tab", "line-break"}:
            self._paragraphs[-1] += "\t" if name == "tab" else "\n"

    def text(self, text: str) -> None:
        if self._cell is not None and not self._aside and self._paragraphs:
            self._paragraphs[-1] += text

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == f"{_TABLE}table-row" and self.tables:
            self._end_row(self.tables[-1])

    def _end_cell(self, attributes: dict[str, str]) -> None:
        times = self._count(attributes.get(f"{_TABLE}number-columns-repeated"), _MOST_COLUMNS)
        text, unreadable = _cell(attributes, "\n".join(self._paragraphs))
        if self.tables and {f"{_TABLE}number-columns-spanned", f"{_TABLE}number-rows-spanned"} & attributes.keys():
            self.tables[-1].merged += 1
        if len(self._row) + times > _MOST_COLUMNS:
            times = max(_MOST_COLUMNS - len(self._row), 0)
        if unreadable:
            self._unreadable += range(len(self._row), len(self._row) + times)
        self._row += [text] * times

    def _end_row(self, table: _Table) -> None:
        while self._row and self._row[-1] is None:
            self._row.pop()
        if self._row:
            self._filled += len(self._row) * self._times
            if self._filled > _MOST_FILLED or table.height + self._times > _MOST_ROWS:
                msg = f"{self.place}, sheet {table.name}: has more cells than a table of a school; it is not read"
                raise InputError(msg)
            row = grid.Row(0, tuple(self._row), tuple(self._unreadable))
            table.rows.append((table.height + 1, self._times, row))
        table.height += self._times

    def _count(self, text: str | None, most: int) -> int:
        if text is None:
            return 1
        return min(int(text[:9]), most) if text.isascii() and text.isdigit() else 1


def _is_long(held: str) -> bool:
    try:
        return is_rounded(float(held))
    except ValueError:
        return False


def _cell(attributes: dict[str, str], shown: str) -> tuple[str | None, bool]:
    """The text of a cell, and whether nobody can read it."""
    kind = attributes.get(f"{_OFFICE}value-type")
    if attributes.get(f"{_CALC}value-type") == "error":
        return shown or NO_VALUE, True
    match kind:
        case "float" | "percentage" | "currency":
            held = attributes.get(f"{_OFFICE}value", "")
            text = plain_number(held)
            padded = _DIGITS.match(shown) and text is not None and shown.lstrip("0") == text.lstrip("0")
            return (shown if padded else text), _is_long(held)
        case "date":
            # LibreOffice writes the time only where there is one.
            return _MIDNIGHT.sub("", attributes.get(f"{_OFFICE}date-value", "")), False
        case "boolean":
            return attributes.get(f"{_OFFICE}boolean-value"), False
        case None if f"{_TABLE}formula" in attributes:
            return (shown, False) if shown else (NO_VALUE, True)
        case _:
            return attributes.get(f"{_OFFICE}string-value", shown) or None, False


def _sheets(blob: Blob, asked: Asked) -> list[Sheet]:
    """Every sheet, hidden ones as such."""
    del asked
    reader = _Reader(str(blob.path))
    with archive.opened(blob) as zipped:
        if "content.xml" not in zipped.namelist():
            msg = f"{blob.path}: is no OpenDocument sheet (no content.xml in it), or has a password"
            raise InputError(msg)
        try:
            with zipped.open("content.xml") as source:
                parsed(source, f"{blob.path}, content.xml", reader.start, reader.end, reader.text)
        except archive.DAMAGED as error:
            raise archive.damaged(blob.path, error) from None
    return [
        Sheet(
            name=table.name,
            path=blob.path,
            top=grid.top(table.each()),
            read=partial(_read, table),
            inside=f"sheet {table.name}",
            hidden=table.hidden,
            notes=table.notes,
        )
        for table in reader.tables
    ]


def _read(table: _Table, header: int, width: int, wanted: Sequence[int]) -> Records:
    return grid.records(table.each(), header, width, wanted)


ODS = Format(name="ods", about="OpenDocument sheets (.ods)", suffixes=(".ods",), read=_sheets)
