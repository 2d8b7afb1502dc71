"""What `schoolgate demo` takes."""

from pathlib import Path

from schoolgate.options.parser import Parser

SUITE = "portal-sync"
ROWS = 5_000


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        f"Make an extract of {ROWS:,} people who do not exist, one in ten with a fault, and check it. "
        "The exit code is 0 whatever is found."
    )
    parser.add_argument(
        "directory",
        nargs="?",
        metavar="DIR",
        type=Path,
        help="keep the extract here, and its Data Docs (default: nowhere)",
    )
    made = parser.group("what is made", "demo trial --suite boost-promotion --as-of 2026-11-22")
    made.add_argument("--suite", metavar="SUITE", default=SUITE, help=f"the workflow (default: {SUITE})")
    made.add_argument("--as-of", metavar="WHEN", help="the day that the extract is of (default: today)")
