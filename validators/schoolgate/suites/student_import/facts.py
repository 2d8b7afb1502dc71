"""The facts of an import: what a person could look up about a row of the file, about the database, about the whole file.

No fact says whether a requirement holds. `derive.py` works them out.
"""

from schoolgate.language.integrity import ROWS_WITH_KEY, about_file
from schoolgate.language.table import Fact, Kind, facts_of
from schoolgate.suites.student_import.tables import EXISTING, PROGRAMS, STUDENT_ROLE, STUDENTS

_LOCK_STEP = Fact("lock_step", Kind.BOOL, "setting: the school is set up as lock-step", neutral=False)
_EXISTING = ("existing",)
_PROGRAM = ("existing.program",)
_YEARS = (*_PROGRAM, "programs.years")
_PEOPLE = ("faculty", "existing.primary_role", "existing.roles")
"""Who says who is faculty."""


def _had(name: str, kind: Kind, about: str, neutral: str | int, column: str = "") -> Fact:
    """What the database has of the student in the row; nothing for one who is new."""
    reads = (f"existing.{column or name}",)
    return Fact(f"existing_{name}", kind, about, reads, missing=True, unknown=True, neutral=neutral)


STUDENT_FACTS = facts_of(
    STUDENTS,
    ROWS_WITH_KEY,
    _LOCK_STEP,
    Fact("create_programs", Kind.BOOL, "setting: the import creates programs that do not exist", neutral=False),
    Fact(
        "bad_grad_year",
        about="what the import does about a graduation year that will not do: by setting lock_step, and for new students",
        neutral="the import ignores it and takes the rest of the row",
    ),
    Fact("is_new", Kind.BOOL, "the student is not in the database yet", _EXISTING, unknown=True, neutral=False),
    _had("program", Kind.TEXT, "the program in the database", "BSc History"),
    _had("grad_year", Kind.INT, "the graduation year in the database", 2028),
    _had("academic_year", Kind.INT, "the academic year in the database", 3),
    _had("cohort_year", Kind.INT, "the cohort year in the database", 2024),
    _had("primary_role", Kind.TEXT, "the primary role in the database", STUDENT_ROLE),
    _had("student_role", Kind.BOOL, "the roles in the database contain Student", neutral=True, column="roles"),
    Fact("is_faculty", Kind.BOOL, "the person is known as faculty", _PEOPLE, unknown=True, neutral=False),
    Fact("faculty_by", about="who says that the person is faculty", missing=True),
    Fact(
        "faculty_beyond",
        Kind.INT,
        "how many more rows of faculty the file has than the tolerance allows; negative below it",
        _PEOPLE,
        unknown=True,
        neutral=-8,
    ),
    Fact(
        "surely_no_excess",
        Kind.BOOL,
        "it is known that the person is no faculty, or that there are not too many",
        neutral=True,
    ),
    Fact("program_known", Kind.BOOL, "the program of the row is one of the database", neutral=True),
    Fact("program_near", about="the one program that differs from the row's only in spelling", missing=True),
    Fact(
        "effective_program",
        about="the program that counts: the row's, if the database has or creates it, else the one it has already",
        reads=_PROGRAM,
        missing=True,
        unknown=True,
        neutral="BSc History",
    ),
    Fact(
        "program_years",
        Kind.INT,
        "how many years that program takes",
        _YEARS,
        unknown=True,
        neutral=4,
    ),
    Fact(
        "current_year",
        about="the database's current graduation year, and whether that is an assumption",
        neutral="2026",
    ),
    Fact("given_grad_year", Kind.INT, "the graduation year of the row as a whole number", missing=True, neutral=2028),
    Fact("min_grad_year", Kind.INT, "setting: the least graduation year that the import takes", missing=True),
    Fact(
        "years_below_minimum",
        Kind.INT,
        "how many years the given graduation year lies below that minimum; 0 where it does not, or there is none",
        missing=True,
        neutral=0,
    ),
    Fact(
        "years_past",
        Kind.INT,
        "how many years the given graduation year lies before the current one; negative after it",
        missing=True,
        neutral=-2,
    ),
    Fact(
        "given_as_before",
        Kind.BOOL,
        "the given graduation year is the one in the database",
        ("existing.grad_year",),
        unknown=True,
        neutral=True,
    ),
    Fact(
        "year_surely_enough",
        Kind.BOOL,
        "the school is not lock-step, or it is known that the given graduation year will do",
        neutral=True,
    ),
    Fact(
        "latest_grad_year",
        Kind.INT,
        "the current graduation year and the years of the program",
        _YEARS,
        unknown=True,
        neutral=2030,
    ),
    Fact(
        "years_too_far",
        Kind.INT,
        "how many years the given graduation year lies beyond that; negative before it",
        _YEARS,
        missing=True,
        unknown=True,
        neutral=-2,
    ),
    Fact(
        "fits_this_year",
        Kind.BOOL,
        "the given graduation year would not be too far, were the current one that of the as-of date",
        _YEARS,
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "effective_grad_year",
        Kind.INT,
        "the graduation year that counts: the given one if it will do, else a default, else the one in the database",
        (*_YEARS, "existing.grad_year"),
        missing=True,
        unknown=True,
        neutral=2028,
    ),
    Fact(
        "cohort_year",
        Kind.INT,
        "that graduation year less the years of the program",
        (*_YEARS, "existing.grad_year"),
        missing=True,
        unknown=True,
        neutral=2024,
    ),
    Fact(
        "primary_role",
        about="Dual for faculty within the tolerance, else the one in the database, else Student",
        reads=_PEOPLE,
        missing=True,
        unknown=True,
        neutral=STUDENT_ROLE,
    ),
    Fact(
        "same_grad_year",
        Kind.BOOL,
        "the graduation year that counts is the one in the database (suites compare columns with values only)",
        (*_YEARS, "existing.grad_year"),
        unknown=True,
        neutral=True,
    ),
    Fact(
        "same_program",
        Kind.BOOL,
        "the program that counts is the one in the database; false for a new student",
        _PROGRAM,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "same_primary_role",
        Kind.BOOL,
        "the primary role that counts is the one in the database; false for a new student",
        _PEOPLE,
        unknown=True,
        neutral=True,
    ),
    neutral={
        "student_id": "S1",
        "first_name": "Ada",
        "last_name": "Okoro",
        "email": "ada@college.example",
        "program": "BSc History",
        "grad_year": "2028",
    },
)
EXISTING_FACTS = facts_of(
    EXISTING,
    ROWS_WITH_KEY,
    neutral={
        "student_id": "S1",
        "program": "BSc History",
        "grad_year": 2028,
        "academic_year": 3,
        "cohort_year": 2024,
        "primary_role": STUDENT_ROLE,
        "roles": STUDENT_ROLE,
    },
)
PROGRAM_FACTS = facts_of(PROGRAMS, ROWS_WITH_KEY, neutral={"program": "BSc History", "years": 4})
FILE_FACTS = about_file(
    STUDENTS,
    _LOCK_STEP,
    Fact("faculty_rows", Kind.INT, "how many rows are of people known as faculty", neutral=2),
    Fact("faculty_percent", about="which share of the rows that is, in percent", neutral="1"),
    Fact("faculty_tolerance", about="which share may be, and whether that is an assumption", neutral="5 %"),
    Fact(
        "faculty_beyond",
        Kind.INT,
        "how many more rows of faculty there are than the tolerance allows; negative below it",
        _PEOPLE,
        unknown=True,
        neutral=-8,
    ),
    Fact("current_grad_year", Kind.INT, "setting: the database's current graduation year", missing=True),
    Fact("as_of_year", Kind.INT, "the year of the as-of date", neutral=2026),
    Fact(
        "years_behind",
        Kind.INT,
        "how many years the database's current graduation year lies behind the as-of date",
        missing=True,
    ),
    Fact(
        "new_given",
        Kind.INT,
        "how many new rows supply a graduation year that is a whole number",
        _EXISTING,
        unknown=True,
        neutral=20,
    ),
    Fact(
        "new_too_far",
        Kind.INT,
        "how many of these lie beyond the current graduation year and the years of the program",
        (*_EXISTING, *_YEARS),
        unknown=True,
        neutral=1,
    ),
    Fact(
        "new_enough",
        Kind.BOOL,
        "these new rows are enough for their share to say something",
        _EXISTING,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "new_within_lead",
        Kind.INT,
        "how many more of these lie within that than beyond it; 0 or less: half or more lie beyond",
        (*_EXISTING, *_YEARS),
        unknown=True,
        neutral=18,
    ),
    Fact("existing_ids", Kind.INT, "how many current students the database has", _EXISTING, unknown=True, neutral=200),
    Fact("existing_listed", Kind.INT, "how many of them the file lists", _EXISTING, unknown=True, neutral=190),
    Fact(
        "existing_share",
        about="which share of them that is, in percent",
        reads=_EXISTING,
        unknown=True,
        neutral="95",
    ),
    Fact("min_file_share", about="which share the file should list, and whether that is an assumption", neutral="80 %"),
    Fact(
        "existing_needed",
        Kind.INT,
        "how many of them that is, rounded up; 0: the file need list none",
        _EXISTING,
        unknown=True,
        neutral=160,
    ),
    Fact(
        "existing_short",
        Kind.INT,
        "how many fewer the file lists than that; 0 or less: enough",
        _EXISTING,
        unknown=True,
        neutral=-30,
    ),
)
FACT_TABLES = (STUDENT_FACTS, EXISTING_FACTS, PROGRAM_FACTS, FILE_FACTS)
