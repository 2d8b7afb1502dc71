"""Hand-made cases of what follows a deletion, and of what Cypad holds.

Every moment expected here was worked out by hand. Britain's clocks: 2026-03-29 from 01:00 to 02:00
(01:00Z), 2026-10-25 from 02:00 to 01:00 (01:00Z).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from schoolcomms_leavers.handmade import (
    CLOSED,
    DELETED,
    LEAVER,
    LEFT,
    LONDON,
    OPEN,
    PICKED,
    PUPIL,
    Cells,
    brief,
    found,
    outcome,
    record,
    run,
)
from schoolcomms_leavers.oracle import Finding
from schoolcomms_leavers.oracle_records import Settings

# ------ hours and days

# A day in the queue, then the next sync: (as_of, whether SL-103 applies), around the second on which it starts to.
QUEUES = [
    ("2026-11-20T10:59:59", "2026-11-21T10:59:59", "2026-11-21T11:00:00"),
    ("2026-11-20T11:00:00", "2026-11-21T14:59:59", "2026-11-21T15:00:00"),
    ("2026-11-20T18:00:00", "2026-11-22T05:59:59", "2026-11-22T06:00:00"),
    # 24 hours from 10:30 end at 11:30 by the new clock: the 11:00 is missed.
    ("2026-03-28T10:30:00", "2026-03-29T14:59:59", "2026-03-29T15:00:00"),
    # 24 hours from 11:30 end at 10:30 by the new clock: the 11:00 is caught.
    ("2026-10-24T11:30:00", "2026-10-25T10:59:59", "2026-10-25T11:00:00"),
]


@pytest.mark.parametrize(("deleted_at", "early", "late"), QUEUES)
def test_cypad_closes_with_the_first_sync_after_the_queue(deleted_at: str, early: str, late: str) -> None:
    member = LEAVER | {"leaving_date": None, "deleted_at": deleted_at}
    before = run(member, cypad=[OPEN], mis=[], as_of=early)
    assert (outcome(before, "SL-103"), outcome(before, "SL-104")) == ("not_applicable", "fail")
    assert before.told["SL-104", 2] == datetime.fromisoformat(late).replace(tzinfo=LONDON).astimezone(UTC)
    assert record(before).expected_cypad_status == "Closed"
    after = run(member, cypad=[OPEN], mis=[], as_of=late)
    assert (outcome(after, "SL-103"), outcome(after, "SL-104")) == ("fail", "not_applicable")
    assert record(after).status == "blocked"
    closed = run(member, cypad=[CLOSED], mis=[], as_of=early)
    assert (outcome(closed, "SL-103"), outcome(closed, "SL-104")) == ("not_applicable", "not_applicable")
    assert outcome(run(member, cypad=[CLOSED], mis=[], as_of=late), "SL-103") == "pass"


@pytest.mark.parametrize(
    ("deleted_at", "last", "first_day"),
    [
        ("2026-11-01T12:00", "2026-11-15T12:00:00", date(2026, 11, 15)),
        ("2026-03-20T12:00", "2026-04-03T13:00:00", date(2026, 4, 3)),  # fourteen days of 24 hours, an hour later
        ("2026-10-20T12:00", "2026-11-03T11:00:00", date(2026, 11, 3)),  # and an hour earlier
        ("2026-03-20T23:30", "2026-04-04T00:30:00", date(2026, 4, 4)),  # which may be another day
    ],
)
def test_names_have_fourteen_days_to_the_second(deleted_at: str, last: str, first_day: date) -> None:
    member = LEAVER | {"deleted_at": deleted_at}
    within = run(member, as_of=last)
    assert (outcome(within, "SL-301"), outcome(within, "SL-302")) == ("not_applicable", "fail")
    assert within.told["SL-302", 2] == first_day
    beyond = run(member, as_of=f"{last[:-1]}1")
    assert (outcome(beyond, "SL-301"), outcome(beyond, "SL-302")) == ("fail", "not_applicable")


def test_a_school_can_have_longer_and_another_word() -> None:
    member = LEAVER | {"deleted_at": "2026-11-01T12:00", "first_name": "Gone", "last_name": "Gone"}
    assert outcome(run(member), "SL-301") == "fail"
    assert outcome(run(member, settings=Settings(anonymised_text="Gone")), "SL-301") == "pass"
    assert outcome(run(member, settings=Settings(anonymise_after_days=30)), "SL-301") == "not_applicable"


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2026-11-21T10:29:59", "not_applicable"), ("2026-11-21T10:30:00", "fail")]
)
def test_the_queue_is_over_when_its_hours_have_passed(as_of: str, expected: str) -> None:
    member = LEAVER | {"deleted_at": "2026-11-20T10:30"}
    assert outcome(run(member, as_of=as_of), "SL-304") == expected
    assert outcome(run(member | {"first_name": "XXXX", "last_name": None}, as_of=as_of), "SL-304") == "not_applicable"


def test_today_is_the_date_on_the_wall() -> None:
    member = PICKED | {"leaving_date": "2026-07-02"}
    mis = [LEFT | {"leaving_date": "2026-07-02"}]
    assert outcome(run(member, mis=mis, as_of="2026-07-01T22:59:59Z"), "SL-202") == "fail"
    assert outcome(run(member, mis=mis, as_of="2026-07-01T23:00:00Z"), "SL-202") == "pass"


# ------------------------------------------------------------------------------------------------------------- deleted


def test_deleted_is_whoever_has_a_deleted_at_even_unreadable_or_to_come() -> None:
    for moment in ("soon", "2026-11-22", "2027-01-01T00:00", "2020-01-01T00:00"):
        assert record(run(PICKED | {"deleted_at": moment, "outstanding_balance": "5"})).verdict == "deleted"
    assert record(run(PICKED | {"deleted_at": "\u00a0"})).verdict == "safe_to_delete"


def test_each_rule_asks_only_the_deleted_or_only_the_others() -> None:
    of_deleted = ("SL-004", "SL-103", "SL-104", "SL-301", "SL-302", "SL-304")
    judgement = run(LEAVER, cypad=[OPEN], mis=[])
    assert {outcome(judgement, rule) for rule in of_deleted} == {"not_applicable"}
    spoilt = PUPIL | {"deleted_at": "2026-11-22T10:30", "selected": "yes", "last_name": "XXXX", "class_name": "7B"}
    judgement = run(spoilt, cypad=[CLOSED], mis=[LEFT])
    of_others = ("SL-101", "SL-102", "SL-106", "SL-108", "SL-201", "SL-202", "SL-303")
    assert {outcome(judgement, rule) for rule in of_others} == {"not_applicable"}


@pytest.mark.parametrize("deleted_at", ["0001-01-01T00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_deletion_at_either_end_of_the_calendar(deleted_at: str) -> None:
    ancient = deleted_at.startswith("0")
    judgement = run(LEAVER | {"deleted_at": deleted_at}, cypad=[OPEN])
    rules = ("SL-103", "SL-301", "SL-304") if ancient else ("SL-004", "SL-104", "SL-302")
    assert brief(judgement) == ("deleted", "blocked" if ancient else "ready_with_warnings", rules)
    assert judgement.told == ({} if ancient else {("SL-104", 2): None, ("SL-302", 2): None})


def test_an_unreadable_deleted_at_leaves_all_that_counts_from_it_open() -> None:
    judgement = run(DELETED | {"deleted_at": "soon"}, cypad=[OPEN])
    rules = ("SL-004", "SL-103", "SL-104", "SL-301", "SL-302", "SL-304")
    assert {outcome(judgement, rule) for rule in rules} == {"not_checked"}
    assert brief(judgement) == ("deleted", "undetermined", ("SL-002",))
    assert record(judgement).expected_cypad_status is None
    settled = run(DELETED | {"deleted_at": "soon", "first_name": "XXXX", "last_name": None}, cypad=[CLOSED])
    assert {outcome(settled, rule) for rule in ("SL-103", "SL-104", "SL-301", "SL-304")} == {"not_applicable"}


def test_a_deletion_to_come_is_in_the_queue_and_warned_of() -> None:
    judgement = run(DELETED | {"deleted_at": "2026-11-22T12:00:01", "leaving_date": "2026-11-22"}, mis=[], cypad=[OPEN])
    assert brief(judgement) == ("deleted", "ready_with_warnings", ("SL-004", "SL-104", "SL-302"))
    assert Finding("members", 2, "SL-004", "warning", "M1", "deleted_at") in judgement.findings
    assert outcome(run(DELETED | {"deleted_at": "2026-11-22T12:00:00"}), "SL-004") == "pass"


def test_a_deleted_member_who_leaves_later_is_warned_of_on_the_first_cell() -> None:
    later: Cells = {"leaving_date": "2026-11-23"}
    for moment in ("2026-11-22T10:30", "2027-01-01T00:00", "soon"):
        judgement = run(DELETED | later | {"deleted_at": moment}, mis=[])
        assert Finding("members", 2, "SL-004", "warning", "M1", "leaving_date") in judgement.findings
    assert outcome(run(LEAVER | later), "SL-004") == "not_applicable"
    assert outcome(run(DELETED | {"leaving_date": None}), "SL-004") == "pass"
    assert outcome(run(DELETED | {"leaving_date": "?"}), "SL-004") == "not_checked"


def test_without_the_column_deleted_at_nobody_is_surely_deleted_or_not() -> None:
    judgement = run(LEAVER, cypad=[OPEN], without=["deleted_at"])
    assert outcome(judgement, "SL-102") == "not_checked", "if not deleted, it would fail"
    assert outcome(judgement, "SL-203") == "not_applicable", "deleted or not, it is met"
    assert brief(judgement) == ("safe_to_delete", "undetermined", ())
    assert record(judgement).expected_cypad_status is None
    unproven = run(LEAVER | {"outstanding_balance": "5"}, without=["deleted_at"])
    assert record(unproven).verdict == "undetermined"


def test_names_that_are_missing_need_no_anonymising() -> None:
    old = LEAVER | {"deleted_at": "2026-10-01T12:00", "first_name": None}
    assert outcome(run(old | {"last_name": "XXXX"}), "SL-301") == "pass"
    judgement = run(old | {"last_name": "xxxx"})
    assert Finding("members", 2, "SL-301", "error", "M1", "last_name") in judgement.findings
    assert Finding("members", 2, "SL-304", "info", "M1", "last_name") in judgement.findings, "both are said"


def test_names_that_were_not_supplied() -> None:
    old = LEAVER | {"deleted_at": "2026-10-01T12:00"}
    assert outcome(run(old, without=["last_name"]), "SL-301") == "fail", "the first name decides"
    assert outcome(run(old | {"first_name": "XXXX"}, without=["last_name"]), "SL-301") == "not_checked"
    assert outcome(run(LEAVER, without=["last_name"]), "SL-303") == "not_checked"
    assert outcome(run(LEAVER | {"class_name": "XXXX"}), "SL-303") == "pass", "a class is not a name"


# --------------------------------------------------------------------------------------------------------------- Cypad


def test_cypad_of_a_leaver_who_is_closed_passes() -> None:
    assert outcome(run(LEAVER, cypad=[CLOSED]), "SL-102") == "pass"
    assert outcome(run(LEAVER, cypad=[]), "SL-102") == "not_applicable"


@pytest.mark.parametrize("status", ["open", "CLOSED", "Leaver", None, "NA"])
def test_any_other_status_is_as_good_as_unreadable(status: str | None) -> None:
    judgement = run(LEAVER, cypad=[OPEN | {"status": status}, OPEN | {"member_id": "M9", "status": status}])
    assert {(f.rule, f.severity, f.row, f.column) for f in judgement.findings} == {
        ("SL-003", "error", 2, "status"),
        ("SL-003", "error", 3, "status"),
    }
    assert outcome(judgement, "SL-102") == "not_checked"
    assert outcome(judgement, "SL-105", 2, "cypad") == "not_applicable", "Open or not, the member is there"
    assert outcome(judgement, "SL-105", 3, "cypad") == "not_checked"
    assert brief(judgement) == ("safe_to_delete", "ready", ()), "a finding of Cypad's row, not of the member"
    deleted = run(LEAVER | {"deleted_at": "2026-11-19T12:00"}, cypad=[OPEN | {"status": status}])
    assert (outcome(deleted, "SL-103"), outcome(deleted, "SL-104")) == ("not_checked", "not_applicable")
    assert record(deleted).status == "undetermined"


def test_who_is_not_in_cypad_is_not_asked() -> None:
    long_gone = LEAVER | {"deleted_at": "2026-11-01T12:00"}
    for member in (LEAVER, PUPIL, DELETED, long_gone):
        judgement = run(member, cypad=[OPEN | {"member_id": "M9"}])
        rules = ("SL-102", "SL-103", "SL-104", "SL-106", "SL-108")
        assert {outcome(judgement, rule) for rule in rules} == {"not_applicable"}


def test_open_in_cypad_without_a_member() -> None:
    judgement = run(PUPIL, cypad=[OPEN, OPEN | {"member_id": "m1"}, CLOSED | {"member_id": "M9"}], mis=[])
    assert judgement.findings == {Finding("cypad", 3, "SL-105", "warning", "m1", "member_id")}
    assert outcome(judgement, "SL-105", 4, "cypad") == "not_applicable"
    nobody = run(PUPIL | {"member_id": None}, cypad=[OPEN | {"member_id": None}], mis=[])
    assert found(nobody) == {("SL-001", "members", 2, None), ("SL-001", "cypad", 2, None)}


def test_without_cypad_nothing_of_it_is_checked() -> None:
    judgement = run(LEAVER, PUPIL | {"member_id": "M2"}, cypad=None, mis=[LEFT])
    assert outcome(judgement, "SL-102", 2) == outcome(judgement, "SL-106", 3) == "not_checked"
    assert outcome(judgement, "SL-108", 2) == "not_checked"
    assert {record(judgement, row).expected_cypad_status for row in (2, 3)} == {None}
    assert brief(judgement)[:2] == ("safe_to_delete", "ready"), "only warnings are open"
    deleted = run(LEAVER | {"deleted_at": "2026-11-19T12:00"}, cypad=None)
    assert (outcome(deleted, "SL-103"), outcome(deleted, "SL-104")) == ("not_checked", "not_applicable")
    assert outcome(run(DELETED, cypad=None), "SL-104") == "not_checked"
    assert outcome(run(DELETED, cypad=None), "SL-103") == "not_applicable", "no sync yet, whatever Cypad holds"
    assert record(deleted).status == "undetermined"


@pytest.mark.parametrize(
    ("ours", "theirs", "without", "expected"),
    [
        ("7A", "7B", (), "fail"),
        (None, "7B", (), "not_applicable"),
        ("7A", None, (), "not_applicable"),
        ("7A", "7A", ("cypad.class_name",), "not_checked"),
        (None, "7A", ("cypad.class_name",), "not_applicable"),
        ("7A", "7A", ("class_name",), "not_checked"),
    ],
)
def test_class_names_are_compared_where_both_are_there(
    ours: str | None, theirs: str | None, without: Sequence[str], expected: str
) -> None:
    judgement = run(LEAVER | {"class_name": ours}, cypad=[CLOSED | {"class_name": theirs}], without=without)
    assert outcome(judgement, "SL-108") == expected
    assert outcome(run(DELETED | {"class_name": "7B"}), "SL-108") == "not_applicable"


@pytest.mark.parametrize(
    ("deleted_at", "expected"),
    [("2026-11-21T14:59:59", "Closed"), ("2026-11-21T15:00:00", "Open"), ("2027-01-01T00:00", "Open"), (None, "Open")],
)
def test_what_cypad_shows_after_the_next_sync(deleted_at: str | None, expected: str) -> None:
    judgement = run(LEAVER | {"deleted_at": deleted_at}, cypad=[CLOSED])
    assert record(judgement).next_sync == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert record(judgement).expected_cypad_status == expected
    assert record(run(LEAVER | {"deleted_at": deleted_at}, cypad=[])).expected_cypad_status is None
