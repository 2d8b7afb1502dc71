"""What a current student must carry.

A rule that needs another asks only those whom that one asks, so it does not repeat for whom it is.
"""

from schoolgate.language.predicate import IsTrue, OneOf
from schoolgate.language.rule import UNKNOWN, Owner, Rule, Severity
from schoolgate.suites.portal_sync.rules import screens
from schoolgate.suites.portal_sync.rules.words import CURRENT, HARDCODED, IS_CURRENT, WAIT_FOR_SYNC
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
        message="The student counts as current, but the roll mode is not On Roll.",
        fix=f"Set the current roll mode to On Roll in the MIS; the portal accepts no other. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=CURRENT,
        column="roll_mode",
        fixed=HARDCODED,
        good=({"roll_mode": ON_ROLL}, {"type": "left", "roll_mode": "Left"}, {"type": UNKNOWN, "roll_mode": "Guest"}),
        bad=({"roll_mode": "on roll"}, {"roll_mode": None}),
    ),
    Rule(
        id="PS-202",
        title="Current student has no base group",
        asks="A current student is linked to a base group.",
        facts=("students",),
        when=IS_CURRENT,
        require=OneOf("base_group_kind", ("base",)),
        severity=Severity.ERROR,
        message="The student is not linked to a group of kind base.",
        fix=f"Link the student to a base group in the MIS. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=CURRENT,
        column="base_group_id",
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
        good=(
            {},
            {"base_group_kind": None, "base_group_year_group_in_portal": False},
            {"base_group_year_group_in_portal": UNKNOWN},
            {"type": "left", "base_group_year_group_in_portal": False},
        ),
        bad=({"base_group_year_group_in_portal": False},),
    ),
)
