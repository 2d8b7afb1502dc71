"""From a SIMS report in Excel and an Admin Hub to a verdict: what docs/intake.md says that it takes, done key by key."""

import re
import shutil
import time
from pathlib import Path

import pytest

from schoolgate.cli import main

ROOT = Path(__file__).parents[2]
STEP = re.compile(r"^\| [0-9] \| ([0-9]+) \| (.+) \|$", re.MULTILINE)
_PATIENCE = 20.0
"""Processor seconds: the page says two."""


def test_the_way_to_a_verdict_takes_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")
    asks, answers, checks = ((int(keys), what) for keys, what in STEP.findall(text))
    shutil.copytree(ROOT / "data" / "exports", tmp_path / "exports")
    monkeypatch.chdir(tmp_path)
    began = time.process_time()

    assert typed(*asks) == 0

    settings = Path("exports", "settings.toml")
    questions = [line for line in settings.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    assert (len(questions) * len("# "), "two questions" in answers[1]) == (answers[0], True)
    settings.write_text(re.sub(r"(?m)^# ", "", settings.read_text(encoding="utf-8")), encoding="utf-8")

    capsys.readouterr()
    assert typed(*checks, "--as-of", "2026-09-07") == 0
    assert capsys.readouterr().out.startswith("PASSED")
    assert time.process_time() - began < _PATIENCE


def typed(keys: int, what: str, *further: str) -> int:
    """Type a command of the page, whose keys are counted; `further` pins what is not typed, such as the day."""
    command = re.search(r"`schoolgate ([^`]+)`", what)
    assert command is not None
    assert len(command[0]) - len("``") == keys
    return main([*command[1].split(), *further])
