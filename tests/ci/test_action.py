"""The GitHub Action: its steps run as shell, as far as a machine that is not GitHub's can run them.

Not run: `actions/setup-python` and the upload, which are GitHub's own.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml

from ci_page import ROOT, environment, example, loaded, ours, schema, shell
from schools import GOOD, school

pytestmark = pytest.mark.slow
ACTION = loaded((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
WORKFLOW = loaded(example(".github/workflows/extract.yml"))
_EXPRESSION = re.compile(r"\$\{\{\s*inputs\.([a-z-]+)\s*\}\}")


def used(workflow: Any) -> dict[str, str]:
    """What the example gives to the action."""
    (step,) = [
        step for job in workflow["jobs"].values() for step in job["steps"] if "/schoolgate@" in step.get("uses", "")
    ]
    return {name: str(value) for name, value in step["with"].items()}


def test_the_action_is_one() -> None:
    assert list(schema("github-actions").iter_errors(ACTION)) == []


def test_the_example_is_a_workflow_that_uses_it() -> None:
    assert list(schema("github-workflows").iter_errors(WORKFLOW)) == []
    assert set(used(WORKFLOW)) <= set(ACTION["inputs"])
    needed = {name for name, given in ACTION["inputs"].items() if given.get("required")}
    assert needed <= set(used(WORKFLOW))


def test_no_input_is_part_of_a_command() -> None:
    assert [step["uses"] for step in STEPS if "uses" in step] == ["actions/setup-python@v5"]
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert step.get("shell", "bash") == "bash"
    told = {name for step in STEPS for text in map(str, step.values()) for name in _EXPRESSION.findall(text)}
    assert told | {"python-version"} == set(ACTION["inputs"])


class Runner:
    """A job on a runner: the workspace, and what the action's steps left in GitHub's files."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        self.temporary = folder / "temp"
        self.temporary.mkdir()
        self.summary = ""

    def step(self, name: str, inputs: dict[str, str]) -> tuple[int, str, str, dict[str, str]]:
        """Run a step: exit code, what it printed, what it complained of, its outputs."""
        (step,) = [step for step in STEPS if step["name"] == name]
        given = {**{name: str(told.get("default", "")) for name, told in ACTION["inputs"].items()}, **inputs}
        own = {name: _EXPRESSION.sub(lambda found: given[found[1]], text) for name, text in step.get("env", {}).items()}
        output, summary = self.temporary / "output", self.temporary / "summary.md"
        for place in (output, summary):
            place.write_text("", encoding="utf-8")
        variables = environment(
            RUNNER_TEMP=str(self.temporary),
            GITHUB_ACTION_PATH=str(ROOT),
            GITHUB_OUTPUT=str(output),
            GITHUB_STEP_SUMMARY=str(summary),
            GITHUB_ACTIONS="true",
            **own,
        )
        done = shell(step["run"], self.workspace, variables)
        self.summary = summary.read_text("utf-8")
        outputs = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
        return done.returncode, done.stdout, done.stderr, outputs


INJECTION = "\"; touch pwned; \" $(touch pwned) `touch pwned` '; touch pwned; ' ${{ github.token }}\ntouch pwned\n"
OPTIONS = ("--version", "-h", "--fail-on=never", "")


CHECK = "Check the extract"
BAD = {**used(WORKFLOW), "source": "data/portal-sync/faulty", "as-of": "2026-11-22", "junit": "j.xml", "json": "r.json"}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on which the action is installed, with our data as the workspace."""
    found = Runner(tmp_path_factory.mktemp("runner"))
    code, out, err, _ = found.step("Install schoolgate", {})
    assert (code, out) == (0, ""), err
    shutil.copytree(ROOT / "data", found.workspace / "data")
    ours(found.workspace)
    return found


def test_the_steps_do_what_they_say(runner: Runner) -> None:
    # The example of the page.
    code, out, err, outputs = runner.step(CHECK, used(WORKFLOW))
    assert (code, err, outputs) == (0, "", {"exit-code": "0", "verdict": "passed"})
    assert out.splitlines() == [
        "::notice title=schoolgate portal-sync PASSED::2 of 2 students will sync.%0ASettings: defaults."
    ]
    assert runner.summary.startswith("## ✅ portal-sync")
    assert json.loads((runner.workspace / "schoolgate.sarif").read_text("utf-8"))["runs"][0]["results"] == []

    # A bad extract stops the job, and says where.
    code, out, _, outputs = runner.step(CHECK, BAD)
    assert (code, outputs) == (1, {"exit-code": "1", "verdict": "failed"})
    assert out.startswith("::error file=data/portal-sync/faulty/students.csv,line=78,title=PS-001")
    assert runner.summary.startswith("## ❌ portal-sync")
    results = json.loads((runner.workspace / "schoolgate.sarif").read_text("utf-8"))["runs"][0]["results"]
    findings = json.loads((runner.workspace / "r.json").read_text("utf-8"))["findings"]
    assert len(results) == len(findings) > 100
    assert JUnitXml.fromfile(str(runner.workspace / "j.xml")).failures > 20
    assert runner.step(CHECK, {**BAD, "fail-on": "never"})[0] == 0

    # Settings of the caller's, no SARIF, names with blanks.
    school(runner.workspace / "our school", students=GOOD["students"].replace("On Roll", "Left", 1))
    (runner.workspace / "own settings.toml").write_text('timezone = "Europe/Dublin"\n', encoding="utf-8")
    (runner.workspace / "schoolgate.sarif").unlink()
    own = {
        "suite": "portal-sync",
        "source": "our school",
        "settings": "own settings.toml",
        "sarif": "",
        "json": "r.json",
    }
    assert runner.step(CHECK, {**own, "as-of": "2026-11-22", "fail-on": "warning"})[0] == 1
    assert json.loads((runner.workspace / "r.json").read_text("utf-8"))["settings"]["timezone"] == "Europe/Dublin"
    assert not (runner.workspace / "schoolgate.sarif").exists()

    # What is no input that makes sense is refused, and never run.
    written = {"sarif", "junit", "json", "gitlab", "docs"}
    asked = ("suite", "source", "settings", "as-of", "fail-on", "baseline", "waivers", "args")
    given = [(name, INJECTION) for name in (*asked, *sorted(written))]
    for name, text in (*given, *(("suite", option) for option in OPTIONS), *(("source", option) for option in OPTIONS)):
        code, out, _, outputs = runner.step(CHECK, {**own, name: text})
        assert not (runner.workspace / "pwned").exists(), (name, text)
        assert outputs["exit-code"] == str(code)
        assert code in {2, 3} or name in written, (name, text)
        assert all(line.startswith("::") for line in out.splitlines()), (name, text)


def test_further_inputs_and_what_a_check_that_cannot_run_says(runner: Runner) -> None:
    assert runner.step(CHECK, BAD)[0] == 1

    # Against a baseline nothing is new; what is asked for besides is written; a line of `args` is an argument.
    further = {"baseline": "r.json", "fail-on": "new", "gitlab": "g.json", "docs": "page.html", "sarif": ""}
    code, out, _, outputs = runner.step(
        CHECK, {**BAD, "json": "", **further, "args": "\n--show-values\n--docs\nsite\n"}
    )
    assert (code, outputs) == (0, {"exit-code": "0", "verdict": "passed"}), out
    assert json.loads((runner.workspace / "g.json").read_text("utf-8"))
    assert (runner.workspace / "page.html").is_file()
    assert (runner.workspace / "site" / "index.html").is_file()

    # A check that cannot run says so wherever the others would have been read.
    code, out, _, outputs = runner.step(CHECK, {**BAD, "source": "nowhere"})
    assert (code, outputs) == (3, {"exit-code": "3", "verdict": "none"})
    assert out.startswith("::error title=schoolgate portal-sync could not be checked")
    assert runner.summary.startswith("## ❌ portal-sync")
    sarif = json.loads((runner.workspace / "schoolgate.sarif").read_text("utf-8"))
    assert sarif["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert JUnitXml.fromfile(str(runner.workspace / "j.xml")).errors == 1
    (runner.workspace / "schoolgate.sarif").unlink()

    # A project file says what the inputs leave open.
    (runner.workspace / "schoolgate.toml").write_text('suite = "portal-sync"\nsource = "data/portal-sync/faulty"\n')
    assert runner.step(CHECK, {"as-of": "2026-11-22", "sarif": ""})[0] == 1
    (runner.workspace / "schoolgate.toml").unlink()


@pytest.mark.parametrize("name", ACTION["outputs"])
def test_the_outputs_are_those_of_the_steps(name: str) -> None:
    assert ACTION["outputs"][name]["value"] in {f"${{{{ steps.check.outputs.{name} }}}}", f"${{{{ inputs.{name} }}}}"}
    assert [step.get("id") for step in STEPS][-1] == "check"
