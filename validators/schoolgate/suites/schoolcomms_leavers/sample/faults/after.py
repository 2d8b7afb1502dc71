"""What goes wrong once a member is deleted, and what is only worth knowing."""

import numpy as np

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.schoolcomms_leavers.sample.faults.planting import DELETED, IN_CYPAD, IN_MIS, overwrite, rows_in
from schoolgate.suites.schoolcomms_leavers.sample.school import days, moments
from schoolgate.suites.schoolcomms_leavers.tables import OPEN

_NAMES = {"members.first_name": ("Amelia", "Tadhg", None), "members.last_name": ("Wren", "Khan", "Ng")}
_SOON = 10
"""Of the 14 days until a member is anonymised so many are surely not over."""


def _deleted(draft: Draft, rows: Ints, ago: Ints, dice: Dice, *rules: str) -> Planted:
    """They were deleted so many days ago."""
    edit = Edit("members", "deleted_at", rows, moments(draft.as_of, ago, dice))
    return Planted((edit,), tuple(Expected(rule, "members", rows) for rule in rules))


def _lately(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    return _deleted(draft, rows, 2 + dice.below("days", _SOON, rows.size), dice, "SL-302")


def _in_the_queue(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """They were deleted today, and Cypad does not know yet."""
    planted = _deleted(draft, rows, np.zeros(rows.size, dtype=np.int64), dice, "SL-104", "SL-302")
    still_open = Edit("cypad", "status", rows_in(draft, "cypad", rows), in_turn([OPEN], rows.size))
    return Planted((*planted.edits, still_open), planted.expected)


def _still_listed(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """The queue should be over, but the name is still there."""
    planted = _deleted(draft, rows, 2 + dice.below("days", _SOON, rows.size), dice, "SL-302", "SL-304")
    names = (Edit("members", "first_name", rows, in_turn(["Ziggy", "Bobbie"], rows.size)),)
    return Planted((*planted.edits, *names), planted.expected)


def _ahead(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """They will have been deleted tomorrow, or later."""
    return _deleted(draft, rows, -1 - dice.below("days", 40, rows.size), dice, "SL-004", "SL-302")


def _leaves_later(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """They are deleted, but are to leave in time to come."""
    dates = days(draft.as_of, 1 + dice.below("days", 200, rows.size))
    return Planted((Edit("members", "leaving_date", rows, dates),), (Expected("SL-004", "members", rows),))


FAULTS = (
    Fault(name="SL-104", rules=("SL-104", "SL-302"), plant=_in_the_queue, fits=DELETED & IN_CYPAD, weight=2),
    overwrite("SL-103", 3, {"cypad.status": (OPEN,)}, fits=DELETED & IN_CYPAD),
    Fault(name="SL-004, leaving date", rules=("SL-004",), plant=_leaves_later, fits=DELETED & ~IN_MIS, weight=1),
    Fault(name="SL-004, deletion", rules=("SL-004", "SL-302"), plant=_ahead, fits=DELETED, weight=1),
    overwrite("SL-301", 2, _NAMES, fits=DELETED),
    Fault(name="SL-302", rules=("SL-302",), plant=_lately, fits=DELETED, weight=2),
    Fault(name="SL-304", rules=("SL-304", "SL-302"), plant=_still_listed, fits=DELETED, weight=1),
    overwrite(
        "SL-002",
        0.5,
        {"members.deleted_at": ("yesterday", "2026-11-20 25:30", "12:30")},
        fits=DELETED,
        name="SL-002, when",
    ),
)
