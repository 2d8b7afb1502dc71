"""Hand-made cases that tie the oracle to the requirements, so that it may judge the suite.

Each starts from a school in which everything is in order and changes one thing. What follows a deletion, and Cypad, are
in ``test_oracle_deleted.py``; cells and the clock in ``test_oracle_cells.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from schoolcomms_leavers.handmade import (
    CLOSED,
    DELETED,
    LEAVER,
    LEFT,
    ON_ROLL,
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
from schoolcomms_leavers.oracle import COLUMN, DELETING, EVIDENCE, SEVERITY, Finding, Record
from schoolcomms_leavers.oracle_cells import RawTable
from schoolcomms_leavers.oracle_records import Settings
from schoolcomms_leavers.strategies import write_csv

# ----------------------------------------------------------------------------------------------------------- in order


@pytest.mark.parametrize(
    ("member", "cypad", "mis", "expected"),
    [
        (LEAVER, CLOSED, LEFT, "safe_to_delete"),
        (PICKED, CLOSED, LEFT, "safe_to_delete"),
        (PUPIL, OPEN, ON_ROLL, "keep"),
    ],
)
def test_a_member_in_order_is_ready(member: Cells, cypad: Cells, mis: Cells, expected: str) -> None:
    judgement = run(member, cypad=[cypad], mis=[mis])
    assert not judgement.findings
    assert judgement.records == (
        Record(2, "M1", expected, datetime(2026, 11, 22, 15, tzinfo=UTC), "Open", "ready", ()),
    )


def test_a_deletion_in_the_queue_is_told_only() -> None:
    judgement = run(DELETED, cypad=[OPEN])
    assert brief(judgement) == ("deleted", "ready", ("SL-104", "SL-302"))
    assert {finding.severity for finding in judgement.findings} == {"info"}
    assert judgement.told == {
        ("SL-104", 2): datetime(2026, 11, 23, 11, tzinfo=UTC),
        ("SL-302", 2): date(2026, 12, 6),
    }
    assert record(judgement).expected_cypad_status == "Open", "the 15:00 today comes before the queue is over"


FAULTS: list[tuple[str, Cells, Cells, Cells, str, str]] = [
    ("SL-101", PUPIL | {"leaving_date": "2026-11-20"}, OPEN, LEFT, "keep", "ready_with_warnings"),
    ("SL-102", LEAVER, OPEN, LEFT, "safe_to_delete", "ready_with_warnings"),
    ("SL-106", PUPIL, CLOSED, ON_ROLL, "keep", "ready_with_warnings"),
    ("SL-107", LEAVER | {"leaving_date": "2026-11-19"}, CLOSED, LEFT, "safe_to_delete", "ready_with_warnings"),
    ("SL-107", LEAVER | {"leaving_date": None}, CLOSED, LEFT, "safe_to_delete", "ready_with_warnings"),
    ("SL-107", PUPIL | {"leaving_date": "2026-11-30"}, OPEN, ON_ROLL, "keep", "ready_with_warnings"),
    ("SL-108", PUPIL | {"class_name": "7a"}, OPEN, ON_ROLL, "keep", "ready_with_warnings"),
    ("SL-201", PICKED | {"is_leaver": "no"}, OPEN, LEFT | {"leaving_date": "2026-11-20"}, "not_safe", "blocked"),
    ("SL-203", PICKED | {"outstanding_balance": "-0.01"}, CLOSED, LEFT, "not_safe", "blocked"),
    ("SL-204", PICKED | {"open_bookings": "2.0"}, CLOSED, LEFT, "not_safe", "blocked"),
    ("SL-205", PICKED | {"messages_saved": "no"}, CLOSED, LEFT, "not_safe", "blocked"),
    ("SL-206", PICKED | {"transactions_settled": "0"}, CLOSED, LEFT, "not_safe", "blocked"),
    ("SL-303", PUPIL | {"last_name": "XXXX"}, OPEN, ON_ROLL, "keep", "ready_with_warnings"),
]


@pytest.mark.parametrize(("rule", "member", "cypad", "mis", "verdict", "status"), FAULTS, ids=[c[0] for c in FAULTS])
def test_one_fault_one_finding(rule: str, member: Cells, cypad: Cells, mis: Cells, verdict: str, status: str) -> None:
    judgement = run(member, cypad=[cypad], mis=[mis])
    # The MIS says that a member who is not marked has left: SL-101 says so of the one picked too.
    others = {"SL-101"} if rule == "SL-201" else set()
    assert brief(judgement) == (verdict, status, tuple(sorted({rule} | others)))
    (finding,) = (finding for finding in judgement.findings if finding.rule not in others)
    column = "last_name" if rule == "SL-303" else COLUMN[rule]
    assert finding == Finding("members", 2, rule, SEVERITY.get(rule, "error"), "M1", column)


@pytest.mark.parametrize(
    "mis", [[], [ON_ROLL], [LEFT | {"leaving_date": "2026-11-23"}]], ids=["silent", "none", "later"]
)
def test_the_mis_must_say_that_the_member_has_left(mis: Sequence[Cells]) -> None:
    judgement = run(PICKED | {"leaving_date": None}, mis=mis)
    assert outcome(judgement, "SL-202") == "fail"
    assert record(judgement).verdict == "not_safe"
    assert record(judgement).status == "blocked"


# ---------------------------------------------------------------------------------------------------- proof is required

UNPROVEN: list[tuple[str, Cells]] = [
    *(("SL-203", {"outstanding_balance": text}) for text in (None, "\u00a0", "nil", "0,00", "0.", "0e0")),
    *(("SL-204", {"open_bookings": text}) for text in (None, "none", "0.5")),
    *(("SL-205", {"messages_saved": text}) for text in (None, "maybe")),
    *(("SL-206", {"transactions_settled": text}) for text in (None, "done")),
]


@pytest.mark.parametrize(("rule", "change"), UNPROVEN)
def test_evidence_missing_or_unreadable_is_not_checked(rule: str, change: Cells) -> None:
    picked, leaver = run(PICKED | change), run(LEAVER | change)
    assert outcome(picked, rule) == outcome(leaver, rule) == "not_checked"
    assert brief(picked)[:2] == ("undetermined", "undetermined")
    assert brief(leaver)[:2] == ("undetermined", "ready"), "only a warning for one who is not picked"


@pytest.mark.parametrize(
    ("rule", "column"),
    [("SL-203", "outstanding_balance"), ("SL-204", "open_bookings"), ("SL-205", "messages_saved"),
     ("SL-206", "transactions_settled"), ("SL-202", "mis.leaving_date")],
)  # fmt: skip
def test_evidence_in_a_column_that_was_not_supplied_is_not_checked(rule: str, column: str) -> None:
    judgement = run(LEAVER, without=[column])
    assert outcome(judgement, rule) == "not_checked"
    assert record(judgement).verdict == "undetermined"


def test_without_the_mis_nobody_is_safe_to_delete() -> None:
    judgement = run(PICKED, mis=None)
    assert {outcome(judgement, rule) for rule in ("SL-202", "SL-107")} == {"not_checked"}
    assert outcome(judgement, "SL-101") == "not_applicable", "is_leaver holds whatever the MIS says"
    assert brief(judgement) == ("undetermined", "undetermined", ())
    assert outcome(run(PUPIL, mis=None), "SL-101") == "not_checked"


def test_an_unreadable_leaving_date_of_the_mis_is_no_proof() -> None:
    judgement = run(LEAVER, mis=[LEFT | {"leaving_date": "20/11/2026"}])
    assert {outcome(judgement, rule) for rule in ("SL-202", "SL-107")} == {"not_checked"}
    assert found(judgement) == {("SL-002", "mis", 2, "M1")}
    assert record(judgement).verdict == "undetermined"
    readable = run(LEAVER, mis=[LEFT | {"leaving_date": "20/11/2026"}], settings=Settings(date_formats=("%d/%m/%Y",)))
    assert record(readable).verdict == "safe_to_delete"


def test_one_failure_outweighs_what_is_unproven() -> None:
    judgement = run(LEAVER | {"outstanding_balance": "5", "open_bookings": None})
    assert brief(judgement) == ("not_safe", "ready_with_warnings", ("SL-203",))


def test_evidence_is_asked_of_whoever_is_picked_leaver_or_not() -> None:
    judgement = run(PUPIL | {"selected": "yes"}, mis=[ON_ROLL])
    assert [outcome(judgement, rule) for rule in DELETING] == ["fail", "fail", *["not_checked"] * 4]
    assert brief(judgement)[:2] == ("not_safe", "blocked")


def test_evidence_is_asked_of_nobody_who_stays_or_has_gone() -> None:
    for judgement in (run(PUPIL), run(DELETED | {"outstanding_balance": "9", "open_bookings": None})):
        assert {outcome(judgement, rule) for rule in DELETING} == {"not_applicable"}


# ------------------------------------------------------------------------------------------- is_leaver and selected


@pytest.mark.parametrize("rule", EVIDENCE)
@pytest.mark.parametrize(
    ("selected", "severity", "status"),
    [("yes", "error", "blocked"), (None, "warning", "ready_with_warnings"), ("maybe", "error", "blocked")],
)
def test_severity_is_a_warning_only_for_one_who_is_surely_not_picked(
    rule: str, selected: str | None, severity: str, status: str
) -> None:
    spoilt = {"outstanding_balance": "1", "open_bookings": "1", "messages_saved": "no", "transactions_settled": "no"}
    judgement = run(LEAVER | spoilt | {"selected": selected}, mis=[])
    assert {finding.severity for finding in judgement.findings if finding.rule == rule} == {severity}
    assert (record(judgement).verdict, record(judgement).status) == ("not_safe", status)


def test_selected_not_supplied_is_picked_by_nobody() -> None:
    judgement = run(LEAVER | {"outstanding_balance": "1"}, without=["selected"])
    assert brief(judgement) == ("not_safe", "ready_with_warnings", ("SL-203",))
    assert outcome(judgement, "SL-201") == "not_applicable"


def test_an_unreadable_selected_or_is_leaver_is_unknown() -> None:
    perhaps_picked = run(PUPIL | {"selected": "?"}, cypad=[OPEN], mis=[ON_ROLL])
    assert outcome(perhaps_picked, "SL-201") == "not_checked"
    assert brief(perhaps_picked) == ("undetermined", "undetermined", ("SL-002",))
    perhaps_left = run(LEAVER | {"is_leaver": "?", "messages_saved": "no"})
    assert outcome(perhaps_left, "SL-205") == "not_checked", "asked only if they are a leaver"
    assert brief(perhaps_left) == ("undetermined", "ready", ("SL-002",))
    picked = run(PICKED | {"is_leaver": "?"})
    assert outcome(picked, "SL-201") == "not_checked"
    assert brief(picked)[:2] == ("undetermined", "undetermined")


def test_unknown_but_with_all_the_proof() -> None:
    assert record(run(LEAVER | {"selected": "?"})).verdict == "safe_to_delete", "a leaver, picked or not"
    assert record(run(LEAVER | {"is_leaver": "?"})).verdict == "keep", "not surely a leaver, so not safe to delete"


# ------------------------------------------------------------------------------------------------------- MIS and dates


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("2026-11-20", "2026-11-20", "pass"),
        (None, None, "not_applicable"),
        ("2026-11-20", None, "fail"),
        ("?", None, "not_checked"),
        ("?", "?", "not_checked"),
        ("?", "2026-11-20", "not_checked"),
    ],
)
def test_leaving_dates_must_be_equal(ours: str | None, theirs: str | None, expected: str) -> None:
    assert outcome(run(DELETED | {"leaving_date": ours}, mis=[LEFT | {"leaving_date": theirs}]), "SL-107") == expected
    assert outcome(run(DELETED | {"leaving_date": ours}, mis=[]), "SL-107") == "not_applicable"


@pytest.mark.parametrize(("leaving", "expected"), [("2026-11-22", "fail"), ("2026-11-23", "not_applicable")])
def test_the_next_import_marks_who_has_left_by_today(leaving: str, expected: str) -> None:
    mis = [LEFT | {"leaving_date": leaving}]
    assert outcome(run(PUPIL, mis=mis), "SL-101") == expected
    assert outcome(run(PUPIL | {"leaving_date": leaving}, mis=[ON_ROLL]), "SL-101") == "not_applicable", "the MIS's own"
    assert outcome(run(PUPIL | {"deleted_at": "2026-11-22T10:30"}, mis=mis), "SL-101") == "not_applicable"


# ---------------------------------------------------------------------------------------------------- keys, rows, cells


def test_a_member_without_a_key_is_judged_by_the_key_rule_alone() -> None:
    nobody = PICKED | {"member_id": "\u00a0", "deleted_at": "soon", "is_leaver": "?"}
    judgement = run(nobody, cypad=[OPEN | {"member_id": None}], mis=[LEFT | {"member_id": " ", "leaving_date": "?"}])
    assert found(judgement) == {(("SL-001"), name, 2, None) for name in ("members", "cypad", "mis")}
    expected = Record(2, None, "undetermined", datetime(2026, 11, 22, 15, tzinfo=UTC), None, "blocked", ("SL-001",))
    assert judgement.records == (expected,)
    assert {got for (rule, *_), got in judgement.outcomes.items() if rule != "SL-001"} == {"not_applicable"}


def test_duplicated_members_are_each_judged_and_none_is_safe() -> None:
    judgement = run(LEAVER, LEAVER | {"outstanding_balance": "5"}, LEAVER | {"deleted_at": "2026-11-22T10:30"})
    assert brief(judgement, 2) == ("undetermined", "blocked", ("SL-001",))
    assert brief(judgement, 3) == ("not_safe", "blocked", ("SL-001", "SL-203"))
    assert brief(judgement, 4) == ("deleted", "blocked", ("SL-001", "SL-302"))


def test_a_duplicated_key_elsewhere_is_looked_up_on_its_first_row() -> None:
    judgement = run(LEAVER, cypad=[CLOSED, OPEN], mis=[LEFT, ON_ROLL])
    assert found(judgement) == {("SL-001", name, row, "M1") for name in ("cypad", "mis") for row in (2, 3)}
    assert brief(judgement) == ("safe_to_delete", "ready", ())
    assert brief(run(LEAVER, cypad=[OPEN, CLOSED], mis=[ON_ROLL, LEFT]))[2] == ("SL-102", "SL-107", "SL-202")


def test_cells_that_do_not_parse_are_one_finding_on_the_first_column() -> None:
    judgement = run(PUPIL | {"messages_saved": "?", "open_bookings": "?", "leaving_date": "?"}, mis=[], cypad=[OPEN])
    assert judgement.findings == {Finding("members", 2, "SL-002", "warning", "M1", "leaving_date")}
    assert brief(judgement) == ("keep", "ready", ("SL-002",)), "nobody asks a pupil for proof"


def test_blank_lines_are_no_records_but_keep_their_numbers() -> None:
    blank: Cells = dict.fromkeys(LEAVER, "\u00a0")
    judgement = run(blank, LEAVER, blank, PUPIL | {"member_id": "M2"})
    assert [(record.row, record.key) for record in judgement.records] == [(3, "M1"), (5, "M2")]


def test_white_space_around_a_cell_does_not_count() -> None:
    padded: Cells = {name: f"\u00a0{text or ''}\u2003" for name, text in PICKED.items()}
    assert record(run(padded)).verdict == "safe_to_delete"


def test_written_tables_keep_their_row_numbers(tmp_path: Path) -> None:
    raw = RawTable(("member_id",), ((2, {"member_id": "M1"}), (3, {"member_id": None}), (4, {"member_id": 'a,"b"'})))
    write_csv({"mis": raw}, tmp_path)
    assert (tmp_path / "mis.csv").read_bytes() == b'member_id\nM1\n\n"a,""b"""\n'
