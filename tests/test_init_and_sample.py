"""Templates to fill, synthetic extracts and the demo, as the command line makes them."""

import importlib.util
import json
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from samples import SAMPLES, Shipped
from schoolgate import cli, suites
from schoolgate.commands import sample as sample_command
from schoolgate.gate.waivers import read_waivers
from schoolgate.language.settings import read_settings
from schoolgate.language.suite import Suite
from schoolgate.options import demo as demo_options
from schoolgate.run.remarks import read_remarks
from schoolgate.sample.write import EXAMPLE

DATA = Path(__file__).parents[1] / "data"
NOW = "2026-11-22"
SUITES = [suites.load(name) for name in suites.names()]
WITH_SAMPLE = [suite for suite in SUITES if sample_command.has_sample(suite.name)]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str | Path | float) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


# -------------------------------------------------------------------------------------------------------------- init


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_the_examples_of_waivers_and_notes_turn_nothing_on_and_can_be_turned_on(
    run: Run, tmp_path: Path, suite: Suite
) -> None:
    assert run("init", suite.name, tmp_path / "new")[0] == 0
    for name, read, count in (("waivers.toml", read_waivers, 1), ("notes.toml", read_remarks, 1)):
        place = tmp_path / "new" / name
        assert read(place, suite) == ()
        place.write_text(re.sub(r"^# ", "", place.read_text("utf-8"), flags=re.MULTILINE), encoding="utf-8")
        assert len(read(place, suite)) == count


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_templates_have_every_column_and_can_be_checked(run: Run, tmp_path: Path, suite: Suite) -> None:
    folder = tmp_path / "new" / "it's mine"
    code, out, err = run("init", suite.name, folder)
    assert (code, err) == (0, "")
    assert sorted(contents(folder)) == sorted(
        [
            *(f"{table.name}.csv" for table in suite.tables),
            "notes.toml",
            "settings.toml",
            "waivers.toml",
            "where-from.md",
        ]
    )
    guide = (folder / "where-from.md").read_text(encoding="utf-8")
    assert [column for table in suite.tables for column in table.by_name if f"| `{column}`" not in guide] == []
    for table in suite.tables:
        header = ",".join(column.name for column in table.columns) + "\n"
        assert (folder / f"{table.name}.csv").read_bytes() == header.encode()
        assert f"{table.name}.csv" in out
    # A command stands on one line, however long, so that it can be pasted into a shell.
    (pasted,) = [line for line in out.splitlines() if "schoolgate check" in line]
    assert shlex.split(pasted.partition("#")[0]) == ["schoolgate", "check", suite.name, str(folder)]
    code, out, err = run("check", suite.name, folder, "--as-of", NOW, "--report=json")
    findings = json.loads(out)["findings"]
    # Nothing is wrong with any record, as there is none; a suite may say that there should be some.
    assert [finding["key"] for finding in findings] == [None] * len(findings)
    assert (code, err) == (1 if findings else 0, "")
    assert "There are no " in run("check", suite.name, folder, "--as-of", NOW)[1]


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_the_settings_are_comments_that_hold_the_defaults(run: Run, tmp_path: Path, suite: Suite) -> None:
    run("init", suite.name, tmp_path)
    section = suites.section(suite.name)
    path = tmp_path / "settings.toml"
    text = path.read_text(encoding="utf-8")
    assert "extract is of" not in text
    defaults = replace(read_settings(None, section, suite.settings, [section]), told_by="settings.toml", path=path)
    assert read_settings(path, section, suite.settings, [section]) == defaults
    # Before the sections at the end, whose lines are examples.
    until = text.index("# [")
    path.write_text("\n".join(turned_on(line) for line in text[:until].splitlines() if EXAMPLE not in line))
    assert read_settings(path, section, suite.settings, [section]) == defaults
    assert all(name in text for name in suite.settings.model_fields)


def turned_on(line: str) -> str:
    """The line as someone who uses it leaves it; what only explains stays a comment."""
    return line.removeprefix("# ")


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_every_line_of_the_settings_can_be_turned_on(run: Run, tmp_path: Path, suite: Suite) -> None:
    run("init", suite.name, tmp_path)
    path = tmp_path / "settings.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(map(turned_on, lines)))
    section = suites.section(suite.name)
    settings = read_settings(path, section, suite.settings, [section])
    without = [name for name, field in suite.settings.model_fields.items() if field.default is None]
    assert [name for name in without if getattr(settings.own, name) is None] == []
    assert (settings.common.gate.assumptions, set(settings.common.articles)) == ("fail", {suite.name})
    code, _, err = run("check", suite.name, tmp_path, "--as-of", NOW, "--quiet")
    assert (code in {0, 1}, err) == (True, "")


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_every_question_stands_in_the_settings_with_what_it_decides(run: Run, tmp_path: Path, suite: Suite) -> None:
    run("init", suite.name, tmp_path)
    text = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    for question in suite.questions:
        assert all(words in text for words in (question.asks, question.decides, question.answer)), question.name
        assert all(f"# {name} = " in text for name in question.settings), question.name
    assert text.count("## Until then ") == len(suite.questions)


def test_a_folder_in_use_is_refused_and_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for arguments in (("init", SUITES[0].name), ("sample", WITH_SAMPLE[0].name), ("demo",)):
        code, out, err = run(*arguments, tmp_path)
        assert (code, out, err.count("\n")) == (3, "", 1)
        assert "is not empty" in err
    assert sorted(contents(tmp_path)) == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, out, err = run("init", SUITES[0].name, tmp_path / "file" / "folder")
    assert (code, out, err.count("\n")) == (3, "", 1)


# ------------------------------------------------------------------------------------------------------------ sample


@pytest.mark.parametrize("shipped", SAMPLES, ids=lambda one: f"{one.suite}/{one.name}")
def test_the_committed_samples_come_from_the_command(tmp_path: Path, shipped: Shipped) -> None:
    shipped.write(tmp_path / shipped.name)
    assert contents(tmp_path / shipped.name) == contents(DATA / shipped.suite / shipped.name)


@pytest.mark.parametrize("faults", [0, 0.3])
@pytest.mark.parametrize("suite", WITH_SAMPLE, ids=lambda one: one.name)
def test_a_sample_says_how_to_check_it(run: Run, tmp_path: Path, suite: Suite, faults: float) -> None:
    place = tmp_path / "sample"
    code, out, err = run("sample", suite.name, place, "--rows", 250, "--faults", faults, "--seed", 2026, "--as-of", NOW)
    assert (code, err) == (0, "")
    assert ("truth.csv" in out) == bool(faults)
    (said,) = [line for line in out.splitlines() if line.startswith("Now: schoolgate ")]
    assert run(*said.split()[2:])[0] == (1 if faults else 0)


def test_a_sample_is_of_today_unless_another_day_is_named(run: Run, tmp_path: Path) -> None:
    name = WITH_SAMPLE[0].name
    today = sample_command.day(None, WITH_SAMPLE[0])
    out = run("sample", name, tmp_path / "one", "--rows", 5)[1]
    assert f"--as-of {today}" in out or f"--as-of {sample_command.day(None, WITH_SAMPLE[0])}" in out
    assert sample_command.day("2026-03-01T23:30", WITH_SAMPLE[0]) == date(2026, 3, 1)
    run("sample", name, tmp_path / "two", "--rows", 5, "--as-of", today)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


@pytest.mark.parametrize(
    "option", [("--rows", "0"), ("--rows", "many"), ("--faults", "2"), ("--seed", "-1"), ("--as-of", "soon")], ids=str
)
def test_options_out_of_range_are_refused(run: Run, tmp_path: Path, option: tuple[str, str]) -> None:
    code, out, err = run("sample", WITH_SAMPLE[0].name, tmp_path / "new", *option)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert option[0].removeprefix("--") in err
    assert not (tmp_path / "new").exists()


def test_a_suite_without_a_sample_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    for arguments in (("sample", SUITES[0].name, tmp_path / "new"), ("demo", "--suite", SUITES[0].name)):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "has no synthetic sample" in err
    assert run("demo")[0] == 2


# -------------------------------------------------------------------------------------------------------------- demo


def test_the_demo_shows_a_report_and_leaves_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    code, out, err = run("demo", "--as-of", NOW)
    assert (code, err) == (0, "")
    asked = re.match(r"FAILED  [\d,]+ of ([\d,]+) students will sync", out)
    # The rest are not asked about: the portal does not take them.
    assert asked
    assert 0.9 * demo_options.ROWS < int(asked[1].replace(",", "")) < demo_options.ROWS
    assert list(tmp_path.iterdir()) == []


def test_the_demo_keeps_its_extract_where_asked(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("demo", tmp_path / "kept", "--as-of", NOW)
    assert code == 0
    assert (tmp_path / "kept" / "truth.csv").is_file()
    pages = tmp_path / "kept" / "docs"
    assert f"open {pages / 'index.html'}, or: schoolgate docs serve {pages}\n" in out
    assert len(list(pages.glob("runs/2*/index.html"))) == 1
    assert f"schoolgate check {demo_options.SUITE} {tmp_path / 'kept'} --as-of {NOW}" in out
