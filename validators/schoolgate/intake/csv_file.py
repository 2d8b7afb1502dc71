"""One CSV file to one text table: UTF-8, comma, CRLF or LF.

Polars parses; where it refuses a file, the standard library reads it again, slowly, to accept what is only unusual (a
quotation mark inside a cell) or to say in which row the fault is.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.intake.lines import CARRIAGE_RETURN, NEWLINE, lines_of
from schoolgate.intake.text import numbered, stripped
from schoolgate.language.frame import TextTable

_HEAD = 1 << 20
_OTHER_ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def read_csv(path: Path) -> TextTable:
    """The file's cells as text.

    Raises:
        InputError: it cannot be read, is not UTF-8, or is no comma-separated table with a header.
    """
    try:
        head = _read_head(path)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})"
        raise InputError(msg) from None
    _refuse_other_encodings(path, head)
    columns, header_row, above = _header(path, head)
    positions = _positions(columns)
    ends = NEWLINE
    try:
        # Lines, not rows: of rows to skip the parser counts no blank one, and would skip the header and records too.
        lazy = pl.scan_csv(path, infer_schema=False, skip_lines=above, new_columns=positions, glob=False)
        # A file that the parser understands otherwise than its header says is read slowly too.
        if lazy.collect_schema().names() != positions:
            raise pl.exceptions.SchemaError
        cells = stripped(lazy, positions)
    except (pl.exceptions.PolarsError, OSError, TypeError):  # the last: a path that is not UTF-8
        cells = stripped(_read_slowly(path, columns).lazy(), positions)
        ends = CARRIAGE_RETURN
    # A header cell may be blank, and more than one may: such columns keep the name of their place.
    names = tuple(name or position for name, position in zip(columns, positions, strict=True))
    cells.columns = list(names)
    return TextTable(
        frame=numbered(cells, header_row + 1),
        columns=names,
        path=path,
        encoding="utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8",
        delimiter=",",
        lines=partial(lines_of, path, ends),
    )


def _read_head(path: Path) -> bytes:
    if path.is_dir():
        msg = f"{path}: is a folder; expected a CSV file of that name"
        raise InputError(msg)
    with path.open("rb") as file:
        return file.read(_HEAD)


def _positions(columns: tuple[str, ...]) -> list[str]:
    """Names that cannot clash, for while the parser renames a header of its own accord."""
    return [f"column {position}" for position in range(len(columns))]


def _refuse_other_encodings(path: Path, head: bytes) -> None:
    for mark, name in _OTHER_ENCODINGS.items():
        if head.startswith(mark):
            msg = f"{path}: byte 0 (0x{head[0]:02X}) begins {name}; save the file as UTF-8 CSV"
            raise InputError(msg)
    null = head.find(b"\0")
    if null >= 0:
        msg = f"{path}: byte {null} is 0x00, as in UTF-16 or a binary file; save the file as UTF-8 CSV"
        raise InputError(msg)
    alone = head.find(b"\r")
    if alone >= 0 and b"\n" not in head:
        msg = f"{path}: byte {alone} is a carriage return alone as line end; save the file with CRLF or LF line ends"
        raise InputError(msg)


def _header(path: Path, head: bytes) -> tuple[tuple[str, ...], int, int]:
    """The names in the header, the row that it stands in, counted from 1, and how many lines stand above it."""
    try:
        # A character that the end of the head cuts in two is no fault of the file.
        text = codecs.getincrementaldecoder("utf-8")().decode(head.removeprefix(codecs.BOM_UTF8))
    except UnicodeDecodeError:
        _refuse_bytes(path)
        raise
    reader = csv.reader(io.StringIO(text, newline=""))
    above = 0
    for row, cells in enumerate(reader, start=1):
        names = tuple(cell.strip() for cell in cells)
        if any(names):
            _refuse_header(path, names)
            return names, row, above
        above = reader.line_num
    msg = f"{path}: is empty; expected a header row with the names of the columns"
    raise InputError(msg)


def _refuse_header(path: Path, names: tuple[str, ...]) -> None:
    if len(names) == 1:
        for delimiter, word in _OTHER_DELIMITERS.items():
            if delimiter in names[0]:
                msg = f"{path}: the header is separated by {word}; save the file with commas between the cells"
                raise InputError(msg)
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if twice:
        # Not the name: where the header is missing, it is somebody's.
        first, second = [number for number, name in enumerate(names, start=1) if name == twice[0]][:2]
        msg = f"{path}: the header has the same name in columns {first} and {second}; rename or delete one of them"
        raise InputError(msg)


def _refuse_bytes(path: Path) -> None:
    """Raise for the first byte that is not UTF-8, if there is one."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, line = 0, 1
    with path.open("rb") as file:
        while chunk := file.read(_HEAD):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=len(chunk) < _HEAD)
            except UnicodeDecodeError as error:
                at = offset - pending + error.start
                # The object starts with the bytes that the last chunk left over.
                line += error.object[: error.start].count(b"\n")
                byte = error.object[error.start]
                msg = f"{path}: byte {at} (0x{byte:02X}, line {line}) is not UTF-8; save the file as UTF-8 CSV"
                raise InputError(msg) from None
            offset += len(chunk)
            line += chunk.count(b"\n")


def _read_slowly(path: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    _refuse_bytes(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(_rows(path, file, len(columns)))
    return pl.DataFrame(rows, schema=dict.fromkeys(_positions(columns), pl.String), orient="row")


def _rows(path: Path, file: io.TextIOWrapper, width: int) -> Iterator[list[str | None]]:
    """The records after the header, each with exactly `width` cells; a blank line is a record of missing cells."""
    reader = csv.reader(file, strict=True)
    row, seen_header = 0, False
    try:
        for row, cells in enumerate(reader, start=1):
            if not seen_header:
                seen_header = any(cell.strip() for cell in cells)
            elif len(cells) > width and any(cell.strip() for cell in cells):
                msg = (
                    f"{path}, row {row}: {len(cells)} cells, but the header names {width} columns; "
                    "put quotation marks round cells that hold a comma"
                )
                raise InputError(msg)
            else:
                yield [*cells[:width], *[None] * (width - len(cells))]
    except csv.Error as error:
        msg = f"{path}, row {row + 1}: {error}; check the quotation marks in that row"
        raise InputError(msg) from None
