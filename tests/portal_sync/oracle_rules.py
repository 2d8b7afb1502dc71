"""The rules of portal-sync as questions put to a row: the second half of its oracle.

It follows "Rules" of ``portal-sync.md``. The docstrings say how open places are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from oracle.addresses import delivered
from oracle.judgement import FILE
from oracle.logic import UNKNOWN, Question, Truth, and3, equal, not3, one_of, or3, present
from oracle.tables import Row, Text
from portal_sync.oracle_students import (
    KINDS,
    TYPES,
    School,
    Student,
    add_months,
    after,
    has_synced,
    in_portal,
    is_open,
)

STATUSES = "statuses"
"""The fact table of PS-503: a value of admission_status, on the first application in scope that carries it."""

ERRORS = (
    "PS-001", "PS-002", "PS-004", "PS-005", "PS-007", "PS-010",
    "PS-101", "PS-102", "PS-104", "PS-105", "PS-110",
    "PS-201", "PS-202", "PS-203", "PS-204",
    "PS-301", "PS-302", "PS-303", "PS-304", "PS-305", "PS-306", "PS-307", "PS-308", "PS-309", "PS-310",
    "PS-401", "PS-402", "PS-403",
)  # fmt: skip
WARNINGS = (
    "PS-003",
    "PS-006",
    "PS-008",
    "PS-009",
    "PS-106",
    "PS-107",
    "PS-311",
    "PS-404",
    "PS-501",
    "PS-502",
    "PS-503",
)
INFOS = ("PS-103", "PS-405")
SEVERITY = dict.fromkeys(ERRORS, "error") | dict.fromkeys(WARNINGS, "warning") | dict.fromkeys(INFOS, "info")

# The column a finding stands on; PS-006 stands on the first cell that does not parse.
COLUMN = {
    "PS-001": "student_id", "PS-002": "student_id", "PS-003": "application_id", "PS-004": "student_id",
    "PS-005": "group_id", "PS-007": "kind", "PS-008": "student_type", "PS-009": "year_group_id", "PS-010": "student_id",
    "PS-101": "salutation", "PS-102": "first_name", "PS-103": "preferred_forename", "PS-104": "last_name",
    "PS-105": "email", "PS-106": "email", "PS-107": "email", "PS-110": "student_type",
    "PS-201": "roll_mode", "PS-202": "base_group_id", "PS-203": "base_group_id", "PS-204": "base_group_id",
    "PS-301": "student_id", "PS-302": "admission_date", "PS-303": "active",
    "PS-304": "intake_group_id", "PS-305": "intake_group_id", "PS-306": "intake_group_id",
    "PS-307": "base_group_id", "PS-308": "base_group_id", "PS-309": "base_group_id", "PS-310": "admission_status",
    "PS-311": "student_type",
    "PS-401": "roll_mode", "PS-402": "latest_dol", "PS-403": "latest_dol", "PS-404": "latest_dol",
    "PS-405": "latest_dol", "PS-501": "active", "PS-502": "year_group_id", "PS-503": "admission_status",
}  # fmt: skip
COLUMN_OPEN = {"PS-010", "PS-110", "PS-301", "PS-303", "PS-311"}
"""Rules about no one column of their table: which one a finding names is no part of the requirements."""

STUDENT_RULES = (
    "PS-001", "PS-002", "PS-006", "PS-008",
    "PS-101", "PS-102", "PS-103", "PS-104", "PS-105", "PS-106", "PS-107", "PS-110",
    "PS-201", "PS-202", "PS-203", "PS-204",
    "PS-301", "PS-302", "PS-303", "PS-304", "PS-305", "PS-306", "PS-307", "PS-308", "PS-309", "PS-310", "PS-311",
    "PS-401", "PS-402", "PS-403", "PS-404", "PS-405",
)  # fmt: skip
RULES = {
    "students": STUDENT_RULES,
    "applications": ("PS-003", "PS-004", "PS-006"),
    "groups": ("PS-005", "PS-006", "PS-007", "PS-009", "PS-501", "PS-502"),
    "year_groups": ("PS-006",),
    STATUSES: ("PS-503",),
    FILE: ("PS-010",),
}
KEY_RULE = {"students": "PS-001", "groups": "PS-005"}
"""The one rule that judges a row without a key; year groups have none and drop it silently."""
REFERENCES = (
    ("applications", "student_id", "students"),
    ("students", "base_group_id", "groups"),
    ("applications", "intake_group_id", "groups"),
    ("groups", "year_group_id", "year_groups"),
)


def severity(rule: str, student: Student | None = None) -> str:
    """Only PS-403 depends on the record."""
    return "info" if rule == "PS-403" and student is not None and student.out_of_scope else SEVERITY[rule]


# Integrity ------------------------------------------------------------------------------------------------------


def student_integrity(school: School, row: Row) -> list[Question]:
    """PS-001, 002, 006, 008."""
    stated = row.word("student_type")
    return [
        Question("PS-001", when=True, must=True),
        Question("PS-002", when=True, must=school["students"].is_single(row)),
        Question("PS-006", when=True, must=not row.unparseable()),
        Question("PS-008", when=present(stated), must=one_of(stated, TYPES)),
    ]


def application_questions(school: School, row: Row) -> list[Question]:
    """PS-003, 004, 006. No key: each row takes part, and an id that is missing is none that could be duplicated."""
    name = row.text("application_id")
    others = [other.text("application_id") for other in school["applications"] if other is not row]
    return [
        Question("PS-003", when=present(name), must=None if name is UNKNOWN else name not in others),
        Question("PS-004", when=True, must=school["students"].first(row.ref("student_id")) is not None),
        Question("PS-006", when=True, must=not row.unparseable()),
    ]


def group_questions(school: School, students: Sequence[Student], row: Row) -> list[Question]:
    """PS-005 to PS-009 of each row, PS-501 and PS-502 of the first row of a key."""
    link = row.text("year_group_id")
    by_current = or3(*(and3(one.is_type("current"), equal(one.row.ref("base_group_id"), row.id)) for one in students))
    by_prospective = or3(
        *(
            and3(
                one.is_type("prospective"),
                or3(equal(one.row.ref("base_group_id"), row.id), equal(intake_of(school, one), row.id)),
            )
            for one in students
        )
    )
    used = and3(school["groups"].is_first(row), or3(by_current, by_prospective))
    linked = and3(in_portal(school, row), or3(not3(by_prospective), has_synced(school, row)))
    return [
        Question("PS-005", when=True, must=school["groups"].is_single(row)),
        Question("PS-006", when=True, must=not row.unparseable()),
        Question("PS-007", when=True, must=one_of(row.word("kind"), KINDS)),
        Question("PS-009", when=present(link), must=in_portal(school, row)),
        Question("PS-501", used, row.flag("active")),
        Question("PS-502", used, linked),
    ]


def intake_of(school: School, student: Student) -> Text:
    """The intake group of the deciding application: missing where there is none, unknown without the table."""
    if school.applications is None:
        return UNKNOWN
    return student.application.ref("intake_group_id") if student.application else None


# Every student --------------------------------------------------------------------------------------------------


def logs_in(school: School, row: Row) -> Truth:
    """Whether the student needs to log in: what the row says, else the settings, else nobody knows."""
    if row.text("portal_login") is not None:
        return row.flag("portal_login")
    return {"all": True, "none": False, None: None}[school.settings.students_log_in]


def everyone(school: School, student: Student) -> list[Question]:
    """PS-101 to PS-110."""
    row, scope = student.row, not student.out_of_scope
    first, preferred, email = row.text("first_name"), row.text("preferred_forename"), row.text("email")
    login, preferring = logs_in(school, row), school.settings.use_preferred_forename is not False
    return [
        Question("PS-101", scope, present(row.text("salutation"))),
        Question("PS-102", scope, present(first)),
        Question("PS-103", and3(scope, preferring, present(first), present(preferred)), equal(preferred, first)),
        Question("PS-104", scope, present(row.text("last_name"))),
        Question("PS-105", and3(scope, login), present(email)),
        Question("PS-106", and3(scope, present(email)), matches_email(email)),
        Question("PS-107", and3(scope, login, present(email)), not3(someone_else_logs_in_with(school, row))),
        Question("PS-110", scope, present(student.type)),
    ]


def matches_email(email: Text) -> Truth:
    """One @, a dotted domain, no white space."""
    return delivered(email) if isinstance(email, str) else (None if email is UNKNOWN else False)


def sharing(school: School, row: Row) -> list[Row]:
    """List the other students with the same e-mail, case folded."""
    email = row.text("email")
    others = [other for other in school["students"].keyed() if other is not row] if isinstance(email, str) else []
    return [other for other in others if str(other.text("email")).casefold() == str(email).casefold()]


def someone_else_logs_in_with(school: School, row: Row) -> Truth:
    """Whether another student who needs to log in has the e-mail."""
    if row.text("email") is UNKNOWN:
        return None
    return or3(*(logs_in(school, other) for other in sharing(school, row)))


# By type --------------------------------------------------------------------------------------------------------


def by_type(school: School, student: Student) -> list[Question]:
    """PS-201 to PS-405."""
    scope, must = not student.out_of_scope, student.required
    current, prospective, left = (and3(scope, student.is_type(name)) for name in TYPES)
    has_application = None if school.applications is None else student.application is not None
    leaving = student.row.day("latest_dol")
    return [
        Question("PS-201", current, must["PS-201"]),
        Question("PS-202", current, must["PS-202"]),
        Question("PS-203", current, must["PS-203"], ("PS-202",)),
        Question("PS-204", current, must["PS-204"], ("PS-202",)),
        Question("PS-301", prospective, has_application),
        Question("PS-302", prospective, must["PS-302"], ("PS-301",)),
        Question("PS-303", prospective, must["PS-303"], ("PS-301",)),
        Question("PS-304", prospective, must["PS-304"], ("PS-301",)),
        Question("PS-305", prospective, must["PS-305"], ("PS-304",)),
        Question("PS-306", prospective, must["PS-306"], ("PS-304",)),
        Question("PS-307", prospective, must["PS-307"]),
        Question("PS-308", prospective, must["PS-308"], ("PS-307",)),
        Question("PS-309", prospective, must["PS-309"], ("PS-307",)),
        Question("PS-310", prospective, must["PS-310"], ("PS-301",)),
        Question("PS-311", syncs_otherwise_and_applied(school, student), not lacking_to_be_prospective(student)),
        Question("PS-401", left, must["PS-401"]),
        Question("PS-402", left, must["PS-402"]),
        Question("PS-403", student.is_type("left"), must["PS-403"], ("PS-402",) if scope else ()),
        Question("PS-404", and3(current, present(leaving)), after(leaving, school.as_of)),
        Question("PS-405", left, stays_a_while(school, leaving), ("PS-403",)),
    ]


def syncs_otherwise_and_applied(school: School, student: Student) -> Truth:
    """Whether another path is open, and the deciding application too; without applications there may be one."""
    if student.basis != "path" or student.type not in {"current", "left"}:
        return False
    if student.application is None:
        return None if school.applications is None else False
    return is_open(school, student.application)


def lacking_to_be_prospective(student: Student) -> list[str]:
    """Name what surely fails, in the order in which PS-311 names the first."""
    order = ("PS-304", "PS-305", "PS-306", "PS-310", "PS-307", "PS-308", "PS-309")
    return [rule for rule in order if student.required[rule] is False]


def stays_a_while(school: School, leaving: object) -> Truth:
    """Whether removal from the portal is more than 90 days off."""
    if not isinstance(leaving, date):
        return None
    return (add_months(leaving, school.settings.window) - school.as_of).days > 90


# Admission statuses ---------------------------------------------------------------------------------------------


def statuses_in_use(students: Sequence[Student]) -> dict[str, int]:
    """List each value of a prospective student's deciding application, with the first row in scope that carries it.

    A type that is not known is so for want of applications, and then there are no values either.
    """
    rows: dict[str, int] = {}
    for student in students:
        if student.type == "prospective" and student.application is not None:
            value, row = student.application.text("admission_status"), student.application.number
            if isinstance(value, str):
                rows[value] = min(row, rows.get(value, row))
    return rows
