"""A page has no room for a very large table: the gravest of its records stand there, and what is told of all stays true."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from schoolgate.basics.errors import ProgramError
from schoolgate.pages import keeping, publish, room
from schoolgate.pages.agreement import refuse_difference
from schoolgate.pages.archive import Archive
from schoolgate.pages.checklists import RecordTable
from schoolgate.pages.letters import Book
from schoolgate.pages.model import RunModel
from schoolgate.pages.pages import pages, single_file
from schoolgate.pages.results import validation_results
from schoolgate.run.order import Order, carried_out
from schoolgate.sample.extract import sample
from schoolgate.suites import load, names
from shares import shared
from sites import broken_links, checked, data_of, files, modelled, published
from watched import Watched

DATA = Path(__file__).parents[2] / "data"
FEW = 20
AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
TONES = ["bad", None, "unknown", "warn", None, "other", "good"]


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", FEW)


@pytest.fixture(scope="module")
def whole() -> dict[str, RunModel]:
    """What the pages of each faulty sample say with room for all."""
    return {name: modelled(name, DATA / name / "faulty") for name in names()}


def rank(model: RunModel, table: RecordTable, at: int) -> tuple[int, int, int]:
    """Where a record stands in the list of the page, as its script has it."""
    (verdict,) = (one for one in model.verdicts if one.facts == table.facts)
    assert table.answer
    assert table.status
    answer = {one.name: one.tone for one in verdict.answers}[table.answers[table.answer[at]]]
    status = {one.name: one.tone for one in verdict.statuses}[table.statuses[table.status[at]]]
    tone = "warn" if (answer, status) == ("good", "warn") else answer
    return TONES.index(tone), -sum(one == at for one, *_ in table.findings), at


def told(model: RunModel, table: RecordTable, at: int) -> dict[str, Any]:
    """All that a page says of a record."""
    mine = [number for number, (one, *_) in enumerate(table.findings) if one == at]
    found = [
        (
            *table.findings[one][1:4],
            table.messages[table.findings[one][4]],
            table.findings[one][5],
            table.fixes[table.fix[one]],
        )
        for one in mine
    ]
    book = model.book
    letter = book.letters[table.letter[at]]
    phrases = [book.phrases[one] for one in letter[:2]]
    points = [book.points[point] for section in letter[2] for point in book.sections[section][1]]
    idle = book.idle[table.idle[table.pattern[at]]]
    return {
        "place": (table.keys and table.keys[at], table.rows[at]),
        "answer": table.answers[table.answer[at]] if table.answer else None,
        "status": table.statuses[table.status[at]] if table.status else None,
        "fields": [
            field.values[field.codes[at]] if field.codes[at] >= 0 else field.codes[at] for field in table.fields
        ],
        "ticks": dict(zip(table.rules, table.patterns[table.pattern[at]], strict=True)),
        "findings": found,
        "jobs": [job for one, job in table.jobs if one == at],
        "open": [number for one, number in table.assumptions if one == at],
        "chips": [chip for one, *chip in table.chips if one == at],
        "letter": (phrases, [(mark, rules, [book.phrases[line] for line in lines]) for mark, rules, lines in points]),
        "met": book.met[letter[3]],
        "idle": [(rule, book.phrases[why]) for rule, why in idle],
    }


@pytest.mark.parametrize("name", shared(names(), 4))
@pytest.mark.usefixtures("little_room")
def test_the_gravest_are_shown_and_told_as_they_are_with_room_for_all(name: str, whole: dict[str, RunModel]) -> None:
    every, cut = whole[name], modelled(name, DATA / name / "faulty")
    assert [one.facts for one in cut.records] == [one.facts for one in every.records]
    assert not cut.whole
    for there, here in zip(every.records, cut.records, strict=True):
        judged = any(verdict.facts == there.facts for verdict in every.verdicts)
        assert here.every == len(there.rows)
        if len(there.rows) <= FEW:
            kept = list(range(len(there.rows)))
            assert not here.left_out
        else:
            assert judged, "else how grave one is is told by its findings"
            kept = sorted(sorted(range(len(there.rows)), key=lambda at: rank(every, there, at))[:FEW])
            assert list(here.places) == kept
            assert here.unmet == {
                rule: len({at for at, other, *_ in there.findings if other == rule})
                for rule in {rule for _, rule, *_ in there.findings}
            }
        assert [told(cut, here, at) for at in range(len(here.rows))] == [told(every, there, at) for at in kept]
    # What is told of all is told of all.
    as_all = [
        replace(
            model,
            records=(),
            book=Book(),
            requirements=tuple(replace(one, failing=()) for one in model.requirements),
        )
        for model in (every, cut)
    ]
    assert as_all[0] == as_all[1]


def test_of_what_is_not_judged_those_with_the_gravest_findings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", 5)
    model = modelled("portal-sync", DATA / "portal-sync/faulty")
    groups = next(one for one in model.records if one.facts == "groups")
    monkeypatch.setattr(room, "MOST", 1000)
    every = next(one for one in modelled("portal-sync", DATA / "portal-sync/faulty").records if one.facts == "groups")
    assert (len(groups.rows), groups.every) == (5, len(every.rows))
    grave = ["error", "warning", "info"]

    def order(at: int) -> tuple[int, int, int]:
        mine = [grave.index(severity) for one, _, severity, *_ in every.findings if one == at]
        return min(mine), -len(mine), at

    assert list(groups.places) == sorted(sorted(range(len(every.rows)), key=order)[:5])


@pytest.mark.parametrize("name", shared(names(), 4))
@pytest.mark.usefixtures("little_room")
def test_what_is_shown_is_held_against_the_validation_results_and_counts_against_all(name: str) -> None:
    result = checked(name, DATA / name / "faulty")
    model, results = modelled(name, DATA / name / "faulty"), list(validation_results(result).values())
    refuse_difference(model, results)
    first = model.records[0]
    own = {rule.id for rule in model.requirements if first.facts in rule.facts}
    at = next(number for number, (_, rule, *_) in enumerate(first.findings) if rule in own)
    less = replace(first, findings=first.findings[:at] + first.findings[at + 1 :])
    with pytest.raises(ProgramError, match="lists other records"):
        refuse_difference(replace(model, records=(less, *model.records[1:])), results)
    wrong = next(one for one in model.requirements if one.failed)
    counted = replace(
        model, requirements=tuple(replace(one, failed=one.failed + (one is wrong)) for one in model.requirements)
    )
    with pytest.raises(ProgramError, match=f"counts {wrong.id} otherwise"):
        refuse_difference(counted, results)


def runs(tmp_path: Path, site: str) -> Iterator[Path]:
    """Three extracts of a school, from clean to faulty and back, as of three weeks, published; the page of each."""
    for number, kind in enumerate(("clean", "faulty", "clean")):
        at = AT + timedelta(days=7 * number)
        order = Order(
            suite=load("portal-sync"),
            source=DATA / "portal-sync" / kind,
            settings=DATA / "portal-sync" / kind / "settings.toml",
            school="Ash",
            as_of=at.date().isoformat(),
        )
        yield publish.publish(publish.prepared(carried_out(order), at=at), tmp_path / site)


def test_what_changed_is_counted_of_all_and_the_site_is_made_anew_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = list(runs(tmp_path, "wide"))
    monkeypatch.setattr(room, "MOST", FEW)
    close = list(runs(tmp_path, "close"))
    archives = [Archive(tmp_path / site) for site in ("wide", "close")]
    for there, here in zip(wide, close, strict=True):
        (seen_there, every), (seen_here, cut) = (
            (archive.seen(run), archive.model(run))
            for archive, run in zip(archives, (there.parent.name, here.parent.name), strict=True)
        )
        for facts, table in seen_there.tables.items():
            assert replace(seen_here.tables[facts], listed=()) == table
        assert (every.since is None) == (cut.since is None)
        if every.since and cut.since:
            assert cut.since.chips == every.since.chips
            assert cut.since.by_itself == every.since.by_itself
            assert cut.since.rules == every.since.rules
            assert cut.since.gone == every.since.gone
            assert cut.summary.changed == every.summary.changed
        said = re.compile(r'<a class="chip bad" href="[^"]*job=\d+&amp;changed=new">([^<]*)<')
        assert said.findall(here.read_text("utf-8")) == said.findall(there.read_text("utf-8"))
    assert any(archives[1].model(page.parent.name).since for page in close)
    last = data_of((close[-1].parent / "records.html").read_text("utf-8"))
    assert all(len(histories) == FEW for histories in last["past"]["of"].values())
    before = files(tmp_path / "close")
    keeping.rebuild(tmp_path / "close")
    assert files(tmp_path / "close") == before
    assert not broken_links(tmp_path / "close")
    # The one that all were compared with goes.
    keeping.prune(tmp_path / "close", keep=1, older_than=None, now=AT + timedelta(days=60))
    assert not broken_links(tmp_path / "close")


@pytest.mark.usefixtures("little_room")
def test_the_page_says_so_and_what_to_run_for_all() -> None:
    model = modelled("portal-sync", DATA / "portal-sync/faulty")
    texts = pages(model, [])
    says = "20 of 250 students are shown here, those that are held first."
    command = "schoolgate check portal-sync SOURCE --report records=records.csv --report findings=findings.csv"
    for text in (texts["runs/first/records.html"], single_file(model, [])):
        assert says in text
        assert command in text
    data = data_of(texts["runs/first/records.html"])
    assert data["list"].startswith("records-shown-"), "a list of some is not called the list"
    run = texts["runs/first/index.html"]
    assert "All students</a>" not in run
    jobs = {one.id: one.touches for one in model.jobs if one.touches}
    shown = [int(number) for number in re.findall(r">Show (\d+)(?: of \d+)?<span", run)]
    assert shown
    assert sum(shown) < sum(jobs.values())
    roomy = pages(replace(model, records=tuple(replace(one, left_out=0) for one in model.records)), [])
    assert "are shown here" not in "".join(roomy.values())


@pytest.mark.slow
@pytest.mark.usefixtures("little_room")
def test_in_a_browser_the_list_says_what_it_searches_and_who_is_not_on_it(seen: Watched, tmp_path: Path) -> None:
    model = modelled("portal-sync", DATA / "portal-sync/faulty")
    every = checked("portal-sync", DATA / "portal-sync/faulty").facts["students"]["student_id"].drop_nulls().to_list()
    away = next(key for key in every if key not in (model.records[0].keys or ()))
    site = published(model, tmp_path)
    page = seen.go(site / "runs/first/records.html")
    expect(page.locator("#room")).to_contain_text("20 of 250 students are shown here")
    expect(page.get_by_label("Search those shown here: keys, rows and findings")).to_be_visible()
    picks = dict(
        re.findall(r"^(.*?) ([\d,]+)$", "\n".join(page.locator("#statuses label").all_inner_texts()), re.MULTILINE)
    )
    assert picks == {one.label: f"{one.count:,}" for one in model.verdicts[0].answers if one.count}
    page.locator("#more summary").click()
    page.locator("#choices select[name=table]").select_option("students")
    expect(page.locator("#said")).to_have_text("20 students shown here")
    page.get_by_role("button", name="Clear").click()
    page.locator("#q").fill("salutation")
    expect(page.locator("#said")).to_contain_text(" shown here")
    page.goto(f"{page.url.partition('#')[0]}#/find?ids={away}")
    expect(page.locator("#missing")).to_contain_text(f"{away} is not among those shown here, or not in this extract")
    expect(page.locator("#missing")).to_contain_text("schoolgate explain portal-sync SOURCE KEY")
    page.goto(f"{page.url.partition('#')[0]}#/record/students/{away}")
    expect(page.locator("#record-view")).to_contain_text("20 of 250 students are shown on this page")
    kept = (model.records[0].keys or ())[0]
    page.goto(f"{page.url.partition('#')[0]}#/record/students/{kept}")
    expect(page.locator("#record-view h1")).to_contain_text(str(kept))


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_a_large_run_of_each_suite_is_published_in_little_space(name: str, tmp_path: Path) -> None:
    sample(load(name), tmp_path / "x", rows=room.MOST + 5, faults=0.05, seed=1, as_of=date(2026, 11, 22))
    run = publish.prepared(checked(name, tmp_path / "x"), at=AT)
    place = publish.publish(run, tmp_path / "site").parent
    page = (place / "records.html").read_text("utf-8")
    assert f"{room.MOST:,} of " in page
    assert len(page) < 10_000_000
    data = data_of(page)
    assert any(len(table["rows"]) == room.MOST and table["left_out"] >= 5 for table in data["tables"])
    summary = json.loads((place / "run.json").read_text("utf-8"))
    assert sum(one["count"] for counts in summary["answers"].values() for one in counts) >= room.MOST + 5
