"""Tables that hold several schools: each is checked as if its rows were alone, under the numbers of the file."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import schoolgate
from schoolgate import cli
from schoolgate.basics.errors import UsageError
from schoolgate.sample.extract import sample
from schoolgate.suites import load

NOW = ("--as-of", "2026-11-22")
Cli = Callable[..., tuple[int, str, str]]
GIVEN = {
    "students": "student_id,salutation,first_name,last_name,roll_mode,base_group_id",
    "groups": "group_id,kind,active,year_group_id,name",
    "year_groups": "year_group_id,name,synced",
}
ROWS = {
    "students": "S1,Ms,Ada,Okoro,On Roll,7A",
    "groups": "7A,base,true,Y7,7A",
    "year_groups": "Y7,Year 7,true",
}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Cli:
    def command(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(one) for one in arguments])
        printed, complained = capsys.readouterr()
        return code, printed, complained

    return command


def several(folder: Path, *schools: str, partition: str = '[intake]\npartition = "School"\n') -> Path:
    """One student, group and year group for each of the schools, all with the same keys."""
    folder.mkdir()
    for table, head in GIVEN.items():
        lines = [f"{head},School", *(f"{ROWS[table]},{school}" for school in schools)]
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "settings.toml").write_text(f'{partition}\n[portal_sync]\nstudents_log_in = "none"\n', "utf-8")
    return folder


def numbered(told: Any, offsets: dict[str, int], table: str = "") -> Any:
    """What a report tells, with the rows of a school's own files numbered as in the files of all."""
    if isinstance(told, list):
        return [numbered(one, offsets, table) for one in told]
    if isinstance(told, str) and (named := re.fullmatch(r"(\w+) row (\d+)", told)):
        return f"{named[1]} row {int(named[2]) + offsets[named[1]]}"
    if not isinstance(told, dict):
        return told
    here = told.get("table", table)
    return {
        name: value + offsets[here]
        if name == "row" and isinstance(value, int)
        else numbered(value, offsets, name if name in offsets else here)
        for name, value in told.items()
    }


def extracts(suite: str, folder: Path, schools: int) -> Iterator[tuple[str, dict[str, pl.DataFrame]]]:
    for number in range(schools):
        place = folder / f"S{number}"
        sample(load(suite), place, rows=25 + number, faults=0.4, seed=number, as_of=date(2026, 11, 22))
        (place / "truth.csv").unlink()
        yield place.name, {one.name: pl.read_csv(one, infer_schema=False) for one in place.glob("*.csv")}


@pytest.mark.parametrize("suite", ["portal-sync", "boost-promotion"])
def test_each_school_is_told_what_it_is_told_alone(suite: str, tmp_path: Path, run: Cli) -> None:
    own, together = tmp_path / "own", tmp_path / "all"
    own.mkdir()
    together.mkdir()
    frames = dict(extracts(suite, own, 3))
    # One of them has dates that nobody can read.
    main = f"{load(suite).tables[0].name}.csv"
    frames["S2"][main] = frames["S2"][main].with_columns(pl.lit("1.2.3.4").alias(_dated(suite)))
    frames["S2"][main].write_csv(own / "S2" / main)
    for file in frames["S0"]:
        pl.concat(one[file].with_columns(School=pl.lit(name)) for name, one in frames.items()).write_csv(
            together / file
        )
    settings = (own / "S0" / "settings.toml").read_text("utf-8")
    (together / "settings.toml").write_text(f'{settings}\n[intake]\npartition = "School"\n', "utf-8")
    for place in (own, together):
        report = f"--report=json={tmp_path}/{place.name}-{{school}}.json"
        assert run("check", suite, place, "--each", "--jobs", "1", *NOW, report)[0] == 1
    before = dict.fromkeys((file.removesuffix(".csv") for file in frames["S0"]), 0)
    found = 0
    for name, mine in frames.items():
        alone, among = (json.loads((tmp_path / f"{one}-{name}.json").read_text("utf-8")) for one in ("own", "all"))
        for told in ("findings", "records", "causes", "summary", "jobs", "assumptions"):
            assert among[told] == numbered(alone[told], before), (name, told)
        assert among["settings"]["school"] == name
        found += len(among["findings"])
        before = {table: rows + mine[f"{table}.csv"].height for table, rows in before.items()}
    assert found > 30


def _dated(suite: str) -> str:
    return {"portal-sync": "latest_dol", "boost-promotion": "date_of_birth"}[suite]


def test_keys_of_one_school_are_not_those_of_another(tmp_path: Path, run: Cli) -> None:
    code, told, _ = run(
        "check", "portal-sync", several(tmp_path / "in", "North", "South"), "--each", "--jobs", "1", *NOW
    )
    assert code == 0
    assert "2 of 2 schools can go ahead" in told
    assert "North" in told
    assert "South" in told


def test_without_each_they_are_not_taken_for_one(tmp_path: Path, run: Cli) -> None:
    folder = several(tmp_path / "in", "North", "South")
    code, _, complaint = run("check", "portal-sync", folder, *NOW)
    assert code == 2
    assert "hold several schools ([intake] partition): give --each" in complaint
    with pytest.raises(UsageError, match="--each"):
        schoolgate.check("portal-sync", {"students": pl.DataFrame()}, {"intake": {"partition": "School"}})


def test_one_school_is_not_asked_for_in_silence(tmp_path: Path, run: Cli) -> None:
    folder = several(tmp_path / "in", "North", "South")
    code, _, complaint = run("check", "portal-sync", folder, "--each", "--school", "North", *NOW)
    assert code == 2
    assert "--school North: with --each" in complaint


def test_rows_that_name_no_school_are_told_and_are_nobodys(tmp_path: Path, run: Cli) -> None:
    code, told, _ = run(
        "check", "portal-sync", several(tmp_path / "in", "North", "", " "), "--each", "--jobs", "1", *NOW
    )
    assert code == 3
    assert "1 of 2 schools can go ahead" in told
    assert "2 rows name no school in students.csv (row 3, 4)" in " ".join(told.split())


def test_where_no_row_names_a_school_nothing_is_checked(tmp_path: Path, run: Cli) -> None:
    code, _, complaint = run("check", "portal-sync", several(tmp_path / "in", ""), "--each", *NOW)
    assert code == 3
    assert "no row names a school" in complaint


@pytest.mark.parametrize(
    ("partition", "says"),
    [
        ('[intake.students]\npartition = "Academy"\n', "[intake.students] partition names the heading 'Academy'"),
        ('[intake]\npartition = "Academy"\n', "students.csv: does not say whose its records are"),
    ],
)
def test_a_heading_that_is_not_there_is_told(partition: str, says: str, tmp_path: Path, run: Cli) -> None:
    code, _, complaint = run("check", "portal-sync", several(tmp_path / "in", "N", partition=partition), "--each", *NOW)
    assert code == 3
    assert says in complaint


def test_settings_that_nobody_can_read_are_what_is_wrong_with_a_source_of_no_folders(tmp_path: Path, run: Cli) -> None:
    folder = several(tmp_path / "in", "North", partition='lunch = 1\n[intake]\npartition = "School"\n')
    code, _, complaint = run("check", "portal-sync", folder, "--each", *NOW)
    assert code == 2
    assert "unknown setting 'lunch'" in complaint


def test_a_table_that_is_not_divided_is_every_schools(tmp_path: Path, run: Cli) -> None:
    folder = several(tmp_path / "in", "North", "South")
    (folder / "year_groups.csv").write_text(f"{GIVEN['year_groups']}\n{ROWS['year_groups']}\n", "utf-8")
    report = f"--report=json={tmp_path}/{{school}}.json"
    code, told, _ = run("check", "portal-sync", folder, "--each", "--jobs", "1", *NOW, report)
    assert code == 0
    assert "2 of 2 schools can go ahead" in told
    said = "year_groups.csv: names no school: its rows are taken as every school's"
    for school in ("North", "South"):
        assert said in json.loads((tmp_path / f"{school}.json").read_text("utf-8"))["notes"]


def test_records_that_do_not_say_whose_they_are_are_not_every_schools(tmp_path: Path, run: Cli) -> None:
    folder = several(tmp_path / "in", "North", "South")
    (folder / "students.csv").write_text(f"{GIVEN['students']},Shcool\n{ROWS['students']},North\n", "utf-8")
    code, _, complaint = run("check", "portal-sync", folder, "--each", *NOW)
    assert code == 3
    assert "students.csv: does not say whose its records are" in complaint
    assert "[intake.students] partition" in complaint


def test_a_name_stays_in_the_folder_that_reports_go_to(tmp_path: Path, run: Cli) -> None:
    folder = several(tmp_path / "in", "../North", "South/2", "con", "A", "a")
    out = tmp_path / "deep" / "out"
    out.mkdir(parents=True)
    code, _, _ = run(
        "check", "portal-sync", folder, "--each", "--jobs", "1", *NOW, f"--report=json={out}/{{school}}.json"
    )
    assert code == 0
    written = sorted(out.glob("*.json"))
    assert len(written) == 5
    assert sorted(tmp_path.rglob("*.json")) == written
    schools = {json.loads(path.read_text("utf-8"))["settings"]["school"] for path in written}
    assert schools == {"../North", "South/2", "con", "A", "a"}


@pytest.mark.slow
def test_processes_say_the_same_as_one(tmp_path: Path, run: Cli) -> None:
    folder = several(tmp_path / "in", *(f"School {number}" for number in range(5)))
    told = [run("check", "portal-sync", folder, "--each", "--jobs", jobs, *NOW)[1] for jobs in (1, 2)]
    assert told[0] == told[1]
