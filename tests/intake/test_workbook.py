"""Workbooks: text stays text, zeros stay, errors are told from blanks, and what a person does not see is named."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reading import records, rows, sheets
from schoolgate.basics.errors import InputError
from schoolgate.intake.formats.numbers import shown, shows_time
from schoolgate.intake.formats.workbook import OLD, WORKBOOK


def book(tmp_path: Path, fill: Callable[[Worksheet], None]) -> Path:
    made = openpyxl.Workbook()
    assert isinstance(made.active, Worksheet)
    made.active.title = "pupils"
    fill(made.active)
    made.save(tmp_path / "pupils.xlsx")
    return tmp_path / "pupils.xlsx"


def lines(*rows: list[str | None]) -> Callable[[Worksheet], None]:
    """Fills a sheet with rows."""

    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return fill


def changed(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[member] = change(parts[member])
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_what_each_kind_of_cell_is_as_text(tmp_path: Path) -> None:
    day = dt.datetime(2015, 1, 2)  # noqa: DTZ001  a sheet has no zone
    cells: list[tuple[str | float | dt.date | dt.timedelta, str | None, str]] = [
        ("0451", None, "0451"),
        (451, "000000", "000451"),
        (1234567, "000000", "1234567"),
        (451, '"S"0000', "S0451"),
        (1001.0, None, "1001"),
        (1001.5, None, "1001.5"),
        (0.5, "0%", "0.5"),
        (999999999999999, None, "999999999999999"),
        (dt.timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
        (12345678901234567890, None, "1.234567890123457e+19"),
        (True, None, "true"),
        (day, "dd/mm/yyyy", "2015-01-02"),
        (day.replace(hour=9), "yyyy-mm-dd hh:mm", "2015-01-02 09:00:00"),
        (day, "yyyy-mm-dd h:mm:ss", "2015-01-02 00:00:00"),
        (dt.date(2015, 1, 2), None, "2015-01-02"),
        ("  Ann\u00a0", None, "Ann"),
        ("=1+1", None, "#FORMULA!"),
        ("a_x0020_b", None, "a b"),
    ]

    def fill(sheet: Worksheet) -> None:
        for number, (value, form, _) in enumerate(cells, start=2):
            sheet.cell(number, 1, "row")
            sheet.cell(number, 2, value)
            if form:
                sheet.cell(number, 2).number_format = form
        sheet["A1"], sheet["B1"] = "name", "value"

    (sheet,) = sheets(WORKBOOK, book(tmp_path, fill))
    assert [row[2] for row in rows(sheet)] == [text for _, _, text in cells]
    assert records(sheet).unreadable == {1: frozenset({11, 18})}


def test_errors_and_formulas_without_value_are_unreadable_never_blank(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["id", "born"])
        sheet.append(["1", "#N/A"])
        sheet.append(["2", "=TODAY()"])
        sheet.append(["3", None])

    (sheet,) = sheets(WORKBOOK, book(tmp_path, fill))
    read = records(sheet)
    assert read.frame.rows() == [(2, "1", "#N/A"), (3, "2", "#FORMULA!"), (4, "3", None)]
    assert read.unreadable == {1: frozenset({2, 3})}


def test_a_formula_with_its_value_is_that_value(tmp_path: Path) -> None:
    path = book(tmp_path, lines(["id"], ["=40+2"]))
    changed(path, SHEET, lambda part: part.replace(b"<v />", b"<v>42</v>").replace(b"<v></v>", b"<v>42</v>"))
    (sheet,) = sheets(WORKBOOK, path)
    assert (rows(sheet), records(sheet).unreadable) == ([(2, "42")], {})


def test_row_numbers_are_the_sheets(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Moorside: pupils"
        sheet["A3"], sheet["B3"] = "id", "name"
        sheet["A5"], sheet["A9"], sheet["B9"] = "1", "2", "Bo"

    (sheet,) = sheets(WORKBOOK, book(tmp_path, fill))
    assert [line.number for line in sheet.top] == [1, 3, 5, 9]
    assert rows(sheet, 3) == [(5, "1", None), (9, "2", "Bo")]


def test_hidden_sheets_merged_titles_and_filters_are_named(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Moorside"
        sheet.merge_cells("A1:B1")
        for number, cells in enumerate((["id", "name"], ["1", "Ann"], ["2", "Bo"]), start=2):
            for place, cell in enumerate(cells, start=1):
                sheet.cell(number, place, cell)
        sheet.auto_filter.ref = "A2:B4"
        sheet.row_dimensions[4].hidden = True
        assert sheet.parent is not None
        sheet.parent.create_sheet("Last year").sheet_state = "veryHidden"

    seen, hidden = sheets(WORKBOOK, book(tmp_path, fill))
    assert (seen.hidden, hidden.hidden, hidden.name) == (False, True, "Last year")
    assert "A1:B1" in " ".join(seen.notes)
    assert "A2:B4" in " ".join(seen.notes)
    assert "hides 1 rows" in " ".join(seen.notes)
    assert rows(seen, 2) == [(3, "1", "Ann"), (4, "2", "Bo")]


def test_a_wrong_dimension_hides_no_cell(tmp_path: Path) -> None:
    path = book(tmp_path, lines(["id", "name"], ["1", "Ann"]))
    changed(path, SHEET, lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', part))
    (sheet,) = sheets(WORKBOOK, path)
    assert rows(sheet) == [(2, "1", "Ann")]


def test_cells_beside_the_table_are_named(tmp_path: Path) -> None:
    path = book(tmp_path, lines(["id"], ["1", None, "remark"]))
    (sheet,) = sheets(WORKBOOK, path)
    assert records(sheet).notes == ("cells to the right of the headings are not read: row 2",)


def test_rows_out_of_order_lose_nothing_in_silence(tmp_path: Path) -> None:
    path = book(tmp_path, lines(["id"], ["1"], ["2"], ["3"]))
    changed(path, SHEET, lambda part: part.replace(b'<row r="3"', b'<row r="1"'))
    with pytest.raises(InputError, match=r"pupils.xlsx, sheet pupils: its rows are out of order after row 2"):
        sheets(WORKBOOK, path)


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (451, "000000", "000451"),
        (451, "000-000", "000-451"),
        (1234567, "000-000", "1234-567"),
        (451, "0", "451"),
        (451, "General", "451"),
        (451, "#,##0", "451"),
        (-4, "000", "-4"),
        (4.5, "000", "4.5"),
        (7, "000000;-000000", "000007"),
        (7, r"\S00", "S07"),
    ],
)
def test_zeros_that_a_format_shows(number: float, form: str, text: str) -> None:
    assert shown(number, form) == text


@pytest.mark.parametrize(
    ("form", "time"), [("dd/mm/yyyy", False), ("d mmm yy", False), ("[$-809]dd/mm/yyyy hh:mm", True), ("mm:ss", True)]
)
def test_formats_that_show_a_time(form: str, time: bool) -> None:
    assert shows_time(form) is time


def test_old_workbooks_are_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(InputError, match=r"old\.xlsx: is an old workbook .* save it as \.xlsx"):
        sheets(WORKBOOK, tmp_path / "old.xlsx")
    (tmp_path / "old.xlsx").rename(tmp_path / "old.xls")
    with pytest.raises(InputError, match=r"old\.xls: .* save it as \.xlsx"):
        sheets(OLD, tmp_path / "old.xls")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Adno\tName\r\n1\tAda\r\n", "is text, and no workbook; rename it to end in .csv"),
        (b"\xef\xbb\xbf\r\n<html><table>", "is a web page that is called a workbook; open it in Excel"),
    ],
)
def test_text_that_is_called_a_workbook_is_refused_as_what_it_is(tmp_path: Path, content: bytes, told: str) -> None:
    for form, name in ((WORKBOOK, "a.xlsx"), (OLD, "a.xls")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=re.escape(told)):
            sheets(form, tmp_path / name)


def test_a_binary_workbook_in_disguise_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.bin", b"\x83\x01")
    with pytest.raises(InputError, match=r"b\.xlsx: is a binary workbook \(\.xlsb\); save it as \.xlsx"):
        sheets(WORKBOOK, path)


def test_a_document_type_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, lines(["id"]))
    evil = b'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    changed(path, SHEET, lambda part: evil + part)
    with pytest.raises(InputError, match="DTD"):
        sheets(WORKBOOK, path)


def test_a_workbook_that_is_not_on_disk_is_read_as_well(tmp_path: Path) -> None:
    path = book(tmp_path, lines(["id"], ["1"]))
    inside = io.BytesIO(path.read_bytes()).getvalue()
    (sheet,) = sheets(WORKBOOK, tmp_path / "x.zip" / "pupils.xlsx", inside)
    assert rows(sheet) == [(2, "1")]
