"""What the faults have in common: overwriting cells of a pupil or of its learner, and leavers with what follows."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

import numpy as np
import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted

ORDINARY = pl.col("ordinary")
"""Not the first of its group or year group: a finding about the group stands on the first."""
ALONE = pl.col("alone")
"""Nobody else who may lose the link has the name or the birthday."""
ANYONE = pl.lit(value=True)
STAYING = ("BP-205", "BP-301", "BP-303", "BP-305", "BP-308")
"""What follows from a learner with access whose pupil is gone."""
COUNTS = Expected("BP-304", "pupils", None)
"""Learners Without Access who are not in the leavers class."""

Choices = tuple[str | None, ...]


class Options(TypedDict, total=False):
    """Fields of a fault that most leave at their defaults."""

    least: int
    pairs: bool
    joins: bool
    hides: bool


def overwrite(
    rule: str,
    weight: float,
    column: str,
    words: Choices,
    *,
    fits: pl.Expr = ANYONE,
    name: str = "",
    **options: Unpack[Options],
) -> Fault:
    """A fault that overwrites one cell of the pupils chosen, which take turns with the words."""

    def plant(_: Draft, rows: Ints, __: Dice) -> Planted:
        return Planted((Edit("pupils", column, rows, in_turn(words, rows.size)),), (Expected(rule, "pupils", rows),))

    return Fault(name=name or rule, rules=(rule,), plant=plant, fits=fits, weight=weight, **options)


def of_learner(
    rule: str,
    weight: float,
    cells: Mapping[str, Choices],
    *,
    fits: pl.Expr = ANYONE,
    found_in: str = "learners",
    also: tuple[Expected, ...] = (),
    name: str = "",
) -> Fault:
    """A fault that overwrites cells of the learners of the pupils chosen; the finding is on the learner, or the pupil."""

    def plant(draft: Draft, rows: Ints, _: Dice) -> Planted:
        places = learners_of(draft, rows)
        edits = tuple(Edit("learners", column, places, in_turn(words, rows.size)) for column, words in cells.items())
        return Planted(edits, (Expected(rule, found_in, places if found_in == "learners" else rows), *also))

    rules = (rule, *(one.rule for one in also))
    return Fault(name=name or rule, rules=rules, plant=plant, fits=fits, weight=weight)


def learners_of(draft: Draft, rows: Ints) -> Ints:
    """The row in learners of each pupil."""
    return draft.about["learner_row"].gather(rows).to_numpy()


def stays_behind(draft: Draft, learners: pl.DataFrame, places: Ints, *, access: bool = True) -> tuple[Expected, ...]:
    """What a check says of learners who stay where they are, as their pupils are gone: of them, classes, year groups."""
    of_learner = [Expected("BP-205", "learners", places), Expected("BP-303", "learners", places)]
    if access:
        of_learner.append(Expected("BP-301", "learners", places))
    return (*of_learner, *overfull(draft, learners), *(() if access else (COUNTS,)))


def overfull(draft: Draft, learners: pl.DataFrame) -> tuple[Expected, ...]:
    """What a check says of the classes and year groups of learners who stay in them."""
    pupils = draft.tables["pupils"].head(draft.about.height)
    there = learners["class_name"].filter(learners["class_name"].is_in(pupils["registration_group"].implode()))
    years = learners["year_group"].unique().sort()
    first = pupils.with_row_index("place").group_by("year_group").agg(pl.col("place").min())
    found = [Expected("BP-305", "classes", draft.rows_of("classes", "class_name", there))] if len(there) else []
    for year, place in first.filter(pl.col("year_group").is_in(years.implode())).iter_rows():
        found.append(Expected("BP-308", "pupils", np.array([place]), key=year))
    return tuple(found)
