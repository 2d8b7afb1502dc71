"""In a real browser: no barrier on any screen, in any light, on paper; targets large enough; ids of any length."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from barriers import barriers
from schoolgate.pages.changes import change
from schoolgate.pages.model import RunModel
from schoolgate.pages.pages import pages
from schoolgate.pages.requirements import RequirementModel
from schoolgate.suites import names
from schools import GOOD, school
from sites import checked, handing_out, modelled, published
from watched import Watched, watched

pytestmark = pytest.mark.slow
DATA = Path(__file__).parents[2] / "data"
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}
LONG = "S" + "0123456789" * 12
SUITES = ("portal-sync", "schoolcomms-leavers")
Site = tuple[RunModel, Path]


@pytest.fixture(scope="module", params=SUITES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A run in which all sorts of things are wrong, with a run before it and files to take away."""
    before = modelled(request.param, DATA / request.param / "clean", "before")
    first, files = handing_out(checked(request.param, DATA / request.param / "faulty"))
    model = replace(first, since=change(first, before))
    return model, published(model, tmp_path_factory.mktemp("site"), before, files=files)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A school whose ids are longer than any line."""
    students = GOOD["students"].replace("S1,Ms", f"{LONG},")
    folder = school(tmp_path_factory.mktemp("long") / f"extract-{'x' * 90}", students=students)
    model, files = handing_out(checked("portal-sync", folder))
    return model, published(model, tmp_path_factory.mktemp("site"), files=files)


def views(model: RunModel) -> Iterator[str]:
    table = model.records[0]
    key = quote(str((table.keys or ())[table.findings[0][0]]), safe="")
    yield "runs/first/index.html"
    yield "runs/first/records.html"
    yield f"runs/first/records.html#/record/{table.facts}/{key}"
    yield "single.html"
    yield "index.html"


def used(seen: Watched, site: Site, view: str) -> Page:
    """The view as somebody sees it who has worked with it: something ticked off, something looked at, all unfolded."""
    file, _, fragment = view.partition("#")
    page = seen.go(site[1] / file, f"#{fragment}" if fragment else "")
    if box := page.locator(".tick input:visible").all()[:1]:
        box[0].check()
    for details in page.locator("details:visible").all()[:40:7]:
        details.evaluate("one => { one.open = true; }")
    return page


@pytest.mark.parametrize("screen", [WIDE, NARROW], ids=["wide", "phone"])
@pytest.mark.parametrize("site", names(), indirect=True)
def test_no_screen_is_a_barrier(browser: Browser, site: Site, screen: ViewportSize) -> None:
    """In the light, in the dark, and the wide one on paper: one page each, as only its media change."""
    seen = watched(browser, screen)
    for view in views(site[0]):
        single = view == "single.html"
        if single and (screen is NARROW or site[0].suite not in SUITES):
            continue  # it is the others in one, and one style sheet lays them all out (the test below)
        page = used(seen, site, view)
        assert not (bars := barriers(page)), f"{view}\n{bars}"
        if single:
            continue
        page.emulate_media(color_scheme="dark")
        assert not (bars := barriers(page, dark=True)), f"{view} in the dark\n{bars}"
        page.emulate_media(color_scheme="light")
        if screen is WIDE:
            page.emulate_media(media="print")
            page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
            assert not (bars := barriers(page, least=10)), f"{view} on paper\n{bars}"
            page.emulate_media(media="screen")
    assert not seen.trouble
    seen.page.context.close()


STYLES = """() => [...document.styleSheets].flatMap((one) => [...one.cssRules])
    .filter((one) => !(one instanceof CSSPageRule)).map((one) => one.cssText)"""


def test_one_style_sheet_lays_out_every_page(browser: Browser, site: Site) -> None:
    """What each sheet of paper has at its head differs, and has a test of its own."""
    seen = watched(browser, WIDE)
    styles = [seen.go(site[1] / view.partition("#")[0]).evaluate(STYLES) for view in views(site[0])]
    assert len(styles[0]) > 100
    assert all(one == styles[0] for one in styles)
    seen.page.context.close()


UNFOLDED = """() => {
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""
SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter((one) => one.checkVisibility() && !one.matches(".skip"))
    .map((one) => [one.outerHTML.slice(0, 120), (one.closest("label") || one).getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([told, box]) => `${told} ${box.width} x ${box.height}`)"""


@pytest.mark.parametrize("screen", [WIDE, NARROW], ids=["wide", "phone"])
def test_what_can_be_pressed_is_large_enough(browser: Browser, site: Site, screen: ViewportSize) -> None:
    seen = watched(browser, screen)
    for view in views(site[0]):
        page = used(seen, site, view)
        page.evaluate(UNFOLDED)
        assert page.evaluate(SMALL) == [], view
    seen.page.context.close()


@pytest.mark.parametrize("screen", [WIDE, NARROW], ids=["wide", "phone"])
def test_ids_of_any_length_stay_on_the_screen(browser: Browser, long: Site, screen: ViewportSize) -> None:
    seen = watched(browser, screen)
    for view in views(long[0]):
        page = used(seen, long, view)
        page.evaluate(UNFOLDED)
        assert LONG in page.content() or view == "index.html"
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], view
    seen.page.context.close()


def test_on_a_phone_tables_are_cards(browser: Browser, site: Site) -> None:
    seen = watched(browser, NARROW)
    page = seen.go(site[1] / "runs/first/index.html")
    rule = page.locator(".rule[data-mark=fail]").first
    rule.locator("summary").click()
    table = rule.locator("table.cards")
    expect(table.locator("tbody tr").first).to_be_visible()
    assert table.locator("tbody tr").first.evaluate("one => getComputedStyle(one).display") == "flex"
    assert table.locator("td:visible").first.get_attribute("data-name") == "Row"
    box = rule.locator(".scroll").first.evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert box[0] <= box[1], "nothing has to be pushed aside"
    seen.page.context.close()


# ------------------------------------------------------------------------------------------------------- what is not met


def failing(model: RunModel) -> list[RequirementModel]:
    return [one for one in model.requirements if one.failed]


def test_the_list_of_requirements_opens_on_what_is_not_met_and_says_what_is_wrong(browser: Browser, site: Site) -> None:
    model = site[0]
    seen = watched(browser, WIDE)
    page = seen.go(site[1] / "runs/first/index.html")
    shown = page.locator(".rule[data-mark]:visible")
    assert shown.evaluate_all("all => all.map((one) => one.id)") == [one.id for one in _in_order(model) if one.failed]
    for one in failing(model):
        told = page.locator(f"#{one.id} .asks").inner_text()
        assert told.startswith(one.title)
        assert (
            not (counted := re.search(r": ([\d,]+) [a-z ]+$", told)) or int(counted[1].replace(",", "")) == one.failed
        )
    for one in model.requirements:
        if not one.failed:
            assert page.locator(f"#{one.id} .asks").text_content() == one.asks
    seen.page.context.close()


def _in_order(model: RunModel) -> list[RequirementModel]:
    ids = re.findall(r'<details class="rule" id="([A-Z]{2}-\d{3})"', pages(model, [])["runs/first/index.html"])
    by_id = {one.id: one for one in model.requirements}
    return [by_id[id_] for id_ in ids]


# --------------------------------------------------------------------------------------------------------------- on paper


def test_paper_is_a_sheet_to_work_from(browser: Browser, site: Site) -> None:
    model = site[0]
    seen = watched(browser, WIDE)
    page = seen.go(site[1] / "runs/first/index.html")
    first = next(one for one in model.jobs if one.keys)
    page.locator(f'.job[data-job="{first.id}"] .tick input').check()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".job:visible").count() == len(model.jobs)
    for job in model.jobs:
        boxes = page.locator(f'.job[data-job="{job.id}"] .boxes li:not(.more)')
        assert boxes.all_text_contents() == list(job.keys)[:200]
        assert all("done" in (one or "") for one in [box.get_attribute("class") for box in boxes.all()]) is (
            job is first or not job.keys
        )
    for hidden in (".top", ".onpage", "#downloads", "#requirements", "#trend", "#about", "#catalogue", ".who .tick"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".boxes").count() == 0
    # Who opens a requirement has it on paper.
    page.emulate_media(media="screen")
    rule = page.locator(".rule[data-mark=fail]").first
    rule.locator("summary").click()
    page.emulate_media(media="print")
    expect(rule).to_be_visible()
    assert page.locator(".rule[data-mark]:visible").count() == 1
    seen.page.context.close()


ON_EACH_SHEET = """() => [...document.styleSheets].flatMap((one) => [...one.cssRules])
    .filter((one) => one instanceof CSSPageRule).map((one) => one.cssText)"""


def test_paper_has_a_running_head_and_numbers(browser: Browser, site: Site, tmp_path: Path) -> None:
    model = site[0]
    seen = watched(browser, WIDE)
    for view in ("runs/first/index.html", "runs/first/records.html", "single.html"):
        page = seen.go(site[1] / view)
        (told,) = page.evaluate(ON_EACH_SHEET)
        assert f'content: "faulty · {model.title}"' in told
        assert f'content: "as of {model.as_of}"' in told
        assert 'content: "Page " counter(page) " of " counter(pages)' in told
    page = seen.go(site[1] / "runs/first/index.html")
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "sheet.pdf").read_bytes()))
    assert 1 <= sheets <= 1 + len(model.jobs) // 3
    assert page.locator(".boxes").count() == 0, "printing leaves nothing behind"
    seen.page.context.close()


def test_a_hostile_name_stays_a_text_on_paper(browser: Browser, tmp_path: Path) -> None:
    name = """a"; } </style><script>alert(1)</script> \\ 'b' {%}é"""
    model, files = handing_out(checked("portal-sync", school(tmp_path / "in")))
    seen = watched(browser, WIDE)
    page = seen.go(published(replace(model, source=name), tmp_path / "site", files=files) / "runs/first/index.html")
    (told,) = page.evaluate(ON_EACH_SHEET)
    assert "<script>alert(1)</script>" in told
    assert "counter(pages)" in told, "what comes after it still counts"
    assert not seen.trouble
    seen.page.context.close()


# ------------------------------------------------------------------------------------------------ colours of the reader


def test_forced_colours_leave_what_only_a_colour_told(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport=WIDE, forced_colors="active")
    page = context.new_page()
    page.goto((site[1] / "runs/first/index.html").as_uri())
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for told in (".chip", ".badge", ".mark", ".answers a"):
        assert page.locator(told).first.evaluate("one => getComputedStyle(one).borderTopWidth") == "1px", told
    bars = page.locator(".answers-bar rect").evaluate_all("all => all.map((one) => getComputedStyle(one).fill)")
    assert len(set(bars)) == len({answer.tone for answer in site[0].verdicts[0].answers})
    picked, other = (
        page.locator(f"#rule-filter [value={value}] + span").evaluate("one => getComputedStyle(one).backgroundColor")
        for value in ("unmet", "all")
    )
    assert picked != other
    context.close()
