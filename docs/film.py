"""Make docs/screenshots/serve-*.png: the page of `schoolgate serve` from the first look to the reply to a case.

Somebody walks through it in a browser, with the exports of a school whose pupils do not exist.
"""

import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, sync_playwright

from schoolgate.serving.server import Serving, serving

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

TARGET = Path(__file__).parent / "screenshots"
EXPORTS = Path(__file__).parents[1] / "data" / "exports"
SUITE = "boost-promotion"
DAY = "2026-09-07"
SCREEN: "ViewportSize" = {"width": 1000, "height": 720}


def take(page: Page, name: str) -> None:
    """One picture, of what is on the screen."""
    page.wait_for_load_state("load")
    target = TARGET / f"serve-{name}.png"
    page.screenshot(path=target)
    if smaller := shutil.which("pngquant"):
        subprocess.run([smaller, "--force", "--strip", "--output", str(target), str(target)], check=True)  # noqa: S603 (our own picture)


def walk(page: Page, address: str) -> None:
    """From the opened address to the verdict."""
    page.goto(address)
    page.locator(f"a[href$='/{SUITE}/']").wait_for()
    take(page, "1-start")
    page.locator(f"a[href$='/{SUITE}/']").click()
    files = sorted(path for path in EXPORTS.iterdir() if path.suffix in {".csv", ".xlsx"})
    page.set_input_files("#files", [str(path) for path in files])
    take(page, "2-files")
    page.locator("button.main").click()
    page.wait_for_url("**/questions")
    take(page, "3-questions")
    for group in page.get_by_role("group").filter(has=page.locator("input[required]")).all():
        group.get_by_role("radio").first.check()
    page.get_by_label("The school's name").fill("Riverside")
    page.get_by_label("As of which day").fill(DAY)
    page.locator("form.asking button.main").click()
    page.wait_for_url("**/docs/runs/**")
    take(page, "4-verdict")
    page.locator("nav.at-work a").nth(1).click()
    page.get_by_label("Its id").fill("5002")
    page.get_by_role("button", name="Look").click()
    page.get_by_label("The reply", exact=True).wait_for()
    take(page, "5-record")


def film(found: Serving, chromium: str) -> None:
    """All pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        walk(browser.new_page(viewport=SCREEN, color_scheme="light"), found.session.address)
        browser.close()


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("there is no chromium on the PATH; install it first, for example: apt-get install chromium")
    with serving() as found:
        ready = threading.Event()
        thread = threading.Thread(target=found.run, args=(ready.set,))
        thread.start()
        try:
            ready.wait()
            film(found, chromium)
        finally:
            found.stop()
            thread.join()


if __name__ == "__main__":
    main()
