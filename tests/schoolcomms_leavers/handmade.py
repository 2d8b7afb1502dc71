"""A school in which everything is in order, for hand-made cases that change one thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from schoolcomms_leavers.oracle import Judgement, Record, judge
from schoolcomms_leavers.oracle_cells import RawTable
from schoolcomms_leavers.oracle_records import Settings

Cells: TypeAlias = dict[str, str | None]

LONDON: Final = ZoneInfo("Europe/London")
DEFAULT: Final = Settings()
NOW: Final = "2026-11-22T12:00"
LEAVER: Final[Cells] = {
    "member_id": "M1", "first_name": "Ada", "last_name": "Byron", "class_name": "7A", "leaving_date": "2026-11-20",
    "is_leaver": "yes", "selected": "no", "deleted_at": None, "outstanding_balance": "0.00", "open_bookings": "0",
    "messages_saved": "yes", "transactions_settled": "yes",
}  # fmt: skip
PICKED: Final[Cells] = LEAVER | {"selected": "yes"}
PUPIL: Final[Cells] = LEAVER | {
    "leaving_date": None, "is_leaver": None, "outstanding_balance": None, "open_bookings": None, "messages_saved": None,
    "transactions_settled": None,
}  # fmt: skip
# In the queue, an hour and a half old.
DELETED: Final[Cells] = LEAVER | {"deleted_at": "2026-11-22T10:30"}
OPEN: Final[Cells] = {"member_id": "M1", "status": "Open", "class_name": "7A"}
CLOSED: Final[Cells] = OPEN | {"status": "Closed"}
LEFT: Final[Cells] = {"member_id": "M1", "leaving_date": "2026-11-20"}
ON_ROLL: Final[Cells] = LEFT | {"leaving_date": None}


def table(rows: Sequence[Cells], empty: Sequence[str], without: Sequence[str]) -> RawTable:
    """Build a table of these rows, the first on spreadsheet row 2; ``empty`` are its columns if there are none."""
    names = dict.fromkeys(column for row in rows for column in row) or dict.fromkeys(empty)
    columns = tuple(column for column in names if column not in without)
    return RawTable(columns, tuple(enumerate(({column: row.get(column) for column in columns} for row in rows), 2)))


def run(
    *members: Cells,
    cypad: Sequence[Cells] | None = (CLOSED,),
    mis: Sequence[Cells] | None = (LEFT,),
    without: Sequence[str] = (),
    settings: Settings = DEFAULT,
    as_of: str = NOW,
) -> Judgement:
    """Judge a school; ``without`` leaves columns out of members, ``table.column`` out of another table."""
    supplied = {"members": members, "cypad": cypad, "mis": mis}
    empty = {"members": LEAVER, "cypad": OPEN, "mis": LEFT}
    tables = {
        name: table(rows, tuple(empty[name]),
                    [c.removeprefix(f"{name}.") for c in without if ("." in c) == (name != "members")])
        for name, rows in supplied.items()
        if rows is not None
    }  # fmt: skip
    return judge(tables, settings, as_of)


def outcome(judgement: Judgement, rule: str, row: int = 2, fact: str = "members") -> str:
    """Look up one outcome."""
    return judgement.outcomes[rule, fact, row]


def record(judgement: Judgement, row: int = 2) -> Record:
    """Look up the verdict on one row of members."""
    return next(record for record in judgement.records if record.row == row)


def brief(judgement: Judgement, row: int = 2) -> tuple[str, str, tuple[str, ...]]:
    """Give verdict, status and failing rules of one row of members."""
    found = record(judgement, row)
    return found.verdict, found.status, found.rules


def found(judgement: Judgement) -> set[tuple[str, str, int, str | None]]:
    """List findings in brief."""
    return {(finding.rule, finding.table, finding.row, finding.key) for finding in judgement.findings}
