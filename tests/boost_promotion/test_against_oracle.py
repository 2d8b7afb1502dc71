"""The engines against a plain-Python reading of the requirements, on schools that nobody would think of."""

import datetime as dt
from dataclasses import fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from boost_promotion.oracle import FILE_ROW, Finding, Judgement, LearnerRecord, PupilRecord, Tables, judge
from boost_promotion.oracle import Settings as OracleSettings
from boost_promotion.strategies import Case, cases, write_csv
from schoolgate.basics.clock import moment
from schoolgate.language.outcome import Outcome
from schoolgate.language.settings import CommonSettings, Settings, read_settings
from schoolgate.run.check import Engine, check
from schoolgate.run.result import Result
from schoolgate.suites import load
from schoolgate.suites.boost_promotion.facts import FILE
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings
from schoolgate.suites.boost_promotion.verdict import OUT_OF_RANGE

SUITE = load("boost-promotion")
DATA = Path(__file__).parents[2] / "data" / "boost-promotion"
SAMPLES = ("clean", "faulty")


def run(tables: Tables, options: OracleSettings, as_of: dt.date, folder: Path, engine: Engine) -> Result:
    for old in folder.glob("*.csv"):
        old.unlink()
    write_csv(tables, folder)
    chosen: dict[str, Any] = {
        field.name: getattr(options, field.name) for field in fields(options) if field.name != "date_formats"
    }
    own = BoostPromotionSettings(**chosen)
    at = moment(as_of.isoformat(), ZoneInfo("Europe/London"), "start")
    common = CommonSettings(date_formats=options.date_formats)
    return check(SUITE, folder, Settings(common, own, "boost_promotion"), at, engine)


def outcomes_of(result: Result) -> dict[tuple[str, str, int], str]:
    return {
        (rule.id, table.name, FILE_ROW if table.name == FILE else row): Outcome(value).label
        for table in SUITE.fact_tables
        for rule in SUITE.rules_on(table)
        for row, value in result.outcomes[table.name].select("row", rule.id).iter_rows()
    }


def findings_of(result: Result) -> set[Finding]:
    rows = result.findings().select("table", "row", "rule", "severity", "key", "column").iter_rows(named=True)
    # A finding about the whole file is on a column of ours, which the requirements do not name.
    return {Finding(**{**row, "column": row["column"] if row["row"] else None}) for row in rows}


def records_of(result: Result) -> tuple[tuple[PupilRecord, ...], tuple[LearnerRecord, ...]]:
    told: dict[str, list[dict[str, Any]]] = {}
    for verdict in SUITE.verdicts:
        rows = result.records[verdict.facts].iter_rows(named=True)
        rules = result.failing_rules(verdict)
        told[verdict.facts] = [{**row, "rules": tuple(sorted(ids))} for row, ids in zip(rows, rules, strict=True)]
    pupils = [row for row in told["pupils"] if row["status"] != OUT_OF_RANGE]
    return (
        tuple(PupilRecord(**{name.name: row[name.name] for name in fields(PupilRecord)}) for row in pupils),
        tuple(
            LearnerRecord(**{name.name: row[name.name] for name in fields(LearnerRecord)}) for row in told["learners"]
        ),
    )


def compare(result: Result, expected: Judgement) -> None:
    assert outcomes_of(result) == expected.outcomes
    assert findings_of(result) == expected.findings
    pupils, learners = records_of(result)
    assert pupils == expected.pupils
    assert learners == expected.learners


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("promotion")


@given(case=cases())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_fused_reads_the_requirements_as_the_oracle_does(case: Case, folder: Path) -> None:
    tables, options, as_of = case
    compare(run(tables, options, as_of, folder, Engine.FUSED), judge(tables, options, as_of))


# Pandera and Great Expectations are compared with the fused engine inside the check, which stops where they differ.
@pytest.mark.parametrize(("engine", "examples"), [(Engine.PANDERA, 30), (Engine.GX, 6)])
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
    own = read_settings(DATA / school / "settings.toml", "boost_promotion", BoostPromotionSettings, ["boost_promotion"])
    result = check(SUITE, DATA / school, own, moment("2026-11-22", own.zone, "start"), engine)
    assert result.passed() is (school == "clean")
    assert any(result.severities.values()) is (school != "clean")
