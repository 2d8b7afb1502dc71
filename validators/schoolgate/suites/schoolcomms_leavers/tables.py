"""What an extract for the deletion of leavers holds. A star in the requirements is `required` here."""

from schoolgate.language.table import Column, Kind, Table

OPEN, CLOSED = "Open", "Closed"
STATUSES = (OPEN, CLOSED)

MEMBERS = Table(
    "members",
    key="member_id",
    required=True,
    about="the school's members in Schoolcomms: those on roll, leavers, and those deleted who still show",
    columns=(
        Column("member_id", required=True, shown=True, person=True, about="the member's identifier in Schoolcomms"),
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
        Column("deleted_at", Kind.DATETIME, shown=True, about="when the delete-leavers process was confirmed"),
        Column(
            "outstanding_balance",
            Kind.NUMBER,
            proof=True,
            about="what the parents owe or are owed; 0 = settled, blank = nobody knows",
        ),
        Column("open_bookings", Kind.INT, proof=True, shown=True, about="club bookings still to come"),
        Column(
            "messages_saved",
            Kind.BOOL,
            proof=True,
            shown=True,
            about="someone has saved the messages that must be kept",
        ),
        Column(
            "transactions_settled",
            Kind.BOOL,
            proof=True,
            shown=True,
            about="manual transactions and refunds are done",
        ),
    ),
)
CYPAD = Table(
    "cypad",
    key="member_id",
    about="the records of Cypad; without it nobody can tell what will close there",
    columns=(
        Column("member_id", required=True, shown=True, person=True, about="the member's identifier in Schoolcomms"),
        Column("status", required=True, shown=True, about=f"{OPEN} or {CLOSED}"),
        Column("class_name", shown=True),
    ),
)
MIS = Table(
    "mis",
    key="member_id",
    about="whom the MIS knows, with their leaving dates; without it nobody is proven to have left",
    columns=(
        Column("member_id", required=True, shown=True, person=True, about="the member's identifier in Schoolcomms"),
        Column("leaving_date", Kind.DATE),
    ),
)

TABLES = (MEMBERS, CYPAD, MIS)
