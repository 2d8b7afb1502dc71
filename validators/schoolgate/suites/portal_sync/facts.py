"""The facts of a portal sync: what a person could look up about a student, an application, a group.

No fact says whether a requirement holds, but for the type of a student and what follows from it: a student syncs by
whichever path is open, and what a path requires is asked by the rules' own words (`paths.py`). `derive.py` works them out.
"""

from schoolgate.language.integrity import ROWS_WITH_KEY, about_file
from schoolgate.language.noun import Noun
from schoolgate.language.predicate import OneOf
from schoolgate.language.table import Carried, Fact, FactTable, Kind, Unclear, facts_of
from schoolgate.suites.portal_sync.tables import APPLICATIONS, GROUPS, ON_ROLL, STUDENTS, YEAR_GROUPS

_APPLICATIONS = ("applications",)
_IN_PORTAL = ("groups.year_group_id",)
_TYPE = ("applications",)
_INTAKE = ("applications", "applications.intake_group_id")
_STATUS = ("applications", "applications.admission_status")
_SYNCED_TWICE = Unclear(
    "year_groups.synced",
    "rows of the year group in year_groups differ in synced",
    "Leave one row for each year group in year_groups, the one that is true, and check again.",
)


def _group(prefix: str, of: tuple[str, ...]) -> tuple[Fact, ...]:
    """What is looked up of the group that a student names as its `prefix` group."""
    unknown = bool(of)
    source = of or ("students.base_group_id",)
    kind = "base" if prefix == "base_group" else "intake"
    return (
        Fact(f"{prefix}_found", Kind.BOOL, f"the {kind} group is in groups", of, unknown=unknown, neutral=True),
        Fact(
            f"{prefix}_near",
            about=f"the one group_id that differs from the {kind} group's only in spelling",
            reads=source,
            missing=True,
        ),
        Fact(
            f"{prefix}_kind", about=f"kind of the {kind} group", reads=of, missing=True, unknown=unknown, neutral=kind
        ),
        Fact(
            f"{prefix}_active",
            Kind.BOOL,
            f"the {kind} group is active",
            (*of, "groups.active"),
            missing=True,
            unknown=True,
            neutral=True,
        ),
        Fact(
            f"{prefix}_year_group_in_portal",
            Kind.BOOL,
            f"the {kind} group's year group exists in the portal",
            (*of, *_IN_PORTAL),
            missing=True,
            unknown=True,
            neutral=True,
        ),
        Fact(
            f"{prefix}_year_group_synced",
            Kind.BOOL,
            f"the {kind} group's year group has synced to the portal",
            (*of, *_IN_PORTAL, "year_groups.synced"),
            missing=True,
            unknown=True,
            neutral=True,
            unclear=_SYNCED_TWICE,
        ),
    )


STUDENT_FACTS = facts_of(
    STUDENTS,
    ROWS_WITH_KEY,
    Fact("use_preferred_forename", Kind.BOOL, "setting: the portal shows the preferred forename", neutral=True),
    Fact(
        "preferred_forename_same",
        Kind.BOOL,
        "the preferred forename is the first name (two columns: suites compare a column with values only)",
        ("students.preferred_forename",),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "logs_in",
        Kind.BOOL,
        "needs to log in: as portal_login says, else as the setting students_log_in does",
        ("students.portal_login",),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "login_untold",
        Kind.BOOL,
        "neither portal_login nor the setting says whether the student, or another with its e-mail, logs in",
        neutral=False,
    ),
    Fact(
        "email_valid",
        Kind.BOOL,
        "the e-mail has one @, a dotted domain and no white space (the address itself is personal)",
        ("students.email",),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "email_users",
        Kind.INT,
        "how many others who log in have the e-mail, case folded, of this student who logs in",
        ("students.email", "students.portal_login"),
        missing=True,
        unknown=True,
        neutral=0,
    ),
    Fact(
        "on_roll",
        Kind.BOOL,
        "the roll mode is On Roll; unknown where there is none",
        ("students.roll_mode",),
        missing=True,
        unknown=True,
        neutral=True,
        unclear=Unclear(
            "students.roll_mode", "the roll mode is blank", "Fill in the roll mode of the students, and check again."
        ),
    ),
    Fact("student_type_near", about="the type from which the stated one differs only in spelling", missing=True),
    Fact("roll_mode_near", about="On Roll, where the roll mode differs from it only in spelling", missing=True),
    Fact("type", about="current, prospective or left", reads=_TYPE, missing=True, unknown=True, neutral="current"),
    Fact("type_basis", about="stated, or by a path: path, undecided, nearest", missing=True, neutral="path"),
    Fact(
        "days_since_leaving",
        Kind.INT,
        "days from latest_dol to as-of; negative while it lies ahead",
        ("students.latest_dol",),
        missing=True,
        unknown=True,
        neutral=30,
        shown=False,
    ),
    Fact(
        "days_inside_window",
        Kind.INT,
        "days from the first day on which a leaver still syncs to latest_dol",
        ("students.latest_dol",),
        missing=True,
        unknown=True,
        neutral=335,
        shown=False,
    ),
    Fact("leaver_window", about="setting: for how long after leaving a student syncs, in words", neutral="12 months"),
    Fact("removed_in", about="the month of the last day on which the leaver syncs", missing=True, neutral="2027-10"),
    Fact(
        "days_until_removal",
        Kind.INT,
        "days from as-of to that day",
        ("students.latest_dol",),
        missing=True,
        unknown=True,
        neutral=335,
        shown=False,
    ),
    Fact(
        "left_dated",
        Kind.BOOL,
        "there is a leaving date; unknown too where it is unknown whether the student has left",
        (*_TYPE, "students.latest_dol"),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact("out_of_scope", Kind.BOOL, "left before the window, and nobody said otherwise", neutral=False),
    Fact(
        "application_open",
        Kind.BOOL,
        "the deciding application is active, and its admission date missing or ahead",
        (*_APPLICATIONS, "applications.active", "applications.admission_date"),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "application_gap",
        about="of a student who syncs by another path: the first rule for prospective students that it surely fails",
        reads=_APPLICATIONS,
        missing=True,
    ),
    *_group("base_group", ()),
    Fact("applications", Kind.INT, "how many applications", _APPLICATIONS, missing=True, unknown=True, neutral=1),
    Fact(
        "admission_date",
        Kind.DATE,
        "of the deciding application",
        (*_APPLICATIONS, "applications.admission_date"),
        missing=True,
        unknown=True,
    ),
    Fact(
        "days_until_admission",
        Kind.INT,
        "days from as-of to the admission date",
        (*_APPLICATIONS, "applications.admission_date"),
        missing=True,
        unknown=True,
    ),
    Fact(
        "application_active",
        Kind.BOOL,
        "the deciding application is active",
        (*_APPLICATIONS, "applications.active"),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "intake_group_id", about="of the deciding application", reads=_INTAKE, missing=True, unknown=True, neutral="I1"
    ),
    *_group("intake_group", _INTAKE),
    Fact(
        "admission_status", about="of the deciding application", reads=_STATUS, missing=True, unknown=True, neutral="A"
    ),
    Fact(
        "admission_status_in_portal",
        Kind.BOOL,
        "that status is set in the portal",
        (*_STATUS, "admission_statuses"),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact(
        "admission_status_near",
        about="the one admission status of the portal that differs from it only in spelling",
        reads=_STATUS,
        missing=True,
    ),
    neutral={
        "student_id": "S1",
        "salutation": "Ms",
        "first_name": "Ada",
        "preferred_forename": "Ada",
        "last_name": "Okoro",
        "email": "ada@school.example",
        "roll_mode": ON_ROLL,
        "base_group_id": "B1",
    },
)
APPLICATION_FACTS = facts_of(
    APPLICATIONS,
    ROWS_WITH_KEY,
    Fact("student_found", Kind.BOOL, "the student is in students", neutral=True),
    Fact("student_near", about="the one student_id that differs from it only in spelling", missing=True, person=True),
    neutral={"application_id": "A1", "student_id": "S1", "active": True},
)
GROUP_FACTS = facts_of(
    GROUPS,
    ROWS_WITH_KEY,
    Fact(
        "year_group_in_portal",
        Kind.BOOL,
        "its year group exists in the portal",
        _IN_PORTAL,
        unknown=True,
        missing=True,
        neutral=True,
    ),
    Fact(
        "year_group_synced",
        Kind.BOOL,
        "its year group has synced to the portal",
        (*_IN_PORTAL, "year_groups.synced"),
        unclear=_SYNCED_TWICE,
        unknown=True,
        missing=True,
        neutral=True,
    ),
    Fact("kind_near", about="base or intake, where the kind differs from it only in spelling", missing=True),
    Fact("year_group_near", about="the one year_group_id that differs from it only in spelling", missing=True),
    Fact(
        "users",
        Kind.INT,
        "how many current and prospective students use it as base or intake group",
        (*_TYPE, *_INTAKE),
        unknown=True,
        neutral=1,
    ),
    Fact(
        "prospective_users",
        Kind.INT,
        "how many of these are prospective",
        (*_TYPE, *_INTAKE),
        unknown=True,
        neutral=0,
    ),
    neutral={"group_id": "B1", "kind": "base", "active": True, "year_group_id": "Y1"},
)
YEAR_GROUP_FACTS = facts_of(YEAR_GROUPS, neutral={"year_group_id": "Y1", "synced": True})
STATUS_FACTS = FactTable(
    "admission_statuses_in_use",
    table="applications",
    key="admission_status",
    of=Noun("admission status", "admission statuses"),
    own=(Fact("admission_status", reads=_STATUS, neutral="A", about="carried by a prospective student's application"),),
    derived=(
        Fact(
            "set_in_portal",
            Kind.BOOL,
            "the status is set in the portal",
            ("admission_statuses",),
            missing=True,
            unknown=True,
            neutral=True,
        ),
        Fact(
            "admission_status_near",
            about="the one admission status of the portal that differs from it only in spelling",
            reads=_STATUS,
            missing=True,
        ),
        Fact("users", Kind.INT, "how many prospective students' deciding applications carry it", neutral=1),
    ),
    carried=Carried("students", column="admission_status", scope=OneOf("type", ("prospective",))),
    about="each admission status that the deciding application of a prospective student carries, once",
)
FACT_TABLES = (STUDENT_FACTS, APPLICATION_FACTS, GROUP_FACTS, YEAR_GROUP_FACTS, STATUS_FACTS, about_file(STUDENTS))
