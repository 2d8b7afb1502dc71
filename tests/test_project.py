"""`schoolgate.toml`: a check without arguments, in the folder or below it; what is given wins, and it can be looked at."""

import json
import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checked import AS_OF, DATA
from ci_page import example
from schoolgate.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the school made by hand, in which 13 errors keep students from syncing."""
    folder = tmp_path / "project"
    shutil.copytree(DATA / "example", folder / "extracts")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str) -> tuple[int, str, str]:
        code = main(["check", *words])
        return code, *capfd.readouterr()

    return command


def says(project: Path, text: str) -> None:
    (project / "schoolgate.toml").write_text(text, encoding="utf-8")


WHOLE = """
suite = "portal-sync"
source = "extracts"
settings = "extracts/settings.toml"
reports = ["json=out/report.json", "junit=out/junit.xml"]
docs = "out/site.html"

[gate]
fail_on = "error"
strict = true
waivers = "mine.toml"
max_findings = { PS-101 = 3 }
max_percent = { PS-105 = 50, PS-202 = 50.5 }
"""


def effective(out: str) -> dict[str, Any]:
    return tomllib.loads(out)


def test_a_check_needs_no_argument_in_the_folder_or_below(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(project, 'suite = "portal-sync"\nsource = "extracts"\nreports = "json=report.json"\n')
    for folder in (project, project / "extracts"):
        monkeypatch.chdir(folder)
        code, out, err = run("--as-of", AS_OF)
        assert (code, err) == (1, "")
        assert "6 of 14 students will sync" in out
        report = project / "report.json"
        assert json.loads(report.read_text("utf-8"))["suite"] == "portal-sync"
        report.unlink()


def test_all_of_it_is_what_the_options_of_the_same_names_say(project: Path, run: Run) -> None:
    (project / "out").mkdir()
    (project / "mine.toml").write_text("")
    says(project, WHOLE)
    code, out, _ = run("--print-config")
    assert code == 0
    assert not list((project / "out").iterdir()), "nothing is checked"
    asked = effective(out)
    assert asked == {
        "suite": "portal-sync",
        "source": ["extracts"],
        "settings": "extracts/settings.toml",
        "reports": ["json=out/report.json", "junit=out/junit.xml"],
        "docs": ["out/site.html"],
        "gate": {
            "fail_on": "error",
            "strict": True,
            "waivers": "mine.toml",
            "max_findings": {"PS-101": 3},
            "max_percent": {"PS-105": 50, "PS-202": 50.5},
        },
    }
    assert out.count("# schoolgate.toml") == 10
    # What is printed is a project file itself, and says the same again.
    says(project, out)
    assert effective(run("--print-config")[1]) == asked


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        (("--fail-on", "never"), {"fail_on": "never"}),
        (("--no-strict",), {"strict": False}),
        (("--max-findings", "PS-101=1"), {"max_findings": {"PS-101": 1}}),
        (("--report", "markdown"), {"reports": ["markdown"]}),
        (("--docs", "pages"), {"docs": ["pages"]}),
        (("--settings", "other.toml"), {"settings": "other.toml"}),
        (("extracts/students.csv",), {"source": ["extracts/students.csv"]}),
        (("portal-sync", "extracts/students.csv", "-"), {"source": ["extracts/students.csv", "-"]}),
    ],
)
def test_what_is_given_wins_and_the_rest_stays(
    project: Path, run: Run, words: tuple[str, ...], changed: dict[str, Any]
) -> None:
    says(project, WHOLE)
    before = effective(run("--print-config")[1])
    code, out, _ = run(*words, "--print-config")
    after = effective(out)
    assert code == 0
    for name, value in changed.items():
        place = "gate" if name in before["gate"] else None
        assert (after[place] if place else after)[name] == value
        (before[place] if place else before)[name] = value
    assert after == before
    assert out.count("# the command line") == 1 + (words[0] == "portal-sync")


def test_of_another_suite_it_says_nothing(project: Path, run: Run) -> None:
    says(project, WHOLE)
    code, out, _ = run("boost-promotion", "extracts", "--print-config")
    assert code == 0
    assert effective(out)["reports"] == []
    code, _, err = run("boost-promotion", "extracts", "--config", "schoolgate.toml")
    assert (code, err) == (
        2,
        "schoolgate: schoolgate.toml: is about portal-sync, not boost-promotion; leave one of them out\n",
    )


def test_the_example_of_the_page_is_read_as_it_says(project: Path, run: Run) -> None:
    says(project, example("schoolgate.toml"))
    asked = effective(run("--print-config")[1])
    said = tomllib.loads(example("schoolgate.toml"))
    assert asked == {
        **said,
        "source": [said["source"]],
        "docs": [said["docs"]],
        "gate": {**said["gate"], "strict": False},
    }


def test_it_can_be_left_out_or_named(project: Path, run: Run) -> None:
    says(project, WHOLE)
    (project / "schoolgate.toml").rename(project / "other.toml")
    assert "which workflow?" in run()[2]
    assert effective(run("--config", "other.toml", "--print-config")[1])["source"] == ["extracts"]
    (project / "other.toml").rename(project / "schoolgate.toml")
    assert "which workflow?" in run("--no-config")[2]
    assert "--config: not allowed" in run("--no-config", "--config", "schoolgate.toml")[2]


def test_settings_that_are_trusted_are_not_the_projects(project: Path, run: Run) -> None:
    says(project, WHOLE)
    (project / "trusted.toml").write_text("")
    assert effective(run("--trusted-settings", "trusted.toml", "--print-config")[1])["settings"] == "trusted.toml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("suit = 1", "schoolgate.toml: unknown setting 'suit': did you mean suite?"),
        ("[gate]\nfail_no = 1", "schoolgate.toml, [gate]: unknown setting 'fail_no': did you mean fail_on?"),
        ('suite = "portal-snyc"', "schoolgate.toml: suite = 'portal-snyc': did you mean portal-sync?"),
        ('[gate]\nfail_on = "eror"', "did you mean error?"),
        ("source = 3", "schoolgate.toml: source = 3: input should be a valid tuple"),
        ("reports = [3]", "reports.0 = 3: input should be a valid string"),
        ("suite =", "schoolgate.toml: not valid TOML"),
        ('suite = "portal-sync"', "which source? Give a folder"),
        ('source = "extracts"', "which workflow?"),
    ],
)
def test_what_it_cannot_say_is_refused_in_one_line(project: Path, run: Run, text: str, said: str) -> None:
    says(project, text)
    code, out, err = run()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.skipif(os.name != "posix", reason="who may write is told otherwise elsewhere")
def test_a_file_where_anybody_may_write_is_nobodys(project: Path, run: Run) -> None:
    says(project, WHOLE)
    project.chmod(0o777)
    assert "lies in a folder that anybody may write to" in run("--print-config")[2]
    assert run("--print-config", "--config", "schoolgate.toml")[0] == 0


@pytest.mark.parametrize("words", [(), ("extracts",), ("./nowhere",), ("-",), ("sqlite:///x.db",)])
def test_a_forgotten_suite_is_asked_for_by_name(project: Path, run: Run, words: tuple[str, ...]) -> None:
    assert project.is_dir()
    code, _, err = run(*words)
    assert code == 2
    assert f"schoolgate check SUITE {words[0] if words else 'SOURCE'}".replace("./", "") in err.replace("./", "")
    assert "portal-sync" in err


def test_options_stand_anywhere_between_the_words(project: Path, run: Run) -> None:
    wanted = ["extracts/students.csv", "extracts/groups.csv"]
    assert project.is_dir()
    for words in (
        ("portal-sync", "--as-of", AS_OF, *wanted, "--print-config"),
        ("--as-of", AS_OF, "portal-sync", wanted[0], "--print-config", wanted[1]),
        (f"--as-of={AS_OF}", "--print-config", "--", "portal-sync", *wanted),
    ):
        assert effective(run(*words)[1])["source"] == wanted


MINE = '\nsuite = "portal-sync"\nsource = "extracts"\nsettings = "extracts/settings.toml"\n\n[gate]\nstrict = true\n'


@pytest.fixture
def told(project: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """What a command says in the project, on the day of its school, blanks made one."""
    says(project, MINE)

    def command(*words: str) -> tuple[int, str]:
        when = () if words[0] == "inspect" else ("--as-of", AS_OF)
        code = main([*words, *when])
        out, err = capfd.readouterr()
        return code, " ".join((out + err).split())

    return command


def test_explain_needs_only_a_key(told: Callable[..., tuple[int, str]], project: Path) -> None:
    code, text = told("explain", "S-WAITLIST")
    assert (code, text.startswith("S-WAITLIST will not sync")) == (1, True)
    assert "portal-sync extracts as of" in text
    assert told("explain", "portal-sync", "S-WAITLIST")[1] == text
    assert told("explain", "portal-sync", "extracts", "S-WAITLIST")[1] == text
    assert told("explain", "extracts", "S-WAITLIST")[1] == text
    several = told("explain", "S-WAITLIST", "S-NO-GROUP")[1]
    assert "S-NO-GROUP will not sync" in several
    below = project / "below"
    below.mkdir()
    os.chdir(below)
    assert told("explain", "S-WAITLIST")[1] == text.replace("extracts as of", "../extracts as of")


def test_what_if_and_inspect_need_nothing(told: Callable[..., tuple[int, str]]) -> None:
    code, text = told("what-if", "--do", "PS-101")
    assert code == 0
    assert "With 1 job done" in text
    code, text = told("inspect")
    assert code == 0
    assert "student-import" not in text, "the project's workflow alone is looked for"


def test_map_writes_into_the_settings_of_the_project(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    says(project, MINE.replace("extracts/settings.toml", "how.toml"))
    header = (project / "extracts/students.csv").read_text("utf-8")
    (project / "extracts/students.csv").write_text(header.replace("base_group_id", "Base_Group_Number", 1), "utf-8")
    assert main(["map"]) == 0
    out = capfd.readouterr().out
    assert (project / "how.toml").read_text("utf-8").count("Base_Group_Number") > 0
    assert out.splitlines()[-1] == "Next, once the questions are answered: schoolgate check"
    assert main(["map", "extracts", "--settings", "mine.toml"]) == 0
    last = capfd.readouterr().out.splitlines()[-1]
    assert last.endswith("schoolgate check portal-sync extracts --settings mine.toml")
    assert main(["map", "--no-config"]) == 2


def test_diff_compares_the_baseline_with_what_a_check_wrote(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    check = ["check", "--as-of", AS_OF, "--quiet"]
    says(project, 'suite = "portal-sync"\nsource = "extracts"\nreports = ["json=now.json"]\n')
    assert main(["diff"]) == 2
    assert "which reports? Give two" in capfd.readouterr().err
    assert main([*check, "--report", "json=old.json"]) == 1
    assert main(["diff", "old.json"]) == 3, "no check has written its report yet"
    (project / "schoolgate.toml").write_text(
        (project / "schoolgate.toml").read_text("utf-8") + '[gate]\nbaseline = "old.json"\nfail_on = "new-warning"\n'
    )
    students = project / "extracts/students.csv"
    students.write_text(students.read_text("utf-8").replace("@school.example", "@", 1), "utf-8")
    main(check)
    capfd.readouterr()
    # What is new is a warning: the project fails on those too, and what is given wins.
    (project / "below").mkdir()
    os.chdir(project / "below")
    assert main(["diff"]) == 1
    assert "old.json → now.json" in capfd.readouterr().out
    assert main(["diff", "--fail-on", "new"]) == 0
    assert main(["diff", "../now.json", "../old.json", "--fail-on=new-warning"]) == 0
    assert main(["diff", "--no-config"]) == 2
    assert main(["diff", "../old.json", "--no-config"]) == 2
    assert "which is the later report?" in capfd.readouterr().err


def test_what_is_given_wins_over_the_project(
    told: Callable[..., tuple[int, str]], project: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(project / "extracts", tmp_path / "other")
    students = (other / "students.csv").read_text("utf-8").replace("S-WAITLIST,", "S-OTHER,", 1)
    (other / "students.csv").write_text(students, encoding="utf-8")
    assert told("explain", "portal-sync", str(other), "S-OTHER")[1].startswith("S-OTHER ")
    assert "S-OTHER" in told("explain", "S-OTHER")[1]
    assert told("explain", "S-OTHER")[0] == 2
    assert told("explain", "S-WAITLIST", "--no-config")[0] == 2
    assert "which workflow?" in told("what-if", "--no-config")[1]
    assert "which source?" in told("inspect", "--no-config")[1]
    assert told("what-if", "--config", str(project / "nowhere.toml"))[0] == 2
    # Of another suite the project says nothing.
    assert "which source?" in told("what-if", "student-import")[1]


def test_a_key_that_is_forgotten_is_asked_for(told: Callable[..., tuple[int, str]]) -> None:
    code, text = told("explain", "portal-sync")
    assert (code, "which record? Give its key: schoolgate explain portal-sync KEY" in text) == (2, True)
    assert told("explain")[0] == 2
