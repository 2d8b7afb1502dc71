"""The suite student-import, read straight from its requirements in slow, plain Python.

This is the second reading that the real suite is compared with, so it shares no code with it and uses the standard
library only. It follows the order of ``student-import.md``: what is derived per row stands in ``oracle_derived``; rules
and verdict stand here, so that the two can be held side by side. The docstrings say how open places are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from student_import.oracle_cells import (
    FAIL,
    NOT_APPLICABLE,
    NOT_CHECKED,
    UNKNOWN,
    Question,
    RawTable,
    Row,
    Tables,
    Truth,
    Unknown,
    and3,
    answer,
    answer_all,
    is_single,
    not3,
    or3,
    same,
    with_key,
)
from student_import.oracle_derived import (
    School,
    Settings,
    Student,
    at_least_minimum,
    existing_text,
    existing_whole,
    in_programs,
    known_int,
    known_text,
    not_too_far,
    read_school,
    work_out,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

__all__ = ["Finding", "Judgement", "RawTable", "Record", "Settings", "Tables", "judge"]

FILE = "file"
FILE_ROW = 1
"""Where the outcomes of file-grain rules stand: the one row of the table ``file``."""

# ------------------------------------------------------------------------------------------------------ what comes out


@dataclass(frozen=True)
class Finding:
    """One rule that one record failed; of the file as a whole, it has neither row nor key."""

    table: str
    row: int | None
    rule: str
    severity: str
    key: str | None
    column: str


@dataclass(frozen=True)
class Record:
    """The verdict on one row of students. None in a field is nothing as well as unknown, but in ``ignored_fields``."""

    row: int
    key: str | None
    status: str
    action: str | None
    effective_grad_year: int | None
    cohort_year: int | None
    effective_program: str | None
    primary_role: str | None
    ignored_fields: tuple[str, ...] | None
    """("grad_year",), () for nothing, None where nobody can say."""
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """Everything that the suite must agree with."""

    outcomes: Mapping[tuple[str, str, int], str]
    """(rule, table, row) to pass, fail, not_applicable or not_checked; file-grain rules at (rule, FILE, FILE_ROW)."""
    findings: frozenset[Finding]
    records: tuple[Record, ...]


# ----------------------------------------------------------------------------------------------------------- Rules

STUDENT_RULES = (
    "SI-001", "SI-002",
    "SI-101", "SI-102", "SI-103",
    "SI-201", "SI-202", "SI-203",
    "SI-301", "SI-302", "SI-303", "SI-304", "SI-305", "SI-306", "SI-307",
)  # fmt: skip
RULES = {
    "students": STUDENT_RULES,
    "programs": ("SI-003", "SI-004"),
    "existing": ("SI-004", "SI-005"),
    FILE: ("SI-006", "SI-104", "SI-308", "SI-309", "SI-401", "SI-402"),
}
KEY_RULE = {"students": "SI-001", "programs": "SI-003", "existing": "SI-005"}
"""The one rule that judges a row without a key; faculty has none and drops it silently."""

SEVERITY = {
    "SI-001": "error", "SI-002": "error", "SI-003": "error", "SI-004": "warning", "SI-005": "error", "SI-006": "error",
    "SI-101": "info", "SI-102": "warning", "SI-103": "error", "SI-104": "error",
    "SI-201": "error", "SI-202": "info", "SI-203": "warning",
    "SI-304": "error", "SI-305": "info", "SI-306": "info", "SI-307": "info", "SI-308": "warning", "SI-309": "warning",
    "SI-401": "info",
}  # fmt: skip
BY_POLICY = ("SI-301", "SI-302", "SI-303", "SI-402")
"""Error in lock-step, else warning."""

# The column a finding stands on; SI-004 stands on the cell that does not parse.
COLUMN = {
    "SI-001": "student_id", "SI-002": "student_id", "SI-003": "program", "SI-005": "student_id", "SI-006": "student_id",
    "SI-101": "roles", "SI-102": "student_id", "SI-103": "student_id", "SI-104": "student_id",
    "SI-201": "program", "SI-202": "program", "SI-203": "program",
    "SI-301": "grad_year", "SI-302": "grad_year", "SI-303": "grad_year", "SI-304": "grad_year", "SI-305": "grad_year",
    "SI-306": "grad_year", "SI-307": "grad_year", "SI-308": "grad_year", "SI-309": "grad_year",
    "SI-401": "student_id", "SI-402": "student_id",
}  # fmt: skip
NEVER = False
"""What must hold in a rule that only reports."""


def severity(rule: str, settings: Settings) -> str:
    """Some depend on the import's policy."""
    if rule in BY_POLICY:
        return "error" if settings.lock_step else "warning"
    return SEVERITY[rule]


# Roles and faculty ------------------------------------------------------------------------------------------------


def roles_and_faculty(school: School, student: Student) -> list[Question]:
    """SI-101 to SI-103; a row is known as faculty only where the table says so."""
    is_faculty = school.faculty is not None and student.row.key in school.faculty
    return [
        Question("SI-101", not3(student.is_new), has_student_role(student.existing)),
        Question("SI-102", is_faculty and not school.tolerance_exceeded, NEVER),
        Question("SI-103", is_faculty and school.tolerance_exceeded, NEVER),
    ]


def has_student_role(existing: Row | Unknown | None) -> Truth:
    """Whether Student is one of the roles; white space around a role is not part of it."""
    roles = existing_text(existing, "roles")
    if roles is UNKNOWN:
        return None
    return roles is not None and "Student" in [role.strip() for role in roles.split(";")]


# Programs ---------------------------------------------------------------------------------------------------------


def programs(school: School, student: Student) -> list[Question]:
    """SI-201 to SI-203."""
    supplied, create = student.row.cells["program"], school.settings.create_programs
    not_listed = supplied is not None and not in_programs(school, supplied)
    return [
        Question("SI-201", not_listed and not create, NEVER),
        Question("SI-202", not_listed and create, NEVER),
        Question("SI-203", when=True, must=supplied is not None),
    ]


# Graduation year --------------------------------------------------------------------------------------------------


def grad_year(school: School, student: Student) -> list[Question]:
    """SI-301 to SI-306."""
    present, given = student.row.cells["grad_year"] is not None, student.given
    lock_step, is_new = school.settings.lock_step, student.is_new
    has_minimum = school.settings.min_grad_year is not None
    return [
        Question("SI-301", present, given is not None),
        Question("SI-302", given is not None and has_minimum, given is not None and at_least_minimum(school, given)),
        too_far(school, student),
        Question("SI-304", lock_step, present),
        Question("SI-305", and3(not lock_step, is_new, not present), NEVER),
        Question("SI-306", and3(not lock_step, not3(is_new), not present), NEVER),
    ]


def too_far(school: School, student: Student) -> Question:
    """SI-303."""
    given = student.given
    return Question("SI-303", given is not None, given is not None and not_too_far(school, given, student.years))


def cohort_year(school: School, student: Student, others: Mapping[str, str]) -> Question:
    """SI-307, which looks at the other rules of the row: one that is not checked may have failed."""
    errors = [said for rule, said in others.items() if severity(rule, school.settings) == "error"]
    error_failed = or3(*(None if said == NOT_CHECKED else said == FAIL for said in errors))
    supplied = or3(student.usable, student.row.cells["program"] is not None)
    return Question(
        "SI-307",
        and3(not3(student.is_new), supplied, not3(error_failed)),
        and3(
            same(student.effective_grad_year, existing_whole(student.existing, "grad_year")),
            same(student.effective_program, existing_text(student.existing, "program")),
        ),
    )


# The file ---------------------------------------------------------------------------------------------------------


def whole_file(school: School, students: Sequence[Student]) -> list[Question]:
    """SI-006, 104, 308, 309, 401, 402."""
    settings = school.settings
    current = settings.current_grad_year
    return [
        Question("SI-006", when=True, must=len(school.students) > 0),
        Question("SI-104", when=school.faculty is not None, must=not school.tolerance_exceeded),
        Question("SI-308", when=current is not None, must=current is not None and current >= school.as_of.year),
        stale_year(school, students),
        Question("SI-401", when=settings.lock_step, must=NEVER),
        Question("SI-402", and3(has_existing(school), settings.min_file_share_percent > 0), share_holds(school)),
    ]


def stale_year(school: School, students: Sequence[Student]) -> Question:
    """SI-309; one unknown cell among those it counts leaves it open. A row that supplies no year is not counted."""
    counted = [(and3(student.given is not None, student.is_new), student) for student in students]
    if any(counts is None for counts, _ in counted):
        return Question("SI-309", when=None, must=None)
    outcomes = [answer(too_far(school, student)) for counts, student in counted if counts]
    fewer_than_half = 2 * outcomes.count(FAIL) < len(outcomes)
    return Question("SI-309", len(outcomes) >= 5, None if NOT_CHECKED in outcomes else fewer_than_half)


def has_existing(school: School) -> Truth:
    """Whether the database has anybody; a row without a key is nobody."""
    return None if school.existing is None else bool(with_key(school.existing))


def share_holds(school: School) -> Truth:
    """Whether the file lists enough of the database's ids, counted once each and compared exactly."""
    if school.existing is None:
        return None
    known = {row.key for row in with_key(school.existing)}
    listed = {row.key for row in with_key(school.students)}
    return 100 * len(known & listed) >= school.settings.min_file_share_percent * len(known)


# ------------------------------------------------------------------------------------------------- Verdict per row


def status_of(outcomes: Mapping[str, str], settings: Settings) -> str:
    """README's four."""
    said = {(severity(rule, settings), outcome) for rule, outcome in outcomes.items()}
    if ("error", FAIL) in said:
        return "blocked"
    if ("error", NOT_CHECKED) in said:
        return "undetermined"
    return "ready_with_warnings" if ("warning", FAIL) in said else "ready"


def action_of(student: Student, status: str) -> str | None:
    """What the import does. A row that surely fails is rejected whether it is new or not; the rest needs to know."""
    if status == "blocked":
        return "reject"
    if status == "undetermined" or student.is_new is None:
        return None
    if student.is_new:
        return "create"
    unchanged = and3(
        same(student.effective_grad_year, existing_whole(student.existing, "grad_year")),
        same(student.effective_program, existing_text(student.existing, "program")),
        same(student.primary_role, existing_text(student.existing, "primary_role")),
        has_student_role(student.existing),
    )
    return {True: "unchanged", False: "update", None: None}[unchanged]


def ignored_of(school: School, student: Student, status: str) -> tuple[str, ...] | None:
    """List the fields ignored in a row that imports. In lock-step, and in a rejected row, nothing is *ignored*."""
    if school.settings.lock_step or status == "blocked" or student.row.cells["grad_year"] is None:
        return ()
    return {True: (), False: ("grad_year",), None: None}[student.usable]


def verdict(school: School, student: Student, outcomes: Mapping[str, str]) -> Record:
    """Judge a row that has a key."""
    status = status_of(outcomes, school.settings)
    return Record(
        row=student.row.number,
        key=student.row.key,
        status=status,
        action=action_of(student, status),
        effective_grad_year=known_int(student.effective_grad_year),
        cohort_year=known_int(student.cohort_year),
        effective_program=known_text(student.effective_program),
        primary_role=known_text(student.primary_role),
        ignored_fields=ignored_of(school, student, status),
        rules=tuple(sorted(rule for rule, outcome in outcomes.items() if outcome == FAIL)),
    )


def verdict_without_key(row: Row) -> Record:
    """Judge a row that takes part in nothing."""
    return Record(row.number, None, "blocked", "reject", None, None, None, None, (), ("SI-001",))


# ------------------------------------------------------------------------------------------------------ All together


def judge(tables: Tables, settings: Settings, as_of: date) -> Judgement:
    """Judge every row of every table, and the file."""
    school = read_school(tables, settings, as_of)
    students = {row.number: work_out(school, row) for row in with_key(school.students)}
    by_row = {(row.table, row.number): judge_row(school, row, students) for row in all_rows(school)}
    file_outcomes = answer_all(whole_file(school, tuple(students.values())))
    by_row[FILE, FILE_ROW] = file_outcomes

    outcomes = {(rule, table, row): got for (table, row), by_rule in by_row.items() for rule, got in by_rule.items()}
    file_findings = {
        Finding("students", None, rule, severity(rule, settings), None, COLUMN[rule])
        for rule, outcome in file_outcomes.items()
        if outcome == FAIL
    }
    return Judgement(
        outcomes=outcomes,
        findings=frozenset(file_findings | row_findings(school, by_row)),
        records=tuple(
            verdict_without_key(row)
            if row.key is None
            else verdict(school, students[row.number], by_row["students", row.number])
            for row in school.students
        ),
    )


def judge_row(school: School, row: Row, students: Mapping[int, Student]) -> dict[str, str]:
    """Give the outcomes of one row by rule; a row without a key is asked for nothing else."""
    if row.key is None:
        return {rule: FAIL if rule == KEY_RULE[row.table] else NOT_APPLICABLE for rule in RULES[row.table]}
    if row.table == "students":
        return judge_student(school, students[row.number])
    parses = Question("SI-004", when=True, must=not row.unparseable())
    if row.table == "programs":
        return answer_all([Question("SI-003", when=True, must=is_single(school.programs, row)), parses])
    return answer_all([parses, Question("SI-005", when=True, must=is_single(school.existing or (), row))])


def judge_student(school: School, student: Student) -> dict[str, str]:
    """Give the outcomes of a row of the file that has a key."""
    outcomes = answer_all(
        [
            Question("SI-001", when=True, must=True),
            Question("SI-002", when=True, must=is_single(school.students, student.row)),
            *roles_and_faculty(school, student),
            *programs(school, student),
            *grad_year(school, student),
        ]
    )
    return {**outcomes, "SI-307": answer(cohort_year(school, student, outcomes))}


def all_rows(school: School) -> tuple[Row, ...]:
    """Every row that a rule judges by itself."""
    return (*school.students, *school.programs, *(school.existing or ()))


def row_findings(school: School, by_row: Mapping[tuple[str, int], Mapping[str, str]]) -> set[Finding]:
    """Turn each failed outcome of a row into a finding."""
    return {
        Finding(
            row.table,
            row.number,
            rule,
            severity(rule, school.settings),
            row.key,
            row.unparseable()[0] if rule == "SI-004" else COLUMN[rule],
        )
        for row in all_rows(school)
        for rule, outcome in by_row[row.table, row.number].items()
        if outcome == FAIL
    }
