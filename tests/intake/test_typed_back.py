"""What somebody typed is what is read, whatever it was typed into: a workbook, XML, a file in a zip."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import rows
from schoolgate.basics.whitespace import SPACES
from schoolgate.intake.formats.archive import ZIP
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.formats.markup import XML
from schoolgate.intake.formats.text import TEXT
from schoolgate.intake.formats.workbook import WORKBOOK
from schoolgate.intake.sheet import Sheet

CELLS = st.text(
    # No controls, which a workbook and XML cannot hold, and nothing that cannot be seen; "_" begins an escape of both.
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp"], exclude_characters="_"),
    max_size=8,
) | st.sampled_from(["=1+1", "0012", "1E+05", "#N/A", "<b>", "&amp;", ']]>"', "a;b", 'x"y', "true", "2015-01-02"])
TABLES = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6)
Row = tuple[str, str, str]


def _workbook(table: Sequence[Row]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for number, row in enumerate(table, start=1):
        for place, text in enumerate(row, start=1):
            cell = book.active.cell(number, place)
            cell.value, cell.data_type = text, "s"
    book.save(out)
    return out.getvalue()


def _xml(table: Sequence[Row]) -> bytes:
    heading, *below = table
    records = (
        "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in zip(heading, row, strict=True)) for row in below
    )
    body = "".join(f"<Record>{record}</Record>" for record in records)
    return f"<?xml version='1.0' encoding='utf-8'?><SuperStarReport>{body}</SuperStarReport>".encode()


def _zip(table: Sequence[Row]) -> bytes:
    text, out = io.StringIO(), io.BytesIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(table)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("students.csv", text.getvalue())
    return out.getvalue()


def _sheet(form: Format, path: str, content: bytes) -> Sheet:
    blob = Blob(Path(path), content)
    if form.unpacks is not None:
        (blob,) = form.unpacks(blob)
        form = TEXT
    assert form.read is not None
    (sheet,) = form.read(blob, Asked())
    return sheet


MADE: dict[str, tuple[Format, Callable[[Sequence[Row]], bytes]]] = {
    "xlsx": (WORKBOOK, _workbook),
    "xml": (XML, _xml),
    "zip": (ZIP, _zip),
}


@pytest.mark.parametrize("suffix", MADE)
@given(table=TABLES)
def test_what_was_typed_is_read(suffix: str, table: list[tuple[str, str]]) -> None:
    form, made = MADE[suffix]
    typed = [(f"k{number}", *cells) for number, cells in enumerate(table)]
    sheet = _sheet(form, f"students.{suffix}", made([("key", "one", "two"), *typed]))
    # XML has a column where a record fills it: one that all leave blank is none.
    read = [dict(zip(sheet.top[0].cells, cells, strict=True)) for _, *cells in rows(sheet)]
    expected = {key: (one.strip(SPACES) or None, two.strip(SPACES) or None) for key, one, two in typed}
    assert {row["key"]: (row.get("one"), row.get("two")) for row in read} == expected
