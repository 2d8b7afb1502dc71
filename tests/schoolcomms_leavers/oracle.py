"""The suite schoolcomms-leavers, read straight from its requirements in slow, plain Python.

This is the second reading that the real suite is compared with. It follows the order of ``schoolcomms-leavers.md``
(rules, verdict), so that the two can be held side by side; tables, settings and the four proofs are in
``oracle_records``, syncs in ``oracle_clock``, and what all oracles share in ``oracle``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from oracle.cells import key_cause, local_date, near_miss
from oracle.hand import HandCase
from oracle.judgement import FILE, FILE_ROW, Finding, Judgement, Record, exit_code, failing, status_of, without_key
from oracle.logic import (
    FAIL,
    NEVER,
    NOT_APPLICABLE,
    NOT_CHECKED,
    UNKNOWN,
    Question,
    Truth,
    Unknown,
    and3,
    answer,
    answer_all,
    equal,
    not3,
    or3,
    present,
)
from oracle.tables import KeyCause, Row, Tables
from schoolcomms_leavers.oracle_clock import next_sync
from schoolcomms_leavers.oracle_records import (
    NAMES,
    PROOFS,
    Member,
    School,
    Settings,
    anonymise_over,
    contradicted,
    cypad_status,
    has_left,
    id_in,
    identifiers_compare,
    on_or_before,
    proof,
    queue_over,
    read_members,
    read_school,
    synced_since_queue,
)

# ---------------------------------------------------------------------------------------------------------------- Rules

SEVERITY: Final = {
    "SL-001": "error", "SL-002": "warning", "SL-003": "error", "SL-004": "warning", "SL-005": "error", "SL-006": "error",
    "SL-101": "warning", "SL-103": "error", "SL-104": "info", "SL-105": "warning", "SL-106": "warning",
    "SL-107": "warning", "SL-108": "warning", "SL-201": "error",
    "SL-301": "error", "SL-304": "info", "SL-302": "info", "SL-303": "warning",
}  # fmt: skip
EVIDENCE: Final = ("SL-202", "SL-203", "SL-204", "SL-205", "SL-206")
"""Error if selected, else warning."""
DELETING: Final = ("SL-201", *EVIDENCE)

RULES: Final = {
    "members": (
        "SL-001", "SL-002", "SL-004", "SL-005", "SL-101", "SL-102", "SL-103", "SL-104", "SL-106", "SL-107", "SL-108",
        *DELETING, "SL-301", "SL-304", "SL-302", "SL-303",
    ),
    "cypad": ("SL-001", "SL-003", "SL-105"),
    "mis": ("SL-001", "SL-002"),
    "proofs": ("SL-001", "SL-002"),
    FILE: ("SL-006",),
}  # fmt: skip

# The column a finding stands on; SL-002, 004, 005 and those about names stand on the first cell that is at fault.
COLUMN: Final = {
    "SL-001": "member_id", "SL-003": "status", "SL-101": "is_leaver", "SL-102": "cypad_status",
    "SL-103": "cypad_status", "SL-104": "cypad_status", "SL-105": "member_id", "SL-106": "cypad_status",
    "SL-107": "leaving_date", "SL-108": "class_name", "SL-201": "is_leaver", "SL-202": "mis_leaving_date",
    "SL-203": "outstanding_balance", "SL-204": "open_bookings", "SL-205": "messages_saved",
    "SL-206": "transactions_settled", "SL-302": "deleted_at",
}  # fmt: skip


def ahead(member: Member) -> dict[str, Truth]:
    """Say of each time of a deleted member whether it has yet to come, in the order of the columns (SL-004)."""
    leaving, moment = member.row.day("leaving_date"), member.deleted_at
    return {
        "leaving_date": None if isinstance(leaving, Unknown) else leaving is not None and leaving > member.school.today,
        "deleted_at": None if isinstance(moment, Unknown) else moment is not None and moment > member.school.now,
    }


def anonymised(member: Member) -> dict[str, Truth]:
    """Say of each name whether it reads as anonymised."""
    return {name: equal(member.row.text(name), member.school.settings.anonymised_text) for name in NAMES}


def still_shown(member: Member) -> dict[str, Truth]:
    """Say of each name whether it is present and not anonymised."""
    return {name: and3(present(member.row.text(name)), not3(same)) for name, same in anonymised(member).items()}


def still_shown_of_supplied(member: Member) -> dict[str, Truth]:
    """The same of the names that were supplied, which alone count for SL-301."""
    return {name: shown for name, shown in still_shown(member).items() if name in member.row.cells}


def integrity(school: School, row: Row) -> list[Question]:
    """SL-001 to SL-003, and SL-105, of a row that has a key, duplicates included."""
    table = school.tables[row.layout.name]
    asked = [Question("SL-001", when=True, must=table.is_single(row))]
    if row.layout.name == "cypad":
        status = cypad_status(row)
        known = {id_in(member, "cypad_id") for member in school.members.keyed()}
        asked.append(Question("SL-003", when=True, must=status is not UNKNOWN))
        asked.append(Question("SL-105", equal(status, "Open"), row.id in known))
    else:
        asked.append(Question("SL-002", when=True, must=not row.unparseable()))
    return asked


def member_rules(m: Member, *, compares: bool) -> list[Question]:
    """SL-004 to SL-303, but for SL-304; ``compares`` is whether the MIS knows members by the same identifiers."""
    gone, here, in_cypad = m.deleted, not m.deleted, m.cypad.there
    is_open, is_closed = equal(m.cypad_status, "Open"), equal(m.cypad_status, "Closed")
    leaving, mis_leaving = m.row.day("leaving_date"), m.mis.day("leaving_date")
    class_name, cypad_class = m.row.text("class_name"), m.cypad.text("class_name")
    synced = synced_since_queue(m, by=m.school.now)
    cypad_told = "cypad" in m.school.tables
    going = and3(or3(m.is_leaver, m.selected), here)
    twice = contradicted(m.school, m.row)
    return [
        Question("SL-004", gone, not3(or3(*ahead(m).values()))),
        Question("SL-005", bool(twice), not3(or3(*twice.values()))),
        Question("SL-101", and3(on_or_before(mis_leaving, m.school.today), here), m.is_leaver),
        Question("SL-102", and3(m.is_leaver, here, in_cypad), not3(is_open)),
        Question("SL-103", and3(gone, synced, in_cypad, cypad_told), is_closed),
        Question("SL-104", and3(gone, in_cypad, is_open, not3(synced)), NEVER),
        Question("SL-106", and3(not3(m.is_leaver), here, in_cypad), is_open),
        Question("SL-107", and3(m.mis.there, or3(present(leaving), present(mis_leaving))), equal(leaving, mis_leaving)),
        Question(
            "SL-108", and3(here, in_cypad, present(class_name), present(cypad_class)), equal(class_name, cypad_class)
        ),
        Question("SL-201", and3(m.selected, here), m.is_leaver),
        Question("SL-202", going, has_left(m, compares=compares)),
        Question("SL-203", going, m.zero("outstanding_balance")),
        Question("SL-204", going, m.zero("open_bookings")),
        Question("SL-205", going, m.yes("messages_saved")),
        Question("SL-206", going, m.yes("transactions_settled")),
        Question("SL-301", and3(gone, anonymise_over(m)), not3(or3(*still_shown_of_supplied(m).values()))),
        Question("SL-302", and3(gone, not3(anonymise_over(m))), NEVER),
        Question("SL-303", here, not3(or3(*anonymised(m).values()))),
    ]


def still_listed(m: Member, earlier: Mapping[str, str]) -> str:
    """SL-304: told only where nothing graver is said of the same names, or of Cypad."""
    failed = {NOT_CHECKED: None, FAIL: True}
    graver = or3(*(failed.get(earlier[rule], False) for rule in ("SL-301", "SL-103")))
    shown = or3(*still_shown(m).values())
    return answer(Question("SL-304", and3(m.deleted, queue_over(m), shown, not3(graver)), NEVER))


def severity_of(rule: str, member: Member | None) -> str:
    """Give the severity for a record; where nobody knows whether it is selected, the graver one."""
    if rule in EVIDENCE:
        return "warning" if member is not None and member.selected is False else "error"
    if rule == "SL-102":
        return "info" if member is not None and member.selected is True else "warning"
    return SEVERITY[rule]


@dataclass(frozen=True)
class Judged:
    """A row of any table, with the outcomes by rule."""

    row: Row
    member: Member | None
    outcomes: Mapping[str, str]

    @property
    def table(self) -> str:
        """The table that it stands in."""
        return self.row.layout.name

    def severity(self, rule: str) -> str:
        """The severity of a rule for it."""
        return severity_of(rule, self.member)

    def column(self, rule: str) -> str:
        """The column of a finding: where several cells may be at fault, the first that is."""
        if rule == "SL-002":
            return self.row.unparseable()[0]
        if rule in COLUMN or self.member is None:
            return COLUMN[rule]
        if rule == "SL-005":
            return next(name for name, differ in contradicted(self.member.school, self.row).items() if differ)
        faults = {"SL-004": ahead, "SL-303": anonymised, "SL-301": still_shown_of_supplied, "SL-304": still_shown}
        return next(name for name, fault in faults[rule](self.member).items() if fault)


def judge_rows(school: School) -> Iterator[Judged]:
    """Judge each row of each table."""
    members = read_members(school)
    by_row = {member.row.number: member for member in members}
    compares = identifiers_compare(members)
    for name, table in school.tables.items():
        for row in table:
            if row.key is None:
                yield Judged(row, None, without_key(RULES[name], "SL-001"))
                continue
            member = by_row[row.number] if name == "members" else None
            outcomes = answer_all(integrity(school, row))
            if member is not None:
                outcomes |= answer_all(member_rules(member, compares=compares))
                outcomes["SL-304"] = still_listed(member, outcomes)
            yield Judged(row, member, outcomes)


# --------------------------------------------------------------------------------------------------- Verdict per member

FIELDS: Final = ("verdict", "next_sync", "expected_cypad_status")


def verdict(member: Member, outcomes: Mapping[str, str]) -> str:
    """Say what to do with a member that has a key. What is not surely a reason is not one."""
    deleting = {outcomes[rule] for rule in DELETING}
    if member.deleted:
        return "deleted"
    if FAIL in deleting:
        return "not_safe"
    if None in {member.is_leaver, member.selected} or NOT_CHECKED in deleting or outcomes["SL-001"] == FAIL:
        return "undetermined"
    return "safe_to_delete" if member.is_leaver else "keep"


def expected_cypad_status(member: Member, sync: datetime) -> str | None:
    """Say what Cypad will show after the next sync; None if not in Cypad, or where nobody can say."""
    if not member.cypad.there or member.deleted_at is UNKNOWN:
        return None
    by_then = or3(equal(member.cypad_status, "Closed"), synced_since_queue(member, by=sync))
    closed = and3(member.deleted, by_then)
    return None if closed is None else "Closed" if closed else "Open"


def record_of(school: School, judged: Judged) -> Record:
    """Give the verdict on a row of members; one without a key has a status only."""
    fields: dict[str, object] = dict.fromkeys(FIELDS)
    if judged.member is not None:
        sync = next_sync(school.now, school.settings.sync_times, school.settings.zone)
        fields = {
            "verdict": verdict(judged.member, judged.outcomes),
            "next_sync": sync,
            "expected_cypad_status": expected_cypad_status(judged.member, sync),
        }
    status = status_of(judged.outcomes, judged.severity, "SL-002")
    return Record("members", judged.row.number, judged.row.key, status, failing(judged.outcomes), fields)


def named(school: School, judged: Judged) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Give what messages must name: SL-104 the sync that closes, SL-302 the day of anonymising, SL-105 the near miss."""
    if judged.outcomes.get("SL-105") == FAIL:
        known = [each for row in school.members.keyed() if isinstance(each := id_in(row, "cypad_id"), str)]
        near = near_miss(judged.row.id or "", known)
        if near is not None:
            yield ("SL-105", "cypad", judged.row.number), near
    if judged.member is None:
        return
    settings = judged.member.school.settings
    queue_ends = judged.member.since_deletion(settings.queue)
    anonymised_at = judged.member.since_deletion(settings.readable)
    for rule in failing(judged.outcomes):
        told: datetime | date | None = None
        if rule == "SL-104" and queue_ends is not None:
            told = next_sync(queue_ends, settings.sync_times, settings.zone).astimezone(settings.zone)
        elif rule == "SL-302" and anonymised_at is not None:
            told = local_date(anonymised_at, settings.zone)
        if told is not None:
            form = "%Y-%m-%d %H:%M" if isinstance(told, datetime) else "%Y-%m-%d"
            yield (rule, "members", judged.row.number), told.strftime(form)


# ------------------------------------------------------------------------------------------------------------ Questions


def assumptions(school: School, judged: list[Judged]) -> dict[str, int]:
    """Count the members that each unanswered question touches, by what answers it."""
    members = [each for each in judged if each.member is not None]
    settings = school.settings
    mis = "mis" in school.tables

    def asked(*rules: str) -> int:
        return sum(any(each.outcomes[rule] != NOT_APPLICABLE for rule in rules) for each in members)

    unlisted = [each for each in members if each.member and each.member.mis.there is False]
    found = {
        "mis": 0 if mis else asked("SL-101", "SL-107", "SL-202"),
        "mis_holds": 0
        if settings.mis_holds is not None
        else sum(each.outcomes["SL-202"] == NOT_CHECKED for each in unlisted),
        "queue_hours": 0 if settings.queue_hours is not None else asked("SL-103", "SL-104"),
        "anonymise_after_days": 0 if settings.anonymise_after_days is not None else asked("SL-301", "SL-302"),
        "proofs": sum(lacks_proof(school, each) for each in members),
        "deleted_at": 0 if "deleted_at" in school.members.columns else len(members),
    }
    return {name: count for name, count in found.items() if count}


def lacks_proof(school: School, judged: Judged) -> bool:
    """Whether one of the four proofs was given nowhere, and so its rule was not checked."""
    return any(
        judged.outcomes[rule] == NOT_CHECKED and proof(school, judged.row, column) is None
        for rule, column in zip(EVIDENCE[1:], PROOFS, strict=True)
    )


def key_causes(school: School) -> frozenset[KeyCause]:
    """Find the look-ups that would find what they name, were the keys written alike."""
    looked_up: list[tuple[str, str, str, list[object]]] = []
    for home in ("mis", "cypad"):
        column = f"{home}_id"
        named = [id_in(row, column) for row in school.members.keyed()]
        looked_up.append(("members", column if column in school.members.columns else "member_id", home, [*named]))
    if "proofs" in school.tables:
        looked_up.append(("proofs", "member_id", "members", [row.id for row in school.tables["proofs"].keyed()]))
    causes = set()
    for table, column, home, found in looked_up:
        known = [row.id or "" for row in school.tables[home].keyed()] if home in school.tables else []
        fold = key_cause([each for each in found if isinstance(each, str)], known)
        if fold is not None:
            causes.add(KeyCause(table, column, fold))
    return frozenset(causes)


# -------------------------------------------------------------------------------------------------------- All together


def judge(tables: Tables, settings: Settings, as_of: str) -> Judgement:
    """Judge every row of every table as of a moment (``YYYY-MM-DD``, or a date-time).

    Raises:
        ValueError: If ``as_of`` is neither.
    """
    school = read_school(tables, settings, as_of)
    rows = list(judge_rows(school))
    of_file = answer(Question("SL-006", when=True, must=len(school.members) > 0))
    outcomes = {(rule, each.table, each.row.number): got for each in rows for rule, got in each.outcomes.items()}
    outcomes["SL-006", FILE, FILE_ROW] = of_file
    findings = {
        Finding(each.table, each.row.number, rule, each.severity(rule), each.row.key, each.column(rule))
        for each in rows
        for rule in failing(each.outcomes)
    }
    if of_file == FAIL:
        findings.add(Finding("members", None, "SL-006", "error", None, ""))
    records = tuple(record_of(school, each) for each in rows if each.table == "members")
    causes = key_causes(school)
    return Judgement(
        outcomes=outcomes,
        findings=frozenset(findings),
        records=records,
        assumptions=assumptions(school, rows),
        named={place: told for each in rows for place, told in named(school, each)},
        causes=causes,
        exit=exit_code(findings, records, (), causes),
    )


def settings_of(case: HandCase) -> Settings:
    """Read the settings of a hand-worked case."""
    return Settings(**case.settings, reading=case.reading)  # type: ignore[arg-type]  # a case says what a file would


def judge_case(case: HandCase) -> Judgement:
    """Judge a hand-worked case."""
    return judge(case.tables, settings_of(case), str(case.as_of))
