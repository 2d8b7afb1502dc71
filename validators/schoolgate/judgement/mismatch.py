"""Keys written two ways: a column whose references find nothing because zeros, capitals or spaces differ throughout.

One fault of a file, told once and first, where every reference of it would otherwise be a finding of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from schoolgate.basics import folding
from schoolgate.frames.near import normalised
from schoolgate.frames.relations import hashed_within
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
    known = tables[target.name][target.key].drop_nulls()
    least = max(LEAST, -(-len(references) // SHARE))
    if known.is_empty() or len(references) < least:
        return
    # Hashes tell that there is nothing to tell, as there nearly always is.
    suspects = references.filter(~hashed_within(references, known))
    if len(suspects) < least or not any(_may_match(suspects, known, fold, least) for fold in folding.FOLDS):
        return
    known = known.unique()
    counts = suspects.alias("value").value_counts(name="count")
    best: tuple[int, str, pl.DataFrame] = (0, "", pl.DataFrame())
    for fold in folding.FOLDS:
        found = _matched(counts, known, fold)
        best = max(best, (int(found["count"].sum()), fold, found), key=lambda candidate: candidate[0])
    matched, fold, found = best
    if matched < least:
        return
    eaten = None
    if fold == "drop_leading_zeros":
        shorter = int((found["value"].str.len_chars() < found["other"].str.len_chars()).sum())
        eaten = table.name if shorter * 2 >= found.height else target.name
    yield Mismatch(table.name, column.name, target.name, target.key, fold, matched, len(references), eaten)


def _may_match(lost: pl.Series, known: pl.Series, fold: str, least: int) -> bool:
    """Whether the fold can make so many of the lost values known; exact where it says no."""
    folded = [normalised(values, fold) for values in (lost, known)]
    if folded[0] is lost and folded[1] is known:
        return False
    return int(hashed_within(*folded).sum()) >= least


def _matched(counts: pl.DataFrame, known: pl.Series, fold: str) -> pl.DataFrame:
    """The values (`value`, `count`) that are exactly one known value (`other`) once both are folded."""
    spelled = pl.DataFrame({"folded": normalised(known, fold), "other": known}).unique(subset="folded", keep="none")
    return counts.with_columns(folded=normalised(counts["value"], fold)).join(spelled, on="folded")
