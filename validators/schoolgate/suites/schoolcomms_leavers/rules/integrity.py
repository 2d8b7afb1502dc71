"""Whether the extract hangs together: keys, cells that can be read, dates that have come, proofs that agree."""

from schoolgate.language.integrity import Extract
from schoolgate.language.predicate import AllOf, AtLeast, Filled, IsTrue, Not, OneOf
from schoolgate.language.rule import UNKNOWN, Effect, Owner, Rule, Severity, Variant
from schoolgate.suites.schoolcomms_leavers.rules import screens
from schoolgate.suites.schoolcomms_leavers.rules.words import DELETED, LEAVERS, WHEN
from schoolgate.suites.schoolcomms_leavers.tables import MEMBERS, MIS, PROOFS, STATUSES

_SOURCE = LEAVERS.section("the extract itself", derived=True)
_EXTRACT = Extract(_SOURCE, screens.EXTRACT)

RULES = (
    _EXTRACT.key_of_its_own("SL-001", ("members", "cypad", "mis", "proofs"), "record", "member_id"),
    _EXTRACT.unreadable("SL-002", MEMBERS, MIS, PROOFS),
    Rule(
        id="SL-003",
        title="Status in Cypad is neither Open nor Closed",
        asks="Every record of Cypad is Open or Closed.",
        facts=("cypad",),
        require=OneOf("status", STATUSES),
        severity=Severity.ERROR,
        message="The status of {member_id} in Cypad is {status}, which is neither Open nor Closed.",
        fix="Export Cypad's records again with the status as Cypad shows it, Open or Closed.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=_SOURCE,
        column="status",
        effect=Effect.REVIEW,
        variants=(Variant(Not(Filled("status")), message="The status of {member_id} in Cypad is blank."),),
        good=({"status": "Open"}, {"status": "Closed"}),
        bad=({"status": "Leaver"}, {"status": None}),
    ),
    Rule(
        id="SL-004",
        title="Deleted member has a date that has not come",
        asks="A deleted member was deleted, and left, no later than now.",
        facts=("members",),
        when=DELETED,
        require=AllOf(AtLeast("seconds_since_deletion", 0), Not(IsTrue("leaving_date_ahead"))),
        severity=Severity.WARNING,
        message="The member is deleted, but {date_ahead} lies ahead.",
        fix="Check the date where it comes from. If the member is still on roll, ask support at once what was deleted.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=_SOURCE,
        column="date_ahead",
        good=(
            {"deleted": True, "seconds_since_deletion": 0},
            {"deleted": True, "seconds_since_deletion": 60, "leaving_date_ahead": None},
            {"deleted": True, "seconds_since_deletion": UNKNOWN},
            {"deleted": True, "seconds_since_deletion": 60, "leaving_date_ahead": UNKNOWN},
            {"deleted": False, "leaving_date_ahead": True},
            {"deleted": False, "seconds_since_deletion": None, "leaving_date_ahead": True},
        ),
        bad=(
            {"deleted": True, "seconds_since_deletion": -1, "date_ahead": "deleted_at"},
            {
                "deleted": True,
                "seconds_since_deletion": UNKNOWN,
                "leaving_date_ahead": True,
                "date_ahead": "leaving_date",
            },
        ),
    ),
    Rule(
        id="SL-005",
        title="Members and proofs contradict each other",
        asks="What members and the form of proofs say of a member's four proofs is the same wherever both say something.",
        facts=("members",),
        when=Filled("proofs_agree"),
        require=IsTrue("proofs_agree"),
        severity=Severity.ERROR,
        message="The proof in {proofs_differ} is one thing in members and another in proofs, so it counts as unknown.",
        fix="Find out which of the two is true, correct the other, and check again before anybody is deleted.",
        owner=Owner.SCHOOL,
        screen=screens.PROOFS,
        source=LEAVERS.section(f"{WHEN}, warning", derived=True),
        column="proofs_differ",
        effect=Effect.HARMS,
        good=(
            {"proofs_agree": True},
            {"proofs_agree": None},
        ),
        bad=({"proofs_agree": False, "proofs_differ": "messages_saved"},),
    ),
    _EXTRACT.holds_a_record("SL-006", MEMBERS, "member"),
)
