"""Keys, references and cells that cannot be read."""

import numpy as np
import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.portal_sync.sample.faults.planting import (
    APPLIED_ONCE,
    HAS_PAST_APPLICATION,
    IS_CURRENT,
    IS_LEFT,
    NEVER_APPLIED,
    applications_of,
    into_new_groups,
    overwrite,
    plan_of,
)
from schoolgate.suites.portal_sync.sample.layout import UNUSED_YEAR


def _shared_ids(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The second of each pair gets the id of the first."""
    ids = draft.tables["students"]["student_id"].gather(rows[::2])
    return Planted((Edit("students", "student_id", rows[1::2], ids),), (Expected("PS-002", "students", rows),))


def _application_ids(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The second application of each pair gets the id of the first."""
    applications = applications_of(draft, rows)
    ids = draft.tables["applications"]["application_id"].gather(applications[::2])
    return Planted(
        (Edit("applications", "application_id", applications[1::2], ids),),
        (Expected("PS-003", "applications", applications),),
    )


def _group_ids(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    """Groups lost their ids, so their students point nowhere; and as many classes were exported twice."""
    edit, new, lost = into_new_groups(draft, rows, "BG-P", ("Pastoral", "base", "true", "Y7"))
    nameless = new["groups"].with_columns(group_id=pl.lit(None, dtype=pl.String()))
    twice = dice.order("twice", plan_of(draft).classes)[: lost.size]
    again = np.arange(twice.size) + lost[-1] + 1
    return Planted(
        (edit,),
        (
            Expected("PS-202", "students", rows),
            Expected("PS-005", "groups", np.concatenate([lost, twice, again])),
        ),
        {"groups": pl.concat([nameless, draft.tables["groups"][twice]])},
    )


def _leaving_dates(_: Draft, rows: Ints, __: Dice) -> Planted:
    words = in_turn(["2026-13-01", "July", "in spring"], rows.size)
    return Planted((Edit("students", "latest_dol", rows, words),), (Expected("PS-006", "students", rows),))


def _admission_dates(draft: Draft, rows: Ints, _: Dice) -> Planted:
    applications = applications_of(draft, rows)
    words = in_turn(["next term", "2026-02-30"], rows.size)
    return Planted(
        (Edit("applications", "admission_date", applications, words),),
        (Expected("PS-006", "applications", applications),),
    )


def _flags(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Whether a group is active cannot be read, nor whether a year group has synced."""
    edit, new, groups = into_new_groups(draft, rows, "BG-M", ("Mixed", "base", "pending", "Y7"))
    year = draft.rows_of("year_groups", "year_group_id", pl.Series([UNUSED_YEAR]))
    return Planted(
        (edit, Edit("year_groups", "synced", year, in_turn(["never"], year.size))),
        (Expected("PS-006", "groups", groups), Expected("PS-006", "year_groups", year)),
        new,
    )


def _kinds(draft: Draft, rows: Ints, _: Dice) -> Planted:
    edit, new, groups = into_new_groups(draft, rows, "BG-T", ("Tutor group", None, "true", "Y7"))
    kinds = in_turn(["house", None, "tutor"], groups.size)
    return Planted(
        (edit,),
        (Expected("PS-202", "students", rows), Expected("PS-007", "groups", groups)),
        {"groups": new["groups"].with_columns(kind=kinds)},
    )


def _absent_year(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Students of a year group that the portal does not have."""
    edit, new, groups = into_new_groups(draft, rows, "BG-14.", ("Year 14", "base", "true", "Y14"))
    return Planted(
        (edit,),
        (
            Expected("PS-204", "students", rows),
            Expected("PS-009", "groups", groups),
            Expected("PS-502", "groups", groups),
        ),
        new,
    )


FAULTS = (
    Fault(
        name="PS-003",
        rules=("PS-003",),
        plant=_application_ids,
        fits=HAS_PAST_APPLICATION,
        weight=1,
        least=2,
        pairs=True,
    ),
    overwrite(
        "PS-004",
        2,
        {"student_id": ("S-TRANSFER", None)},
        fits=HAS_PAST_APPLICATION,
        table="applications",
        found_in="applications",
    ),
    Fault(name="PS-006, admission date", rules=("PS-006",), plant=_admission_dates, fits=APPLIED_ONCE, weight=0.5),
    Fault(name="PS-006, leaving date", rules=("PS-006",), plant=_leaving_dates, fits=IS_LEFT, weight=1),
    Fault(name="PS-006, flag of a group", rules=("PS-006",), plant=_flags, fits=IS_CURRENT, weight=0.5),
    Fault(name="PS-005", rules=("PS-005", "PS-202"), plant=_group_ids, fits=IS_CURRENT, weight=0.5),
    Fault(name="PS-007", rules=("PS-007", "PS-202"), plant=_kinds, fits=IS_CURRENT, weight=1.5, cluster="class_row"),
    Fault(
        name="PS-009",
        rules=("PS-009", "PS-204", "PS-502"),
        plant=_absent_year,
        fits=IS_CURRENT,
        weight=2,
        cluster="class_row",
    ),
    overwrite("PS-001", 0.5, {"student_id": (None,)}, fits=NEVER_APPLIED, hides=True),
    Fault(name="PS-002", rules=("PS-002",), plant=_shared_ids, fits=NEVER_APPLIED, weight=1, least=2, pairs=True),
    overwrite("PS-006", 1, {"portal_login": ("maybe", "J", "on")}, name="PS-006, login"),
    overwrite("PS-008", 2, {"student_type": ("former", "leaver", "pupil", "applicant")}),
)
