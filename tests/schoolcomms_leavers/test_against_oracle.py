"""The engines against a plain-Python reading of the requirements, on schools that nobody would think of."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from schoolcomms_leavers.oracle import Finding, Judgement, Record, judge
from schoolcomms_leavers.oracle_cells import Tables
from schoolcomms_leavers.oracle_records import Settings as OracleSettings
from schoolcomms_leavers.strategies import Case, cases, write_csv
from schoolgate.basics.clock import moment
from schoolgate.language.outcome import Outcome
from schoolgate.language.settings import CommonSettings, Settings
from schoolgate.run.check import Engine, check
from schoolgate.run.result import Result
from schoolgate.suites import load
from schoolgate.suites.schoolcomms_leavers.settings import SchoolcommsLeaversSettings

SUITE = load("schoolcomms-leavers")
NOW = "2026-11-22"


def run(tables: Tables, options: OracleSettings, as_of: str, folder: Path, engine: Engine) -> Result:
    for old in folder.glob("*.csv"):
        old.unlink()
    write_csv(tables, folder)
    own = SchoolcommsLeaversSettings(
        sync_times=options.sync_times,
        anonymise_after_days=options.anonymise_after_days,
        anonymised_text=options.anonymised_text,
        queue_hours=options.queue_hours,
    )
    common = CommonSettings(timezone=options.timezone, date_formats=options.date_formats)
    at = moment(as_of, ZoneInfo(options.timezone), SUITE.bare_date)
    return check(SUITE, folder, Settings(common, own, "schoolcomms_leavers"), at, engine)


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
    rules = result.failing_rules(verdict)
    columns = ("row", "key", "verdict", "next_sync", "expected_cypad_status", "status")
    rows = result.records[verdict.facts].select(columns).iter_rows(named=True)
    return tuple(
        Record(
            **{**row, "next_sync": datetime.fromisoformat(row["next_sync"]).astimezone(UTC)}, rules=tuple(sorted(ids))
        )
        for row, ids in zip(rows, rules, strict=True)
    )


def compare_told(result: Result, expected: Judgement, zone: ZoneInfo) -> None:
    """The moments in the messages; the requirements leave open in which words they stand there."""
    found = {(rule, row): words for rule, row, words in result.findings().select("rule", "row", "message").iter_rows()}
    for place, when in expected.told.items():
        if when is None:
            continue
        shown = when.astimezone(zone).strftime("%Y-%m-%d %H:%M") if isinstance(when, datetime) else _day(when)
        assert shown in found[place]


def _day(when: date) -> str:
    return f"from {when.isoformat()} "


def compare(result: Result, expected: Judgement, options: OracleSettings) -> None:
    assert outcomes_of(result) == expected.outcomes
    assert findings_of(result) == expected.findings
    assert records_of(result) == expected.records
    compare_told(result, expected, options.zone)
    compare_causes(result, expected)


def compare_causes(result: Result, expected: Judgement) -> None:
    """Whoever is selected although they are on roll is a cause, told first; so is one whom the MIS does not say has left."""
    selected = set(result.facts["members"].filter("selected")["row"])
    failing = {
        rule: {found.row for found in expected.findings if found.rule == rule} & selected
        for rule in ("SL-201", "SL-202")
    }
    told = result.causes.select("rule", "key", "records").rows()
    assert told == [(rule, None, len(rows)) for rule, rows in failing.items() if rows]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("school")


@given(case=cases())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_fused_reads_the_requirements_as_the_oracle_does(case: Case, folder: Path) -> None:
    tables, options, as_of = case
    compare(run(tables, options, as_of, folder, Engine.FUSED), judge(tables, options, as_of), options)


# Pandera and Great Expectations are compared with the fused engine inside the check, which stops where they differ.
@pytest.mark.parametrize(("engine", "examples"), [(Engine.PANDERA, 40), (Engine.GX, 6)])
def test_the_other_engines_find_what_the_oracle_finds(engine: Engine, examples: int, folder: Path) -> None:
    @given(case=cases())
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def agree(case: Case) -> None:
        tables, options, as_of = case
        compare(run(tables, options, as_of, folder, engine), judge(tables, options, as_of), options)

    agree()
