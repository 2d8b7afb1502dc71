"""What goes wrong with students who left, and what is merely worth saying."""

import numpy as np

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.portal_sync.sample.faults.planting import IS_CURRENT, IS_LEFT, overwrite
from schoolgate.suites.portal_sync.sample.layout import dates, window_opens
from schoolgate.suites.portal_sync.tables import ON_ROLL

_YEARS_BACK = 1500
_SOON = 60
"""Who left so many days after the window opened, or fewer, is removed within 90 days."""


def _dated(rule: str, draft: Draft, rows: Ints, offsets: Ints, *types: str | None) -> Planted:
    edits = (
        Edit("students", "latest_dol", rows, dates(draft.as_of, offsets)),
        *((Edit("students", "student_type", rows, in_turn(types, rows.size)),) if types else ()),
    )
    return Planted(edits, (Expected(rule, "students", rows),))


def _before_the_window(draft: Draft, rows: Ints, dice: Dice) -> Ints:
    return -window_opens(draft.as_of) - 1 - dice.below("days", _YEARS_BACK, rows.size)


def _outside(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """They are stated to have left, but before the window, or in time to come."""
    ahead = 1 + dice.below("ahead", 200, rows.size)
    before = _before_the_window(draft, rows, dice)
    offsets = np.where(np.arange(rows.size) % 3 == 1, ahead, before)
    return _dated("PS-403", draft, rows, offsets, "left")


def _long_gone(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """They left before the window, and nobody expects them to sync."""
    return _dated("PS-403", draft, rows, _before_the_window(draft, rows, dice), None)


def _left_on_roll(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """Current students whose leaving date is today or has passed."""
    return _dated("PS-404", draft, rows, -dice.below("days", 200, rows.size))


def _soon_removed(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    return _dated("PS-405", draft, rows, dice.below("days", _SOON, rows.size) - window_opens(draft.as_of))


FAULTS = (
    overwrite("PS-401", 2, {"roll_mode": (ON_ROLL,), "student_type": ("left",)}, fits=IS_LEFT),
    overwrite("PS-402", 3, {"latest_dol": (None,), "student_type": ("left",)}, fits=IS_LEFT),
    Fault(name="PS-403", rules=("PS-403",), plant=_outside, fits=IS_LEFT, weight=3),
    Fault(name="PS-403, long gone", rules=("PS-403",), plant=_long_gone, fits=IS_LEFT, weight=5, hides=True),
    Fault(name="PS-405", rules=("PS-405",), plant=_soon_removed, fits=IS_LEFT, weight=3),
    Fault(name="PS-404", rules=("PS-404",), plant=_left_on_roll, fits=IS_CURRENT, weight=3),
)
