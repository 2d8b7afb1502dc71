"""The pytest plugin, run by pytest: a data folder becomes a test per rule."""

import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from checked import sample
from extracts import TRACES, write_canaries
from schoolgate import suites
from schoolgate.story.cases import case_names
from schools import GOOD, school

pytest_plugins = ["pytester"]

NOW = "--schoolgate-as-of=2026-11-22"
SPOILT = GOOD["students"].replace("Ms", "")
COUNT = len(case_names(suites.load("portal-sync").rules))


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """Whatever a check imports is there before pytest runs inside pytest, which forgets what is first imported there."""
    sample("clean")


@pytest.fixture
def ran(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder in which pytest is to run, with an extract that fails one rule."""
    school(pytester.path / "ours", students=SPOILT)
    return pytester


def run(place: pytest.Pytester, *options: str) -> pytest.RunResult:
    return place.runpytest_inprocess("-p", "no:cacheprovider", *options)


def test_a_folder_is_a_test_per_rule(ran: pytest.Pytester) -> None:
    result = run(ran, "--schoolgate=portal-sync=ours", NOW, "-v")
    assert result.parseoutcomes() == {"passed": COUNT - 1, "failed": 1}
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            f"*collected {COUNT} items",
            "portal-sync=ours::PS-101 The student has a salutation. FAILED*",
            "portal-sync=ours::PS-102 The student has a first name. PASSED*",
            "portal-sync=ours::Every record can be judged. PASSED*",
            "Salutation is missing: 1 of 2",
            "students row 2, S1, salutation: The student has no salutation.",
            "To mend before you start. The school mends it: Fill in the salutation*",
            "Source: the article on which students sync to the portal, Check the Required Student Information.",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_tests_of_folders_stand_beside_others_and_are_chosen_like_them(ran: pytest.Pytester) -> None:
    ran.makepyfile("def test_one(): pass")
    result = run(ran, "--schoolgate=portal-sync=ours", NOW)
    assert result.parseoutcomes() == {"passed": COUNT, "failed": 1}
    result = run(ran, "--schoolgate=portal-sync=ours", NOW, "-k", "PS-101 or PS-102 or test_one")
    assert result.parseoutcomes() == {"passed": 2, "failed": 1, "deselected": COUNT - 2}


def test_the_settings_of_pytest_name_folders_too(ran: pytest.Pytester) -> None:
    school(ran.path / "theirs")
    (ran.path / "theirs" / "own.toml").write_text("[portal_sync]\nleaver_window_months = 6\n", encoding="utf-8")
    ran.makeini(
        "[pytest]\nschoolgate =\n    portal-sync=ours\n    portal-sync=theirs\nschoolgate_as_of = 2026-11-22\n"
        "schoolgate_fail_on = never\nschoolgate_settings = theirs/own.toml\n"
    )
    inside = ran.mkdir("inside")
    ran.chdir()
    assert run(ran).parseoutcomes() == {"passed": 2 * COUNT}
    assert run(ran, "--schoolgate-fail-on=error").parseoutcomes() == {"passed": 2 * COUNT - 1, "failed": 1}
    # What the command line names, it names from where it is called; and it replaces what the settings name.
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(inside)
        result = run(ran, "--schoolgate=portal-sync=../theirs", "--schoolgate-settings=../theirs/own.toml")
        assert result.parseoutcomes() == {"passed": COUNT}
        result = run(ran, "--schoolgate=portal-sync=../theirs", "--schoolgate-settings=own.toml", "-k", "PS-101")
        assert result.parseoutcomes() == {"errors": 1, "deselected": COUNT - 1}
        result.stdout.fnmatch_lines(["*own.toml: cannot be read*"])


def test_findings_below_the_gate_are_told_but_fail_nothing(ran: pytest.Pytester) -> None:
    school(ran.path / "ours", students=GOOD["students"].replace("ada@school.example", "ada@school"))
    result = run(ran, "--schoolgate=portal-sync=ours", NOW, "-k", "PS-106", "-rP")
    assert result.parseoutcomes() == {"passed": 1, "deselected": COUNT - 1}
    result.stdout.fnmatch_lines(
        ["1 of severity warning that do not fail the run (--fail-on error):", "students row 2, S1*"]
    )
    result = run(ran, "--schoolgate=portal-sync=ours", NOW, "--schoolgate-fail-on=warning", "-k", "PS-106")
    assert result.parseoutcomes() == {"failed": 1, "deselected": COUNT - 1}


def test_what_was_not_checked_is_skipped_with_its_reason(ran: pytest.Pytester) -> None:
    (ran.path / "ours" / "admission_statuses.csv").unlink()
    result = run(ran, "--schoolgate=portal-sync=ours", NOW, "-rs")
    assert result.parseoutcomes() == {"passed": COUNT - 4, "failed": 2, "skipped": 2}
    result.stdout.fnmatch_lines(
        ["1 student cannot be judged*", "SKIPPED*not checked: table admission_statuses was not supplied"]
    )


WRONG = {
    "no folder": ("portal-sync", "expected SUITE=DIR, such as portal-sync=extracts/ours"),
    "no suite": ("=ours", "expected SUITE=DIR"),
    "unknown suite": ("portal-snyc=ours", "did you mean portal-sync?"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_ends_the_run_before_any_test(ran: pytest.Pytester, name: str) -> None:
    given, expected = WRONG[name]
    result = run(ran, f"--schoolgate={given}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: schoolgate: *{expected.replace('?', '[?]')}*"])


STOPS = {
    "no such folder": (["--schoolgate=portal-sync=nowhere"], "*nowhere: there is no such file or folder*"),
    "as-of is no date": (["--schoolgate=portal-sync=ours", "--schoolgate-as-of=tomorrow"], "*'tomorrow' is no date*"),
    "no such level": (["--schoolgate=portal-sync=ours", "--schoolgate-fail-on=eror"], "*did you mean error[?]"),
}


@pytest.mark.parametrize("name", STOPS)
def test_what_cannot_be_checked_is_one_error_with_the_reason(ran: pytest.Pytester, name: str) -> None:
    options, expected = STOPS[name]
    result = run(ran, *options, "-k", "PS-101 or judged")
    assert result.parseoutcomes() == {"errors": 1, "skipped": 1, "deselected": COUNT - 2}
    result.stdout.fnmatch_lines([expected])
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "Traceback" not in result.stdout.str()


@pytest.mark.parametrize("name", suites.names())
def test_no_personal_value_is_shown(pytester: pytest.Pytester, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCHOOLGATE_DEBUG", raising=False)
    write_canaries(suites.load(name), pytester.path / "in")
    options = (f"--schoolgate={name}=in", NOW, "--junitxml=r.xml", "-rA", "-l", "--schoolgate-fail-on=warning")
    result = run(pytester, *options)
    assert result.parseoutcomes()["failed"] > 5
    # Not told by a crash either, whose text quotes cells.
    told = [result.stdout.str(), result.stderr.str(), (pytester.path / "r.xml").read_text("utf-8")]
    with monkeypatch.context() as patch:
        patch.setattr("schoolgate.story.cases._told", _quoting)
        result = run(pytester, *options)
    assert "a fault of schoolgate itself (ValueError)" in result.stdout.str()
    told += [result.stdout.str(), result.stderr.str(), (pytester.path / "r.xml").read_text("utf-8")]
    assert not [trace for trace in TRACES if trace in "".join(told).casefold()]


def _quoting(*_: object) -> None:
    raise ValueError(TRACES)


def test_pytest_reports_hold_the_same(ran: pytest.Pytester) -> None:
    run(ran, "--schoolgate=portal-sync=ours", NOW, "--junitxml=r.xml")
    cases = list(ET.parse(ran.path / "r.xml").iter("testcase"))  # noqa: S314 (pytest's own)
    assert len(cases) == COUNT
    (failure,) = [text for case in cases for text in case.iter("failure")]
    assert "students row 2, S1" in (failure.text or "")


def test_the_folder_is_read_once(ran: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    from schoolgate.run import order  # noqa: PLC0415 (what the plugin calls)

    calls = []
    carried_out = order.carried_out

    def counted(*given: Any) -> Any:
        calls.append(given)
        return carried_out(*given)

    monkeypatch.setattr(order, "carried_out", counted)
    run(ran, "--schoolgate=portal-sync=ours", NOW)
    assert len(calls) == 1


def test_it_costs_nothing_where_no_folder_is_named(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\n"
        "def test_one(request):\n"
        "    assert request.config.pluginmanager.has_plugin('schoolgate')\n"
        "    loaded = {name for name in sys.modules if name.startswith('schoolgate')}\n"
        "    assert loaded == {'schoolgate', 'schoolgate.pytest'}\n"
        "    assert 'polars' not in sys.modules\n"
    )
    options = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")
    assert pytester.run(sys.executable, "-m", "pytest", *options).ret == 0


def test_the_plugin_is_where_the_package_says(request: pytest.FixtureRequest) -> None:
    plugin = request.config.pluginmanager.get_plugin("schoolgate")
    assert Path(str(getattr(plugin, "__file__", None))).parts[-2:] == ("schoolgate", "pytest.py")
