"""What commands share that write an entry into a file beside the tables: which file, which rule, until when."""

import argparse
import shlex
from datetime import date
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.clock import YEARS, today
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.shown import visible
from schoolgate.commands import project
from schoolgate.commands.parser import Parser
from schoolgate.language.suite import Suite


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


def suite_of(rule: str, where: str) -> Suite:
    """The suite that has a rule.

    Raises:
        UsageError: none has; the message names the nearest.
    """
    known = {one: suite for suite in map(suites.load, suites.names()) for one in suite.rules_by_id}
    if rule not in known:
        hint = nearest(rule, known)
        hint = "`schoolgate rules SUITE` lists those of a workflow" if hint.startswith("known:") else hint
        msg = f"{where}: there is no rule {rule!r}: {hint}"
        raise UsageError(msg)
    return known[rule]


def next_command(words: str, option: str, path: Path, source: Path | None, key: str = "") -> str:
    """The command to run next, `words` and what they are about; the file has to be named where nothing finds it."""
    found = source is not None and path.parent.resolve() == source.resolve()
    place = "SOURCE" if source is None else shlex.quote(str(source))
    named = "" if found else f" {option} {shlex.quote(str(path))}"
    return visible(f"Next: schoolgate {words} {place}{f' {key}' if key else ''}{named}")
