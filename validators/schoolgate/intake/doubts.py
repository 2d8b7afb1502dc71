"""What is odd about the cells of a table, said once for each column: keys that cannot be keys, what nobody can see."""

import re
import unicodedata
from collections.abc import Iterator

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.basics.whitespace import INVISIBLE
from schoolgate.language.frame import TextTable
from schoolgate.language.table import ROW, Column, Table

_BREAKS = r"[\r\n]"
_UNSEEN = f"[{re.escape(INVISIBLE)}]"
_SPOILT = (
    (r"^[0-9](?:[.,][0-9]+)?E\+?[0-9]+$", "in scientific notation, as in 1E+05"),
    (r"^[0-9]+\.0$", "with .0 at the end"),
    (r'^="?[^"]*"?$', 'as a formula of Excel, as in ="00451"'),
    (r"^'.", "with an apostrophe before it"),
)


def refuse_swallowed(text: TextTable, table: Table) -> None:
    """Refuse cells that look as if a lost quotation mark had made one cell of several records.

    Raises:
        InputError: a key holds a line break, or delimiters as a record does; a cell holds lines that look like records.
    """
    if text.delimiter is None or text.bare:
        return
    for column in table.columns:
        if column.name in text.columns:
            for row, what in _swallowed(text, table, column):
                msg = (
                    f"{text.path}, row {row}, column {column.name!r}: {what}; a quotation mark is lost or too many: "
                    "mend that row, or export the file again"
                )
                raise InputError(msg)


def _swallowed(text: TextTable, table: Table, column: Column) -> Iterator[tuple[int, str]]:
    cells = text.frame[column.name]
    delimiter = re.escape(text.delimiter or ",")
    is_key = column.person or column.name == table.key or bool(column.refers)
    # A cell with neither is what nearly all are: one look at the whole column.
    odd = text.frame.select(ROW, pl.col(column.name).alias("cell")).filter(
        cells.str.contains(rf"{_BREAKS}|{delimiter}")
    )
    if odd.is_empty():
        return
    broken = odd.filter(odd["cell"].str.contains(_BREAKS))
    if is_key and not broken.is_empty():
        yield broken[ROW][0], "a key that holds a line break, so several lines of the file are one cell"
    marks = odd["cell"].str.count_matches(delimiter)
    most = 0 if column.person else max(len(text.columns) - 2, 1)
    if is_key and not (keys := odd.filter(marks > most)).is_empty():
        yield keys[ROW][0], "a key that holds the file's own delimiter, as a whole record does"
    looks = broken.filter(
        broken["cell"].str.contains(rf"(?:^|[\r\n])[^\r\n]*{delimiter}[^\r\n]*{delimiter}[^\r\n]*(?:[\r\n]|$)")
    )
    if not looks.is_empty():
        yield looks[ROW][0], "a cell that runs over several lines, which look like records of their own"


def spoilt(text: TextTable, column: Column) -> str | None:
    """How a spreadsheet has changed a column of keys throughout; None where it has not."""
    cells = text.frame[column.name].drop_nulls()
    if cells.is_empty():
        return None
    # Nearly always the first cell tells that nothing is wrong.
    suspected = [(pattern, how) for pattern, how in _SPOILT if re.search(pattern, cells[0])]
    return next((how for pattern, how in suspected if cells.str.contains(pattern).all()), None)


def notes(text: TextTable, table: Table) -> list[str]:
    """A note for each column with characters that cannot be seen, or with cells that are equal once normalised."""
    columns = [column for column in table.columns if column.name in text.columns]
    return [note for column in columns for note in _notes(text, column)] if not text.plain else []


def _notes(text: TextTable, column: Column) -> Iterator[str]:
    cells = text.frame[column.name]
    # Nearly all cells are ASCII, which hides nothing and is stored in one way.
    longer = cells.filter(cells.str.len_bytes() != cells.str.len_chars())
    if longer.is_empty():
        return
    unseen = longer.str.contains(_UNSEEN).sum()
    if unseen:
        many = "cells hold" if unseen > 1 else "cell holds"
        yield f"{text.path.name}: {column.name}: {unseen:,} {many} characters that cannot be seen; they count"
    if (column.person or "mail" in column.name) and (alike := _equal_once_normalised(cells, longer)):
        yield (
            f"{text.path.name}: {column.name}: {alike:,} cells differ from another only in how accents or widths are "
            "stored (Unicode NFC); they count as different"
        )


def _equal_once_normalised(cells: pl.Series, longer: pl.Series) -> int:
    """How many of the `longer` cells, which are not ASCII, are equal to another only once both are normalised."""
    changed = {
        cell: normal for cell in longer.unique().to_list() if (normal := unicodedata.normalize("NFC", cell)) != cell
    }
    if not changed:
        return 0
    there = set(cells.to_list())
    seen: dict[str, int] = {}
    for normal in changed.values():
        seen[normal] = seen.get(normal, 0) + 1
    return sum(normal in there or seen[normal] > 1 for normal in changed.values())
