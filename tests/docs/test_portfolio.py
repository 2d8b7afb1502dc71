"""Many schools in one site: the first page, what support must mend across them, and the reports of all together."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import JUnitXml
from playwright.sync_api import Browser, Page, ViewportSize, expect

from barriers import barriers
from schoolgate import cli
from schoolgate.language.rule import Owner
from schoolgate.pages.failures import NoVerdict
from schoolgate.pages.model import RunSummary, StatusCount
from schoolgate.pages.pages import index
from schoolgate.pages.portfolio import portfolio, rows, suppressed
from schoolgate.suites import load
from schools import GOOD, school
from sites import data_of
from watched import watched

NOW = ("--as-of", "2026-11-22")
BLANK = GOOD["students"].replace("Ms", "")
RUN = RunSummary(
    run="20261122T063000Z-portal-sync-abcdef",
    suite="portal-sync",
    title="SIMS to My School Portal: which students sync",
    source="x",
    at="2026-11-22T06:30:00+00:00",
    as_of="2026-11-22",
    passed=False,
    outlook=("1 of 2 students will sync; 1 will not.",),
    records=2,
    good=1,
    statuses={},
    severities={"error": 1},
    failed={},
    version="0",
)
MANY = 20_000
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
LARGEST = 3_000_000
"""Bytes of the first page of so many schools."""


def summary(name: str, held: int, *, of: int = 1480, passed: bool = False, **others: object) -> RunSummary:
    answers = (
        StatusCount("will_not_sync", "will not sync", "bad", held),
        StatusCount("will_sync", "will sync", "good", of - held),
    )
    return replace(
        RUN,
        school=name,
        run=f"20261122T{sum(map(ord, name)) % 24:02}3000Z-portal-sync-{abs(hash(name)) % 16**6:06x}",
        outlook=(f"{of - held:,} of {of:,} students will sync; {held:,} will not.",),
        passed=passed,
        answers={"students": answers},
        records=of,
        good=of - held,
        severities={"error": held},
        **others,  # type: ignore[arg-type]  # fields of it
    )


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main(["check", "portal-sync", *map(str, arguments)])
        return code, *capfd.readouterr()

    return command


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    folder = tmp_path / "trust"
    folder.mkdir()
    school(folder / "ash")
    school(folder / "birch", students=BLANK)
    school(folder / "cedar", students=None)
    return folder


def told(page: str) -> list[str]:
    """The schools of a page, in its order."""
    return re.findall(r'<th scope="row">(?:<a href="[^"]*">)?([^<]+)', page)


def test_one_site_shows_all_schools_the_worst_first(
    check: Callable[..., tuple[int, str, str]], trust: Path, tmp_path: Path
) -> None:
    site = tmp_path / "new" / "site"
    code, _, err = check(trust, "--each", f"--docs={site}", "--jobs=2", *NOW)
    assert (code, err) == (3, f"schoolgate: Data Docs: {site}/index.html\n")
    page = (site / "index.html").read_text("utf-8")
    assert told(page) == ["cedar", "birch", "ash"]
    assert "1 of 3 schools can go ahead; 1 cannot; 1 came to no verdict." in page
    assert "0 of 2 students will sync; 2 will not." in page or "1 of 2 students will sync; 1 will not." in page
    assert "required table students is absent" in page
    assert str(trust) not in page
    for link in re.findall(r'href="(runs/[^"]+|support\.html)"', page):
        assert (site / link).is_file()
    # The next check of the school that had no verdict has one, and what changed stands beside each.
    school(trust / "cedar")
    school(trust / "birch")
    assert check(trust, "--each", f"--docs={site}", "--as-of", "2026-11-29", "--jobs=1", "--quiet") == (0, "", "")
    page = (site / "index.html").read_text("utf-8")
    assert "3 of 3 schools can go ahead." in page
    assert re.search(r'<a class="chip good" href="runs/[^"]+/records\.html#/records\?changed=mended">1 mended<', page)
    before = page
    assert cli.main(["docs", "build", str(site)]) == 0
    assert (site / "index.html").read_text("utf-8") == before


def test_two_schools_of_one_name_are_refused(
    check: Callable[..., tuple[int, str, str]], trust: Path, tmp_path: Path
) -> None:
    for name in ("ash", "birch"):
        (trust / name / "settings.toml").write_text('school = "The School"\n', encoding="utf-8")
    code, out, err = check(trust, "--each", f"--docs={tmp_path / 'site'}", *NOW)
    assert (code, out) == (2, "")
    assert "ash and birch are both called 'The School'" in err
    assert not (tmp_path / "site").exists()
    assert check(trust, "--each", "--school=Ash", *NOW)[0] == 2


def test_reports_without_a_place_for_the_name_are_of_all_schools(
    check: Callable[..., tuple[int, str, str]], trust: Path, tmp_path: Path
) -> None:
    places = {name: tmp_path / f"all.{name}" for name in ("json", "csv", "junit", "markdown")}
    own = f"--report=json={tmp_path}/{{school}}.json"
    code, *_ = check(
        trust, "--each", "--jobs=1", own, *(f"--report={name}={path}" for name, path in places.items()), *NOW
    )
    assert code == 3
    assert [one["school"] for one in json.loads(places["json"].read_text("utf-8"))["schools"]] == [
        "ash",
        "birch",
        "cedar",
    ]
    assert (tmp_path / "birch.json").is_file()
    suites = list(JUnitXml.fromfile(str(places["junit"])))
    assert [(one.name, one.failures, one.errors) for one in suites] == [("ash", 0, 0), ("birch", 1, 0), ("cedar", 0, 1)]
    assert suites[0].tests == len(load("portal-sync").rules) + 1
    assert "PS-101 The student has a salutation." in places["junit"].read_text("utf-8")
    lines = places["markdown"].read_text("utf-8").splitlines()
    assert lines[0] == "## ❌ portal-sync: 1 of 3 schools can go ahead"
    assert [line.split(" | ")[0] for line in lines if line.startswith("| ")][2:] == ["| cedar", "| birch", "| ash"]
    code, out, err = check(trust, "--each", f"--report=fixlist={tmp_path / 'f.csv'}", *NOW)
    assert (code, out) == (2, "")
    assert "of all schools together there are json, csv, junit, markdown" in err


def test_the_rows_are_those_of_the_newest_runs() -> None:
    found = rows(
        [summary("Ash", 3), summary("Birch", 70), summary("Cedar", 0, passed=True), summary("Elm", 9)],
        [NoVerdict("ELM", "portal-sync", RUN.title, "2026-11-23T06:00:00+00:00", "no table")],
    )
    assert [(one.school, one.headline, one.held) for one in found] == [
        ("ELM", "No verdict", 0),
        ("Birch", "Not passed", 70),
        ("Ash", "Not passed", 3),
        ("Cedar", "Passed", 0),
    ]
    # The last run of a school without a verdict can still be come to.
    assert found[0].run == summary("Elm", 9).run


def test_what_support_must_mend_is_counted_across_schools_and_small_counts_are_not_told() -> None:
    newest = [summary(f"S{n}", 5, support={"PS-310": 2, **({"PS-403": 40} if n < 4 else {})}) for n in range(7)]
    page = portfolio(newest, [])["support.html"]
    body = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert re.search(r"PS-310\s+Admission status .*?\s7\s+14\s", body, re.DOTALL)
    assert re.search(r"PS-403\s+.*?fewer than 5\s", body, re.DOTALL)
    assert "160" not in body
    assert not [one for one in newest if re.search(rf"\b{one.school}\b", body)]
    assert [suppressed(count) for count in (0, 4, 5)] == ["fewer than 5", "fewer than 5", "5"]
    rules = load("portal-sync").rules_by_id
    assert rules["PS-310"].owner is Owner.SUPPORT or rules["PS-310"].explains is not None


def test_the_data_of_the_page_tells_what_its_rows_tell() -> None:
    newest = [
        summary("Ash <b>", 1234, of=5000, changed={"new": 3, "mended": 0, "still": 2}),
        summary("Birch", 0, passed=True),
    ]
    page = portfolio(newest, [])["index.html"]
    data = data_of(page)
    for (name, _, _, text, numbers, tone, headline, held, changes, moment, run), one in zip(
        data["rows"], rows(newest, []), strict=True
    ):
        parts = data["told"][text].split("#")
        assert (
            "".join(
                f"{part}{f'{n:,}' if n is not None else ''}" for part, n in zip(parts, [*numbers, None], strict=True)
            )
            == one.told
        )
        assert (name, held, data["moments"][moment]) == (one.school, one.held, one.as_of)
        assert data["headlines"][headline] == one.headline
        assert (changes or [0, 0]) == [one.new, one.mended]
        assert run == one.run.replace("portal-sync-", "")
        assert ["unknown", "bad", "warn", "good"][tone] == one.tone
    assert "Ash &lt;b&gt;" in page


def many(count: int) -> Sequence[RunSummary]:
    names = ("Academy", "High School", "Community College", "Primary")
    return [
        summary(f"{'St ' if n % 3 else ''}Example {names[n % 4]} {n:05}", n % 137, of=400 + n % 1700, passed=not n % 137,
                changed={"new": n % 5, "mended": n % 3, "still": n % 7}, as_of=f"2026-{1 + n % 11:02}-{1 + n % 28:02}")
        for n in range(count)
    ]  # fmt: skip


def loaded(page: Page) -> float:
    """Milliseconds until the page can be used, from when it was asked for."""
    page.reload()
    return float(page.evaluate(READY))


@pytest.mark.slow
def test_twenty_thousand_schools_stay_usable(browser: Browser, tmp_path: Path) -> None:
    newest = many(MANY)
    for name, text in portfolio(newest, []).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert (tmp_path / "index.html").stat().st_size < LARGEST
    seen = watched(browser)
    page = seen.go(tmp_path / "index.html")
    expect(page.locator("#said")).to_contain_text("20,000 checks")
    # Of three times the best one: a machine that is busy otherwise says nothing of the page.
    ready = min(loaded(page) for _ in range(3))
    assert ready < 1000, f"{ready} ms"
    taken = page.evaluate(
        """() => { const q = document.getElementById("q"); q.value = "academy 1999"; const start = performance.now();
        q.dispatchEvent(new Event("input", { bubbles: true })); return performance.now() - start; }"""
    )
    assert taken < 200, f"{taken} ms"
    wanted = [one.school for one in newest if "Academy" in one.school and "1999" in one.school]
    assert sorted(page.locator("#schools th a").all_text_contents()) == sorted(wanted) != []
    assert page.locator("*").count() < 3000
    assert not seen.trouble
    seen.page.context.close()


@pytest.mark.slow
def test_schools_are_searched_filtered_sorted_and_paged_and_the_link_holds_it(browser: Browser, tmp_path: Path) -> None:
    failed = [NoVerdict("Zion <img src=x>", "boost-promotion", "Boost", "2026-11-22T06:00:00+00:00", "no table")]
    for name, text in portfolio(many(450), failed).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    seen = watched(browser)
    page = seen.go(tmp_path / "index.html")
    expect(page.locator("#schools th").first).to_contain_text("Zion <img src=x>")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#pager")).to_contain_text("Page 2 of 5")
    page.go_back()
    expect(page.locator("#pager")).to_contain_text("Page 1 of 5")
    page.select_option("#show", "new")
    page.select_option("#sort", "name")
    page.locator("#q").fill("primary")
    expect(page.locator("#said")).to_contain_text(" of 451 checks")
    names = page.locator("#schools th a").all_text_contents()
    assert names == sorted(names)
    assert page.locator("#schools td .chip.bad:text-matches('new at ')").count() == len(names)
    page.reload()
    assert page.locator("#schools th a").all_text_contents() == names
    assert page.locator("#q").input_value() == "primary"
    page.locator("#q").fill("nobody")
    expect(page.locator("#schools")).to_contain_text("No school is like that")
    page.locator("#q").fill("")
    page.select_option("#suite", "boost-promotion")
    page.select_option("#show", "silent")
    expect(page.locator("#schools tr")).to_have_count(1)
    assert not seen.trouble
    seen.page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_many_schools_is_a_barrier(browser: Browser, tmp_path: Path, width: int) -> None:
    failed = [NoVerdict("Z" * 90, "boost-promotion", "Boost", "2026-11-22T06:00:00+00:00", "no table")]
    newest = [replace(one, support={"PS-310": 3}) for one in many(150)]
    for name, text in portfolio(newest, failed).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    # And the first page of one school whose last check came to no verdict.
    (tmp_path / "one.html").write_text(index([RUN], failed)["index.html"], encoding="utf-8")
    screen: ViewportSize = {"width": width, "height": 844}
    seen = watched(browser, screen)
    names = ("index.html", "support.html", "one.html")
    for name in names:
        page = seen.go(tmp_path / name)
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            assert not (bars := barriers(page, dark=dark, least=15)), f"{name}\n{bars}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.emulate_media(color_scheme="light")
    assert not seen.trouble
    assert {url for url in seen.asked if not url.startswith("data:")} == {(tmp_path / name).as_uri() for name in names}
    seen.page.context.close()


@pytest.mark.slow
def test_without_a_script_the_worst_schools_are_listed(browser: Browser, tmp_path: Path) -> None:
    for name, text in portfolio(many(150), []).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = watched(browser, scripts=False).go(tmp_path / "index.html")
    assert page.locator("#schools tr").count() == 100
    assert "turned off in this browser" in page.locator("main").inner_text()
    page.context.close()
    shutil.rmtree(tmp_path)
