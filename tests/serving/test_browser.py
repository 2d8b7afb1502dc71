"""In a real browser, as somebody who reads nothing but the page: from the first page to a verdict, on every suite."""

import csv
import re
import shutil
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, Page, expect

import film
from schoolgate.serving import app
from schoolgate.serving.server import Serving, serving
from watched import PHONE, Watched, watched

pytestmark = pytest.mark.slow
CASES = Path(__file__).parents[1] / "cases" / "intake"
DATA = Path(__file__).parents[2] / "data"
SECONDS = 60_000


@pytest.fixture(scope="module")
def page_server() -> Iterator[Serving]:
    """One server for all: each walk has a suite of its own."""
    with serving() as found:
        ready = threading.Event()
        thread = threading.Thread(target=found.run, args=(ready.set,))
        thread.start()
        assert ready.wait(20)
        yield found
        found.stop()
        thread.join(20)


@dataclass
class Walk:
    """Somebody at the page: what they see on the way is looked at for barriers."""

    page: Page
    seen: Watched
    serving: Serving
    looked: list[str] = field(default_factory=list)

    def look(self) -> None:
        """No barrier to anybody, no line wider than the screen, no request to anywhere else."""
        # The address changes before the styles are there.
        self.page.wait_for_load_state("load")
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.title()}: {wide} pixels wider than the screen"
        report = Axe().run(
            self.page, options={"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
        )
        assert report.violations_count == 0, f"{self.page.title()}: {report.generate_report()}"
        self.looked.append(self.page.title())

    def begin(self, suite: str) -> None:
        """Choose what one is about to do."""
        self.page.goto(f"http://{self.serving.session.authority}{self.serving.session.root}/")
        self.page.locator(f"a[href$='/{suite}/']").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(re.compile("Drop"))
        self.page.wait_for_load_state("load")

    def drop(self, *files: Path) -> None:
        """Choose files, and have them looked at."""
        self.page.set_input_files("#files", [str(path) for path in files])
        self.page.get_by_role("button", name=re.compile("^Look at")).click()
        self.page.wait_for_url("**/questions", timeout=SECONDS)

    def choose(self, question: str, answer: str | re.Pattern[str], text: str | None = None) -> None:
        """Answer a question."""
        group = self.page.get_by_role("group", name=question)
        if text is None:
            group.get_by_role("radio", name=answer).check()
        else:
            group.get_by_role("textbox").fill(text)
            expect(group.get_by_role("radio", name=answer)).to_be_checked()

    def check(self, as_of: str) -> None:
        """Have it checked, and come to the verdict."""
        self.page.get_by_label(re.compile("^As of which day")).fill(as_of)
        self.page.get_by_role("button", name=re.compile("check", re.IGNORECASE)).click()
        self.page.wait_for_url("**/docs/runs/**", timeout=SECONDS)

    def records(self) -> dict[str, dict[str, str]]:
        """The list of records, downloaded: by table and key."""
        self.page.get_by_role("link", name="Download lists").click()
        with self.page.expect_download() as download:
            self.page.locator("a[href$='/lists/records']").click()
        with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
            found = {f"{row['table']}/{row['key']}": row for row in csv.DictReader(file)}
        self.page.get_by_role("link", name="Back to the verdict").click()
        return found


@pytest.fixture
def walk(request: pytest.FixtureRequest, browser: Browser, page_server: Serving) -> Iterator[Walk]:
    """Somebody in a browser that has the session, with the screen that the test asks for."""
    look = getattr(request, "param", {})
    seen = watched(browser, **look)
    seen.page.context.add_cookies([cookie_of(page_server)])
    yield Walk(seen.page, seen, page_server)
    own = f"http://{page_server.session.authority}/"
    assert [url for url in seen.asked if not url.startswith((own, "data:", "blob:"))] == []
    # A browser says itself that it has cleared what pages kept, and that a page told of a failure.
    assert [told for told in seen.trouble if "Clear-Site-Data" not in told and "status of 422" not in told] == []
    seen.page.context.close()


def cookie_of(found: Serving) -> SetCookieParam:
    """The cookie of the session: its address works once, and the first test uses it up."""
    return {
        "name": "schoolgate",
        "value": found.session.secret,
        "domain": "127.0.0.1",
        "path": found.session.root,
        "sameSite": "Strict",
    }


def answers_of(case: str, run: int = -1) -> dict[str, str]:
    """What must come out of a case."""
    runs = tomllib.loads((CASES / case / "case.toml").read_text("utf-8"))["run"]
    return {key: told["status"] for key, told in runs[run]["records"].items() if "status" in told}


def agree(found: dict[str, dict[str, str]], case: str) -> None:
    expected = answers_of(case)
    assert expected
    told = {key: row["status"] for key, row in found.items()}
    short = {key.partition("/")[2]: status for key, status in told.items()}
    assert {key: {**short, **told}.get(key) for key in expected} == expected


def inputs(case: str) -> list[Path]:
    folder = CASES / case / "input"
    return sorted(folder.iterdir()) if folder.is_dir() else sorted((CASES / case).glob("input.*"))


# ---------------------------------------------------------------------------------------------------- walks


def test_the_opened_address_leads_in_and_nobody_else(browser: Browser, page_server: Serving) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_server.session.address)
    page.wait_for_url(f"**{page_server.session.root}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What are you about to do?")
    assert page.evaluate("document.cookie") == ""
    other = browser.new_context()
    refused = other.new_page()
    assert (answer := refused.goto(page_server.session.address))
    assert answer.status == 403
    assert (answer := refused.goto(page.url))
    assert answer.status == 403
    Walk(refused, Watched(refused), page_server).look()
    context.close()
    other.close()


def test_a_transfer_file_by_keyboard_alone(walk: Walk) -> None:
    page = walk.page
    page.goto(f"http://{walk.serving.session.authority}{walk.serving.session.root}/")
    walk.look()

    def tab_to(selector: str, most: int = 60) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"Tab does not lead to {selector}")

    tab_to("a[href$='/boost-promotion/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/boost-promotion/")
    walk.look()
    tab_to("#files")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files([str(path) for path in inputs("20-common-transfer-file")])
    expect(page.locator("#chosen")).to_have_text("classes.csv, learners.csv, transfer.xml")
    tab_to("button.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions", timeout=SECONDS)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 thing is not clear")
    walk.look()
    tab_to("input[name='intake.pupils.constant.registration_group.typed']")
    page.keyboard.type("6 Yew")
    tab_to("#school")
    page.keyboard.type("Riverside")
    tab_to("#as-of")
    page.keyboard.type("2026-09-07")
    tab_to("button.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/docs/runs/**", timeout=SECONDS)
    expect(page.get_by_role("heading", level=1)).to_have_text("5 of 5 pupils will sync as they are.")
    expect(page.locator(".meta").first).to_contain_text("Riverside")
    agree(walk.records(), "20-common-transfer-file")
    kept = (walk.serving.folder / "boost-promotion" / "extract" / "settings.toml").read_text("utf-8")
    assert tomllib.loads(kept)["school"] == "Riverside"
    assert tomllib.loads(kept)["intake"]["pupils"]["constant"] == {"registration_group": "6 Yew"}


@pytest.mark.parametrize("walk", [{"screen": PHONE, "dark": True}], indirect=True)
def test_a_file_without_headings_on_a_phone_in_the_dark(walk: Walk) -> None:
    walk.begin("schoolcomms-leavers")
    walk.look()
    walk.drop(*inputs("16-schoolcomms-file-without-heading"))
    walk.look()
    # Its first line is somebody's record: nothing of it may be shown, not as a heading either.
    shown = walk.page.content()
    for cell in (inputs("16-schoolcomms-file-without-heading")[1]).read_text("utf-8").splitlines()[0].split(",")[:3]:
        assert cell not in shown
    walk.choose("Is it this format?", re.compile("^Yes"))
    walk.choose("Which file is “mis”?", "left.csv")
    walk.choose("Which column of members is “is leaver”?", "It is no in every row")
    walk.choose("Which column of members is “leaving date”?", re.compile("^Leave"))
    walk.choose("Which column of members is “deleted at”?", "It is blank in every row")
    walk.choose("Which column of members is “selected”?", "It is no in every row")
    walk.check("2026-09-07")
    walk.look()
    found = walk.records()
    assert {key: row["verdict"] for key, row in found.items() if row["key"] in {"1502", "1503", "1506"}} == {
        "members/1502": "keep", "members/1503": "keep", "members/1506": "keep",
    }  # fmt: skip
    walk.page.get_by_role("link", name=re.compile("^Why one")).click()
    walk.look()
    walk.page.get_by_label("Its id").fill("1503")
    walk.page.get_by_role("button", name="Look").click()
    expect(walk.page.get_by_label("The reply", exact=True)).to_contain_text(re.compile("1503"))
    walk.look()
    walk.page.get_by_label("Its id").fill("nobody")
    walk.page.get_by_role("button", name="Look").click()
    expect(walk.page.get_by_role("alert")).to_contain_text("nobody")


@pytest.mark.parametrize("walk", [{"scripts": False}], indirect=True)
def test_a_template_without_any_script(walk: Walk) -> None:
    page = walk.page
    walk.begin("student-import")
    page.set_input_files("#files", [str(path) for path in inputs("18-courseval-template")])
    page.get_by_role("button", name="Look at them").click()
    page.wait_for_url("**/questions", timeout=SECONDS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your files are understood")
    walk.check("2026-08-20")
    agree(walk.records(), "18-courseval-template")
    page.get_by_role("link", name=re.compile("^Why one")).click()
    page.get_by_label("Its id").fill("0453")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_label("The reply", exact=True)).to_contain_text("SI-201")


@pytest.mark.parametrize("walk", [{"dark": True}], indirect=True)
def test_a_workbook_is_mended_and_dropped_again(walk: Walk, tmp_path: Path) -> None:
    page = walk.page
    walk.begin("portal-sync")
    walk.drop(*inputs("22-workbook-with-a-sheet-per-table"))
    walk.look()
    walk.check("2026-06-15")
    agree(walk.records(), "22-workbook-with-a-sheet-per-table")
    headline = page.get_by_role("heading", level=1)
    expect(headline).to_contain_text("3 will not")
    page.get_by_role("link", name="Download lists").click()
    walk.look()
    # What was wrong with one of them is mended in the MIS, and exported under another name.
    mended = tmp_path / "mended (1).xlsx"
    from openpyxl import load_workbook  # noqa: PLC0415 (this walk alone)

    book = load_workbook(inputs("22-workbook-with-a-sheet-per-table")[0])
    heads = [cell.value for cell in book["Students"][1]]
    for row in book["Students"].iter_rows():
        if row[0].value == 1005:
            row[heads.index("Salutation")].value = "Ms"
    book.save(mended)
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="Files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drop the new export")
    walk.look()
    walk.drop(mended)
    expect(page.locator(".banner.calm")).to_contain_text("was put in the place of input.xlsx")
    walk.check("2026-06-15")
    expect(headline).to_contain_text("2 will not")
    expect(page.locator(".since")).to_contain_text("1 mended")
    # What somebody ticks to see what cells hold is off until then.
    assert "This report shows personal values" not in page.content()


def test_what_is_wrong_is_said_where_it_is_mended(walk: Walk, tmp_path: Path) -> None:
    page = walk.page
    walk.begin("portal-sync")
    for name in ("picture.png", "notes.csv"):
        (tmp_path / name).write_bytes(b"a,b\n1,2\n")
    page.set_input_files("#files", [str(tmp_path / "picture.png")])
    page.get_by_role("button", name=re.compile("^Look at")).click()
    expect(page.get_by_role("alert")).to_contain_text("picture.png: is no table; expected a file that ends in")
    walk.look()
    shutil.copy(DATA / "example" / "students.csv", tmp_path / "students.csv")
    (tmp_path / "students.csv").write_bytes(b'student_id,salutation\nS1,"Ms\nS2,Mr\n')
    page.set_input_files("#files", [str(tmp_path / "students.csv")])
    page.get_by_role("button", name=re.compile("^Look at")).click()
    expect(page.locator(".reason.bad").first).to_contain_text("students.csv", timeout=SECONDS)
    walk.look()
    (tmp_path / "settings.toml").write_text("[intake]\nnonsense = 1\n", encoding="utf-8")
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="Files").click()
    page.set_input_files("#files", [str(tmp_path / "settings.toml")])
    page.get_by_role("button", name=re.compile("^Look at")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It could not be done", timeout=SECONDS)
    expect(page.locator(".reason.bad")).to_contain_text("unknown setting 'nonsense'")
    walk.look()


@pytest.mark.parametrize("walk", [{"screen": PHONE}], indirect=True)
def test_work_that_takes_long_is_watched_and_stopped(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = walk.page
    monkeypatch.setattr(app, "_A_MOMENT", 0)
    # Nobody answers the script, so that the page stays as it is.
    page.route("**/working.json*", lambda _: None)
    walk.begin("student-import")
    page.set_input_files("#files", [str(path) for path in inputs("18-courseval-template")])
    page.get_by_role("button", name=re.compile("^Look at")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Looking at your files")
    expect(page.get_by_role("status")).not_to_be_empty()
    walk.look()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Drop")


def test_a_zip_is_dropped_onto_the_page(walk: Walk, tmp_path: Path) -> None:
    page = walk.page
    with ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted((DATA / "example").iterdir()):
            archive.write(path, path.name)
    walk.begin("portal-sync")
    content = list((tmp_path / "all.zip").read_bytes())
    page.evaluate(
        """([name, content]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(content)], name));
            const how = {dataTransfer: transfer, bubbles: true, cancelable: true};
            document.querySelector('h1').dispatchEvent(new DragEvent('drop', how));
        }""",
        ["all.zip", content],
    )
    expect(page.locator("#chosen")).to_have_text("all.zip")


def test_the_pictures_of_the_documentation_are_of_todays_page(
    walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "TARGET", tmp_path)
    for path in (walk.serving.folder / film.SUITE / "extract").glob("*"):
        path.unlink()
    walk.page.set_viewport_size(film.SCREEN)
    film.walk(walk.page, f"http://{walk.serving.session.authority}{walk.serving.session.root}/")
    taken = {path.name for path in tmp_path.glob("*.png")}
    assert len(taken) == 5
    assert taken == {path.name for path in (DATA.parent / "docs" / "screenshots").glob("serve-*.png")}
    shown = (DATA.parent / "docs" / "serve.md").read_text("utf-8")
    assert all(f"(screenshots/{name})" in shown for name in taken)


def test_it_is_finished(walk: Walk) -> None:
    walk.page.goto(f"http://{walk.serving.session.authority}{walk.serving.session.root}/")
    walk.page.get_by_role("button", name="Finish, and remove everything").click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Finished")
    walk.look()
