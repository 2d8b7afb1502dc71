"""What is done to every text table once: white space stripped, blanks missing, records numbered."""

from collections.abc import Sequence

import polars as pl

from schoolgate.basics.whitespace import SPACES
from schoolgate.language.table import ROW


def stripped(table: pl.LazyFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The cells without surrounding white space, those that are empty then null; read and stripped piece by piece."""
    cells = [pl.col(name).str.strip_chars(SPACES) for name in columns]
    return table.select(pl.when(cell != "").then(cell).name.keep() for cell in cells).collect(engine="streaming")


def numbered(cells: pl.DataFrame, first_row: int) -> pl.DataFrame:
    """The records with their `row`, as a spreadsheet numbers it from `first_row` on; wholly blank lines are no records."""
    rows = pl.int_range(first_row, first_row + cells.height, dtype=pl.Int64, eager=True).alias(ROW)
    table = pl.DataFrame([rows, *cells.get_columns()])
    if min(column.null_count() for column in cells.get_columns()) == 0:
        return table
    return table.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in cells.columns))
