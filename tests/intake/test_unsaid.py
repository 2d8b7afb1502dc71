"""What the files do not bear out: tables without a record, and constants, are told."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import schoolgate
from schoolgate.cli import main

FILES = {
    "students": "student_id,program,grad_year\nK1,MD,2028\nK2,MD,2028\n",
    "programs": "program,years\nMD,3\n",
    "existing": "student_id,program,grad_year,primary_role,roles\n",
    "faculty": "student_id\n",
}

SAID = "[student_import]\ncurrent_grad_year = 2027\nlock_step = false\nmin_grad_year = 2020\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def report(folder: Path, *options: str) -> tuple[int, Mapping[str, Any]]:
    place = folder / "out" / "r.json"
    place.parent.mkdir(exist_ok=True)
    given = ["--as-of", "2026-08-20", "--report", f"json={place}", *options]
    code = main(["check", "student-import", str(folder), *given])
    return code, json.loads(place.read_text(encoding="utf-8"))


def test_it_is_taken_at_its_word_and_told(folder: Path) -> None:
    code, told = report(folder)
    assert code == 0
    assert {record["action"] for record in told["records"]} == {"create"}
    for table in ("existing", "faculty"):
        asked = (
            f'{table}.csv: holds no records, and is taken at its word; is that so? Then [intake] empty = ["{table}"]'
        )
        assert any(asked in note for note in told["notes"])


def test_strictly_it_does_not_pass_until_somebody_has_said_so(folder: Path) -> None:
    (folder / "settings.toml").write_text(SAID, encoding="utf-8")
    code, told = report(folder, "--strict")
    assert code == 1
    assert "existing without a record, faculty without a record" in json.dumps(told["gate"]["reasons"])
    (folder / "settings.toml").write_text(f'{SAID}[intake]\nempty = ["existing", "faculty"]\n', encoding="utf-8")
    code, told = report(folder, "--strict")
    assert code == 0
    assert not any("is that so?" in note for note in told["notes"])


def test_strictly_it_passes_where_an_empty_table_decides_nothing(tmp_path: Path) -> None:
    """Whoever is on roll needs no application; whether a leaver without a base group has an open one decides PS-311."""
    files = {
        "students": "student_id,salutation,first_name,last_name,portal_login,roll_mode,base_group_id,latest_dol\n"
        "S1,Mr,Al,Bo,no,On Roll,G1,\n",
        "groups": "group_id,kind,active,year_group_id\nG1,base,yes,Y1\n",
        "year_groups": "year_group_id,synced\nY1,yes\n",
        "applications": "student_id,admission_date,active,intake_group_id,admission_status\n",
        "settings": "[portal_sync]\nleaver_window_months = 12\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.{'toml' if name == 'settings' else 'csv'}").write_text(text, encoding="utf-8")
    command = ["check", "portal-sync", str(tmp_path), "--as-of", "2026-08-20", "--quiet"]
    assert main([*command, "--strict"]) == 0
    (tmp_path / "students.csv").write_text(files["students"] + "S2,Mr,Al,Bo,no,Left,,2026-07-20\n", encoding="utf-8")
    assert main(command) == 0
    assert main([*command, "--strict"]) == 1


def test_rows_that_a_filter_leaves_out_make_a_table_empty_too(folder: Path) -> None:
    (folder / "existing.csv").write_text(FILES["existing"] + "K1,MD,2028,Student,Student\n", encoding="utf-8")
    (folder / "settings.toml").write_text('[intake.existing]\nwhere = { primary_role = "Pupil" }\n', encoding="utf-8")
    assert any("existing.csv: holds no records" in note for note in report(folder)[1]["notes"])


def test_a_constant_is_an_assumption_of_every_report(folder: Path) -> None:
    (folder / "students.csv").write_text("student_id,grad_year\nK1,2028\nK2,2028\n", encoding="utf-8")
    (folder / "settings.toml").write_text('[intake.students.constant]\nprogram = "MD"\nemail = ""\n', encoding="utf-8")
    told = {one["question"]: one for one in report(folder)[1]["assumptions"]}
    assert (told["students.program"]["assumed"], told["students.program"]["records"]) == ("MD", 2)
    assert told["students.email"]["assumed"] == "blank"


def test_frames_without_a_row_are_no_better() -> None:
    frames = {name: pl.read_csv(text.encode(), infer_schema=False) for name, text in FILES.items()}
    notes = schoolgate.check("student-import", frames, as_of="2026-08-20").result.notes
    assert sum("is that so?" in note for note in notes) == 2


def test_a_required_table_without_a_record_fails_what_refers_to_it(folder: Path) -> None:
    (folder / "programs.csv").write_text("program,years\n", encoding="utf-8")
    code, told = report(folder)
    assert code == 1
    assert next(rule["failed"] for rule in told["rules"] if rule["id"] == "SI-201") == 2
