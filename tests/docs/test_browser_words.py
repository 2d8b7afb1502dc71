"""What a person reads of Data Docs in a browser, has read aloud, or takes along: no word that is made for programs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from schoolgate.suites import load, names
from sites import checked, handing_out, published
from tellings import CATALOGUE, raw_words
from watched import watched

pytestmark = pytest.mark.slow
DATA = Path(__file__).parents[2] / "data"
SPOKEN = """() => {
  const names = ['title', 'aria-label', 'placeholder', 'alt'];
  const spoken = [...document.querySelectorAll(names.map((name) => `[${name}]`).join())];
  return spoken.flatMap((one) => names.map((name) => one.getAttribute(name) || '')).join('\\n');
}"""
OPEN = "() => { for (const one of document.querySelectorAll('details')) one.open = true; }"


def shown(page: Page) -> str:
    """What the page shows with everything unfolded, its title, what is read aloud, and what can be chosen."""
    page.evaluate(OPEN)
    page.wait_for_timeout(50)
    page.evaluate(OPEN)
    chosen = page.locator("option").all_text_contents()
    return "\n".join([page.title(), page.locator("body").inner_text(), page.evaluate(SPOKEN), *chosen])


def views(page: Page, site: Path, answers: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every kind of view: the run, the list, what is taken along of it, and a record of each answer."""
    page.goto((site / "single.html").as_uri())
    yield "run", shown(page)
    page.goto(f"{(site / 'single.html').as_uri()}#/records?size=1000")
    page.locator("#said").wait_for()
    yield "list", shown(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="This list as CSV").click()
    yield "list as CSV", taken.value.path().read_text("utf-8-sig")
    for facts, answer in answers:
        page.goto(f"{(site / 'single.html').as_uri()}#/records?table={facts}&answer={answer}")
        page.locator("#list .key a").first.click()
        page.locator("#record-view h1").wait_for()
        yield f"a record of {facts}: {answer}", shown(page)
        page.get_by_role("button", name="Copy as text for a case").first.click()


@pytest.mark.parametrize("name", names())
def test_no_raw_word_is_shown_read_aloud_or_taken_along(browser: Browser, name: str, tmp_path: Path) -> None:
    model, files = handing_out(checked(name, DATA / name / "faulty"))
    site = published(model, tmp_path / "site", files=files)
    raw = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(raw_words(load(name))))})(?!\w)")
    answers = [(verdict.facts, one.name) for verdict in model.verdicts for one in verdict.answers]
    seen = watched(browser)
    kinds = 0
    for where, text in views(seen.page, site, answers):
        told = CATALOGUE.sub(" ", text) if where == "run" else text
        found = raw.search(told)
        assert found is None, (where, told[max(0, found.start() - 80) : found.end() + 40])
        kinds += 1
    assert kinds == 3 + len(answers)
    seen.page.context.close()
