"""A check that comes to no verdict says so in every report that a CI reads, and never overwrites what may be another's."""

import json
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from checked import AS_OF, HOSTILE
from schoolgate.cli import main
from schoolgate.report import failure
from schoolgate.report.failure import Failure
from schools import GOOD, school

ERROR = Draft202012Validator(json.loads(files("schoolgate.report").joinpath("error.schema.json").read_text("utf-8")))
SARIF = Draft202012Validator(json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8")))
GITLAB = Draft7Validator(
    {
        "type": "array",
        "minItems": 1,
        "items": {"type": "object", "required": ["description", "check_name", "fingerprint", "severity", "location"]},
    }
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.delenv("SCHOOLGATE_DEBUG", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["check", *words])
        return code, *capfd.readouterr()

    return command


ALL = [f"--report={name}=r.{name}" for name in ("json", "junit", "sarif", "gitlab", "markdown", "github")]


def told(code: int, err: str) -> None:
    """Every report says the one line of stderr, each in its own way."""
    said = err.removeprefix("schoolgate: ").rstrip("\n")
    document = json.loads(Path("r.json").read_text("utf-8"))
    assert list(ERROR.iter_errors(document)) == []
    assert (document["exit_code"], document["error"], document["passed"]) == (code, said, False)
    junit = JUnitXml.fromfile("r.junit")
    assert (junit.tests, junit.errors, junit.failures) == (1, 1, 0)
    assert said in Path("r.junit").read_text("utf-8").replace("&apos;", "'").replace("&#39;", "'").replace(
        "&quot;", '"'
    )
    sarif = json.loads(Path("r.sarif").read_text("utf-8"))
    assert list(SARIF.iter_errors(sarif)) == []
    (invocation,) = sarif["runs"][0]["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, code)
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"
    assert sarif["runs"][0]["results"] == []
    (issue,) = json.loads(Path("r.gitlab").read_text("utf-8"))
    assert (issue["severity"], issue["description"]) == ("blocker", said)
    assert Path("r.github").read_text("utf-8").startswith("::error title=schoolgate")
    assert f"exit code {code}" in Path("r.markdown").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("portal-sync", "nowhere"), 3),
        (("portal-snyc", "nowhere"), 2),
        (("portal-sync", "nowhere", "--fail-on", "eror"), 2),
        (("portal-sync", "nowhere", "--bogus"), 2),
        (("portal-sync",), 2),
        (("portal-sync", "nowhere", "--report=jsn"), 2),
        (("portal-sync", "in", "--settings", "none.toml"), 2),
        (("portal-sync", "in", "--baseline", "none.json"), 3),
    ],
)
def test_whatever_the_reason_every_report_says_it(run: Run, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    school(tmp_path / "in")
    ended, out, err = run(*words, *ALL)
    assert (ended, out) == (code, "")
    told(code, err)


def test_a_fault_is_told_by_its_kind_alone(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        msg = "Ada Okoro"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr("schoolgate.commands.check.carried_out", crash)
    school(tmp_path / "in")
    code, _, err = run("portal-sync", "in", *ALL)
    assert code == 4
    told(4, err)
    assert not [path for path in tmp_path.glob("r.*") if "Okoro" in path.read_text("utf-8")]


@pytest.mark.parametrize("name", ["json", "junit", "sarif", "github", "gitlab", "markdown"])
def test_what_goes_to_stdout_goes_there(run: Run, name: str) -> None:
    code, out, err = run("portal-sync", "nowhere", "--report", name)
    assert (code, err.count("\n")) == (3, 1)
    assert "nowhere" in out


def test_a_summary_of_a_job_is_appended_to(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run("portal-sync", "nowhere", "--report", "markdown")[1] == ""
    assert summary.read_text().startswith("before\n## ❌ portal-sync: could not be checked")


def test_what_cannot_say_it_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("old")
    assert run("portal-sync", "nowhere", "--report=findings=f.csv", "--report=records=new.csv")[0] == 3
    assert ((tmp_path / "f.csv").read_text(), (tmp_path / "new.csv").exists()) == ("old", False)


def test_an_older_report_does_not_stay(run: Run, tmp_path: Path) -> None:
    school(tmp_path / "in")
    assert run("portal-sync", "in", "--as-of", AS_OF, "--quiet", "--report=json=r.json")[0] == 0
    assert run("portal-sync", "in", "--settings", "none.toml", "--report=json=r.json")[0] == 2
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["passed"] is False


@pytest.mark.parametrize("words", [("--report=json=in/students.csv",), ("--report", "json=in/students.csv", "--bogus")])
def test_what_the_check_reads_is_never_replaced(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    school(tmp_path / "in")
    assert run("portal-sync", "in", *words)[0] == 2
    assert (tmp_path / "in" / "students.csv").read_text() == GOOD["students"]


def test_of_many_schools_each_has_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    school(tmp_path / "all" / "good")
    school(tmp_path / "all" / "bad", groups=None)
    assert run("portal-sync", "all", "--each", "--as-of", AS_OF, "--report=json={school}.json")[0] == 3
    assert json.loads((tmp_path / "bad.json").read_text("utf-8"))["schema"] == "schoolgate.error/1"
    assert json.loads((tmp_path / "good.json").read_text("utf-8"))["passed"] is True


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_said_breaks_no_format(text: str) -> None:
    one = Failure(3, (f"{text}: cannot be read", text or "x"), "portal-sync", text)
    assert list(ERROR.iter_errors(json.loads(failure.render(one, "json")))) == []
    assert list(SARIF.iter_errors(json.loads(failure.render(one, "sarif")))) == []
    assert list(GITLAB.iter_errors(json.loads(failure.render(one, "gitlab")))) == []
    assert failure.render(one, "github").count("\n") == 1
    assert JUnitXml.fromstring(failure.render(one, "junit").encode()).errors == 1
    page = MarkdownIt("gfm-like").render(failure.render(one, "markdown").replace("<br>", "\n"))
    assert "<script" not in page
    assert "<img" not in page


def test_what_is_made_to_harm_gets_no_file_but_an_annotation(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "students.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><SuperStarReport/>')
    code, out, err = run("portal-sync", "in", "--report=github", "--report=json=r.json")
    assert (code, (tmp_path / "r.json").exists()) == (3, False)
    assert out.startswith("::error title=schoolgate portal-sync could not be checked")
    assert "has a DTD" in err


def test_two_reports_for_one_place_write_neither(run: Run, tmp_path: Path) -> None:
    assert run("portal-sync", "nowhere", "--report=json=r", "--report=junit=r")[0] == 2
    assert not (tmp_path / "r").exists()


def test_an_older_report_does_not_outlive_what_is_made_to_harm(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "climbs.zip", "w") as archive:
        archive.writestr("../students.csv", "student_id\nS1\n")
    Path("r.junit").write_text("an older one", encoding="utf-8")
    assert run("portal-sync", "climbs.zip", *ALL)[0] == 3
    assert JUnitXml.fromfile("r.junit").errors == 1
    assert not Path("r.json").exists()
