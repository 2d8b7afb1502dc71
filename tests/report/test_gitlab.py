"""GitLab's code quality report: valid by its documented form, with fingerprints that tell new findings from fixed ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from checked import HOSTILE, TEXTS, checked, sample, shown
from extracts import write_canaries
from schoolgate.basics.shown import visible
from schoolgate.report.gitlab import render
from schoolgate.story.words import to_do
from schoolgate.suites import load, names
from schools import GOOD, school

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "gitlab-codequality.json").read_text("utf-8"))


def issues(text: str) -> list[dict[str, Any]]:
    """The issues; the document is valid, and no two share the fingerprint by which GitLab tells them apart."""
    found = json.loads(text)
    assert list(Draft202012Validator(SCHEMA).iter_errors(found)) == []
    assert isinstance(found, list)
    assert len({one["fingerprint"] for one in found}) == len(found)
    return found


@pytest.mark.parametrize("name", names())
def test_every_suite_keeps_to_the_schema(tmp_path: Path, name: str) -> None:
    result = checked(write_canaries(load(name), tmp_path / "in"), name)
    assert len(issues(render(result))) == result.findings().height + len(result.assumptions) > 10


def test_an_issue_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    students = GOOD["students"].replace("Ms,Ada", 'Ms,"A\nda"').replace("Mr,", ",")
    (one,) = issues(render(checked(school(tmp_path / "in", students=students))))
    assert one == {
        "description": "S2: The student has no salutation. To mend: Fill in the salutation in the student's MIS record. "
        "Then wait for the next sync.",
        "check_name": "PS-101",
        "fingerprint": "8983463fcc1076d74bec4736b9ed162f",
        "severity": "critical",
        "location": {"path": "in/students.csv", "lines": {"begin": 4}},
    }


def test_issues_are_the_findings_in_their_order() -> None:
    result = sample("faulty")
    grades = {"error": "critical", "warning": "minor", "info": "info"}
    told = [(one["check_name"], one["severity"]) for one in issues(render(result))]
    assert told == [(rule, grades[severity]) for rule, severity in result.findings().select("rule", "severity").rows()]


def test_nothing_found_is_an_empty_list() -> None:
    result = sample("clean")
    assert result.findings().is_empty()
    assert render(result) == "[]\n"


def test_a_finding_mended_leaves_the_other_fingerprints_alone(tmp_path: Path) -> None:
    both = GOOD["students"].replace("Ms,", ",").replace("Mr,", ",")
    before = {one["fingerprint"] for one in issues(render(checked(school(tmp_path / "a", students=both))))}
    one = GOOD["students"].replace("Mr,", ",")
    after = {one["fingerprint"] for one in issues(render(checked(school(tmp_path / "b", students=one))))}
    assert len(before) == 2
    assert len(after) == 1
    assert after < before


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    found = issues(render(shown(tmp_path, HOSTILE)))
    assert all(one["description"].isprintable() for one in found)
    for text in HOSTILE:
        assert any(one["description"].startswith(f"{visible(text)}: ") for one in found), text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(texts=TEXTS)
def test_any_text_stays_text(tmp_path: Path, texts: list[str]) -> None:
    result = shown(tmp_path, texts)
    found = result.findings()
    told = [one["description"] for one in issues(render(result))][: found.height]
    expected = found.select("key", "message", "effect", "fix").iter_rows()
    assert told == [
        visible(f"{'' if key is None else key + ': '}{message} {to_do(effect, fix)}")
        for key, message, effect, fix in expected
    ]


def test_an_open_question_is_an_issue_where_it_is_answered() -> None:
    result = sample("faulty", "boost-promotion")
    told = [one for one in issues(render(result)) if one["check_name"].startswith("assumption:")]
    assert [one["check_name"].removeprefix("assumption:") for one in told] == [
        one.question for one in result.assumptions
    ]
    assert len(told) == 2
    assert {one["severity"] for one in told} == {"info"}
    assert {one["location"]["path"] for one in told} == {"data/boost-promotion/faulty/settings.toml"}
    for issue, one in zip(told, result.assumptions, strict=True):
        assert one.asks in issue["description"]
        assert one.answer in issue["description"]


def test_an_open_question_keeps_its_fingerprint_however_many_it_touches(tmp_path: Path) -> None:
    def told(name: str, students: str) -> list[tuple[str, str]]:
        result = checked(school(tmp_path / name, students=students))
        assert len(result.assumptions) == 1
        return [(one["fingerprint"], one["location"]["path"]) for one in issues(render(result))]

    unsaid = GOOD["students"].replace(",portal_login", "").replace(",true", "").replace(",false", "")
    header, _, without_mail = unsaid.splitlines(keepends=True)
    # Without a file of settings the main table is where a reader begins.
    ((before, path),), ((after, _),) = told("a", unsaid), told("b", header + without_mail)
    assert (before, path.rpartition("/")[2]) == (after, "students.csv")
