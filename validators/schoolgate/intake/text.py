"""What is done to every text table once: white space stripped, blanks missing, records numbered."""

from collections.abc import Mapping
from functools import lru_cache, partial

import polars as pl

from schoolgate.basics.whitespace import INVISIBLE, SPACES
from schoolgate.frames.begun import at_once
from schoolgate.language.table import ROW

_FEW = 0.1
"""Up to this share of the records it is quicker to pick the cells out than to strip them all."""


def stripped(cells: pl.DataFrame, odd: Mapping[str, pl.Series] | None = None, *, plain: bool = False) -> pl.DataFrame:
    """The cells without surrounding white space, those in which nothing can be seen then null.

    Args:
        cells: columns of text.
        odd: by column, the records, counted from 0, whose cell needs it; all others hold no white space at either end, and
            are null where they are blank. None where nobody knows.
        plain: whether all is ASCII: then there is nothing invisible but white space to look for.
    """
    touched = [name for name in cells.columns if odd is None or len(odd[name])]
    works = [partial(_stripped, cells[name], None if odd is None else odd[name], plain=plain) for name in touched]
    return cells.with_columns(at_once(cells.height, *works)) if works else cells


def _stripped(cells: pl.Series, odd: pl.Series | None, *, plain: bool) -> pl.Series:
    visible = _visible(cells.name, plain=plain)
    if odd is None or len(odd) > _FEW * len(cells):
        return cells.to_frame().select(visible).to_series()
    picked = cells.gather(odd)
    shown = picked.to_frame().select(visible).to_series()
    # Most of what may need it does not: a column is not copied for nothing.
    return cells if shown.equals(picked) else cells.scatter(odd, shown)


@lru_cache(1000)
def _visible(name: str, *, plain: bool) -> pl.Expr:
    return visible_cell(pl.col(name), plain=plain)


def visible_cell(cell: pl.Expr, *, plain: bool = False) -> pl.Expr:
    """A cell without surrounding white space; null where nothing in it can be seen."""
    text = cell.str.strip_chars(SPACES)
    seen = text if plain else cell.str.strip_chars(SPACES + INVISIBLE)
    return pl.when(seen != "").then(text)


def numbered(cells: pl.DataFrame, first_row: int, others: pl.Series | None = None) -> pl.DataFrame:
    """The records with their `row`, as the file numbers it from `first_row` on; wholly blank lines are no records.

    `others` says which records hold something in cells that are not among these.
    """
    rows = pl.int_range(first_row, first_row + cells.height, dtype=pl.Int64, eager=True).alias(ROW)
    table = pl.DataFrame([rows, *cells.get_columns()])
    if cells.width == 0 or min(column.null_count() for column in cells.get_columns()) == 0:
        return table
    filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    return table.filter(filled if others is None else filled | others)
