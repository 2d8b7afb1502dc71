"""What portal-sync works out for a student before any rule is asked: the first half of its oracle.

It follows "Tables", "Settings" and "Student type" of ``portal-sync.md``: the requirements of the three paths as truths,
the deciding application, the type and how it was found.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from oracle.cells import fold_word
from oracle.logic import UNKNOWN, Truth, and3, equal, not3, one_of, or3, present
from oracle.tables import Column, Day, Layout, Reading, Row, Table, Tables, Text, read_tables

# ----------------------------------------------------------------------------------------------------- tables, settings

LAYOUTS = (
    Layout(
        "students",
        "student_id",
        {
            "student_id": Column(),
            "salutation": Column(),
            "first_name": Column(),
            "preferred_forename": Column(),
            "last_name": Column(),
            "email": Column(),
            "portal_login": Column("bool", missing=True),
            "roll_mode": Column(),
            "base_group_id": Column(to="groups"),
            "latest_dol": Column("date"),
            "student_type": Column(missing=True),
        },
    ),
    Layout(
        "applications",
        None,
        {
            "application_id": Column(),
            "student_id": Column(to="students"),
            "admission_date": Column("date"),
            "active": Column("bool", blank="no"),
            "intake_group_id": Column(to="groups"),
            "admission_status": Column(),
        },
    ),
    Layout(
        "groups",
        "group_id",
        {
            "group_id": Column(),
            "name": Column(),
            "kind": Column(),
            "active": Column("bool", blank="no"),
            "year_group_id": Column(to="year_groups"),
        },
    ),
    Layout(
        "year_groups",
        "year_group_id",
        {"year_group_id": Column(), "name": Column(), "synced": Column("bool", blank="no")},
    ),
    Layout("admission_statuses", "admission_status", {"admission_status": Column()}),
)
ON_ROLL = "On Roll"
TYPES = ("current", "prospective", "left")
KINDS = ("base", "intake")


@dataclass(frozen=True)
class Settings:
    """The settings that the suite reads; None where nobody has answered."""

    use_preferred_forename: bool | None = None
    leaver_window_months: int | None = None
    students_log_in: str | None = None
    reading: Reading = field(default_factory=Reading)

    @property
    def window(self) -> int:
        """Months after leaving in which a student still syncs."""
        return 12 if self.leaver_window_months is None else self.leaver_window_months


@dataclass(frozen=True)
class School:
    """All tables, and what the rules are judged against."""

    tables: Mapping[str, Table]
    settings: Settings
    as_of: date

    def __getitem__(self, name: str) -> Table:
        """Look up a table that was supplied."""
        return self.tables[name]

    @property
    def applications(self) -> Table | None:
        """The applications, None where they were not supplied."""
        return self.tables.get("applications")

    @property
    def statuses(self) -> frozenset[str] | None:
        """The admission statuses set in the portal, None where nobody said."""
        table = self.tables.get("admission_statuses")
        return None if table is None else frozenset(table.keys())

    @property
    def window_start(self) -> date:
        """The earliest leaving date that still syncs."""
        return add_months(self.as_of, -self.settings.window)


def read_school(raw: Tables, settings: Settings, as_of: date) -> School:
    """Read whatever tables there are."""
    return School(read_tables(LAYOUTS, raw, settings.reading), settings, as_of)


def add_months(day: date, months: int) -> date:
    """Move by calendar months, clipped to the end of the month (and to the calendar that Python has)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if year < date.min.year else date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def after(cell: Day, day: date) -> Truth:
    """Strictly later; a missing date is not later than anything."""
    return cell > day if isinstance(cell, date) else (None if cell is UNKNOWN else False)


# ------------------------------------------------------------------------------------------------------------- groups


def of_kind(school: School, reference: Text, kind: str) -> Truth:
    """Whether a reference is given and names a group of that kind."""
    if reference is UNKNOWN:
        return None
    group = school["groups"].first(reference)
    return group is not None and group.word("kind") == kind


def is_active(group: Row | None) -> Truth:
    """Unknown too where there is no group: the rule before says so."""
    return None if group is None else group.flag("active")


def in_portal(school: School, group: Row | None) -> Truth:
    """Whether the group is linked, and to a year group that exists in the portal."""
    if group is None or (link := group.ref("year_group_id")) is UNKNOWN:
        return None
    return school["year_groups"].first(link) is not None


def has_synced(school: School, group: Row | None) -> Truth:
    """Whether the group is linked to a year group that has synced; unknown where its rows differ in that."""
    if group is None or (link := group.ref("year_group_id")) is UNKNOWN:
        return None
    said = {row.flag("synced") for row in school["year_groups"].keyed() if row.id == link}
    return (said.pop() if len(said) == 1 else None) if said else False


# ---------------------------------------------------------------------------------- what each path requires, as truths

Requirements = Mapping[str, Truth]


def required_of_current(school: School, row: Row) -> Requirements:
    """PS-201 to PS-204."""
    base = school["groups"].first(row.ref("base_group_id"))
    return {
        "PS-201": equal(row.word("roll_mode"), fold_word(ON_ROLL)),
        "PS-202": of_kind(school, row.ref("base_group_id"), "base"),
        "PS-203": is_active(base),
        "PS-204": in_portal(school, base),
    }


def required_of_application(school: School, application: Row) -> Requirements:
    """PS-302 to PS-306 and PS-310, of one application."""
    admission, status = application.day("admission_date"), application.text("admission_status")
    intake = school["groups"].first(application.ref("intake_group_id"))
    return {
        "PS-302": or3(not3(present(admission)), after(admission, school.as_of)),
        "PS-303": application.flag("active"),
        "PS-304": of_kind(school, application.ref("intake_group_id"), "intake"),
        "PS-305": is_active(intake),
        "PS-306": has_synced(school, intake),
        "PS-310": and3(present(status), one_of(status, school.statuses)),
    }


def required_of_base(school: School, row: Row) -> Requirements:
    """PS-307 to PS-309."""
    base = school["groups"].first(row.ref("base_group_id"))
    return {
        "PS-307": of_kind(school, row.ref("base_group_id"), "base"),
        "PS-308": is_active(base),
        "PS-309": has_synced(school, base),
    }


def required_of_left(school: School, row: Row) -> Requirements:
    """PS-401 to PS-403; of a missing roll mode nobody knows."""
    roll, leaving = row.word("roll_mode"), row.day("latest_dol")
    in_window = None if leaving is UNKNOWN else False
    return {
        "PS-401": None if roll is None else not3(equal(roll, fold_word(ON_ROLL))),
        "PS-402": present(leaving),
        "PS-403": school.window_start <= leaving <= school.as_of if isinstance(leaving, date) else in_window,
    }


def surely_holds(required: Requirements) -> bool:
    """Whether all of them are met, whatever is unknown."""
    return all(truth is True for truth in required.values())


def may_hold(required: Requirements) -> bool:
    """Whether none of them surely fails."""
    return all(truth is not False for truth in required.values())


# ------------------------------------------------------------------------------------------- applications of a student


def applications_of(school: School, student: Row) -> list[Row]:
    """List them in the order in which they decide."""

    def order(row: Row) -> tuple[object, ...]:
        day, name = row.day("admission_date"), row.text("application_id")
        known = school.statuses is None or one_of(row.text("admission_status"), school.statuses) is True
        return (
            row.flag("active") is not True,
            not has_open_date(school, row),
            not known,
            -day.toordinal() if isinstance(day, date) else 1,
            not isinstance(name, str),
            name if isinstance(name, str) else "",
            row.number,
        )

    return sorted((row for row in school.applications or () if row.ref("student_id") == student.id), key=order)


def has_open_date(school: School, application: Row) -> bool:
    """Missing or later than as_of; a date nobody can read is not open."""
    day = application.day("admission_date")
    return day is None or after(day, school.as_of) is True


def is_open(school: School, application: Row) -> Truth:
    """Active, and its date open: as a rule asks it, unknown where a cell is."""
    day = application.day("admission_date")
    return and3(application.flag("active"), or3(not3(present(day)), after(day, school.as_of)))


def deciding_application(school: School, student: Row) -> Row | None:
    """The first that surely qualifies, else the first that may, else the first; None where there is none."""
    applications = applications_of(school, student)
    required = [(row, required_of_application(school, row)) for row in applications]
    qualified = [row for row, truths in required if surely_holds(truths)]
    possible = [row for row, truths in required if may_hold(truths)]
    return next(iter((*qualified, *possible, *applications)), None)


# --------------------------------------------------------------------------------------------------------- the type


@dataclass(frozen=True)
class Student:
    """A student row that has a key, with what has to be worked out before the rules can be asked."""

    row: Row
    type: Text
    """None is surely undetermined, UNKNOWN is not known."""
    basis: str | None
    out_of_scope: bool
    application: Row | None
    required: Requirements
    """PS-201 to PS-204, PS-302 to PS-310, PS-401 to PS-403; those of an application unknown where there is none."""

    def is_type(self, *types: str) -> Truth:
        """Unknown where the type is; false where it is surely undetermined."""
        return one_of(self.type, types)


def nearest_type(school: School, row: Row) -> Text:
    """Step 3: which path a student is on that none is open to."""
    if equal(row.word("roll_mode"), fold_word(ON_ROLL)):
        return "current"
    applications = applications_of(school, row)
    if any(one.flag("active") is True and has_open_date(school, one) for one in applications):
        return "prospective"
    if row.day("latest_dol") is not None:
        return "left"
    if school.applications is None:
        return UNKNOWN
    if applications:
        return "prospective"
    return "current" if row.text("base_group_id") is not None else None


def work_out(school: School, row: Row) -> Student:
    """Settle type, scope and deciding application of one student row."""
    application = deciding_application(school, row)
    current, base, left = (
        required(school, row) for required in (required_of_current, required_of_base, required_of_left)
    )
    applied = dict.fromkeys(("PS-302", "PS-303", "PS-304", "PS-305", "PS-306", "PS-310"), None)
    if application is not None:
        applied |= required_of_application(school, application)
    paths = {"current": current, "prospective": {**applied, **base}, "left": left}
    if application is None:
        del paths["prospective"]
    stated = row.word("student_type")
    kind: Text
    basis: str | None
    if isinstance(stated, str) and stated in TYPES:
        kind, basis = stated, "stated"
    elif open_path := next((name for name, path in paths.items() if surely_holds(path)), None):
        kind, basis = open_path, "path"
    elif possible := next((name for name, path in paths.items() if may_hold(path)), None):
        kind, basis = possible, "undecided"
    else:
        kind = nearest_type(school, row)
        basis = "nearest" if isinstance(kind, str) else None
    leaving = row.day("latest_dol")
    gone = kind == "left" and basis == "nearest" and isinstance(leaving, date) and leaving < school.window_start
    return Student(row, kind, basis, gone, application, {**current, **applied, **base, **left})
