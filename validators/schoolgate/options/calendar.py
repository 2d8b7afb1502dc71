"""What `schoolgate calendar` takes."""

import argparse

from schoolgate.options import project
from schoolgate.options.parser import Parser
from schoolgate.options.source import add_places, add_reading, add_suite
from schoolgate.run.usual import DAYS

_MOST = 3660


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Judge the extract again on each day on which something may change with nobody touching it: an admission date, "
        "the leaver window, a deletion. Where the day would give a personal date back, its month is told. "
        "Exit codes: 0 told; 2 wrong usage; 3 input cannot be read; 4 a fault of schoolgate."
    )
    parser.usage = "schoolgate calendar [SUITE] [SOURCE ...] [options]"
    add_suite(parser, optional=True)
    add_places(parser, optional=True)
    add_reading(parser.group("how it is read", "calendar portal-sync extracts --as-of 2026-09-01"))
    how = parser.group("what is told", "calendar portal-sync extracts --days 180 --report ics=changes.ics")
    how.add_argument("--days", type=_days, default=DAYS, metavar="N", help=f"how far ahead to look (default: {DAYS})")
    how.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT[=FILE]",
        help="ics=FILE (for a calendar program) or json[=FILE]; may be given several times; without FILE to stdout",
    )
    project.add_options(
        parser.group("a project file", "calendar --config schools/schoolgate.toml --days 30"), printing=False
    )


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= _MOST:
        msg = f"{text!r} is no number of days; expected 1 to {_MOST}"
        raise argparse.ArgumentTypeError(msg)
    return int(text)
