"""`schoolgate schema`: what each source table must look like, as JSON Schema."""

import argparse
import json

from schoolgate import suites
from schoolgate.basics.streams import document
from schoolgate.catalogue import contract
from schoolgate.commands.parser import Parser
from schoolgate.commands.source import add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "The contract of a suite's tables as JSON Schema, draft 2020-12: of an extract, or of one table's rows."
    )
    add_suite(parser)
    parser.add_argument("table", nargs="?", metavar="TABLE", help="one table's row (default: the whole extract)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    suite = suites.load(options.suite)
    found = contract.table_schema(suite, options.table) if options.table else contract.suite_schema(suite)
    document(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return 0
