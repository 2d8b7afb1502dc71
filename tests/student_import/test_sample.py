"""Synthetic imports: clean where they claim to be, and with exactly the faults that they list, in either scenario."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from schoolgate import cli
from schoolgate.basics.clock import moment
from schoolgate.language.settings import read_settings
from schoolgate.run.check import check
from schoolgate.run.result import Result
from schoolgate.sample.dice import Dice
from schoolgate.sample.extract import sample, sample_of
from schoolgate.sample.plan import Fault, Sample
from schoolgate.sample.plant import faulty
from schoolgate.sample.write import settings_toml, write
from schoolgate.suites import load

SUITE = load("student-import")
USUAL = sample_of(SUITE)
LOCK_STEP = USUAL.scenarios["lock-step"]
PLANS = {None: USUAL, "lock-step": LOCK_STEP}
SCENARIOS = pytest.mark.parametrize("scenario", PLANS, ids=str)
AS_OF = date(2026, 11, 22)
DATA = Path(__file__).parents[2] / "data" / "student-import"
EMPTY_FILES_ALONE = {"SI-006"}
Row = tuple[str, int | None, str, str | None]


def written(folder: Path, rows: int, faults: float, seed: int, scenario: str | None, as_of: date = AS_OF) -> Path:
    sample(SUITE, folder, rows=rows, faults=faults, seed=seed, as_of=as_of, scenario=scenario)
    return folder


def checked(folder: Path, as_of: date = AS_OF) -> Result:
    settings = read_settings(folder / "settings.toml", "student_import", SUITE.settings, ["student_import"])
    return check(SUITE, folder, settings, moment(as_of.isoformat(), ZoneInfo("Europe/London"), "start"))


def found_in(folder: Path, as_of: date = AS_OF) -> Counter[Row]:
    return Counter(checked(folder, as_of).findings().select("table", "row", "rule", "key").iter_rows())


def listed_in(folder: Path) -> Counter[Row]:
    schema = {"table": pl.String(), "row": pl.Int64(), "rule": pl.String(), "key": pl.String()}
    return Counter(pl.read_csv(folder / "truth.csv", schema=schema).iter_rows())


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.mark.parametrize("as_of", [AS_OF, date(2024, 2, 29), date(2025, 12, 31), date(2025, 1, 1)], ids=str)
@pytest.mark.parametrize("rows", [1, 2, 40, 2000])
@SCENARIOS
def test_a_clean_import_has_nothing_to_say(tmp_path: Path, rows: int, as_of: date, scenario: str | None) -> None:
    result = checked(written(tmp_path / "clean", rows, 0, rows, scenario, as_of), as_of)
    assert result.findings().is_empty()
    assert result.statuses == {**dict.fromkeys(result.statuses, 0), "ready": rows}
    assert result.notes == ()


def test_a_clean_import_creates_updates_and_leaves_unchanged(tmp_path: Path) -> None:
    actions = checked(written(tmp_path / "clean", 2000, 0, 1, None)).records["students"]["action"].value_counts()
    counts = dict(actions.iter_rows())
    assert counts["create"] == 500
    assert counts["unchanged"] > 1400
    # A blank primary role in the database is filled in.
    assert 20 < counts["update"] < 80


@pytest.mark.parametrize(
    ("rows", "faults", "seed"),
    [(250, 0.01, 1), (250, 0.3, 2), (250, 1, 3), (251, 0.1, 4), (2000, 0.05, 5), (2000, 1, 6)],
)
@SCENARIOS
def test_a_check_finds_what_was_planted_and_nothing_else(
    tmp_path: Path, rows: int, faults: float, seed: int, scenario: str | None
) -> None:
    folder = written(tmp_path / "faulty", rows, faults, seed, scenario)
    truth = listed_in(folder)
    assert found_in(folder) == truth
    assert max(truth.values()) == 1


@pytest.mark.parametrize("rows", [1, 3, 20, 100])
@SCENARIOS
def test_small_imports_get_the_faults_that_fit(tmp_path: Path, rows: int, scenario: str | None) -> None:
    folder = written(tmp_path / "faulty", rows, 0.5, 1, scenario)
    assert found_in(folder) == listed_in(folder)


@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31)], ids=str)
@SCENARIOS
def test_planted_faults_hold_on_awkward_days(tmp_path: Path, as_of: date, scenario: str | None) -> None:
    folder = written(tmp_path / "faulty", 300, 0.4, 1, scenario, as_of)
    assert found_in(folder, as_of) == listed_in(folder)


def test_the_scenarios_together_break_every_rule(tmp_path: Path) -> None:
    rules = {name: {row[2] for row in listed_in(written(tmp_path / str(name), 250, 0.05, 7, name))} for name in PLANS}
    assert set.union(*rules.values()) == set(SUITE.rules_by_id) - EMPTY_FILES_ALONE
    for name, plan in PLANS.items():
        promised = {rule for fault in plan.faults for rule in fault.rules}
        assert promised <= rules[name]


@pytest.mark.parametrize(
    ("plan", "fault"),
    [pytest.param(plan, fault, id=f"{name} {fault.name}") for name, plan in PLANS.items() for fault in plan.faults],
)
def test_each_fault_makes_its_rules_fail_and_no_other(tmp_path: Path, plan: Sample, fault: Fault) -> None:
    draft = plan.build(600, Dice(1), AS_OF)
    keys = {table.name: table.key for table in SUITE.tables}
    alone, world = (faulty(draft, replace(plan, faults=faults), 0.05, keys, Dice(2)) for faults in ((fault,), ()))
    settings = settings_toml("student_import", SUITE.settings, AS_OF, alone.settings)
    write(tmp_path / "faulty", {**alone.tables, "truth": alone.truth}, {"settings.toml": settings})
    assert set(alone.truth["rule"]) == {*fault.rules, *world.truth["rule"]}
    assert found_in(tmp_path / "faulty") == listed_in(tmp_path / "faulty")


def test_the_committed_lock_step_import_comes_from_the_command(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "lock-step"
    options = ["--rows=250", "--faults=0.3", "--seed=2026", f"--as-of={AS_OF}", "--scenario=lock-step"]
    assert cli.main(["sample", "student-import", str(place), *options]) == 0
    assert contents(place) == contents(DATA / "lock-step")
    assert "truth.csv" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("suite", "words"),
    [("student-import", "did you mean lock-step?"), ("portal-sync", "it has none but the usual one")],
)
def test_a_scenario_that_there_is_not_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], suite: str, words: str
) -> None:
    assert cli.main(["sample", suite, str(tmp_path / "x"), "--scenario", "lockstep"]) == 2
    assert words in capfd.readouterr().err
    assert not (tmp_path / "x").exists()
