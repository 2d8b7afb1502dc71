"""pandera over pandas: a schema, judged lazily; the rows that failed are in its table of failures."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from peer.extract import AS_OF
from peer.joined import MAIL, OPENS, in_pandas
from peer.timed import timed

Rows = pd.DataFrame


def _current(rows: Rows) -> "pd.Series[bool]":
    return rows["student_type"] == "current"


def _left(rows: Rows) -> "pd.Series[bool]":
    return rows["student_type"] == "left"


def _base(rows: Rows) -> "pd.Series[bool]":
    return _current(rows) & (rows["kind"] == "base")


ASKED: dict[str, Callable[[Rows], "pd.Series[bool]"]] = {
    "PS-105": lambda rows: ~(rows["portal_login"] & rows["email"].isna()),
    "PS-107": lambda rows: rows["login_mail"].isna() | ~rows["login_mail"].duplicated(keep=False),
    "PS-201": lambda rows: ~_current(rows) | (rows["roll_mode"] == "On Roll"),
    "PS-202": lambda rows: ~_current(rows) | _base(rows),
    "PS-203": lambda rows: ~_base(rows) | rows["active"].eq(other=True),
    "PS-204": lambda rows: ~_base(rows) | rows["linked"],
    "PS-401": lambda rows: ~_left(rows) | (rows["roll_mode"] != "On Roll"),
    "PS-402": lambda rows: ~_left(rows) | rows["latest_dol"].notna(),
    "PS-403": lambda rows: (
        ~_left(rows) | rows["latest_dol"].isna() | rows["latest_dol"].between(OPENS, pd.Timestamp(AS_OF))
    ),
}
COLUMNS: dict[str, tuple[str, pa.Check]] = {
    "PS-002": ("student_id", pa.Check(lambda cells: ~cells.duplicated(keep=False), error="PS-002")),
    "PS-101": ("salutation", pa.Check(lambda cells: cells.notna(), error="PS-101", ignore_na=False)),
    "PS-102": ("first_name", pa.Check(lambda cells: cells.notna(), error="PS-102", ignore_na=False)),
    "PS-104": ("last_name", pa.Check(lambda cells: cells.notna(), error="PS-104", ignore_na=False)),
    "PS-106": ("email", pa.Check.str_matches(MAIL, error="PS-106")),
}
SCHEMA = pa.DataFrameSchema(
    columns={column: pa.Column(checks=check, nullable=True) for column, check in COLUMNS.values()},
    checks=[pa.Check(asked, error=rule, ignore_na=False) for rule, asked in ASKED.items()],
)


def flag(folder: Path) -> Callable[[Path], None]:
    """Judge the students, and name the failing ones by their places."""
    students = in_pandas(folder)
    try:
        SCHEMA.validate(students, lazy=True)
    except pa.errors.SchemaErrors as found:
        failures = found.failure_cases
    pairs = pd.DataFrame(
        {"rule": failures["check"], "key": students["student_id"].to_numpy()[failures["index"].astype("int64")]}
    ).drop_duplicates()
    return lambda out: pairs.to_csv(out, index=False)


if __name__ == "__main__":
    timed(flag)
