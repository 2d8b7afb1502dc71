"""Synthetic extracts: the same for a seed, clean where they claim to be, and with exactly the faults that they list."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from oracle.tables import RawTable
from portal_sync.oracle import judge, settings_of
from schoolgate.basics.clock import moment
from schoolgate.basics.errors import InputError, UsageError
from schoolgate.language.settings import read_settings
from schoolgate.run.check import check
from schoolgate.run.result import Result
from schoolgate.sample.dice import Dice
from schoolgate.sample.extract import sample, sample_of
from schoolgate.sample.names import CULTURES, MOST_SIBLINGS, NICKNAMES, parsed
from schoolgate.sample.plan import Fault
from schoolgate.sample.plant import faulty
from schoolgate.sample.write import write
from schoolgate.suites import load

SUITE = load("portal-sync")
PLAN = sample_of(SUITE)
AS_OF = date(2026, 11, 22)
COMMITTED = Path(__file__).parents[1] / "data" / "portal-sync"
COMMITTED_SEED = 2026
FAULTY_SHARE = 0.3
EMPTY_EXTRACTS_ALONE = {"PS-010"}
"""What can only fail where there is no record at all."""

ANSWERS = '[portal_sync]\nstudents_log_in = "none"\nleaver_window_months = 12\nuse_preferred_forename = true\n'
Row = tuple[str, int, str, str | None]


def written(folder: Path, rows: int, faults: float, seed: int, as_of: date = AS_OF) -> Path:
    sample(SUITE, folder, rows=rows, faults=faults, seed=seed, as_of=as_of)
    return folder


def checked(folder: Path, as_of: date = AS_OF) -> Result:
    settings = read_settings(folder / "settings.toml", "portal_sync", SUITE.settings, ["portal_sync"])
    return check(SUITE, folder, settings, moment(as_of.isoformat(), ZoneInfo("Europe/London"), "start"))


def found_in(result: Result) -> Counter[Row]:
    return Counter(result.findings().select("table", "row", "rule", "key").iter_rows())


def listed_in(folder: Path) -> Counter[Row]:
    schema = {"table": pl.String(), "row": pl.Int64(), "rule": pl.String(), "key": pl.String()}
    return Counter(pl.read_csv(folder / "truth.csv", schema=schema).iter_rows())


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def raw_tables(folder: Path) -> Iterator[tuple[str, RawTable]]:
    for table in SUITE.tables:
        frame = pl.read_csv(folder / f"{table.name}.csv", infer_schema=False)
        yield table.name, RawTable(tuple(frame.columns), tuple(enumerate(frame.iter_rows(named=True), start=2)))


def test_same_seed_same_bytes_and_another_seed_another_school(tmp_path: Path) -> None:
    one, same, other = (written(tmp_path / name, 300, 0.2, seed) for name, seed in (("a", 7), ("b", 7), ("c", 8)))
    assert contents(one) == contents(same)
    assert contents(one)["students.csv"] != contents(other)["students.csv"]
    assert contents(one)["truth.csv"] != contents(other)["truth.csv"]


@pytest.mark.parametrize("as_of", [AS_OF, date(2024, 2, 29), date(2025, 8, 31), date(2025, 9, 1)], ids=str)
@pytest.mark.parametrize("rows", [1, 2, 40, 250, 2000])
def test_clean_extract_has_no_finding_of_any_severity(tmp_path: Path, rows: int, as_of: date) -> None:
    result = checked(written(tmp_path / "clean", rows, 0, rows, as_of), as_of)
    assert result.findings().is_empty()
    assert result.statuses == {**dict.fromkeys(result.statuses, 0), "ready": rows}
    # The smallest schools have nobody who applied: an empty table is told, and that is all there is to tell.
    empty = [path.name for path in (tmp_path / "clean").glob("*.csv") if len(path.read_text("utf-8").splitlines()) == 1]
    assert [note.partition(":")[0] for note in result.notes] == empty


def test_clean_extract_has_every_type_and_both_messes(tmp_path: Path) -> None:
    result = checked(written(tmp_path / "clean", 2000, 0, 1))
    types = result.records["students"]["type"].value_counts().sort("type")
    assert dict(types.iter_rows())["current"] == pytest.approx(1400, abs=30)
    assert dict(types.iter_rows())["prospective"] == pytest.approx(200, abs=20)
    text = (tmp_path / "clean" / "students.csv").read_text(encoding="utf-8")
    assert "\u00a0" in text
    assert any("\u0590" <= letter <= "\u05ff" for letter in text)


@pytest.mark.parametrize(
    ("rows", "faults", "seed"),
    [
        (250, 0.01, 1),
        (250, 0.3, 2),
        (250, 1, 3),
        (251, 0.1, 4),
        (2000, 0.05, 5),
        (2000, 0.3, 6),
        (2000, 1, 7),
    ],
)
def test_check_finds_what_was_planted_and_nothing_else(tmp_path: Path, rows: int, faults: float, seed: int) -> None:
    folder = written(tmp_path / "faulty", rows, faults, seed)
    truth = listed_in(folder)
    assert found_in(checked(folder)) == truth
    assert {rule for _, _, rule, _ in truth} == set(SUITE.rules_by_id) - EMPTY_EXTRACTS_ALONE
    assert max(truth.values()) == 1
    assert list(truth) == sorted(truth, key=lambda row: (row[0], row[1], row[2], row[3] or ""))


@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2025, 8, 31), date(2025, 3, 31)], ids=str)
def test_planted_faults_hold_on_awkward_days(tmp_path: Path, as_of: date) -> None:
    folder = written(tmp_path / "faulty", 300, 0.4, 1, as_of)
    assert found_in(checked(folder, as_of)) == listed_in(folder)


@pytest.mark.parametrize("rows", [1, 3, 20, 100])
def test_small_schools_get_the_faults_that_fit(tmp_path: Path, rows: int) -> None:
    folder = written(tmp_path / "faulty", rows, 0.5, 1)
    assert found_in(checked(folder)) == listed_in(folder)


def test_the_oracle_agrees_with_the_truth(tmp_path: Path) -> None:
    folder = written(tmp_path / "faulty", 400, 0.5, 9)
    told = tomllib.loads((folder / "settings.toml").read_text("utf-8"))["portal_sync"]
    findings = judge(dict(raw_tables(folder)), settings_of(told), AS_OF).findings
    planted = Counter({(table, row, rule): count for (table, row, rule, _), count in listed_in(folder).items()})
    assert Counter((one.table, one.row, one.rule) for one in findings) == planted


def test_the_share_of_faulty_students_is_as_asked(tmp_path: Path) -> None:
    records = checked(written(tmp_path / "faulty", 5000, 0.2, 3)).failing_rules(SUITE.verdicts[0])
    # Some faults are only seen elsewhere: in an application, or in the group that a student is in.
    assert records.list.len().gt(0).mean() == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize("fault", PLAN.faults, ids=lambda fault: fault.name)
def test_each_fault_alone_makes_its_rules_fail_and_no_other(tmp_path: Path, fault: Fault) -> None:
    draft = PLAN.build(600, Dice(1), AS_OF)
    keys = {table.name: table.key for table in SUITE.tables}
    made = faulty(draft, replace(PLAN, faults=(fault,)), 0.05, keys, Dice(2))
    write(tmp_path / "faulty", {**made.tables, "truth": made.truth}, {"settings.toml": ANSWERS})
    assert set(made.truth["rule"]) == set(fault.rules)
    assert found_in(checked(tmp_path / "faulty")) == listed_in(tmp_path / "faulty")


def test_causes_block_many_students(tmp_path: Path) -> None:
    causes = checked(written(tmp_path / "faulty", 5000, 0.2, 3)).causes
    assert causes.filter(pl.col("records") > 5)["rule"].unique().sort().to_list() == ["PS-501", "PS-502", "PS-503"]


@pytest.mark.parametrize(("name", "faults"), [("clean", 0), ("faulty", FAULTY_SHARE)])
def test_committed_extracts_are_what_the_generator_writes(tmp_path: Path, name: str, faults: float) -> None:
    again = written(tmp_path / name, 250, faults, COMMITTED_SEED)
    assert contents(COMMITTED / name) == contents(again), (
        f"write data/portal-sync/{name} again with `schoolgate sample`"
    )


def test_committed_faulty_extract_breaks_every_rule() -> None:
    assert {rule for _, _, rule, _ in listed_in(COMMITTED / "faulty")} == set(SUITE.rules_by_id) - EMPTY_EXTRACTS_ALONE


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        written(tmp_path, 10, 0, 1)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        written(tmp_path / "file", 10, 0, 1)
    with pytest.raises(InputError):
        written(tmp_path / "file" / "folder", 10, 0, 1)


def test_an_empty_folder_is_taken_and_nothing_temporary_stays(tmp_path: Path) -> None:
    names = {"students.csv", "applications.csv", "groups.csv", "year_groups.csv", "admission_statuses.csv"}
    assert set(contents(written(tmp_path, 10, 0, 1))) == {*names, "settings.toml"}


@pytest.mark.parametrize(
    ("rows", "faults", "seed"), [(0, 0, 1), (10, -0.1, 1), (10, 1.1, 1), (10, float("nan"), 1), (10, 0, -1)]
)
def test_numbers_out_of_range_are_refused(tmp_path: Path, rows: int, faults: float, seed: int) -> None:
    with pytest.raises(UsageError):
        written(tmp_path / "folder", rows, faults, seed)
    assert not (tmp_path / "folder").exists()


def test_settings_name_every_setting_and_answer_every_question_that_has_one(tmp_path: Path) -> None:
    folder = written(tmp_path / "clean", 10, 0, 1)
    text = (folder / "settings.toml").read_text(encoding="utf-8")
    assert all(name in text for name in SUITE.settings.model_fields)
    answered = checked(folder).settings.own.model_fields_set
    assert {name for question in SUITE.questions for name in question.settings} == answered


def test_names_can_be_told_apart_within_a_family() -> None:
    for culture in CULTURES:
        girls, boys = parsed(culture.girls), parsed(culture.boys)
        assert min(len(girls), len(boys)) >= MOST_SIBLINGS
        for column in (0, 1):
            first = [pair[column] for pair in (*girls, *boys)]
            assert len(set(first)) == len(first)
            assert not set(NICKNAMES) & set(first)
        assert all(slug.isascii() and slug.isalnum() for _, slug in (*girls, *boys, *parsed(culture.families)))


def test_draws_do_not_depend_on_each_other() -> None:
    dice = Dice(1)
    assert np.array_equal(dice.units("a", 5), Dice(1).units("a", 5))
    assert not np.array_equal(dice.units("a", 5), dice.units("b", 5))
    assert np.array_equal(dice.units("a", 9)[:5], dice.units("a", 5))
    assert dice.units("a", 0).size == 0
    # Pinned: a change here changes every sample that anyone has.
    assert dice.below("pinned", 1000, 4).tolist() == [777, 770, 46, 237]
