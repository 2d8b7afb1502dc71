"""The summary in Markdown, rendered for real: nothing that a cell holds leaves its place in the page."""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checked import HOSTILE, TEXTS, checked, sample, shown
from checked import example as hand_made
from extracts import write_canaries
from schoolgate.basics.shown import in_markdown, visible
from schoolgate.language.rule import Severity
from schoolgate.report.markdown import render
from schoolgate.suites import load, names
from schools import GOOD, school

TAGS = {
    "h2",
    "h3",
    "p",
    "strong",
    "code",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "li",
    "details",
    "summary",
}
MEBIBYTE = 1 << 20


class Page(HTMLParser):
    """The rendered page: which tags it has, with which attributes, and the text of each cell of each table."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.cells: list[str] = []
        self.widths: list[int] = []
        self.open: list[str] = []
        self.others: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)
        if tag == "tr":
            self.widths.append(0)
        if tag in {"td", "th"}:
            self.widths[-1] += 1
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def page(text: str) -> Page:
    """The summary as GitHub's flavour of Markdown renders it: tables, strikethrough, links without markup, HTML as HTML."""
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    # Like GitHub: http://x.example is a link without any markup, and www.x.example, but x.example is not.
    assert reader.linkify is not None
    reader.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
    found = Page(reader.render(text))
    assert found.tags <= TAGS
    assert found.attributes == set()
    assert found.others == []
    return found


def rows(found: Page) -> Iterator[list[str]]:
    cells = iter(found.cells)
    for width in found.widths:
        yield [next(cells) for _ in range(width)]


def widths(text: str) -> Sequence[int]:
    """How many cells each row of each table should have, by the line that sets the table up."""
    lines = text.split("\n")
    counts, width = [], 0
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if following.startswith("| ---"):
            width = following.count("---")
        if line.startswith("| ") and not line.startswith("| ---"):
            counts.append(width)
    return counts


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("values", [False, True])
def test_every_suite_makes_a_page(tmp_path: Path, name: str, values: bool) -> None:
    result = checked(write_canaries(load(name), tmp_path / "in"), name)
    text = render(result, show_values=values)
    found = page(text)
    assert found.widths == widths(text)
    assert len(found.widths) > 10


def test_what_will_happen_and_what_to_mend_first(tmp_path: Path) -> None:
    groups = GOOD["groups"].replace("7A,7A,base,true", "7A,7A,base,false")
    text = render(checked(school(tmp_path / "in", groups=groups)))
    assert text.startswith("## ❌ portal-sync: 0 of 2 students will sync; 2 will not.\n")
    assert "**FAILED**" in text
    told = list(rows(page(text)))
    (job,) = (row for row in told if row[:3] == ["PS-501", "frees 2", "the school"])
    assert job[4].startswith("Group in use is not active: 7A; 2 students. Make the group active in the MIS")
    assert ["PS-203", "error", "1", "1", "Current student's base group is not active", "S1", "school"] in [
        r[:7] for r in told
    ]
    assert ["PS-203", "error", "in/students.csv:2", "2", "S1"] in [row[:5] for row in told]


def test_a_school_without_fault(tmp_path: Path) -> None:
    text = render(checked(school(tmp_path / "in")))
    assert text.startswith("## ✅ portal-sync: 2 of 2 students will sync.\n")
    assert "**PASSED**" in text
    assert list(rows(page(text))) == [["will sync"], ["2"]]


@pytest.mark.parametrize("level", [Severity.ERROR, Severity.WARNING, None])
def test_the_verdict_is_the_gates(level: Severity | None) -> None:
    result = sample("faulty")
    assert ("**PASSED" in render(result, fail_on=level)) is result.passed(level)


def test_what_is_to_mend_to_look_at_and_to_know_stand_apart_and_assumptions_are_told() -> None:
    result = hand_made()
    text = render(result)
    count = len(result.assumptions)
    assert count > 0
    assert f"**FAILED, on {count} assumption{'' if count == 1 else 's'}**" in text
    parts = dict(part.split("\n", 1) for part in text.split("\n### "))
    assert "PS-202" in parts["To mend before you start"]
    assert "PS-202" not in parts["To look at before you start"] + parts["To know"]
    assert "PS-106" in parts["To look at before you start"]
    assert "PS-403" in parts["To know"]
    for one in result.assumptions:
        assert in_markdown(one.answer) in parts["Nobody told"]


def test_what_was_not_checked_and_what_was_noticed(tmp_path: Path) -> None:
    folder = school(tmp_path / "in", admission_statuses=None, extra="x\n1\n")
    text = render(checked(folder))
    assert ["table admission_statuses was not supplied", "PS-310, PS-503", "2"] in list(rows(page(text)))
    assert "- extra.csv" in text


def test_a_long_list_is_cut_and_counted(tmp_path: Path) -> None:
    line = GOOD["students"].splitlines()[1].replace("Ms", "")
    students = GOOD["students"] + "".join(line.replace("S1", f"T{number}") + "\n" for number in range(1500))
    result = checked(school(tmp_path / "in", students=students))
    text = render(result)
    assert f"<summary>Findings: the first 100 of {result.findings().height:,}</summary>" in text
    # Of each rule one row with its count; of the findings a hundred.
    assert len(page(text).widths) < 130
    assert len(text.encode()) < MEBIBYTE / 4


def test_the_longest_keys_stay_within_what_github_shows(tmp_path: Path) -> None:
    keys = tuple("|" * 5000 + f"{number}" for number in range(300))
    text = render(shown(tmp_path, keys))
    assert len(page(text).widths) > 100
    assert len(text.encode()) < MEBIBYTE


def test_hostile_text_stays_in_its_cell(tmp_path: Path) -> None:
    result = shown(tmp_path, HOSTILE)
    text = render(result)
    found = page(text)
    assert found.widths == widths(text)
    told = {row[4] for row in rows(found) if len(row) == 6}
    findings = result.findings().head(100)["key"].drop_nulls().to_list()
    assert told - {"key", "", "who mends"} >= {
        visible(key) if len(key) <= 60 else f"{visible(key[:59])}…" for key in findings
    }
    assert len(set(findings)) > 10


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(texts=TEXTS)
def test_any_extract_makes_a_sound_page(tmp_path: Path, texts: list[str]) -> None:
    text = render(shown(tmp_path, texts))
    found = page(text)
    assert found.widths == widths(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_it_can_be_shown(text: str) -> None:
    comes_out(text)


@settings(max_examples=500, deadline=None)
@given(text=st.text(st.sampled_from("\\|`*_[]()<>!#&:@%,=-+.1~$\"'/ awhtpml;"), max_size=20).map(str.strip))
@example(text="a|b\\|c\\\\|")
def test_any_text_comes_out_as_it_can_be_shown(text: str) -> None:
    comes_out(text)


def comes_out(text: str) -> None:
    """In a table, in code of a table, in a list, in a heading: the reader sees the text and nothing else."""
    marked = in_markdown(text)
    found = page(f"| a | b |\n| --- | --- |\n| {marked} | <code>{marked}</code> |")
    assert list(rows(found)) == [["a", "b"], [visible(text).strip(" "), visible(text).strip(" ")]]
    found = page(f"- {marked}\n")
    assert found.tags <= {"ul", "li"}
    found = page(f"## {marked}\n")
    assert found.tags == {"h2"}
