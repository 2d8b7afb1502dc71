"""The examples of rules as fact rows: what the catalogue judges, and what the tests of every engine run."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from schoolgate.language.frame import DTYPES
from schoolgate.language.predicate import KEY
from schoolgate.language.rule import UNKNOWN, Example
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, Fact, FactTable, Kind
from schoolgate.language.truth import unknown_flag

FIRST_ROW = 2
"""The number of the first record below a header."""

Cell = str | int | bool | date | datetime | Decimal | None


def frame_of(suite: Suite, table_name: str, examples: Iterable[Example]) -> pl.DataFrame:
    """A fact frame with a row per example, numbered from 2; columns left out take their neutral values.

    Returns:
        Exactly the columns that the fact table declares, in their declared types.

    Raises:
        KeyError: an example names a column that the fact table lacks, or makes one unknown that never is.
    """
    table = suite.facts_by_name[table_name]
    rows = [_cells(table, example) for example in examples]
    columns = [pl.Series(ROW, range(FIRST_ROW, FIRST_ROW + len(rows)), dtype=pl.Int64())]
    for fact in table.facts.values():
        columns.append(pl.Series(fact.name, [row[fact.name] for row in rows], dtype=DTYPES[fact.kind]))
        if fact.unknown:
            flag = unknown_flag(fact.name)
            columns.append(pl.Series(flag, [row[flag] for row in rows], dtype=pl.Boolean()))
    return pl.DataFrame(columns).select(table.columns)


def _cells(table: FactTable, example: Example) -> dict[str, Cell]:
    """The cells of one row: values and flags."""
    given = {table.key if name == KEY and table.key else name: value for name, value in example.items()}
    strange = given.keys() - table.facts.keys()
    if strange:
        msg = f"{table.name} has no {', '.join(sorted(strange))}"
        raise KeyError(msg)
    cells: dict[str, Cell] = {}
    for fact in table.facts.values():
        value = given.get(fact.name, fact.neutral)
        unknown = value is UNKNOWN
        if unknown and not fact.unknown:
            msg = f"{table.name}.{fact.name} is never unknown"
            raise KeyError(msg)
        cells[fact.name] = None if unknown else _cell(fact, value)
        if fact.unknown:
            cells[unknown_flag(fact.name)] = unknown
    return cells


def _cell(fact: Fact, value: object) -> Cell:
    """A value as its column's type holds it; dates stand in examples as ISO text."""
    if value is None:
        return None
    match fact.kind:
        case Kind.DATE:
            return date.fromisoformat(str(value))
        case Kind.DATETIME:
            return datetime.fromisoformat(str(value))
        case Kind.NUMBER:
            return Decimal(str(value))
        case Kind.TEXT | Kind.BOOL | Kind.INT:
            return value if isinstance(value, str | int) else str(value)
