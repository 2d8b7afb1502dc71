"""A small school on disk: members as differences from one that is safe to delete."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from schoolgate.basics.clock import moment
from schoolgate.language.settings import settings_from
from schoolgate.run.check import check
from schoolgate.run.result import Result
from schoolgate.suites import load

SUITE = load("schoolcomms-leavers")
SECTION = "schoolcomms_leavers"
NOW = "2026-11-22T12:00"
SAFE = {
    "member_id": "M1",
    "first_name": "Ada",
    "last_name": "Okoro",
    "class_name": "11A",
    "leaving_date": "2026-07-22",
    "is_leaver": "yes",
    "selected": "yes",
    "deleted_at": "",
    "outstanding_balance": "0.00",
    "open_bookings": "0",
    "messages_saved": "yes",
    "transactions_settled": "yes",
}
ON_ROLL = {"is_leaver": "no", "leaving_date": ""}
Rows = Sequence[Mapping[str, str]]


def write(
    folder: Path,
    *members: Mapping[str, str],
    cypad: Rows | None = None,
    mis: Rows | None = None,
    proofs: Rows | None = None,
    without: str = "",
) -> Path:
    """Write the extract; without `cypad` or `mis`, what is in order for these members. `without` leaves out a column."""
    rows = [{**SAFE, "member_id": f"M{number}", **member} for number, member in enumerate(members, start=1)]
    closed = [{"member_id": row["member_id"], "status": "Closed", "class_name": row["class_name"]} for row in rows]
    left = [{"member_id": row["member_id"], "leaving_date": row["leaving_date"]} for row in rows]
    folder.mkdir(exist_ok=True)
    for name, table in (
        ("members", rows),
        ("cypad", closed if cypad is None else cypad),
        ("mis", left if mis is None else mis),
        *([("proofs", proofs)] if proofs else []),
    ):
        columns = [column for column in table[0] if column != without]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(table)
    return folder


def checked(folder: Path, as_of: str = NOW, **own: object) -> Result:
    """Check the extract; `own` are settings of the suite."""
    settings = settings_from({SECTION: own}, "settings", SECTION, SUITE.settings, [SECTION])
    return check(SUITE, folder, settings, moment(as_of, settings.zone, SUITE.bare_date))


def failing(result: Result, row: int = 2) -> list[str]:
    """The rules that failed for a row of members."""
    return result.findings().filter(table="members", row=row)["rule"].to_list()
