"""What `schoolgate schema` takes."""

from schoolgate.options.parser import Parser
from schoolgate.options.source import add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "The contract of a suite's tables: on a terminal each column with what it may hold, an example and the export that "
        "gives it; else, or with --format json, JSON Schema, draft 2020-12, of an extract or of one table's rows."
    )
    add_suite(parser)
    parser.add_argument("table", nargs="?", metavar="TABLE", help="one table (default: all)")
    told = parser.group("how it is printed", "schema portal-sync students --format json")
    told.add_argument("--format", choices=["table", "json"], help="how to print it (default: table on a terminal)")
