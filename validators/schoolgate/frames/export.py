"""Facts for others: what leaves for Parquet files and for Great Expectations, without anybody's personal text."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import assert_never

import polars as pl

from schoolgate.basics.staging import Staging
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import Fact, FactTable, Kind

HIDDEN_TEXT = "(hidden)"
HIDDEN_DATE = date(1900, 1, 1)
HIDDEN_DATETIME = datetime(1900, 1, 1, tzinfo=UTC)
HIDDEN_NUMBER = 0


def masked(frame: pl.DataFrame, table: FactTable) -> pl.DataFrame:
    """Facts with a fixed marker in the place of each personal text, date and number.

    Missing cells stay missing, so that rules about presence still hold; yes-or-no cells and whole numbers stay as is.

    Args:
        frame: fact rows; columns that `table` does not declare pass unchanged.
        table: says which columns are personal.

    Returns:
        A frame of the same shape and types.
    """
    hidden = [_hidden(fact) for fact in table.facts.values() if fact.name in frame.columns and is_hidden(fact)]
    return frame.with_columns(hidden)


def is_hidden(fact: Fact) -> bool:
    """Whether `masked` replaces what the column holds; `Filled` is then all that can be asked of it."""
    return not fact.shown and fact.kind not in {Kind.BOOL, Kind.INT}


def write_facts(suite: Suite, facts: FactFrames, directory: Path, files: Staging, *, show_values: bool = False) -> None:
    """Write `<fact table>.parquet` for each fact table of a suite.

    Args:
        suite: says which columns are personal.
        facts: a frame per fact table.
        directory: where to; it is made where it does not exist.
        files: on their way, to appear together.
        show_values: write personal cells as they are instead of `masked`.

    Raises:
        OSError: a file cannot be written.
    """
    files.folder(directory)
    for table in suite.fact_tables:
        frame = facts[table.name] if show_values else masked(facts[table.name], table)
        write_parquet(frame, files.path(directory / f"{table.name}.parquet"))


def write_parquet(frame: pl.DataFrame, target: Path) -> None:
    """Write a frame as Parquet.

    Polars itself would take a disk that fills up for done, or for a fault of its own: the bytes are made in memory.

    Raises:
        OSError: the file cannot be written.
    """
    content = BytesIO()
    frame.write_parquet(content)
    target.write_bytes(content.getbuffer())


def _hidden(fact: Fact) -> pl.Expr:
    """The column with the marker of its kind wherever it holds something."""
    column = pl.col(fact.name)
    marker = pl.lit(_marker(fact.kind)).first()
    return pl.when(column.is_not_null()).then(marker).alias(fact.name)


def _marker(kind: Kind) -> str | date | int | None:
    match kind:
        case Kind.TEXT:
            return HIDDEN_TEXT
        case Kind.DATE:
            return HIDDEN_DATE
        case Kind.DATETIME:
            return HIDDEN_DATETIME
        case Kind.NUMBER:
            return HIDDEN_NUMBER
        case Kind.BOOL | Kind.INT:
            return None
        case _:
            assert_never(kind)
