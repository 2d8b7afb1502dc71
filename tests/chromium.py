"""A real browser, where the machine has one."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without what it draws around a page, which nobody sees here: half the work."""


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, without a window: one for all that a worker runs, as Playwright allows no second."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (most tests need no browser)

    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on the PATH: how pages behave in a browser was not tested; apt-get install chromium")
    switches = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=switches)
        yield launched
        launched.close()
