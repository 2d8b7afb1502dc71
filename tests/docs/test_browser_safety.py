"""In a real browser: no request, no dialog, no complaint, whatever the cells hold."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from extracts import write_shown
from schoolgate.pages.changes import change
from schoolgate.pages.model import RunModel
from schoolgate.suites import load, names
from sites import modelled, published
from watched import DESKTOP, PHONE, watched

pytestmark = pytest.mark.slow
DATA = Path(__file__).parents[2] / "data"
MOST_ELEMENTS = 4_000
"""In the page of a run."""
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</script x",
    "<!-- <script x",
    '"><svg onload=alert(1)>',
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "{{ 7*7 }}{% raw %}",
    "${alert(1)}",
    "[x](javascript:alert(1))",
    "javascript:alert(1)",
    "a/b?c#d%20e&f=%",
    "\u202egnp.exe",
    "https://example.org/spy.png",
    "__proto__",
)


@pytest.fixture(scope="module", params=names())
def faulty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunModel, Path]:
    """The site of a run in which all sorts of things are wrong, with a run before it."""
    sample = DATA / request.param / "faulty"
    folder = sample if sample.is_dir() else write_shown(load(request.param), tmp_path_factory.mktemp("x") / "x", ("A",))
    before = modelled(request.param, DATA / request.param / "clean" if sample.is_dir() else folder, "before")
    first = modelled(request.param, folder)
    model = replace(first, since=change(first, before))
    return model, published(model, tmp_path_factory.mktemp("site"), before)


def places(model: RunModel, site: Path) -> Iterator[tuple[Path, str]]:
    """Every kind of view: file and fragment."""
    run, records, single = site / "runs/first/index.html", site / "runs/first/records.html", site / "single.html"
    table = model.records[0]
    worst = table.findings[0][0] if table.findings else 0
    record = f"#/record/{table.facts}/{quote(str((table.keys or ['x'])[worst]), safe='')}"
    yield site / "index.html", ""
    yield run, ""
    yield run, f"#{next(one.id for one in model.requirements if one.failed)}"
    yield records, ""
    yield records, "#/records?status=blocked&sort=key"
    yield records, record
    yield records, "#/record/nothing/here%"
    yield single, ""
    yield single, "#/records"
    yield single, record


UNFOLDED = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
BROAD = "document.documentElement.scrollWidth"
TABLET: ViewportSize = {"width": 1024, "height": 700}


def test_no_view_asks_for_anything_complains_or_is_wider_than_the_screen(
    browser: Browser, faulty: tuple[RunModel, Path]
) -> None:
    seen = watched(browser)
    opened = []
    for file, fragment in places(*faulty):
        page = seen.go(file, fragment)
        opened.append(file.as_uri())
        assert page.locator("h1:visible").count() == 1, f"{file.name}{fragment} shows nothing"
        page.set_viewport_size(TABLET)
        page.evaluate(UNFOLDED)
        assert page.evaluate(BROAD) <= TABLET["width"], f"{file.name}{fragment}"
        page.set_viewport_size(DESKTOP)
    assert not seen.trouble
    assert {url for url in seen.asked if not url.startswith("data:")} == set(opened)


def test_no_view_is_wider_than_a_phone(browser: Browser, faulty: tuple[RunModel, Path]) -> None:
    """A phone has no wide screen for a moment before: what it is handed must fit at once."""
    seen = watched(browser, PHONE)
    for file, fragment in places(*faulty):
        page = seen.go(file, fragment)
        page.evaluate(UNFOLDED)
        assert page.evaluate(BROAD) <= PHONE["width"], f"{file.name}{fragment}"


@pytest.mark.parametrize("name", names())
def test_hostile_cells_stay_text(browser: Browser, name: str, tmp_path: Path) -> None:
    model = modelled(name, write_shown(load(name), tmp_path / "extract", HOSTILE))
    site = published(model, tmp_path / "site")
    seen = watched(browser)
    for file in (site / "index.html", site / "runs/first/index.html"):
        page = seen.go(file)
        page.evaluate(UNFOLDED)
        assert_only_ours(page)
    for file in (site / "runs/first/records.html", site / "single.html"):
        page = seen.go(file, "#/records")
        assert_only_ours(page)
        told = page.locator("#list").inner_text()
        for text in HOSTILE:
            assert text.replace("\u202e", "\\u202e") in told
        for table in model.records:
            for key in table.keys or ():
                page.goto(f"{file.as_uri()}#/record/{table.facts}/{quote(str(key), safe='')}")
                assert str(key) in page.locator("#record-view h1").inner_text()
                assert_only_ours(page)
    assert not seen.trouble
    assert {url for url in seen.asked if not url.startswith(("data:", "file:"))} == set()


FOREIGN = """() => [
    document.querySelectorAll("img, iframe, object, embed, form[action]").length,
    Math.max(1, document.querySelectorAll("script:not([type])").length),
    [...document.links].filter((link) => link.protocol !== "file:").length,
    [...document.querySelectorAll("*")].filter((one) => one.onload || one.onerror).length,
]"""
"""How many there are of each kind of element that could only have come out of a cell; of scripts one is ours."""


def assert_only_ours(page: Page) -> None:
    """No element came out of a cell: ours are no pictures, no frames, one script that runs, and links within the site."""
    assert page.evaluate(FOREIGN) == [0, 1, 0, 0]


def test_a_typed_hash_cannot_do_harm(browser: Browser, faulty: tuple[RunModel, Path]) -> None:
    seen = watched(browser)
    for fragment in (
        "#<img src=x onerror=alert(1)>",
        "#/record/a/%E0%A4%A",
        "#/records?q=<script>",
        "#/row/x/y",
        "#%",
        "#//",
    ):
        seen.go(faulty[1] / "single.html", fragment)
        seen.page.reload()
        assert seen.page.locator("h1:visible").count() == 1
    assert not seen.trouble


def test_the_page_of_a_run_can_be_read_without_scripts(browser: Browser, faulty: tuple[RunModel, Path]) -> None:
    model, site = faulty
    page = watched(browser, scripts=False).go(site / "runs/first/index.html")
    assert model.verdicts[0].outlook in page.locator("h1").inner_text()
    assert page.locator("details.rule[data-mark]").count() == len(model.requirements)
    page.goto((site / "runs/first/records.html").as_uri())
    assert "turned off in this browser" in page.locator("main").inner_text()


def test_what_is_folded_is_made_when_it_is_opened(browser: Browser, faulty: tuple[RunModel, Path]) -> None:
    model, site = faulty
    one = next(one for one in model.requirements if one.failing)
    for file in ("runs/first/index.html", "single.html"):
        seen = watched(browser)
        page = seen.go(site / file)
        assert page.locator("*").count() < MOST_ELEMENTS
        rows = page.locator(f"#{one.id} tbody tr")
        expect(rows).to_have_count(0)
        page.locator(f"#{one.id} > summary").click()
        expect(rows).to_have_count(len(one.failing))
        page.locator("#catalogue").scroll_into_view_if_needed()
        page.get_by_text("Open the catalogue of").click()
        expect(page.locator("[id^=catalogue-]")).to_have_count(len(model.requirements))
        assert not seen.trouble
        page.context.close()
