"""The suite schoolcomms-leavers, read straight from its requirements in slow, plain Python.

This is the second reading that the real suite is compared with, so it shares no code with it and uses the standard
library only. It follows the order of ``schoolcomms-leavers.md`` (tables, settings, rules, verdict), so that the two can
be held side by side. What README.md says for every suite stands in ``oracle_cells.py``, time in ``oracle_clock.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from schoolcomms_leavers.oracle_cells import (
    FAIL,
    NOT_APPLICABLE,
    NOT_CHECKED,
    UNKNOWN,
    Day,
    Row,
    Tables,
    Truth,
    and3,
    answer,
    equal,
    first_with_key,
    not3,
    or3,
    present,
)
from schoolcomms_leavers.oracle_clock import DAY, HOUR, Moment, as_utc, local_date, next_sync
from schoolcomms_leavers.oracle_records import (
    NAMES,
    STATUSES,
    TYPED,
    Member,
    School,
    Settings,
    anonymise_over,
    cypad_status,
    queue_over,
    read_member,
    read_school,
    synced_since_queue,
)

# ------------------------------------------------------------------------------------------------------- what comes out


@dataclass(frozen=True, order=True)
class Finding:
    """One rule that one record failed."""

    table: str
    row: int
    rule: str
    severity: str
    key: str | None
    column: str


@dataclass(frozen=True)
class Record:
    """The verdict on one row of members."""

    row: int
    key: str | None
    verdict: str
    next_sync: datetime | None
    """In UTC."""
    expected_cypad_status: str | None
    status: str
    rules: tuple[str, ...]
    """The rules that failed, SL-002 included, sorted."""


@dataclass(frozen=True)
class Judgement:
    """Everything that the suite must agree with. No rule here has the grain of a value or of the file."""

    outcomes: Mapping[tuple[str, str, int], str]
    """(rule, table, row) to pass, fail, not_applicable or not_checked."""
    findings: frozenset[Finding]
    records: tuple[Record, ...]
    """In the order of the rows of members."""
    told: Mapping[tuple[str, int], datetime | date | None]
    """What a message must give, by (rule, row of members): SL-104 the sync that closes (UTC), SL-302 the local date
    from which the names read as anonymised; None beyond the last day that a calendar has."""


# ---------------------------------------------------------------------------------------------------------------- Rules

SEVERITY: Final = {
    "SL-001": "error", "SL-002": "warning", "SL-003": "error", "SL-004": "warning",
    "SL-101": "warning", "SL-102": "warning", "SL-103": "error", "SL-104": "info", "SL-105": "warning",
    "SL-106": "warning", "SL-107": "warning", "SL-108": "warning", "SL-201": "error",
    "SL-301": "error", "SL-304": "info", "SL-302": "info", "SL-303": "warning",
}  # fmt: skip
EVIDENCE: Final = ("SL-202", "SL-203", "SL-204", "SL-205", "SL-206")
"""Error if selected, else warning."""
DELETING: Final = ("SL-201", *EVIDENCE)

RULES: Final = {
    "members": (
        "SL-001", "SL-002", "SL-004", "SL-101", "SL-102", "SL-103", "SL-104", "SL-106", "SL-107", "SL-108",
        *DELETING, "SL-301", "SL-304", "SL-302", "SL-303",
    ),
    "cypad": ("SL-001", "SL-003", "SL-105"),
    "mis": ("SL-001", "SL-002"),
}  # fmt: skip

# The column a finding stands on; SL-002, 004 and those about names stand on the first cell that is at fault.
COLUMN: Final = {
    "SL-001": "member_id", "SL-003": "status", "SL-101": "is_leaver", "SL-102": "cypad_status",
    "SL-103": "cypad_status", "SL-104": "cypad_status", "SL-105": "member_id", "SL-106": "cypad_status",
    "SL-107": "leaving_date", "SL-108": "class_name", "SL-201": "is_leaver", "SL-202": "mis_leaving_date",
    "SL-203": "outstanding_balance", "SL-204": "open_bookings", "SL-205": "messages_saved",
    "SL-206": "transactions_settled", "SL-302": "deleted_at",
}  # fmt: skip

Asked = dict[str, tuple[Truth, Truth]]
"""By rule: when it applies, and what must hold."""
NEVER: Final = False


def is_single(rows: Sequence[Row], row: Row) -> bool:
    """Whether no other row has the same key."""
    return sum(other.key == row.key for other in rows) == 1


def on_or_before(day: Day, other: date) -> Truth:
    """Compare dates; a missing one is not before anything."""
    return None if day is UNKNOWN else day is not None and day <= other


def ahead(member: Member) -> dict[str, Truth]:
    """Say of each time of a deleted member whether it has yet to come, in the order of the columns (SL-004)."""
    leaving, moment = member.school.date_in(member.row, "leaving_date"), member.deleted_at
    return {
        "leaving_date": None if leaving is UNKNOWN else leaving is not None and leaving > member.school.today,
        "deleted_at": None if moment is UNKNOWN else moment is not None and moment > member.school.now,
    }


def anonymised(member: Member) -> dict[str, Truth]:
    """Say of each name whether it reads as anonymised."""
    return {name: equal(member.row.text(name), member.school.settings.anonymised_text) for name in NAMES}


def still_shown(member: Member) -> dict[str, Truth]:
    """Say of each name whether it is present and not anonymised."""
    return {name: and3(present(member.row.text(name)), not3(same)) for name, same in anonymised(member).items()}


def integrity(school: School, table: str, row: Row) -> Asked:
    """SL-001 to SL-003, of a row that has a key, duplicates included."""
    asked: Asked = {"SL-001": (True, is_single(school.tables()[table], row))}
    if TYPED[table]:
        asked["SL-002"] = (True, not school.unparseable(table, row))
    if table == "cypad":
        asked["SL-003"] = (True, row.text("status") in STATUSES)
    return asked


def cypad_rules(school: School, row: Row) -> Asked:
    """SL-105, of every row of cypad that has a key."""
    return {"SL-105": (equal(cypad_status(row), "Open"), first_with_key(school.members, row.key or "") is not None)}


def member_rules(m: Member) -> Asked:
    """SL-004 to SL-303, in the order of the requirements."""
    gone, here = m.deleted, not3(m.deleted)
    is_open, is_closed = equal(m.cypad_status, "Open"), equal(m.cypad_status, "Closed")
    leaving = m.school.date_in(m.row, "leaving_date")
    left_by_mis = on_or_before(m.mis_leaving, m.school.today)
    class_name = m.row.text("class_name")
    synced = synced_since_queue(m, by=m.school.now)
    going = and3(or3(m.is_leaver, m.selected), here)
    return {
        "SL-004": (gone, not3(or3(*ahead(m).values()))),
        "SL-101": (and3(left_by_mis, here), m.is_leaver),
        "SL-102": (and3(m.is_leaver, here, m.in_cypad), not3(is_open)),
        "SL-103": (and3(gone, synced, m.in_cypad), is_closed),
        "SL-104": (and3(gone, m.in_cypad, is_open, not3(synced)), NEVER),
        "SL-106": (and3(not3(m.is_leaver), here, m.in_cypad), is_open),
        "SL-107": (and3(m.in_mis, or3(present(leaving), present(m.mis_leaving))), equal(leaving, m.mis_leaving)),
        "SL-108": (
            and3(here, m.in_cypad, present(class_name), present(m.cypad_class)),
            equal(class_name, m.cypad_class),
        ),
        "SL-201": (and3(m.selected, here), m.is_leaver),
        "SL-202": (going, and3(m.in_mis, left_by_mis)),
        "SL-203": (going, m.zero("outstanding_balance")),
        "SL-204": (going, m.zero("open_bookings")),
        "SL-205": (going, m.yes("messages_saved")),
        "SL-206": (going, m.yes("transactions_settled")),
        "SL-301": (and3(gone, anonymise_over(m)), not3(or3(*still_shown(m).values()))),
        "SL-304": (and3(gone, queue_over(m), or3(*still_shown(m).values())), NEVER),
        "SL-302": (and3(gone, not3(anonymise_over(m))), NEVER),
        "SL-303": (here, not3(or3(*anonymised(m).values()))),
    }


def severity(rule: str, member: Member | None) -> str:
    """Only the evidence depends on the record: a warning where the member is surely not selected."""
    if rule in EVIDENCE:
        return "warning" if member is not None and member.selected is False else "error"
    return SEVERITY[rule]


def column(school: School, table: str, row: Row, rule: str) -> str:
    """Find the column of a finding: where several cells may be at fault, the first that is."""
    if rule == "SL-002":
        return school.unparseable(table, row)[0]
    if rule in COLUMN:
        return COLUMN[rule]
    faults = {"SL-004": ahead, "SL-303": anonymised, "SL-301": still_shown, "SL-304": still_shown}[rule]
    return next(name for name, fault in faults(read_member(school, row)).items() if fault)


# --------------------------------------------------------------------------------------------------- Verdict per member


def verdict(member: Member, outcomes: Mapping[str, str]) -> str:
    """Say what to do with a member that has a key. What is not surely a reason is not one."""
    deleting = {outcomes[rule] for rule in DELETING}
    concerned = or3(member.is_leaver, member.selected) is not False
    if member.deleted:
        return "deleted"
    if FAIL in deleting:
        return "not_safe"
    if (concerned and NOT_CHECKED in deleting) or outcomes["SL-001"] == FAIL:
        return "undetermined"
    return "safe_to_delete" if member.is_leaver else "keep"


def expected_cypad_status(member: Member, sync: Moment | None) -> str | None:
    """Say what Cypad will show after the next sync; None if not in Cypad, or where nobody can say."""
    if not member.in_cypad or sync is None:
        return None
    closed = and3(member.deleted, synced_since_queue(member, by=sync))
    return None if closed is None else "Closed" if closed else "Open"


def status(member: Member, outcomes: Mapping[str, str]) -> str:
    """Give the status as in the other suites; cells that do not parse count through the rules that read them."""
    seen = {(severity(rule, member), outcome) for rule, outcome in outcomes.items() if rule != "SL-002"}
    if ("error", FAIL) in seen:
        return "blocked"
    if ("error", NOT_CHECKED) in seen:
        return "undetermined"
    return "ready_with_warnings" if ("warning", FAIL) in seen else "ready"


def record(school: School, row: Row, member: Member | None, outcomes: Mapping[str, str]) -> Record:
    """Give the verdict on a row of members; one without a key is no ``member``, takes part in nothing, and is unknown."""
    sync = next_sync(school.now, school.settings.sync_times, school.settings.zone)
    shown = None if sync is None else as_utc(sync)
    failed = tuple(sorted(rule for rule, outcome in outcomes.items() if outcome == FAIL))
    if member is None:
        return Record(row.number, None, "undetermined", shown, None, "blocked", failed)
    expected = expected_cypad_status(member, sync)
    return Record(row.number, row.key, verdict(member, outcomes), shown, expected, status(member, outcomes), failed)


def told(member: Member, rule: str) -> datetime | date | None:
    """Give the moment that the message of SL-104 gives, or the date that the message of SL-302 gives."""
    settings = member.school.settings
    queue_ends = member.since_deletion(settings.queue_hours * HOUR)
    anonymised_at = member.since_deletion(settings.anonymise_after_days * DAY)
    if queue_ends is None or anonymised_at is None:
        return None
    try:
        if rule == "SL-302":
            return local_date(anonymised_at, settings.zone)
        sync = next_sync(queue_ends, settings.sync_times, settings.zone)
        return None if sync is None else as_utc(sync)
    except (OverflowError, ValueError):
        return None


# -------------------------------------------------------------------------------------------------------- All together


def judge(tables: Tables, settings: Settings, as_of: str) -> Judgement:
    """Judge every row of every table as of a moment (``YYYY-MM-DD``, or a date-time).

    Raises:
        ValueError: If ``as_of`` is neither.
    """
    school = read_school(tables, settings, as_of)
    outcomes: dict[tuple[str, str, int], str] = {}
    findings: list[Finding] = []
    records: list[Record] = []
    messages: dict[tuple[str, int], datetime | date | None] = {}
    for table, rows in school.tables().items():
        for row in rows:
            member = read_member(school, row) if table == "members" and row.key is not None else None
            got = judge_row(school, table, row, member)
            failed = [rule for rule, outcome in got.items() if outcome == FAIL]
            outcomes |= {(rule, table, row.number): outcome for rule, outcome in got.items()}
            findings += [
                Finding(table, row.number, rule, severity(rule, member), row.key, column(school, table, row, rule))
                for rule in failed
            ]
            if table == "members":
                records.append(record(school, row, member, got))
            if member is not None:
                messages |= {(rule, row.number): told(member, rule) for rule in failed if rule in {"SL-104", "SL-302"}}
    return Judgement(outcomes, frozenset(findings), tuple(records), messages)


def judge_row(school: School, table: str, row: Row, member: Member | None) -> dict[str, str]:
    """Give the outcomes of a row by rule; one without a key is judged by the key rule alone (decision 5)."""
    if row.key is None:
        return {rule: FAIL if rule == "SL-001" else NOT_APPLICABLE for rule in RULES[table]}
    asked = integrity(school, table, row)
    if member is not None:
        asked |= member_rules(member)
    if table == "cypad":
        asked |= cypad_rules(school, row)
    return {rule: answer(*asked[rule]) for rule in RULES[table]}
