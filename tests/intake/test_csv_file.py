"""A CSV file as it was written, with the numbers that a spreadsheet gives to its rows."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolgate.basics.errors import InputError
from schoolgate.intake.csv_file import read_csv

Row = tuple[int, str | None, str | None]


def rows_of(path: Path, content: bytes | str) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path).frame.rows()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "things.csv"


SHAPES: dict[str, tuple[bytes | str, list[Row]]] = {
    "plain": ("a,b\n1,2\n3,4\n", [(2, "1", "2"), (3, "3", "4")]),
    "no last line end": ("a,b\n1,2", [(2, "1", "2")]),
    "CRLF": ("a,b\r\n1,2\r\n\r\n3,4\r\n", [(2, "1", "2"), (4, "3", "4")]),
    "byte-order mark": (b"\xef\xbb\xbfa,b\n1,2\n", [(2, "1", "2")]),
    "blank lines count": ("a,b\n\n1,2\n,\n \n3,4\n\n", [(3, "1", "2"), (6, "3", "4")]),
    "blank lines above the header": ("\n\na,b\n1,2\n", [(4, "1", "2")]),
    "blank lines above a header and several records": ("\n\na,b\n1,2\n3,4\n", [(4, "1", "2"), (5, "3", "4")]),
    "blank rows above the header": (',\n"\n",\na,b\n1,2\n3,4\n', [(4, "1", "2"), (5, "3", "4")]),
    "white space above the header": (" \na,b\n1,2\n", [(3, "1", "2")]),
    "a short row": ("a,b\n1\n3,4\n", [(2, "1", None), (3, "3", "4")]),
    "white space": ("a,b\n\u00a01 ,\u2003\n", [(2, "1", None)]),
    "inner white space stays": ("a,b\n1  2,x\u00a0y\n", [(2, "1  2", "x\u00a0y")]),
    "quotation": ('a,b\n"1,2","3 ""4"""\n', [(2, "1,2", '3 "4"')]),
    "a line end inside a cell": ('a,b\n"1\n2",3\n4,5\n', [(2, "1\n2", "3"), (3, "4", "5")]),
    "a quotation mark inside a cell": ('a,b\n1 "x",2\n', [(2, '1 "x"', "2")]),
    "quoted blanks": ('a,b\n"",""\n" ",1\n', [(3, None, "1")]),
    "the text NA": ("a,b\nNA,NULL\n", [(2, "NA", "NULL")]),
    "leading zeros": ("a,b\n007,1.0\n", [(2, "007", "1.0")]),
    "a header with white space": (" a ,b\n1,2\n", [(2, "1", "2")]),
    "a header in quotation marks": ('"a","b"\n1,2\n', [(2, "1", "2")]),
    "no records": ("a,b\n", []),
    "a header alone": ("a,b", []),
    "a blank row with a comma too many": ("a,b\n,,\n1,2\n", [(3, "1", "2")]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(file: Path, name: str) -> None:
    content, expected = SHAPES[name]
    assert rows_of(file, content) == expected


def test_blank_header_cells_are_columns_without_a_name(file: Path) -> None:
    file.write_text("a,,\n1,2,3\n", encoding="utf-8")
    text = read_csv(file)
    assert text.columns == ("a", "column 1", "column 2")
    assert text.frame.rows() == [(2, "1", "2", "3")]


def test_one_column(file: Path) -> None:
    file.write_text("a\n1\n\n3\n", encoding="utf-8")
    assert read_csv(file).frame.rows() == [(2, "1"), (4, "3")]


def test_a_bad_byte_far_into_a_file_is_found_in_its_place(file: Path) -> None:
    line = "é,ü\n".encode()
    content = b"a,b\n" + line * 300_000
    spoilt = content + b"x,\xff\n"
    file.write_bytes(spoilt)
    with pytest.raises(InputError, match=rf"byte {spoilt.index(0xFF)} \(0xFF, line 300002\)"):
        read_csv(file)


def test_a_character_cut_by_the_head_is_no_fault(file: Path) -> None:
    content = "a,b\n" + "x," + "y" * ((1 << 20) - 7) + "é\n"
    assert len(rows_of(file, content)) == 1


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=6), newline=st.sampled_from(["\n", "\r\n"]), bom=st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_file_that_the_standard_library_writes_is_read_as_it_reads_it(
    file: Path, rows: list[tuple[str, str]], newline: str, bom: bool
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=newline).writerows([("a", "b"), *rows])
    expected = []
    for row, cells in enumerate(rows, start=2):
        values = [cell.strip() or None for cell in cells]
        if any(values):
            expected.append((row, *values))
    assert rows_of(file, text.getvalue().encode("utf-8-sig" if bom else "utf-8")) == expected


def test_the_frame_is_text(file: Path) -> None:
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    assert read_csv(file).frame.schema == {"row": pl.Int64, "a": pl.String, "b": pl.String}
