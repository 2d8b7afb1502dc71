"""The rules of student-import as questions put to a row, or to the file: the second half of its oracle.

It follows "Rules" of ``student-import.md``. The docstrings say how open places are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oracle.judgement import FILE
from oracle.logic import (
    FAIL,
    NEVER,
    NOT_APPLICABLE,
    NOT_CHECKED,
    PASS,
    Question,
    Truth,
    and3,
    answer,
    equal,
    from_both_ends,
    not3,
    or3,
    present,
    same,
)
from oracle.tables import Row
from student_import.oracle_derived import (
    School,
    Student,
    at_least_minimum,
    faculty_by_existing,
    has_student_role,
    in_programs,
    not_too_far,
)

STUDENT_RULES = (
    "SI-001", "SI-002",
    "SI-101", "SI-102", "SI-103",
    "SI-201", "SI-202", "SI-203",
    "SI-301", "SI-302", "SI-303", "SI-310", "SI-304", "SI-305", "SI-306", "SI-307",
)  # fmt: skip
RULES = {
    "students": STUDENT_RULES,
    "programs": ("SI-003", "SI-004"),
    "existing": ("SI-004", "SI-005"),
    FILE: ("SI-006", "SI-104", "SI-308", "SI-309", "SI-401", "SI-402"),
}
KEY_RULE = {"students": "SI-001", "programs": "SI-003", "existing": "SI-005"}
"""The one rule that judges a row without a key; faculty has none and drops it silently."""

ERRORS = ("SI-001", "SI-002", "SI-003", "SI-005", "SI-006", "SI-103", "SI-104", "SI-201", "SI-304")
WARNINGS = ("SI-004", "SI-102", "SI-203", "SI-308", "SI-309", "SI-310")
INFOS = ("SI-101", "SI-202", "SI-305", "SI-306", "SI-307", "SI-401")
SEVERITY = dict.fromkeys(ERRORS, "error") | dict.fromkeys(WARNINGS, "warning") | dict.fromkeys(INFOS, "info")
BY_POLICY = ("SI-301", "SI-302", "SI-303", "SI-402")
"""Error in lock-step, else warning."""

# The column a finding stands on; SI-004 stands on the first cell that does not parse.
COLUMN = {
    "SI-001": "student_id", "SI-002": "student_id", "SI-003": "program", "SI-005": "student_id", "SI-006": "student_id",
    "SI-101": "roles", "SI-102": "student_id", "SI-103": "student_id", "SI-104": "student_id",
    "SI-201": "program", "SI-202": "program", "SI-203": "program",
    "SI-301": "grad_year", "SI-302": "grad_year", "SI-303": "grad_year", "SI-304": "grad_year", "SI-305": "grad_year",
    "SI-306": "grad_year", "SI-307": "grad_year", "SI-308": "grad_year", "SI-309": "grad_year", "SI-310": "grad_year",
    "SI-401": "student_id", "SI-402": "student_id",
}  # fmt: skip
COLUMN_OPEN = {"SI-006", "SI-101", "SI-102", "SI-103", "SI-104", "SI-307", "SI-308", "SI-309", "SI-401", "SI-402"}
"""Rules about no one column of the file: which one a finding names is no part of the requirements."""
REFERENCES = (
    ("students", "program", "programs"),
    ("students", "student_id", "existing"),
    ("students", "student_id", "faculty"),
)
"""Look-ups by key count as references."""


def severity(school: School, rule: str, student: Student | None = None) -> str:
    """Some depend on the import's policy, SI-203 on what the database has: the graver where that is unknown."""
    if rule in BY_POLICY:
        return "error" if school.lock_step else "warning"
    if rule == "SI-203" and student is not None:
        stays = and3(not3(student.is_new), present(student.had("program")))
        return "info" if stays is True else "warning"
    return SEVERITY[rule]


# ------------------------------------------------------------------------------------------------------- of each row


def integrity(school: School, row: Row) -> list[Question]:
    """SI-001 to SI-005 of a row with a key."""
    single = school.tables[row.layout.name].is_single(row)
    parses = Question("SI-004", when=True, must=not row.unparseable())
    match row.layout.name:
        case "students":
            return [Question("SI-001", when=True, must=True), Question("SI-002", when=True, must=single)]
        case "programs":
            return [Question("SI-003", when=True, must=single), parses]
        case _:
            return [parses, Question("SI-005", when=True, must=single)]


def of_student(school: School, student: Student) -> list[Question]:
    """SI-101 to SI-306; SI-307 looks at the others, and stands by itself."""
    is_new, exceeded = student.is_new, school.tolerance_exceeded
    listed = student.program is not None and in_programs(school, student.row)
    not_listed = student.program is not None and not listed
    missing, given = student.grad_year is None, student.given
    has_minimum = school.settings.min_grad_year is not None
    default_known = None if not isinstance(student.years, int) else True
    return [
        Question("SI-101", not3(is_new), has_student_role(student.existing)),
        Question("SI-102", and3(student.is_faculty, not3(exceeded)), NEVER),
        Question("SI-103", and3(student.is_faculty, exceeded), NEVER),
        Question("SI-201", not_listed and not school.create_programs, NEVER),
        Question("SI-202", not_listed and school.create_programs, NEVER),
        Question("SI-203", when=True, must=student.program is not None),
        Question("SI-301", not missing, given is not None),
        Question("SI-302", given is not None and has_minimum, given is not None and at_least_minimum(school, given)),
        too_far(school, student),
        Question("SI-310", given is not None, likely(school, student), ("SI-303", *["SI-302"] * has_minimum)),
        Question("SI-304", school.lock_step, not missing),
        Question("SI-305", and3(not school.lock_step, is_new, missing, default_known), NEVER),
        Question("SI-306", and3(not school.lock_step, not3(is_new), missing), NEVER),
    ]


def too_far(school: School, student: Student) -> Question:
    """SI-303."""
    given = student.given
    return Question("SI-303", given is not None, given is not None and not_too_far(school, given, student.years))


def likely(school: School, student: Student) -> Truth:
    """Whether a year is of now, or the one that the student has already; without ``existing`` it has none."""
    given = student.given
    if given is None:
        return None
    kept = False if school.existing is None else equal(student.had_whole("grad_year"), given)
    return or3(given >= school.current_year - 1, kept)


def cohort_year(school: School, student: Student, others: Mapping[str, str]) -> Question:
    """SI-307, of rows that no error-level rule stops or may stop."""
    errors = [said for rule, said in others.items() if severity(school, rule, student) == "error"]
    return Question(
        "SI-307",
        and3(
            not3(student.is_new),
            or3(student.usable, student.program is not None),
            FAIL not in errors and NOT_CHECKED not in errors,
        ),
        and3(
            same(student.effective_grad_year, student.had_whole("grad_year")),
            same(student.effective_program, student.had("program")),
        ),
    )


# ----------------------------------------------------------------------------------------------------- of the file


def whole_file(school: School, students: Iterable[Student]) -> dict[str, str]:
    """SI-006, 104, 308, 309, 401, 402."""
    settings, current = school.settings, school.settings.current_grad_year
    questions = (
        Question("SI-006", when=True, must=len(school.students) > 0),
        Question("SI-104", when=True, must=not3(school.tolerance_exceeded)),
        Question("SI-308", when=current is not None, must=current is not None and current >= school.as_of.year),
        Question("SI-401", when=school.lock_step, must=NEVER),
        Question("SI-402", and3(has_current(school), settings.min_file_share_percent > 0), share_holds(school)),
    )
    return {question.rule: answer(question) for question in questions} | {"SI-309": stale_year(school, students)}


def stale_year(school: School, students: Iterable[Student]) -> str:
    """SI-309, over every way in which rows may be new and years may be too far."""
    counts = {(0, 0)}
    for student in students:
        if student.given is None or student.is_new is False:
            continue
        fails = {PASS: {0}, FAIL: {1}}.get(answer(too_far(school, student)), {0, 1})
        more = {(rows + 1, failed + one) for rows, failed in counts for one in fails}
        counts = more if student.is_new else more | counts
    return from_both_ends(
        NOT_APPLICABLE if rows < 5 else PASS if 2 * failed < rows else FAIL for rows, failed in counts
    )


def current_ids(school: School) -> frozenset[str] | None:
    """The distinct ids of the database's current students; of an id with several rows, any that is current will do."""
    if school.existing is None:
        return None
    ids = set()
    for row in school.existing.keyed():
        year = row.whole("grad_year")
        has_passed = isinstance(year, int) and year < school.current_year
        if row.id is not None and not has_passed and not faculty_by_existing(row):
            ids.add(row.id)
    return frozenset(ids)


def has_current(school: School) -> Truth:
    """Whether the database has current students."""
    ids = current_ids(school)
    return None if ids is None else bool(ids)


def share_holds(school: School) -> Truth:
    """Whether the file lists enough of them."""
    ids = current_ids(school)
    if ids is None:
        return None
    listed = {row.id for row in school.students.keyed()}
    return 100 * len(ids & listed) >= school.settings.min_file_share_percent * len(ids)
