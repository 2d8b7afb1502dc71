"""What faults have in common: overwriting cells of members, and of their records in Cypad and the MIS."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, Unpack

import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted

ON_ROLL, LEAVER, DELETED = (pl.col("kind") == kind for kind in ("on roll", "leaver", "deleted"))
IN_CYPAD, IN_MIS, IN_PROOFS = (pl.col(f"{table}_row") >= 0 for table in ("cypad", "mis", "proofs"))
DATED, SELECTED = pl.col("dated"), pl.col("selected")

Choices = tuple[str | None, ...]


class Options(TypedDict, total=False):
    """Fields of a fault that most leave at their defaults."""

    least: int
    pairs: bool
    hides: bool


def rows_in(draft: Draft, table: str, rows: Ints) -> Ints:
    """Where the members of these rows stand in a table: in their own, or in that of another system."""
    return rows if table == "members" else draft.about[f"{table}_row"].gather(rows).to_numpy()


def overwrite(
    rules: str | Sequence[str],
    weight: float,
    cells: Mapping[str, Choices],
    *,
    fits: pl.Expr,
    found_in: str = "members",
    name: str = "",
    **options: Unpack[Options],
) -> Fault:
    """A fault that overwrites cells: the members chosen take turns with the choices for each column.

    Args:
        rules: which fail.
        weight: the fault's share.
        cells: what stands in a `table.column` instead.
        fits: which members.
        found_in: the table that the findings are in.
        name: of the fault, where the rule has several.
        options: fields of `Fault`.
    """
    failing = (rules,) if isinstance(rules, str) else tuple(rules)

    def plant(draft: Draft, rows: Ints, _dice: Dice) -> Planted:
        edits = []
        for place, words in cells.items():
            table, _, column = place.partition(".")
            edits.append(Edit(table, column, rows_in(draft, table, rows), in_turn(words, rows.size)))
        return Planted(
            tuple(edits), tuple(Expected(rule, found_in, rows_in(draft, found_in, rows)) for rule in failing)
        )

    return Fault(name=name or failing[0], rules=failing, plant=plant, fits=fits, weight=weight, **options)
