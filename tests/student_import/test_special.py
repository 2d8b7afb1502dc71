"""What this suite alone has: shares of the file, policy that decides severity, the stale year, the plan."""

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from schoolgate import cli, suites
from schoolgate.catalogue.examples import frame_of
from schoolgate.language.outcome import Outcome
from schoolgate.run.check import Engine, judge
from schoolgate.suites.student_import.rules.faculty import TOO_MANY
from schoolgate.suites.student_import.rules.whole_file import ENOUGH_NEW
from schoolgate.suites.student_import.whole_file import percent, plain
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
        assert set(messages(result, "SI-103")) == {
            f"{TOO_MANY}. The person is known as faculty, so the import rejects the row."
        }
        (told,) = messages(result, "SI-104")
        assert f"{hits} of 1000 rows ({plain(Fraction(hits, 10))} %)" in told
        assert f"the tolerance is {plain(Fraction(str(tolerance)))} %" in told
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


def test_without_faculty_its_rules_do_not_apply_and_the_run_says_so_once() -> None:
    result = checked(listed(2), existing=[])
    assert [note for note in result.notes if "faculty" in note] == [
        "table faculty was not supplied: SI-102 to SI-104 do not apply, and no primary role is predicted"
    ]
    covered = {one.rule.id: one for one in result.coverage}
    for rule in ("SI-102", "SI-103", "SI-104"):
        assert covered[rule].why_not_checked is None
        assert covered[rule].counts[Outcome.NOT_APPLICABLE] == sum(covered[rule].counts.values()) > 0
    assert result.records["students"]["primary_role"].to_list() == [None, None]
    assert result.records["students"]["action"].to_list() == ["create", "create"]


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
    assert messages(strict, rule)[0].endswith(": the import rejects the row.")


def test_a_new_row_whose_year_is_ignored_gets_none_and_one_without_gets_the_default() -> None:
    result = checked([("N1", "Law", "never"), ("N2", "Law", None), ("N3", None, "2027.0")], existing=[], faculty=[])
    fields = ("action", "effective_grad_year", "cohort_year", "effective_program", "ignored_fields")
    assert result.records["students"].select(fields).rows() == [
        ("create", None, None, "Law", "grad_year"),
        ("create", 2029, 2026, "Law", None),
        ("create", 2027, 2023, None, None),
    ]
    assert messages(result, "SI-305") == ["The student is new and has no graduation year: the import sets 2029."]


def test_no_error_level_rule_failed_is_what_the_composed_predicate_says() -> None:
    """SI-307 asks exactly the rows of which no error-level rule failed, in every state of what these rules read."""
    years: list[dict[str, Any]] = [
        {"grad_year": None, "given_grad_year": None, "years_below_minimum": None, "years_too_far": None},
        {"grad_year": "x", "given_grad_year": None, "years_below_minimum": None, "years_too_far": None},
        *(
            {"min_grad_year": minimum, "years_below_minimum": below, "years_too_far": far}
            for minimum, below, far in ((None, 0, 0), (None, 0, 1), (2028, 0, 0), (2029, 1, 0), (2029, 1, 1))
        ),
    ]
    programs: list[dict[str, Any]] = [
        {},
        {"program": None, "program_known": False},
        {"program": "Dance", "program_known": False},
    ]
    faculty: list[dict[str, Any]] = [
        {},
        {"is_faculty": True, "faculty_beyond": 0},
        {"is_faculty": True, "faculty_beyond": 1},
    ]
    flags: list[dict[str, Any]] = [
        {"rows_with_key": rows, "lock_step": lock, "create_programs": create}
        for rows, lock, create in product((1, 2), (False, True), (False, True))
    ]
    rows = [{**a, **b, **c, **d} for a, b, c, d in product(years, programs, faculty, flags)]
    facts = {table.name: frame_of(SUITE, table.name, []) for table in SUITE.fact_tables}
    facts["students"] = frame_of(SUITE, "students", rows)
    outcomes = judge(SUITE, facts, Engine.FUSED)["students"]
    errors = ("SI-002", "SI-103", "SI-201", "SI-301", "SI-302", "SI-303", "SI-304")
    asked = 0
    for row, said in zip(rows, outcomes.iter_rows(named=True), strict=True):
        grave = [
            rule
            for rule in errors
            if said[rule] == Outcome.FAIL and (rule not in {"SI-301", "SI-302", "SI-303"} or row["lock_step"])
        ]
        usable = said["SI-303"] == Outcome.PASS and said["SI-302"] != Outcome.FAIL
        supplied = usable or row.get("program", "") is not None
        expected = Outcome.PASS if supplied and not grave else Outcome.NOT_APPLICABLE
        assert said["SI-307"] == expected, row
        asked += expected is Outcome.PASS
    assert 0 < asked < len(rows)


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
        ("U0000005", "action unchanged, effective grad year 2027, cohort year 2023"),
        ("U0000005", "ignored fields grad_year"),
        ("U0000007", "action create, effective grad year 2029"),
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
    assert "action unknown, effective grad year 2028, cohort year 2025" in told["S2"]


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
