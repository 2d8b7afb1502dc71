"""Rows in the order of pseudonyms, and numbered in it: neither an order nor a number says which row of the file one was."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from schoolgate.judgement.records import carried_values
from schoolgate.language.frame import TextTable
from schoolgate.language.table import ROW, FactTable, Table
from schoolgate.run.result import Result

_FIRST = 2
"""The number of the first record, below a header."""
_NEW = "new row"


def shuffled(result: Result) -> Result:
    """The result of which identifiers are pseudonyms already, with every table that names persons in their order.

    A value's row (a registration group's, say) is that of the first record that carries it, in the new order.
    """
    numbers = {
        table.name: _numbers(result.texts[table.name].frame, table)
        for table in result.suite.tables
        if table.name in result.texts and any(column.person for column in table.columns)
    }
    texts = {name: _text(text, numbers.get(name)) for name, text in result.texts.items()}
    facts, outcomes = dict(result.facts), dict(result.outcomes)
    # Values last: where they stand is where the records do that carry them.
    for table in sorted(result.suite.fact_tables, key=lambda table: table.carried is not None):
        if table.table not in numbers or table.key is None:
            continue
        frame = result.facts[table.name]
        rows = _of_values(table, frame, facts) if table.carried else _mapped(frame[ROW], numbers[table.table])
        order = rows.arg_sort()
        frame = frame.with_columns(rows, *_rows_of_others(table, frame, numbers))
        facts[table.name] = frame[order]
        outcomes[table.name] = result.outcomes[table.name].with_columns(rows)[order]
    return replace(result, texts=texts, facts=facts, outcomes=outcomes)


def _numbers(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The row of each record and the one that it has from now on. Rows of one person keep their order among each other."""
    persons = [column.name for column in table.columns if column.person and column.name in frame.columns]
    ordered = frame.sort(persons, nulls_last=True, maintain_order=True).select(ROW) if persons else frame.select(ROW)
    return ordered.with_columns(pl.int_range(_FIRST, pl.len() + _FIRST, dtype=pl.Int64()).alias(_NEW))


def _text(text: TextTable, numbers: pl.DataFrame | None) -> TextTable:
    if numbers is None:
        return text
    frame = text.frame.with_columns(_mapped(text.frame[ROW], numbers)).sort(ROW)
    # Nobody finds a row of these numbers in the file: it stands for its first line.
    return replace(text, frame=frame, lines=lambda rows: [1] * len(rows), pieces=(), unreadable={})


def _mapped(rows: pl.Series, numbers: pl.DataFrame) -> pl.Series:
    return rows.replace_strict(numbers[ROW], numbers[_NEW], default=None, return_dtype=pl.Int64()).alias(rows.name)


def _rows_of_others(table: FactTable, frame: pl.DataFrame, numbers: Mapping[str, pl.DataFrame]) -> Iterable[pl.Series]:
    """The facts that hold the rows of another table's records."""
    return (_mapped(frame[fact.name], numbers[fact.row_of]) for fact in table.facts.values() if fact.row_of in numbers)


def _of_values(table: FactTable, frame: pl.DataFrame, facts: Mapping[str, pl.DataFrame]) -> pl.Series:
    """For each value the first row, in the new order, of a record that carries it."""
    carried, key = table.carried, table.key
    assert carried is not None  # noqa: S101  (asked before)
    assert key is not None  # noqa: S101  (a value is its key)
    records = facts[carried.facts]
    held = carried_values(carried, records, pl.repeat(value=True, n=records.height, dtype=pl.Boolean(), eager=True))
    carriers = held.select("value", records[ROW][held["record"]].alias(ROW))
    first = carriers.drop_nulls().group_by("value").agg(pl.col(ROW).min())
    found = frame[key].replace_strict(first["value"], first[ROW], default=None, return_dtype=pl.Int64())
    # What is carried in another spelling has a number of its own, below all records.
    below = _FIRST + facts[carried.facts].height + frame[key].rank("ordinal").cast(pl.Int64())
    return found.fill_null(below).alias(ROW) if found.null_count() else found.alias(ROW)
