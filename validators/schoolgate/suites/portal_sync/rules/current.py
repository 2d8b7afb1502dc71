"""What a current student must carry.

A rule that needs another asks only those whom that one asks, so it does not repeat for whom it is.
"""

from schoolgate.language.predicate import Filled, IsTrue, OneOf
from schoolgate.language.rule import UNKNOWN, Owner, Rule, Severity, Variant
from schoolgate.suites.portal_sync.rules import screens
from schoolgate.suites.portal_sync.rules.group_links import WITHOUT_BASE_GROUP
from schoolgate.suites.portal_sync.rules.words import (
    CURRENT,
    HARDCODED,
    IS_CURRENT,
    IS_NEAREST,
    WAIT_FOR_SYNC,
    WHATEVER_IS_TRUE,
)
from schoolgate.suites.portal_sync.tables import ON_ROLL

RULES = (
    Rule(
        id="PS-201",
        title="Current student's roll mode is not On Roll",
        asks="A current student's roll mode is On Roll.",
        facts=("students",),
        when=IS_CURRENT,
        require=OneOf("roll_mode", (ON_ROLL,)),
        severity=Severity.ERROR,
        message="The student is stated to be current, but the roll mode is {roll_mode}, not On Roll.",
        fix=(
            "If the student is on roll, correct its roll mode in the MIS; if it is not, leave the record as it is "
            "and correct "
            f"student_type in the extract. {WAIT_FOR_SYNC}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=CURRENT,
        column="roll_mode",
        fixed=HARDCODED,
        variants=(
            Variant(
                Filled("roll_mode_near"),
                message=(
                    "The roll mode {roll_mode} differs from {roll_mode_near} only in spelling, and the portal takes "
                    "no other."
                ),
                fix=f"If the student is on roll, correct the spelling of its roll mode in the MIS. {WAIT_FOR_SYNC}",
            ),
            Variant(
                IS_NEAREST,
                message=(
                    "The roll mode is {roll_mode}, not On Roll, and the student meets the requirements of no type: a "
                    "current "
                    "student is only what it comes nearest to."
                ),
                fix=f"{WHATEVER_IS_TRUE} {WAIT_FOR_SYNC}",
            ),
        ),
        good=({"roll_mode": ON_ROLL}, {"type": "left", "roll_mode": "Left"}, {"type": UNKNOWN, "roll_mode": "Guest"}),
        bad=({"roll_mode": "Guest"}, {"roll_mode": None}, {"roll_mode": "OnRoll", "roll_mode_near": ON_ROLL}),
    ),
    Rule(
        id="PS-202",
        title="Current student has no base group that will do",
        asks="A current student is linked to a base group.",
        facts=("students",),
        when=IS_CURRENT,
        require=OneOf("base_group_kind", ("base",)),
        severity=Severity.ERROR,
        message="The student's base group {base_group_id} is of kind {base_group_kind}, not base.",
        fix=f"Link the student to a base group in the MIS, or correct the kind of the group. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=CURRENT,
        column="base_group_id",
        variants=WITHOUT_BASE_GROUP,
        good=({}, {"type": "left", "base_group_kind": None}),
        bad=({"base_group_id": None, "base_group_kind": None}, {"base_group_kind": "intake"}),
    ),
    Rule(
        id="PS-203",
        title="Current student's base group is not active",
        asks="A current student's base group is active.",
        facts=("students",),
        needs=("PS-202",),
        require=IsTrue("base_group_active"),
        severity=Severity.ERROR,
        message="The student's base group {base_group_id} is not active.",
        fix=f"Make the base group active in the MIS, or link the student to an active one. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=CURRENT,
        column="base_group_id",
        good=(
            {},
            {"base_group_kind": "intake", "base_group_active": False},
            {"base_group_active": UNKNOWN},
            {"type": "left", "base_group_active": False},
        ),
        bad=({"base_group_active": False},),
    ),
    Rule(
        id="PS-204",
        title="Current student's base group is linked to no year group in the portal",
        asks="A current student's base group is linked to a year group that is in the portal.",
        facts=("students",),
        needs=("PS-202",),
        require=IsTrue("base_group_year_group_in_portal"),
        severity=Severity.ERROR,
        message="The student's base group {base_group_id} is not linked to a year group that is in the portal.",
        fix=f"Link the base group to a year group in the MIS, and ask support if the portal lacks it. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=CURRENT,
        column="base_group_id",
        reading=(
            "Of a current student's year group the article asks that it be in the portal; it could also mean one "
            "that has synced, "
            "as it says of a prospective student's."
        ),
        good=(
            {},
            {"base_group_kind": None, "base_group_year_group_in_portal": False},
            {"base_group_year_group_in_portal": UNKNOWN},
            {"type": "left", "base_group_year_group_in_portal": False},
        ),
        bad=({"base_group_year_group_in_portal": False},),
    ),
)
