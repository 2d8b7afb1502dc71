"""`schoolgate explain`: why this one record will, or will not, go through."""

import argparse
import sys
from contextlib import suppress

from schoolgate.basics.errors import UsageError
from schoolgate.basics.streams import document
from schoolgate.commands.parser import Parser
from schoolgate.commands.source import add_source, ordered
from schoolgate.report import checklist, terminal
from schoolgate.run.order import carried_out
from schoolgate.story.checklist import explain
from schoolgate.story.search import find


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Tick the documented requirements for one record. Exit codes: 0 it goes through; 1 it does not, or that "
        "cannot be told; 2 wrong usage, or no such KEY; 3 input cannot be read; 4 a fault of schoolgate."
    )
    add_source(parser)
    parser.add_argument("key", metavar="KEY", help="the record's key, or 'row N' for the record in row N of its file")
    parser.add_argument(
        "--table", metavar="NAME", help="the table that KEY is of (default: the records that are judged)"
    )
    parser.add_argument("--all", action="store_true", help="list the requirements that do not apply too, and why")
    parser.add_argument("--show-values", action="store_true", help="show cell values of personal columns too")
    parser.add_argument(
        "--reply", action="store_true", help="write plain text for a support case, or for a reply to the school"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain each row with the key, and say with the exit code whether all of them go through."""
    if options.reply and (options.show_values or options.all):
        msg = "--reply holds no personal values and only what applies: leave out --show-values and --all"
        raise UsageError(msg)
    result = carried_out(ordered(options))
    places = find(result, options.key, options.table)
    told = [explain(result, table, index, show_values=options.show_values) for table, index in places]
    # A reader who has seen enough and closed the pipe changes nothing of the answer.
    with suppress(BrokenPipeError):
        if options.reply:
            document(checklist.reply(result, told))
        else:
            checklist.show(result, told, terminal.console(quiet=False), everything=options.all)
        sys.stdout.flush()
    return 0 if all(one.goes_through for one in told) else 1
