"""The strict reader: the standard library's, which reads every quotation mark or refuses it. Slow, and sure.

It is held against the lines of the file: each is a record, or a line break inside a cell. A record lost is a refusal.
"""

import csv
import io
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.basics.whitespace import INVISIBLE, SPACES
from schoolgate.intake.sheet import Records
from schoolgate.language.table import ROW

# A photograph in a column is no fault of the file. The library's limit is one for the whole program.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
_UNSEEN = SPACES + INVISIBLE
_BREAK = re.compile(r"\r\n|\r|\n")


def records(path: Path, text: str, delimiter: str, lines: int, above: int) -> Iterator[tuple[int, int, list[str]]]:
    """Every record below row `above`: its row, the line at which it begins, its cells.

    Raises:
        InputError: a quotation mark that cannot be read, or records that are not as many as the file has lines for.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row, begins, inside = 0, 1, 0
    try:
        for row, cells in enumerate(reader, start=1):
            if row > above:
                yield row, begins, cells
            if reader.line_num > begins:
                inside += sum(len(_BREAK.findall(cell)) for cell in cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        said = "a quotation mark is opened and never closed" if "end of data" in str(error) else str(error)
        msg = f"{path}, row {row + 1}: {said}; check the quotation marks in that row"
        raise InputError(msg) from None
    if row + inside != lines:
        msg = (
            f"{path}: {lines} lines, but {row} records with {inside} line breaks inside cells; check the quotation marks, "
            "or save the file again as CSV"
        )
        raise InputError(msg)


def read(path: Path, text: str, delimiter: str, lines: int, header: int, width: int, wanted: Sequence[int]) -> Records:
    """The records below row `header`, as `schoolgate.intake.sheet.Reader` gives them; cells are not yet stripped.

    Raises:
        InputError: as `records`, or a record with more cells than the header.
    """
    rows, begun = array("q"), array("q")
    columns: list[list[str | None]] = [[] for _ in wanted]
    short: list[int] = []
    long = array("q")
    for row, begins, cells in records(path, text, delimiter, lines, header):
        filled = any(cell.strip(_UNSEEN) for cell in cells)
        if not filled:
            continue
        if len(cells) > width and any(cell.strip(_UNSEEN) for cell in cells[width:]):
            msg = (
                f"{path}, row {row}: {len(cells)} cells, but the header names {width} columns; "
                "put quotation marks round cells that hold the delimiter"
            )
            raise InputError(msg)
        if len(cells) < width:
            short.append(row)
        elif len(cells) > width:
            long.append(row)
        rows.append(row)
        begun.append(begins)
        for column, place in zip(columns, wanted, strict=True):
            column.append(cells[place] if place < len(cells) else None)
    schema = {str(place): pl.String() for place in wanted}
    series = [pl.Series(name, cells, dtype=pl.String()) for name, cells in zip(schema, columns, strict=True)]
    frame = pl.DataFrame([pl.Series(ROW, rows, dtype=pl.Int64()), *series])
    return Records(frame, short=tuple(short), lines=partial(_lines, rows, begun), notes=_dropped(path, long))


def _dropped(path: Path, long: Sequence[int]) -> tuple[str, ...]:
    """A note on records with more cells than the header, all blank: a comma too many, or one without quotation marks."""
    if not long:
        return ()
    many = f"rows {long[0]} and {len(long) - 1:,} more have" if len(long) > 1 else f"row {long[0]} has"
    return (f"{path.name}: {many} more cells than the header; the last are blank, and dropped",)


def _lines(known: "array[int]", begun: "array[int]", rows: Sequence[int]) -> list[int]:
    return [begun[bisect_left(known, row)] for row in rows]
