"""Parquet, Arrow and JSON Lines: typed cells become what a file would hold."""

import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from reading import sheets
from schoolgate.basics.errors import InputError
from schoolgate.intake.formats.columnar import COLUMNAR
from schoolgate.intake.formats.json_lines import JSON_LINES

FRAME = pl.DataFrame(
    {
        "id": ["007", " 8 ", None],
        "years": [4.0, 4.5, None],
        "fee": [Decimal("1.50"), None, None],
        "born": [date(2015, 1, 2), None, None],
        "deleted": [datetime(2026, 1, 2, 3, 4, 5), None, None],  # noqa: DTZ001 (without a zone is the point)
        "yes": [True, False, None],
        "many": [[1], None, None],
    }
)
ROWS = [
    (2, "007", "4", "1.50", "2015-01-02", "2026-01-02 03:04:05", "true"),
    (3, "8", "4.5", None, None, None, "false"),
    # A column that no file could hold is not looked into: the row may hold something.
    (4, None, None, None, None, None, None),
]


@pytest.mark.parametrize("suffix", ["parquet", "arrow", "feather"])
def test_a_frame_in_a_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"students.{suffix}"
    FRAME.write_parquet(path) if suffix == "parquet" else FRAME.write_ipc(path)
    for held in (None, path.read_bytes()):
        (sheet,) = sheets(COLUMNAR, path, held)
        assert sheet.name == "students"
        assert sheet.top[0].cells == tuple(FRAME.columns)
        assert sheet.read(1, 7, range(6)).frame.rows() == ROWS
        # A column that nobody wants may hold anything.
        with pytest.raises(InputError, match=r"students.*column 'many': holds List"):
            sheet.read(1, 7, [6])
        some = sheet.read(1, 7, [5, 0])
        assert some.frame.rows() == [(2, "true", "007"), (3, "false", "8"), (4, None, None)]


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"\xff" * 300 + b"PAR1", b"ARROW1\0\0" + b"\xff" * 300, b""])
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "students.parquet"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"students\.parquet: is damaged, or no Parquet or Arrow file"):
        sheets(COLUMNAR, path)


def test_json_lines_keep_digits_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "students.jsonl"
    path.write_text(
        '\ufeff{"id": "007", "n": 12345678901234567890, "x": 1.0}\n\n{"id": null, "ok": true, "n": [1], "new": "é"}\r\n',
        encoding="utf-8",
    )
    (sheet,) = sheets(JSON_LINES, path)
    assert sheet.top[0].cells == ("id", "n", "x", "ok", "new")
    read = sheet.read(0, 5, range(5))
    assert read.frame.rows() == [
        (1, "007", "12345678901234567890", "1", None, None),
        (3, None, None, None, "true", "é"),
    ]
    assert read.unreadable == {1: frozenset({3})}


@pytest.mark.parametrize("bad", ["{", "[1]", '"x"', "1", "NaN", "[" * 100_000, '{"a": "\\ud800"}'])
def test_a_bad_line_is_named_by_its_row(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "students.jsonl"
    path.write_text(f'{{"id": "1"}}\n{bad}\n')
    with pytest.raises(InputError, match=r"students\.jsonl, row 2: "):
        sheets(JSON_LINES, path)


def test_a_file_that_ends_whoever_reads_it_is_refused_in_words(tmp_path: Path) -> None:
    # A mutant of a fuzz: Polars aborts the process that reads it, which no except can catch.
    shutil.copy(Path(__file__).with_name("aborting.parquet"), tmp_path / "students.parquet")
    with pytest.raises(InputError, match=r"students\.parquet: is damaged: whoever reads it is ended by it"):
        sheets(COLUMNAR, tmp_path / "students.parquet")
