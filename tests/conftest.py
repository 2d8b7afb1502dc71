"""What every test relies on: one thread for each worker, signals that are heard, an end however it hangs."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

QUICK = 180
"""Seconds that a test may take on a loaded machine before it is given up; it takes a thousandth of that on a quiet one."""
SLOW = 900
"""The same of a test that is marked slow: it starts browsers, installs packages, or runs Great Expectations."""


# A busy machine is no fault of what it draws; the limits below end what hangs.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


def pytest_configure() -> None:
    """Hear signals, whoever started the tests: in a job in the background a child would inherit that it ignores them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)


PENDING = Path(__file__).with_name("pending.txt")
"""Tests that do not hold yet, an id a line: they are not run, and every run says how many."""


def pytest_report_header() -> str:
    """How many tests wait."""
    return f"{len(_pending())} tests of tests/pending.txt are not run: what they are about does not hold yet"


def _pending() -> set[str]:
    lines = PENDING.read_text(encoding="utf-8").splitlines() if PENDING.is_file() else []
    return {line for line in lines if line and not line.startswith("#")}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each test its limit, and leave out those that wait; a whole module waits by its path."""
    waiting = _pending()
    left = [item for item in items if not {item.nodeid, item.nodeid.partition("::")[0]} & waiting]
    if len(left) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in left])
        items[:] = left
    for item in items:
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SLOW if item.get_closest_marker("slow") else QUICK))
