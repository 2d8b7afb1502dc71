"""`schoolgate guide`: what a suite's article says to do before, how, and afterwards, and what cannot be undone."""

import argparse

from schoolgate import suites
from schoolgate.basics.errors import UsageError
from schoolgate.commands.parser import Parser
from schoolgate.commands.source import add_suite
from schoolgate.report import guide, terminal


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Print the guide of a suite: before, the steps, afterwards, what cannot be undone, and the questions "
        "that only the school can answer."
    )
    add_suite(parser)
    parser.example("guide portal-sync")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the guide."""
    suite = suites.load(options.suite)
    if suite.guide is None:
        msg = f"{suite.name} has no guide; `schoolgate rules {suite.name}` lists its requirements"
        raise UsageError(msg)
    guide.show(suite, suite.guide, terminal.console(quiet=False))
    return 0
