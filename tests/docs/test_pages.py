"""The pages as text: nothing leads nowhere, nothing runs but our own script, nothing is cut off in silence."""

import base64
import hashlib
import html.parser
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from extracts import TRACES, points_at_persons, write_canaries, write_shown
from schoolgate import suites
from schoolgate.language.suite import Field, Verdict
from schoolgate.pages.model import RunModel, run_model
from schoolgate.pages.pages import index, pages, single_file
from schoolgate.pages.requirements import LISTED
from schoolgate.sample.extract import sample
from schoolgate.suites import load, names
from schools import school
from shares import shared
from sites import checked, data_of, modelled
from test_causes import STUDENTS, suite

DATA = Path(__file__).parents[2] / "data"
SUITES = pytest.mark.parametrize("name", names())
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</script x",
    "<!-- <script x",
    '"><svg onload=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "${7*7}",
    "[x](javascript:alert(1))",
    "a/b?c#d%20e&f",
    "\u202egnp.exe",
    "<!--<script>",
)


MOST_ELEMENTS = 4_000
"""In the page of a run, whatever the number of students."""
TAMED = str.maketrans("<>&\"'{}", "()+qq()")
"""What makes markup, in characters that make none: the same is noticed of such a text, and the page is as long."""


class Parsed(html.parser.HTMLParser):
    """The elements of a page: links, ids, scripts with what they hold, and attributes that could run something.

    `outright` counts those that a browser makes at once: not what waits in a template.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.names: list[str] = []
        self.running: list[str] = []
        self.held: dict[str, list[str]] = {"script": [], "style": []}
        self.policy = ""
        self.outright = 0
        self._inside: str | None = None
        self._waiting = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.names.append(tag)
        self.outright += not self._waiting
        self._waiting += tag == "template"
        self.running += [name for name in found if name.startswith("on") or name == "style"]
        self.running += [value for name in ("src", "srcdoc", "action", "data") if (value := found.get(name))]
        if tag == "a":
            self.links.append(found["href"] or "")
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"] or ""
        self._inside = tag if tag in self.held and "type" not in found else None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.held[self._inside].append(data)

    def handle_endtag(self, tag: str) -> None:
        self._waiting -= tag == "template"
        self._inside = None


def site(model: RunModel) -> dict[str, str]:
    """The pages of a run and the index, by their paths."""
    return {**pages(model, []), **index([model.summary])}


def every_page(model: RunModel) -> Iterator[tuple[str, str]]:
    yield from site(model).items()
    yield "single.html", single_file(model, [])


@pytest.fixture(params=names())
def model(request: pytest.FixtureRequest, tmp_path: Path) -> RunModel:
    """A run with every fault that a suite knows, where it has a sample of that; else a run of odd rows."""
    sample = DATA / request.param / "faulty"
    return modelled(request.param, sample if sample.is_dir() else write_canaries(load(request.param), tmp_path / "x"))


def test_no_link_leads_nowhere(model: RunModel) -> None:
    texts = {**site(model), "single.html": single_file(model, [])}
    parsed = {path: Parsed(text) for path, text in texts.items()}
    for path, page in parsed.items():
        for link in page.links:
            place, _, fragment = link.partition("#")
            folder = Path(path).parent
            target = path if not place else str(Path("/", folder, place).resolve().relative_to("/"))
            assert target in parsed, f"{path}: {link} leads to no page"
            if fragment.startswith("/"):
                assert leads_to_a_record(fragment, texts[target]), f"{path}: {link} leads to no record"
            else:
                assert not fragment or fragment in parsed[target].ids, f"{path}: {link} leads to no place"


def leads_to_a_record(fragment: str, page: str) -> bool:
    data = data_of(page)
    tables = {table["facts"]: table for table in data["tables"]}
    _, kind, *place = fragment.split("/")
    if kind.startswith("records"):
        asked = dict(part.split("=") for part in kind.partition("?")[2].split("&") if part)
        answers = data["answers"].get(unquote(asked.get("table", "")), {})
        known = {"table": tables, "answer": answers, "rule": {rule["id"] for rule in data["rules"]}}
        job = int(asked.pop("job", 0))
        return job <= len(data["jobs"]) and all(unquote(value) in known[name] for name, value in asked.items())
    table = tables[unquote(place[0])]
    if kind == "record":
        return unquote(place[1]) in table["keys"]
    return int(place[1]) in table["rows"] if kind == "row" else table["keys"] is None


def test_nothing_is_allowed_but_what_the_page_holds(model: RunModel) -> None:
    for path, text in every_page(model):
        page = Parsed(text)
        assert not page.running, f"{path}: {page.running}"
        allowed = dict(part.strip().split(" ", 1) for part in page.policy.split(";"))
        assert allowed["default-src"] == "'none'"
        assert "unsafe" not in page.policy
        assert "*" not in page.policy
        for kind, directive in (("script", "script-src"), ("style", "style-src")):
            held = "".join(page.held[kind])
            assert page.names.count(kind) - text.count('type="application/json"') * (kind == "script") == bool(held)
            digest = base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()
            assert allowed[directive] == (f"'sha256-{digest}'" if held else "'none'")
        # A namespace is a name that looks like an address, and asks for nothing.
        said = re.sub(r"sha256-[\w+/=]+", "", text).replace("http://www.w3.org/2000/svg", "").replace("// ", "")
        assert not re.findall(r"https?:|//\w", said)


def test_ids_stand_once(model: RunModel) -> None:
    for path, text in every_page(model):
        ids = Parsed(text).ids
        assert len(ids) == len(set(ids)), path


@SUITES
def test_hostile_cells_stay_text(name: str, tmp_path: Path) -> None:
    model = modelled(name, write_shown(load(name), tmp_path / "extract", HOSTILE))
    ours = {
        path: Parsed(text).names
        for path, text in every_page(
            modelled(
                name, write_shown(load(name), tmp_path / "plain", tuple(text.translate(TAMED) for text in HOSTILE))
            )
        )
    }
    for path, text in every_page(model):
        page = Parsed(text)
        assert page.names == ours[path], f"{path}: a cell became an element"
        assert "\u202e" not in text
        assert not page.running
    data = data_of(pages(model, [])["runs/first/records.html"])
    keys = {key for table in data["tables"] for key in table["keys"] or ()}
    assert {text.replace("\u202e", "\\u202e") for text in HOSTILE} <= keys


@SUITES
@pytest.mark.parametrize("show_values", [False, True])
def test_personal_values_stand_there_only_when_asked_for(name: str, tmp_path: Path, show_values: bool) -> None:
    result = checked(name, write_canaries(load(name), tmp_path / "extract"))
    model = run_model(result, show_values=show_values)
    texts = [text.casefold() for _, text in every_page(model)]
    shown = show_values and points_at_persons(load(name))
    assert any(trace in text for text in texts for trace in TRACES) is shown
    assert any("shows personal values" in text for text in texts) is show_values


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    rows = "".join(f"S{n},,Ada,,Okoro,,false,On Roll,G{n},,\n" for n in range(300))
    groups = "".join(f"G{n},G{n},base,false,Y7\n" for n in range(300))
    head = "student_id,salutation,first_name,preferred_forename,last_name,email,portal_login,roll_mode,base_group_id,"
    folder = school(
        tmp_path,
        students=f"{head}latest_dol,student_type\n{rows}",
        groups=f"group_id,name,kind,active,year_group_id\n{groups}",
    )
    page = pages(modelled("portal-sync", folder), [])["runs/first/index.html"]
    listed = [link for link in Parsed(page).links if "#/record/students/" in link]
    assert len(listed) == 2 * LISTED, "two requirements fail for each student"
    assert f"({300 - LISTED} are not listed here)" in page


def test_the_trend_compares_with_runs_of_the_same_suite(tmp_path: Path) -> None:
    model = modelled("portal-sync", school(tmp_path))
    before = replace(model.summary, run="before", extract="x", as_of="2026-11-15", passed=False, failed={"PS-101": 7})
    other = replace(before, run="other", suite="another", failed={"PS-101": 99})
    page = pages(model, [before, other])["runs/first/index.html"]
    assert page.count('class="above"') == 2
    assert "../before/index.html" in page
    assert "../other/index.html" not in page
    elsewhere = replace(before, run="elsewhere", school="another", extract="y", failed={"PS-101": 99})
    assert pages(model, [before, other, elsewhere])["runs/first/index.html"] == page
    assert "first extract of this school and suite" in pages(model, [other])["runs/first/index.html"]


def test_the_index_has_every_run_and_the_newest_first(tmp_path: Path) -> None:
    last = modelled("portal-sync", school(tmp_path)).summary
    runs = [replace(last, run=f"run-{n:04}") for n in range(1200)]
    page = index(runs)["index.html"]
    links = [link for link in Parsed(page).links if link.startswith("runs/") and link.endswith("index.html")]
    assert links[0] == "runs/run-1199/index.html"
    assert {f"runs/run-{n:04}/index.html" for n in range(1200)} == set(links)
    assert "1,200 runs" in page
    assert "No run has been published here yet" in index([])["index.html"]


def test_a_run_without_records_says_so(tmp_path: Path) -> None:
    head = "student_id,salutation,first_name,last_name,roll_mode,base_group_id\n"
    page = pages(modelled("portal-sync", school(tmp_path, students=head)), [])["runs/first/index.html"]
    assert "There are no students to tell of." in page


def test_the_page_says_why_the_run_did_not_pass(tmp_path: Path) -> None:
    model = replace(modelled("portal-sync", school(tmp_path)), passed=False, reasons=("one thing", "<another>"))
    page = pages(model, [])["runs/first/index.html"]
    assert "Not passed: one thing; &lt;another&gt;." in page


def test_the_page_tells_open_questions_the_guide_and_what_is_to_mend_apart() -> None:
    model = modelled("portal-sync", DATA / "example")
    page = pages(model, [])["runs/first/index.html"]
    assert model.assumptions
    assert f"Not passed, on {len(model.assumptions)} assumption" in page
    for one in model.assumptions:
        assert one.told in unescape(page)
    assert model.guide
    assert all(f"<h3>{step.heading}</h3>" in page for step in model.guide)
    marks = {one.id: one.mark for one in model.requirements}
    assert (marks["PS-202"], marks["PS-106"], marks["PS-403"]) == ("fail", "look", "info")
    assert model.effects["mend"] == sum(one.failed for one in model.requirements if one.mark == "fail")
    data = data_of(pages(model, [])["runs/first/records.html"])
    students = data["tables"][0]
    asked = {students["keys"][at]: model.assumptions[number].asks for at, number in students["assumptions"]}
    assert "S-PREFERRED-NAME" in asked
    phrases = [phrase if isinstance(phrase, str) else "".join(phrase) for phrase in data["book"]["phrases"]]
    for question in set(asked.values()):
        assert any(phrase.startswith(question) for phrase in phrases)
    told = {step.heading for step in model.guide if any(phrase.startswith(f"{step.heading}: ") for phrase in phrases)}
    assert {"How", "What cannot be undone"} <= told


def test_an_article_is_named_and_linked_as_the_settings_do(tmp_path: Path) -> None:
    source = school(tmp_path / "in")
    named = '[articles]\nportal-sync = { title = "Who <syncs>", url = "https://help.example/a?b=1&c=2" }\n'
    (source / "settings.toml").write_text(named, encoding="utf-8")
    page = pages(modelled("portal-sync", source), [])["runs/first/index.html"]
    assert (
        '<a href="https://help.example/a?b=1&amp;c=2" rel="noreferrer noopener">&#34;Who &lt;syncs&gt;&#34;</a>' in page
    )


def test_what_is_wrong_with_the_whole_file_is_told_and_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = suite()
    monkeypatch.setattr(suites, "load", lambda _: own)
    model = modelled("portal-sync", school(tmp_path / "extract", students=STUDENTS))
    texts = {**site(model), "single.html": single_file(model, [])}
    page = texts["runs/first/index.html"]
    first = [page.index(f"<strong>{job.what}</strong>") for job in model.jobs]
    assert first
    assert max(first) < page.index('id="requirements"')
    assert 'records.html#/file/whole">the whole file</a>' in page
    table = next(table for table in data_of(texts["runs/first/records.html"])["tables"] if table["facts"] == "whole")
    assert (table["keys"], table["rows"]) == (None, [None])
    told = {at: [model.jobs[n].rules for m, n in model.records[0].jobs if m == at] for at in range(4)}
    assert told == {0: [("PS-101", "PS-901")], 1: [("PS-101", "PS-901")], 2: [("PS-102",)], 3: []}


def test_a_suite_with_several_verdicts_tells_each(monkeypatch: pytest.MonkeyPatch) -> None:
    sync = suites.load("portal-sync")
    groups = Verdict("groups", "can be used", (Field("kind", "base or intake"),), judge=lambda facts: facts)
    both = replace(sync, verdicts=(*sync.verdicts, groups))
    monkeypatch.setattr(suites, "load", lambda _: both)
    model = modelled("portal-sync", DATA / "portal-sync/faulty")
    assert "students will sync" in model.summary.outlook[0]
    assert "groups can be used" in model.summary.outlook[1]
    apart = sum(one.count for verdict in model.verdicts for one in verdict.answers if one.tone == "other")
    assert model.summary.records == sum(len(table.rows) for table in model.records[:2]) - apart
    page = pages(model, [])["runs/first/index.html"]
    assert all(outlook in page for outlook in model.summary.outlook)
    assert page.count("Not passed: ") == 1
    data = data_of(pages(model, [])["runs/first/records.html"])
    assert [table["facts"] for table in data["tables"][:2]] == ["students", "groups"]
    assert len(data["tables"][1]["rows"]) == sum(one.count for one in model.verdicts[1].answers)
    assert [" can not be used" in str(phrase) for phrase in data["book"]["phrases"]].count(True) >= 1


@pytest.mark.parametrize("name", shared(names(), 4))
def test_twenty_thousand_make_a_light_page(name: str, tmp_path: Path) -> None:
    sample(load(name), tmp_path / "x", rows=20_000, faults=0.05, seed=1, as_of=date(2026, 11, 22))
    model = modelled(name, tmp_path / "x")
    assert sum(len(table.rows) for table in model.records) >= 20_000
    assert sum(model.severities.values()) >= 500
    texts = pages(model, [replace(model.summary, run=f"run-{n}") for n in range(50)])
    page, single = Parsed(texts["runs/first/index.html"]), Parsed(single_file(model, []))
    assert page.outright < MOST_ELEMENTS
    assert single.outright < MOST_ELEMENTS
    assert len(page.names) > MOST_ELEMENTS, "what is left waits in templates"
    assert sum(len(one.failing) == LISTED for one in model.requirements) >= 5
