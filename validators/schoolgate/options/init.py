"""What `schoolgate init` takes."""

from pathlib import Path

from schoolgate.options.parser import Parser
from schoolgate.options.source import add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = "Write a CSV file with a header per table, and a settings file that says what can be set."
    add_suite(parser)
    parser.add_argument("directory", metavar="DIR", type=Path, help="where to: a new or an empty folder")
    parser.example("init portal-sync extracts")
