"""Two documents on one stdout are refused, by whichever names stdout is asked for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from schools import school


def _ended(
    source: Path, command: str, *reports: str, to: int | None = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "schoolgate", command, "portal-sync", str(source), "--as-of", "2026-11-22"]
    asked = [word for report in reports for word in ("--report", report)]
    return subprocess.run([*words, *asked], stdout=to, stderr=subprocess.PIPE, text=True, check=False)


@pytest.mark.parametrize(
    ("command", "reports"),
    [
        ("check", ("json", "junit=/dev/stdout")),
        ("check", ("json=/dev/stdout", "junit=/dev/fd/1")),
        ("calendar", ("json", "ics=/dev/stdout")),
    ],
)
def test_two_documents_are_refused_before_either_is_written(
    tmp_path: Path, command: str, reports: tuple[str, ...]
) -> None:
    ended = _ended(school(tmp_path), command, *reports)
    assert ended.returncode == 2
    # A program that reads JSON is told of the refusal in JSON: one document, no part of another.
    assert not ended.stdout or json.loads(ended.stdout)["exit_code"] == 2
    assert "one of them can go to stdout" in ended.stderr


def test_one_document_goes_to_stdout_by_its_path(tmp_path: Path) -> None:
    ended = _ended(school(tmp_path), "check", "junit=/dev/stdout")
    assert ended.returncode == 0
    assert "<testsuites" in ended.stdout


def test_the_null_device_takes_any_number(tmp_path: Path) -> None:
    ended = _ended(school(tmp_path), "check", "json", "junit=/dev/null", to=subprocess.DEVNULL)
    assert ended.returncode == 0
