"""Waivers, thresholds, a baseline, rules turned off: every format fails where the exit code does, and says why not."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from junitparser import Failure, JUnitXml, TestCase

from checked import AS_OF
from once import judged_once
from schoolgate import cli
from schools import GOOD, school
from shares import shared

__all__ = ["judged_once"]
NAMELESS = GOOD["students"].replace("Ms", "").replace("Mr", "")
"""S1 and S2 fail PS-101."""
FORMATS = ("json", "junit", "sarif", "github", "gitlab", "markdown")
WAIVER = '[[waivers]]\nrule = "PS-101"\nkey = "S1"\nuntil = {}\nreason = "agreed | in <June>"\n'


class Told:
    """What each format says of a check."""

    def __init__(self, code: int, folder: Path) -> None:
        texts = {name: (folder / name).read_text("utf-8") for name in FORMATS}
        self.code = code
        self.report = json.loads(texts["json"])
        (suite,) = JUnitXml.fromstring(texts["junit"].encode())
        self.cases: dict[str, TestCase] = {case.name.split(" ")[0]: case for case in suite}
        self.failed = {
            name for name, case in self.cases.items() if any(isinstance(end, Failure) for end in case.result)
        }
        (self.run,) = json.loads(texts["sarif"])["runs"]
        self.issues = json.loads(texts["gitlab"])
        self.commands = texts["github"].splitlines()
        self.page = texts["markdown"]

    def results(self) -> dict[str, Any]:
        return {one["properties"]["key"]: one for one in self.run["results"] if one["ruleId"] == "PS-101"}


Check = Callable[..., Told]
CheckOf = Callable[..., Told]


@pytest.fixture
def check_of(tmp_path: Path) -> CheckOf:
    """Check a folder in every format at once; they agree on whether it passes."""
    out = tmp_path / "out"
    out.mkdir()

    def command(folder: Path, *options: str) -> Told:
        reports = [f"--report={name}={out / name}" for name in FORMATS]
        code = cli.main(["check", "portal-sync", str(folder), "--as-of", AS_OF, "--quiet", *reports, *options])
        told = Told(code, out)
        assert told.report["passed"] is told.run["properties"]["passed"] is (code == 0)
        assert bool(told.failed) is (code == 1)
        assert ("**PASSED" in told.page) is (code == 0)
        assert f"portal-sync {'PASSED' if code == 0 else 'FAILED'}" in told.commands[-1]
        assert told.run["properties"]["reasons"] == told.report["gate"]["reasons"]
        for reason in told.report["gate"]["reasons"]:
            assert reason in told.page
            assert f"Not passed: {reason}." in told.commands[-1]
        return told

    return command


@pytest.fixture
def check(check_of: CheckOf, tmp_path: Path) -> Check:
    """The same of the school in `in`."""
    folder = school(tmp_path / "in", students=NAMELESS)
    return lambda *options: check_of(folder, *options)


def test_a_waived_finding_is_shown_as_waived_and_fails_nothing(check: Check, tmp_path: Path) -> None:
    (tmp_path / "in" / "waivers.toml").write_text(WAIVER.format("2026-11-22"), encoding="utf-8")
    told = check()
    assert told.failed == {"PS-101"}
    (failure,) = told.cases["PS-101"].result
    assert failure.message == "Salutation is missing: 1 of 2"
    assert "S2" in failure.text
    assert "S1" not in failure.text
    words = "until 2026-11-22: agreed | in <June>"
    assert told.cases["PS-101"].system_out.splitlines() == [
        f"1 waived {words}:",
        "students row 2, S1, salutation: The student has no salutation.",
        (
            "To mend before you start. The school mends it: Fill in the salutation in the student's MIS record. Then wait "
            "for the next sync."
        ),
    ]
    assert told.results()["S1"]["suppressions"] == [{"kind": "external", "status": "accepted", "justification": words}]
    assert "suppressions" not in told.results()["S2"]
    grades = {one["description"][:2]: (one["severity"], "Waived" in one["description"]) for one in told.issues}
    assert grades == {"S1": ("info", True), "S2": ("critical", False)}
    assert [line[:8] for line in told.commands] == ["::error ", "::notice"]
    assert "1 waived, or in the baseline already, not shown here." in told.commands[-1]
    assert "(waived until 2026-11-22: agreed &#124; in &#60;June&#62;) |" in told.page


def test_an_expired_waiver_excuses_nothing(check: Check, tmp_path: Path) -> None:
    (tmp_path / "in" / "waivers.toml").write_text(WAIVER.format("2026-11-21"), encoding="utf-8")
    told = check()
    assert told.cases["PS-101"].result[0].message == "Salutation is missing: 2 of 2"
    assert not [one for one in told.run["results"] if "suppressions" in one]
    assert {one["severity"] for one in told.issues} == {"critical"}
    assert [line[:8] for line in told.commands] == ["::error ", "::error ", "::notice"]
    assert "expired after 2026-11-21" in told.commands[-1]


@pytest.mark.parametrize("most", [1, 2])
def test_a_threshold_is_kept_or_not(check: Check, most: int) -> None:
    told = check(f"--max-findings=PS-101={most}")
    assert told.failed == ({"PS-101"} if most == 1 else set())
    if most == 2:
        assert told.cases["PS-101"].system_out.startswith("2 within the threshold of the rule:\n")


def test_what_the_baseline_has_is_not_new(check: Check, tmp_path: Path) -> None:
    assert check().failed == {"PS-101"}
    baseline = tmp_path / "baseline.json"
    baseline.write_text((tmp_path / "out" / "json").read_text("utf-8"), encoding="utf-8")
    told = check(f"--baseline={baseline}", "--fail-on=new")
    assert told.failed == set()
    assert told.cases["PS-101"].system_out.startswith("2 known already, in the baseline:\n")
    assert {one["baselineState"] for one in told.run["results"]} == {"unchanged"}
    assert [line[:8] for line in told.commands] == ["::notice"]
    school(tmp_path / "in", students=NAMELESS.replace("Bo", ""))
    told = check(f"--baseline={baseline}", "--fail-on=new")
    assert told.failed == {"PS-102"}
    assert {one["ruleId"]: one["baselineState"] for one in told.run["results"]} == {
        "PS-101": "unchanged",
        "PS-102": "new",
    }
    assert [line[:8] for line in told.commands] == ["::error ", "::notice"]


def test_a_rule_that_is_turned_off_is_skipped_with_the_reason(check: Check, tmp_path: Path) -> None:
    text = '[rules."PS-101"]\nenabled = false\nreason = "no salutations here"\n'
    (tmp_path / "in" / "settings.toml").write_text(text, encoding="utf-8")
    told = check()
    assert (told.code, told.run["results"], told.issues) == (0, [], [])
    assert told.cases["PS-101"].result[0].message == "turned off in the settings: no salutations here"
    levels = {rule["id"]: rule["defaultConfiguration"]["enabled"] for rule in told.run["tool"]["driver"]["rules"]}
    assert [rule for rule, enabled in levels.items() if not enabled] == ["PS-101"]
    assert "PS-101 is turned off in the settings (no salutations here)" in told.page
    assert "PS-101 is turned off in the settings (no salutations here)" in told.commands[-1]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[bool, bool], Path]:
    """A school by whether it got worse since, and by whether something is not decided, as a table is missing."""
    found = {}
    for worse, open_ in product((False, True), (False, True)):
        students = NAMELESS.replace("Bo", "") if worse else NAMELESS
        left_out = {"admission_statuses": None} if open_ else {}
        found[worse, open_] = school(tmp_path_factory.mktemp("state") / "in", students=students, **left_out)
    return found


CHOICES = list(product((False, True), (None, 0, 1, 2), (False, True), (False, True), ("error", "warning", "never")))


@pytest.mark.usefixtures("judged_once")
@pytest.mark.parametrize(("waived", "most", "known", "open_", "level"), shared(CHOICES, 7))
def test_every_format_fails_where_the_exit_code_does(
    check_of: CheckOf,
    states: dict[tuple[bool, bool], Path],
    tmp_path: Path,
    waived: bool,
    most: int | None,
    known: bool,
    open_: bool,
    level: str,
) -> None:
    options = [f"--fail-on={level}"]
    if most is not None:
        options.append(f"--max-findings=PS-101={most}")
    if waived:
        waivers = tmp_path / "known.toml"
        waivers.write_text(WAIVER.format("2026-11-22"), encoding="utf-8")
        options.append(f"--waivers={waivers}")
    compared = known and level != "never"
    if compared:
        check_of(states[False, open_], *options[2 if most is not None else 1 :], "--fail-on=error")
        baseline = tmp_path / "baseline.json"
        (tmp_path / "out" / "json").rename(baseline)
        options = [f"--baseline={baseline}", f"--fail-on={'new' if level == 'error' else 'new-warning'}", *options[1:]]
    told = check_of(states[compared, open_], *options)
    assert level != "never" or told.code == 0
