"""Text tables: every cell as it stands in the file, before anyone decides what it means."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schoolgate.table import ROW
from schoolgate.whitespace import SPACES


@dataclass(frozen=True, slots=True)
class TextTable:
    """One table as text.

    The frame has `row` (as a spreadsheet numbers it) and a string column per header cell: stripped, missing cells null,
    wholly blank lines left out.
    """

    frame: pl.DataFrame
    columns: tuple[str, ...]
    path: Path
    encoding: str
    delimiter: str


def stripped(frame: pl.DataFrame, columns: tuple[str, ...], first_row: int) -> pl.DataFrame:
    """The frame with its cells stripped once, blanks null, records numbered from `first_row`, blank lines dropped."""
    frame = frame.select(pl.col(name).str.strip_chars(SPACES) for name in columns)
    blank = [
        name for name, found in frame.select((pl.all().str.len_bytes() == 0).any()).row(0, named=True).items() if found
    ]
    frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in blank)
    rows = pl.int_range(first_row, first_row + frame.height, dtype=pl.Int64, eager=True).alias(ROW)
    frame = frame.insert_column(0, rows)
    if min(frame[name].null_count() for name in columns) == 0:
        return frame
    return frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in columns))
