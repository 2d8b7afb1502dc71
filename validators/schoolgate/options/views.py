"""What `schoolgate suites sql` takes: which views are written, and how things are called where they will stand."""

from pathlib import Path

from schoolgate.engines.sql_names import TABLE, Dialect
from schoolgate.options.parser import Parser


def add_options(parser: Parser) -> None:
    """Add what says which views are written, and how things are called where they will stand."""
    told = parser.group("the rules as SQL", "suites sql portal-sync --dialect postgresql --out views.sql")
    told.add_argument("--dialect", choices=list(map(str, Dialect)), help="whose SQL")
    told.add_argument(
        "--facts",
        metavar="NAME",
        help=f"what the tables of facts are called, {TABLE} for the fact table's name (default: <suite>_{TABLE}), or what "
        "stands there after FROM",
    )
    told.add_argument("--views", metavar="NAME", help=f"how the names of the views begin (default: <suite>_{TABLE})")
    told.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="COLUMN",
        help="a column of the facts, such as the school, that the views have too; may be given several times",
    )
    told.add_argument("--out", type=Path, metavar="FILE", help="where to write it (default: to stdout)")
