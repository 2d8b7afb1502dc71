"""A school's own settings of rules: what they change in every engine, what they cannot, and what every report says."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import schoolgate
from schoolgate import cli
from schoolgate.engines import gx_suite
from schoolgate.engines.engine import Engine
from schoolgate.language.rule import Depends, Rule, Severity
from schoolgate.language.settings import RuleSettings
from schoolgate.run.tailored import tailored
from schoolgate.suites import load, names
from schools import GOOD, school

NOW = ("--as-of", "2026-11-22")
DATA = Path(__file__).parents[1] / "data" / "portal-sync" / "faulty"
DATA_FRAMES = {path.stem: pl.read_csv(path, infer_schema=False) for path in DATA.glob("*.csv") if path.stem != "truth"}
Run = Callable[..., tuple[int, str, str]]
# S1 is linked to a group that is no base group, is not active and has no year group; its e-mail address is malformed.
SPOILT = {
    "students": GOOD["students"].replace("ada@school.example", "ada@school"),
    "groups": "group_id,name,kind,active,year_group_id\n7A,7A,tutor,false,\nI7,Intake,intake,true,Y7\n",
}


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command


def spoilt(folder: Path, settings: str) -> Path:
    school(folder, **SPOILT)
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    return folder


def document(run: Run, folder: Path, *options: str) -> Any:
    return json.loads(run("check", "portal-sync", folder, *NOW, "--report", "json", *options)[1])


def failed(report: Any) -> set[tuple[str, str]]:
    return {(found["rule"], found["severity"]) for found in report["findings"]}


OFF = '[rules."{}"]\nenabled = false\nreason = "Groups come in September"\n'


def test_a_rule_that_is_turned_off_finds_nothing_and_blocks_nobody_and_every_report_says_so(
    run: Run, tmp_path: Path
) -> None:
    plain = document(run, spoilt(tmp_path / "a", ""))
    folder = spoilt(tmp_path / "b", OFF.format("PS-202") + OFF.format("PS-307"))
    off = document(run, folder)
    assert {("PS-202", "error"), ("PS-307", "error")} == failed(plain) - failed(off)
    # What waits for the rule goes on waiting: nothing fails because something else is no longer asked.
    assert failed(off) < failed(plain)
    assert [record["status"] for record in off["records"]] == ["ready_with_warnings", "ready"]
    note = (
        "PS-202 is turned off in the settings (Groups come in September): 1 finding is left out, and the product asks it "
        "all the same and may refuse what does not meet it"
    )
    assert note in off["notes"]
    told = {rule["id"]: rule["turned_off"] for rule in off["rules"]}
    assert told["PS-202"] == "Groups come in September"
    assert told["PS-203"] is None
    assert note in " ".join(run("check", "portal-sync", folder, *NOW)[1].split())


def test_the_record_is_told_that_its_requirement_is_turned_off(run: Run, tmp_path: Path) -> None:
    folder = spoilt(tmp_path / "in", OFF.format("PS-202"))
    code, out, _ = run("explain", "portal-sync", folder, "S1", "--all", *NOW)
    assert code == 0
    text = " ".join(out.split())
    assert "PS-202" in text
    assert "is turned off in the settings (Groups come in September)" in text
    assert "needs PS-202, which is not met or not asked, and is turned off" in text


def settings_of(rule: Rule) -> dict[str, object]:
    return {"rules": {rule.id: {"enabled": False, "reason": "a test"}}}


@cache
def plainly() -> Any:
    """The check with no rule turned off: the same for every rule."""
    return schoolgate.check("portal-sync", DATA_FRAMES, as_of=NOW[1], settings={})


@pytest.mark.parametrize(
    "rule", [rule for rule in load("portal-sync").rules if not rule.fixed], ids=lambda rule: rule.id
)
def test_turning_a_rule_off_takes_its_findings_away_and_changes_no_other(rule: Rule) -> None:
    # No fault is planted that leaves nobody.
    data: Any = {**DATA_FRAMES, "students": DATA_FRAMES["students"].clear()} if rule.id == "PS-010" else DATA_FRAMES
    plain = plainly() if data is DATA_FRAMES else schoolgate.check("portal-sync", data, as_of=NOW[1], settings={})
    off = schoolgate.check("portal-sync", data, as_of=NOW[1], settings=settings_of(rule))
    assert plain.findings.filter(rule=rule.id).height > 0
    assert off.findings.equals(plain.findings.filter(pl.col("rule") != rule.id))


SEVERITY = '[rules."PS-106"]\nseverity = "error"\nreason = "Our gateway bounces them"\n'


@pytest.mark.parametrize(
    "engine", [pytest.param(one, marks=pytest.mark.slow) if one is Engine.GX else one for one in Engine]
)
def test_a_changed_severity_reaches_every_engine_and_the_status(run: Run, tmp_path: Path, engine: Engine) -> None:
    report = document(
        run, spoilt(tmp_path / "in", SEVERITY + OFF.format("PS-202") + OFF.format("PS-307")), f"--engine={engine}"
    )
    assert ("PS-106", "error") in failed(report)
    assert report["records"][0]["status"] == "blocked"
    assert report["records"][0]["rules"] == ["PS-106"]
    assert "PS-106 counts as error, not warning, in the settings (Our gateway bounces them)" in report["notes"]


def test_a_changed_severity_is_compiled_for_great_expectations_but_the_shipped_suites_stay() -> None:
    suite = load("portal-sync")
    own = tailored(suite, {"PS-106": RuleSettings(reason="x", severity=Severity.ERROR)})
    grades = [
        {
            found["severity"]
            for found in gx_suite.expectation_suite(one, one.facts_by_name["students"])["expectations"]
            if found["meta"]["rule"] == "PS-106"
        }
        for one in (suite, own)
    ]
    assert grades == [{"warning"}, {"critical"}]
    assert suite.rules_by_id["PS-106"].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("given", "then", "otherwise"),
    [
        (Severity.WARNING, Severity.INFO, Severity.WARNING),
        (Severity.INFO, Severity.INFO, Severity.INFO),
        (Severity.ERROR, Severity.INFO, Severity.ERROR),
    ],
)
def test_of_a_severity_that_depends_what_only_informs_goes_on_informing(
    given: Severity, then: Severity, otherwise: Severity
) -> None:
    own = tailored(load("portal-sync"), {"PS-403": RuleSettings(reason="x", severity=given)})
    severity = own.rules_by_id["PS-403"].severity
    found = (severity.then, severity.otherwise) if isinstance(severity, Depends) else (severity, severity)
    assert found == (then, otherwise)


def test_a_severity_that_depends_on_two_grave_ones_becomes_the_one_that_is_given() -> None:
    suite = load("portal-sync")
    rule = suite.rules_by_id["PS-403"]
    assert isinstance(rule.severity, Depends)
    grave = replace(rule, severity=replace(rule.severity, then=Severity.WARNING))
    lockstep = replace(suite, rules=tuple(grave if one is rule else one for one in suite.rules))
    own = tailored(lockstep, {"PS-403": RuleSettings(reason="x", severity=Severity.ERROR)})
    assert own.rules_by_id["PS-403"].severity is Severity.ERROR


REFUSED = {
    "roll mode of current students": (
        OFF.format("PS-201"),
        "PS-201 cannot be turned off: the portal hardcodes the roll mode",
    ),
    "roll mode of leavers": (OFF.format("PS-401"), "PS-401 cannot be turned off: the portal hardcodes"),
    "keys": (OFF.format("PS-001"), "PS-001 cannot be turned off: without keys"),
    "less severe": (
        '[rules."PS-201"]\nseverity = "warning"\nreason = "x"',
        "PS-201 cannot be made less severe than error: the portal hardcodes",
    ),
    "no reason": ('[rules."PS-101"]\nenabled = false', "rules.PS-101.reason: field required"),
    "blank reason": ('[rules."PS-101"]\nenabled = false\nreason = " "', "say why, for whoever reads a report"),
    "nothing": ('[rules."PS-101"]\nreason = "x"', "expected either enabled = false or a severity"),
    "both": (
        '[rules."PS-101"]\nenabled = false\nseverity = "info"\nreason = "x"',
        "expected either enabled = false or a severity",
    ),
    "no severity": ('[rules."PS-101"]\nseverity = "fatal"\nreason = "x"', "'error', 'warning' or 'info'"),
    "unknown word": ('[rules."PS-101"]\nenable = false\nreason = "x"', "did you mean enabled?"),
    "unknown rule": (OFF.format("PS-9O1"), "there is no rule 'PS-9O1': did you mean PS-"),
    "no rule at all": (OFF.format("lunch"), "`schoolgate rules portal-sync` lists every rule"),
    "no table": ("rules = 5", "rules = 5"),
    "a value that records carry": (
        '[rules."PS-503"]\nseverity = "error"\nreason = "x"',
        "PS-503 speaks of a value that records carry and cannot be of severity error",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_settings_of_rules_that_cannot_be_are_refused_with_the_reason(run: Run, tmp_path: Path, name: str) -> None:
    text, complaint = REFUSED[name]
    code, out, err = run("check", "portal-sync", spoilt(tmp_path / "in", text), *NOW)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


def test_a_fixed_rule_can_be_made_graver() -> None:
    own = tailored(load("portal-sync"), {"PS-003": RuleSettings(reason="x", severity=Severity.ERROR)})
    assert own.rules_by_id["PS-003"].severity is Severity.ERROR


def test_a_file_may_speak_of_the_rules_of_another_suite(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = load("portal-sync")
    foreign = replace(suite, name="student-import", rules=(replace(suite.rules[0], id="SI-001"),))
    monkeypatch.setattr("schoolgate.suites.names", lambda: ["portal-sync", "student-import"])
    monkeypatch.setattr("schoolgate.suites.load", lambda name: foreign if name == "student-import" else suite)
    folder = spoilt(tmp_path / "in", OFF.format("SI-001"))
    assert run("check", "portal-sync", folder, *NOW)[2] == ""


@pytest.mark.parametrize("name", names())
def test_rules_about_missing_keys_are_fixed_in_every_suite(name: str) -> None:
    assert [rule.id for rule in load(name).rules if rule.keyless and not rule.fixed] == []


def test_the_empty_template_shows_how_a_rule_is_set(run: Run, tmp_path: Path) -> None:
    run("init", "portal-sync", tmp_path / "new")
    text = (tmp_path / "new" / "settings.toml").read_text("utf-8")
    shown = text.partition("## What this school asks otherwise")[2].partition("\n\n")[0]
    lines = [line.removeprefix("# ") for line in shown.splitlines()[1:]]
    rule = lines[0].split('"')[1]
    assert load("portal-sync").rules_by_id[rule].severity is Severity.ERROR
    folder = spoilt(tmp_path / "in", "\n".join(lines))
    assert f"{rule} counts as warning" in " ".join(run("check", "portal-sync", folder, *NOW)[1].split())
