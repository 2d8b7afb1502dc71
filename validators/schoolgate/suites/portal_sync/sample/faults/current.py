"""What keeps current students out of the portal."""

import numpy as np

from schoolgate.sample.cells import alternated, in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.portal_sync.sample.faults.planting import (
    IS_CURRENT,
    NEVER_APPLIED,
    blocked,
    group_ids,
    into_base,
    of_class,
    of_intake,
    overwrite,
    plan_of,
)


def _no_base_group(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """No base group, one that is not in the table, or an intake group."""
    count = rows.size
    cells = alternated([in_turn([None], count), in_turn(["BG-GONE"], count), group_ids(draft, of_intake(draft, rows))])
    return Planted((Edit("students", "base_group_id", rows, cells),), (Expected("PS-202", "students", rows),))


def _left_behind(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The roll-over to the new school year left them in last year's class."""
    groups = plan_of(draft).last_years(of_class(draft, rows))
    return Planted((into_base(draft, rows, groups),), blocked(("PS-203", "PS-501"), rows, groups))


def _in_houses(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """They are in groups that no year group is linked to."""
    houses = plan_of(draft).house_rows
    groups = houses[np.arange(rows.size) % houses.size]
    return Planted((into_base(draft, rows, groups),), blocked(("PS-204", "PS-502"), rows, groups))


FAULTS = (
    overwrite(
        "PS-201",
        4,
        {
            "roll_mode": ("OnRoll", "Guest", None, "Left", "Current"),
            "student_type": ("current", None),
            "latest_dol": (None,),
        },
        fits=IS_CURRENT & NEVER_APPLIED,
    ),
    Fault(
        name="PS-203",
        rules=("PS-203", "PS-501"),
        plant=_left_behind,
        fits=IS_CURRENT,
        weight=8,
        cluster="class_row",
    ),
    Fault(name="PS-204", rules=("PS-204", "PS-502"), plant=_in_houses, fits=IS_CURRENT, weight=3),
    Fault(name="PS-202", rules=("PS-202",), plant=_no_base_group, fits=IS_CURRENT, weight=5),
)
