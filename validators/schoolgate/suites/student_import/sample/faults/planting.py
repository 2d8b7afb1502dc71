"""What the faults of an import have in common: overwriting cells of the file, and of the database behind it."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted

IS_NEW = pl.col("is_new")
IN_DATABASE = ~IS_NEW
ANYONE = pl.lit(value=True)

Choices = tuple[str | None, ...]


class Options(TypedDict, total=False):
    """Fields of a fault that most leave at their defaults."""

    least: int
    joins: bool
    hides: bool


def overwrite(
    rule: str, weight: float, column: str, words: Choices, *, fits: pl.Expr = ANYONE, **options: Unpack[Options]
) -> Fault:
    """A fault that overwrites one cell of the rows chosen, which take turns with the words."""

    def plant(_: Draft, rows: Ints, __: Dice) -> Planted:
        edit = Edit("students", column, rows, in_turn(words, rows.size))
        return Planted((edit,), (Expected(rule, "students", rows),))

    return Fault(name=rule, rules=(rule,), plant=plant, fits=fits, weight=weight, **options)


def behind(rule: str, weight: float, cells: Mapping[str, Choices], **options: Unpack[Options]) -> Fault:
    """A fault that overwrites cells of what the database has of the rows chosen; the finding is in the file."""

    def plant(draft: Draft, rows: Ints, _: Dice) -> Planted:
        places = existing_rows(draft, rows)
        edits = tuple(Edit("existing", column, places, in_turn(words, rows.size)) for column, words in cells.items())
        return Planted(edits, (Expected(rule, "students", rows),))

    return Fault(name=rule, rules=(rule,), plant=plant, fits=IN_DATABASE, weight=weight, **options)


def existing_rows(draft: Draft, rows: Ints) -> Ints:
    """The row in existing of each student."""
    return draft.about["existing_row"].gather(rows).to_numpy()
