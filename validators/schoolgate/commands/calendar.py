"""`schoolgate calendar`: which records get another answer with nobody touching anything, and when."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.commands import project
from schoolgate.commands.parser import Parser
from schoolgate.commands.source import add_places, add_reading, add_suite, ordered
from schoolgate.delivery.requests import refuse_clashes, refuse_no_folder, refuse_two_documents
from schoolgate.report import calendar as told
from schoolgate.report import terminal
from schoolgate.run.calendar import DAYS, Turn, calendar
from schoolgate.run.order import carried_out
from schoolgate.run.result import Result

_MOST = 3660
_FORMATS: dict[str, Callable[[Result, Sequence[Turn], int], str]] = {"ics": told.as_ics, "json": told.as_json}


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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judge again and again, and print what changes."""
    order = ordered(project.filled(options, "calendar").options)
    if order.suite.turns is None:
        msg = (
            f"{order.suite.name} names no days on which something may change by itself: nobody can tell whether it does"
        )
        raise UsageError(msg)
    reports = [_report(text) for text in options.report]
    files = [(f"report {name}=", path) for name, path in reports if path is not None]
    refuse_clashes(files, order.reads())
    printed = [name for name, path in reports if path is None]
    refuse_two_documents(printed)
    result = carried_out(order)
    turns = calendar(result, options.days)
    with staging() as staged:
        for name, path in reports:
            if path is not None:
                text = _FORMATS[name](result, turns, options.days)
                staged.path(path).write_text(text, encoding="utf-8", newline="")
    # A reader who has seen enough and closed the pipe changes nothing of the answer.
    with suppress(BrokenPipeError):
        for name in printed:
            document(_FORMATS[name](result, turns, options.days))
        if not printed:
            told.show(result, turns, options.days, terminal.console(quiet=False))
        sys.stdout.flush()
    return 0


def _report(text: str) -> tuple[str, Path | None]:
    name, _, place = text.partition("=")
    if name not in _FORMATS:
        msg = f"report {text}: a calendar is told as {' or '.join(_FORMATS)}: {nearest(name, _FORMATS)}"
        raise UsageError(msg)
    if place in {"", "-"}:
        return name, None
    path = Path(place)
    refuse_no_folder(path)
    return name, path


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= _MOST:
        msg = f"{text!r} is no number of days; expected 1 to {_MOST}"
        raise argparse.ArgumentTypeError(msg)
    return int(text)
