"""`schoolgate calendar`: which records get another answer with nobody touching anything, and when."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.commands import progress, project
from schoolgate.commands.source import ordered
from schoolgate.delivery.requests import is_stdout, refuse_clashes, refuse_no_folder, refuse_two_documents
from schoolgate.report import calendar as told
from schoolgate.report import terminal
from schoolgate.run.calendar import Turn, calendar
from schoolgate.run.order import carried_out
from schoolgate.run.result import Result

_FORMATS: dict[str, Callable[[Result, Sequence[Turn], int], str]] = {"ics": told.as_ics, "json": told.as_json}


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
    refuse_two_documents([name for name, path in reports if path is None or is_stdout(path)])
    with progress.told():
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
