"""What this suite alone has: shares of the file, policy that decides severity, the stale year, the plan."""

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

import schoolgate
from schoolgate import cli, suites
from schoolgate.catalogue.examples import frame_of
from schoolgate.engines.engine import Engine
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import UNKNOWN
from schoolgate.run.check import judge
from schoolgate.suites.student_import.rules.faculty import TOO_MANY
from schoolgate.suites.student_import.whole_file import ENOUGH_NEW, percent, plain
from student_import.files import LAW, NOW, Rows, checked, found, messages

SUITE = suites.load("student-import")
DATA = Path(__file__).parents[2] / "data" / "student-import"


def listed(count: int, *, first: int = 1) -> Rows:
    """Students of Law who graduate in time."""
    return [(f"S{number}", "Law", "2028") for number in range(first, first + count)]


def known(rows: Rows, grad_year: str | None = "2028") -> Rows:
    """The same students in the database."""
    return [(key, program, grad_year, "2", "2025", "Student", "Student") for key, program, _ in rows]


# ----------------------------------------------------------------------------------------------------------- tolerance


@pytest.mark.parametrize("tolerance", [5.0, 8.2, 12.5])
@pytest.mark.parametrize("beside", [-1, 0, 1])
def test_the_tolerance_is_exceeded_strictly(tolerance: float, beside: int) -> None:
    students = listed(1000)
    at_tolerance = int(10 * tolerance)
    hits = at_tolerance + beside
    result = checked(
        students,
        existing=known(students),
        faculty=[(key,) for key, *_ in students[:hits]],
        faculty_tolerance_percent=tolerance,
    )
    rules = [rule for rule, _, _ in found(result)]
    if beside == 1:
        assert rules == [*["SI-103"] * hits, "SI-104"]
        said = f"{TOO_MANY}: the person is listed in faculty, so the row errors out"
        assert all(message.startswith(said) for message in messages(result, "SI-103"))
        (told,) = messages(result, "SI-104")
        assert f"{hits} of 1000 rows ({plain(Fraction(hits, 10))} %)" in told
        assert f"the tolerance of {plain(Fraction(str(tolerance)))} %," in told
        assert result.statuses["blocked"] == hits
        # One line says why, and how many it would let in.
        assert result.causes.select("rule", "key", "records", "ready_if_mended").rows() == [
            ("SI-104", None, hits, hits)
        ]
    else:
        assert rules == ["SI-102"] * hits
        assert set(result.records["students"]["primary_role"][:hits]) == {"Dual"}


def test_rows_without_a_key_count_among_all_rows_and_each_duplicate_counts() -> None:
    rows: Rows = [*listed(17), ("S1", "Law", "2028"), (None, "Law", "2028"), (None, None, "x")]
    within = checked(rows, faculty=[("S1",)], faculty_tolerance_percent=10.0)
    beyond = checked(rows[:-1], faculty=[("S1",)], faculty_tolerance_percent=10.0)
    assert within.facts["file"].select("faculty_rows", "file_rows", "faculty_percent").rows() == [(2, 20, "10")]
    assert {rule for rule, _, _ in found(within)} >= {"SI-102"}
    assert {rule for rule, _, _ in found(beyond)} >= {"SI-103", "SI-104"}


def test_a_share_is_told_with_enough_digits_to_differ_from_its_limit() -> None:
    assert percent(50_001, 1_000_000, Fraction(5)) == "5.0001"
    assert percent(50_000, 1_000_000, Fraction(5)) == "5"
    assert percent(2, 3, Fraction(50)) == "66.67"
    assert percent(0, 0, Fraction(5)) == "0"


def test_an_empty_file_has_no_share_and_says_that_it_is_empty() -> None:
    result = checked([], existing=known(listed(3)), faculty=[("S1",)], faculty_tolerance_percent=0.0)
    assert found(result) == [("SI-006", "error", None)]
    assert not result.passed()


def test_a_tolerance_that_nobody_told_is_said_to_be_our_assumption() -> None:
    (told,) = messages(checked(listed(1), existing=[], faculty=[("S1",)]), "SI-104")
    assert "the tolerance of 5 %, which is our assumption," in told


# --------------------------------------------------------------------------------------------------- who is faculty


def roles(primary: str | None, all_roles: str | None, key: str = "S1") -> tuple[str | None, ...]:
    return (key, "Law", "2028", "2", "2025", primary, all_roles)


@pytest.mark.parametrize(
    ("primary", "all_roles", "faculty"),
    [
        ("Faculty", None, True),
        ("FACULTY", "Student", True),
        ("Faculty", "Faculty;Student", True),
        (None, "Staff; faculty", True),
        ("Staff", "Faculty", True),
        (None, "Faculty; Student", False),
        ("Dual", "Faculty", False),
        ("dual", "Faculty;Student", False),
        ("Student", "Student", False),
        ("Staff", "Faculty member", False),
    ],
)
def test_the_database_says_who_is_faculty(primary: str | None, all_roles: str | None, faculty: bool) -> None:
    result = checked(listed(1), existing=[roles(primary, all_roles)], faculty_tolerance_percent=100.0)
    assert result.facts["students"]["is_faculty"].to_list() == [faculty]
    assert ("SI-102" in {rule for rule, _, _ in found(result)}) is faculty


def test_nobody_says_who_is_faculty() -> None:
    """A list of faculty answers, the settings do, a database that names any faculty does, and a row's own roles."""
    two, role = listed(2), roles("Student", "Student")
    answers: dict[str, tuple[list[bool | None], dict[str, Any]]] = {
        "nobody": ([None, None], {}),
        "a database of other people": ([None, None], {"existing": [roles("Student", None, "S9")]}),
        "a row that says nothing": ([None, None], {"existing": [roles(None, None)]}),
        "its own row": ([False, None], {"existing": [role]}),
        "a database that names faculty": ([False, False], {"existing": [role, roles("Dual", None, "S9")]}),
        "a list without anybody": ([False, False], {"faculty": []}),
        "the settings": ([False, False], {"faculty_in_file": "none"}),
        "the settings, wrongly": ([True, False], {"faculty_in_file": "none", "faculty": [("S1",)]}),
    }
    for who, (expected, given) in answers.items():
        result = checked(two, **given)
        assert result.facts["students"]["is_faculty"].to_list() == expected, who
        open_ = sum(one is None for one in expected)
        # Unknown is never answered favourably: the row is undetermined, and so is the share of the file.
        assert result.statuses["undetermined"] == open_, who
        covered = {one.rule.id: one for one in result.coverage}
        assert covered["SI-104"].counts[Outcome.NOT_CHECKED] == (1 if open_ else 0), who
        unknown = [key is None for key in expected]
        assert all(
            role is None
            for role, hidden in zip(result.records["students"]["primary_role"], unknown, strict=True)
            if hidden
        )
    (told, _) = messages(result, "SI-103")[0], messages(result, "SI-104")
    assert "although faculty_in_file says that the file lists no faculty" in told


@pytest.mark.parametrize(("unknown", "outcome"), [(0, Outcome.PASS), (1, Outcome.PASS), (2, Outcome.NOT_CHECKED)])
def test_the_share_of_faculty_is_unknown_while_the_unknown_rows_could_decide_it(unknown: int, outcome: Outcome) -> None:
    """10 % of ten rows: one may be faculty."""
    existing = [roles("Student", None, f"S{number}") for number in range(1, 11 - unknown)]
    result = checked(listed(10), existing=existing, faculty_tolerance_percent=10.0)
    assert result.facts["students"]["is_faculty"].null_count() == unknown
    (share,) = [one for one in result.coverage if one.rule.id == "SI-104"]
    assert share.counts[outcome] == 1
    assert result.statuses["undetermined"] == (unknown if outcome is Outcome.NOT_CHECKED else 0)


# ---------------------------------------------------------------------------------------------------------- near misses


def test_a_program_that_differs_in_spelling_is_named() -> None:
    rows: Rows = [("S1", "law", "2028"), ("S2", "Lwa", "2028")]
    refused, created = (checked(rows, existing=[], faculty=[], create_programs=create) for create in (False, True))
    near, far = messages(refused, "SI-201")
    assert "it differs from Law only in spelling" in near
    assert "spelling" not in far
    near, far = messages(created, "SI-202")
    assert "differs from Law only in spelling" in near
    assert "Law" not in far


# -------------------------------------------------------------------------------------------------------------- policy


@pytest.mark.parametrize(
    ("word", "rule"), [("2027.5", "SI-301"), ("20 27", "SI-301"), ("-1", "SI-302"), ("2030", "SI-303")]
)
def test_lock_step_rejects_what_is_otherwise_ignored(word: str, rule: str) -> None:
    rows: Rows = [("S1", "Law", word)]
    loose, strict = (
        checked(rows, existing=known(rows), faculty=[], min_grad_year=2020, lock_step=lock_step)
        for lock_step in (False, True)
    )
    assert found(loose) == [(rule, "warning", "S1")]
    assert found(strict)[0] == (rule, "error", "S1")
    fields = ("status", "action", "effective_grad_year", "ignored_fields")
    assert loose.records["students"].select(fields).rows() == [("ready_with_warnings", "unchanged", 2028, "grad_year")]
    assert strict.records["students"].select(fields).rows() == [("blocked", "reject", 2028, None)]
    # A field that is ignored and a row that is rejected are told apart in so many words.
    assert messages(loose, rule)[0].endswith(": the import ignores it and takes the rest of the row.")
    assert messages(strict, rule)[0].endswith("the import issues an error and, by our reading, rejects the row.")


def test_a_new_row_whose_year_is_ignored_gets_none_and_one_without_gets_the_default() -> None:
    result = checked([("N1", "Law", "never"), ("N2", "Law", None), ("N3", None, "2027.0")], existing=[], faculty=[])
    fields = ("action", "effective_grad_year", "cohort_year", "effective_program", "ignored_fields")
    assert result.records["students"].select(fields).rows() == [
        ("create", None, None, "Law", "grad_year"),
        ("create", 2029, 2026, "Law", None),
        ("create", 2027, 2023, None, None),
    ]
    (told,) = messages(result, "SI-305")
    assert "the import sets 2029 (3 years, from the current graduation year of 2026, which is our assumption)" in told
    assert "by our reading the new student gets no graduation year" in messages(result, "SI-301")[0]


def test_no_error_level_rule_failed_is_what_the_composed_predicate_says() -> None:
    """SI-307 asks exactly the rows of which every error-level rule is settled and none failed, whatever these read."""
    nothing = {"given_grad_year": None, "years_below_minimum": None, "years_too_far": None, "years_past": None}
    years: list[dict[str, Any]] = [
        {"grad_year": None, **nothing},
        {"grad_year": "x", **nothing},
        *(
            {"min_grad_year": minimum, "years_below_minimum": below, "years_too_far": far}
            for minimum, below in ((None, 0), (2028, 0), (2029, 1))
            for far in (0, 1, UNKNOWN)
        ),
    ]
    programs: list[dict[str, Any]] = [
        {},
        {"program": None, "program_known": False},
        {"program": "Dance", "program_known": False},
    ]
    faculty: list[dict[str, Any]] = [
        {"is_faculty": who, "faculty_beyond": beyond, "surely_no_excess": who is False or beyond == 0}
        for who, beyond in product((False, True, UNKNOWN), (0, 1, UNKNOWN))
    ]
    flags: list[dict[str, Any]] = [
        {"rows_with_key": rows, "lock_step": lock, "create_programs": create}
        for rows, lock, create in product((1, 2), (False, True), (False, True))
    ]
    rows = [{**a, **b, **c, **d} for a, b, c, d in product(years, programs, faculty, flags)]
    for row in rows:
        taken = not row["years_below_minimum"] and row["years_too_far"] == 0
        row["year_surely_enough"] = taken or not row["lock_step"]
    facts = {table.name: frame_of(SUITE, table.name, []) for table in SUITE.fact_tables}
    facts["students"] = frame_of(SUITE, "students", rows)
    outcomes = judge(SUITE, facts, Engine.FUSED)["students"]
    errors = ("SI-002", "SI-103", "SI-201", "SI-301", "SI-302", "SI-303", "SI-304")
    asked = 0
    for row, said in zip(rows, outcomes.iter_rows(named=True), strict=True):
        grave = [
            rule
            for rule in errors
            if said[rule] in {Outcome.FAIL, Outcome.NOT_CHECKED}
            and (rule not in {"SI-301", "SI-302", "SI-303"} or row["lock_step"])
        ]
        usable = said["SI-303"] == Outcome.PASS and said["SI-302"] != Outcome.FAIL
        supplied = usable or row.get("program", "") is not None
        expected = Outcome.PASS if supplied and not grave else Outcome.NOT_APPLICABLE
        assert said["SI-307"] == expected, row
        asked += expected is Outcome.PASS
    assert 0 < asked < len(rows)


@pytest.mark.parametrize(
    ("year", "had", "warned"),
    [
        ("2025", "2028", False),
        ("2024", "2028", True),
        ("2024", "2024", False),
        ("27", "2028", True),
        ("0", None, True),
        ("-5", "2028", True),
        ("2030", "2028", False),
    ],
)
def test_a_year_long_past_is_looked_at_unless_the_database_has_it(year: str, had: str | None, warned: bool) -> None:
    rows: Rows = [("S1", "Law", year)]
    by_database = checked(rows, existing=known(rows, had), faculty=[])
    alone = checked(rows, faculty=[])
    assert ("SI-310", "warning", "S1") not in found(checked(rows, faculty=[], min_grad_year=2025))
    assert (("SI-310", "warning", "S1") in found(by_database)) is warned
    assert (("SI-310", "warning", "S1") in found(alone)) is (warned or year == had)


@pytest.mark.parametrize(
    ("key", "severity"), [("N1", "warning"), ("S1", "info"), ("S2", "warning")], ids=["new", "has one", "has none"]
)
def test_a_missing_program_is_worth_a_warning_only_where_nothing_stays(key: str, severity: str) -> None:
    existing = [*known([("S1", "Law", "2028")]), *known([("S2", None, "2028")])]
    assert ("SI-203", severity, key) in found(checked([(key, None, "2028")], existing=existing, faculty=[]))
    assert ("SI-203", "warning", key) in found(checked([(key, None, "2028")], faculty=[]))


def test_of_a_rejected_row_the_verdict_says_what_the_database_keeps() -> None:
    rows: Rows = [("S1", "Dance", "2029"), ("N1", "Dance", "2029"), (None, "Law", "2028")]
    result = checked(rows, existing=[("S1", "Law", "2027", "3", "2024", "Alumni", "Alumni")], faculty=[])
    fields = ("status", "action", "effective_grad_year", "cohort_year", "effective_program", "primary_role")
    assert result.records["students"].select(fields).rows() == [
        ("blocked", "reject", 2027, 2024, "Law", "Alumni"),
        ("blocked", "reject", None, None, None, None),
        ("blocked", None, None, None, None, None),
    ]
    without = checked(rows[:2], faculty=[])
    assert without.records["students"].select(fields[:3]).rows() == [("blocked", "reject", None)] * 2


def test_a_file_without_the_two_columns_lists_rows_without_them() -> None:
    tables = {"students": pl.DataFrame({"student_id": ["S1", "N1"]}), "programs": pl.DataFrame([LAW], orient="row")}
    tables["programs"].columns = ["program", "years"]
    tables["existing"] = pl.DataFrame({"student_id": ["S1"], "program": ["Law"], "grad_year": ["2028"]})
    result = schoolgate.check(
        "student-import", tables, settings={"student_import": {"faculty_in_file": "none"}}, as_of=NOW
    ).result
    rules = {(rule, key) for rule, _, key in found(result)}
    assert {("SI-203", "S1"), ("SI-203", "N1"), ("SI-305", "N1"), ("SI-306", "S1")} <= rules
    assert result.records["students"]["effective_grad_year"].to_list() == [2028, 2030]


# ---------------------------------------------------------------------------------------------------------- stale year


def freshers(count: int, year: str) -> Rows:
    return [(f"N{number}", "Law", year) for number in range(count)]


@pytest.mark.parametrize(
    ("far", "near", "fails"), [(3, 3, True), (3, 4, False), (ENOUGH_NEW, 0, True), (ENOUGH_NEW - 1, 0, False)]
)
def test_half_of_the_new_rows_make_the_current_year_doubtful(far: int, near: int, fails: bool) -> None:
    rows = [*freshers(far, "2030"), *[(f"M{number}", "Law", "2029") for number in range(near)]]
    rules = [rule for rule, _, _ in found(checked(rows, existing=[], faculty=[]))]
    assert ("SI-309" in rules) is fails
    assert rules.count("SI-303") == far


def test_a_stale_current_year_is_said_first_and_how_much_it_explains() -> None:
    old = listed(3)
    rows = [
        *old,
        *freshers(300, "2029"),
        ("N900", "Law", "2035"),
        *[(f"F{number}", "Law", "2028") for number in range(20)],
    ]
    result = checked(
        rows,
        existing=known(old),
        faculty=[(f"F{number}",) for number in range(20)],
        current_grad_year=2025,
        lock_step=True,
    )
    told = result.causes.select("rule", "key", "records", "blocked", "ready_if_mended").rows()
    # The one who graduates in 2035 is too far in any case: the right current year would not mend that.
    assert told == [("SI-309", None, 301, 301, 301), ("SI-308", None, 300, 300, 300), ("SI-104", None, 20, 20, 20)]
    assert messages(result, "SI-308")[0].startswith("The database's current graduation year is 2025 and it is 2026")


def test_outside_lock_step_a_stale_year_blocks_nobody() -> None:
    result = checked(freshers(6, "2029"), existing=[], faculty=[], current_grad_year=2025)
    assert result.causes.select("rule", "records", "blocked", "ready_if_mended").rows() == [
        ("SI-308", 6, 0, 0),
        ("SI-309", 6, 0, 0),
    ]
    assert result.statuses["ready_with_warnings"] == 6


@pytest.mark.parametrize(("stated", "fails"), [(2025, True), (2026, False), (2027, False), (None, False)])
def test_a_current_year_before_that_of_the_check_is_out_of_date(stated: int | None, fails: bool) -> None:
    own: dict[str, Any] = {} if stated is None else {"current_grad_year": stated}
    rules = [rule for rule, _, _ in found(checked(listed(1), existing=[], faculty=[], **own))]
    assert ("SI-308" in rules) is fails


@pytest.mark.parametrize(("count", "fails"), [(7, True), (8, False), (9, False)])
def test_a_file_cut_short_is_noticed(count: int, fails: bool) -> None:
    everyone = listed(10)
    for lock_step, severity in ((False, "warning"), (True, "error")):
        result = checked(
            everyone[:count], existing=known(everyone), faculty=[], min_file_share_percent=80.0, lock_step=lock_step
        )
        assert [(rule, grade) for rule, grade, _ in found(result) if rule == "SI-402"] == (
            [("SI-402", severity)] if fails else []
        )
        # Nobody's own status depends on it.
        assert result.statuses["ready"] == count


def test_only_current_students_count_in_the_share() -> None:
    """Graduates do not, nor people who surely are faculty; who has no graduation year does."""
    others: Rows = [
        ("A1", "Law", "2025", None, "2022", "Student", "Student"),
        ("A2", "Law", "2027", None, None, "Faculty", None),
        ("A3", "Law", "2027", None, None, None, "Faculty"),
    ]
    still_here: Rows = [
        ("B1", "Law", None, None, None, "Student", "Student"),
        ("B2", "Law", "soon", None, None, "Student", "Student"),
        ("B3", "Law", "2026", None, None, "Dual", "Faculty"),
    ]
    rows = listed(9)
    everyone = [*known(rows), *others, *still_here]
    result = checked(rows, existing=everyone, faculty=[], min_file_share_percent=80.0)
    assert result.facts["file"].select("existing_ids", "existing_listed").rows() == [(12, 9)]
    assert ("SI-402", "warning", None) in found(result)
    gone = checked(listed(1), existing=others, faculty=[], min_file_share_percent=80.0)
    assert not [rule for rule, _, _ in found(gone) if rule == "SI-402"]


@pytest.mark.parametrize("lock_step", [False, True])
def test_without_the_database_nobody_knows_whether_the_file_was_cut_short(lock_step: bool) -> None:
    for share, outcome in ((80.0, Outcome.NOT_CHECKED), (0.0, Outcome.NOT_APPLICABLE)):
        result = checked(listed(2), faculty=[], min_file_share_percent=share, lock_step=lock_step)
        (one,) = [one for one in result.coverage if one.rule.id == "SI-402"]
        assert one.counts[outcome] == 1


@pytest.mark.parametrize(
    ("years", "outcome"),
    [
        # Who is new is unknown without the database: enough of those too far might be, or could not.
        (["2030"] * 4, Outcome.NOT_APPLICABLE),
        (["2030"] * 5, Outcome.NOT_CHECKED),
        (["2030"] * 3 + ["2028"] * 9, Outcome.NOT_CHECKED),
        (["2030"] * 2 + ["2028"] * 9, Outcome.NOT_APPLICABLE),
        (["2028"] * 9, Outcome.NOT_APPLICABLE),
    ],
)
def test_half_of_the_new_rows_is_counted_from_both_ends(years: list[str], outcome: Outcome) -> None:
    rows: Rows = [(f"N{number}", "Law", year) for number, year in enumerate(years)]
    (one,) = [one for one in checked(rows, faculty=[]).coverage if one.rule.id == "SI-309"]
    assert one.counts[outcome] == 1


@pytest.mark.parametrize(("unread", "outcome"), [(1, Outcome.PASS), (3, Outcome.NOT_CHECKED), (6, Outcome.NOT_CHECKED)])
def test_a_program_whose_years_cannot_be_read_is_counted_from_both_ends(unread: int, outcome: Outcome) -> None:
    rows: Rows = [(f"N{number}", "Dance" if number < unread else "Law", "2028") for number in range(6)]
    result = checked(rows, existing=[], faculty=[], programs=[LAW, ("Dance", "two")])
    (one,) = [one for one in result.coverage if one.rule.id == "SI-309"]
    assert one.counts[outcome] == 1


# ---------------------------------------------------------------------------------------------------------------- plan


def planned(tmp_path: Path, source: Path, *options: str) -> pl.DataFrame:
    place = tmp_path / "plan.csv"
    cli.main(["check", "student-import", str(source), "--as-of", NOW, "--quiet", "--report", f"plan={place}", *options])
    return pl.read_csv(place, infer_schema=False)


@pytest.mark.parametrize("school", ["clean", "faulty", "lock-step"])
def test_the_plan_has_a_row_per_row_of_the_file_and_changes_nothing_that_is_rejected(
    tmp_path: Path, school: str
) -> None:
    plan = planned(tmp_path, DATA / school)
    assert plan["row"].to_list() == [str(number) for number in range(2, 252)]
    after = [name for name in plan.columns if name.endswith("_after")]
    rejected, taken = plan.filter(action="reject"), plan.filter(pl.col("action") != "reject")
    assert (rejected.height > 0) is (school != "clean")
    assert (
        rejected.select(*after, "role_added", "ignored_fields").null_count().sum_horizontal().item()
        == 6 * rejected.height
    )
    assert rejected["errors"].null_count() == 0
    assert taken["errors"].null_count() == taken.height
    # Who stays unchanged stays so in every column, and who is new has nothing before.
    for name in ("grad_year", "program", "cohort_year", "primary_role"):
        unchanged = taken.filter(action="unchanged")
        assert unchanged[f"{name}_before"].equals(unchanged[f"{name}_after"], check_names=False), name
        assert taken.filter(action="create")[f"{name}_before"].null_count() == taken.filter(action="create").height
    assert set(taken.filter(action="create")["role_added"]) == {"Student"}


def test_the_plan_tells_every_finding_of_a_row_by_its_severity(tmp_path: Path) -> None:
    plan = planned(tmp_path, DATA / "faulty")
    findings = checked_folder(DATA / "faulty").filter((pl.col("table") == "students") & pl.col("row").is_not_null())
    told = {"error": "errors", "warning": "warnings", "info": "notes"}
    texts = {int(row["row"]): row for row in plan.iter_rows(named=True)}
    for finding in findings.iter_rows(named=True):
        assert f"{finding['rule']}: {finding['message']}" in texts[finding["row"]][told[finding["severity"]]]
    count = sum(
        str(row[column] or "").count("SI-") - str(row[column] or "").count("see SI-")
        for row in texts.values()
        for column in told.values()
    )
    assert count == findings.height


def checked_folder(source: Path) -> pl.DataFrame:
    from schoolgate import check  # noqa: PLC0415 (beside the frames' check of the same name)

    return check("student-import", source, as_of=NOW).result.findings()


def test_the_plan_shows_names_only_where_asked_and_says_what_was_not_checked(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in ("students", "programs"):
        (source / f"{name}.csv").write_bytes((DATA / "faulty" / f"{name}.csv").read_bytes())
    hidden, shown = planned(tmp_path, source), planned(tmp_path, source, "--show-values")
    assert set(shown.columns) - set(hidden.columns) == {"first_name", "last_name", "email"}
    assert shown["last_name"].null_count() < shown.height
    open_ = hidden.filter(pl.col("action").is_null())
    assert open_.height > 200
    assert open_["not_checked"].str.contains("SI-101").all()


def test_the_plan_as_a_workbook_and_under_pseudonyms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOLGATE_KEY", "a key of sixteen or more")
    place = tmp_path / "plan.xlsx"
    cli.main(
        [
            "check",
            "student-import",
            str(DATA / "faulty"),
            "--as-of",
            NOW,
            "--quiet",
            "--pseudonymise",
            f"--report=plan={place}",
        ]
    )
    sheet = openpyxl.load_workbook(place)["Plan"]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 251
    assert not [row for row in rows if str(row[1]).startswith("U0")]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("U0000005", "U0000005 will stay as it is, with a warning"),
        ("U0000005", "effective grad year 2027, cohort year 2023"),
        ("U0000005", "ignored fields graduation year"),
        ("U0000007", "U0000007 will be created. U0000007, students row 8, effective grad year 2029"),
        ("U0000007", "ignored fields none known"),
    ],
)
def test_explain_shows_the_plan_of_one_student(capfd: pytest.CaptureFixture[str], key: str, words: str) -> None:
    cli.main(["explain", "student-import", str(DATA / "faulty"), key, "--as-of", NOW])
    assert words in " ".join(capfd.readouterr().out.split())


def test_explain_tells_none_from_unknown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "students.csv").write_text("student_id,program,grad_year\nS1,Law,x\nS2,Law,2028\n")
    (tmp_path / "programs.csv").write_text("program,years\nLaw,3\n")
    (tmp_path / "existing.csv").write_text("student_id\nS2\n")
    told = {}
    for key in ("S1", "S2"):
        cli.main(["explain", "student-import", str(tmp_path), key, "--as-of", NOW])
        told[key] = " ".join(capfd.readouterr().out.split())
    assert "effective grad year none, cohort year none" in told["S1"]
    assert "primary role unknown" in told["S1"]
    assert "It cannot be told whether S2 will be imported" in told["S2"]
    assert "effective grad year 2028, cohort year 2025" in told["S2"]


@pytest.mark.parametrize(
    "word",
    [
        "faculty_tolerance_percent = 101",
        "faculty_tolerance_percent = nan",
        "lock_step = 1",
        "default_program_years = 0",
    ],
)
def test_settings_out_of_range_are_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str], word: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"[student_import]\n{word}\n")
    code = cli.main(["check", "student-import", str(DATA / "clean"), "--settings", str(path)])
    err = capfd.readouterr().err
    assert code == 2
    assert word.split(maxsplit=1)[0] in err


def test_a_program_that_takes_no_years_takes_the_default() -> None:
    result = checked(
        [("N1", "Art", None), ("N2", "Dance", None)],
        existing=[],
        faculty=[],
        programs=[LAW, ("Art", "0"), ("Dance", "-1")],
    )
    assert result.records["students"]["effective_grad_year"].to_list() == [2030, 2030]
    shorter = checked(
        [("N1", "Art", None)], existing=[], faculty=[], programs=[LAW, ("Art", "0")], default_program_years=1
    )
    assert shorter.records["students"]["effective_grad_year"].to_list() == [2027]


def test_a_row_that_goes_in_is_imported_though_nobody_told_what_it_changes() -> None:
    result = checked(listed(2), faculty=[])
    assert result.statuses["ready"] == 2
    assert result.records["students"]["answer"].to_list() == ["imported", "imported"]
    result = checked(listed(2))
    assert result.statuses["undetermined"] == 2
    assert result.records["students"]["answer"].to_list() == ["cannot_be_told", "cannot_be_told"]
