"""What every test relies on: one thread for each worker, signals that are heard, an end however it hangs."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
QUICK = 180
"""Seconds that a test may take on a loaded machine before it is given up; it takes a thousandth of that on a quiet one."""
SLOW = 900
"""The same of a test that is marked slow: it starts browsers, installs packages, or runs Great Expectations."""
LONGEST_FIRST = (
    "cluster/test_spark.py",
    "docs/test_screens.py",
    "serving/test_cases.py",
    "serving/test_browser.py",
    "test_privacy.py",
    "test_gx.py",
    "boost_promotion/test_against_oracle.py",
    "docs/test_publish.py",
    "test_pandera.py",
    "docs/test_browser_safety.py",
    "portal_sync/test_against_oracle.py",
    "docs/test_results.py",
    "schoolcomms_leavers/test_against_oracle.py",
    "test_gate.py",
    "test_cases.py",
    "docs/test_letters.py",
    "student_import/test_against_oracle.py",
    "docs/test_pages.py",
    "docs/test_portfolio.py",
    "test_endings.py",
    "test_each.py",
    "test_library.py",
    "test_pseudonym.py",
)
"""Files, so that at the end each worker has a small one to go on with; one that is missing here costs seconds, no more."""


# The day that most tests are about is never far from their clock.
os.environ["SOURCE_DATE_EPOCH"] = "1795348800"
# A busy machine is no fault of what it draws; the limits below end what hangs.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


def pytest_configure() -> None:
    """Hear signals, whoever started the tests: in a job in the background a child would inherit that it ignores them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first; each test has its limit."""
    ranks = {TESTS / name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))
    for item in items:
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SLOW if item.get_closest_marker("slow") else QUICK))
