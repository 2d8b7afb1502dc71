"""Synthetic schools: clean where they claim to be, and with exactly the faults that they list, in every scenario."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from schoolgate.basics.clock import moment
from schoolgate.language.settings import read_settings
from schoolgate.run.check import check
from schoolgate.run.result import Result
from schoolgate.sample.dice import Dice
from schoolgate.sample.extract import sample, sample_of
from schoolgate.sample.plan import Fault
from schoolgate.sample.plant import faulty
from schoolgate.sample.write import settings_toml, write
from schoolgate.suites import load

SUITE = load("boost-promotion")
USUAL = sample_of(SUITE)
SCENARIOS = (None, *USUAL.scenarios)
AS_OF = date(2026, 11, 22)
DATA = Path(__file__).parents[2] / "data" / "boost-promotion"
COMMITTED = {
    "clean": (0, None),
    "faulty": (0.3, None),
    "too-early": (0.1, "too-early"),
    "wrong-ids": (0.1, "wrong-ids"),
    "logins": (0.1, "logins"),
}
EMPTY_FILES_ALONE = {"BP-006"}
"""No sample is without pupils."""
Row = tuple[str, int | None, str, str | None]


def written(folder: Path, rows: int, faults: float, seed: int, scenario: str | None = None, on: date = AS_OF) -> Path:
    sample(SUITE, folder, rows=rows, faults=faults, seed=seed, as_of=on, scenario=scenario)
    return folder


def checked(folder: Path, on: date = AS_OF) -> Result:
    settings = read_settings(folder / "settings.toml", "boost_promotion", SUITE.settings, ["boost_promotion"])
    return check(SUITE, folder, settings, moment(on.isoformat(), ZoneInfo("Europe/London"), "start"))


def found_in(folder: Path, on: date = AS_OF) -> Counter[Row]:
    return Counter(checked(folder, on).findings().select("table", "row", "rule", "key").iter_rows())


def listed_in(folder: Path) -> Counter[Row]:
    schema = {"table": pl.String(), "row": pl.Int64(), "rule": pl.String(), "key": pl.String()}
    return Counter(pl.read_csv(folder / "truth.csv", schema=schema).iter_rows())


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.mark.parametrize("on", [AS_OF, date(2024, 2, 29), date(2025, 8, 31), date(2025, 9, 1)], ids=str)
@pytest.mark.parametrize("rows", [1, 2, 40, 2000])
def test_a_clean_school_has_nothing_to_say(tmp_path: Path, rows: int, on: date) -> None:
    result = checked(written(tmp_path / "clean", rows, 0, rows, on=on), on)
    assert result.findings().is_empty()
    assert result.statuses == {**dict.fromkeys(result.statuses, 0), "ready": 2 * rows}
    assert result.notes == ()


def test_a_clean_school_moves_everybody_up_but_the_youngest(tmp_path: Path) -> None:
    pupils = checked(written(tmp_path / "clean", 2000, 0, 1)).records["pupils"]
    assert set(pupils["tag"]) == {"Synced"}
    stays = pupils.filter(pl.col("year_before") == pl.col("year_after"))
    assert set(stays["year_after"]) == {"R"}
    assert (pupils["class_after"] != pupils["class_before"]).sum() == 2000 - stays.height


@pytest.mark.parametrize(
    ("rows", "faults", "seed"),
    [(250, 0.01, 1), (250, 0.3, 2), (250, 1, 3), (251, 0.1, 4), (2000, 0.05, 5), (2000, 1, 6)],
)
def test_a_check_finds_what_was_planted_and_nothing_else(tmp_path: Path, rows: int, faults: float, seed: int) -> None:
    truth = listed_in(written(tmp_path / "faulty", rows, faults, seed))
    assert found_in(tmp_path / "faulty") == truth
    assert max(truth.values()) == 1


@pytest.mark.parametrize("rows", [1, 3, 12, 20, 100, 250])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_small_schools_get_the_faults_that_fit(tmp_path: Path, rows: int, scenario: str | None) -> None:
    folder = written(tmp_path / "faulty", rows, 0.5, 1, scenario)
    assert found_in(folder) == listed_in(folder)


@pytest.mark.parametrize("on", [date(2024, 2, 29), date(2025, 8, 31), date(2025, 3, 31)], ids=str)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_planted_faults_hold_on_awkward_days(tmp_path: Path, on: date, scenario: str | None) -> None:
    folder = written(tmp_path / "faulty", 300, 0.4, 1, scenario, on)
    assert found_in(folder, on) == listed_in(folder)


def test_the_scenarios_together_break_every_rule(tmp_path: Path) -> None:
    rules = {
        name: {row[2] for row in listed_in(written(tmp_path / str(name), 250, 0.05, 7, name))} for name in SCENARIOS
    }
    assert set.union(*rules.values()) == set(SUITE.rules_by_id) - EMPTY_FILES_ALONE
    elsewhere = {"BP-106", "BP-402", "BP-403", "BP-404", "BP-607", "BP-608"}
    assert rules[None] == set(SUITE.rules_by_id) - EMPTY_FILES_ALONE - elsewhere


@pytest.mark.parametrize("fault", USUAL.faults, ids=lambda fault: fault.name)
def test_each_fault_makes_its_rules_fail_and_no_other(tmp_path: Path, fault: Fault) -> None:
    draft = USUAL.build(600, Dice(1), AS_OF)
    keys = {table.name: table.key for table in SUITE.tables}
    alone, world = (faulty(draft, replace(USUAL, faults=faults), 0.05, keys, Dice(2)) for faults in ((fault,), ()))
    settings = settings_toml("boost_promotion", SUITE.settings, AS_OF, alone.settings)
    write(tmp_path / "faulty", {**alone.tables, "truth": alone.truth}, {"settings.toml": settings})
    assert set(alone.truth["rule"]) == {*fault.rules, *world.truth["rule"]}
    assert found_in(tmp_path / "faulty") == listed_in(tmp_path / "faulty")
