"""What nobody told, what a finding means and rests on, and what was nearly right: no report keeps it back."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from checked import checked
from schoolgate.language.rule import Basis, Effect
from schoolgate.report.formats import FORMATS
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.fixlist import fixlist
from schoolgate.suites import load, names
from schools import GOOD, school
from tellings import everything

ONE_TABLE = {
    **dict.fromkeys(
        ("findings.csv", "findings.parquet", "records.csv", "records.parquet"), "a row per finding, or record"
    ),
    "facts/": "what the rules judge, a table each",
    "scripts of pages": "the page itself says it",
    **dict.fromkeys(
        ("plan.csv", "delete-list.csv"), "one table, with its own lines alone; the workbook has a sheet for it"
    ),
    **dict.fromkeys(("proofs.csv", "proofs.xlsx"), "a form, handed back as a table"),
}
"""What has no room for what a run assumes, and why: whoever takes one of these has the run's report beside it."""
NO_FINDINGS = {
    "records.csv",
    "records.parquet",
    "facts/",
    "plan.csv",
    "plan.xlsx",
    "delete-list.csv",
    "delete-list.xlsx",
}
NO_FINDINGS |= {"proofs.csv", "proofs.xlsx", "worklist/", "worklist.xlsx", "scripts of pages"}
"""What is no list of findings."""
OPEN = {
    "boost-promotion": Path("boost-promotion/faulty"),
    "schoolcomms-leavers": Path("schoolcomms-leavers/faulty"),
    "portal-sync": Path("example"),
}
"""Samples that rest on assumptions."""


def told(result: Result, folder: Path) -> Mapping[str, str]:
    """Everything that is told, blanks and line ends made one."""
    return {name: " ".join(text.split()) for name, text in everything(result, folder).items()}


@pytest.fixture(scope="module", params=sorted(OPEN))
def open_(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Mapping[str, str]]:
    """A run that rests on assumptions, and everything that is told of it."""
    place = Path(__file__).parents[2] / "data" / OPEN[request.param]
    result = checked(place, request.param)
    return result, told(result, tmp_path_factory.mktemp("told"))


def test_every_report_lists_what_was_assumed(open_: tuple[Result, Mapping[str, str]]) -> None:
    result, texts = open_
    assert result.assumptions
    for one in result.assumptions:
        # A text of cells is quoted in some formats and wrapped in others, so its words are looked for.
        asked, answer = (" ".join(text.split()) for text in (one.asks, one.answer))
        lacking = {
            name for name, text in texts.items() if not (plain(asked) in plain(text) and plain(answer) in plain(text))
        }
        assert lacking <= set(ONE_TABLE), (one.question, lacking - set(ONE_TABLE))


def plain(text: str) -> str:
    """The text without what escapes it: a form may set a sign before a bracket, or a quote twice."""
    return "".join(letter for letter in text if letter.isalnum() or letter == " ")


def test_each_form_without_assumptions_says_why() -> None:
    every = {form.name for form in FORMATS} | {report.name for name in names() for report in load(name).reports}
    assert {name.partition(".")[0].rstrip("/") for name in ONE_TABLE if " " not in name} <= every


def test_every_report_says_what_a_finding_means_and_rests_on(open_: tuple[Result, Mapping[str, str]]) -> None:
    result, texts = open_
    found = result.findings()
    for effect in set(found["effect"]):
        told_as = words.EFFECTS[Effect(effect)]
        ways = [told_as.heading.casefold(), f"{told_as.fix.casefold()}:", f"{told_as.fix.casefold()} (", told_as.short]
        ways += [f" {effect} ", f",{effect},"]
        # What only tells is an info, and no list of things to do has it.
        ways += [" info "] if effect == Effect.TELLS else []
        for name, text in texts.items():
            silent = name in NO_FINDINGS or (name.startswith("fixlist") and effect == Effect.TELLS)
            assert silent or any(way in text.casefold() for way in ways), (name, effect)
    for basis in set(found["basis"]) - {str(Basis.ARTICLE)}:
        # Of findings that a cause explains the fix list has the cause alone.
        acted_on = found.filter(basis=basis)["rule"].is_in(fixlist(result)["rule"].implode()).any()
        for name, text in texts.items():
            if name.startswith("fixlist") and not acted_on:
                continue
            assert name in NO_FINDINGS or Basis(basis).mark in text or f" {basis} " in f" {text} ", (name, basis)


@pytest.fixture(scope="module")
def nearly(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """A school whose one student names a group that differs only in spelling."""
    place = school(
        tmp_path_factory.mktemp("near") / "in", students=GOOD["students"].replace("On Roll,7A", "On Roll,7-a")
    )
    return told(checked(place), tmp_path_factory.mktemp("told"))


def test_every_report_names_what_was_nearly_right(nearly: Mapping[str, str]) -> None:
    # The terminal and a notebook name rules and keys, and lead to `explain` and to the lists for what was found.
    for name, text in nearly.items():
        if name not in {*NO_FINDINGS - {"scripts of pages"}, "terminal", "notebook"}:
            assert "differs from 7A only in spelling" in text, name
