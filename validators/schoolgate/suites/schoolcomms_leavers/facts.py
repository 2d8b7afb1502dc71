"""The facts behind deleting leavers: what a person could look up about a member, a record of Cypad, one of the MIS.

No fact says whether a requirement holds. `derive.py` works them out. Dates and amounts are personal and stay so: what is
derived from them says no more than which side of today a date lies on, or that nothing is owed.
"""

from schoolgate.language.table import Fact, Kind, facts_of
from schoolgate.suites.schoolcomms_leavers.tables import CLOSED, CYPAD, MEMBERS, MIS, OPEN

ANONYMISED, IN_CLEAR = "anonymised", "in clear"
LEFT, LEAVES_LATER, NO_DATE, NOT_IN_MIS = "left", "leaves later", "no leaving date", "no such member"

_ROWS_WITH_KEY = Fact("rows_with_key", Kind.INT, "how many rows have this key", missing=True, neutral=1)
_DELETED_AT = ("members.deleted_at",)


def _elapsed(name: str, since: str) -> Fact:
    about = f"seconds from {since} to as-of; negative while that lies ahead"
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


MEMBER_FACTS = facts_of(
    MEMBERS,
    _ROWS_WITH_KEY,
    Fact(
        "deleted",
        Kind.BOOL,
        "deleted_at is filled in, whether or not it can be read",
        _DELETED_AT,
        unknown=True,
        neutral=False,
    ),
    _elapsed("seconds_since_deletion", "the deletion"),
    _elapsed("seconds_past_queue", "the end of the queue (deletion + queue_hours)"),
    _elapsed("seconds_past_closing_sync", "the first sync after the end of the queue"),
    _elapsed("seconds_past_anonymising", "the moment of anonymising (deletion + anonymise_after_days)"),
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
    _reads("first_name"),
    _reads("last_name"),
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
        "balance_settled",
        Kind.BOOL,
        "the outstanding balance is 0 (the amount itself is personal)",
        ("members.outstanding_balance",),
        unknown=True,
        neutral=True,
    ),
    Fact("in_cypad", Kind.BOOL, "the member is in Cypad", ("cypad",), unknown=True, neutral=True),
    Fact(
        "cypad_status",
        about=f"the status in Cypad; unknown where it is neither {OPEN} nor {CLOSED}",
        reads=("cypad", "cypad.status"),
        missing=True,
        unknown=True,
        neutral=CLOSED,
    ),
    Fact(
        "cypad_class_name",
        about="the class name in Cypad",
        reads=("cypad", "cypad.class_name"),
        missing=True,
        unknown=True,
        neutral="7A",
    ),
    Fact(
        "class_name_same",
        Kind.BOOL,
        "the class name in Cypad is that in Schoolcomms (two columns: suites compare a column with values only)",
        ("members.class_name", "cypad", "cypad.class_name"),
        missing=True,
        unknown=True,
        neutral=True,
    ),
    Fact("in_mis", Kind.BOOL, "the MIS has the member", ("mis",), unknown=True, neutral=True),
    Fact(
        "mis_leaving_date",
        Kind.DATE,
        "the leaving date in the MIS",
        ("mis", "mis.leaving_date"),
        shown=False,
        missing=True,
        unknown=True,
        neutral="2026-07-22",
    ),
    Fact(
        "leaving_date_same",
        Kind.BOOL,
        "both leaving dates are there and the same (two columns: suites compare a column with values only)",
        ("members.leaving_date", "mis", "mis.leaving_date"),
        unknown=True,
        neutral=True,
    ),
    Fact(
        "mis_says",
        about=f"{LEFT} where the leaving date in the MIS has come by as-of, else {LEAVES_LATER}, {NO_DATE}, {NOT_IN_MIS}",
        reads=("mis", "mis.leaving_date"),
        unknown=True,
        neutral=LEFT,
    ),
    Fact("next_sync", about="the next sync after as-of", neutral="2026-11-23 06:00+00:00"),
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
    _ROWS_WITH_KEY,
    Fact(
        "cypad_status",
        about=f"the status; unknown where it is neither {OPEN} nor {CLOSED}",
        reads=("cypad.status",),
        unknown=True,
        neutral=OPEN,
    ),
    Fact("member_found", Kind.BOOL, "the member is in members", neutral=True),
    neutral={"member_id": "M1", "status": OPEN, "class_name": "7A"},
)
MIS_FACTS = facts_of(MIS, _ROWS_WITH_KEY, neutral={"member_id": "M1", "leaving_date": "2026-07-22"})
FACT_TABLES = (MEMBER_FACTS, CYPAD_FACTS, MIS_FACTS)
