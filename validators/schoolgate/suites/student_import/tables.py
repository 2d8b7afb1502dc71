"""What an import consists of: the file, and what the database knows. A star in the requirements is `required` here."""

from schoolgate.language.table import Column, Kind, Table

STUDENT_ROLE = "Student"
"""The role that every imported person has."""
DUAL_ROLE = "Dual"
"""The primary role of somebody who is faculty and student."""
ROLE_SEPARATOR = ";"

STUDENTS = Table(
    "students",
    key="student_id",
    required=True,
    about="the file to import",
    columns=(
        Column("student_id", required=True, shown=True, person=True, about="the student's identifier"),
        Column("first_name"),
        Column("last_name"),
        Column("email"),
        Column("program", required=True, shown=True, about="-> programs"),
        Column("grad_year", required=True, shown=True, about="the graduation year, as supplied"),
    ),
)
EXISTING = Table(
    "existing",
    key="student_id",
    about="the students already in the database; without this table nobody can tell who is new",
    columns=(
        Column("student_id", required=True, shown=True, person=True, about="the same identifier as in students"),
        Column("program", shown=True),
        Column("grad_year", Kind.INT, shown=True),
        Column("academic_year", Kind.INT, shown=True),
        Column("cohort_year", Kind.INT, shown=True),
        Column("primary_role", shown=True, about="such as Student, Faculty, Dual"),
        Column("roles", shown=True, about=f"all roles, separated by {ROLE_SEPARATOR}"),
    ),
)
PROGRAMS = Table(
    "programs",
    key="program",
    required=True,
    about="the programs that the database has",
    columns=(
        Column("program", required=True, shown=True),
        Column("years", Kind.INT, required=True, shown=True, about="how many years it takes; may be 0 or negative"),
    ),
)
FACULTY = Table(
    "faculty",
    key="student_id",
    about="people known as faculty; without this table no rule about faculty applies",
    without="SI-102 to SI-104 do not apply, and no primary role is predicted",
    columns=(Column("student_id", required=True, shown=True, person=True, about="the same identifier as in students"),),
)

TABLES = (STUDENTS, EXISTING, PROGRAMS, FACULTY)
