"""`schoolgate guide`: what a suite's article says to do before, how, and afterwards, and what cannot be undone."""

import argparse

from schoolgate import suites
from schoolgate.basics.errors import UsageError
from schoolgate.report import guide, terminal


def run(options: argparse.Namespace) -> int:
    """Print the guide."""
    suite = suites.load(options.suite)
    if suite.guide is None:
        msg = f"{suite.name} has no guide; `schoolgate rules {suite.name}` lists its requirements"
        raise UsageError(msg)
    guide.show(suite, suite.guide, terminal.console(quiet=False))
    return 0
