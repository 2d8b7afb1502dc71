"""What `schoolgate suites` takes."""

import argparse
from pathlib import Path

from schoolgate.options import views
from schoolgate.options.parser import SUITE, Parser

_OLD = ("write", "check")
SQL = "sql"


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "The workflows, each with the question that it answers of every record, and its tables. With sql, the rules of one "
        "as views over its facts, for a database: see docs/scale.md."
    )
    # What else this command did until that was named for it goes with the next version.
    parser.add_argument(
        "action", nargs="?", choices=[SQL, *_OLD], metavar=SQL, help="write the rules of SUITE as SQL (default: list)"
    )
    parser.add_argument("suite", nargs="?", metavar=SUITE, help="whose rules sql writes")
    parser.add_argument("--dir", type=Path, default=Path("expectations"), help=argparse.SUPPRESS)
    told = parser.group("how it is printed", "suites --format json")
    told.add_argument("--format", choices=["text", "json"], default="text", help="how to print it (default: text)")
    views.add_options(parser)
