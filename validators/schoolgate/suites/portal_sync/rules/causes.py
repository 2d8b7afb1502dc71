"""One cause, many students: groups and admission statuses that block everyone who uses them."""

from schoolgate.language.predicate import AllOf, AnyOf, AtLeast, AtMost, Filled, IsTrue
from schoolgate.language.rule import UNKNOWN, Explains, Owner, Rule, Severity, Variant
from schoolgate.suites.portal_sync.rules import screens
from schoolgate.suites.portal_sync.rules.words import SYNC, WAIT_FOR_SYNC

_SAFEGUARD = SYNC.section("Check the Requirements for a Current Student and for a Prospective Student", derived=True)
_IN_USE = AtLeast("users", 1)

RULES = (
    Rule(
        id="PS-501",
        title="Group in use is not active",
        asks="A group that current or prospective students use is active.",
        facts=("groups",),
        when=_IN_USE,
        require=IsTrue("active"),
        severity=Severity.WARNING,
        message="Group {group_id} is not active; {users} current or prospective student(s) use it.",
        fix=f"Make the group active in the MIS, or move its students to an active one. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=_SAFEGUARD,
        column="active",
        explains=(Explains("base_group_id", ("PS-203", "PS-308")), Explains("intake_group_id", ("PS-305",))),
        good=(
            {"active": True},
            {"active": False, "users": 0},
            {"active": False, "users": UNKNOWN},
            {"active": UNKNOWN},
        ),
        bad=({"active": False, "users": 1},),
    ),
    Rule(
        id="PS-502",
        title="Group in use is linked to no year group that will do",
        asks="A group in use is linked to a year group in the portal, which has synced where a prospective student uses it.",
        facts=("groups",),
        when=_IN_USE,
        require=AllOf(
            IsTrue("year_group_in_portal"), AnyOf(IsTrue("year_group_synced"), AtMost("prospective_users", 0))
        ),
        severity=Severity.WARNING,
        message=(
            "Group {group_id}, used by {users} current or prospective student(s), {prospective_users} of them prospective, "
            "is linked to no year group that is in the portal (for prospective students: that has synced)."
        ),
        fix=f"Link the group to a year group that has synced; ask support if the portal lacks it. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=_SAFEGUARD,
        column="year_group_id",
        explains=(Explains("base_group_id", ("PS-204", "PS-309")), Explains("intake_group_id", ("PS-306",))),
        good=(
            {},
            {"year_group_synced": False, "prospective_users": 0},
            {"year_group_synced": False, "prospective_users": UNKNOWN},
            {"year_group_in_portal": False, "year_group_synced": False, "users": 0},
            {"year_group_in_portal": UNKNOWN, "year_group_synced": UNKNOWN},
        ),
        bad=(
            {"year_group_in_portal": False, "year_group_synced": False},
            {"year_group_synced": False, "prospective_users": 1},
        ),
    ),
    Rule(
        id="PS-503",
        title="Admission status in use is not set in the portal",
        asks="An admission status that prospective students carry is set in the portal.",
        facts=("admission_statuses_in_use",),
        when=_IN_USE,
        require=IsTrue("set_in_portal"),
        severity=Severity.WARNING,
        message="Admission status {admission_status} is not set in the portal; {users} prospective student(s) carry it.",
        fix=f"Ask support to add the admission status to your portal. {WAIT_FOR_SYNC}",
        owner=Owner.SUPPORT,
        screen=screens.STATUSES,
        source=SYNC.section("Check the Requirements for a Prospective Student, important note", derived=True),
        column="admission_status",
        explains=(Explains("admission_status", ("PS-310",)),),
        variants=(
            Variant(
                Filled("admission_status_near"),
                message=(
                    "Admission status {admission_status} is not set in the portal, and differs from "
                    "{admission_status_near} only "
                    "in spelling; {users} prospective student(s) carry it."
                ),
                fix=f"Choose the admission status in the MIS that the portal has. {WAIT_FOR_SYNC}",
                owner=Owner.SCHOOL,
                screen=screens.APPLICATION,
            ),
        ),
        good=({"set_in_portal": True}, {"set_in_portal": UNKNOWN}, {"set_in_portal": False, "users": 0}),
        bad=({"set_in_portal": False, "users": 2},),
    ),
)
