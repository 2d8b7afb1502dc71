"""What `schoolgate check` takes of many schools."""

import argparse

from schoolgate.basics.errors import UsageError
from schoolgate.options.parser import Container
from schoolgate.report.summaries import Summary

PLACE = "{school}"
"""Stands in a path for the name of the school's folder."""


def add_options(parser: Container) -> None:
    """Add `--each` and `--jobs`."""
    parser.add_argument(
        "--each",
        action="store_true",
        help="check every folder in SOURCE, a school each, those that the text file SOURCE lists, a line each, or, where "
        f"the settings divide the tables ([intake] partition), those that the rows name; {PLACE} "
        "in a path of --report, --docs, --baseline, --waivers or --settings stands for the school's name; without it --docs "
        f"builds one site of all schools, and --report {'|'.join(Summary)} is of all of them",
    )
    parser.add_argument(
        "--summary",
        action="append",
        default=[],
        metavar="FORMAT[=FILE]",
        help=f"with --each: the table of the schools, for programs: {', '.join(Summary)}; may be given several times",
    )
    parser.add_argument(
        "--jobs", type=_jobs, metavar="N", help="with --each: how many schools at once (default: one per core)"
    )


def refuse_alone(options: argparse.Namespace) -> None:
    """Raise for what means something only with `--each`.

    Raises:
        UsageError: `--jobs` or `--summary` is given.
    """
    if options.summary:
        msg = "--summary does nothing by itself; it is the table of the schools that --each checks"
        raise UsageError(msg)
    if options.jobs is not None:
        msg = "--jobs does nothing by itself; it says how many schools --each checks at once"
        raise UsageError(msg)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:  # noqa: PLR2004 (more than any machine has cores)
        msg = f"{text!r} is no number of schools; expected 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return int(text)
