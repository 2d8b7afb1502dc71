"""OpenDocument sheets, as another library writes them and as LibreOffice does."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

from reading import records, rows, sheets
from schoolgate.basics.errors import InputError
from schoolgate.intake.formats.opendocument import ODS

_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' office:version="1.3"><office:body><office:spreadsheet><table:table table:name="pupils">'
)
_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def raw(tmp_path: Path, inside: str) -> Path:
    """A file whose table holds the given rows."""
    path = tmp_path / "raw.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", _HEAD + inside + _TAIL)
    return path


def row(*cells: str, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


def text(value: str, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributes}><text:p>{value}</text:p></table:table-cell>'
        if value
        else f"<table:table-cell {attributes}/>"
    )


def test_each_kind_of_cell_as_odfpy_writes_it(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    table, last = Table(name="students"), Table(name="Last year", stylename=hidden)
    lines: list[list[dict[str, Any]]] = [
        [{"shown": "id"}, {"shown": "years"}, {"shown": "born"}, {"shown": "left"}],
        [
            {"shown": "0601"},
            {"valuetype": "float", "value": 4.0, "shown": "4"},
            {"valuetype": "date", "datevalue": "2015-01-02", "shown": "02/01/15"},
            {"valuetype": "boolean", "booleanvalue": "true", "shown": "TRUE"},
        ],
        [
            {"valuetype": "float", "value": 602, "shown": "0602"},
            {"valuetype": "float", "value": 4.5, "shown": "5"},
            {"valuetype": "date", "datevalue": "2015-01-02T09:30:00", "shown": "02/01/15"},
            {"valuetype": "boolean", "booleanvalue": "false", "shown": "FALSE"},
        ],
    ]
    for line in lines:
        made = TableRow()
        for cell in line:
            attributes = {"valuetype": "string", **{key: value for key, value in cell.items() if key != "shown"}}
            made.addElement(TableCell(**attributes))
            made.lastChild.addElement(P(text=cell["shown"]))
        table.addElement(made)
    noted = Annotation()
    noted.addElement(P(text="a remark that is no cell"))
    table.lastChild.firstChild.addElement(noted)
    document.spreadsheet.addElement(table)
    document.spreadsheet.addElement(last)
    document.save(str(tmp_path / "students.ods"))
    seen, unseen = sheets(ODS, tmp_path / "students.ods")
    assert (seen.name, seen.hidden, unseen.name, unseen.hidden) == ("students", False, "Last year", True)
    assert rows(seen) == [
        (2, "0601", "4", "2015-01-02", "true"),
        (3, "0602", "4.5", "2015-01-02T09:30:00", "false"),
    ]


def test_errors_and_formulas_without_a_value_are_unreadable(tmp_path: Path) -> None:
    error = text("#N/A", 'calcext:value-type="error" table:formula="of:=NA()"')
    never = text("", 'table:formula="of:=[.A1]"')
    path = raw(tmp_path, row(text("id"), text("born")) + row(text("1"), error) + row(text("2"), never))
    (sheet,) = sheets(ODS, path)
    assert rows(sheet) == [(2, "1", "#N/A"), (3, "2", "#FORMULA!")]
    assert records(sheet).unreadable == {1: frozenset({2, 3})}


def test_what_is_repeated_counts_as_often_as_it_stands_there(tmp_path: Path) -> None:
    path = raw(
        tmp_path,
        row(text("id"), text("form"))
        + row(text("", 'table:number-columns-repeated="16384"'), times=3)
        + row(text("1"), text("6 Yew"), text("", 'table:number-columns-repeated="16382"'), times=2)
        + row(text("", 'table:number-columns-repeated="16384"'), times=1048570),
    )
    (sheet,) = sheets(ODS, path)
    assert rows(sheet) == [(5, "1", "6 Yew"), (6, "1", "6 Yew")]


def test_a_small_file_that_claims_more_cells_than_there_are_is_refused(tmp_path: Path) -> None:
    path = raw(tmp_path, row(text("a", 'table:number-columns-repeated="16384"'), times=1048576))
    with pytest.raises(InputError, match=r"raw\.ods, sheet pupils: has more cells"):
        sheets(ODS, path)


def test_spaces_and_breaks_inside_a_cell(tmp_path: Path) -> None:
    path = raw(tmp_path, row(text("Year<text:s text:c='2'/>6<text:line-break/>b")))
    (sheet,) = sheets(ODS, path)
    assert sheet.top[0].cells == ("Year  6\nb",)


def test_what_is_no_sheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ods").write_bytes(b"no archive at all")
    with pytest.raises(InputError, match=r"a\.ods: is damaged, or no archive"):
        sheets(ODS, tmp_path / "a.ods")
