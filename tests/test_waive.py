"""`schoolgate waive` writes what the gate reads: nothing that nobody may waive, nothing twice, and no comment is lost."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate import cli
from schoolgate.basics.errors import UsageError
from schoolgate.gate.waivers import read_waivers
from schoolgate.run.entries import with_entry
from schoolgate.suites import load, names
from schools import GOOD, school

Run = Callable[..., tuple[int, str, str]]
FAR = "2199-12-31"
FIXED = sorted(rule.id for suite in map(load, names()) for rule in suite.rules if rule.fixed)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*words: str | Path) -> tuple[int, str, str]:
        return cli.main([str(word) for word in words]), *capfd.readouterr()

    return command


def test_a_finding_that_was_waived_by_the_command_fails_no_run(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("Ms", ""))
    check = ("check", "portal-sync", folder, "--as-of", "2026-11-22", "--fail-on", "warning", "--one-line")
    failed, _, _ = run(*check)
    code, out, err = run(
        "waive", "ps-101", "S1", "--until", FAR, "--reason", "case  4711", "--file", folder / "waivers.toml"
    )
    assert (failed, code, err) == (1, 0, "")
    assert out == (
        f"{folder}/waivers.toml: PS-101 S1 is let pass until {FAR}: case 4711\n"
        f"Next: schoolgate check portal-sync SOURCE --waivers {folder}/waivers.toml\n"
    )
    assert run(*check)[0] == 0


def test_the_file_lies_where_the_project_says_or_beside_its_source(run: Run, tmp_path: Path) -> None:
    school(tmp_path / "in")
    words = ("waive", "PS-101", "S1", "--until", FAR, "--reason", "agreed")
    project = tmp_path / "schoolgate.toml"
    project.write_text('suite = "portal-sync"\nsource = "in"\n', encoding="utf-8")
    assert run(*words)[1].endswith("Next: schoolgate check portal-sync in\n")
    assert read_waivers(tmp_path / "in" / "waivers.toml", load("portal-sync"))[0].key == "S1"
    project.write_text('source = "in"\n[gate]\nwaivers = "known.toml"\n', encoding="utf-8")
    assert run(*words)[1].endswith("check portal-sync in --waivers known.toml\n")
    assert (tmp_path / "known.toml").exists()
    assert run(*words, "--no-config")[0] == 0
    assert (tmp_path / "waivers.toml").exists()


def test_the_same_finding_gets_another_day_and_comments_stay(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "waivers.toml"
    text = (
        "# agreed in June\n[[waivers]]\n# the twins\nrule = 'PS-101'\nkey = \" S1 \"\nuntil = 2026-12-01  # half-term\n"
        'reason = "in June"  # ask Ann\n\n# another\n[[waivers]]\nrule = "PS-101"\nkey = "S2"\n'
        'until = 2027-01-01\nreason = "x"'
    )
    place.write_text(text, encoding="utf-8")
    code, out, _ = run("waive", "PS-101", "S1", "--until", FAR, "--reason", "in July", "--by", "Ann")
    assert (code, out.splitlines()[0]) == (
        0,
        f"waivers.toml: PS-101 S1 is let pass until {FAR} (it stood there until 2026-12-01): in July",
    )
    changed = text.replace("2026-12-01", FAR).replace('"in June"  # ask Ann\n', '"in July"  # ask Ann\nby = "Ann"\n')
    assert place.read_text("utf-8") == changed.replace('" S1 "', '"S1"')
    first, second = read_waivers(place, load("portal-sync"))
    assert (first.until, first.reason, first.by, second.key) == (date(2199, 12, 31), "in July", "Ann", "S2")


@pytest.mark.parametrize("rule", FIXED)
def test_what_nobody_may_waive_is_refused_in_the_words_of_the_gate(run: Run, tmp_path: Path, rule: str) -> None:
    code, out, err = run("waive", rule, "K1", "--until", FAR, "--reason", "x")
    assert (code, out, (tmp_path / "waivers.toml").exists()) == (2, "", False)
    assert f"waive {rule}: {rule} cannot be waived: " in err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["PS-10I", "S1", "--until", FAR, "--reason", "x"], "there is no rule 'PS-10I': did you mean PS-"),
        (["QQQQQQ", "S1", "--until", FAR, "--reason", "x"], "`schoolgate rules SUITE` lists those of a workflow"),
        (["PS-101", "S1", "--until", "2020-01-31", "--reason", "x"], "2020-01-31 has passed"),
        (["PS-101", "S1", "--until", "June", "--reason", "x"], "'June' is no date; expected YYYY-MM-DD"),
        (["PS-101", "S1", "--until", "9999-01-01", "--reason", "x"], "the year must be between"),
        (["PS-101", "S1", "--until", FAR, "--reason", " "], "say why"),
        (["PS-101", "--until", FAR, "--reason", "x"], "say which with key"),
        (["PS-006", "S1", "--until", FAR, "--reason", "x"], "say which with table"),
    ],
)
def test_what_cannot_be_a_waiver_is_refused_with_the_reason(
    run: Run, tmp_path: Path, words: list[str], complaint: str
) -> None:
    code, out, err = run("waive", *words)
    assert (code, out, err.count("\n"), (tmp_path / "waivers.toml").exists()) == (2, "", 1, False)
    assert complaint in err


@pytest.mark.parametrize(
    "text",
    [
        "waivers = []\n",
        'waivers = [{ rule = "PS-101", key = "S1", until = 2027-01-01, reason = "x" }]\n',
        '[[waivers]]\nrule = "PS-101"\nkey = "S1"\nuntil = 2027-01-01\nreason = """\nx"""\n',
        "[[waivers]\n",
        '[[waivers]]\nrule = "PS-101"\n',
    ],
)
def test_a_file_that_cannot_be_added_to_stays_as_it_is(run: Run, tmp_path: Path, text: str) -> None:
    place = tmp_path / "waivers.toml"
    place.write_text(text, encoding="utf-8")
    code, out, err = run("waive", "PS-101", "S1", "--until", FAR, "--reason", "y")
    assert (code, out, err.count("\n"), place.read_text("utf-8")) == (2, "", 1, text)


def _has(key: str, entry: Mapping[str, Any]) -> bool:
    return bool(entry["key"] == key)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ENTRIES = st.lists(st.tuples(TEXTS, TEXTS), max_size=5)


@given(ENTRIES, st.sampled_from(["", "# a comment\n", "\ufeff"[:0] + "[other]\nx = 1\n"]))
def test_whatever_is_kept_is_read_back(entries: list[tuple[str, str]], text: str) -> None:
    expected: dict[str, str] = {}
    for key, reason in entries:
        text = with_entry(text, "list", {"key": key, "reason": reason}, partial(_has, key), "here").text
        expected[key] = reason
    assert {one["key"]: one["reason"] for one in tomllib.loads(text).get("list", [])} == expected


def test_a_list_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match=r"here: list is no list of entries; write \[\[list\]\]"):
        with_entry("list = 1\n", "list", {"key": "a"}, lambda _: False, "here")
