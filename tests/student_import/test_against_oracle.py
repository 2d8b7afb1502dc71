"""The engines against a plain-Python reading of the requirements, on imports that nobody would think of."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from schoolgate.basics.clock import moment
from schoolgate.language.outcome import Outcome
from schoolgate.language.settings import CommonSettings, Settings, read_settings
from schoolgate.run.check import Engine, check
from schoolgate.run.result import Result
from schoolgate.suites import load
from schoolgate.suites.student_import.settings import StudentImportSettings
from student_import.oracle import FILE, FILE_ROW, Finding, Judgement, Record, Tables, judge
from student_import.oracle import Settings as OracleSettings
from student_import.strategies import Case, cases, write_csv

SUITE = load("student-import")
DATA = Path(__file__).parents[2] / "data" / "student-import"
SAMPLES = ("clean", "faulty", "lock-step")
ELSEWHERE = {"SI-006", "SI-101", "SI-104", "SI-308", "SI-309", "SI-401", "SI-402"}
"""Rules that are about no column of the file: which one a finding names is no part of the requirements."""


def run(tables: Tables, options: OracleSettings, as_of: date, folder: Path, engine: Engine) -> Result:
    for old in folder.glob("*.csv"):
        old.unlink()
    write_csv(tables, folder)
    own = StudentImportSettings(
        lock_step=options.lock_step,
        create_programs=options.create_programs,
        min_grad_year=options.min_grad_year,
        faculty_tolerance_percent=float(options.faculty_tolerance_percent),
        current_grad_year=options.current_grad_year,
        min_file_share_percent=float(options.min_file_share_percent),
        default_program_years=options.default_program_years,
    )
    at = moment(as_of.isoformat(), ZoneInfo("Europe/London"), "start")
    return check(SUITE, folder, Settings(CommonSettings(), own, "student_import"), at, engine)


def outcomes_of(result: Result) -> dict[tuple[str, str, int], str]:
    return {
        (rule.id, table.name, FILE_ROW if table.name == FILE else row): Outcome(value).label
        for table in SUITE.fact_tables
        for rule in SUITE.rules_on(table)
        for row, value in result.outcomes[table.name].select("row", rule.id).iter_rows()
    }


def without_place(finding: Finding) -> Finding:
    if finding.rule not in ELSEWHERE:
        return finding
    return Finding(finding.table, finding.row, finding.rule, finding.severity, finding.key, "")


def findings_of(result: Result) -> set[Finding]:
    rows = result.findings().select("table", "row", "rule", "severity", "key", "column")
    return {without_place(Finding(*row)) for row in rows.iter_rows()}


def records_of(result: Result) -> list[dict[str, object]]:
    (verdict,) = SUITE.verdicts
    rows = result.records[verdict.facts].drop("errors_failed", "errors_not_checked").iter_rows(named=True)
    rules = result.failing_rules(verdict)
    return [{**row, "rules": sorted(ids)} for row, ids in zip(rows, rules, strict=True)]


def told(record: Record) -> dict[str, object]:
    """What the oracle says of a record, as the verdict has it: which does not tell no field ignored from not known."""
    own = {name: getattr(record, name) for name in Record.__dataclass_fields__}
    return {**own, "ignored_fields": ";".join(record.ignored_fields or ()) or None, "rules": list(record.rules)}


def compare(result: Result, expected: Judgement) -> None:
    assert outcomes_of(result) == expected.outcomes
    assert findings_of(result) == {without_place(finding) for finding in expected.findings}
    assert records_of(result) == [told(record) for record in expected.records]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("import")


@given(case=cases())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_fused_reads_the_requirements_as_the_oracle_does(case: Case, folder: Path) -> None:
    tables, options, as_of = case
    compare(run(tables, options, as_of, folder, Engine.FUSED), judge(tables, options, as_of))


# Pandera and Great Expectations are compared with the fused engine inside the check, which stops where they differ.
@pytest.mark.parametrize(("engine", "examples"), [(Engine.PANDERA, 40), (Engine.GX, 6)])
def test_the_other_engines_find_what_the_oracle_finds(engine: Engine, examples: int, folder: Path) -> None:
    @given(case=cases())
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def agree(case: Case) -> None:
        tables, options, as_of = case
        compare(run(tables, options, as_of, folder, engine), judge(tables, options, as_of))

    agree()


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("school", SAMPLES)
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    own = read_settings(DATA / school / "settings.toml", "student_import", StudentImportSettings, ["student_import"])
    result = check(SUITE, DATA / school, own, moment("2026-11-22", own.zone, "start"), engine)
    assert result.passed() is (school == "clean")
    assert bool(result.severities and any(result.severities.values())) is (school != "clean")
