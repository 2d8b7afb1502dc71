"""Annotations, read back by a strict reader of GitHub's workflow commands."""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from checked import HOSTILE, TEXTS, checked, sample, shown
from extracts import write_canaries
from schoolgate.language.rule import Severity
from schoolgate.report.github import MOST, command, render
from schoolgate.story.rows import headline
from schoolgate.story.words import assumed
from schoolgate.suites import load, names
from schools import GOOD, school
from test_causes import suite as with_a_rule_about_the_file

LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "notice": Severity.INFO}
_COMMAND = re.compile(r"::(?P<name>[a-z]+)(?: (?P<properties>[^:]+))?::(?P<message>.*)")


@dataclass(frozen=True)
class Annotation:
    level: str
    file: str | None
    line: int | None
    title: str
    message: str


def unescaped(text: str, codes: dict[str, str]) -> str:
    """The text behind its percent codes; a percent sign that begins none of them is a mistake."""
    assert re.fullmatch(rf"(?:[^%]|{'|'.join(codes)})*", text), text
    return re.sub("|".join(codes), lambda found: codes[found[0]], text)


def annotation(line: str) -> Annotation:
    found = _COMMAND.fullmatch(line)
    assert found, line
    assert found["name"] in LEVELS
    codes = {"%25": "%", "%0A": "\n", "%0D": "\r"}
    properties = {}
    for part in found["properties"].split(","):
        name, equals, value = part.partition("=")
        assert equals
        assert name not in properties
        assert name in {"file", "line", "title"}
        properties[name] = unescaped(value, {**codes, "%3A": ":", "%2C": ","})
    place = int(properties["line"]) if "line" in properties else None
    message = unescaped(found["message"], codes)
    assert all(part.isprintable() for part in (*message.split("\n"), *properties.values()))
    return Annotation(found["name"], properties.get("file"), place, properties["title"], message)


def annotations(text: str) -> tuple[list[Annotation], Annotation]:
    """The annotations, and the notice that sums them up."""
    assert text.endswith("\n")
    *found, last = [annotation(line) for line in text[:-1].split("\n")]
    assert (last.level, last.file) == ("notice", None)
    for level in LEVELS:
        assert sum(one.level == level for one in (*found, last)) <= MOST
    return found, last


@pytest.mark.parametrize("name", names())
def test_every_suite_can_be_told(tmp_path: Path, name: str) -> None:
    result = checked(write_canaries(load(name), tmp_path / "in"), name)
    found, last = annotations(render(result))
    assert last.title == f"schoolgate {name} {headline(result, passed=False)}"
    assert [line for line in last.message.splitlines() if line.startswith("Nobody told: ")] == [
        f"Nobody told: {assumed(one)}" for one in result.assumptions
    ]
    assert len(found) > 5


def test_an_annotation_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = checked(school(tmp_path / "in", students=GOOD["students"].replace("Ms", "")))
    found, last = annotations(render(result))
    assert found == [
        Annotation(
            "error",
            "in/students.csv",
            2,
            "PS-101 Salutation is missing",
            "S1: The student has no salutation. (students row 2) To mend: Fill in the salutation in the student's MIS "
            "record. Then wait for the next sync.",
        )
    ]
    assert last.title == "schoolgate portal-sync FAILED"
    assert last.message.splitlines() == [
        "1 of 2 students will sync; 1 will not.",
        "Not passed: 1 finding of severity error: PS-101.",
        "Settings: defaults.",
    ]


def test_a_school_without_fault_has_a_notice_alone(tmp_path: Path) -> None:
    found, last = annotations(render(checked(school(tmp_path / "in"))))
    assert found == []
    assert (last.title, last.message) == (
        "schoolgate portal-sync PASSED",
        "2 of 2 students will sync.\nSettings: defaults.",
    )


def test_no_more_than_github_keeps_and_the_rest_is_counted() -> None:
    result = sample("faulty")
    found, last = annotations(render(result))
    left = {
        level: result.severities[severity] - sum(one.level == level for one in found)
        for level, severity in LEVELS.items()
    }
    assert [sum(one.level == level for one in found) for level in LEVELS] == [10, 10, 9]
    counts = f"{left['error']} errors, {left['warning']} warnings, {left['notice']} info not shown here."
    assert f"GitHub shows ten of each level: {counts}" in last.message.splitlines()
    assert "Not checked, cells that could not be read: " in last.message
    assert [f"Not passed: {reason}." for reason in result.decision().reasons] == [
        line for line in last.message.splitlines() if line.startswith("Not passed: ")
    ]


def test_every_rule_comes_before_a_rule_comes_twice() -> None:
    result = sample("faulty")
    found, _ = annotations(render(result))
    first = [one.title.split(" ")[0] for one in found if one.level == "error"]
    broken = [one.rule.id for one in result.coverage if one.severities[Severity.ERROR]]
    assert first == broken[:MOST]
    of_rule = [one.title for one in found if one.title.startswith("PS-103")]
    (count,) = (one.failed for one in result.coverage if one.rule.id == "PS-103")
    assert count > 1
    assert [title.partition(" (")[2] for title in of_rule] == [f"{n} of {count})" for n in range(1, len(of_rule) + 1)]


def test_each_annotation_stands_on_the_line_of_its_finding() -> None:
    result = sample("faulty")
    for one in annotations(render(result))[0]:
        key = one.message.partition(": ")[0]
        assert one.file is not None
        assert one.line is not None
        text = Path(one.file).read_text("utf-8").split("\n")[one.line - 1]
        (place,) = re.findall(r"\((\w+) row (\d+)\)", one.message) or [("", "")]
        keyless = (
            result.findings().filter(pl.col("key").is_null()).select("table", pl.col("row").cast(pl.String)).rows()
        )
        assert key in text or place in keyless


def test_a_finding_about_the_file_is_on_its_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = with_a_rule_about_the_file()
    monkeypatch.setattr("schoolgate.suites.load", lambda _: whole)
    students = GOOD["students"] + "S3,Mr,Cy,,Ng,,,On Roll,7A,,\n"
    (one,), _ = annotations(render(checked(school(tmp_path / "in", students=students))))
    assert (one.line, one.title, one.message) == (1, "PS-901 Too many rows", "There are 3 rows. To mend: Send fewer.")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_command_says_what_it_was_given(text: str) -> None:
    line = command("notice", {"file": text, "title": "x"}, text)
    assert "\n" not in line
    read = annotation(line)
    assert (read.file or "").isprintable()
    if "\n" not in text and text.isprintable():
        assert (read.file, read.message) == (text, text)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    result = shown(tmp_path, HOSTILE)
    found, _ = annotations(render(result))
    assert len(found) == 2 * MOST
    assert result.findings().filter(pl.col("key").str.contains("::")).height


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(texts=TEXTS)
def test_any_text_stays_text(tmp_path: Path, texts: list[str]) -> None:
    result = shown(tmp_path, texts)
    text = render(result)
    assert "\n" + "::" in "\n" + text
    assert [line for line in text.splitlines() if not line.startswith("::")] == []
    assert text.count("\n") == len(text.splitlines())
