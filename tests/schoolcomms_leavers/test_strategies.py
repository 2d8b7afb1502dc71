"""The drawn schools must reach every outcome of every rule, and every edge; else a comparison on them shows nothing."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings

from schoolcomms_leavers import oracle, oracle_clock, oracle_records
from schoolcomms_leavers.oracle import EVIDENCE, RULES, Judgement, judge
from schoolcomms_leavers.oracle_cells import (
    FAIL,
    NOT_APPLICABLE,
    NOT_CHECKED,
    PASS,
    UNKNOWN,
    Row,
    Text,
    Truth,
    parse_bool,
    parse_number,
)
from schoolcomms_leavers.oracle_clock import HOUR, Moment, local_date, on_the_wall
from schoolcomms_leavers.oracle_records import Member, School, Settings
from schoolcomms_leavers.strategies import COLUMNS, REQUIRED_COLUMNS, ZONES, Case, cases

DRAWS = 600


@cache
def drawn() -> tuple[tuple[Case, Judgement], ...]:
    """Draw schools, the same each time, with what the oracle says of them."""
    found: list[tuple[Case, Judgement]] = []

    @hypothesis_settings(
        max_examples=DRAWS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def draw(case: Case) -> None:
        found.append((case, judge(*case)))

    draw()
    return tuple(found)


NOT_ALL: dict[str, set[str]] = {
    "SL-001": {NOT_APPLICABLE, NOT_CHECKED},  # every row is asked for its key
    "SL-002": {NOT_CHECKED},
    "SL-003": {NOT_CHECKED},
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
    assert {r.verdict for r in records} == {"deleted", "not_safe", "undetermined", "safe_to_delete", "keep"}
    assert {r.status for r in records} == {"blocked", "undetermined", "ready_with_warnings", "ready"}
    assert {r.expected_cypad_status for r in records} == {"Open", "Closed", None}
    severities = {(f.rule, f.severity) for _, said in drawn() for f in said.findings}
    assert severities >= {(rule, level) for rule in EVIDENCE for level in ("error", "warning")}
    columns = {(f.rule, f.column) for _, said in drawn() for f in said.findings}
    names = {(rule, name) for rule in ("SL-301", "SL-303", "SL-304") for name in ("first_name", "last_name")}
    assert columns >= names | {("SL-004", "leaving_date"), ("SL-004", "deleted_at")}


def test_every_table_column_and_setting_is_left_out_or_changed_in_some_draw() -> None:
    for name, columns in COLUMNS.items():
        optional = {column for column in columns if column not in REQUIRED_COLUMNS[name]}
        left_out = {c for (tables, *_), _ in drawn() if name in tables for c in optional - set(tables[name].columns)}
        assert left_out == optional
        assert any(name in tables for (tables, *_), _ in drawn())
    assert all(any(name not in tables for (tables, *_), _ in drawn()) for name in ("cypad", "mis"))
    for field in dataclasses.fields(Settings):
        assert len({getattr(settings, field.name) for (_, settings, _), _ in drawn()}) > 1
    assert {settings.timezone for (_, settings, _), _ in drawn()} == set(ZONES)


def test_every_rule_has_one_outcome_on_every_row() -> None:
    for (tables, *_), said in drawn():
        rows = {
            (name, number)
            for name, raw in tables.items()
            for number, cells in raw.rows
            if any((cell or "").strip() for cell in cells.values())
        }
        assert set(said.outcomes) == {(rule, name, number) for name, number in rows for rule in RULES[name]}
        failed = {key for key, got in said.outcomes.items() if got == FAIL}
        assert {(f.rule, f.table, f.row) for f in said.findings} == failed
        assert [record.row for record in said.records] == sorted(row for name, row in rows if name == "members")


def test_nobody_is_safe_to_delete_without_proof() -> None:
    """What must never happen, said once more and apart from the rules: every proof is there and says yes."""
    safe = [
        (case, record)
        for case, said in drawn()
        for record in said.records
        if record.verdict == "safe_to_delete"
    ]  # fmt: skip
    assert safe
    for (tables, *_), record in safe:
        cells = dict(tables["members"].rows)[record.row]
        filled = {column for column, cell in cells.items() if (cell or "").strip()}
        assert filled >= {"outstanding_balance", "open_bookings", "messages_saved", "transactions_settled"}
        assert "deleted_at" not in filled
        assert record.key in {(row.get("member_id") or "").strip() for _, row in tables["mis"].rows}
        assert not {"SL-001", *oracle.DELETING} & set(record.rules)


# ---------------------------------------------------------------------------------------------- readings that are wrong
# Each replaces one part of the oracle by a likely slip. Some drawn school must tell the two apart.


def slip_queue_strictly(member: Member) -> Truth:
    over = member.since_deletion(member.school.settings.queue_hours * HOUR)
    return None if over is None else over < member.school.now


def slip_days_loosely(member: Member) -> Truth:
    over = member.since_deletion(member.school.settings.anonymise_after_days * 24 * HOUR)
    return None if over is None else over <= member.school.now


def slip_deadline_strictly(after: Moment, deadline: Moment, times: tuple[str, ...], zone: ZoneInfo) -> bool:
    sync = oracle_clock.next_sync(after, times, zone)
    return sync is not None and sync < deadline


def slip_sync_at_once(after: Moment, deadline: Moment, times: tuple[str, ...], zone: ZoneInfo) -> bool:
    sync = oracle_clock.next_sync(after - 1, times, zone)
    return sync is not None and sync <= deadline


def slip_syncs_in_utc(after: Moment, deadline: Moment, times: tuple[str, ...], _: ZoneInfo) -> bool:
    sync = oracle_clock.next_sync(after, times, ZoneInfo("UTC"))
    return sync is not None and sync <= deadline


def slip_hours_on_the_wall(member: Member, seconds: int) -> Moment | None:
    if not isinstance(member.deleted_at, int):
        return None
    zone = member.school.settings.zone
    try:
        wall = datetime.fromtimestamp(member.deleted_at, zone).replace(tzinfo=None) + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return member.deleted_at + seconds
    return on_the_wall(wall.date(), wall.time(), zone)


def slip_second_of_two(day: date, clock: time, zone: ZoneInfo) -> Moment:
    naive = datetime.combine(day, clock, UTC)
    offset = datetime.combine(day, clock.replace(fold=1), zone).utcoffset() or timedelta()
    seconds = (naive.toordinal() - oracle_clock.FIRST_DAY) * 24 * HOUR + naive.hour * HOUR + naive.minute * 60
    return seconds + naive.second - round(offset.total_seconds())


def slip_bare_date_is_midnight(text: str, zone: ZoneInfo) -> Moment:
    return oracle_clock.parse_as_of(f"{text}T00:00" if len(text) == len("2026-11-22") else text, zone)


def slip_today_in_utc(school: School) -> date:
    return local_date(school.now, ZoneInfo("UTC"))


def slip_missing_is_nought(member: Member, column: str) -> Truth:
    number = member.row.read(column, parse_number)
    return None if number is UNKNOWN else number is None or number == 0


def slip_missing_is_yes(member: Member, column: str) -> Truth:
    cell = member.row.read(column, parse_bool)
    return None if cell is UNKNOWN else cell is not False


def slip_unknown_selected_is_a_warning(rule: str, member: Member | None) -> str:
    if rule in EVIDENCE:
        return "error" if member is not None and member.selected else "warning"
    return oracle.SEVERITY[rule]


def slip_blank_status_is_missing(row: Row) -> Text:
    status = row.text("status")
    return status if status in {"Open", "Closed", None} else UNKNOWN


def slip_last_row(rows: tuple[Row, ...], key: str) -> Row | None:
    return next((row for row in reversed(rows) if row.key == key), None)


def slip_unreadable_is_not_deleted(school: School, row: Row) -> Member:
    member = READ_MEMBER(school, row)
    unreadable = member.deleted_at is UNKNOWN and member.deleted is True
    return dataclasses.replace(member, deleted=False) if unreadable else member


def slip_no_table_is_an_empty_one(school: School, row: Row) -> Member:
    return READ_MEMBER(dataclasses.replace(school, cypad=school.cypad or (), mis=school.mis or ()), row)


READ_MEMBER = oracle_records.read_member
SLIPS: list[tuple[object, str, object]] = [
    (oracle, "queue_over", slip_queue_strictly),
    (oracle, "anonymise_over", slip_days_loosely),
    (oracle_records, "sync_by", slip_deadline_strictly),
    (oracle_records, "sync_by", slip_sync_at_once),
    (oracle_records, "sync_by", slip_syncs_in_utc),
    (Member, "since_deletion", slip_hours_on_the_wall),
    (oracle_clock, "on_the_wall", slip_second_of_two),
    (oracle_records, "parse_as_of", slip_bare_date_is_midnight),
    (School, "today", property(slip_today_in_utc)),
    (Member, "zero", slip_missing_is_nought),
    (Member, "yes", slip_missing_is_yes),
    (oracle, "severity", slip_unknown_selected_is_a_warning),
    (oracle_records, "cypad_status", slip_blank_status_is_missing),
    (oracle_records, "first_with_key", slip_last_row),
    (oracle, "read_member", slip_unreadable_is_not_deleted),
    (oracle, "read_member", slip_no_table_is_an_empty_one),
]


@pytest.mark.parametrize(("owner", "name", "slip"), SLIPS, ids=[getattr(s[2], "__name__", s[1]) for s in SLIPS])
def test_a_slip_shows_on_some_draw(owner: object, name: str, slip: object, monkeypatch: pytest.MonkeyPatch) -> None:
    known = drawn()
    monkeypatch.setattr(owner, name, slip)
    assert any(judge(*case) != said for case, said in known)
