"""Findings and records as CSV or Parquet."""

from pathlib import Path

import polars as pl

from schoolgate.frames.export import write_parquet
from schoolgate.frames.shown import quoted, visible_texts, without_formulas


def write(frame: pl.DataFrame, target: Path, ending: str, *, marked: bool = False) -> None:
    """Write a table to `target`, in the format that `ending` names.

    In CSV, lists become text with a semicolon between their parts, characters that nobody can see become escapes, and what
    a spreadsheet would run as a formula is disarmed with an apostrophe, whether it takes commas or semicolons for what lies
    between cells; Parquet holds the values as they are.
    A CSV file that is `marked` begins with a byte order mark, without which Excel takes it for one of its own code page.
    """
    if ending.casefold() == ".parquet":
        write_parquet(frame, target)
        return
    _safe(frame).write_csv(target, quote_style="never", include_bom=marked)


def as_csv(frame: pl.DataFrame) -> str:
    """The same as text, without a mark."""
    return _safe(frame).write_csv(quote_style="never")


def _safe(frame: pl.DataFrame) -> pl.DataFrame:
    return quoted(without_formulas(visible_texts(flat(frame))))


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with lists as text, a semicolon between their parts."""
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join(";"))
