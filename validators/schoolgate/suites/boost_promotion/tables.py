"""The MIS roll and the Admin Hub, side by side. A star in the requirements is `required` here."""

from schoolgate.language.noun import Noun
from schoolgate.language.table import Column, Kind, Table

REGISTRATION, SUBJECT = "registration", "subject"
"""The kinds of a class."""
SUITE_SEPARATOR = ";"

PUPILS = Table(
    "pupils",
    key="mis_id",
    required=True,
    of=Noun("pupil", "pupils"),
    about="the roll of the MIS, as it stands after the MIS has moved everybody up",
    columns=(
        Column("mis_id", required=True, shown=True, person=True, about="the pupil's identifier in the MIS"),
        Column("first_name", required=True),
        Column("last_name", required=True),
        Column("date_of_birth", Kind.DATE),
        Column("year_group", required=True, shown=True),
        Column("registration_group", required=True, shown=True, about="-> class_map", refers=("class_map",)),
        Column("email", about="the e-mail that the MIS would send"),
    ),
)
LEARNERS = Table(
    "learners",
    key="learner_id",
    required=True,
    of=Noun("learner", "learners"),
    about="the learners of the Admin Hub, With and Without Access",
    columns=(
        Column("learner_id", required=True, shown=True, person=True, about="the learner's identifier in the Admin Hub"),
        Column("first_name", required=True),
        Column("last_name", required=True),
        Column(
            "mis_id",
            required=True,
            shown=True,
            person=True,
            about="-> pupils; the MIS record that it was last synced with; missing = added by hand",
            refers=("pupils",),
        ),
        Column("date_of_birth", Kind.DATE),
        Column("last_test_date", Kind.DATE, shown=True, about="the day of the last test that is recorded"),
        Column("year_group", required=True, shown=True),
        Column("class_name", required=True, shown=True),
        Column(
            "has_access",
            Kind.BOOL,
            required=True,
            shown=True,
            about="With or Without Access; missing counts as without",
        ),
        Column("username"),
        Column("email"),
        Column(
            "test_suites",
            shown=True,
            about=f"separated by {SUITE_SEPARATOR}, such as PUMA;ART",
            blank_if_absent=True,
        ),
        Column("to_delete", Kind.BOOL, default=False, shown=True, about="someone plans to delete the learner"),
    ),
)
CLASSES = Table(
    "classes",
    key="class_name",
    required=True,
    of=Noun("class", "classes"),
    about="the classes of the Admin Hub",
    columns=(
        Column("class_name", required=True, shown=True),
        Column(
            "kind",
            shown=True,
            about=(
                f"{REGISTRATION} (a blank cell too) or {SUBJECT}; column not supplied: {SUBJECT} where subject_enrolments "
                f"name the class, else {REGISTRATION}"
            ),
            closed=(REGISTRATION, SUBJECT),
        ),
    ),
)
CLASS_MAP = Table(
    "class_map",
    key="registration_group",
    of=Noun("registration group", "registration groups"),
    about="the registration-group panel: which groups are set up, and in the older one which class each goes to",
    without="every registration group counts as set up, and goes to the class of the same name",
    columns=(
        Column("registration_group", required=True, shown=True),
        Column(
            "class_name",
            shown=True,
            about="-> classes; column not supplied: groups go to classes of the same name",
            refers=("classes",),
        ),
        Column(
            "set_up", Kind.BOOL, required=True, missing_as=False, shown=True, about="ticked in the column 'Set Up?'"
        ),
    ),
)
SUBJECT_ENROLMENTS = Table(
    "subject_enrolments",
    key=None,
    of=Noun("enrolment", "enrolments"),
    about="which pupil takes which subject class, in the MIS",
    without="the school has no subject classes, so BP-105 does not apply",
    columns=(
        Column("mis_id", required=True, shown=True, person=True, about="-> pupils", refers=("pupils",)),
        Column("subject_class", required=True, shown=True, about="-> classes", refers=("classes",)),
    ),
)
CONTACTS = Table(
    "contacts",
    key=None,
    of=Noun("contact", "contacts"),
    about="parents and carers in the MIS",
    columns=(
        Column("mis_id", required=True, shown=True, person=True, about="-> pupils", refers=("pupils",)),
        Column("email", required=True, about="the contact's e-mail"),
    ),
)

TABLES = (PUPILS, LEARNERS, CLASSES, CLASS_MAP, SUBJECT_ENROLMENTS, CONTACTS)
