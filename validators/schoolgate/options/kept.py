"""What commands take that write an entry into a file beside the tables."""

import argparse
from datetime import date
from pathlib import Path

from schoolgate.basics.clock import YEARS, today
from schoolgate.options import project
from schoolgate.options.parser import Parser


def add_file(parser: Parser, name: str, example: str) -> None:
    """Add what says which file is written; `name` is what it is called beside the tables."""
    where = parser.group("where it is written", f"{example} --file extracts/{name}")
    where.add_argument(
        "--file",
        type=Path,
        metavar="FILE",
        help=f"the file to write, which is made where there is none (default: the one that {project.PROJECT_FILE} "
        f"names, else {name} beside its source, else {name} in this folder)",
    )
    project.add_options(where, printing=False)


def day(text: str) -> date:
    """The last day of an entry, which must not have passed.

    Raises:
        ArgumentTypeError: it is no date, or lies in the past.
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is no date; expected YYYY-MM-DD"
        raise argparse.ArgumentTypeError(msg) from None
    if found < today():
        msg = f"{text} has passed (today is {today()}); give a day that is still to come"
        raise argparse.ArgumentTypeError(msg)
    if found.year not in YEARS:
        msg = f"{text}: the year must be between {YEARS[0]} and {YEARS[-1]}"
        raise argparse.ArgumentTypeError(msg)
    return found
