"""A school in which everything is in order, for hand-worked cases that change one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from oracle.hand import HandCase, case_of
from oracle.tables import raw_table
from schoolcomms_leavers.oracle_records import PROOFS, Settings

Cells: TypeAlias = dict[str, str | None]
Case: TypeAlias = HandCase

DEFAULT: Final = Settings()
EVERYONE: Final = Settings(mis_holds="everyone")
CURRENT: Final = Settings(mis_holds="current")
NOW: Final = "2026-11-22T12:00"
LEAVER: Final[Cells] = {
    "member_id": "M1", "first_name": "Ada", "last_name": "Byron", "class_name": "7A", "leaving_date": "2026-11-20",
    "is_leaver": "yes", "selected": "no", "deleted_at": None, "outstanding_balance": "0.00", "open_bookings": "0",
    "messages_saved": "yes", "transactions_settled": "yes",
}  # fmt: skip
PICKED: Final[Cells] = LEAVER | {"selected": "yes"}
UNPROVEN: Final[Cells] = dict.fromkeys(PROOFS)
PUPIL: Final[Cells] = LEAVER | UNPROVEN | {"leaving_date": None, "is_leaver": None}
# In the queue, an hour and a half old.
DELETED: Final[Cells] = LEAVER | {"deleted_at": "2026-11-22T10:30"}
OPEN: Final[Cells] = {"member_id": "M1", "status": "Open", "class_name": "7A"}
CLOSED: Final[Cells] = OPEN | {"status": "Closed"}
LEFT: Final[Cells] = {"member_id": "M1", "leaving_date": "2026-11-20"}
ON_ROLL: Final[Cells] = LEFT | {"leaving_date": None}
FORM: Final[Cells] = {"member_id": "M1", **UNPROVEN}


def case(
    name: str,
    expected: Mapping[str, object],
    *members: Cells,
    cypad: Sequence[Cells] | None = (CLOSED,),
    mis: Sequence[Cells] | None = (LEFT,),
    proofs: Sequence[Cells] | None = None,
    without: Sequence[str] = (),
    settings: Settings = DEFAULT,
    as_of: str = NOW,
) -> Case:
    """Make a case; ``without`` leaves columns out of members, ``table.column`` out of another table."""
    supplied = {"members": (members, LEAVER), "cypad": (cypad, OPEN), "mis": (mis, LEFT), "proofs": (proofs, FORM)}
    lacking = [each if "." in each else f"members.{each}" for each in without]
    tables = {}
    for table, (rows, usual) in supplied.items():
        if rows is not None:
            columns = tuple(dict.fromkeys([*usual, *(column for row in rows for column in row)]))
            tables[table] = raw_table(rows, columns, [each.removeprefix(f"{table}.") for each in lacking])
    return case_of(name, tables, vars(settings), as_of, "members", expected)
