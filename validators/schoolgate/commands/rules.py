"""`schoolgate rules`: the catalogue of requirements."""

import argparse

from schoolgate.basics.streams import document
from schoolgate.catalogue import entries
from schoolgate.commands.parser import Parser
from schoolgate.report import catalogue as report
from schoolgate.report import catalogue_markdown, terminal


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "The catalogue: what is required, where that is written, how to mend it, how each engine checks it."
    )
    parser.add_argument(
        "name", nargs="?", metavar="RULE|SUITE", help="one rule in full, or the rules of one suite (default: all)"
    )
    told = parser.group("how it is printed", "rules PS-310 --format markdown")
    told.add_argument(
        "--format", choices=["text", "markdown", "json"], default="text", help="how to print it (default: text)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what was asked for."""
    found = entries.find(options.name)
    match options.format:
        case "json":
            document(report.as_json(found))
        case "markdown":
            document(catalogue_markdown.catalogue(found))
        case _:
            report.show(found, terminal.console(quiet=False))
    return 0
