"""What tests in a browser share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from watched import Watched, watched


@pytest.fixture
def seen(browser: Browser) -> Iterator[Watched]:
    """A page that must not complain."""
    found = watched(browser)
    yield found
    assert not found.trouble
    found.page.context.close()
