"""What an extract for the deletion of leavers holds. A star in the requirements is `required` here."""

from schoolgate.language.noun import Noun
from schoolgate.language.table import Column, Kind, Table

OPEN, CLOSED = "Open", "Closed"
STATUSES = (OPEN, CLOSED)

_ABOUT_PROOFS = {
    "outstanding_balance": "what the parents owe or are owed; 0 = settled, blank = nobody knows",
    "open_bookings": "club bookings still to come",
    "messages_saved": "someone has saved the messages and information that must be kept",
    "transactions_settled": "manual transactions and refunds are done",
}
_KINDS = {"outstanding_balance": Kind.NUMBER, "open_bookings": Kind.INT}
PROOFS_OF_A_MEMBER = tuple(_ABOUT_PROOFS)
"""The columns that prove, member by member, that nothing is lost with a deletion."""


def _proof_columns(*, proof: bool) -> tuple[Column, ...]:
    """The four proofs; in members a blank cell is unknown (`proof`), in the form it only says nothing."""
    return tuple(
        Column(
            name,
            _KINDS.get(name, Kind.BOOL),
            shown=name != "outstanding_balance",
            proof=proof,
            blank_if_absent=not proof,
            about=about,
        )
        for name, about in _ABOUT_PROOFS.items()
    )


MEMBERS = Table(
    "members",
    key="member_id",
    required=True,
    of=Noun("member", "members"),
    about="the school's members in Schoolcomms: those on roll, leavers, and those deleted who still show",
    columns=(
        Column("member_id", required=True, shown=True, person=True, about="the member's identifier in Schoolcomms"),
        Column(
            "mis_id",
            shown=True,
            person=True,
            proof=True,
            instead="member_id",
            refers=("mis",),
            about="by which the MIS knows the member (a UPN, an admission number); without the column it is the member_id",
        ),
        Column(
            "cypad_id",
            shown=True,
            person=True,
            proof=True,
            instead="member_id",
            refers=("cypad",),
            about="by which Cypad knows the member; without the column it is the member_id",
        ),
        Column("first_name", about="reads as the settings' anonymised_text once it is anonymised"),
        Column("last_name", about="the same"),
        Column("class_name", shown=True),
        Column("leaving_date", Kind.DATE, about="as imported from the MIS"),
        Column(
            "is_leaver",
            Kind.BOOL,
            required=True,
            missing_as=False,
            shown=True,
            about="marked as a leaver by the last import",
        ),
        Column("selected", Kind.BOOL, default=False, shown=True, about="picked for deletion"),
        Column(
            "deleted_at",
            Kind.DATETIME,
            shown=True,
            blank_if_absent=True,
            about="when the delete-leavers process was confirmed; without the column nobody was deleted",
        ),
        *_proof_columns(proof=True),
    ),
)
CYPAD = Table(
    "cypad",
    key="member_id",
    of=Noun("record of Cypad", "records of Cypad"),
    about="the records of Cypad; without it nobody can tell what will close there",
    columns=(
        Column(
            "member_id",
            required=True,
            shown=True,
            person=True,
            about="the member's identifier in Cypad: that of members.cypad_id",
        ),
        Column("status", required=True, shown=True, closed=STATUSES, about=f"{OPEN} or {CLOSED}"),
        Column("class_name", shown=True),
    ),
)
MIS = Table(
    "mis",
    key="member_id",
    of=Noun("member of the MIS", "members of the MIS"),
    about="whom the MIS knows, with their leaving dates: everyone, or the current roll alone (mis_holds says which)",
    columns=(
        Column(
            "member_id",
            required=True,
            shown=True,
            person=True,
            about="the member's identifier in the MIS: that of members.mis_id",
        ),
        Column("leaving_date", Kind.DATE),
    ),
)
PROOFS = Table(
    "proofs",
    key="member_id",
    of=Noun("line of proofs", "lines of proofs"),
    about="the form of proofs, filled in: it answers what is blank in members",
    columns=(
        Column(
            "member_id",
            required=True,
            shown=True,
            person=True,
            refers=("members",),
            about="the member's identifier in Schoolcomms",
        ),
        *_proof_columns(proof=False),
    ),
)

TABLES = (MEMBERS, CYPAD, MIS, PROOFS)
