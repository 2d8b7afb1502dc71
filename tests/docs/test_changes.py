"""What changed since the run before, on the page of a run and in the list of records."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from schoolgate.judgement.records import ANSWER
from schoolgate.pages import publish
from schoolgate.pages.archive import Archive
from schoolgate.pages.changes import Change, change
from schoolgate.pages.model import RunModel
from schoolgate.pages.pages import index, pages
from schoolgate.suites import names
from schools import GOOD, school
from sites import checked, modelled
from watched import watched

DATA = Path(__file__).parents[2] / "data"
AT = datetime(2026, 11, 15, 6, 30, tzinfo=UTC)
HEAD = GOOD["students"].splitlines()[0]


def students(blank: Sequence[str], keys: Sequence[str]) -> str:
    """Students of whom some have no salutation."""
    rows = (f"{key},{'' if key in blank else 'Ms'},Ada,,Okoro,,false,On Roll,7A,," for key in keys)
    return "\n".join((HEAD, *rows)) + "\n"


def run_of(folder: Path, blank: Sequence[str], keys: Sequence[str], run: str = "first") -> RunModel:
    return modelled("portal-sync", school(folder, students=students(blank, keys)), run)


def told(model: RunModel, found: Change) -> dict[str, list[str]]:
    keys = model.records[0].keys or ()
    return {kind: [str(keys[at]) for at in mine.get("students", ())] for kind, mine in found.records.items()}


def test_who_is_newly_held_back_who_is_mended_and_who_still_waits(tmp_path: Path) -> None:
    before = run_of(tmp_path / "a", ["S1", "S2", "S5"], ["S1", "S2", "S3", "S4", "S5"], "before")
    now = run_of(tmp_path / "b", ["S2", "S3", "S6"], ["S1", "S2", "S3", "S4", "S6"])
    found = change(now, before)
    assert found
    assert told(now, found) == {"new": ["S3", "S6"], "mended": ["S1"], "still": ["S2"]}
    assert [words for *_, words in found.chips] == ["2 newly held back", "1 mended", "1 still held back"]
    assert found.aside.endswith("; 1 student held back then is not in this extract")
    same = change(now, replace(now, run="before"))
    assert same
    assert told(now, same) == {"new": [], "mended": [], "still": ["S2", "S3", "S6"]}


def test_another_school_is_not_compared_with(tmp_path: Path) -> None:
    before = run_of(tmp_path / "a", ["S1"], ["S1", "S2", "S3"])
    now = run_of(tmp_path / "b", ["S1"], ["S1", "T2", "T3"])
    assert change(now, before) is None
    empty = run_of(tmp_path / "c", [], [])
    assert change(now, empty) is None
    assert change(empty, now) is None


@pytest.mark.parametrize("name", names())
def test_the_records_told_are_those_whose_answer_changed(name: str) -> None:
    """From the clean sample to the faulty one, which has other people and the same."""
    before, now = (checked(name, DATA / name / kind) for kind in ("clean", "faulty"))
    models = [modelled(name, DATA / name / kind) for kind in ("clean", "faulty")]
    found = change(models[1], models[0])
    assert found
    held = {one.name for verdict in models[1].verdicts for one in verdict.answers if one.tone in {"bad", "unknown"}}
    for verdict in now.suite.verdicts:
        then = dict(before.records[verdict.facts].select("key", ANSWER).drop_nulls("key").iter_rows())
        wanted: dict[str, list[int]] = {"new": [], "mended": [], "still": []}
        for at, (key, answer) in enumerate(now.records[verdict.facts].select("key", ANSWER).iter_rows()):
            if key is not None:
                kinds = {(True, False): "new", (False, True): "mended", (True, True): "still"}
                kind = kinds.get((answer in held, then.get(key) in held))
                if kind:
                    wanted[kind].append(at)
        assert {kind: list(mine.get(verdict.facts, ())) for kind, mine in found.records.items()} == wanted
    assert sum(len(ats) for mine in found.records.values() for ats in mine.values())


def test_a_folder_compares_with_its_last_run_of_the_suite(tmp_path: Path) -> None:
    site, sources = tmp_path / "site", []
    for number, blank in enumerate((["S1"], ["S1", "S2"], ["S2"])):
        result = checked("portal-sync", school(tmp_path / f"in{number}", students=students(blank, ["S1", "S2", "S3"])))
        run = publish.prepared(result, at=AT + timedelta(days=number))
        publish.publish(run, site)
        sources.append(run.model.run)
    kept = [Archive(site).model(run) for run in sources]
    assert kept[0].since is None
    assert [[words for *_, words in one.since.chips] for one in kept[1:] if one.since] == [
        ["1 newly held back", "1 still held back"],
        ["1 mended", "1 still held back"],
    ]
    page = (site / "runs" / sources[2] / "index.html").read_text("utf-8")
    assert 'records.html#/records?changed=mended">1 mended</a>' in page
    assert "since 2026-11-16" in page
    assert ">3 checks</a>" in page
    before = {path: path.read_bytes() for path in site.rglob("*.html")}
    publish.rebuild(site)
    assert {path: path.read_bytes() for path in site.rglob("*.html")} == before


def test_a_run_before_that_cannot_be_read_is_no_obstacle(tmp_path: Path) -> None:
    result = checked("portal-sync", school(tmp_path / "in"))
    first, second = (publish.prepared(result, at=AT + timedelta(days=number)) for number in range(2))
    publish.publish(first, tmp_path / "site")
    (kept,) = (tmp_path / "site").glob("store/*/model.json.gz")
    kept.write_bytes(b"of another edition")
    publish.publish(second, tmp_path / "site")
    assert Archive(tmp_path / "site").model(second.model.run).since is None


@pytest.mark.parametrize("name", names())
def test_the_index_answers_in_the_suites_words(name: str) -> None:
    model = modelled(name, DATA / name / "faulty")
    page = index([model.summary])["index.html"]
    for verdict in model.verdicts:
        assert verdict.outlook in page
        for one in verdict.answers:
            assert f"<strong>{one.count}</strong> {one.label}</a>" in page
    for raw in ("blocked", "undetermined", "ready with warnings", "Go through", "as they should be"):
        assert raw not in re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", "", page, flags=re.DOTALL)


def test_the_school_is_named_where_its_settings_name_it(tmp_path: Path) -> None:
    source = school(tmp_path / "extract")
    (source / "settings.toml").write_text('school = "Hilltop <School>"\n', encoding="utf-8")
    model = modelled("portal-sync", source)
    for page in (pages(model, [])["runs/first/index.html"], index([model.summary])["index.html"]):
        assert "<strong>Hilltop &lt;School&gt;</strong>" in page
        assert "extract · " in page
    plain = modelled("portal-sync", school(tmp_path / "Hilltop"))
    assert "<strong>Hilltop</strong>" in pages(plain, [])["runs/first/index.html"]


@pytest.mark.slow
def test_a_chip_leads_to_the_records_that_it_counts(browser: Browser, tmp_path: Path) -> None:
    """Slow: it starts a page in a browser."""
    site = tmp_path / "site"
    for number, kind in enumerate(("clean", "faulty")):
        run = publish.prepared(checked("portal-sync", DATA / "portal-sync" / kind), at=AT + timedelta(days=number))
        page_at = publish.publish(run, site)
    seen = watched(browser)
    page = seen.go(page_at)
    chip = page.locator(".since a.chip").first
    words = chip.inner_text()
    chip.click()
    page.locator("#said").wait_for()
    expect(page.locator("#said")).to_contain_text(f"{words.split()[0]} of ")
    expect(page.locator("#filtered")).to_contain_text("Newly held back since 2026-11-15")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#filtered .chip")).to_have_count(0)
    assert not seen.trouble
