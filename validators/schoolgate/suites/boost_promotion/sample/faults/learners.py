"""Learners in the Admin Hub: access, leavers, test data, year groups that make no sense."""

from datetime import timedelta

import numpy as np
import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.boost_promotion.sample.faults.planting import COUNTS, learners_of, of_learner, stays_behind
from schoolgate.suites.boost_promotion.sample.school import LEAVERS_CLASS, years_of

ANYONE = pl.lit(value=True)
_SKIPPED = 2
_FORGOTTEN = ("BP-205", "BP-303", "BP-304", "BP-305", "BP-308")


def _copied(draft: Draft, places: Ints, letter: str, **cells: pl.Expr) -> tuple[pl.DataFrame, Ints]:
    """Copies of the learners with identifiers of their own, and where they will stand."""
    count, height = places.size, draft.tables["learners"].height
    ids = letter + pl.int_range(1, count + 1, eager=True).cast(pl.String).str.zfill(5)
    copies = draft.tables["learners"][places].with_columns(ids.alias("learner_id")).with_columns(**cells)
    return copies, pl.int_range(height, height + count, eager=True).to_numpy()


def _linked_twice(draft: Draft, rows: Ints, _: Dice) -> Planted:
    places = learners_of(draft, rows)
    copies, added = _copied(draft, places, "D")
    return Planted(
        (), (Expected("BP-002", "learners", places), Expected("BP-002", "learners", added)), {"learners": copies}
    )


def _forgotten(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Left some time ago: access was revoked, but they are still in their class."""
    copies, added = _copied(
        draft, learners_of(draft, rows), "F", mis_id="F" + pl.col("mis_id"), has_access=pl.lit("no")
    )
    return Planted((), stays_behind(draft, copies, added, access=False), {"learners": copies})


def _tidied(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Left, and all is done that there is to do."""
    copies, added = _copied(
        draft,
        learners_of(draft, rows),
        "T",
        mis_id="T" + pl.col("mis_id"),
        has_access=pl.lit("false"),
        class_name=pl.lit(LEAVERS_CLASS),
    )
    return Planted((), (Expected("BP-205", "learners", added),), {"learners": copies})


def _tested(rule: str, weight: float, years: str, days: int) -> Fault:
    """Last tested so long ago, in a suite that allows two years."""

    def plant(draft: Draft, rows: Ints, _: Dice) -> Planted:
        places = learners_of(draft, rows)
        when = pl.select(pl.lit(draft.as_of).dt.offset_by(years)).item() + timedelta(days=days)
        edits = (
            Edit("learners", "last_test_date", places, in_turn([when.isoformat()], rows.size)),
            Edit("learners", "test_suites", places, in_turn(["PUMA", None, "PiRA;GAPS"], rows.size)),
        )
        return Planted(edits, (Expected(rule, "learners", places),))

    return Fault(name=rule, rules=(rule,), plant=plant, fits=ANYONE, weight=weight)


def _strange_year(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Two year groups behind, or one ahead."""
    years = years_of(draft.about.height)
    places = learners_of(draft, rows)
    at = draft.about["year"].gather(rows).to_numpy()
    there = pl.Series(years).gather(np.where(at >= _SKIPPED, at - _SKIPPED, at + 1))
    return Planted((Edit("learners", "year_group", places, there),), (Expected("BP-401", "learners", places),))


FAULTS = (
    of_learner("BP-503", 2, {"to_delete": ("true", "yes")}, fits=pl.col("tested")),
    Fault(name="BP-002", rules=("BP-002",), plant=_linked_twice, fits=ANYONE, weight=1),
    Fault(name="BP-303", rules=_FORGOTTEN, plant=_forgotten, fits=ANYONE, weight=1),
    Fault(name="BP-205", rules=("BP-205",), plant=_tidied, fits=ANYONE, weight=1),
    Fault(name="BP-401", rules=("BP-401",), plant=_strange_year, fits=ANYONE, weight=2),
    _tested("BP-501", 3, "-2y", -40),
    _tested("BP-502", 3, "-2y", 30),
    of_learner("BP-302", 6, {"has_access": (None, "false", "no", "0")}, also=(COUNTS,)),
)
