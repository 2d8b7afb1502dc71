"""The facts behind deleting leavers: what a person could look up about a member, a record of Cypad, one of the MIS.

No fact says whether a requirement holds. `derive.py` works them out. Dates and amounts are personal and stay so: what is
derived from them says no more than which side of today a date lies on, or that nothing is owed.
"""

from schoolgate.language.integrity import ROWS_WITH_KEY, about_file
from schoolgate.language.table import Fact, Kind, Unclear, facts_of
from schoolgate.suites.schoolcomms_leavers.tables import CLOSED, CYPAD, MEMBERS, MIS, OPEN, PROOFS, PROOFS_OF_A_MEMBER

ANONYMISED, IN_CLEAR = "anonymised", "in clear"
LEFT, LEAVES_LATER, NO_DATE, NOT_IN_MIS = "left", "leaves later", "no leaving date", "no such member"
"""What the MIS says of a member."""
OFF_ROLL, ON_ROLL, NEARLY = "off the current roll", "on the current roll", "off the current roll but for the spelling"
LEFT_BY_IMPORT, LATER_BY_IMPORT = "left by the last import", "leaves later by the last import"
HAS_LEFT = (LEFT, OFF_ROLL, LEFT_BY_IMPORT)
"""The evidence that proves that a member has left. That of the last import is weaker: it stands in for the MIS."""

_DELETED_AT = ("members.deleted_at",)


def _elapsed(name: str, since: str, rounded: str) -> Fact:
    about = f"seconds from {since} to as-of, rounded {rounded}; negative while that lies ahead"
    return Fact(name, Kind.INT, about, _DELETED_AT, missing=True, unknown=True)


def _reads(name: str) -> Fact:
    """How a name reads: the name itself is personal."""
    return Fact(
        f"{name}_reads",
        about=f"{ANONYMISED} where the {name.replace('_', ' ')} is the settings' anonymised_text, else {IN_CLEAR}",
        reads=(f"members.{name}",),
        missing=True,
        unknown=True,
        neutral=IN_CLEAR,
    )


def _contradicted(proof: str) -> Unclear:
    """Members gives a proof, and the form of proofs gives another."""
    return Unclear(
        f"members.{proof}",
        f"members and proofs differ in {proof}",
        "Find out which of the two is true, correct the other, and check again before anybody is deleted.",
    )


MEMBER_FACTS = facts_of(
    MEMBERS,
    ROWS_WITH_KEY,
    Fact(
        "deleted",
        Kind.BOOL,
        "deleted_at is filled in, whether or not it can be read",
        _DELETED_AT,
        neutral=False,
    ),
    _elapsed("seconds_since_deletion", "the deletion", "down"),
    _elapsed("seconds_past_queue", "the end of the queue (deletion + queue_hours)", "up"),
    _elapsed("seconds_past_closing_sync", "the first sync after the end of the queue", "down"),
    _elapsed("seconds_past_anonymising", "the moment of anonymising (deletion + anonymise_after_days)", "up"),
    Fact(
        "closing_sync", about="that first sync, local time", reads=_DELETED_AT, missing=True, neutral="2026-11-23 06:00"
    ),
    Fact(
        "anonymised_from",
        about="that moment of anonymising, local time",
        reads=_DELETED_AT,
        missing=True,
        neutral="2026-12-05 09:30",
    ),
    Fact(
        "queue_told",
        about="the hours of the queue in the settings, and whose figure that is",
        neutral="24 hours, which is our assumption",
    ),
    Fact(
        "anonymising_told",
        about="the days until anonymising in the settings, and whose figure that is",
        neutral="14 days, the article's figure, which is our assumption here",
    ),
    _reads("first_name"),
    _reads("last_name"),
    Fact(
        "some_name_in_clear",
        Kind.BOOL,
        "one of the names is in clear; unknown where one that was not supplied may be",
        ("members.first_name", "members.last_name"),
        unknown=True,
        neutral=True,
    ),
    Fact("name_in_clear", about="the first name column that is in clear", missing=True, names_column=True),
    Fact("name_anonymised", about="the first name column that is anonymised", missing=True, names_column=True),
    Fact(
        "leaving_date_ahead",
        Kind.BOOL,
        "the leaving date is after as-of (the date itself is personal)",
        ("members.leaving_date",),
        missing=True,
        unknown=True,
        neutral=False,
    ),
    Fact(
        "date_ahead", about="the first of leaving_date, deleted_at that is after as-of", missing=True, names_column=True
    ),
    Fact(
        "balance",
        Kind.NUMBER,
        "the outstanding balance, of members or else of proofs",
        ("members.outstanding_balance",),
        shown=False,
        unknown=True,
        unclear=_contradicted("outstanding_balance"),
        neutral=0,
    ),
    Fact(
        "balance_settled",
        Kind.BOOL,
        "that balance is 0 (the amount itself is personal)",
        ("members.outstanding_balance",),
        unknown=True,
        unclear=_contradicted("outstanding_balance"),
        neutral=True,
    ),
    Fact(
        "bookings_to_come",
        Kind.INT,
        "the open bookings, of members or else of proofs",
        ("members.open_bookings",),
        unknown=True,
        unclear=_contradicted("open_bookings"),
        neutral=0,
    ),
    Fact(
        "messages_are_saved",
        Kind.BOOL,
        "the messages are saved, by members or else by proofs",
        ("members.messages_saved",),
        unknown=True,
        unclear=_contradicted("messages_saved"),
        neutral=True,
    ),
    Fact(
        "transactions_are_settled",
        Kind.BOOL,
        "the transactions are settled, by members or else by proofs",
        ("members.transactions_settled",),
        unknown=True,
        unclear=_contradicted("transactions_settled"),
        neutral=True,
    ),
    Fact(
        "proofs_agree",
        Kind.BOOL,
        "members and proofs say the same wherever both say something; missing where they nowhere do",
        ("proofs",),
        missing=True,
        neutral=True,
    ),
    Fact("proofs_differ", about="the first proof in which they differ", missing=True, names_column=True),
    *(
        Fact(f"{name}_told", Kind.BOOL, f"members or proofs says something in {name}, readable or not", neutral=True)
        for name in PROOFS_OF_A_MEMBER
    ),
    Fact("cypad_supplied", Kind.BOOL, "the table cypad was supplied", neutral=True),
    Fact("in_cypad", Kind.BOOL, "the member is in Cypad", ("cypad", "members.cypad_id"), unknown=True, neutral=True),
    Fact(
        "cypad_status",
        about=f"the status in Cypad; unknown where it is neither {OPEN} nor {CLOSED}",
        reads=("cypad", "cypad.status", "members.cypad_id"),
        missing=True,
        unknown=True,
        neutral=CLOSED,
    ),
    Fact(
        "cypad_class_name",
        about="the class name in Cypad",
        reads=("cypad", "cypad.class_name", "members.cypad_id"),
        missing=True,
        unknown=True,
        neutral="7A",
    ),
    Fact(
        "class_name_same",
        Kind.BOOL,
        "the class name in Cypad is that in Schoolcomms (two columns: suites compare a column with values only)",
        ("members.class_name", "cypad", "cypad.class_name", "members.cypad_id"),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact("in_mis", Kind.BOOL, "the MIS has the member", ("mis", "members.mis_id"), unknown=True, neutral=True),
    Fact(
        "mis_near",
        about="the one key of the MIS that differs from the member's mis_id only in spelling",
        missing=True,
        person=True,
    ),
    Fact(
        "mis_leaving_date",
        Kind.DATE,
        "the leaving date in the MIS",
        ("mis", "mis.leaving_date", "members.mis_id"),
        shown=False,
        missing=True,
        unknown=True,
        neutral="2026-07-22",
    ),
    Fact(
        "leaving_date_same",
        Kind.BOOL,
        "both leaving dates are there and the same (two columns: suites compare a column with values only)",
        ("members.leaving_date", "mis", "mis.leaving_date", "members.mis_id"),
        unknown=True,
        neutral=True,
    ),
    Fact(
        "mis_says",
        about=f"{LEFT} where the leaving date in the MIS has come by as-of, else {LEAVES_LATER}, {NO_DATE}, {NOT_IN_MIS}",
        reads=("mis", "mis.leaving_date", "members.mis_id"),
        unknown=True,
        neutral=LEFT,
    ),
    Fact(
        "evidence",
        about="what says whether the member has left: what the MIS says; where it holds the current roll alone (mis_holds), "
        f"{OFF_ROLL} for who is not in it under any spelling; without mis the leaving date of the last import. Unknown "
        "where the member is not in mis and mis_holds is not set, and for everybody where fewer than half of those on "
        "roll are found in a mis that holds the current roll",
        reads=("mis", "mis.leaving_date", "members.mis_id", "members.leaving_date"),
        unknown=True,
        neutral=LEFT,
    ),
    Fact(
        "next_sync",
        about="the next sync after as-of; none of a row without a key",
        missing=True,
        neutral="2026-11-23 06:00+00:00",
    ),
    Fact(
        "expected_cypad_status",
        about="the status in Cypad after that sync",
        reads=("members.deleted_at", "cypad"),
        missing=True,
        unknown=True,
        neutral=OPEN,
    ),
    neutral={
        "member_id": "M1",
        "mis_id": "M1",
        "cypad_id": "M1",
        "first_name": "Ada",
        "last_name": "Okoro",
        "class_name": "7A",
        "leaving_date": "2026-07-22",
        "is_leaver": True,
        "outstanding_balance": 0,
        "open_bookings": 0,
        "messages_saved": True,
        "transactions_settled": True,
    },
)
CYPAD_FACTS = facts_of(
    CYPAD,
    ROWS_WITH_KEY,
    Fact(
        "cypad_status",
        about=f"the status; unknown where it is neither {OPEN} nor {CLOSED}",
        reads=("cypad.status",),
        unknown=True,
        neutral=OPEN,
    ),
    Fact("member_found", Kind.BOOL, "it is the cypad_id of a member", neutral=True),
    Fact("member_near", about="the one cypad_id that differs from it only in spelling", missing=True, person=True),
    neutral={"member_id": "M1", "status": OPEN, "class_name": "7A"},
)
MIS_FACTS = facts_of(MIS, ROWS_WITH_KEY, neutral={"member_id": "M1", "leaving_date": "2026-07-22"})
PROOF_FACTS = facts_of(PROOFS, ROWS_WITH_KEY, neutral={"member_id": "M1", "outstanding_balance": 0, "open_bookings": 0})
FACT_TABLES = (MEMBER_FACTS, CYPAD_FACTS, MIS_FACTS, PROOF_FACTS, about_file(MEMBERS))
