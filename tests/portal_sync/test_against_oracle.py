"""The engines against a plain-Python reading of the requirements, on schools that nobody would think of."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from portal_sync.oracle import Cause, Finding, Judgement, Record, Tables, judge
from portal_sync.oracle import Settings as OracleSettings
from portal_sync.strategies import cases, write_csv
from schoolgate.basics.clock import moment
from schoolgate.language.outcome import Outcome
from schoolgate.language.settings import CommonSettings, Settings
from schoolgate.run.check import Engine, check
from schoolgate.run.result import Result
from schoolgate.suites import load
from schoolgate.suites.portal_sync.settings import PortalSyncSettings

SUITE = load("portal-sync")
FACT_TABLES = {"statuses": "admission_statuses_in_use"}


def run(tables: Tables, options: OracleSettings, as_of: dt.date, folder: Path, engine: Engine) -> Result:
    for old in folder.glob("*.csv"):
        old.unlink()
    write_csv(tables, folder)
    own = PortalSyncSettings(
        use_preferred_forename=options.use_preferred_forename, leaver_window_months=options.leaver_window_months
    )
    common = CommonSettings(date_formats=options.date_formats)
    at = moment(as_of.isoformat(), ZoneInfo("Europe/London"), "start")
    return check(SUITE, folder, Settings(common, own, "portal_sync"), at, engine)


def outcomes_of(result: Result) -> dict[tuple[str, str, int], str]:
    return {
        (rule.id, table.name, row): Outcome(value).label
        for table in SUITE.fact_tables
        for rule in SUITE.rules_on(table)
        for row, value in result.outcomes[table.name].select("row", rule.id).iter_rows()
    }


def findings_of(result: Result) -> set[Finding]:
    rows = result.findings().select("table", "row", "rule", "severity", "key", "column")
    return {Finding(*row) for row in rows.iter_rows()}


def records_of(result: Result) -> tuple[Record, ...]:
    (verdict,) = SUITE.verdicts
    records = result.records[verdict.facts]
    rules = result.failing_rules(verdict)
    rows = records.select("row", "key", "type", "status", "will_sync").iter_rows(named=True)
    return tuple(Record(**row, rules=tuple(sorted(ids))) for row, ids in zip(rows, rules, strict=True))


def causes_of(result: Result) -> set[Cause]:
    return {Cause(*row) for row in result.causes.select("rule", "key", "records", "ready_if_mended").iter_rows()}


def compare(result: Result, expected: Judgement) -> None:
    outcomes = {(rule, FACT_TABLES.get(name, name), row): said for (rule, name, row), said in expected.outcomes.items()}
    assert outcomes_of(result) == outcomes
    assert findings_of(result) == expected.findings
    assert records_of(result) == expected.records
    assert causes_of(result) == expected.causes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("school")


@given(case=cases())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_fused_reads_the_requirements_as_the_oracle_does(
    case: tuple[Tables, OracleSettings, dt.date], folder: Path
) -> None:
    tables, options, as_of = case
    compare(run(tables, options, as_of, folder, Engine.FUSED), judge(tables, options, as_of))


# Pandera and Great Expectations are compared with the fused engine inside the check, which stops where they differ.
@pytest.mark.parametrize(("engine", "examples"), [(Engine.PANDERA, 40), (Engine.GX, 6)])
def test_the_other_engines_find_what_the_oracle_finds(engine: Engine, examples: int, folder: Path) -> None:
    @given(case=cases())
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def agree(case: tuple[Tables, OracleSettings, dt.date]) -> None:
        tables, options, as_of = case
        compare(run(tables, options, as_of, folder, engine), judge(tables, options, as_of))

    agree()


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("school", ["clean", "faulty"])
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    source = Path(__file__).parents[2] / "data" / "portal-sync" / school
    own = Settings(CommonSettings(), PortalSyncSettings(), "portal_sync")
    result = check(SUITE, source, own, moment("2026-11-22", own.zone, "start"), engine)
    failing = {covered.rule.id for covered in result.coverage if covered.failed}
    assert failing == (set(SUITE.rules_by_id) if school == "faulty" else set())
    assert result.passed() is (school == "clean")
