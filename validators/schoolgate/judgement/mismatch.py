"""Keys written two ways: a column whose references find nothing because zeros, capitals or spaces differ throughout.

One fault of a file, told once and first, where every reference of it would otherwise be a finding of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schoolgate.basics import folding
from schoolgate.language.frame import TypedTables
from schoolgate.language.suite import Suite
from schoolgate.language.table import Column, Table

LEAST = 5
"""At least so many references must match once folded, …"""
SHARE = 10
"""… and at least one in so many of all."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """References of a column that name nothing as they stand, and something once a single fold is applied.

    Attributes:
        table: whose column it is.
        column: the column of references.
        target: the table whose key it refers to, and `target_key` that key.
        fold: the fold, by its name in `schoolgate.basics.folding.FOLDS`.
        matched: how many references it makes match, of so many `references` in all.
        eaten_in: of the two tables the one that lacks leading zeros; None for another fold.
    """

    table: str
    column: str
    target: str
    target_key: str
    fold: str
    matched: int
    references: int
    eaten_in: str | None

    @property
    def names(self) -> tuple[str, str]:
        """The two columns, either of which settings may name to accept it."""
        return self.name, f"{self.target}.{self.target_key}"

    @property
    def name(self) -> str:
        """What settings and reports call it."""
        return f"{self.table}.{self.column}"

    @property
    def answer(self) -> str:
        """The lines of settings that settle it."""
        lines = [(self.table, self.column), (self.target, self.target_key)]
        return "; ".join(f'[intake.{table}.key] {column} = ["{self.fold}"]' for table, column in lines)


def mismatches(suite: Suite, tables: TypedTables) -> tuple[Mismatch, ...]:
    """Every column of references that is written otherwise than the keys that it refers to."""
    return tuple(
        found
        for table in suite.tables
        for column in table.columns
        for target in column.refers
        if tables.supplied(f"{table.name}.{column.name}")
        for found in _mismatch(table, column, suite.tables_by_name[target], tables)
    )


def _mismatch(table: Table, column: Column, target: Table, tables: TypedTables) -> Iterator[Mismatch]:
    if target.key is None or not tables.supplied(f"{target.name}.{target.key}"):
        return
    references = tables[table.name][column.name].drop_nulls()
    known = tables[target.name][target.key].drop_nulls().unique()
    lost = references.filter(~references.is_in(known.implode()))
    least = max(LEAST, -(-len(references) // SHARE))
    if len(lost) < least or known.is_empty():
        return
    counts = dict(lost.value_counts().iter_rows())
    best: tuple[int, str, dict[str, str]] = (0, "", {})
    for fold in folding.FOLDS:
        found = _matched(list(counts), known.to_list(), fold)
        best = max(best, (sum(counts[value] for value in found), fold, found), key=lambda candidate: candidate[0])
    matched, fold, found = best
    if matched < least:
        return
    eaten = None
    if fold == "drop_leading_zeros":
        shorter = sum(len(value) < len(other) for value, other in found.items())
        eaten = table.name if shorter * 2 >= len(found) else target.name
    yield Mismatch(table.name, column.name, target.name, target.key, fold, matched, len(references), eaten)


def _matched(values: list[str], known: list[str], fold: str) -> dict[str, str]:
    """The values that are exactly one known value once both are folded, with that one."""
    apply = folding.FOLDS[fold]
    spelled: dict[str, str | None] = {}
    for value in known:
        folded = apply(value)
        spelled[folded] = None if folded in spelled else value
    found = ((value, spelled.get(apply(value))) for value in values)
    return {value: other for value, other in found if other is not None}
