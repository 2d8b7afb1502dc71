"""What `schoolgate sample` takes."""

from pathlib import Path

from schoolgate.options.parser import Parser
from schoolgate.options.source import add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = "Write an extract of people who do not exist. The same options give the same bytes."
    add_suite(parser)
    parser.add_argument("directory", metavar="DIR", type=Path, help="where to: a new or an empty folder")
    held = parser.group("what it holds", "sample portal-sync trial --rows 1000 --faults 0.05 --as-of 2026-11-22")
    held.add_argument("--rows", type=int, default=250, metavar="N", help="records of the main table (default: 250)")
    held.add_argument(
        "--faults",
        type=float,
        default=0.1,
        metavar="RATE",
        help="the share of them with a fault, 0 to 1 (default: 0.1)",
    )
    held.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another sample (default: 1)")
    held.add_argument("--as-of", metavar="WHEN", help="the day that the extract is of (default: today)")
    held.add_argument(
        "--scenario", metavar="NAME", help="another set of faults, where the suite has one (a wrong name lists them)"
    )
