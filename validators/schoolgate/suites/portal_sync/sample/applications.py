"""The applications of a clean school: one that decides for each who applies, and older ones that must not matter."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from schoolgate.sample.dice import Bools, Dice, Ints
from schoolgate.suites.portal_sync.sample.layout import CURRENT, LEFT, PROSPECTIVE, STATUSES, Layout, dates

_DECIDES, _EQUAL, _INACTIVE, _PAST = range(4)
"""An application decides; is as good as that one; is inactive beside it; or is of a student who applied long ago."""
_OLD_STATUSES = ("Accepted", "Admitted", "Withdrawn", "Declined", "Waitlist", "Offered", None)
"""What an application that decides nothing may carry, whether the portal has it or not."""
_YES = ("true", "true", "true", "yes", "1")
_NO = ("false", "false", "no", "0", None)


@dataclass(frozen=True, slots=True)
class _Roles:
    """A row per application: whose it is, a position in students, and what it is for that student."""

    owner: Ints
    role: Ints


def applications(
    plan: Layout,
    dice: Dice,
    *,
    kind: Ints,
    twin: Ints,
    student_ids: pl.Series,
    group_ids: pl.Series,
    intake_row: Ints,
) -> tuple[dict[str, Ints], pl.DataFrame]:
    """The table applications, as text, and what to know about each student.

    Args:
        plan: the school's layout.
        dice: the chance.
        kind: of each student.
        twin: the position of each student's elder twin, or its own.
        student_ids: of each student.
        group_ids: of each group.
        intake_row: the row in groups of the next intake of each student's year.

    Returns:
        Per student `applications`, `active_applications` and `application` (see `school.build`); and the table.
    """
    roles = _roles(kind, dice)
    count = roles.owner.size
    deciding = roles.role <= _EQUAL
    active = deciding | ((roles.role == _PAST) & (kind[roles.owner] == CURRENT) & dice.chances("active", 0.5, count))
    intake = np.where(deciding, intake_row[roles.owner], plan.past_intake(intake_row[roles.owner]))
    no_intake = pl.Series(~deciding & dice.chances("no intake", 0.2, count))
    blank = pl.repeat(None, count, dtype=pl.String(), eager=True)
    known, old = (
        pl.Series(words).gather(dice.below(name, len(words), count))
        for name, words in (("status", STATUSES), ("old status", _OLD_STATUSES))
    )
    yes, no = (
        pl.Series(words).gather(dice.below(name, len(words), count)) for name, words in (("yes", _YES), ("no", _NO))
    )
    table = pl.DataFrame(
        {
            "application_id": "A"
            + pl.int_range(1, count + 1, eager=True).cast(pl.String).str.zfill(max(6, len(str(count)))),
            "student_id": student_ids.gather(roles.owner),
            "admission_date": _admission_dates(roles, twin, active, plan, dice),
            "active": yes.zip_with(pl.Series(active), no),
            "intake_group_id": blank.zip_with(no_intake, group_ids.gather(intake)),
            "admission_status": known.zip_with(pl.Series(deciding), old),
        }
    )
    row = np.full(kind.size, -1, dtype=np.int64)
    chief = (roles.role == _DECIDES) | (roles.role == _PAST)
    row[roles.owner[chief]] = np.flatnonzero(chief)
    return {
        "applications": np.bincount(roles.owner, minlength=kind.size),
        "active_applications": np.bincount(roles.owner[active], minlength=kind.size),
        "application": row,
    }, table


def _roles(kind: Ints, dice: Dice) -> _Roles:
    """Which applications there are, in the order of the table."""
    applies = np.flatnonzero(kind == PROSPECTIVE)
    again = applies[dice.chances("again", 0.2, applies.size)]
    third = again[dice.chances("third", 0.2, again.size)]
    equal = applies[dice.chances("equal", 0.04, applies.size)]
    # An exact count, so that small schools have past applications too.
    settled = np.flatnonzero(kind == CURRENT)
    settled = settled[dice.order("settled", settled.size)[: round(0.15 * settled.size)]]
    gone = np.flatnonzero(kind == LEFT)
    gone = gone[dice.chances("gone", 0.05, gone.size)]
    parts = (
        (applies, _DECIDES),
        (again, _INACTIVE),
        (third, _INACTIVE),
        (equal, _EQUAL),
        (settled, _PAST),
        (gone, _PAST),
    )
    owner = np.concatenate([owners for owners, _ in parts])
    role = np.repeat([role for _, role in parts], [owners.size for owners, _ in parts])
    order = dice.order("applications", owner.size)
    return _Roles(owner[order], role[order])


def _admission_dates(roles: _Roles, twin: Ints, active: Bools, plan: Layout, dice: Dice) -> pl.Series:
    """When the students are or were to be admitted. Twins are admitted together; none of the past ones is open still."""
    students = twin.size
    at_entry = np.full(students, (plan.entry - plan.as_of).days)
    mid_year = dice.below("mid year", 250, students) + 1
    ahead = np.where(dice.chances("at entry", 0.75, students), at_entry, mid_year)[twin]
    open_end = dice.chances("no date", 0.15, students)[twin]
    count = roles.owner.size
    past = -30 - dice.below("past", 700, count)
    deciding = roles.role <= _EQUAL
    offsets = np.where(deciding, ahead[roles.owner], past)
    no_date = np.where(deciding, open_end[roles.owner], dice.chances("no past date", 0.2, count) & ~active)
    return pl.repeat(None, count, dtype=pl.String(), eager=True).zip_with(
        pl.Series(no_date), dates(plan.as_of, offsets)
    )
