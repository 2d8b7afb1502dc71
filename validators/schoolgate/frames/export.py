"""Facts for others: what leaves for Parquet files and for Great Expectations, without anybody's personal text."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import assert_never

import polars as pl

from schoolgate.basics.staging import Staging
from schoolgate.language.predicate import AtLeast, AtMost, atoms
from schoolgate.language.rule import Depends
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import Fact, FactTable, Kind

HIDDEN_TEXT = "(hidden)"
HIDDEN_DATE = date(1900, 1, 1)
HIDDEN_DATETIME = datetime(1900, 1, 1, tzinfo=UTC)
HIDDEN_NUMBER = 0


def masked(frame: pl.DataFrame, table: FactTable, suite: Suite) -> pl.DataFrame:
    """Facts with a fixed marker in the place of each personal text, date and number.

    Missing cells stay missing, so that rules about presence still hold; yes-or-no cells stay as is. A personal whole number,
    such as the days since a date, becomes the least that no rule tells from it: outcomes stay, the date is not given back.

    Args:
        frame: fact rows; columns that `table` does not declare pass unchanged.
        table: says which columns are personal.
        suite: its rules say which whole numbers are told apart.

    Returns:
        A frame of the same shape and types.
    """
    hidden = [_hidden(fact) for fact in table.facts.values() if fact.name in frame.columns and is_hidden(fact)]
    coarse = [
        _coarse(fact.name, _told_apart(fact.name, table, suite))
        for fact in table.facts.values()
        # What is no number is for the engines to refuse.
        if not fact.shown and fact.kind is Kind.INT and frame.schema.get(fact.name, pl.Null()).is_integer()
    ]
    return frame.with_columns(*hidden, *coarse)


def is_hidden(fact: Fact) -> bool:
    """Whether `masked` replaces what the column holds; `Filled` is then all that can be asked of it."""
    return not fact.shown and fact.kind not in {Kind.BOOL, Kind.INT}


def _told_apart(column: str, table: FactTable, suite: Suite) -> list[int]:
    """The numbers from which on some rule of the table says something else of the column, lowest first."""
    starts: set[int] = set()
    for rule in suite.rules_on(table):
        chosen = (rule.severity.on,) if isinstance(rule.severity, Depends) else ()
        variants = (variant.where for variant in (*rule.variants, *rule.met))
        for predicate in (rule.when, rule.require, *chosen, *variants):
            for atom in atoms(predicate):
                match atom:
                    case AtLeast(column=name, least=least) if name == column:
                        starts.add(least)
                    case AtMost(column=name, most=most) if name == column:
                        starts.add(most + 1)
                    case _:
                        pass
    return sorted(starts)


def _coarse(column: str, starts: list[int]) -> pl.Expr:
    """Each number replaced by the start of the range that it lies in; what is below all of them by one less."""
    cell = pl.col(column)
    told = pl.lit(starts[0] - 1 if starts else HIDDEN_NUMBER)
    for start in starts:
        told = pl.when(cell >= start).then(pl.lit(start)).otherwise(told)
    return pl.when(cell.is_not_null()).then(told.cast(pl.Int64)).alias(column)


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
        frame = facts[table.name] if show_values else masked(facts[table.name], table, suite)
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
