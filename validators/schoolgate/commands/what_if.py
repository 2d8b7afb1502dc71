"""`schoolgate what-if`: who is free once jobs are done, judged again."""

import argparse
import re
import sys
from contextlib import suppress

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.commands import progress, project
from schoolgate.commands.source import ordered
from schoolgate.report import terminal, what_if
from schoolgate.run.order import carried_out
from schoolgate.run.result import Result

_PERCENT = re.compile(r"([0-9]{1,3})(?:\.[0-9]{1,9})?%?")
_WHOLE = 100


def run(options: argparse.Namespace) -> int:
    """Judge again, and print what that changes."""
    share = _share(options.target) if options.target is not None else None
    order = ordered(project.filled(options, "what-if").options)
    with progress.told():
        result = carried_out(order)
    for name in options.do:
        if result.jobs.named(name) is None:
            msg = f"--do {name}: there is no such job here: {nearest(name, [job.id for job in result.jobs.ranked])}"
            raise UsageError(msg)
    told = what_if.told(result, _asked(result, options.do, share), share)
    # A reader who has seen enough and closed the pipe changes nothing of the answer.
    with suppress(BrokenPipeError):
        what_if.show(told, terminal.console(quiet=False))
        sys.stdout.flush()
    return 0


def _asked(result: Result, given: list[str], share: float | None) -> list[str]:
    """The jobs to take as done: those given, those that get far enough, or all that somebody can do."""
    if share is not None:
        return what_if.towards(result, given, share)
    return given or [job.id for job in result.jobs.ranked if job.touches and job.mendable]


def _share(text: str) -> float:
    if not _PERCENT.fullmatch(text) or float(text.removesuffix("%")) > _WHOLE:
        msg = f"--target {text}: expected a percentage from 0 to 100, such as 95%"
        raise UsageError(msg)
    return float(text.removesuffix("%")) / _WHOLE
