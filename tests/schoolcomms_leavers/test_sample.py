"""Synthetic extracts of leavers: clean where they claim to be, and with exactly the faults that they list."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from schoolgate.basics.clock import moment
from schoolgate.engines.engine import Engine
from schoolgate.language.settings import read_settings
from schoolgate.run.check import check
from schoolgate.run.result import Result
from schoolgate.sample.extract import sample, sample_of
from schoolgate.sample.plan import Fault
from schoolgate.suites import load

SUITE = load("schoolcomms-leavers")
PLAN = sample_of(SUITE)
AS_OF = date(2026, 11, 22)
AWKWARD = [AS_OF, date(2024, 2, 29), date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 8)]
COMMITTED = Path(__file__).parents[2] / "data" / "schoolcomms-leavers"
FAULTS = {"clean": 0.0, "faulty": 0.3}
COMMITTED_SEED = 2026
PLANTED = set(SUITE.rules_by_id) - {"SL-006"}
"""SL-006 asks of a file without a single member."""

Row = tuple[str, int, str, str | None]


def written(folder: Path, rows: int, faults: float, seed: int, as_of: date = AS_OF) -> Path:
    sample(SUITE, folder, rows=rows, faults=faults, seed=seed, as_of=as_of)
    return folder


def checked(folder: Path, as_of: date = AS_OF, engine: Engine = Engine.FUSED) -> Result:
    settings = read_settings(folder / "settings.toml", "schoolcomms_leavers", SUITE.settings, ["schoolcomms_leavers"])
    return check(SUITE, folder, settings, moment(as_of.isoformat(), settings.zone, SUITE.bare_date), engine)


def found_in(result: Result) -> Counter[Row]:
    return Counter(result.findings().select("table", "row", "rule", "key").iter_rows())


def listed_in(folder: Path) -> Counter[Row]:
    schema = {"table": pl.String(), "row": pl.Int64(), "rule": pl.String(), "key": pl.String()}
    return Counter(pl.read_csv(folder / "truth.csv", schema=schema).iter_rows())


@pytest.mark.parametrize("as_of", AWKWARD, ids=str)
@pytest.mark.parametrize("rows", [1, 2, 40, 250, 2000])
def test_clean_extract_has_no_finding_of_any_severity(tmp_path: Path, rows: int, as_of: date) -> None:
    result = checked(written(tmp_path / "clean", rows, 0, rows, as_of), as_of)
    assert result.findings().is_empty()
    assert result.statuses == {**dict.fromkeys(result.statuses, 0), "ready": rows}
    assert result.notes == ()
    assert result.assumptions == ()
    assert set(result.records["members"]["verdict"]) <= {"safe_to_delete", "keep", "deleted"}


def test_clean_extract_has_leavers_to_delete_and_some_that_are(tmp_path: Path) -> None:
    result = checked(written(tmp_path / "clean", 2000, 0, 1))
    verdicts = dict(result.records["members"]["verdict"].value_counts().iter_rows())
    assert verdicts == {"keep": 1480, "safe_to_delete": 360, "deleted": 160}
    assert result.facts["members"].filter("selected").height == pytest.approx(216, abs=30)


@pytest.mark.parametrize(
    ("rows", "faults", "seed"),
    [(250, 0.01, 1), (250, 0.3, 2), (250, 1, 3), (251, 0.1, 4), (2000, 0.05, 5), (2000, 1, 6)],
)
def test_check_finds_what_was_planted_and_nothing_else(tmp_path: Path, rows: int, faults: float, seed: int) -> None:
    folder = written(tmp_path / "faulty", rows, faults, seed)
    truth = listed_in(folder)
    assert found_in(checked(folder)) == truth
    assert {rule for _, _, rule, _ in truth} == PLANTED
    assert max(truth.values()) == 1


@pytest.mark.parametrize("as_of", AWKWARD, ids=str)
@pytest.mark.parametrize("rows", [1, 3, 20, 300])
def test_planted_faults_hold_on_awkward_days_and_in_small_schools(tmp_path: Path, rows: int, as_of: date) -> None:
    folder = written(tmp_path / "faulty", rows, 0.5, 1, as_of)
    assert found_in(checked(folder, as_of)) == listed_in(folder)


@pytest.mark.parametrize("fault", PLAN.faults, ids=lambda fault: fault.name)
def test_each_fault_alone_makes_its_rules_fail_and_no_other(
    tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schoolgate.sample.extract.sample_of", lambda _: replace(PLAN, faults=(fault,)))
    folder = written(tmp_path / "faulty", 600, 0.02, 2)
    assert {rule for _, _, rule, _ in listed_in(folder)} == set(fault.rules)
    assert found_in(checked(folder)) == listed_in(folder)


@pytest.mark.parametrize("name", FAULTS)
def test_committed_extracts_are_what_the_generator_writes(tmp_path: Path, name: str) -> None:
    again = written(tmp_path / name, 250, FAULTS[name], COMMITTED_SEED)
    committed = {file.name: file.read_bytes() for file in sorted((COMMITTED / name).iterdir())}
    assert committed == {file.name: file.read_bytes() for file in sorted(again.iterdir())}, (
        f"write data/schoolcomms-leavers/{name} again with `schoolgate sample`"
    )


@pytest.mark.parametrize("engine", [Engine.FUSED, Engine.PANDERA, Engine.SQL])
@pytest.mark.parametrize("name", FAULTS)
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, name: str) -> None:
    result = checked(COMMITTED / name, engine=engine)
    failing = {covered.rule.id for covered in result.coverage if covered.failed}
    assert failing == (PLANTED if name == "faulty" else set())
    assert result.passed() is (name == "clean")
