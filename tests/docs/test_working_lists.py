"""In a real browser: working through a list: where one was comes back, ticks stay, what is told is taken along."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from schoolgate.pages.extract import fingerprint
from schoolgate.pages.model import RunModel
from schoolgate.run.result import Result
from sites import checked, handing_out, published
from watched import Watched, watched

pytestmark = pytest.mark.slow
FAULTY = Path(__file__).parents[2] / "data/portal-sync/faulty"
LIST = "runs/first/records.html"


@pytest.fixture(scope="module")
def result() -> Result:
    return checked("portal-sync", FAULTY)


@pytest.fixture(scope="module")
def model(result: Result) -> RunModel:
    return handing_out(result)[0]


@pytest.fixture(scope="module")
def site(model: RunModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run, another of the same extract a day later, and one of an extract in which something else is written."""
    folder = tmp_path_factory.mktemp("site")
    published(model, folder)
    published(replace(model, run="later", at="2026-11-23T06:30:00+00:00"), folder)
    return published(replace(model, run="next", at="2026-11-24T06:30:00+00:00", extract="another"), folder)


def keys(page: Page) -> list[str]:
    return page.locator("#list td.key a").all_inner_texts()


def boxes(page: Page) -> Locator:
    return page.locator("#list .tick input")


# ------------------------------------------------------------------------------------------------ where one was comes back


def test_page_size_filters_and_scroll_are_in_the_link_and_back_restores_them(seen: Watched, site: Path) -> None:
    page = seen.go(site / LIST, "#/records?sort=place&table=students")
    page.get_by_label("Rows on a page").select_option("50")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page).to_have_url(re.compile("page=2"))
    row = page.locator("#list tbody tr").nth(30)
    row.scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 150)")
    page.wait_for_timeout(300)
    before, key = page.evaluate("window.scrollY"), row.locator(".key a").inner_text()
    assert before > 500
    row.locator(".key a").click()
    expect(page.locator("#record-view h1")).to_contain_text(key)
    page.go_back()
    expect(page.locator("#list-view")).to_be_visible()
    assert "Page 2 of" in page.locator("#pager").inner_text()
    assert page.evaluate("window.scrollY") == before
    assert page.evaluate("document.activeElement.textContent") == key
    expect(page).to_have_url(re.compile(f"at={key}"))
    # The link alone brings whoever gets it to the same page of the list, and to the same record.
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("#list tbody tr").filter(has_text=key)).to_be_in_viewport()
    assert "Page 2 of" in page.locator("#pager").inner_text()
    page.goto("about:blank")
    page.go_back()
    assert "Page 2 of" in page.locator("#pager").inner_text()


def test_pages_and_sizes_are_steps_that_back_undoes(seen: Watched, site: Path) -> None:
    page = seen.go(site / LIST)
    first = keys(page)
    page.get_by_role("button", name="Next", exact=True).click()
    second = keys(page)
    page.get_by_role("button", name="Next", exact=True).click()
    page.go_back()
    expect(page.locator("#pager")).to_contain_text("Page 2 of")
    assert keys(page) == second
    page.go_back()
    expect(page.locator("#pager")).to_contain_text("Page 1 of")
    assert keys(page) == first
    page.get_by_label("Rows on a page").select_option("200")
    expect(page).to_have_url(re.compile("size=200"))
    page.reload()
    assert len(keys(page)) == 200
    assert page.get_by_label("Rows on a page").input_value() == "200"
    page.go_back()
    expect(page.locator("#list tbody tr")).to_have_count(50)


def test_the_way_back_from_the_next_records_leads_to_where_they_stand(seen: Watched, site: Path) -> None:
    page = seen.go(site / LIST, "#/records?sort=place")
    order = keys(page)
    page.locator("#list .key a").nth(49).click()
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.locator("#record-view h1")).not_to_contain_text(order[49])
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#pager")).to_contain_text("Page 2 of")
    expect(page.locator("#list tbody tr").first).to_be_in_viewport()


@pytest.mark.parametrize(
    "odd", ["page=0", "page=-3", "page=x", "page=99999", "size=7", "size=x", "at=nobody", "at=%00", "page=1e99"]
)
def test_an_odd_link_of_a_list_does_no_harm(seen: Watched, site: Path, odd: str) -> None:
    page = seen.go(site / LIST, f"#/records?{odd}")
    assert 0 < len(keys(page)) <= 50


def test_what_was_looked_at_looks_so(seen: Watched, site: Path) -> None:
    page = seen.go(site / LIST)
    colour = "one => getComputedStyle(one).color"
    link = page.locator("#list .key a").nth(2)
    key, unseen = link.inner_text(), link.evaluate(colour)
    assert page.locator(".seen-word").count() == 0
    link.click()
    page.locator("#record-view h1").wait_for()
    page.go_back()
    row = page.locator("#list tr.seen")
    expect(row).to_have_count(1)
    expect(row.locator(".key")).to_contain_text(key)
    expect(row.locator(".seen-word")).to_have_text("seen")
    assert row.locator(".key a").evaluate(colour) != unseen
    page.reload()
    expect(page.locator("#list tr.seen")).to_have_count(1)


# ---------------------------------------------------------------------------------------------------------- ticking off


def job_of(model: RunModel, least: int = 3) -> tuple[int, str]:
    number = next(number for number, job in enumerate(model.jobs) if job.touches >= least and len(job.rules) == 1)
    return number, model.jobs[number].id


def test_ticks_stay_for_the_extract_and_are_counted(seen: Watched, site: Path, model: RunModel) -> None:
    number, _ = job_of(model)
    touches = model.jobs[number].touches
    page = seen.go(site / LIST, f"#/records?job={number}")
    for at in (0, 2):
        boxes(page).nth(at).check()
    told = page.locator("#done-so-far")
    expect(told).to_have_text(f"2 of {touches} done")
    page.reload()
    expect(told).to_have_text(f"2 of {touches} done")
    assert [box.is_checked() for box in boxes(page).all()][:3] == [True, False, True]
    boxes(page).nth(0).uncheck()
    expect(told).to_have_text(f"1 of {touches} done")
    page.locator("#more summary").click()
    page.locator("select[name=done]").select_option("no")
    expect(page.locator("#said")).to_contain_text(f"{touches - 1} of ")
    # The same extract, checked once more: what was done is done.
    page = seen.go(site / "runs/later/records.html", f"#/records?job={number}")
    expect(page.locator("#done-so-far")).to_have_text(f"1 of {touches} done")


def test_what_is_still_there_in_the_next_extract_is_not_done(seen: Watched, site: Path, model: RunModel) -> None:
    number, _ = job_of(model)
    page = seen.go(site / LIST, f"#/records?job={number}")
    boxes(page).nth(1).check()
    page = seen.go(site / "runs/next/records.html", f"#/records?job={number}")
    assert not any(box.is_checked() for box in boxes(page).all())
    expect(page.locator("#done-so-far")).to_be_hidden()
    still = page.locator("#list tbody tr").nth(1)
    expect(still).to_contain_text("Ticked off in the extract of 22 November; here it still is.")
    assert page.locator(".still").count() == 1
    # Nor does the next extract speak to the one before.
    boxes(page).nth(0).check()
    page = seen.go(site / LIST, f"#/records?job={number}")
    assert [box.is_checked() for box in boxes(page).all()][:2] == [False, True]
    assert page.locator(".still").count() == 0


def test_a_tick_is_for_a_job_and_not_for_all_that_is_wrong(seen: Watched, site: Path, model: RunModel) -> None:
    table = model.records[0]
    at = next(at for at, _ in table.jobs if [other for other, _ in table.jobs].count(at) > 1)
    mine = [number for other, number in table.jobs if other == at]
    key = str((table.keys or ())[at])

    def box(job: int | None) -> Locator:
        page = seen.go(site / LIST, f"#/records?q={key}{'' if job is None else f'&job={job}'}")
        return page.get_by_label(f"{key} is done")

    box(mine[0]).check()
    for other in mine[1:]:
        expect(box(other)).not_to_be_checked()
    expect(box(None)).not_to_be_checked()
    for other in mine[1:]:
        box(other).check()
    expect(box(None)).to_be_checked()
    box(None).uncheck()
    expect(box(mine[0])).not_to_be_checked()


def test_a_whole_job_can_be_ticked_off_on_the_page_of_the_run(seen: Watched, site: Path, model: RunModel) -> None:
    number, id_ = job_of(model)
    touches = model.jobs[number].touches
    page = seen.go(site / "runs/first/index.html")
    job = page.locator(f'.job[data-job="{id_}"]')
    job.get_by_role("checkbox").check()
    expect(page.locator(".jobs-head .done-so-far")).to_have_text(f"1 of {len(model.jobs)} jobs done")
    page = seen.go(site / LIST, f"#/records?job={number}")
    expect(page.locator("#done-so-far")).to_have_text(f"{touches} of {touches} done")
    boxes(page).nth(0).uncheck()
    expect(page.locator("#done-so-far")).to_have_text(f"{touches - 1} of {touches} done")
    page = seen.go(site / "runs/first/index.html")
    expect(job.get_by_role("checkbox")).not_to_be_checked()
    expect(job.locator(".how-far")).to_have_text(f"{touches - 1} of {touches} done")
    job.get_by_role("checkbox").check()
    job.get_by_role("checkbox").uncheck()
    expect(job.locator(".how-far")).to_be_hidden()


def test_the_one_file_keeps_ticks_too_and_a_record_can_be_ticked_off_on_its_page(seen: Watched, site: Path) -> None:
    page = seen.go(site / "single.html", "#/records")
    key = keys(page)[0]
    page.locator("#list .key a").first.click()
    page.get_by_label("Done", exact=True).check()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.get_by_label(f"{key} is done")).to_be_checked()
    page.reload()
    expect(page.get_by_label(f"{key} is done")).to_be_checked()


def test_a_browser_that_keeps_nothing_says_so(browser: Browser, site: Path) -> None:
    seen = watched(browser)
    seen.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page = seen.go(site / LIST)
    boxes(page).first.check()
    expect(page.locator("#done-so-far")).to_contain_text("this browser keeps no ticks: they last as long as this page")
    assert boxes(page).first.is_checked()
    assert not seen.trouble


def test_the_same_cells_are_the_same_extract(result: Result, tmp_path: Path) -> None:
    again = tmp_path / "other name"
    again.mkdir()
    for file in FAULTY.iterdir():
        (again / file.name).write_bytes(file.read_bytes())
    assert fingerprint(checked("portal-sync", again)) == fingerprint(result)
    students = again / "students.csv"
    students.write_text(students.read_text("utf-8").replace("On Roll", "Guest", 1), encoding="utf-8")
    assert fingerprint(checked("portal-sync", again)) != fingerprint(result)


# ------------------------------------------------------------------------------------------------------- taken along


def test_the_list_as_it_is_filtered_can_be_saved_and_its_ids_copied(
    browser: Browser, site: Path, model: RunModel
) -> None:
    seen = watched(browser)
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    number, id_ = job_of(model)
    page = seen.go(site / LIST, f"#/records?job={number}&sort=place")
    boxes(page).nth(1).check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="This list as CSV").click()
    assert waiting.value.suggested_filename == "records-faulty-2026-11-22.csv"
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    table = model.records[0]
    held = [at for at, job in table.jobs if job == number]
    assert [row["key"] for row in rows] == [(table.keys or ())[at] or "" for at in held]
    assert [row["row"] for row in rows] == [str(table.rows[at]) for at in held]
    assert all(id_ in row["jobs"].split("; ") for row in rows)
    assert [row["done"] for row in rows] == ["", "✓", *[""] * (len(rows) - 2)]
    for at, row in zip(held, rows, strict=True):
        mine = [one for one in table.findings if one[0] == at]
        assert row["rules"].split("; ") == list(dict.fromkeys(rule for _, rule, *_ in mine))
        assert table.messages[mine[0][4]] in row["message"]
    page.get_by_role("button", name="Copy ids").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert copied == list(dict.fromkeys(row["key"] for row in rows if row["key"]))
    assert not seen.trouble


def test_a_printed_list_says_what_it_is_of_and_the_screen_stays_where_it_was(seen: Watched, site: Path) -> None:
    page = seen.go(site / LIST, "#/records?table=students&page=2&q=s")
    second = keys(page)
    expect(page.locator("#narrowed")).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#narrowed")).to_have_text(re.compile(r"Kind: students \(\d+\) · “s”"))
    assert len(keys(page)) > 200
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert keys(page) == second
