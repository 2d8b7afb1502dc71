"""The drawn schools must reach every outcome of every rule, and every edge; else a comparison on them shows nothing."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from oracle import cells
from oracle.cells import local_date, on_the_wall
from oracle.judgement import FILE, Judgement
from oracle.logic import FAIL, NOT_APPLICABLE, NOT_CHECKED, PASS, UNKNOWN, Truth
from oracle.tables import Row, Table, Text
from schoolcomms_leavers import oracle, oracle_clock, oracle_records
from schoolcomms_leavers.oracle import DELETING, EVIDENCE, RULES, judge
from schoolcomms_leavers.oracle_records import LookedUp, Member, School, Settings, proof
from schoolcomms_leavers.strategies import COLUMNS, REQUIRED_COLUMNS, ZONES, Case, corpus

SCHOOLS = 300


@cache
def drawn() -> tuple[tuple[Case, Judgement], ...]:
    """The drawn schools with what the oracle says of them."""
    return tuple((case, judge(*case)) for case in corpus(SCHOOLS))


NOT_ALL: dict[str, set[str]] = {
    "SL-001": {NOT_APPLICABLE, NOT_CHECKED},  # every row is asked for its key
    "SL-002": {NOT_CHECKED},
    "SL-003": {NOT_CHECKED},
    "SL-005": {NOT_CHECKED},  # what does not parse was not given
    "SL-006": {NOT_APPLICABLE, NOT_CHECKED},
    "SL-104": {PASS},  # never may hold
    "SL-302": {PASS},
    "SL-304": {PASS},
}


@pytest.mark.parametrize(("table", "rule"), [(table, rule) for table, rules in RULES.items() for rule in rules])
def test_every_rule_is_drawn_with_every_outcome_that_it_can_have(table: str, rule: str) -> None:
    seen = {got for _, said in drawn() for (asked, on, _), got in said.outcomes.items() if (asked, on) == (rule, table)}
    assert seen == {PASS, FAIL, NOT_APPLICABLE, NOT_CHECKED} - NOT_ALL.get(rule, set())


def test_every_verdict_status_and_severity_is_drawn() -> None:
    records = [record for _, said in drawn() for record in said.records]
    assert {r["verdict"] for r in records} == {"deleted", "not_safe", "undetermined", "safe_to_delete", "keep", None}
    assert {r.status for r in records} == {"blocked", "undetermined", "ready_with_warnings", "ready"}
    assert {r["expected_cypad_status"] for r in records} == {"Open", "Closed", None}
    severities = {(f.rule, f.severity) for _, said in drawn() for f in said.findings}
    assert severities >= {(rule, level) for rule in EVIDENCE for level in ("error", "warning")}
    assert severities >= {("SL-102", "info"), ("SL-102", "warning")}
    columns = {(f.rule, f.column) for _, said in drawn() for f in said.findings}
    names = {(rule, name) for rule in ("SL-301", "SL-303", "SL-304") for name in ("first_name", "last_name")}
    proofs = {("SL-005", name) for name in oracle_records.PROOFS}
    assert columns >= names | proofs | {("SL-004", "leaving_date"), ("SL-004", "deleted_at")}
    assert {name for _, said in drawn() for name in said.assumptions} == {
        "mis", "mis_holds", "queue_hours", "anonymise_after_days", "proofs", "deleted_at",
    }  # fmt: skip
    assert {said.exit for _, said in drawn()} == {0, 1}
    assert {cause.fold for _, said in drawn() for cause in said.causes} == {
        "leading zeros", "case", "spaces or punctuation",
    }  # fmt: skip


def test_every_table_column_and_setting_is_left_out_or_changed_in_some_draw() -> None:
    for name, columns in COLUMNS.items():
        optional = {column for column in columns if column not in REQUIRED_COLUMNS[name]}
        left_out = {c for (tables, *_), _ in drawn() if name in tables for c in optional - set(tables[name].columns)}
        assert left_out == optional
        assert any(name in tables for (tables, *_), _ in drawn())
    assert all(any(name not in tables for (tables, *_), _ in drawn()) for name in ("cypad", "mis", "proofs"))
    for field in dataclasses.fields(Settings):
        assert len({str(getattr(settings, field.name)) for (_, settings, _), _ in drawn()}) > 1
    assert {settings.reading.timezone for (_, settings, _), _ in drawn()} == set(ZONES)


def test_every_rule_has_one_outcome_on_every_row() -> None:
    for (tables, *_), said in drawn():
        rows = {
            (name, number)
            for name, raw in tables.items()
            for number, cells in raw.rows
            if any((cell or "").strip() for cell in cells.values())
        }
        of_rows = {place: got for place, got in said.outcomes.items() if place[1] != FILE}
        assert set(of_rows) == {(rule, name, number) for name, number in rows for rule in RULES[name]}
        failed = {place for place, got in of_rows.items() if got == FAIL}
        assert {(f.rule, f.table, f.row) for f in said.findings if f.row is not None} == failed
        assert [record.row for record in said.records] == sorted(row for name, row in rows if name == "members")


def test_nobody_is_safe_to_delete_without_proof() -> None:
    """What must never happen, said once more and apart from the rules: every proof is there and says yes."""
    safe = [(case, one) for case, said in drawn() for one in said.records if one["verdict"] == "safe_to_delete"]
    assert safe
    for (tables, settings, _), record in safe:
        form = [row for _, row in tables["proofs"].rows] if "proofs" in tables else []
        own = dict(tables["members"].rows)[record.row]
        said = [own, *(row for row in form if (row.get("member_id") or "").strip() == record.key)]
        filled = {column for row in said for column, cell in row.items() if (cell or "").strip()}
        assert filled >= set(oracle_records.PROOFS)
        assert not (own.get("deleted_at") or "").strip()
        if settings.mis_holds != "current" and "mis" in tables:
            listed = {(row.get("member_id") or "").strip() for _, row in tables["mis"].rows}
            assert (own.get("mis_id") or own["member_id"] or "").strip() in listed
        assert not {"SL-001", *DELETING} & set(record.rules)


# ---------------------------------------------------------------------------------------------- readings that are wrong
# Each replaces one part of the oracle by a likely slip. Some drawn school must tell the two apart.


def slip_queue_loosely(member: Member) -> Truth:
    over = member.since_deletion(member.school.settings.queue)
    return None if over is None else over <= member.school.now


def slip_days_loosely(member: Member) -> Truth:
    over = member.since_deletion(member.school.settings.readable)
    return None if over is None else over <= member.school.now


def slip_deadline_strictly(after: datetime, deadline: datetime, times: tuple[str, ...], zone: ZoneInfo) -> bool:
    return oracle_clock.next_sync(after, times, zone) < deadline


def slip_sync_at_once(after: datetime, deadline: datetime, times: tuple[str, ...], zone: ZoneInfo) -> bool:
    return oracle_clock.next_sync(after - timedelta(seconds=1), times, zone) <= deadline


def slip_syncs_in_utc(after: datetime, deadline: datetime, times: tuple[str, ...], _: ZoneInfo) -> bool:
    return oracle_clock.next_sync(after, times, ZoneInfo("UTC")) <= deadline


def slip_hours_on_the_wall(member: Member, passed: timedelta) -> datetime | None:
    if not isinstance(member.deleted_at, datetime):
        return None
    zone = member.school.settings.zone
    wall = member.deleted_at.astimezone(zone).replace(tzinfo=None) + passed
    return on_the_wall(wall.date(), wall.time(), zone)


def slip_second_of_two(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock.replace(fold=1), zone).astimezone(UTC)


def slip_today_in_utc(school: School) -> date:
    return local_date(school.now, ZoneInfo("UTC"))


def slip_missing_is_nought(member: Member, column: str) -> Truth:
    number = proof(member.school, member.row, column)
    return None if number is UNKNOWN else number is None or number == 0


def slip_missing_is_yes(member: Member, column: str) -> Truth:
    said = proof(member.school, member.row, column)
    return None if said is UNKNOWN else said is not False


def slip_members_alone(_: School, member: Row, column: str) -> object:
    return oracle_records.value_in(member, column)


def slip_first_line_of_the_form(school: School, member: Row, column: str) -> object:
    lines = [line for line in school.tables.get("proofs", ()) if line.ref("member_id") == member.id is not None]
    return oracle_records.value_in(lines[0], column) if lines else None


def slip_unknown_selected_is_a_warning(rule: str, member: Member | None) -> str:
    if rule in EVIDENCE:
        return "error" if member is not None and member.selected else "warning"
    return SEVERITY_OF(rule, member)


def slip_exact_status(row: Row) -> Text:
    status = row.text("status")
    return status if status in {"Open", "Closed"} else UNKNOWN


def slip_last_row(table: Table, key: Text) -> Row | None:
    return next((row for row in reversed(table.rows) if row.id is not None and row.id == key), None)


def slip_blank_number_is_the_members_own(row: Row, column: str) -> Text:
    return row.ref(column) if isinstance(row.ref(column), str) else row.key


def slip_no_table_is_an_empty_one(school: School, table: str, identifier: Text) -> LookedUp:
    return LookedUp(there=False, row=None) if table not in school.tables else LOOK_UP(school, table, identifier)


def slip_identifiers_always_compare(_: object) -> bool:
    return True


def slip_a_third_is_enough(members: list[Member]) -> bool:
    there = [member for member in members if member.is_leaver is False and not member.deleted]
    return 3 * sum(member.mis.there is True for member in there) >= len(there) > 0


def slip_no_near_misses(_: Member) -> bool:
    return False


SEVERITY_OF, LOOK_UP = oracle.severity_of, oracle_records.look_up
SLIPS: list[tuple[object, str, object]] = [
    (oracle, "queue_over", slip_queue_loosely),
    (oracle, "anonymise_over", slip_days_loosely),
    (oracle_records, "sync_by", slip_deadline_strictly),
    (oracle_records, "sync_by", slip_sync_at_once),
    (oracle_records, "sync_by", slip_syncs_in_utc),
    (Member, "since_deletion", slip_hours_on_the_wall),
    (cells, "on_the_wall", slip_second_of_two),
    (oracle_clock, "on_the_wall", slip_second_of_two),
    (School, "today", property(slip_today_in_utc)),
    (Member, "zero", slip_missing_is_nought),
    (Member, "yes", slip_missing_is_yes),
    (oracle_records, "proof", slip_members_alone),
    (oracle_records, "written_in_form", slip_first_line_of_the_form),
    (oracle, "severity_of", slip_unknown_selected_is_a_warning),
    (oracle_records, "cypad_status", slip_exact_status),
    (Table, "first", slip_last_row),
    (oracle_records, "id_in", slip_blank_number_is_the_members_own),
    (oracle_records, "look_up", slip_no_table_is_an_empty_one),
    (oracle, "identifiers_compare", slip_identifiers_always_compare),
    (oracle, "identifiers_compare", slip_a_third_is_enough),
    (oracle_records, "is_near_a_row", slip_no_near_misses),
]


@pytest.mark.parametrize(
    ("owner", "name", "slip"), SLIPS, ids=[f"{getattr(s[2], '__name__', s[1])}-{n}" for n, s in enumerate(SLIPS)]
)
def test_a_slip_shows_on_some_draw(owner: object, name: str, slip: object, monkeypatch: pytest.MonkeyPatch) -> None:
    known = drawn()
    monkeypatch.setattr(owner, name, slip)
    assert any(judge(*case) != said for case, said in known)
