"""`map` on every source of `tests/cases/intake`: its answers are right, and what it cannot know is a question.

A person then answers: yes to each question, and in the place of each "?" what the case's own answers say. The verdict must
be what the case expects. Where the case needs no answer, the questions change nothing while nobody has answered them.
"""

import csv
import io
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from schoolgate.cli import main
from schoolgate.language.mapping import OPEN
from test_cases import CASES, CHECKS, Ran

_DO = re.compile(r"schoolgate check (?P<suite>\S+) (?P<source>\S+) (?P<options>.*)")
_SETTINGS = re.compile(r"--settings (\S+) ?")


def _runs() -> list[tuple[Path, int, Mapping[str, Any]]]:
    found = []
    for path in sorted((CASES / "intake").glob("*/case.toml")):
        for number, wanted in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["run"], start=1):
            # What cannot be opened cannot be mapped either.
            if _DO.match(wanted["do"]) and not re.search(r"\.zip ", wanted["do"]):
                found.append((path.parent, number, wanted))
    return found


RUNS = _runs()


def answered(text: str, answers: Mapping[str, Any]) -> str:
    """The settings with every question answered: yes, or by the answers where there is nothing to say yes to."""
    section: list[str] = []
    lines = []
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]").split(".")
        question = re.match(r"# (?P<key>[\w\"]+) = (?P<value>.*)", line)
        if question and f'"{OPEN}"' in question["value"]:
            own: Any = answers
            for name in (*section, question["key"]):
                own = own.get(name) if isinstance(own, Mapping) else None
            lines.append(line if own is None else f"{question['key']} = {json.dumps(own)}")
        else:
            lines.append(line.removeprefix("# ") if question else line)
    return "\n".join(lines) + "\n"


def laid(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the case, in which commands then run."""
    folder = tmp_path / case.name
    shutil.copytree(case, folder)
    (folder / "out").mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    return folder


def mapped(
    folder: Path, wanted: Mapping[str, Any], capsys: pytest.CaptureFixture[str], *, answer: bool
) -> tuple[Ran, str]:
    """What the case's command leaves behind once `map` has written its settings; and what `map` wrote."""
    asked = _DO.match(wanted["do"])
    assert asked is not None
    source = Path(asked["source"])
    target = (source if source.is_dir() else source.parent) / "settings.toml"
    said = _SETTINGS.search(asked["options"])
    answers = tomllib.loads(Path(said[1]).read_text(encoding="utf-8")) if said else {}
    own = {name: values for name, values in answers.items() if name != "intake"}
    if own:
        lines = [
            line
            for name, values in own.items()
            for line in (f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items()))
        ]
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["map", asked["suite"], str(source)]) == 0
    written = target.read_text(encoding="utf-8") if target.exists() else ""
    if answer:
        target.write_text(answered(written, answers), encoding="utf-8")
    capsys.readouterr()
    code = main(["check", asked["suite"], str(source), *_SETTINGS.sub("", asked["options"]).split()])
    printed = capsys.readouterr()
    named = re.search(r"json=(\S+)", asked["options"])
    report = folder / named[1] if named else None
    told = json.loads(report.read_text(encoding="utf-8")) if report and report.is_file() else None
    return Ran(code, printed.out + printed.err, told), written


@pytest.mark.parametrize(
    ("case", "wanted"),
    [(case, wanted) for case, _, wanted in RUNS],
    ids=[f"{case.name}-{number}" for case, number, _ in RUNS],
)
def test_map_leads_to_the_verdict(
    case: Path,
    wanted: Mapping[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = laid(case, tmp_path, monkeypatch)
    ran, written = mapped(folder, wanted, capsys, answer="--settings" in wanted["do"])
    assert [line for check in CHECKS for line in check(ran, wanted)] == [], written


CSV = ("01", "03", "04", "11", "12", "17")
"""Cases of single CSV files, which can be written in another way."""
Sibling = Callable[[list[list[str]]], list[list[str]]]


def turned(rows: list[list[str]]) -> list[list[str]]:
    return [row[::-1] for row in rows]


def spelled(rows: list[list[str]]) -> list[list[str]]:
    return [[f" {re.sub(r'(?<=[a-z])(?=[A-Z])|_', ' ', cell).upper()}* " for cell in rows[0]], *rows[1:]]


def titled(rows: list[list[str]]) -> list[list[str]]:
    return [["Moorside School"], ["Printed for the office"], [], *rows]


@pytest.mark.parametrize(
    ("change", "delimiter", "encoding"), [(turned, ";", "cp1252"), (spelled, "\t", "utf-16"), (titled, "|", "utf-8")]
)
@pytest.mark.parametrize(
    ("case", "wanted"),
    [(case, wanted) for case, _, wanted in RUNS if case.name[:2] in CSV and "json" in wanted["do"]],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_siblings_of_a_source_come_out_alike(
    case: Path,
    wanted: Mapping[str, Any],
    change: Sibling,
    delimiter: str,
    encoding: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = laid(case, tmp_path, monkeypatch)
    for path in folder.glob("input/*.csv"):
        dialect = ";" if path.name == "Stammdaten.csv" else ","
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
        rows = list(csv.reader(lines, delimiter=dialect))
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(change(rows))
        path.write_bytes(text.getvalue().encode(encoding))
    records = {"do": wanted["do"], "exit": wanted["exit"], "records": _but_rows(wanted.get("records", {}))}
    ran, written = mapped(folder, records, capsys, answer=True)
    assert [line for check in CHECKS for line in check(ran, records)] == [], written


def _but_rows(records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {key: {name: value for name, value in fields.items() if name != "row"} for key, fields in records.items()}
