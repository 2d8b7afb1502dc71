"""What keeps those who apply out of the portal."""

import numpy as np
import polars as pl

from schoolgate.sample.cells import alternated, in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.portal_sync.sample.faults.planting import (
    APPLIED_ONCE,
    HAS_PAST_APPLICATION,
    IS_CURRENT,
    IS_PROSPECTIVE,
    NEVER_APPLIED,
    ONE_ACTIVE,
    applications_of,
    blocked,
    group_ids,
    into_base,
    into_intake,
    of_class,
    of_intake,
    overwrite,
    plan_of,
)
from schoolgate.suites.portal_sync.sample.layout import dates

_UNLISTED = ("Waitlist", "Waitlist", None, "Waitlist", "Waitlist", "offered", "Waitlist", "Deferred")
"""Admission statuses that the portal does not have; one of them is merely in small letters."""


def _admitted(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """The day of admission is today or has passed."""
    days = dates(draft.as_of, -dice.below("days", 120, rows.size))
    edit = Edit("applications", "admission_date", applications_of(draft, rows), days)
    return Planted((edit,), (Expected("PS-302", "students", rows),))


def _no_intake_group(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """No intake group, one that is not in the table, or a base group."""
    count = rows.size
    cells = alternated([in_turn([None], count), in_turn(["IG-GONE"], count), group_ids(draft, of_class(draft, rows))])
    edit = Edit("applications", "intake_group_id", applications_of(draft, rows), cells)
    return Planted((edit,), (Expected("PS-304", "students", rows),))


def _past_intake(draft: Draft, rows: Ints, _: Dice) -> Planted:
    groups = plan_of(draft).past_intake(of_intake(draft, rows))
    return Planted((into_intake(draft, rows, groups),), blocked(("PS-305", "PS-501"), rows, groups))


def _unsynced_intake(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """They apply for the year group that has not synced."""
    plan = plan_of(draft)
    groups = plan.intake_row(np.full(rows.size, plan.unsynced), dice.below("intake", plan.intakes, rows.size))
    return Planted((into_intake(draft, rows, groups),), blocked(("PS-306", "PS-502"), rows, groups))


def _no_base_group(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """No base group, one that is not in the table, or an intake group."""
    count = rows.size
    cells = alternated([in_turn([None], count), in_turn(["BG-GONE"], count), group_ids(draft, of_intake(draft, rows))])
    return Planted((Edit("students", "base_group_id", rows, cells),), (Expected("PS-307", "students", rows),))


def _last_years_class(draft: Draft, rows: Ints, _: Dice) -> Planted:
    groups = plan_of(draft).last_years(of_class(draft, rows))
    return Planted((into_base(draft, rows, groups),), blocked(("PS-308", "PS-501"), rows, groups))


def _unsynced_class(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    plan = plan_of(draft)
    groups = plan.class_row(np.full(rows.size, plan.unsynced), dice.below("form", min(plan.forms, 3), rows.size))
    return Planted((into_base(draft, rows, groups),), blocked(("PS-309", "PS-502"), rows, groups))


def _unlisted_status(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The portal lacks the status: one finding for each student, and one for each status where it first stands."""
    applications, words = applications_of(draft, rows), in_turn(_UNLISTED, rows.size)
    first = pl.DataFrame({"word": words, "row": applications}).drop_nulls().group_by("word").min().sort("word")
    causes = tuple(Expected("PS-503", "applications", np.array([row]), key=word) for word, row in first.iter_rows())
    edit = Edit("applications", "admission_status", applications, words)
    return Planted((edit,), (Expected("PS-310", "students", rows), *causes))


def _still_applying(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """Pupils on roll whose application of old was opened again, though its intake group is not active any more."""
    applications = applications_of(draft, rows)
    edits = (
        # A type that is stated is judged by its own path alone.
        Edit("students", "student_type", rows, in_turn([None], rows.size)),
        Edit("applications", "active", applications, in_turn(["true"], rows.size)),
        Edit(
            "applications", "admission_date", applications, dates(draft.as_of, 1 + dice.below("days", 200, rows.size))
        ),
    )
    return Planted(edits, (Expected("PS-311", "students", rows),))


FAULTS = (
    Fault(name="PS-311", rules=("PS-311",), plant=_still_applying, fits=HAS_PAST_APPLICATION, weight=2),
    Fault(name="PS-302", rules=("PS-302",), plant=_admitted, fits=APPLIED_ONCE, weight=3),
    overwrite("PS-303", 2, {"active": ("false", None, "no")}, fits=APPLIED_ONCE, table="applications"),
    Fault(name="PS-310", rules=("PS-310", "PS-503"), plant=_unlisted_status, fits=ONE_ACTIVE, weight=6, least=2),
    Fault(name="PS-304", rules=("PS-304",), plant=_no_intake_group, fits=ONE_ACTIVE, weight=2),
    Fault(name="PS-305", rules=("PS-305", "PS-501"), plant=_past_intake, fits=ONE_ACTIVE, weight=2),
    Fault(name="PS-306", rules=("PS-306", "PS-502"), plant=_unsynced_intake, fits=ONE_ACTIVE, weight=2),
    Fault(name="PS-307", rules=("PS-307",), plant=_no_base_group, fits=IS_PROSPECTIVE, weight=1),
    Fault(name="PS-308", rules=("PS-308", "PS-501"), plant=_last_years_class, fits=IS_PROSPECTIVE, weight=1),
    Fault(name="PS-309", rules=("PS-309", "PS-502"), plant=_unsynced_class, fits=IS_PROSPECTIVE, weight=2),
    overwrite(
        "PS-301",
        1,
        {"student_type": ("prospective",), "roll_mode": ("Applicant", "Enquiry"), "latest_dol": (None,)},
        fits=IS_CURRENT & NEVER_APPLIED & pl.col("synced"),
    ),
)
