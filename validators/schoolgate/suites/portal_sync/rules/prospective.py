"""What a prospective student must carry. Where a student has several applications, the deciding one is read.

A rule that needs another asks only those whom that one asks, so it does not repeat for whom it is.
"""

from schoolgate.language.predicate import AllOf, AnyOf, AtLeast, Filled, IsTrue, Not, OneOf
from schoolgate.language.rule import UNKNOWN, Owner, Rule, Severity, Variant
from schoolgate.suites.portal_sync.rules import screens
from schoolgate.suites.portal_sync.rules.group_links import WITHOUT_BASE_GROUP, WITHOUT_INTAKE_GROUP
from schoolgate.suites.portal_sync.rules.words import (
    IS_CURRENT,
    IS_LEFT,
    IS_PROSPECTIVE,
    PROSPECTIVE,
    PROSPECTIVE_STATUS,
    SYNC,
    WAIT_FOR_SYNC,
)

OF_APPLICATION = ("PS-302", "PS-303", "PS-304", "PS-305", "PS-306", "PS-310")
"""What is asked of one application."""
OF_BASE_GROUP = ("PS-307", "PS-308", "PS-309")
REVIEWED = ("PS-304", "PS-305", "PS-306", "PS-310", *OF_BASE_GROUP)
"""What keeps an open application from making a prospective student, in the order in which PS-311 names it."""
_PROSPECTIVE = {"type": "prospective", "roll_mode": "Applicant"}
_OTHER_PATH = {"type": "left", "type_basis": "path", "roll_mode": "Left"}

_RULES = (
    Rule(
        id="PS-301",
        title="Prospective student has no application",
        asks="A prospective student has an application.",
        facts=("students",),
        when=IS_PROSPECTIVE,
        require=AtLeast("applications", 1),
        severity=Severity.ERROR,
        message="The student is prospective, but has no application.",
        fix=f"Record the student's application in the MIS. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.APPLICATION,
        source=PROSPECTIVE,
        column="student_id",
        good=(
            {**_PROSPECTIVE, "applications": 1},
            {"applications": 0},
            {**_PROSPECTIVE, "applications": UNKNOWN},
        ),
        bad=({**_PROSPECTIVE, "applications": 0},),
    ),
    Rule(
        id="PS-302",
        title="Admission date has passed",
        asks="The application has no admission date, or one that lies ahead.",
        facts=("students",),
        needs=("PS-301",),
        require=AnyOf(Not(Filled("admission_date")), AtLeast("days_until_admission", 1)),
        severity=Severity.ERROR,
        message="The admission date {admission_date} does not lie ahead.",
        fix=(
            "If the student has been admitted, complete its enrolment in the MIS; otherwise correct the "
            "application's admission "
            f"date. {WAIT_FOR_SYNC}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.APPLICATION,
        source=PROSPECTIVE,
        column="admission_date",
        met=(
            Variant(
                Filled("admission_date"),
                message=(
                    "It is met until the day before the admission date {admission_date}: from then on it does not "
                    "lie ahead."
                ),
            ),
        ),
        good=(
            {**_PROSPECTIVE, "admission_date": None, "days_until_admission": None},
            {**_PROSPECTIVE, "admission_date": "2027-09-01", "days_until_admission": 1},
            {**_PROSPECTIVE, "applications": 0, "admission_date": "2020-09-01", "days_until_admission": -1},
            {**_PROSPECTIVE, "admission_date": UNKNOWN, "days_until_admission": UNKNOWN},
            {"admission_date": "2020-09-01", "days_until_admission": -1},
        ),
        bad=({**_PROSPECTIVE, "admission_date": "2026-11-22", "days_until_admission": 0},),
    ),
    Rule(
        id="PS-303",
        title="Application is not active",
        asks="The application is active.",
        facts=("students",),
        needs=("PS-301",),
        require=IsTrue("application_active"),
        severity=Severity.ERROR,
        message="The student's application is not active.",
        fix=f"If the application still stands, make it active in the MIS. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.APPLICATION,
        source=PROSPECTIVE,
        column="application_active",
        good=(
            _PROSPECTIVE,
            {**_PROSPECTIVE, "applications": 0, "application_active": None},
            {**_PROSPECTIVE, "application_active": UNKNOWN},
            {"application_active": False},
        ),
        bad=({**_PROSPECTIVE, "application_active": False},),
    ),
    Rule(
        id="PS-304",
        title="Prospective student has no intake group that will do",
        asks="The application is linked to an intake group.",
        facts=("students",),
        needs=("PS-301",),
        require=OneOf("intake_group_kind", ("intake",)),
        severity=Severity.ERROR,
        message="The application's intake group {intake_group_id} is of kind {intake_group_kind}, not intake.",
        fix=f"Link the application to an intake group in the MIS, or correct the kind of the group. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.APPLICATION,
        source=PROSPECTIVE,
        column="intake_group_id",
        variants=WITHOUT_INTAKE_GROUP,
        good=(
            _PROSPECTIVE,
            {**_PROSPECTIVE, "applications": 0, "intake_group_kind": None},
            {**_PROSPECTIVE, "intake_group_id": UNKNOWN, "intake_group_kind": UNKNOWN},
            {"intake_group_kind": None},
        ),
        bad=(
            {**_PROSPECTIVE, "intake_group_id": None, "intake_group_kind": None},
            {**_PROSPECTIVE, "intake_group_kind": "base"},
        ),
    ),
    Rule(
        id="PS-305",
        title="Prospective student's intake group is not active",
        asks="The intake group is active.",
        facts=("students",),
        needs=("PS-304",),
        require=IsTrue("intake_group_active"),
        severity=Severity.ERROR,
        message="The student's intake group {intake_group_id} is not active.",
        fix=f"Make the intake group active in the MIS, or link the application to an active one. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=PROSPECTIVE,
        column="intake_group_id",
        good=(
            _PROSPECTIVE,
            {**_PROSPECTIVE, "intake_group_kind": None, "intake_group_active": False},
            {"intake_group_active": False},
        ),
        bad=({**_PROSPECTIVE, "intake_group_active": False},),
    ),
    Rule(
        id="PS-306",
        title="Intake group's year group has not synced",
        asks="The intake group is linked to a year group that has synced to the portal.",
        facts=("students",),
        needs=("PS-304",),
        require=IsTrue("intake_group_year_group_synced"),
        severity=Severity.ERROR,
        message="The student's intake group {intake_group_id} is not linked to a year group that has synced.",
        fix=f"Link the intake group to a year group that has synced, or ask support to sync the year group. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=PROSPECTIVE,
        column="intake_group_id",
        good=(
            _PROSPECTIVE,
            {**_PROSPECTIVE, "intake_group_kind": "base", "intake_group_year_group_synced": False},
            {"intake_group_year_group_synced": False},
        ),
        bad=({**_PROSPECTIVE, "intake_group_year_group_synced": False},),
    ),
    Rule(
        id="PS-307",
        title="Prospective student has no base group that will do",
        asks="A prospective student is linked to a base group.",
        facts=("students",),
        when=IS_PROSPECTIVE,
        require=OneOf("base_group_kind", ("base",)),
        severity=Severity.ERROR,
        message="The student's base group {base_group_id} is of kind {base_group_kind}, not base.",
        fix=f"Link the student to a base group in the MIS, or correct the kind of the group. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=PROSPECTIVE,
        column="base_group_id",
        variants=WITHOUT_BASE_GROUP,
        good=(_PROSPECTIVE, {"base_group_kind": "intake"}),
        bad=(
            {**_PROSPECTIVE, "base_group_id": None, "base_group_kind": None},
            {**_PROSPECTIVE, "base_group_kind": "intake"},
        ),
    ),
    Rule(
        id="PS-308",
        title="Prospective student's base group is not active",
        asks="A prospective student's base group is active.",
        facts=("students",),
        needs=("PS-307",),
        require=IsTrue("base_group_active"),
        severity=Severity.ERROR,
        message="The student's base group {base_group_id} is not active.",
        fix=f"Make the base group active in the MIS, or link the student to an active one. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=PROSPECTIVE,
        column="base_group_id",
        good=(
            _PROSPECTIVE,
            {**_PROSPECTIVE, "base_group_kind": None, "base_group_active": False},
            {"base_group_active": False},
        ),
        bad=({**_PROSPECTIVE, "base_group_active": False},),
    ),
    Rule(
        id="PS-309",
        title="Base group's year group has not synced",
        asks="A prospective student's base group is linked to a year group that has synced to the portal.",
        facts=("students",),
        needs=("PS-307",),
        require=IsTrue("base_group_year_group_synced"),
        severity=Severity.ERROR,
        message="The student's base group {base_group_id} is not linked to a year group that has synced.",
        fix=f"Link the base group to a year group that has synced, or ask support to sync the year group. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=PROSPECTIVE,
        column="base_group_id",
        good=(
            _PROSPECTIVE,
            {**_PROSPECTIVE, "base_group_kind": "intake", "base_group_year_group_synced": False},
            {"base_group_year_group_synced": False},
        ),
        bad=({**_PROSPECTIVE, "base_group_year_group_synced": False},),
    ),
    Rule(
        id="PS-310",
        title="Admission status is missing or not set in the portal",
        asks="The application has an admission status, and the portal has that status.",
        facts=("students",),
        needs=("PS-301",),
        require=AllOf(Filled("admission_status"), IsTrue("admission_status_in_portal")),
        severity=Severity.ERROR,
        message="The application's admission status {admission_status} is not one that the portal has.",
        fix=f"Ask support to confirm which admission statuses the portal has, and to add this one. {WAIT_FOR_SYNC}",
        owner=Owner.SUPPORT,
        screen=screens.STATUSES,
        source=PROSPECTIVE_STATUS,
        column="admission_status",
        reading=(
            "The article speaks of the student's admission status; we read the one of its application. It could also mean a "
            "status that the MIS keeps of the student."
        ),
        variants=(
            Variant(
                Not(Filled("admission_status")),
                message="The application has no admission status.",
                fix=f"Set the application's admission status in the MIS. {WAIT_FOR_SYNC}",
                owner=Owner.SCHOOL,
                screen=screens.APPLICATION,
            ),
            Variant(
                Filled("admission_status_near"),
                message=(
                    "The application's admission status {admission_status} is not one that the portal has; it differs from "
                    "{admission_status_near} only in spelling."
                ),
                fix=f"Choose the admission status in the MIS that the portal has. {WAIT_FOR_SYNC}",
                owner=Owner.SCHOOL,
                screen=screens.APPLICATION,
            ),
        ),
        good=(
            _PROSPECTIVE,
            {**_PROSPECTIVE, "applications": 0, "admission_status": None, "admission_status_in_portal": None},
            {**_PROSPECTIVE, "admission_status_in_portal": UNKNOWN},
            {"admission_status_in_portal": False},
        ),
        bad=(
            {**_PROSPECTIVE, "admission_status": "Waitlist", "admission_status_in_portal": False},
            {**_PROSPECTIVE, "admission_status": None, "admission_status_in_portal": UNKNOWN},
        ),
    ),
)
_ASKS = {rule.id: rule.asks for rule in _RULES}

RULES = (
    *_RULES,
    Rule(
        id="PS-311",
        title="Student with an open application counts as another type",
        asks="A student with an open application who counts as current or left misses nothing of a prospective student.",
        facts=("students",),
        when=AllOf(AnyOf(IS_CURRENT, IS_LEFT), OneOf("type_basis", ("path",)), IsTrue("application_open")),
        require=Not(Filled("application_gap")),
        severity=Severity.WARNING,
        message=(
            "The student has an open application and counts as {type}, not as prospective, because of "
            "{application_gap}."
        ),
        fix="Nothing, if that is right; if the student is to sync as prospective, mend what the requirement named asks for.",
        owner=Owner.SCHOOL,
        screen=screens.APPLICATION,
        source=SYNC.section("Check the Requirements for a Prospective Student", derived=True),
        column="application_gap",
        variants=tuple(
            Variant(
                OneOf("application_gap", (rule,)),
                message=(
                    "The student has an open application and counts as {type}, not as prospective, because of "
                    f"{rule}: {_ASKS[rule]}"
                ),
            )
            for rule in REVIEWED
        ),
        good=(
            _OTHER_PATH,
            {**_OTHER_PATH, "application_open": False, "application_gap": None},
            {**_OTHER_PATH, "application_open": UNKNOWN, "application_gap": "PS-307"},
            {**_OTHER_PATH, "type_basis": "stated", "application_gap": "PS-305"},
            {**_PROSPECTIVE, "application_gap": "PS-305"},
        ),
        bad=tuple({**_OTHER_PATH, "application_gap": rule} for rule in REVIEWED),
    ),
)
