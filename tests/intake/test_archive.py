"""Archives: their members as files, and what is refused before anything is unpacked."""

import io
import json
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

import schoolgate
from schoolgate.basics.errors import InputError
from schoolgate.intake.formats.archive import ZIP
from schoolgate.intake.formats.format import Blob
from schoolgate.language.rule import Severity
from schoolgate.report import sarif


def packed(tmp_path: Path, **members: bytes) -> Path:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def unpacked(path: Path, held: bytes | None = None) -> dict[str, bytes]:
    assert ZIP.unpacks is not None
    return {str(blob.path.relative_to(path)): blob.content() for blob in ZIP.unpacks(Blob(path, held))}


def test_members_are_files_and_litter_is_none(tmp_path: Path) -> None:
    members = {"a/users.csv": b"x", "__MACOSX/._users.csv": b"y", ".DS_Store": b"z", "a/": b""}
    path = packed(tmp_path, **members)
    assert unpacked(path) == {"a/users.csv": b"x"}
    assert unpacked(path, path.read_bytes()) == {"a/users.csv": b"x"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["export.zip"]


@pytest.mark.parametrize(
    "name", ["../students.csv", "/etc/students.csv", "a/../../b.csv", "C:/students.csv", "..\\students.csv"]
)
def test_paths_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path, **{name: b"x", "programs.csv": b"y"})
    with pytest.raises(InputError, match=r"export\.zip: holds the path .* which leads out of the archive"):
        unpacked(path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    link = zipfile.ZipInfo("students.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(link, "/etc/passwd")
    with pytest.raises(InputError, match="only points at another file"):
        unpacked(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path, **{"students.csv": b"1" * (40 << 20)})
    began = time.process_time()
    with pytest.raises(InputError, match=r"'students\.csv' in it would unpack to more than 200 times its size"):
        unpacked(path)
    assert time.process_time() - began < 1


def test_what_is_well_packed_but_small_is_no_bomb(tmp_path: Path) -> None:
    assert unpacked(packed(tmp_path, **{"a.csv": b"1" * (9 << 20)})) == {"a.csv": b"1" * (9 << 20)}


def test_an_archive_inside_an_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds the archive 'b\.ZIP'; unpack that one first"):
        unpacked(packed(tmp_path, **{"b.ZIP": b"PK\x05\x06" + b"\0" * 18}))


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="twice"):
        unpacked(packed(tmp_path, **{"a.csv": b"1", "A.CSV": b"2"}))


def test_too_much_is_refused_by_what_the_list_says(tmp_path: Path) -> None:
    path = packed(tmp_path, **{"a.csv": b"1"})
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02") + 24
    path.write_bytes(content[:at] + (3 << 30).to_bytes(4, "little") + content[at + 4 :])
    with pytest.raises(InputError, match="would unpack to more than 200 times its size"):
        unpacked(path)


def test_a_size_that_is_a_lie_ends_at_the_size(tmp_path: Path) -> None:
    path = packed(tmp_path, **{"a.csv": b"1" * 1000})
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02") + 24
    path.write_bytes(content[:at] + (10).to_bytes(4, "little") + content[at + 4 :])
    with pytest.raises(InputError, match=r"export\.zip: is damaged"):
        unpacked(path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, **{"a.csv": b"1"})
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match="encrypted"):
        unpacked(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "export.zip").write_bytes(content)
    with pytest.raises(InputError, match=r"export\.zip: is damaged, or no archive"):
        unpacked(tmp_path / "export.zip")


def _workbook(frame: pl.DataFrame) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (frame.columns, *frame.rows()):
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


_KINDS: dict[str, Callable[[pl.DataFrame], bytes]] = {
    "csv": lambda frame: frame.write_csv().encode(),
    "xlsx": _workbook,
    "parquet": _parquet,
    "jsonl": lambda frame: frame.write_ndjson().encode(),
}


@pytest.mark.parametrize("kind", _KINDS)
def test_whatever_an_archive_holds_reports_do_not_look_for_it_as_a_file(tmp_path: Path, kind: str) -> None:
    students = pl.DataFrame({"student_id": ["S1"], "program": ["MD"], "grad_year": ["2028"]})
    programs = pl.DataFrame({"program": ["MD"], "years": ["4"]})
    made = _KINDS[kind]
    path = packed(tmp_path, **{f"students.{kind}": made(students), f"programs.{kind}": made(programs)})
    report = schoolgate.check("student-import", path, as_of="2026-09-01")
    told = json.loads(report.to_json())["tables"]["students"]
    assert (told["rows"], told["sha256"]) == (1, None)
    assert "hashes" not in sarif.render(report.result, fail_on=Severity.ERROR, show_values=False)
