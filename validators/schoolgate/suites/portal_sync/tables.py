"""What an extract for the portal holds. A star in the requirements is `required` here."""

from schoolgate.language.noun import Noun
from schoolgate.language.table import Column, Kind, Table

ON_ROLL = "On Roll"
"""The roll mode of a current student; the portal hardcodes it."""
TYPES = ("current", "prospective", "left")
BASE, INTAKE = KINDS = ("base", "intake")
"""The kinds of a group."""

STUDENTS = Table(
    "students",
    key="student_id",
    required=True,
    of=Noun("student", "students"),
    about="every student of the MIS, those who left and those who applied included",
    columns=(
        Column("student_id", required=True, shown=True, person=True, about="the student's identifier in the MIS"),
        Column("salutation", required=True, about="how letters address the student"),
        Column("first_name", required=True),
        Column("preferred_forename"),
        Column("last_name", required=True),
        Column("email"),
        Column("portal_login", Kind.BOOL, shown=True, about="needs to log in; missing = as students_log_in says"),
        Column("roll_mode", required=True, shown=True, about="the current roll mode", closed=(ON_ROLL,)),
        Column("base_group_id", required=True, shown=True, about="-> groups", refers=("groups",)),
        Column("latest_dol", Kind.DATE, about="the date of leaving (stud_student.latest_dol)"),
        Column(
            "student_type",
            shown=True,
            blank_if_absent=True,
            about="how the school expects it to sync: current, prospective or left; missing = inferred",
            closed=TYPES,
        ),
    ),
)
APPLICATIONS = Table(
    "applications",
    key="application_id",
    of=Noun("application", "applications"),
    about="admissions; without this table only stated types, roll modes and leaving dates decide",
    keyless=True,
    columns=(
        Column("application_id", shown=True, person=True, about="breaks ties between applications"),
        Column("student_id", required=True, shown=True, person=True, about="-> students", refers=("students",)),
        Column("admission_date", Kind.DATE, shown=True),
        Column("active", Kind.BOOL, required=True, missing_as=False, shown=True),
        Column("intake_group_id", shown=True, about="-> groups", refers=("groups",)),
        Column("admission_status", shown=True, about="-> admission_statuses", refers=("admission_statuses",)),
    ),
)
GROUPS = Table(
    "groups",
    key="group_id",
    required=True,
    of=Noun("group", "groups"),
    about="base groups and intake groups",
    columns=(
        Column("group_id", required=True, shown=True),
        Column("name", shown=True),
        Column("kind", required=True, shown=True, about="base or intake", closed=KINDS),
        Column("active", Kind.BOOL, required=True, missing_as=False, shown=True),
        Column("year_group_id", shown=True, about="-> year_groups; missing = not linked", refers=("year_groups",)),
    ),
)
YEAR_GROUPS = Table(
    "year_groups",
    key="year_group_id",
    required=True,
    of=Noun("year group", "year groups"),
    about="the year groups that exist in the portal",
    columns=(
        Column("year_group_id", required=True, shown=True),
        Column("name", shown=True),
        Column("synced", Kind.BOOL, required=True, missing_as=False, shown=True, about="has synced to the portal"),
    ),
)
ADMISSION_STATUSES = Table(
    "admission_statuses",
    key="admission_status",
    of=Noun("admission status", "admission statuses"),
    about="the admission statuses that are set in the portal",
    columns=(Column("admission_status", required=True, shown=True),),
)

TABLES = (STUDENTS, APPLICATIONS, GROUPS, YEAR_GROUPS, ADMISSION_STATUSES)
