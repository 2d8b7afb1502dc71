"""What `schoolgate expectations` takes."""

from pathlib import Path

from schoolgate.options.parser import Parser


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = "Compile the rules to stock Great Expectations suites, one JSON file per fact table."
    parser.add_argument(
        "action", choices=["write", "check"], help="write the files, or fail if one drifts from the rules"
    )
    where = parser.group("where", "expectations check --dir expectations")
    where.add_argument("--dir", type=Path, default=Path("expectations"), help="where they are (default: expectations)")
