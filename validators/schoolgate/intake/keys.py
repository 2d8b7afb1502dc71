"""Keys that are written two ways, compared as the settings say: every column that refers to a key follows it.

A key is shown as it stands: what changes is the spelling of those that refer to it, to that of the table whose key it is.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from schoolgate.basics.folding import FOLDS
from schoolgate.language.mapping import IntakeSettings
from schoolgate.language.table import Table

Place = tuple[str, str]
"""A table and its column."""


def normalised(
    frames: Mapping[str, pl.DataFrame], tables: Sequence[Table], said: IntakeSettings
) -> dict[str, pl.DataFrame]:
    """The typed tables, with one spelling for keys that are the same once normalised."""
    changed = dict(frames)
    for places, folds in _groups(tables, said):
        spelled: dict[str, str] = {}
        for table, column in places:
            cells = changed[table][column]
            distinct = cells.drop_nulls().unique(maintain_order=True).to_list()
            other = {
                cell: shown for cell in distinct if (shown := spelled.setdefault(_fold(cell, folds), cell)) != cell
            }
            if other:
                replaced = cells.replace(list(other), list(other.values()))
                changed[table] = changed[table].with_columns(replaced)
    return changed


def _fold(cell: str, folds: Sequence[str]) -> str:
    for fold in folds:
        cell = FOLDS[fold](cell)
    return cell


def folds_of(table: str, column: str, tables: Sequence[Table], said: IntakeSettings) -> tuple[str, ...]:
    """How the cells of a column are normalised, its own settings or those of a column that it is compared with."""
    return next((folds for places, folds in _groups(tables, said) if (table, column) in places), ())


def _groups(tables: Sequence[Table], said: IntakeSettings) -> Iterator[tuple[list[Place], tuple[str, ...]]]:
    """Columns that are compared with each other, the key that they refer to first, and how they are normalised."""
    linked = _linked(tables, said)
    order = {place: number for number, place in enumerate((t.name, c.name) for t in tables for c in t.columns)}
    keys = {(table.name, table.key) for table in tables}
    done: set[Place] = set()
    for here in ((table.name, column) for table in tables for column in said.of(table.name).key):
        if here not in done:
            group = linked[here]
            done |= group
            folds = dict.fromkeys(fold for name, column in sorted(group) for fold in said.of(name).key.get(column, ()))
            yield sorted(group, key=lambda place: (place not in keys, order[place])), tuple(folds)


def _linked(tables: Sequence[Table], said: IntakeSettings) -> dict[Place, set[Place]]:
    """For each column those that it is compared with, itself included."""
    keys = {table.name: table.key for table in tables}
    pairs = [
        ((table.name, column.name), (target, key))
        for table in tables
        for column in table.columns
        for target in column.refers
        if (key := keys.get(target)) is not None
    ]
    # A key that the settings name in several tables is one key, whatever refers to it.
    named: dict[str, Place] = {}
    own = [(table.name, column) for table in tables for column in said.of(table.name).key]
    pairs += [(here, named.setdefault(here[1], here)) for here in own]
    linked: dict[Place, set[Place]] = {}
    for here, there in pairs:
        whole = linked.get(here, {here}) | linked.get(there, {there})
        linked |= dict.fromkeys(whole, whole)
    return linked
