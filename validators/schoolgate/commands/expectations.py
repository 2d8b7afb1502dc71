"""`schoolgate expectations`: the Great Expectations suites, compiled from the rules."""

import argparse
import sys
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.shown import visible
from schoolgate.commands.parser import Parser
from schoolgate.engines import gx_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = "Compile the rules to stock Great Expectations suites, one JSON file per fact table."
    parser.add_argument(
        "action", choices=["write", "check"], help="write the files, or fail if one drifts from the rules"
    )
    where = parser.group("where", "expectations check --dir expectations")
    where.add_argument("--dir", type=Path, default=Path("expectations"), help="where they are (default: expectations)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the files, or say which drift from the rules."""
    drifted: list[str] = []
    for name in suites.names():
        if options.action == "write":
            gx_suite.write(suites.load(name), options.dir)
        else:
            drifted += gx_suite.check(suites.load(name), options.dir)
    for line in drifted:
        print(visible(line), file=sys.stderr)  # noqa: T201 (what people are told)
    return 1 if drifted else 0
