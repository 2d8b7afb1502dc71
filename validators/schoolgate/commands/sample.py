"""`schoolgate sample`: a synthetic extract with known faults."""

import argparse
import importlib.util
import shlex
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from schoolgate import suites
from schoolgate.basics.clock import moment
from schoolgate.basics.errors import UsageError
from schoolgate.basics.shown import visible
from schoolgate.commands import progress
from schoolgate.language.settings import CommonSettings
from schoolgate.language.suite import Suite
from schoolgate.sample.extract import TRUTH, sample


def run(options: argparse.Namespace) -> int:
    """Write the extract, and say where it is and how to check it."""
    suite = suites.load(options.suite)
    refuse_without_sample(suite)
    as_of = day(options.as_of, suite)
    place = options.directory
    with progress.told():
        sample(
            suite,
            place,
            rows=options.rows,
            faults=options.faults,
            seed=options.seed,
            as_of=as_of,
            scenario=options.scenario,
        )
    told = [f"Wrote {options.rows:,} {suite.tables[0].name.replace('_', ' ')}, and what belongs to them, to {place}."]
    if options.faults:
        told.append(f"{TRUTH}.csv there lists every finding that a check must make.")
    told.append(f"Now: {check_command(suite, place, as_of)}")
    sys.stdout.write("".join(f"{visible(line)}\n" for line in told))
    return 0


def has_sample(suite: str) -> bool:
    """Whether the suite of that name comes with a synthetic extract."""
    return importlib.util.find_spec(f"{suites.__name__}.{suites.section(suite)}.sample") is not None


def refuse_without_sample(suite: Suite) -> None:
    """Refuse a suite that comes with no synthetic extract.

    Raises:
        UsageError: it has none; the message names those that have.
    """
    if not has_sample(suite.name):
        with_sample = ", ".join(name for name in suites.names() if has_sample(name)) or "none"
        msg = f"{suite.name} has no synthetic sample; suites that have one: {with_sample}"
        raise UsageError(msg)


def day(text: str | None, suite: Suite) -> date:
    """The day that `--as-of` names, in the time zone of default settings; without it, today."""
    return moment(text, ZoneInfo(CommonSettings().timezone), suite.bare_date).date


def check_command(suite: Suite, place: Path, as_of: date) -> str:
    """The command that checks the extract on its day."""
    return f"schoolgate check {suite.name} {shlex.quote(str(place))} --as-of {as_of}"
