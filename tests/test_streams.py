"""Consoles that are not UTF-8: no crash, plain marks, documents as they are."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schools import GOOD, school

ENCODINGS = ("ascii", "cp1252", "cp850", "cp437")


def run(*arguments: str, encoding: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "schoolgate", *arguments]
    return subprocess.run(command, env=env, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_explanation_is_written_in_the_console_s_own_characters(tmp_path: Path, encoding: str) -> None:
    folder = school(tmp_path / "in")
    done = run("explain", "portal-sync", str(folder), "S1", "--as-of", "2026-11-22", encoding=encoding)
    text = done.stdout.decode(encoding)
    assert done.returncode in {0, 1}, done.stderr
    assert b"Traceback" not in done.stderr
    assert "PS-101" in text
    assert any(line.split()[:1] in (["ok"], ["\N{CHECK MARK}"], ["\N{SQUARE ROOT}"]) for line in text.splitlines())


def test_a_document_is_utf_8_on_any_console(tmp_path: Path) -> None:
    students = GOOD["students"].replace("S1", "Sé1")
    folder = school(tmp_path / "in", students=students)
    done = run("check", "portal-sync", str(folder), "--as-of", "2026-11-22", "--report", "json", encoding="ascii")
    document = json.loads(done.stdout.decode("utf-8"))
    assert "Sé1" in [record["key"] for record in document["records"]]


def test_every_json_document_can_be_read_whatever_bytes_a_name_holds(tmp_path: Path) -> None:
    (tmp_path / "caf\udce9").mkdir()
    folder = school(tmp_path / "caf\udce9" / "caf\udce9")
    (folder / "groups.csv").rename(folder / "caf\udce9.csv")
    check = ("check", "portal-sync", "--as-of", "2026-11-22")
    for command in (
        (*check, str(folder), "--report", "json"),
        (*check, str(folder.parent), "--each", "--report", "json"),
        (*check, str(folder / "gone"), "--report", "json"),
        (*check, str(folder / "gone"), "--report", "gitlab"),
        (*check, str(folder / "gone"), "--report", "sarif"),
        ("explain", "portal-sync", str(folder), "S1", "--format", "json"),
        ("inspect", str(folder), "--format", "json"),
        ("calendar", "portal-sync", str(folder), "--as-of", "2026-11-22", "--report", "json"),
    ):
        done = run(*command, encoding="utf-8")
        assert "udce9" in str(json.loads(done.stdout.decode("utf-8"))), command
