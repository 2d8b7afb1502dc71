"""The roles of who is imported: students of the database, and people who are faculty as well."""

from schoolgate.language.integrity import FILE
from schoolgate.language.predicate import NEVER, AllOf, AtLeast, AtMost, IsTrue
from schoolgate.language.rule import UNKNOWN, Effect, Example, Explains, Owner, Rule, Severity
from schoolgate.suites.student_import.rules import screens
from schoolgate.suites.student_import.rules.words import FACULTY, IMPORT_AGAIN, IN_DATABASE, WHO_IS_FACULTY

TOO_MANY = "Too many faculty were found in the student file"
"""The error in the words of the import."""
_IS_FACULTY = IsTrue("is_faculty")
_FACULTY: Example = {"is_faculty": True, "faculty_by": "is listed in faculty"}
_NOBODY_KNOWS: Example = {"is_faculty": UNKNOWN}
_NEW: Example = {
    "is_new": True,
    "existing_student_role": None,
}

RULES = (
    Rule(
        id="SI-101",
        title="Student role is added",
        asks="A student who is in the database already has the role Student there.",
        facts=("students",),
        when=IN_DATABASE,
        require=IsTrue("existing_student_role"),
        severity=Severity.INFO,
        message="The person is in the database without the role Student; the import adds it.",
        fix="Nothing, if the person is a student. Otherwise take the row out of the file.",
        owner=Owner.NOBODY,
        screen=screens.PEOPLE,
        source=FACULTY,
        column="student_id",
        good=({"existing_student_role": True}, _NEW, {"existing_student_role": UNKNOWN}),
        bad=({"existing_student_role": False},),
    ),
    Rule(
        id="SI-102",
        title="Faculty member becomes Dual",
        asks="Nobody in the file is known as faculty; those who are, if they are few, become Dual.",
        facts=("students",),
        when=AllOf(_IS_FACULTY, AtMost("faculty_beyond", 0)),
        require=NEVER,
        severity=Severity.WARNING,
        message="The person {faculty_by}, so the import sets the primary role to Dual.",
        fix=f"Nothing, if the person teaches and studies. Otherwise take the row out of the file. {IMPORT_AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=FACULTY,
        reading=WHO_IS_FACULTY,
        column="student_id",
        good=(
            {"is_faculty": False},
            {**_FACULTY, "faculty_beyond": 1},
            {**_NOBODY_KNOWS, "faculty_beyond": 0},
            {**_FACULTY, "faculty_beyond": UNKNOWN},
        ),
        bad=({**_FACULTY, "faculty_beyond": 0}, {**_FACULTY, "faculty_beyond": -1}),
    ),
    Rule(
        id="SI-103",
        title="Faculty member is rejected, as there are too many",
        asks="Nobody known as faculty is in a file in which their share exceeds the tolerance.",
        facts=("students",),
        when=AllOf(_IS_FACULTY, AtLeast("faculty_beyond", 1)),
        require=NEVER,
        severity=Severity.ERROR,
        message=f"{TOO_MANY}: the person {{faculty_by}}, so the row errors out.",
        fix=f"See SI-104: take rows of faculty out of the file, or have the tolerance of the import raised. {IMPORT_AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=FACULTY,
        reading=WHO_IS_FACULTY,
        column="student_id",
        good=(
            {"is_faculty": False, "faculty_beyond": 1},
            {**_FACULTY, "faculty_beyond": 0},
            {**_NOBODY_KNOWS, "faculty_beyond": 1},
            {**_FACULTY, "faculty_beyond": UNKNOWN},
        ),
        bad=({**_FACULTY, "faculty_beyond": 1},),
    ),
    Rule(
        id="SI-104",
        title="Too many rows are of faculty",
        asks="The share of rows of people known as faculty does not exceed the tolerance.",
        facts=(FILE,),
        require=AtMost("faculty_beyond", 0),
        severity=Severity.ERROR,
        message=(
            "{faculty_rows} of {file_rows} rows ({faculty_percent} %) are of people known as faculty; that is more than the "
            "tolerance of {faculty_tolerance}, and every one of these rows errors out."
        ),
        fix=(
            "See that it is the student file. If it is, take faculty out of it, or have the tolerance of the import raised. "
            f"{IMPORT_AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.SETTINGS,
        source=FACULTY,
        reading=WHO_IS_FACULTY,
        effect=Effect.HARMS,
        column="faculty_percent",
        explains=(Explains(None, ("SI-103",)),),
        good=({"faculty_beyond": 0}, {"faculty_beyond": UNKNOWN}),
        bad=({"faculty_rows": 11, "faculty_percent": "5.5", "faculty_beyond": 1},),
    ),
)
