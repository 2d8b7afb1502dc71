"""Hand-made cases that tie the oracle to the requirements, so that it may judge the suite.

Each case starts from an import in which nothing need be said (``hand_made``) and changes one thing.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from student_import.hand_made import (
    AS_OF,
    EXISTING,
    LAW,
    NEW,
    OLD,
    WITH_DANCE,
    Cells,
    by,
    found,
    of_file,
    outcome,
    record,
    run,
)
from student_import.oracle import COLUMN, Finding, Record, Settings, severity
from student_import.oracle_cells import and3, not3, or3, parse_int, same

# ----------------------------------------------------------------------------------------------------- truth and types


def test_three_valued_logic_lets_one_part_decide() -> None:
    truths = (True, False, None)
    assert [and3(truth, None) for truth in truths] == [None, False, None]
    assert [or3(truth, None) for truth in truths] == [True, None, None]
    assert [not3(truth) for truth in truths] == [False, True, None]


def test_two_missing_values_are_the_same() -> None:
    assert (same(None, None), same(None, 0), same(2027, 2027), same("a", "A")) == (True, False, True, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2027", 2027), ("2027.0", 2027), ("2027.00", 2027), ("+2027", 2027), ("-1", -1), ("0", 0), ("002027", 2027),
     ("9" * 20, 10**20 - 1)],
)  # fmt: skip
def test_ints(text: str, expected: int) -> None:
    assert parse_int(text) == expected


@pytest.mark.parametrize(
    "text",
    ["2027.", "2027.5", "20 27", "2,027", "2e3", "2_027", "", "+", "--1", ".0", "2027.0.0", "NA", "\u0662\u0660",
     "\uff12\uff10", "\u22121", "2027\n"],
)  # fmt: skip
def test_no_ints(text: str) -> None:
    assert parse_int(text) is None


# ------------------------------------------------------------------------------------------------------------ verdicts


def test_a_new_student_in_order_is_created() -> None:
    judgement = run(NEW)
    assert judgement.findings == frozenset()
    assert judgement.records == (Record(2, "N1", "ready", "create", 2028, 2025, "Law", "Student", (), ()),)


def test_an_existing_student_in_order_is_unchanged() -> None:
    judgement = run(OLD | {"first_name": "Augusta", "email": None})
    assert judgement.findings == frozenset()
    assert judgement.records == (Record(2, "S1", "ready", "unchanged", 2028, 2025, "Law", "Student", (), ()),)


# rule, the row of the file, the row of the database, settings; then status, action, effective year, cohort, ignored
IGNORED: Final = ("grad_year",)
CASES: list[tuple[str, Cells, Cells, Settings, tuple[str, str, int | None, int | None, tuple[str, ...]]]] = [
    ("SI-101", OLD, {"roles": "Faculty"}, by(), ("ready", "update", 2028, 2025, ())),
    ("SI-201", NEW | {"program": "law"}, {}, by(), ("blocked", "reject", 2028, 2024, ())),
    ("SI-202", NEW | {"program": "law"}, {}, by(create_programs=True), ("ready", "create", 2028, 2024, ())),
    ("SI-203", NEW | {"program": None}, {}, by(), ("ready_with_warnings", "create", 2028, 2024, ())),
    ("SI-301", NEW | {"grad_year": "2027.5"}, {}, by(), ("ready_with_warnings", "create", None, None, IGNORED)),
    ("SI-301", OLD | {"grad_year": "soon"}, {}, by(), ("ready_with_warnings", "unchanged", 2028, 2025, IGNORED)),
    ("SI-302", NEW, {}, by(min_grad_year=2029), ("ready_with_warnings", "create", None, None, IGNORED)),
    ("SI-303", NEW | {"grad_year": "2030"}, {}, by(), ("ready_with_warnings", "create", None, None, IGNORED)),
    ("SI-305", NEW | {"grad_year": None}, {}, by(), ("ready", "create", 2029, 2026, ())),
    ("SI-306", OLD | {"grad_year": None}, {}, by(), ("ready", "unchanged", 2028, 2025, ())),
    ("SI-307", OLD | {"grad_year": "2027"}, {}, by(), ("ready", "update", 2027, 2024, ())),
    ("SI-307", OLD, {"program": "Art"}, by(), ("ready", "update", 2028, 2025, ())),
]


@pytest.mark.parametrize(("rule", "student", "change", "settings", "expected"), CASES, ids=[c[0] for c in CASES])
def test_one_fault_one_finding(
    rule: str,
    student: Cells,
    change: Cells,
    settings: Settings,
    expected: tuple[str, str, int | None, int | None, tuple[str, ...]],
) -> None:
    judgement = run(student, existing=[EXISTING | change], settings=settings)
    level = severity(rule, settings)
    assert judgement.findings == {Finding("students", 2, rule, level, student["student_id"], COLUMN[rule])}
    got = record(judgement)
    assert (got.status, got.action, got.effective_grad_year, got.cohort_year, got.ignored_fields) == expected
    assert got.rules == (rule,)


@pytest.mark.parametrize(
    ("rule", "student", "minimum"),
    [
        ("SI-301", {"grad_year": "2027."}, None),
        ("SI-302", {}, 2029),
        ("SI-303", {"grad_year": "2030.0"}, None),
        ("SI-304", {"grad_year": None}, None),
    ],
)
def test_lock_step_rejects_the_row_and_ignores_nothing(rule: str, student: Cells, minimum: int | None) -> None:
    judgement = run(OLD | student, settings=by(lock_step=True, min_grad_year=minimum))
    assert judgement.findings == {
        Finding("students", 2, rule, "error", "S1", "grad_year"),
        Finding("students", None, "SI-401", "info", None, COLUMN["SI-401"]),
    }
    assert record(judgement) == Record(2, "S1", "blocked", "reject", 2028, 2025, "Law", "Student", (), (rule,))


def test_a_row_rejected_for_something_else_has_no_ignored_field() -> None:
    got = record(run(OLD | {"program": "Old", "grad_year": "soon"}))
    assert (got.status, got.action, got.ignored_fields) == ("blocked", "reject", ())
    assert got.rules == ("SI-201", "SI-301")


# ---------------------------------------------------------------------------------------------------- graduation year


def test_both_ends_of_the_graduation_year_are_allowed() -> None:
    rows = [NEW | {"student_id": f"N{year}", "grad_year": str(year)} for year in (2026, 2027, 2029, 2030)]
    judgement = run(*rows, settings=by(min_grad_year=2027))
    assert [outcome(judgement, "SI-302", row) for row in (2, 3, 4, 5)] == ["fail", "pass", "pass", "pass"]
    assert [outcome(judgement, "SI-303", row) for row in (2, 3, 4, 5)] == ["pass", "pass", "pass", "fail"]
    assert [record(judgement, row).effective_grad_year for row in (2, 3, 4, 5)] == [None, 2027, 2029, None]


def test_a_year_may_be_too_early_and_too_late_at_once() -> None:
    assert record(run(NEW | {"grad_year": "2035"}, settings=by(min_grad_year=2040))).rules == ("SI-302", "SI-303")


def test_a_year_that_is_no_int_is_neither_early_nor_late() -> None:
    judgement = run(NEW | {"grad_year": "9999x"}, settings=by(min_grad_year=2027))
    assert outcome(judgement, "SI-302") == outcome(judgement, "SI-303") == "not_applicable"


def test_the_current_year_is_the_settings_or_that_of_as_of() -> None:
    assert outcome(run(NEW | {"grad_year": "2030"}, as_of=date(2027, 1, 1)), "SI-303") == "pass"
    stale = run(NEW | {"grad_year": "2029"}, settings=by(current_grad_year=2025))
    assert (outcome(stale, "SI-303"), of_file(stale, "SI-308")) == ("fail", "fail")
    assert of_file(run(NEW, settings=by(current_grad_year=2026)), "SI-308") == "pass"
    assert of_file(run(NEW), "SI-308") == "not_applicable"


@pytest.mark.parametrize(
    ("programs", "last"),
    [
        ([LAW | {"years": "1"}], 2027),
        ([LAW | {"years": "5.0"}], 2031),
        ([LAW | {"years": "0"}], 2030),
        ([LAW | {"years": "-2"}], 2030),
        ([LAW | {"years": None}], 2030),
        ([LAW | {"years": "1"}, LAW | {"years": "6"}], 2027),
        ([{"program": None, "years": "6"}, {"program": "\u00a0Law ", "years": " 2 "}], 2028),
    ],
)
def test_years_of_a_program(programs: list[Cells], last: int) -> None:
    rows = [NEW | {"grad_year": str(last)}, NEW | {"student_id": "N2", "grad_year": str(last + 1)}]
    judgement = run(*rows, NEW | {"student_id": "N3", "grad_year": None}, programs=programs)
    assert [outcome(judgement, "SI-303", row) for row in (2, 3)] == ["pass", "fail"]
    assert record(judgement, 4).effective_grad_year == last, "the default is the last year allowed"
    assert record(judgement, 4).cohort_year == AS_OF.year


def test_years_nobody_can_read_leave_open_what_reads_them() -> None:
    judgement = run(
        NEW | {"program": "Dance"},
        NEW | {"student_id": "N2", "program": "Dance", "grad_year": None},
        programs=WITH_DANCE,
    )
    assert outcome(judgement, "SI-303") == "not_checked"
    assert record(judgement) == Record(2, "N1", "ready", "create", None, None, "Dance", "Student", None, ())
    second = Record(3, "N2", "ready", "create", None, None, "Dance", "Student", (), ("SI-305",))
    assert record(judgement, 3) == second


def test_years_nobody_can_read_do_not_save_a_year_below_the_minimum() -> None:
    got = record(run(OLD | {"program": "Dance"}, programs=WITH_DANCE, settings=by(min_grad_year=2029)))
    assert (got.effective_grad_year, got.cohort_year, got.ignored_fields) == (2028, None, IGNORED)


def test_in_lock_step_years_nobody_can_read_leave_the_row_undetermined() -> None:
    judgement = run(NEW | {"program": "Dance"}, programs=WITH_DANCE, settings=by(lock_step=True))
    assert record(judgement) == Record(2, "N1", "undetermined", None, None, None, "Dance", "Student", (), ())


def test_the_default_is_for_new_rows_that_supply_nothing() -> None:
    assert record(run(NEW | {"grad_year": "\u00a0"})).effective_grad_year == 2029
    assert record(run(NEW | {"grad_year": "NA"})).effective_grad_year is None
    blank = run(OLD | {"grad_year": None}, existing=[EXISTING | {"grad_year": None}])
    assert record(blank) == Record(2, "S1", "ready", "unchanged", None, None, "Law", "Student", (), ("SI-306",))
    in_lock_step = run(NEW | {"grad_year": None}, settings=by(lock_step=True))
    assert record(in_lock_step).effective_grad_year is None
    assert outcome(in_lock_step, "SI-305") == "not_applicable"
    settings = by(current_grad_year=2027, default_program_years=6)
    assert record(run(NEW | {"grad_year": None, "program": "Art"}, settings=settings)).effective_grad_year == 2033


# ------------------------------------------------------------------------------------------------------------ programs


def test_a_program_that_is_refused_leaves_what_the_database_has() -> None:
    got = record(run(OLD | {"program": "Old", "grad_year": "2029"}))
    assert (got.effective_program, got.effective_grad_year, got.cohort_year) == ("Law", 2029, 2026)
    assert record(run(NEW | {"program": "Old"})).effective_program is None
    assert record(run(OLD | {"program": None})).effective_program == "Law"
    created = record(run(OLD | {"program": "Old"}, settings=by(create_programs=True)))
    assert (created.effective_program, created.cohort_year, created.rules) == ("Old", 2024, ("SI-202", "SI-307"))


def test_programs_are_created_once_a_row() -> None:
    judgement = run(NEW, NEW | {"student_id": "N2"}, programs=[], settings=by(create_programs=True))
    assert found(judgement) == {("SI-202", "students", 2, "N1"), ("SI-202", "students", 3, "N2")}
    assert outcome(judgement, "SI-201") == "not_applicable"


def test_the_databases_program_need_not_be_listed() -> None:
    got = record(run(OLD | {"program": None, "grad_year": "2030"}, existing=[EXISTING | {"program": "Old"}]))
    assert (got.effective_program, got.effective_grad_year, got.cohort_year) == ("Old", 2030, 2026)
    assert got.rules == ("SI-203", "SI-307")
