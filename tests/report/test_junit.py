"""JUnit XML, as Jenkins and others read it: valid, true to the check, and unmoved by what cells hold."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from junitparser import Failure, JUnitXml, Skipped, TestCase

from checked import HOSTILE, TEXTS, checked, example, sample, shown
from extracts import write_canaries
from schoolgate.basics.shown import visible
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Severity
from schoolgate.report.junit import render
from schoolgate.run.result import Result
from schoolgate.story.cases import JUDGED, case_names
from schoolgate.story.jobs import to_mend
from schoolgate.story.rows import outlook
from schoolgate.suites import load, names
from schools import GOOD, school

XSD = xmlschema.XMLSchema(str(Path(__file__).parent / "schemas" / "junit.xsd"))
LEVELS = (Severity.ERROR, Severity.WARNING, None)


def cases(text: str) -> dict[str, TestCase]:
    """The cases by rule, as a reader of the format takes them; the document is valid and its sums are right."""
    XSD.validate(text)
    (suite,) = JUnitXml.fromstring(text.encode())
    found = {case.name.split(" ")[0]: case for case in suite}
    found[JUDGED] = found.pop("Every")
    kinds = [type(ending) for case in found.values() for ending in case.result]
    assert (suite.tests, suite.failures, suite.skipped) == (len(found), kinds.count(Failure), kinds.count(Skipped))
    return found


@pytest.mark.parametrize("name", names())
def test_every_rule_of_every_suite_is_a_case(tmp_path: Path, name: str) -> None:
    result = checked(write_canaries(load(name), tmp_path / "in"), name)
    for level in LEVELS:
        found = cases(render(result, fail_on=level))
        assert list(found) == list(case_names(result.suite.rules))
    assert sum(case.is_passed for case in found.values()) > 5


@pytest.mark.parametrize("name", ["clean", "faulty"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_case_fails_where_the_gate_does(name: str, level: Severity | None) -> None:
    result = sample(name)
    found = cases(render(result, fail_on=level))
    failed = {rule for rule, case in found.items() if any(isinstance(ending, Failure) for ending in case.result)}
    grave = {s for s in Severity if level is not None and s.rank <= level.rank}
    expected = {one.rule.id for one in result.coverage if any(one.severities[severity] for severity in grave)}
    assert failed - {JUDGED} == expected
    assert (JUDGED in failed) is bool(result.statuses["undetermined"] and level)
    assert bool(failed) is not result.passed(level)


def test_a_failure_lists_keys_and_rows_and_says_how_to_mend_it(tmp_path: Path) -> None:
    found = cases(render(checked(school(tmp_path / "in", students=GOOD["students"].replace("Ms", "")))))
    case = found["PS-101"]
    assert (case.classname, case.name, case.time) == ("portal-sync.students", "PS-101 The student has a salutation.", 0)
    (failure,) = case.result
    assert failure.message == "Salutation is missing: 1 of 2"
    assert failure.text.splitlines() == [
        "students row 2, S1, salutation: The student has no salutation.",
        (
            "To mend before you start. The school mends it: Fill in the salutation in the student's MIS record. Then wait "
            "for the next sync."
        ),
        "Source: the article on which students sync to the portal, Check the Required Student Information.",
    ]


def test_every_finding_is_told_once_up_to_a_cap_that_is_counted() -> None:
    result = sample("faulty")
    for level in LEVELS:
        found = cases(render(result, fail_on=level))
        told = [
            part
            for case in found.values()
            for part in (case.system_out, *(ending.text for ending in case.result))
            if part
        ]
        lines = [line for text in told for line in text.splitlines() if re.match(r"[a-z_]+ row \d+[,:]", line)]
        assert len(lines) == result.findings().height + result.statuses["undetermined"]
    count = next(one.failed for one in result.coverage if one.rule.id == "PS-101")
    (failure,) = cases(render(result, most=3))["PS-101"].result
    assert failure.text.count("students row") == 3
    assert f"… and {count - 3} more; --report findings=FILE.csv lists them all." in failure.text


def test_what_is_below_the_gate_is_told_and_does_not_fail() -> None:
    result = sample("faulty")
    case = cases(render(result))["PS-106"]
    assert not case.result
    assert case.system_out.splitlines()[0] == "3 of severity warning that do not fail the run (--fail-on error):"
    assert "S000046" in case.system_out
    (failure,) = cases(render(result, fail_on=Severity.WARNING))["PS-106"].result
    assert "S000046" in failure.text


def test_what_was_not_checked_is_skipped_with_its_reason(tmp_path: Path) -> None:
    result = checked(school(tmp_path / "in", admission_statuses=None))
    found = cases(render(result))
    skipped = {rule: case.result[0].message for rule, case in found.items() if case.is_skipped}
    assert skipped == dict.fromkeys(("PS-310", "PS-503"), "not checked: table admission_statuses was not supplied")
    (failure,) = found[JUDGED].result
    assert (failure.message, failure.text) == (
        "1 student cannot be judged: not all that blocks could be checked",
        "students row 3, S2: cannot be told: a rule that decides could not be checked",
    )
    assert "1 of 2 students cannot be told" in cases(render(result, fail_on=None))[JUDGED].system_out


def test_a_rule_that_failed_says_what_else_it_was_not_asked() -> None:
    result = sample("faulty")
    half = [one for one in result.coverage if one.failed and one.counts[Outcome.NOT_CHECKED]]
    assert half
    found = cases(render(result))
    for one in half:
        times = "1 time" if one.counts[Outcome.NOT_CHECKED] == 1 else f"{one.counts[Outcome.NOT_CHECKED]} times"
        assert f"Not checked {times}: {one.why_not_checked}." in found[one.rule.id].system_out


def test_assumptions_are_properties_of_the_suite() -> None:
    result = example()
    found = {one.get("name"): one.get("value") for one in ET.fromstring(render(result)).iter("property")}  # noqa: S314 (as above)
    assert str(found["headline"]).startswith("FAILED, on ")
    assert result.assumptions
    for one in result.assumptions:
        assert one.answer in str(found[f"schoolgate.assumption.{one.question}"])


def test_causes_and_notes_stand_beside_the_cases() -> None:
    result = sample("faulty")
    text = render(result)
    beside = ET.fromstring(text).findtext("testsuite/system-out") or ""  # noqa: S314 (our own text)
    assert outlook(result, result.suite.verdicts[0]) in beside
    assert "Job PS-503, frees 3: Admission status in use is not set in the portal: Waitlist; 3 students." in beside
    assert beside.count("Job ") == len(to_mend(result.jobs))
    assert "truth.csv: no table of this suite, not read" in beside
    properties = {one.get("name"): one.get("value") for one in ET.fromstring(text).iter("property")}  # noqa: S314 (as above)
    assert properties["passed"] == "false"
    assert properties["records.blocked"] == str(result.statuses["blocked"])


def holds(result: Result, texts: tuple[str, ...]) -> None:
    """Every text arrives where its key is listed, as it can be shown."""
    found = cases(render(result))
    told = "\n".join(ending.text or "" for case in found.values() for ending in case.result)
    assert "".join(told.split("\n")).isprintable()
    for key in {key for key in result.findings()["key"].drop_nulls().to_list() if key in texts}:
        assert f", {visible(key)}" in told


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    result = shown(tmp_path, HOSTILE)
    assert len(set(result.findings()["key"])) > 50
    holds(result, HOSTILE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(texts=TEXTS)
def test_any_text_stays_text(tmp_path: Path, texts: list[str]) -> None:
    cases(render(shown(tmp_path, texts)))
