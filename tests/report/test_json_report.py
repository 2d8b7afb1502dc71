"""The JSON report: a contract that other people's scripts rely on."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from schoolgate import cli
from schools import GOOD, school

DATA = Path(__file__).parents[2] / "data" / "portal-sync"
SCHEMA = json.loads(files("schoolgate.report").joinpath("report.schema.json").read_text("utf-8"))


def report(folder: Path, target: Path, *options: str) -> dict[str, object]:
    cli.main(
        ["check", "portal-sync", str(folder), "--as-of", "2026-11-22", "--quiet", f"--report=json={target}", *options]
    )
    document = json.loads(target.read_text("utf-8"))
    assert isinstance(document, dict)
    return document


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["clean", "faulty"])
@pytest.mark.parametrize("options", [(), ("--show-values",), ("--fail-on", "never"), ("--fail-on", "warning")])
def test_reports_keep_to_the_schema(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    document = report(DATA / name, tmp_path / "r.json", *options)
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    assert document["passed"] is (name == "clean" or "never" in options)


def test_absent_tables_keep_to_the_schema(tmp_path: Path) -> None:
    folder = school(tmp_path / "in", applications=None, admission_statuses=None)
    document = report(folder, tmp_path / "r.json")
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []


READ_IN_EVERY_WAY = """
[intake.students]
where = { Kind = ["pupil"] }
constant = { portal_login = false }
key = { student_id = "drop_spaces" }
values = { roll_mode = { "Single Registration" = "On Roll" } }
join = { file = "mails.csv", on = "student_id", columns = { email = "mail" } }
"""


def test_whatever_there_is_to_tell_of_a_reading_keeps_to_the_schema(tmp_path: Path) -> None:
    folder = school(tmp_path / "in")
    (folder / "mails.csv").write_text("student_id,mail\nS1,a@x.example\n")
    (folder / "settings.toml").write_text(READ_IN_EVERY_WAY)
    headings = "student_id;salutation;first_name;last_name;roll_mode;base_group_id;latest_dol;Kind;Shoe size"
    rows = ("S1;Ms;Ada;Lo;Single Registration;G1;13/02/2026;pupil;4", "S2;Ms;Bo;Lo;Left;;;guest;5")
    (folder / "students.csv").write_text("\n".join(("Our school;;;;;;;;", headings, *rows)) + "\n")
    document = json.loads(json.dumps(report(folder, tmp_path / "r.json")))
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    reading = document["tables"]["students"]["reading"]
    known = SCHEMA["properties"]["tables"]["additionalProperties"]["properties"]["reading"]["properties"]
    assert set(known) == set(reading)
    assert (reading["header_row"], reading["rows_above_header"]) == (2, [1])


def test_the_same_input_gives_the_same_bytes_wherever_it_lies(tmp_path: Path) -> None:
    shutil.copytree(DATA / "faulty", tmp_path / "copy")
    report(DATA / "faulty", tmp_path / "a.json")
    report(tmp_path / "copy", tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_parts_add_up(tmp_path: Path) -> None:
    document = json.loads(json.dumps(report(DATA / "faulty", tmp_path / "r.json")))
    findings, records = document["findings"], document["records"]
    assert sum(document["summary"]["findings"].values()) == len(findings)
    assert sum(document["summary"]["records"].values()) == len(records) == document["tables"]["students"]["rows"]
    for rule in document["rules"]:
        assert rule["failed"] == sum(finding["rule"] == rule["id"] for finding in findings)
    order = {rule["id"]: number for number, rule in enumerate(document["rules"])}
    tables = {name: number for number, name in enumerate(document["tables"])}
    places = [(tables[finding["table"]], finding["row"], order[finding["rule"]]) for finding in findings]
    assert places == sorted(places)


def test_one_finding_in_full(tmp_path: Path) -> None:
    students = GOOD["students"].replace("ada@school.example,true,On Roll,7A", "ada@school.example,true,On Roll,7B")
    document = report(school(tmp_path / "in", students=students), tmp_path / "r.json")
    assert document["findings"] == [
        {
            "rule": "PS-202",
            "severity": "error",
            "table": "students",
            "row": 2,
            "key": "S1",
            "column": "base_group_id",
            "value": "7B",
            "message": "The base group 7B is not in groups: the extract lacks it, or the id is wrong.",
            "fix": "Supply the group in the table groups, or correct the id if it is wrong.",
            "owner": "school",
            "screen": "The extract: export from the MIS",
            "effect": "stops",
            "basis": "article",
        }
    ]
    assert document["records"] == [
        {
            "table": "students",
            "row": 2,
            "key": "S1",
            "status": "blocked",
            "answer": "will_not_sync",
            "rules": ["PS-202"],
            "type": "current",
            "type_basis": "nearest",
            "will_sync": False,
        },
        {
            "table": "students",
            "row": 3,
            "key": "S2",
            "status": "ready",
            "answer": "will_sync",
            "rules": [],
            "type": "prospective",
            "type_basis": "stated",
            "will_sync": True,
        },
    ]


def test_a_cause_in_full(tmp_path: Path) -> None:
    groups = GOOD["groups"].replace("7A,7A,base,true", "7A,7A,base,false")
    document = report(school(tmp_path / "in", groups=groups), tmp_path / "r.json")
    assert document["causes"] == [
        {
            "rule": "PS-501",
            "key": "7A",
            "records": 2,
            "ready_if_mended": 2,
            "owner": "school",
            "screen": "MIS: groups",
            "message": "Group 7A is not active; 2 current or prospective student(s) use it (a safeguard of schoolgate).",
            "fix": "Make the group active in the MIS, or move its students to an active one. "
            "Then wait for the next sync.",
        }
    ]
