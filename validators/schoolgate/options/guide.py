"""What `schoolgate guide` takes."""

from schoolgate.options.parser import Parser
from schoolgate.options.source import add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Print the guide of a suite: before, the steps, afterwards, what cannot be undone, and the questions "
        "that only the school can answer."
    )
    add_suite(parser)
    parser.example("guide portal-sync")
