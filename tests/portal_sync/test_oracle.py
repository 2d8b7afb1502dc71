"""Hand-made cases that tie the oracle to the requirements, so that it may judge the suite.

Each case starts from a school in which everybody is ready and changes one thing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from portal_sync.oracle import (
    COLUMN,
    RULES,
    SEVERITY,
    Cause,
    Finding,
    Judgement,
    RawTable,
    Settings,
    add_months,
    and3,
    judge,
    not3,
    or3,
    parse_bool,
    parse_date,
)
from portal_sync.strategies import Case, cases, write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Cells: TypeAlias = dict[str, str | None]

AS_OF: Final = date(2026, 11, 22)
CURRENT: Final[Cells] = {
    "student_id": "S1", "salutation": "Miss", "first_name": "Ada", "preferred_forename": None, "last_name": "Byron",
    "email": "ada@x.org", "portal_login": "yes", "roll_mode": "On Roll", "base_group_id": "B1", "latest_dol": None,
    "student_type": None,
}  # fmt: skip
PROSPECTIVE: Final[Cells] = CURRENT | {"roll_mode": None, "student_type": "prospective"}
LEFT: Final[Cells] = CURRENT | {"roll_mode": "Leaver", "latest_dol": "2026-07-20"}
APPLICATION: Final[Cells] = {
    "application_id": "A1", "student_id": "S1", "admission_date": "2027-09-01", "active": "true",
    "intake_group_id": "I1", "admission_status": "Offered",
}  # fmt: skip
BASE: Final[Cells] = {"group_id": "B1", "kind": "base", "active": "1", "year_group_id": "Y1"}
INTAKE: Final[Cells] = {"group_id": "I1", "kind": "intake", "active": "1", "year_group_id": "Y1"}
YEAR: Final[Cells] = {"year_group_id": "Y1", "synced": "t"}


def table(rows: Sequence[Cells], without: Sequence[str] = ()) -> RawTable:
    """Build a table of these rows, the first on spreadsheet row 2."""
    columns = tuple(column for column in dict.fromkeys(c for row in rows for c in row) if column not in without)
    return RawTable(
        columns, tuple(enumerate(({column: row.get(column) for column in columns} for row in rows), start=2))
    )


def run(
    *students: Cells,
    applications: Sequence[Cells] | None = (APPLICATION,),
    groups: Sequence[Cells] = (BASE, INTAKE),
    year_groups: Sequence[Cells] = (YEAR,),
    statuses: Sequence[str] | None = ("Offered", "Accepted"),
    without: Sequence[str] = (),
    settings: Settings = Settings(),  # noqa: B008 - frozen
    as_of: date = AS_OF,
) -> Judgement:
    """Judge a school that is in order but for what the case says; ``without`` leaves columns out everywhere."""
    tables = {name: table(rows, without) for name, rows in
              (("students", students), ("groups", groups), ("year_groups", year_groups))}  # fmt: skip
    if applications is not None:
        tables["applications"] = table(applications, without)
    if statuses is not None:
        tables["admission_statuses"] = table([{"admission_status": status} for status in statuses])
    return judge(tables, settings, as_of)


def outcome(judgement: Judgement, rule: str, row: int = 2, fact: str = "students") -> str:
    """Look up one outcome."""
    return judgement.outcomes[rule, fact, row]


def rules(judgement: Judgement, row: int = 2) -> tuple[str, ...]:
    """List the failing rules of one student row."""
    return next(record.rules for record in judgement.records if record.row == row)


def found(judgement: Judgement) -> set[tuple[str, str, int, str | None]]:
    """List findings in brief."""
    return {(finding.rule, finding.table, finding.row, finding.key) for finding in judgement.findings}


def status(judgement: Judgement, row: int = 2) -> str:
    """Look up the status of one student row."""
    return next(record.status for record in judgement.records if record.row == row)


# ----------------------------------------------------------------------------------------------------- truth and types


def test_three_valued_logic_lets_one_part_decide() -> None:
    truths = (True, False, None)
    assert [and3(truth, None) for truth in truths] == [None, False, None]
    assert [or3(truth, None) for truth in truths] == [True, None, None]
    assert [not3(truth) for truth in truths] == [False, True, None]


@pytest.mark.parametrize(
    ("text", "formats", "expected"),
    [
        ("2026-01-05", (), date(2026, 1, 5)),
        ("2026-1-5", (), None),
        ("2026-02-30", (), None),
        ("0000-01-01", (), None),
        ("05/01/2026", (), None),
        ("5/1/2026", ("%d/%m/%Y",), date(2026, 1, 5)),
        ("5/1/26", ("%d/%m/%Y",), None),
        ("2026-01-05", ("%d/%m/%Y",), date(2026, 1, 5)),
        ("01/05/2026", ("%m/%d/%Y", "%d/%m/%Y"), date(2026, 1, 5)),
        ("13/05/2026", ("%m/%d/%Y", "%d/%m/%Y"), date(2026, 5, 13)),
        ("5 jAn 2026", ("%d %b %Y",), date(2026, 1, 5)),
        ("5 JANUARY 2026", ("%d %B %Y",), date(2026, 1, 5)),
        ("\u0662026-01-05", (), None),
    ],
)
def test_dates_are_never_guessed(text: str, formats: tuple[str, ...], expected: date | None) -> None:
    assert parse_date(text, formats) == expected


def test_bools_are_the_five_pairs_in_any_case() -> None:
    assert [parse_bool(word) for word in ("TRUE", "Yes", "y", "T", "1")] == [True] * 5
    assert [parse_bool(word) for word in ("False", "NO", "n", "f", "0")] == [False] * 5
    assert [parse_bool(word) for word in ("2", "1.0", "ja", "ye\u017f")] == [None] * 4


def test_months_are_clipped_to_their_end() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert add_months(date(2026, 11, 22), -12) == date(2025, 11, 22)


# ------------------------------------------------------------------------------------------------------------ verdicts


@pytest.mark.parametrize(
    ("student", "kind"), [(CURRENT, "current"), (PROSPECTIVE, "prospective"), (LEFT, "left")], ids=lambda x: str(x)[:12]
)
def test_a_student_in_order_is_ready(student: Cells, kind: str) -> None:
    applications = () if kind == "left" else (APPLICATION,)
    judgement = run(student, applications=applications)
    (record,) = judgement.records
    assert (record.type, record.status, record.will_sync, record.rules) == (kind, "ready", True, ())
    assert not judgement.causes


STUDENT_CASES = [
    ("PS-008", CURRENT, {"student_type": "Current"}, "ready_with_warnings"),
    ("PS-101", CURRENT, {"salutation": "\u00a0"}, "blocked"),
    ("PS-102", CURRENT, {"first_name": None}, "blocked"),
    ("PS-103", CURRENT, {"preferred_forename": "ada"}, "ready"),
    ("PS-104", CURRENT, {"last_name": " "}, "blocked"),
    ("PS-105", CURRENT, {"email": None}, "blocked"),
    ("PS-106", CURRENT, {"email": "ada@x"}, "ready_with_warnings"),
    ("PS-201", CURRENT, {"student_type": "current", "roll_mode": "on roll"}, "blocked"),
    ("PS-202", CURRENT, {"base_group_id": "I1"}, "blocked"),
    ("PS-307", PROSPECTIVE, {"base_group_id": None}, "blocked"),
    ("PS-307", PROSPECTIVE, {"base_group_id": "I1"}, "blocked"),
    ("PS-401", LEFT, {"student_type": "left", "roll_mode": "On Roll"}, "blocked"),
    ("PS-402", LEFT, {"student_type": "left", "latest_dol": None}, "blocked"),
    ("PS-403", LEFT, {"latest_dol": "2026-11-23"}, "blocked"),
    ("PS-404", CURRENT, {"latest_dol": "2026-11-22"}, "ready_with_warnings"),
    ("PS-405", LEFT, {"latest_dol": "2026-01-05"}, "ready"),
]


@pytest.mark.parametrize(
    ("rule", "student", "change", "verdict"), STUDENT_CASES, ids=[case[0] for case in STUDENT_CASES]
)
def test_one_fault_one_finding(rule: str, student: Cells, change: Cells, verdict: str) -> None:
    judgement = run(student | change, applications=() if student is LEFT else (APPLICATION,))
    assert judgement.findings == {Finding("students", 2, rule, SEVERITY[rule], "S1", COLUMN[rule])}
    assert (rules(judgement), status(judgement)) == ((rule,), verdict)


APPLICATION_CASES = [
    ("PS-302", {"admission_date": "2026-11-22"}),
    ("PS-303", {"active": None}),
    ("PS-304", {"intake_group_id": "B1"}),
    ("PS-310", {"admission_status": None}),
]


@pytest.mark.parametrize(("rule", "change"), APPLICATION_CASES, ids=[case[0] for case in APPLICATION_CASES])
def test_faults_of_the_deciding_application_stand_on_the_student(rule: str, change: Cells) -> None:
    judgement = run(PROSPECTIVE, applications=[APPLICATION | change])
    assert judgement.findings == {Finding("students", 2, rule, "error", "S1", COLUMN[rule])}
    assert status(judgement) == "blocked"


def test_no_application_silences_what_would_read_it() -> None:
    judgement = run(PROSPECTIVE, applications=[APPLICATION | {"student_id": "S9"}])
    assert rules(judgement) == ("PS-301",)
    assert {outcome(judgement, rule) for rule in ("PS-302", "PS-303", "PS-304", "PS-305", "PS-310")} == {
        "not_applicable"
    }
    assert outcome(judgement, "PS-307") == "pass"


def test_preferred_forename_can_be_turned_off() -> None:
    judgement = run(CURRENT | {"preferred_forename": "Al"}, settings=Settings(use_preferred_forename=False))
    assert outcome(judgement, "PS-103") == "not_applicable"


@pytest.mark.parametrize(
    ("email", "valid"),
    [("a@x.org", True), ("a@x.y.org", True), ("a@x", False), ("a@x..org", False), ("a@b@x.org", False),
     ("a b@x.org", False), ("a@x.org.", False), (".@x.org", True), ("a@x\u00a0.org", False)],
)  # fmt: skip
def test_email_has_one_at_and_a_dotted_domain(email: str, *, valid: bool) -> None:
    assert outcome(run(CURRENT | {"email": email}), "PS-106") == ("pass" if valid else "fail")


@pytest.mark.parametrize(
    ("login", "key", "expected"),
    [
        ("yes", "S2", "fail"),
        ("yes", "S1", "fail"),
        ("no", "S2", "pass"),
        ("yes", None, "pass"),
        ("?", "S2", "not_checked"),
    ],
)
def test_shared_email_counts_other_rows_that_log_in(login: str, key: str | None, expected: str) -> None:
    other = CURRENT | {"student_id": key, "email": "STRASSE@x.org", "portal_login": login}
    assert outcome(run(CURRENT | {"email": "stra\u00dfe@x.org"}, other), "PS-107") == expected


# ------------------------------------------------------------------------------------------------------------ integrity


def test_keys_missing_and_duplicated() -> None:
    nameless = CURRENT | {"student_id": " ", "salutation": None, "latest_dol": "2026-02-30"}
    judgement = run(nameless, CURRENT, CURRENT)
    assert found(judgement) >= {("PS-001", "students", 2, None), ("PS-002", "students", 3, "S1")}
    assert rules(judgement, 2) == ("PS-001",)
    first = judgement.records[0]
    assert (first.key, first.type, first.will_sync, first.status) == (None, None, False, "blocked")
    assert rules(judgement, 3) == rules(judgement, 4) == ("PS-002", "PS-107")


def test_integrity_of_applications() -> None:
    rows = [APPLICATION, APPLICATION, APPLICATION | {"application_id": None}, APPLICATION | {"application_id": "A2"}]
    rows[3]["student_id"] = "S9"
    judgement = run(PROSPECTIVE, applications=rows)
    assert found(judgement) == {
        ("PS-003", "applications", 2, "A1"),
        ("PS-003", "applications", 3, "A1"),
        ("PS-003", "applications", 4, None),
        ("PS-004", "applications", 5, "A2"),
    }
    assert status(judgement) == "ready"


def test_integrity_of_groups() -> None:
    spoilt = BASE | {"group_id": "G", "kind": "Base", "year_group_id": "Y9"}
    judgement = run(CURRENT, groups=[BASE, BASE | {"active": "no"}, spoilt, BASE | {"group_id": None}])
    assert found(judgement) == {
        ("PS-005", "groups", 2, "B1"),
        ("PS-005", "groups", 3, "B1"),
        ("PS-005", "groups", 5, None),
        ("PS-007", "groups", 4, "G"),
        ("PS-009", "groups", 4, "G"),
    }
    assert outcome(judgement, "PS-203") == "pass", "the first row of the key is the one looked up"
    assert outcome(judgement, "PS-501", 3, "groups") == "not_applicable"


def test_cells_that_do_not_parse_are_one_finding_on_the_first_column() -> None:
    student = LEFT | {"latest_dol": "soon", "portal_login": "perhaps"}
    judgement = run(student, groups=[BASE | {"active": "?"}, INTAKE], year_groups=[YEAR | {"synced": "?"}])
    assert {(f.table, f.column) for f in judgement.findings if f.rule == "PS-006"} == {
        ("students", "portal_login"),
        ("groups", "active"),
        ("year_groups", "synced"),
    }


def test_a_cell_that_does_not_parse_matters_only_through_the_rules_that_read_it() -> None:
    judgement = run(CURRENT | {"portal_login": "perhaps"})
    assert (rules(judgement), status(judgement)) == (("PS-006",), "ready")
    assert status(run(CURRENT | {"portal_login": "perhaps", "email": None})) == "undetermined"


def test_blank_lines_are_no_records_but_keep_their_numbers() -> None:
    blank: Cells = dict.fromkeys(CURRENT, "\u00a0")
    assert [record.row for record in run(blank, CURRENT, blank, CURRENT | {"student_id": "S2"}).records] == [3, 5]


# -------------------------------------------------------------------------------------------------------- student type

STEPS = [
    ("stated", {"student_type": "left"}, [APPLICATION], "left"),
    ("on roll", {"roll_mode": " On Roll"}, [APPLICATION], "current"),
    ("open application", {"latest_dol": "2026-07-20"}, [APPLICATION], "prospective"),
    ("closed application", {"latest_dol": "2026-07-20"}, [APPLICATION | {"admission_date": "2026-11-22"}], "left"),
    ("unreadable application", {"latest_dol": "2026-07-20"}, [APPLICATION | {"admission_date": "?"}], "left"),
    ("unreadable active", {"latest_dol": "2026-07-20"}, [APPLICATION | {"active": "?"}], "left"),
    ("unreadable leaving date", {"latest_dol": "?"}, [], "left"),
    ("any application", {}, [APPLICATION | {"active": "no"}], "prospective"),
    ("base group", {}, [], "current"),
    ("nothing", {"base_group_id": None}, [], None),
    ("an application without a key", {"base_group_id": None}, [APPLICATION | {"application_id": None}], None),
]


@pytest.mark.parametrize(
    ("change", "applications", "kind"), [case[1:] for case in STEPS], ids=[case[0] for case in STEPS]
)
def test_type_is_the_first_step_that_fits(change: Cells, applications: list[Cells], kind: str | None) -> None:
    judgement = run(CURRENT | {"roll_mode": None} | change, applications=applications)
    assert judgement.records[0].type == kind
    assert outcome(judgement, "PS-110") == ("fail" if kind is None else "pass")


def test_without_applications_other_steps_do_not_decide() -> None:
    judgement = run(CURRENT | {"roll_mode": None}, applications=None)
    assert (judgement.records[0].type, status(judgement)) == (None, "undetermined")
    assert judgement.records[0].will_sync is None
    assert outcome(judgement, "PS-110") == "not_checked"
    assert outcome(judgement, "PS-201") == "not_checked", "may be current, and would then fail"
    assert outcome(judgement, "PS-202") == "not_applicable", "may be current, and would then pass"
    assert status(run(CURRENT, applications=None)) == "ready"


def test_without_leaving_dates_the_type_may_stay_open() -> None:
    assert status(run(CURRENT | {"roll_mode": None}, applications=(), without=["latest_dol"])) == "undetermined"
    assert status(run(CURRENT | {"roll_mode": None}, without=["latest_dol"])) == "ready"
    blocked = run(CURRENT | {"roll_mode": None, "salutation": None}, applications=(), without=["latest_dol"])
    assert status(blocked) == "blocked"


def test_student_type_not_supplied_is_inferred() -> None:
    judgement = run(CURRENT | {"email": None}, without=["student_type", "portal_login"])
    assert (judgement.records[0].type, status(judgement)) == ("current", "ready")
    assert outcome(judgement, "PS-008") == "not_checked"
    assert outcome(judgement, "PS-105") == "not_applicable", "portal_login has a default"


# -------------------------------------------------------------------------------------------------------- out of scope


@pytest.mark.parametrize(
    ("as_of", "months", "leaving", "expected"),
    [
        (AS_OF, 12, "2025-11-22", "pass"),
        (AS_OF, 12, "2025-11-21", "fail"),
        (AS_OF, 12, "2026-11-22", "pass"),
        (AS_OF, 12, "2026-11-23", "fail"),
        (date(2024, 2, 29), 12, "2023-02-28", "pass"),
        (date(2025, 3, 31), 1, "2025-02-28", "pass"),
        (date(2025, 3, 31), 1, "2025-02-27", "fail"),
    ],
)
def test_window_includes_both_ends(as_of: date, months: int, leaving: str, expected: str) -> None:
    student = LEFT | {"latest_dol": leaving, "student_type": "left"}
    judgement = run(student, as_of=as_of, settings=Settings(leaver_window_months=months))
    assert outcome(judgement, "PS-403") == expected


@pytest.mark.parametrize(("leaving", "expected"), [("2026-02-20", "fail"), ("2026-02-21", "pass")])
def test_removal_within_90_days_is_said(leaving: str, expected: str) -> None:
    judgement = run(LEFT | {"latest_dol": leaving}, applications=())
    assert (outcome(judgement, "PS-405"), status(judgement)) == (expected, "ready")


def test_an_inferred_leaver_before_the_window_is_out_of_scope() -> None:
    gone = LEFT | {"latest_dol": "2025-11-21", "salutation": None, "student_type": "Left", "portal_login": "?"}
    judgement = run(gone, gone, applications=())
    record = judgement.records[0]
    assert (record.type, record.status, record.will_sync) == ("left", "out_of_scope", False)
    assert record.rules == ("PS-002", "PS-006", "PS-008", "PS-403")
    assert {finding.severity for finding in judgement.findings if finding.rule == "PS-403"} == {"info"}
    assert outcome(judgement, "PS-101") == outcome(judgement, "PS-405") == "not_applicable"
    assert status(run(LEFT | {"latest_dol": "2025-11-21", "student_type": "left"}, applications=())) == "blocked"
    assert status(run(LEFT | {"latest_dol": "2025-11-22"}, applications=())) == "ready"


def test_an_unreadable_leaving_date_is_in_scope_and_undetermined() -> None:
    judgement = run(LEFT | {"latest_dol": "2025-13-01"}, applications=())
    assert (status(judgement), rules(judgement)) == ("undetermined", ("PS-006",))
    assert {outcome(judgement, rule) for rule in ("PS-402", "PS-403", "PS-405")} == {"not_checked"}


# ------------------------------------------------------------------------------------------------ deciding application

ORDER = [
    ("active first", {"active": "no"}, {"admission_date": "2026-01-01"}),
    ("unreadable is not active", {"active": "?"}, {"admission_date": "2026-01-01"}),
    ("then open", {"admission_date": "2026-11-22"}, {"admission_status": "Waitlist"}),
    ("missing is open", {"admission_date": "2026-11-22"}, {"admission_date": None}),
    ("then known to the portal", {"admission_status": "Waitlist"}, {"admission_date": None}),
    ("then the latest", {"admission_date": "2027-01-01"}, {"admission_date": "2027-01-02"}),
    ("missing last", {"admission_date": None}, {"admission_date": "2027-01-02"}),
    ("then by code point", {"application_id": "A2"}, {"application_id": "A10"}),
]


@pytest.mark.parametrize(("loser", "winner"), [case[1:] for case in ORDER], ids=[case[0] for case in ORDER])
def test_deciding_application(loser: Cells, winner: Cells) -> None:
    groups = (BASE, INTAKE, INTAKE | {"group_id": "I2", "active": "no"})
    first, second = APPLICATION | loser, APPLICATION | {"application_id": "A2"} | winner | {"intake_group_id": "I2"}
    for applications in ([first, second], [second, first]):
        judgement = run(PROSPECTIVE, applications=applications, groups=groups)
        assert outcome(judgement, "PS-305") == "fail", "the winner's intake group is the inactive one"


def test_without_statuses_the_order_leaves_them_out_and_a_blank_one_still_fails() -> None:
    later = APPLICATION | {"application_id": "A2", "admission_status": None, "admission_date": "2028-01-01"}
    judgement = run(PROSPECTIVE, applications=[APPLICATION, later], statuses=None)
    assert outcome(judgement, "PS-310") == "fail"
    judgement = run(PROSPECTIVE, statuses=None)
    assert (outcome(judgement, "PS-310"), status(judgement)) == ("not_checked", "undetermined")
    assert outcome(judgement, "PS-503", 2, "statuses") == "not_checked"


# -------------------------------------------------------------------------------- groups, statuses and causes

GROUP_CASES: list[tuple[Cells, Mapping[str, Cells], tuple[str, ...], tuple[str, str]]] = [
    (CURRENT, {"base": {"active": None}}, ("PS-203",), ("PS-501", "B1")),
    (CURRENT, {"base": {"year_group_id": "Y9"}}, ("PS-204",), ("PS-502", "B1")),
    (PROSPECTIVE, {"base": {"active": "no"}}, ("PS-308",), ("PS-501", "B1")),
    (PROSPECTIVE, {"base": {"year_group_id": "Y2"}}, ("PS-309",), ("PS-502", "B1")),
    (PROSPECTIVE, {"intake": {"active": "no"}}, ("PS-305",), ("PS-501", "I1")),
    (PROSPECTIVE, {"intake": {"year_group_id": "Y2"}}, ("PS-306",), ("PS-502", "I1")),
]


@pytest.mark.parametrize(
    ("student", "change", "expected", "cause"), GROUP_CASES, ids=[case[2][0] for case in GROUP_CASES]
)
def test_a_group_holds_up_its_students(
    student: Cells, change: Mapping[str, Cells], expected: tuple[str, ...], cause: tuple[str, str]
) -> None:
    groups = (BASE | change.get("base", {}), INTAKE | change.get("intake", {}))
    judgement = run(
        student,
        student | {"student_id": "S2", "last_name": None, "portal_login": None},
        applications=[APPLICATION, APPLICATION | {"application_id": "A2", "student_id": "S2"}],
        groups=groups,
        year_groups=[YEAR, YEAR | {"year_group_id": "Y2", "synced": None}],
    )
    assert rules(judgement) == expected
    assert judgement.causes == {Cause(*cause, records=2, ready_if_mended=1)}


def test_one_student_is_enough_to_use_a_group() -> None:
    other = CURRENT | {"student_id": "S2", "portal_login": None, "base_group_id": "B2"}
    judgement = run(CURRENT, other, groups=[BASE | {"active": "no"}, BASE | {"group_id": "B2", "kind": "intake"}])
    assert found(judgement) == {
        ("PS-203", "students", 2, "S1"),
        ("PS-501", "groups", 2, "B1"),
        ("PS-202", "students", 3, "S2"),
    }
    assert outcome(judgement, "PS-501", 3, "groups") == "pass", "used, though not of the right kind"


def test_a_current_student_needs_no_synced_year_group() -> None:
    judgement = run(CURRENT, year_groups=[YEAR | {"synced": "no"}], applications=())
    assert (status(judgement), outcome(judgement, "PS-502", 2, "groups")) == ("ready", "pass")
    assert outcome(judgement, "PS-502", 3, "groups") == "not_applicable", "nobody uses the intake group"


def test_unknown_values_reach_through_references() -> None:
    assert outcome(run(CURRENT, groups=[BASE | {"active": "?"}]), "PS-203") == "not_checked"
    assert outcome(run(CURRENT, without=["year_group_id"], year_groups=()), "PS-204") == "not_checked"
    assert outcome(run(PROSPECTIVE, year_groups=[YEAR | {"synced": "?"}]), "PS-309") == "not_checked"
    judgement = run(PROSPECTIVE, groups=[BASE, INTAKE | {"active": "no"}], without=["intake_group_id"])
    assert outcome(judgement, "PS-304") == outcome(judgement, "PS-305") == "not_checked"
    assert outcome(judgement, "PS-501", 3, "groups") == "not_checked", "it may be the intake group"
    assert outcome(judgement, "PS-502", 3, "groups") == "not_applicable", "used or not, it could not fail"


def test_a_status_that_is_not_set_is_one_finding_and_counts_in_its_students() -> None:
    second = PROSPECTIVE | {"student_id": "S2", "portal_login": None, "first_name": None}
    judgement = run(
        CURRENT | {"student_id": "S3", "portal_login": None},
        PROSPECTIVE,
        second,
        applications=[
            APPLICATION | {"application_id": "A0", "student_id": "S3", "admission_status": "Waitlist"},
            APPLICATION | {"application_id": "A2", "student_id": "S2", "admission_status": "Waitlist "},
            APPLICATION | {"admission_status": "Waitlist"},
        ],
    )
    assert Finding("applications", 3, "PS-503", "warning", "Waitlist", "admission_status") in judgement.findings
    assert [rules(judgement, row) for row in (2, 3, 4)] == [
        (),
        ("PS-310", "PS-503"),
        ("PS-102", "PS-310", "PS-503"),
    ]
    assert judgement.causes == {Cause("PS-503", "Waitlist", records=2, ready_if_mended=1)}


def test_a_status_that_only_an_undecided_student_carries() -> None:
    undecided = CURRENT | {"roll_mode": None}
    closed = APPLICATION | {"active": "no", "admission_status": "Waitlist"}
    judgement = run(undecided, applications=[closed], without=["latest_dol"])
    assert outcome(judgement, "PS-503", 2, "statuses") == "not_checked"
    judgement = run(undecided, applications=[closed | {"admission_status": "Offered"}], without=["latest_dol"])
    assert outcome(judgement, "PS-503", 2, "statuses") == "not_applicable"


# -------------------------------------------------------------------------------- on drawn schools


@hypothesis_settings(max_examples=150, deadline=None)
@given(cases())
def test_every_rule_has_one_outcome_on_every_row(case: Case) -> None:
    tables, settings, as_of = case
    judgement = judge(tables, settings, as_of)
    rows = {
        (name, number)
        for name, raw in tables.items()
        for number, cells in raw.rows
        if any((cell or "").strip() for cell in cells.values())
    }
    expected = {(rule, name, number) for name, number in rows for rule in RULES.get(name, ())}
    assert {key for key in judgement.outcomes if key[1] != "statuses"} == expected
    failed = {key for key, got in judgement.outcomes.items() if got == "fail" and key[1] != "statuses"}
    assert {(f.rule, f.table, f.row) for f in judgement.findings if f.rule != "PS-503"} == failed
    assert [record.row for record in judgement.records] == sorted(row for name, row in rows if name == "students")


def test_written_tables_keep_their_row_numbers(tmp_path: Path) -> None:
    raw = RawTable(("admission_status",), ((2, {"admission_status": "Offered"}), (3, {"admission_status": None}),
                                           (4, {"admission_status": 'a,"b"'})))  # fmt: skip
    write_csv({"admission_statuses": raw}, tmp_path, bom=True, newline="\r\n")
    written = (tmp_path / "admission_statuses.csv").read_bytes()
    assert written == b'\xef\xbb\xbfadmission_status\r\nOffered\r\n\r\n"a,""b"""\r\n'
