"""What every test relies on: one thread for each worker, signals that are heard, an end however it hangs."""

import gc
import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from chromium import browser

__all__ = ["browser"]
TESTS = Path(__file__).parent
QUICK = 180
"""Seconds that a test may take on a loaded machine before it is given up; it takes a thousandth of that on a quiet one."""
SLOW = 900
"""The same of a test that is marked slow: it starts browsers, installs packages, or runs Great Expectations."""
LONGEST_FIRST = (
    "docs/test_screens.py",
    "test_privacy.py",
    "test_gx.py",
    "schoolcomms_leavers/test_against_oracle.py",
    "boost_promotion/test_against_oracle.py",
    "portal_sync/test_against_oracle.py",
    "docs/test_at_once.py",
    "ci/test_action.py",
    "cluster/test_spark.py",
    "docs/test_changes.py",
    "docs/test_results.py",
    "docs/test_publish.py",
    "student_import/test_against_oracle.py",
    "test_endings.py",
    "test_killed.py",
    "docs/test_browser_records.py",
    "docs/test_browser_safety.py",
    "serving/test_cases.py",
    "serving/test_browser.py",
    "test_pandera.py",
    "docs/test_portfolio.py",
    "docs/test_letters.py",
    "test_cases.py",
    "docs/test_pages.py",
    "intake/test_bounded.py",
    "intake/test_hostile.py",
    "test_library.py",
    "test_calendar.py",
    "test_gate.py",
    "test_pseudonym.py",
    "serving/test_server.py",
    "test_each.py",
    "test_sql.py",
    "intake/test_map_cases.py",
    "test_partition.py",
    "test_difference.py",
    "test_explain.py",
    "docs/test_records.py",
    "boost_promotion/test_sample.py",
    "test_catalogue.py",
    "schoolcomms_leavers/test_sample.py",
    "test_sample.py",
    "test_words.py",
    "docs/test_downloads.py",
    "report/test_markdown.py",
    "test_cli.py",
    "docs/test_command.py",
    "student_import/test_sample.py",
    "report/test_raw_words.py",
    "report/test_formats.py",
    "cluster/test_worker.py",
)
"""Files, so that at the end each worker has a small one to go on with; one that is missing here costs seconds, no more."""


# The day that most tests are about is never far from their clock.
os.environ["SOURCE_DATE_EPOCH"] = "1795348800"
# Ten thousand tests and what they import live until the end: to look through them for cycles took a tenth of all the time.
gc.set_threshold(10_000, 10, 10)
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


def pytest_collection_finish() -> None:
    """Whatever is there before the first test stays: nobody looks through it again for what could go."""
    gc.collect()
    gc.freeze()
