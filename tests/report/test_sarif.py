"""SARIF 2.1.0: valid by its schema, true to the check, on the right lines, and unmoved by what cells hold."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from checked import HOSTILE, TEXTS, checked, example, sample, shown
from extracts import write_canaries
from schoolgate.basics.shown import visible
from schoolgate.language.rule import Severity
from schoolgate.report.sarif import render
from schoolgate.story.places import fingerprints
from schoolgate.story.rows import causes
from schoolgate.suites import load, names
from schools import GOOD, school
from test_causes import suite as with_a_rule_about_the_file

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
LEVELS = {"error": "error", "warning": "warning", "note": "info"}


def run_of(text: str) -> dict[str, Any]:
    """The one run; the document is valid, and what refers to something refers to the right thing."""
    document = json.loads(text)
    assert list(VALIDATOR.iter_errors(document)) == []
    (run,) = document["runs"]
    assert isinstance(run, dict)
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
        assert not re.match(r"[a-z]+:|/|\.\.", place["uri"])
        assert place["uriBaseId"] in run["originalUriBaseIds"]
    for note in run["invocations"][0]["toolExecutionNotifications"]:
        if "associatedRule" in note:
            assert rules[note["associatedRule"]["index"]]["id"] == note["associatedRule"]["id"]
    return run


def literal(text: str) -> str:
    """The text of a plain message without placeholders or links, as the standard decodes it."""
    token = re.compile(r"\\([\\\[\]])|(\{)\{|(\})\}|([^\\\[\]{}])", re.DOTALL)
    assert re.fullmatch(f"(?:{token.pattern})*", text, re.DOTALL), text
    return token.sub(lambda found: next(group for group in found.groups() if group is not None), text)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert list(VALIDATOR.iter_errors({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}))


@pytest.mark.parametrize("name", names())
def test_every_suite_keeps_to_the_schema(tmp_path: Path, name: str) -> None:
    result = checked(write_canaries(load(name), tmp_path / "in"), name)
    for level in (Severity.ERROR, Severity.WARNING, None):
        run = run_of(render(result, fail_on=level))
        assert len(run["results"]) == result.findings().height > 10
        assert run["properties"]["passed"] is result.passed(level)


def test_a_result_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    students = GOOD["students"].replace("Ms,Ada", '"","A\nda"').replace("Mr,", ",")
    result = checked(school(tmp_path / "our school", students=students))
    first, second = run_of(render(result))["results"]
    assert first == {
        "ruleId": "PS-101",
        "ruleIndex": list(result.suite.rules_by_id).index("PS-101"),
        "level": "error",
        "message": {"text": "S1: The student has no salutation."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "our%20school/students.csv", "uriBaseId": "%SRCROOT%", "index": 0},
                    "region": {"startLine": 2},
                },
                "logicalLocations": [{"fullyQualifiedName": "students/S1", "kind": "object"}],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": fingerprints(result, result.findings())[0]},
        "properties": {
            "table": "students",
            "row": 2,
            "key": "S1",
            "column": "salutation",
            "value": None,
            "fix": "Fill in the salutation in the student's MIS record. Then wait for the next sync.",
            "owner": "school",
            "screen": result.suite.rules_by_id["PS-101"].screen,
            "effect": "stops",
            "basis": "article",
        },
    }
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 4}
    assert second["properties"]["row"] == 3


def test_results_are_the_findings_on_the_lines_of_their_records() -> None:
    result = sample("faulty")
    told = [
        (
            one["ruleId"],
            LEVELS[one["level"]],
            one["properties"]["table"],
            one["properties"]["row"],
            one["properties"]["key"],
        )
        for one in run_of(render(result))["results"]
    ]
    assert told == result.findings().select("rule", "severity", "table", "row", "key").rows()
    for one in run_of(render(result))["results"]:
        place = one["locations"][0]["physicalLocation"]
        line = (
            Path(unquote(place["artifactLocation"]["uri"]))
            .read_text("utf-8")
            .split("\n")[place["region"]["startLine"] - 1]
        )
        assert (one["properties"]["key"] or "") in line


def test_a_finding_about_the_file_is_on_its_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = with_a_rule_about_the_file()
    monkeypatch.setattr("schoolgate.suites.load", lambda _: whole)
    students = GOOD["students"] + "S3,Mr,Cy,,Ng,,,On Roll,7A,,\n"
    (one,) = run_of(render(checked(school(tmp_path / "in", students=students))))["results"]
    assert one["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert one["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "students", "kind": "object"}]
    assert (one["properties"]["row"], one["properties"]["key"]) == (None, None)
    assert one["message"] == {"text": "There are 3 rows."}


def test_rules_say_what_they_ask_and_where_it_is_written() -> None:
    result = sample("clean")
    rules = run_of(render(result))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(result.suite.rules_by_id)
    for told, rule in zip(rules, result.suite.rules, strict=True):
        for part in (rule.asks, rule.fix, rule.source.article, rule.source.section):
            assert part in literal(told["help"]["text"])
        assert told["help"]["markdown"].count("\n- **") == 5
        assert told["properties"]["owner"] == str(rule.owner)
        assert (told["properties"]["basis"], told["properties"]["reading"]) == (str(rule.basis), rule.reading or None)
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]+", told["name"])
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}
    assert (levels["PS-101"], levels["PS-106"], levels["PS-103"], levels["PS-403"]) == (
        "error",
        "warning",
        "note",
        "error",
    )


def test_what_was_not_checked_is_a_notification(tmp_path: Path) -> None:
    result = checked(school(tmp_path / "in", admission_statuses=None))
    notes = run_of(render(result))["invocations"][0]["toolExecutionNotifications"]
    told = {note["associatedRule"]["id"]: note["message"]["text"] for note in notes if "associatedRule" in note}
    assert told == {
        rule: f"{rule} was not checked everywhere: table admission_statuses was not supplied."
        for rule in ("PS-310", "PS-503")
    }
    (open_,) = [note for note in notes if note["level"] == "error"]
    assert open_["message"]["text"].startswith("It cannot be told of 1 student: a rule")


def test_causes_are_told() -> None:
    result = sample("faulty")
    told = run_of(render(result))["properties"]["causes"]
    assert [(one["rule"], one["key"], one["records"]) for one in told] == [
        (one["rule"], one["key"], one["records"]) for one in causes(result)
    ]
    assert told


def test_open_questions_are_notifications() -> None:
    result = example()
    notes = run_of(render(result))["invocations"][0]["toolExecutionNotifications"]
    told = {note["properties"]["question"]: note for note in notes if "properties" in note}
    assert list(told) == [one.question for one in result.assumptions] != []
    for one in result.assumptions:
        assert one.answer in literal(told[one.question]["message"]["text"])
        assert told[one.question]["properties"]["records"] == one.records


@pytest.mark.parametrize("share", [0, 1, 40, 80, 99, 100, 101])
def test_of_too_many_the_gravest_are_told_and_the_rest_counted(share: int) -> None:
    result = sample("faulty")
    found = result.findings()
    most = found.height * share // 100
    run = run_of(render(result, most=most))
    assert len(run["results"]) == min(most, found.height)
    kept = [list(LEVELS).index(one["level"]) for one in run["results"]]
    ranks = sorted(list(LEVELS.values()).index(severity) for severity in found["severity"])
    assert sorted(kept) == ranks[:most]
    order = [(one["properties"]["table"], one["properties"]["row"]) for one in run["results"]]
    assert (
        order == [place for place in found.select("table", "row").rows() if place in set(order)][: len(order)]
        or most < found.height
    )
    texts = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    left = [text for text in texts if "are left out" in text]
    assert left == (
        [f"{found.height - most:,} findings of lesser severity are left out; --report json=FILE holds all of them."]
        if most < found.height
        else []
    )


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    result = shown(tmp_path, HOSTILE)
    for one in run_of(render(result))["results"]:
        key, text = one["properties"]["key"], one["message"]["text"]
        assert text.isprintable()
        assert literal(text).startswith(key or "")
    keys = {one["properties"]["key"] for one in run_of(render(result))["results"]}
    assert keys >= {visible(text) for text in HOSTILE}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(texts=TEXTS)
def test_any_text_stays_text(tmp_path: Path, texts: list[str]) -> None:
    result = shown(tmp_path, texts)
    run = run_of(render(result))
    messages = [literal(one["message"]["text"]) for one in run["results"]]
    keyed = zip(result.findings()["key"], result.findings()["message"], strict=True)
    assert messages == [visible(f"{'' if key is None else key + ': '}{message}") for key, message in keyed]
