"""Whatever bytes a file holds: sheets come out, or one line that names the file. Bounded in time, quiet, never a crash."""

import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from schoolgate.basics.errors import InputError
from schoolgate.cli import main
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.formats.json_lines import JSON_LINES
from schoolgate.intake.formats.known import FORMATS
from schoolgate.intake.formats.text import TEXT
from schoolgate.intake.formats.workbook import WORKBOOK
from shares import shared

_SECONDS = 4.0
"""For each format: so many mutants as fit."""
_MOST = 400


def _workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (["id", "born"], ["1", 42006], ["2", "#N/A"], ["3", "=A1"]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def _opendocument() -> bytes:
    document, out = OpenDocumentSpreadsheet(), io.BytesIO()
    table = Table(name="students")
    for cells in (["id", "born"], ["1", "x"]):
        row = TableRow()
        for cell in cells:
            row.addElement(TableCell(valuetype="string"))
            row.lastChild.addElement(P(text=cell))
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.write(out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("students.csv", "student_id\n1\n")
        made.writestr("a/b.csv", "x\n1\n")
    return out.getvalue()


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"id": ["1", "2"], "n": [1, 2]}).write_parquet(out)
    return out.getvalue()


def _arrow() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"id": ["1", "2"], "n": [1, 2]}).write_ipc(out)
    return out.getvalue()


_SEEDS: dict[str, Callable[[], bytes]] = {
    "xlsx": _workbook,
    "ods": _opendocument,
    "zip": _zip,
    "parquet": _parquet,
    "arrow": _arrow,
    "csv": lambda: b'id,name\n1,"Zo\xc3\xab, x"\n2,\n',
    "jsonl": lambda: b'{"id": "1", "n": 1.50}\n{"id": null, "x": true}\n',
    "xml": lambda: (
        b'<?xml version="1.0" encoding="utf-8"?>\n<SuperStarReport><Record><Adno>1</Adno><A_x0020_B c="d">&amp;</A_x0020_B>'
        b"</Record><Record><Adno>2</Adno></Record></SuperStarReport>"
    ),
}
_SPLICES = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"<",
    b">",
    b"\0",
    b"\xff\xfe",
    b"999999999",
    b"&b;",
    b"]]>",
    b"PK\x01\x02",
    b'"',
)


def _mutant(seed: bytes, dice: random.Random) -> bytes:
    content = bytearray(seed)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(content) or 1)
        match dice.randrange(5):
            case 0:
                content[at : at + 1] = bytes((dice.randrange(256),))
            case 1:
                del content[at : at + dice.choice((1, 4, 64))]
            case 2:
                content[at:at] = dice.choice(_SPLICES)
            case 3:
                content[at:at] = content[at : at + dice.choice((1, 8, 256))]
            case _:
                del content[at:]
    return bytes(content)


def _repacked(seed: bytes, dice: random.Random) -> bytes:
    """An archive whose packing is sound, and one member a mutant: what lies behind the checksums is tried too."""
    with zipfile.ZipFile(io.BytesIO(seed)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    chosen = dice.choice([name for name, part in parts.items() if part])
    parts[chosen] = _mutant(parts[chosen], dice)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def _read(form: Format, blob: Blob) -> None:
    if form.unpacks is not None:
        form.unpacks(blob)
    if form.read is not None:
        for sheet in form.read(blob, Asked()):
            width = max((len(line.cells) for line in sheet.top), default=0)
            sheet.read(sheet.top[0].number if sheet.top else 0, width, range(width)).frame.write_csv(io.BytesIO())


@pytest.mark.parametrize("suffix", shared(_SEEDS, 3))
def test_a_mutant_is_read_or_refused_in_one_line(suffix: str, capfd: pytest.CaptureFixture[str]) -> None:
    form = next(form for form in FORMATS if f".{suffix}" in form.suffixes)
    seed, path = _SEEDS[suffix](), Path(f"export.{suffix}")
    dice = random.Random(suffix)  # noqa: S311  the same draws on every machine
    _read(form, Blob(path, seed))
    began = time.monotonic()
    refusals, tried = [], 0
    while tried < _MOST and (time.monotonic() - began < _SECONDS or tried < 20):
        packed = suffix in {"xlsx", "ods", "zip"} and dice.random() < 0.6
        mutant = _repacked(seed, dice) if packed else _mutant(seed, dice)
        tried += 1
        try:
            _read(form, Blob(path, mutant))
        except InputError as refusal:
            refusals.append(str(refusal))
    assert 0 < len(refusals) < tried
    assert [text for text in refusals if "\n" in text or not text.startswith(str(path))] == []
    assert time.monotonic() - began < 20 * _SECONDS
    # What is no Python would speak of its own panics here.
    assert capfd.readouterr() == ("", "")


_STUDENTS = pl.DataFrame(
    {
        "student_id": ["S1", "S2", "S3"],
        "first_name": ["Ada", "Zo\u00eb", 'Bo, "B"'],
        "program": ["MD", "MD", "XX"],
        "grad_year": ["2028", "2029", None],
    }
)


def _students_workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (_STUDENTS.columns, *_STUDENTS.rows()):
        sheet.append(list(row))
    sheet["A2"], sheet["C3"], sheet["D4"] = 451, "=1+1", "#N/A"
    sheet["A2"].number_format = "000000"
    book.save(out)
    return out.getvalue()


def _students_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("students.csv", _STUDENTS.write_csv())
    return out.getvalue()


def _sims() -> bytes:
    (path,) = (Path(__file__).parents[1] / "cases" / "intake" / "19-sims-report-xml" / "input").glob("*.xml")
    return path.read_bytes()


_EXTRACTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "csv": ("student-import", lambda: _STUDENTS.write_csv().encode()),
    "txt": ("student-import", lambda: _STUDENTS.write_csv(separator=";").encode("cp1252")),
    "xlsx": ("student-import", _students_workbook),
    "zip": ("student-import", _students_zip),
    "jsonl": ("student-import", lambda: _STUDENTS.write_ndjson().encode()),
    "xml": ("boost-promotion", _sims),
}


@pytest.mark.parametrize("suffix", shared(_EXTRACTS, 6))
def test_a_mutant_of_an_extract_ends_in_a_verdict_or_in_words(
    suffix: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole program on it: check with its reports, inspect, map. Never a fault of its own, never a traceback."""
    monkeypatch.delenv("SCHOOLGATE_DEBUG", raising=False)
    suite, made = _EXTRACTS[suffix]
    seed, source = made(), tmp_path / "in"
    source.mkdir()
    (source / "programs.csv").write_text("program,years\nMD,4\n")
    dice = random.Random(f"extract {suffix}")  # noqa: S311  the same draws on every machine
    commands = (
        [
            "check",
            suite,
            str(source),
            "--report",
            f"json={tmp_path / 'r.json'}",
            "--report",
            f"sarif={tmp_path / 'r.sarif'}",
        ],
        ["inspect", str(source), "--suite", suite],
        ["map", suite, str(source), "--settings", str(tmp_path / "settings.toml")],
    )
    began, codes = time.monotonic(), set()
    for tried in range(100):
        if time.monotonic() - began > _SECONDS and tried >= 8:
            break
        packed = suffix in {"xlsx", "zip"} and dice.random() < 0.7
        (source / f"students.{suffix}").write_bytes(_repacked(seed, dice) if packed else _mutant(seed, dice))
        for command in commands:
            code = main(command)
            told = capfd.readouterr()
            codes.add((command[0], code))
            assert code in {0, 1, 3}, (command[0], tried, told.err)
            assert not told.err or (code and told.err.startswith("schoolgate: ")), (command[0], tried)
            assert "Traceback" not in told.out + told.err
    assert ("check", 3) in codes


def test_a_sheet_that_claims_rows_without_end_takes_bounded_time(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'<row r="2"', b'<row r="1999999999"')
    path = tmp_path / "students.xlsx"
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    began = time.process_time()
    with pytest.raises(InputError, match="rows are out of order"):
        _read(WORKBOOK, Blob(path))
    assert time.process_time() - began < 2


def test_a_million_rows_of_which_the_last_is_broken_name_it() -> None:
    rows = 1_000_000
    text = b"student_id,program\n" + b"1,MD\n" * rows + b"2,MD,one too many\n"
    lines = b'{"id": "1"}\n' * (rows // 10) + b'{"id": '
    for form, blob, row in (
        (TEXT, Blob(Path("students.csv"), text), rows + 2),
        (JSON_LINES, Blob(Path("students.jsonl"), lines), rows // 10 + 1),
    ):
        with pytest.raises(InputError, match=rf"students\.\w+, row {row}: "):
            _read(form, blob)
