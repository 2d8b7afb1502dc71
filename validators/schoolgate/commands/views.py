"""`schoolgate suites sql`: the rules as views of a database that holds the facts."""

import argparse
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.errors import UsageError
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.commands.parser import SUITE, Parser
from schoolgate.engines.sql_names import TABLE, Dialect, Names, usual_names


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


def run(options: argparse.Namespace) -> int:
    """Write the script."""
    if options.suite is None or options.dialect is None:
        told = f"{SUITE} is one of {', '.join(suites.names())}; D is one of {', '.join(Dialect)}"
        msg = f"suites sql: whose rules, in whose SQL? Give suites sql {SUITE} --dialect D; {told}"
        raise UsageError(msg)
    suite = suites.load(options.suite)
    from schoolgate.engines.sql_views import views  # noqa: PLC0415 (a quarter of a second)

    usual = usual_names(suite)
    names = Names(options.facts or usual.facts, options.views or usual.views, tuple(options.also))
    script = views(suite, Dialect(options.dialect), names)
    if options.out is None:
        document(script)
        return 0
    with staging() as files:
        files.path(options.out).write_text(script, encoding="utf-8", newline="\n")
        files.commit()
    return 0
