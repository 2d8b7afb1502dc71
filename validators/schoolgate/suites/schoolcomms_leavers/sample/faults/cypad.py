"""Where Cypad, Schoolcomms and the MIS contradict each other."""

import numpy as np

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.schoolcomms_leavers.sample.faults.planting import (
    IN_CYPAD,
    IN_MIS,
    LEAVER,
    ON_ROLL,
    overwrite,
    rows_in,
)
from schoolgate.suites.schoolcomms_leavers.sample.school import days
from schoolgate.suites.schoolcomms_leavers.tables import CLOSED


def _dates_differ(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """In turn the MIS has a day long before, or Schoolcomms has none."""
    other, blank = rows[::2], rows[1::2]
    earlier = days(draft.as_of, -400 - dice.below("days", 100, other.size))
    edits = (
        Edit("mis", "leaving_date", rows_in(draft, "mis", other), earlier),
        Edit("members", "leaving_date", blank, in_turn([None], blank.size)),
    )
    return Planted(edits, (Expected("SL-107", "members", rows),))


def _gone(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The record in Cypad is that of a member whom Schoolcomms no longer has."""
    cypad = rows_in(draft, "cypad", rows)
    ids = "G" + draft.tables["members"]["member_id"].gather(rows)
    return Planted((Edit("cypad", "member_id", cypad, ids),), (Expected("SL-105", "cypad", cypad),))


def _other_class(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """They changed class since the last sync."""
    names = in_turn(["Sixth Form", "SEN Base", "Nurture"], rows.size)
    has_class = draft.tables["members"]["class_name"].gather(rows).is_not_null().to_numpy()
    return Planted(
        (Edit("cypad", "class_name", rows_in(draft, "cypad", rows), names),),
        (Expected("SL-108", "members", np.asarray(rows[has_class])),),
    )


FAULTS = (
    Fault(name="SL-107", rules=("SL-107",), plant=_dates_differ, fits=LEAVER & IN_MIS, weight=4, least=2),
    Fault(name="SL-105", rules=("SL-105",), plant=_gone, fits=ON_ROLL & IN_CYPAD, weight=2),
    Fault(name="SL-108", rules=("SL-108",), plant=_other_class, fits=ON_ROLL & IN_CYPAD, weight=8, least=3),
    overwrite("SL-106", 3, {"cypad.status": (CLOSED,)}, fits=ON_ROLL & IN_CYPAD),
)
