"""What `schoolgate rules` takes."""

from schoolgate.options.parser import Parser


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
