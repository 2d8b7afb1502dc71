"""Who matches whom: learners that were added by hand, and pupils that joined."""

import polars as pl

from schoolgate.sample.cells import alternated, in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.boost_promotion.sample.faults.planting import (
    ALONE,
    STAYING,
    learners_of,
    of_learner,
    overfull,
    stays_behind,
)

_UNSAID = ("mis_id", "date_of_birth", "last_test_date", "username", "email", "test_suites", "to_delete")


def _may_match(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Added by hand without a date of birth, or with a slip in the name."""
    places = learners_of(draft, rows)
    learners = draft.tables["learners"][places]
    blank = in_turn([None], rows.size)
    born = alternated([blank, learners["date_of_birth"], learners["date_of_birth"]])
    first = alternated([learners["first_name"], learners["first_name"] + "e", learners["first_name"]])
    last = alternated([learners["last_name"], learners["last_name"], learners["last_name"] + "s"])
    return Planted(
        (
            Edit("learners", "mis_id", places, blank),
            Edit("learners", "date_of_birth", places, born),
            Edit("learners", "first_name", places, first),
            Edit("learners", "last_name", places, last),
        ),
        (Expected("BP-202", "pupils", rows),),
    )


def _ambiguous(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Added by hand, and then once more."""
    places = learners_of(draft, rows)
    copies = draft.tables["learners"][places].with_columns(
        learner_id="A" + pl.int_range(1, rows.size + 1, eager=True).cast(pl.String).str.zfill(5),
        mis_id=pl.lit(None, pl.String()),
    )
    return Planted(
        (Edit("learners", "mis_id", places, in_turn([None], rows.size)),),
        (Expected("BP-201", "pupils", rows), Expected("BP-204", "pupils", rows)),
        {"learners": copies},
    )


def _joined_and_left(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The pupil is new; in its place the Admin Hub has one who left."""
    places = learners_of(draft, rows)
    ids = "X" + pl.int_range(1, rows.size + 1, eager=True).cast(pl.String).str.zfill(5)
    return Planted(
        (Edit("learners", "mis_id", places, ids),),
        (Expected("BP-203", "pupils", rows), *stays_behind(draft, draft.tables["learners"][places], places)),
    )


def _added_by_hand(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """A learner for trying things out, in the class of the pupil chosen."""
    count = rows.size
    numbers = pl.int_range(1, count + 1, eager=True).cast(pl.String).str.zfill(5)
    pupils = draft.tables["pupils"][rows]
    blank = in_turn([None], count)
    learners = draft.tables["learners"].head(0)
    added = pl.DataFrame(
        {
            "learner_id": "G" + numbers,
            "first_name": pl.repeat("Guest", count, eager=True),
            "last_name": "Learner " + numbers,
            "year_group": pupils["year_group"],
            "class_name": pupils["registration_group"],
            "has_access": pl.repeat("true", count, eager=True),
            **dict.fromkeys(_UNSAID, blank),
        }
    ).select(learners.columns)
    height = draft.tables["learners"].height
    places = pl.int_range(height, height + count, eager=True).to_numpy()
    return Planted((), (Expected("BP-206", "learners", places), *overfull(draft, added)), {"learners": added})


FAULTS = (
    Fault(name="BP-204", rules=("BP-201", "BP-204"), plant=_ambiguous, fits=ALONE, weight=1),
    Fault(name="BP-202", rules=("BP-202",), plant=_may_match, fits=ALONE & pl.col("plain"), weight=3, least=3),
    of_learner("BP-201", 2, {"mis_id": (None,)}, fits=ALONE, found_in="pupils"),
    Fault(name="BP-203", rules=("BP-203", *STAYING), plant=_joined_and_left, fits=ALONE, weight=2),
    Fault(name="BP-206", rules=("BP-206", "BP-305", "BP-308"), plant=_added_by_hand, fits=pl.lit(value=True), weight=1),
)
