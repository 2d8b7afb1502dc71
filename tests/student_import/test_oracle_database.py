"""Hand-made cases of what the database and the list of faculty bring in, and of running without them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from student_import.hand_made import EXISTING, NEW, OLD, TEN, WITH_DANCE, Cells, by, of_file, outcome, record, run
from student_import.oracle import Record

# --------------------------------------------------------------------------------------------------- roles and faculty


@pytest.mark.parametrize(
    ("roles", "expected"),
    [("Student", "pass"), ("Faculty; Student", "pass"), (";Student ;", "pass"), ("student", "fail"),
     ("Students", "fail"), ("Student,Faculty", "fail"), (None, "fail"), (";", "fail")],
)  # fmt: skip
def test_roles_are_separated_by_semicolons(roles: str | None, expected: str) -> None:
    assert outcome(run(OLD, existing=[EXISTING | {"roles": roles}]), "SI-101") == expected


@pytest.mark.parametrize(("hits", "expected"), [(1, "pass"), (2, "pass"), (3, "fail")])
def test_the_tolerance_is_exceeded_strictly(hits: int, expected: str) -> None:
    members = [f"N{number}" for number in range(hits)]
    judgement = run(*TEN, faculty=[*members, "X9"], settings=by(faculty_tolerance_percent=Decimal("20.0")))
    assert of_file(judgement, "SI-104") == expected
    within = expected == "pass"
    assert outcome(judgement, "SI-102") == ("fail" if within else "not_applicable")
    assert outcome(judgement, "SI-103") == ("not_applicable" if within else "fail")
    first, last = record(judgement), record(judgement, 11)
    assert (first.action, first.status, first.primary_role) == (
        ("create", "ready_with_warnings", "Dual") if within else ("reject", "blocked", "Student")
    )
    assert (last.status, last.rules) == ("ready", ()), "who is not faculty goes through all the same"


@pytest.mark.parametrize(("tolerance", "expected"), [("14.285", "fail"), ("14.286", "pass"), ("0", "fail")])
def test_the_share_is_not_rounded(tolerance: str, expected: str) -> None:
    judgement = run(*TEN[:7], faculty=["N0"], settings=by(faculty_tolerance_percent=Decimal(tolerance)))
    assert of_file(judgement, "SI-104") == expected


def test_the_share_counts_rows_keyless_ones_in_the_total_and_each_duplicate() -> None:
    nobody = NEW | {"student_id": None}
    settings = by(faculty_tolerance_percent=Decimal(50))
    assert of_file(run(NEW, nobody, faculty=["N1", "N1"], settings=settings), "SI-104") == "pass"
    assert of_file(run(NEW, nobody, NEW, faculty=["N1", None], settings=settings), "SI-104") == "fail"
    assert of_file(run(faculty=["N1"], settings=by(faculty_tolerance_percent=Decimal(0))), "SI-104") == "pass"


def test_a_faculty_row_within_tolerance_becomes_dual() -> None:
    settings = by(faculty_tolerance_percent=Decimal(100))
    got = record(run(OLD, faculty=["S1"], settings=settings))
    assert (got.action, got.primary_role, got.rules) == ("update", "Dual", ("SI-102",))
    was_dual = run(OLD, existing=[EXISTING | {"primary_role": "Dual"}], faculty=["S1"], settings=settings)
    assert (record(was_dual).action, record(was_dual).status) == ("unchanged", "ready_with_warnings")
    beyond = record(run(OLD, existing=[EXISTING | {"primary_role": "Faculty"}], faculty=["S1"]))
    assert (beyond.action, beyond.primary_role, beyond.rules) == ("reject", "Faculty", ("SI-103",))


def test_a_blank_primary_role_becomes_student() -> None:
    got = record(run(OLD, existing=[EXISTING | {"primary_role": None}]))
    assert (got.action, got.primary_role) == ("update", "Student")
    assert record(run(OLD, existing=[EXISTING | {"primary_role": "Dual"}])).primary_role == "Dual"


def test_without_faculty_nothing_is_said_about_it() -> None:
    judgement = run(OLD, OLD | {"student_id": "N1"}, OLD | {"student_id": "S2"}, faculty=None,
                    existing=[EXISTING, EXISTING | {"student_id": "S2", "program": "Art"}])  # fmt: skip
    assert outcome(judgement, "SI-102") == outcome(judgement, "SI-103") == "not_applicable"
    assert of_file(judgement, "SI-104") == "not_applicable"
    assert [record(judgement, row).primary_role for row in (2, 3, 4)] == [None] * 3
    actions = [record(judgement, row).action for row in (2, 3, 4)]
    assert actions == [None, "create", "update"], "the first may yet become Dual; the third changes anyhow"
    assert {record.status for record in judgement.records} == {"ready"}


# ---------------------------------------------------------------------------------------------------------- cohort year


@pytest.mark.parametrize(
    ("student", "change", "expected"),
    [
        ({}, {}, "pass"),
        ({}, {"grad_year": "2028.0", "cohort_year": "1999"}, "pass"),
        ({"grad_year": None}, {}, "pass"),
        ({"grad_year": "soon"}, {}, "pass"),
        ({"program": None}, {}, "pass"),
        ({"program": None, "grad_year": None}, {"program": "Art"}, "not_applicable"),
        ({"program": None, "grad_year": "2035"}, {}, "not_applicable"),
        ({"program": "Old"}, {}, "not_applicable"),
        ({"grad_year": None}, {"grad_year": None}, "pass"),
        ({}, {"grad_year": None}, "fail"),
        ({}, {"program": None}, "fail"),
        ({}, {"grad_year": "20 28"}, "not_checked"),
        ({}, {"grad_year": "20 28", "program": "Art"}, "fail"),
        ({"program": "Dance"}, {"program": "Dance"}, "not_checked"),
        ({"program": "Dance"}, {}, "fail"),
    ],
)
def test_the_cohort_year_changes_with_year_or_program(student: Cells, change: Cells, expected: str) -> None:
    judgement = run(OLD | student, existing=[EXISTING | change], programs=WITH_DANCE)
    assert outcome(judgement, "SI-307") == expected


def test_a_row_that_fails_or_may_fail_says_nothing_of_its_cohort_year() -> None:
    changed = OLD | {"grad_year": "2027"}
    twice = run(changed, changed)
    assert outcome(twice, "SI-307") == "not_applicable", "a duplicated key is an error too"
    in_lock_step = run(changed | {"program": "Dance"}, programs=WITH_DANCE, settings=by(lock_step=True))
    assert outcome(in_lock_step, "SI-303") == outcome(in_lock_step, "SI-307") == "not_checked"
    assert outcome(run(changed, faculty=["S1"]), "SI-307") == "not_applicable"


# -------------------------------------------------------------------------------------------------------- without tables


def test_without_existing_what_needs_new_or_existing_is_open() -> None:
    judgement = run(OLD, OLD | {"student_id": "S2", "grad_year": None}, existing=None)
    assert {rule: outcome(judgement, rule) for rule in ("SI-101", "SI-305", "SI-306", "SI-307")} == {
        "SI-101": "not_checked", "SI-305": "not_applicable", "SI-306": "not_applicable", "SI-307": "not_checked",
    }  # fmt: skip
    assert outcome(judgement, "SI-305", 3) == outcome(judgement, "SI-306", 3) == "not_checked"
    assert record(judgement) == Record(2, "S1", "ready", None, 2028, 2025, "Law", None, (), ())
    assert record(judgement, 3) == Record(3, "S2", "ready", None, None, None, "Law", None, (), ())


def test_without_existing_a_row_that_fails_is_rejected_all_the_same() -> None:
    judgement = run(OLD | {"program": "Old"}, existing=None)
    assert record(judgement) == Record(2, "S1", "blocked", "reject", None, None, None, None, (), ("SI-201",))
    assert outcome(judgement, "SI-303") == "not_checked", "its program may be any"
    assert outcome(judgement, "SI-307") == "not_applicable"


def test_without_existing_a_faculty_row_becomes_dual() -> None:
    settings = by(faculty_tolerance_percent=Decimal(100))
    assert record(run(OLD, existing=None, faculty=["S1"], settings=settings)).primary_role == "Dual"


@pytest.mark.parametrize(
    ("column", "student", "expected"),
    [
        ("grad_year", {}, (None, 2028, "Law", "Student")),
        ("grad_year", {"grad_year": None}, (None, None, "Law", "Student")),
        ("program", {"program": None}, (None, None, None, "Student")),
        ("primary_role", {}, (None, 2028, "Law", None)),
        ("primary_role", {"grad_year": "2029"}, ("update", 2029, "Law", None)),
        ("roles", {}, (None, 2028, "Law", "Student")),
        ("cohort_year", {}, ("unchanged", 2028, "Law", "Student")),
    ],
)
def test_a_column_that_existing_lacks_is_unknown(column: str, student: Cells, expected: tuple[str | int, ...]) -> None:
    got = record(run(OLD | student, without=[column]))
    assert (got.action, got.effective_grad_year, got.effective_program, got.primary_role) == expected


def test_roles_that_were_not_supplied_are_not_checked() -> None:
    assert outcome(run(OLD, without=["roles"]), "SI-101") == "not_checked"
    assert outcome(run(NEW, without=["roles"]), "SI-101") == "not_applicable"
