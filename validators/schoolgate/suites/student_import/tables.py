"""What an import consists of: the file, and what the database knows. A star in the requirements is `required` here."""

from schoolgate.language.noun import Noun
from schoolgate.language.table import Column, Kind, Table

STUDENT_ROLE = "Student"
"""The role that every imported person has."""
FACULTY_ROLE = "Faculty"
DUAL_ROLE = "Dual"
"""The primary role of somebody who is faculty and student."""
ROLES = (STUDENT_ROLE, FACULTY_ROLE, DUAL_ROLE)
"""The roles that the import knows; a database may have others."""
ROLE_SEPARATOR = ";"

STUDENTS = Table(
    "students",
    key="student_id",
    required=True,
    of=Noun("row", "rows"),
    about="the file to import",
    columns=(
        Column(
            "student_id",
            required=True,
            shown=True,
            person=True,
            about="the student's identifier",
            refers=("existing", "faculty"),
        ),
        Column("first_name"),
        Column("last_name"),
        Column("email"),
        Column(
            "program",
            shown=True,
            about="-> programs; without this column no row has one",
            refers=("programs",),
            blank_if_absent=True,
        ),
        Column(
            "grad_year",
            shown=True,
            about="the graduation year, as supplied; without this column no row has one",
            blank_if_absent=True,
        ),
    ),
)
EXISTING = Table(
    "existing",
    key="student_id",
    of=Noun("existing student", "existing students"),
    about="the students already in the database; without this table nobody can tell who is new",
    columns=(
        Column("student_id", required=True, shown=True, person=True, about="the same identifier as in students"),
        Column("program", shown=True, refers=("programs",)),
        Column("grad_year", Kind.INT, shown=True),
        Column("academic_year", Kind.INT, shown=True),
        Column("cohort_year", Kind.INT, shown=True),
        Column("primary_role", shown=True, about="Student, Faculty, Dual or another", closed=ROLES),
        Column("roles", shown=True, about=f"all roles, separated by {ROLE_SEPARATOR}"),
    ),
)
PROGRAMS = Table(
    "programs",
    key="program",
    required=True,
    of=Noun("program", "programs"),
    about="the programs that the database has",
    columns=(
        Column("program", required=True, shown=True),
        Column("years", Kind.INT, required=True, shown=True, about="how many years it takes; may be 0 or negative"),
    ),
)
FACULTY = Table(
    "faculty",
    key="student_id",
    of=Noun("person of faculty", "people of faculty"),
    about="people known as faculty; without this table only existing, or the setting faculty_in_file, can say who is",
    columns=(Column("student_id", required=True, shown=True, person=True, about="the same identifier as in students"),),
)

TABLES = (STUDENTS, EXISTING, PROGRAMS, FACULTY)
