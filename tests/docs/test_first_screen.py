"""The first screen of a run: the answer is what the records say, and the first job is seen without scrolling."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from schoolgate import suites
from schoolgate.judgement.records import ANSWER
from schoolgate.pages.model import RunModel, run_model
from schoolgate.pages.pages import pages
from schoolgate.run.result import Result
from schoolgate.story.rows import answers
from sites import checked, published
from watched import watched

DATA = Path(__file__).parents[2] / "data"
SCREEN = {"width": 1280, "height": 720}
SUITES = ("portal-sync", "student-import", "boost-promotion", "schoolcomms-leavers")


@pytest.fixture(scope="module", params=SUITES)
def result(request: pytest.FixtureRequest) -> Result:
    return checked(request.param, DATA / request.param / "faulty")


@pytest.fixture(scope="module")
def model(result: Result) -> RunModel:
    return run_model(result, run="first", at="2026-11-22T06:30:00+00:00")


def test_every_suite_is_looked_at() -> None:
    assert set(SUITES) == set(suites.names())


def test_the_sentence_and_the_bar_count_the_records(result: Result, model: RunModel) -> None:
    page = pages(model, [])["runs/first/index.html"]
    for verdict, shown in zip(result.suite.verdicts, model.verdicts, strict=True):
        records = result.records[verdict.facts]
        counts = dict(records[ANSWER].value_counts().iter_rows())
        tones = {one.name: one.tone for one in answers(result, verdict)}
        assert {one.name: one.count for one in shown.answers} == counts
        good = sum(count for name, count in counts.items() if tones[name] in {"good", "warn"})
        about = sum(count for name, count in counts.items() if tones[name] != "other")
        assert [int(number) for number in re.findall(r"\d+", shown.outlook)[:2]] == [good, about]
        assert shown.outlook in page
        for one in shown.answers:
            assert f"<strong>{one.count}</strong> {one.label}</a>" in page


def test_each_job_holds_back_the_records_that_its_link_shows(model: RunModel) -> None:
    held = [number for table in model.records for _, number in table.jobs]
    assert {number: held.count(number) for number in held} == {
        number: job.touches for number, job in enumerate(model.jobs) if job.touches
    }


@pytest.mark.slow
def test_the_first_job_is_seen_without_scrolling(browser: Browser, model: RunModel, tmp_path: Path) -> None:
    """Slow: it starts a page in a browser."""
    seen = watched(browser, SCREEN)  # type: ignore[arg-type]  # a screen is two numbers
    page = seen.go(published(model, tmp_path) / "runs/first/index.html")
    job = page.locator(".job").first.bounding_box()
    assert job is not None
    assert job["y"] + job["height"] <= SCREEN["height"]
    expect(page.locator("h1")).to_have_text(model.verdicts[0].outlook)
    assert not seen.trouble
    page.context.close()


@pytest.mark.slow
def test_an_id_is_found_from_every_page(browser: Browser, model: RunModel, tmp_path: Path) -> None:
    """Slow: it starts a page in a browser."""
    site, table = published(model, tmp_path), model.records[0]
    first, second = [key for key in table.keys or () if key is not None and table.keys.count(key) == 1][:2]  # type: ignore[union-attr]  # it has keys
    for where in ("runs/first/index.html", "runs/first/records.html", "index.html", "single.html"):
        seen = watched(browser)
        page = seen.go(site / where)
        page.keyboard.press("/")
        expect(page.locator("#find-id")).to_be_focused()
        page.keyboard.type(first)
        page.keyboard.press("Enter")
        expect(page.locator("#record-view h1")).to_contain_text(first)
        page.locator("#find-id").fill(f"{first}, {second} S-NOT-HERE")
        page.keyboard.press("Enter")
        expect(page.locator("#list td.key")).to_have_count(
            sum((one.keys or ()).count(key) for one in model.records for key in (first, second))
        )
        expect(page.locator("#missing")).to_contain_text("S-NOT-HERE is not in this extract: it was not exported")
        assert not seen.trouble
        page.context.close()


def test_the_badge_is_green_only_where_nothing_is_wrong(model: RunModel) -> None:
    summary = model.summary
    assert (summary.tone, summary.headline.partition(",")[0]) == ("bad", "Not passed")


def test_who_is_let_through_although_something_is_wrong_is_not_green(model: RunModel) -> None:
    through = replace(model, passed=True)
    assert (through.summary.tone, through.summary.headline.partition(",")[0]) == ("warn", "Let through")
    assert "Let through on purpose, although " in pages(through, [])["runs/first/index.html"]
    fine = replace(through.summary, good=through.summary.records, severities={})
    assert (fine.tone, fine.headline.partition(",")[0]) == ("good", "Passed")
