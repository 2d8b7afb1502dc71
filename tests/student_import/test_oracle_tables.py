"""Hand-made cases of the rules that look at a whole table: keys, unreadable cells, and the file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from student_import.hand_made import (
    ART,
    DANCE,
    EXISTING,
    LAW,
    LOCK,
    NEW,
    OLD,
    TEN,
    WITH_DANCE,
    Cells,
    by,
    found,
    of_file,
    outcome,
    record,
    run,
    table,
)
from student_import.oracle import COLUMN, Finding, Settings, judge

# ------------------------------------------------------------------------------------------------------------ integrity


def test_keys_of_the_file_missing_and_duplicated() -> None:
    judgement = run(NEW | {"student_id": " ", "grad_year": "soon", "program": None}, NEW, NEW | {"grad_year": None})
    assert found(judgement) == {
        ("SI-001", "students", 2, None),
        ("SI-002", "students", 3, "N1"),
        ("SI-002", "students", 4, "N1"),
        ("SI-305", "students", 4, "N1"),
    }
    nobody = record(judgement)
    assert (nobody.key, nobody.status, nobody.action, nobody.rules) == (None, "blocked", "reject", ("SI-001",))
    assert (nobody.effective_grad_year, nobody.effective_program, nobody.primary_role) == (None, None, None)
    assert nobody.ignored_fields == ()
    assert [record(judgement, row).action for row in (3, 4)] == ["reject", "reject"]
    assert outcome(judgement, "SI-203") == outcome(judgement, "SI-301") == "not_applicable"


def test_keys_of_the_other_tables_missing_and_duplicated() -> None:
    judgement = run(
        OLD,
        existing=[EXISTING, EXISTING | {"grad_year": "2020"}, EXISTING | {"student_id": None, "grad_year": "?"}],
        programs=[LAW, LAW | {"years": "?"}, {"program": None, "years": "?"}, ART],
    )
    assert found(judgement) == {
        ("SI-003", "programs", 2, "Law"),
        ("SI-003", "programs", 3, "Law"),
        ("SI-004", "programs", 3, "Law"),
        ("SI-003", "programs", 4, None),
        ("SI-005", "existing", 2, "S1"),
        ("SI-005", "existing", 3, "S1"),
        ("SI-005", "existing", 4, None),
    }
    assert (record(judgement).status, record(judgement).action) == ("ready", "unchanged"), "the first row is looked up"
    assert {finding.severity for finding in judgement.findings if finding.rule != "SI-004"} == {"error"}


def test_cells_that_do_not_parse_are_one_finding_on_the_first_column() -> None:
    spoilt = EXISTING | {"student_id": "S2", "cohort_year": "x", "academic_year": "2027.5", "grad_year": "2027.0"}
    judgement = run(OLD, existing=[EXISTING, spoilt], programs=[LAW, DANCE])
    assert judgement.findings == {
        Finding("existing", 3, "SI-004", "warning", "S2", "academic_year"),
        Finding("programs", 3, "SI-004", "warning", "Dance", "years"),
    }


def test_blank_lines_are_no_records_but_keep_their_numbers() -> None:
    blank: Cells = dict.fromkeys(NEW, "\u00a0")
    judgement = run(blank, NEW, blank, NEW | {"student_id": "N2"}, blank)
    assert [record.row for record in judgement.records] == [3, 5]
    empty = run(blank)
    assert (empty.records, of_file(empty, "SI-006")) == ((), "fail")
    assert Finding("students", None, "SI-006", "error", None, COLUMN["SI-006"]) in empty.findings
    assert of_file(run(NEW | {"student_id": None}), "SI-006") == "pass", "a row without a key is a row"


# ----------------------------------------------------------------------------------- SI-309: the current year may be stale

LATE: Cells = {"grad_year": "2030"}


def late(*numbers: int, total: int = 10) -> list[Cells]:
    """Rows of new students, some of whom supply a year that is too far off."""
    return [TEN[number] | (LATE if number in numbers else {}) for number in range(total)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (late(0, 1, 2, 3), "pass"),
        (late(0, 1, 2, 3, 4), "fail"),
        (late(0, 1, total=5), "pass"),
        (late(0, 1, 2, total=5), "fail"),
        (late(0, 1, 2, 3, total=4), "not_applicable"),
        ([*late(0, 1, 2, 3, total=4), NEW | {"grad_year": "soon"}, NEW | {"grad_year": None}], "not_applicable"),
        ([*late(0, 1, 2, 3, total=4), OLD | LATE], "not_applicable"),
        ([*late(0, 1, 2, 3, total=4), NEW | LATE | {"student_id": None}], "not_applicable"),
        ([*late(0, 1, 2, 3, total=4), TEN[3] | LATE], "fail"),
        ([*late(0, total=5), NEW | {"student_id": "D", "program": "Dance"}], "not_checked"),
        ([*late(total=3), NEW | {"student_id": "D", "program": "Dance"}], "not_applicable"),
    ],
)
def test_half_of_the_new_rows_too_far_off(rows: list[Cells], expected: str) -> None:
    assert of_file(run(*rows, programs=WITH_DANCE), "SI-309") == expected


def test_without_existing_nobody_knows_who_is_new() -> None:
    assert of_file(run(*late(), existing=None), "SI-309") == "not_checked"
    assert of_file(run(NEW, existing=None), "SI-309") == "not_checked", "one open cell is enough"
    assert of_file(run(NEW | {"grad_year": None}, existing=None), "SI-309") == "not_applicable", "none is read"
    assert of_file(run(existing=None), "SI-309") == "not_applicable"


# ----------------------------------------------------------------------------------------- SI-401 and SI-402: the file

FIVE = [EXISTING | {"student_id": f"S{number}"} for number in range(5)]


@pytest.mark.parametrize(
    ("listed", "share", "expected"),
    [
        (("S0", "S1", "S2", "S3"), "80.0", "pass"),
        (("S0", "S1", "S2"), "80.0", "fail"),
        (("S0", "S1", "S2", "S2", "N1"), "80.0", "fail"),
        (("S0", "S1", "S2", None), "80.0", "fail"),
        (("S0", "S1", "S2", "S3"), "80.001", "fail"),
        ((), "0", "not_applicable"),
        ((), "0.1", "fail"),
    ],
)
def test_the_file_lists_enough_of_the_database(listed: tuple[str | None, ...], share: str, expected: str) -> None:
    rows = [NEW | {"student_id": key} for key in listed]
    judgement = run(
        *rows,
        existing=[*FIVE, FIVE[0], EXISTING | {"student_id": None}],
        settings=by(min_file_share_percent=Decimal(share)),
    )
    assert of_file(judgement, "SI-402") == expected
    assert {f.severity for f in judgement.findings if f.rule == "SI-402"} == (
        {"warning"} if expected == "fail" else set()
    )


def test_a_file_that_lists_too_few_is_an_error_in_lock_step() -> None:
    judgement = run(NEW, existing=FIVE, settings=LOCK)
    assert Finding("students", None, "SI-402", "error", None, COLUMN["SI-402"]) in judgement.findings
    assert record(judgement).status == "ready", "the file's findings are in no row's status"


@pytest.mark.parametrize(
    ("existing", "share", "expected"),
    [
        (None, "80", "not_checked"),
        (None, "0", "not_applicable"),
        ([], "80", "not_applicable"),
        ([EXISTING | {"student_id": None}], "80", "not_applicable"),
    ],
)
def test_a_database_with_nobody_in_it(existing: list[Cells] | None, share: str, expected: str) -> None:
    settings = by(min_file_share_percent=Decimal(share))
    assert of_file(run(NEW, existing=existing, settings=settings), "SI-402") == expected


def test_lock_step_refreshes_enrolment_whatever_the_file_holds() -> None:
    assert of_file(run(settings=LOCK), "SI-401") == "fail"
    assert of_file(run(NEW), "SI-401") == "not_applicable"


def test_optional_columns_of_the_file_may_be_absent() -> None:
    tables = {
        "students": table([NEW], ("student_id", "program", "grad_year")),
        "programs": table([LAW], tuple(LAW)),
    }
    (got,) = judge(tables, Settings(), date(2026, 11, 22)).records
    assert (got.status, got.effective_grad_year) == ("ready", 2028)
