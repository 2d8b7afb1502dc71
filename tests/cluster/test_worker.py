"""The worker: Arrow in, Arrow out; a school that cannot be checked is a line of the ledger, and never the end."""

import json
import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from cluster.many import AS_OF, SETTINGS, SUITE, alone, findings_of, schools
from schoolgate import cli, suites
from schoolgate.basics.errors import InputError, ProgramError, UsageError
from schoolgate.cluster import Worker, worker
from schoolgate.language.rule import Severity
from schoolgate.pages.model import plain, run_model
from schoolgate.pages.summary import summary_of
from schoolgate.run.order import Order, carried_out

DATA = Path(__file__).parents[2] / "data"
SCHOOLS = partial(schools, 10, 30)
_IN_A_PROCESS = """
import pickle, sys
made, batch = pickle.load(sys.stdin.buffer)
assert "polars" not in sys.modules
(found,) = made([batch])
import polars
print(polars.thread_pool_size(), found.column("status")[0].as_py(), len(found.column("records")[0]))
"""


def nested(tables: dict[str, pl.DataFrame], *, shuffled: bool = False) -> dict[str, Any]:
    """The tables of a school as a batch holds them."""
    rows = {}
    for name, table in tables.items():
        numbered = table.with_row_index("__order")
        rows[name] = (numbered.sample(fraction=1, shuffle=True, seed=1) if shuffled else numbered).to_dicts()
    return rows


def batch_of(made: dict[str, dict[str, Any]], **columns: list[Any]) -> pa.RecordBatch:
    types = {
        table.name: pa.list_(pa.struct([("__order", pa.int64()), *((one.name, pa.string()) for one in table.columns)]))
        for table in SUITE.tables
    }
    schema = pa.schema([("school", pa.string()), *types.items(), *((name, pa.string()) for name in columns)])
    rows = [{"school": school, **tables} for school, tables in made.items()]
    rows = [{**row, **{name: cells[at] for name, cells in columns.items()}} for at, row in enumerate(rows)]
    return pa.RecordBatch.from_pylist(rows, schema)


def lines(made: Worker, *batches: pa.RecordBatch) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for batch in made(batches):
        assert batch.schema == made.schema
        (row,) = batch.to_pylist()
        found[row["school"]] = row
    return found


def test_each_school_is_what_a_run_of_it_alone_says() -> None:
    made = worker("portal-sync", SETTINGS, AS_OF)
    several = {school: nested(tables, shuffled=True) for school, tables in SCHOOLS().items()}
    found = lines(made, batch_of(several))
    assert list(found) == list(SCHOOLS())
    assert {line["status"] for line in found.values()} == {"go ahead", "findings"}
    for school, tables in SCHOOLS().items():
        report, line = alone(school, tables), found[school]
        assert line["findings"] == findings_of(report).to_dicts()
        assert line["records"] == report.records.to_dicts()
        assert (line["exit_code"], line["total"]) == (0 if report.passed else 1, json.loads(line["summary"])["records"])
        assert (line["errors"], line["error"]) == (report.result.severities[Severity.ERROR], None)
        assert bool(line["reasons"]) is not report.passed


def test_it_pickles_and_runs_where_polars_has_one_thread() -> None:
    made = worker("portal-sync", SETTINGS, AS_OF)
    school = "School 01"
    sent = pickle.dumps((made, batch_of({school: nested(SCHOOLS()[school])})))
    done = subprocess.run(
        [sys.executable, "-c", _IN_A_PROCESS], input=sent, capture_output=True, check=True, env={"PATH": "/usr/bin"}
    )
    assert done.stdout.split(None, 1)[0] == b"1"
    assert done.stdout.decode().strip() == f"1 go ahead {SCHOOLS()[school]['students'].height}"


def test_a_table_that_is_null_was_not_supplied() -> None:
    school = "School 01"
    tables = {name: rows for name, rows in nested(SCHOOLS()[school]).items() if name != "applications"}
    found = lines(worker("portal-sync", SETTINGS, AS_OF), batch_of({school: tables}))[school]
    without = alone(school, {name: table for name, table in SCHOOLS()[school].items() if name != "applications"})
    assert found["records"] == without.records.to_dicts()


def test_a_school_that_names_its_files(tmp_path: Path) -> None:
    for school in ("School 00", "School 01"):
        (tmp_path / school).mkdir()
        for name, table in SCHOOLS()[school].items():
            table.write_csv(tmp_path / school / f"{name}.csv")
    (tmp_path / "School 00" / "settings.toml").write_text('[portal_sync]\nstudents_log_in = "none"\n', encoding="utf-8")
    places = {school: str(tmp_path / school) for school in ("School 00", "School 01", "School 02")}
    batch = pa.RecordBatch.from_pydict({"school": list(places), "source": list(places.values())})
    found = lines(worker("portal-sync", None, AS_OF), batch)
    # The first has settings of its own; the second says nothing of who logs in; the third is not there.
    assert found["School 00"]["findings"] == findings_of(alone("School 00", SCHOOLS()["School 00"])).to_dicts()
    assert found["School 01"]["reasons"] or json.loads(found["School 01"]["summary"])["assumptions"]
    assert found["School 02"]["status"] == "no input"
    assert "there is no such file or folder" in found["School 02"]["error"]
    assert (found["School 02"]["findings"], found["School 02"]["records"]) == ([], [])
    assert found["School 02"]["summary"] is None


def test_a_waiver_beside_the_files_counts(tmp_path: Path) -> None:
    for name, table in SCHOOLS()["School 00"].items():
        table.write_csv(tmp_path / f"{name}.csv")
    made = worker("portal-sync", SETTINGS, AS_OF)
    batch = pa.RecordBatch.from_pydict({"school": ["School 00"], "source": [str(tmp_path)]})
    before = lines(made, batch)["School 00"]["findings"]
    one = next(found for found in before if found["key"] and not SUITE.rules_by_id[found["rule"]].fixed)
    waiver = f'[[waivers]]\nrule = "{one["rule"]}"\nkey = "{one["key"]}"\nuntil = 2026-12-01\nreason = "agreed"\n'
    (tmp_path / "waivers.toml").write_text(waiver, encoding="utf-8")
    after = lines(made, batch)["School 00"]["findings"]
    assert [found["waived"] for found in before] == [None] * len(before)
    assert [found["rule"] for found in after if found["waived"]] == [one["rule"]]


def test_each_school_may_have_settings_of_its_own() -> None:
    off = '[rules."PS-103"]\nenabled = false\nreason = "nobody is called otherwise here"\n'
    names = ["School 00", "School 03", "School 06"]
    batch = batch_of({school: nested(SCHOOLS()[school]) for school in names}, settings=[None, off, "[rules"])
    found = lines(worker("portal-sync", SETTINGS, AS_OF), batch)
    asked = {school: {one["rule"] for one in found[school]["findings"]} for school in names}
    assert "PS-103" in asked["School 00"]
    assert "PS-103" not in asked["School 03"]
    assert found["School 06"]["status"] == "settings"
    assert "not valid TOML" in found["School 06"]["error"]


def test_rows_that_name_no_school_are_a_line() -> None:
    tables = nested(SCHOOLS()["School 01"])
    batch = batch_of({"": tables, "School 01": tables})
    found = lines(worker("portal-sync", SETTINGS, AS_OF), batch)
    assert found["School 01"]["status"] == "go ahead"
    assert found[""]["status"] == "no input"
    assert f"{len(tables['students'])} of students" in found[""]["error"]


def test_no_cell_of_a_personal_column_leaves_unless_asked() -> None:
    school = "School 00"
    students = SCHOOLS()[school]["students"]
    personal = [
        one.name for one in SUITE.tables_by_name["students"].columns if not (one.shown or one.name == "student_id")
    ]
    cells = {cell for name in personal for cell in students[name].drop_nulls() if len(cell.strip()) > 4} - {"false"}
    batch = batch_of({school: nested(SCHOOLS()[school])})
    hidden, shown = (
        json.dumps(lines(worker("portal-sync", SETTINGS, AS_OF, show_values=asked), batch)) for asked in (False, True)
    )
    assert len(cells) > 30
    assert [cell for cell in cells if json.dumps(cell) in hidden] == []
    assert [cell for cell in cells if json.dumps(cell) in shown]


def test_a_crash_is_told_by_its_kind_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def quoting(*_: object) -> None:
        cell = SCHOOLS()["School 01"]["students"]["last_name"][0]
        raise RuntimeError(cell)

    monkeypatch.setattr("schoolgate.cluster.schools.line_of", quoting)
    school = "School 01"
    found = lines(worker("portal-sync", SETTINGS, AS_OF), batch_of({school: nested(SCHOOLS()[school])}))[school]
    assert found["error"] == "a fault of schoolgate itself (RuntimeError)"
    assert found["exit_code"] == ProgramError.exit_code
    assert found["findings"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"suite": "portal-snyc"}, "did you mean portal-sync"),
        ({"settings": {"portal_sync": {"no_such": 1}}}, "no_such"),
        ({"settings": "nope.toml"}, "nope.toml"),
        ({"fail_on": "new"}, "fail_on = 'new'"),
    ],
)
def test_what_no_school_could_be_checked_with_is_refused_at_once(words: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        worker(**{"suite": "portal-sync", **words})


@pytest.mark.parametrize("package", ["pyarrow", "pyspark"])
def test_without_spark_the_extra_is_named(
    package: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == package or name == "schoolgate.cluster.spark"]:
        monkeypatch.delitem(sys.modules, name)
    # Once it was imported, its package holds it too.
    monkeypatch.delattr("schoolgate.cluster.spark", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    assert cli.main(["spark", "portal-sync", "--tables", "students=lake/students", "--out", "out"]) == 2
    assert "pip install 'schoolgate[spark]'" in capsys.readouterr().err


def test_a_batch_without_schools_is_refused() -> None:
    made = worker("portal-sync", None, AS_OF)
    with pytest.raises(InputError, match="a batch has the columns school; expected school, and source"):
        list(made([pa.RecordBatch.from_pydict({"school": ["a"]})]))
    assert list(made([])) == []


@pytest.mark.parametrize("name", suites.names())
def test_the_run_in_a_line_is_that_of_the_pages(name: str) -> None:
    def result() -> Any:
        return carried_out(Order(suite=suites.load(name), source=DATA / name / "faulty", as_of=AS_OF))

    one = summary_of(result(), run="run", at="2026-11-22T06:30:00+00:00", fail_on=Severity.ERROR)
    other = run_model(result(), run="run", at="2026-11-22T06:30:00+00:00").summary
    assert json.dumps(one, default=plain) == json.dumps(other, default=plain)
    assert worker(name, None, AS_OF).schema.names[-2:] == ["findings", "records"]
