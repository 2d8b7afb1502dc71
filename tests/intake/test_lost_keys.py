"""A key that a spreadsheet has lost: nobody's, never the same as another that it lost, and told as what it is."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

import schoolgate
from schoolgate.delivery.handed import Report
from schools import GOOD

LOST = {"S1": 10**16, "S2": 10**16}
"""What a spreadsheet makes of two identifiers of seventeen digits."""
Cells = list[list[str | int]]


def tables(lost: dict[str, int]) -> dict[str, Cells]:
    return {
        name: [[lost.get(cell, cell) for cell in line] for line in csv.reader(io.StringIO(text))]
        for name, text in GOOD.items()
    }


def workbook(path: Path, lost: dict[str, int]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    for name, lines in tables(lost).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def opendocument(path: Path, lost: dict[str, int]) -> Path:
    document = OpenDocumentSpreadsheet()
    for name, lines in tables(lost).items():
        table = Table(name=name)
        for line in lines:
            row = TableRow()
            for cell in line:
                if isinstance(cell, int):
                    row.addElement(TableCell(valuetype="float", value=cell))
                else:
                    row.addElement(TableCell(valuetype="string"))
                row.lastChild.addElement(P(text=str(cell)))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(str(path.with_suffix(".ods")))
    return path.with_suffix(".ods")


@pytest.mark.parametrize("written", [workbook, opendocument])
def test_two_lost_keys_are_not_one_student_twice(written: Callable[..., Path], tmp_path: Path) -> None:
    report = schoolgate.check("portal-sync", written(tmp_path / "school", LOST), as_of="2026-11-22")
    found = {(row["rule"], row["row"]) for row in report.findings.iter_rows(named=True)}
    assert {("PS-001", 2), ("PS-001", 3)} <= found
    assert "PS-002" not in {rule for rule, _ in found}
    causes = {one["key"]: one for one in json.loads(report.to_json())["causes"]}
    told = causes["students.student_id"]
    assert told["message"].startswith("2 cells of student_id in school.")
    assert "cannot be read (rows 2, 3): " in told["message"]
    assert "fifteen digits" in told["message"]
    assert told["fix"].startswith("Export the file again with student_id as text")
    # The application of one of them names nobody, for the same reason.
    assert ("PS-004", 2) in found
    assert "1 cell of student_id in school." in causes["applications.student_id"]["message"]


IMPORT = {
    "students": [["student_id", "program"], ["U1", "Art"], ["U2", "Art"]],
    "existing": [["student_id", "program", "grad_year"], ["U1", "Art", "2029"], ["U2", "Art", "2029"]],
    "programs": [["program", "years"], ["Art", "3"]],
    "faculty": [["student_id"], ["F1"]],
}


def imported(folder: Path, table: str, row: int, column: int) -> Report[Any]:
    """A check of an import in which one cell of a workbook is an error."""
    book = openpyxl.Workbook(write_only=True)
    for name, lines in IMPORT.items():
        sheet = book.create_sheet(name)
        for number, line in enumerate(lines):
            sheet.append(
                ["#N/A" if (name, number, at) == (table, row, column) else cell for at, cell in enumerate(line)]
            )
    book.save(folder / "import.xlsx")
    return schoolgate.check("student-import", folder / "import.xlsx", as_of="2026-11-22")


def test_a_reference_that_nobody_can_read_is_no_blank_cell(tmp_path: Path) -> None:
    report = imported(tmp_path, "students", 1, 1)
    told = {row["key"]: row["status"] for row in report.records.iter_rows(named=True)}
    assert told["U1"] == "blocked"
    assert ("SI-201", "U1") in set(report.findings.select("rule", "key").iter_rows())


@pytest.mark.parametrize(("table", "key"), [("faculty", "student_id"), ("existing", "student_id")])
def test_a_record_without_a_key_that_could_count_fails_the_run(table: str, key: str, tmp_path: Path) -> None:
    report = imported(tmp_path, table, 1, 0)
    causes = {one["key"]: one["message"] for one in json.loads(report.to_json())["causes"]}
    assert "1 cell of student_id in import.xlsx cannot be read (row 2)" in causes[f"{table}.{key}"]
    assert not report.passed


@pytest.mark.parametrize("written", [workbook, opendocument])
def test_numbers_that_a_spreadsheet_keeps_are_keys(written: Callable[..., Path], tmp_path: Path) -> None:
    kept = {"S1": 999_999_999_999_998, "S2": 999_999_999_999_999}
    report = schoolgate.check("portal-sync", written(tmp_path / "school", kept), as_of="2026-11-22")
    assert report.passed
    assert report.records["key"].to_list()[:2] == list(map(str, kept.values()))
