"""What weighs a run beyond a severity: the options of waivers, thresholds and a baseline."""

import argparse
from pathlib import Path

from schoolgate.gate.levels import LEVELS, NEW_LEVELS
from schoolgate.language.files import WAIVERS_FILE
from schoolgate.options.parser import Container


def add_options(parser: Container) -> None:
    """Add the options that say what fails the run."""
    parser.add_argument(
        "--fail-on",
        choices=[*LEVELS, *NEW_LEVELS],
        help="the least severity that fails the run (default: error); new and new-warning: only what got worse than the "
        "baseline, errors alone or warnings too",
    )
    parser.add_argument(
        "--strict",
        action=argparse.BooleanOptionalAction,
        help="fail a run that rests on an assumption: a question that nobody answered and that made a difference",
    )
    parser.add_argument(
        "--baseline", type=Path, metavar="OLD.json", help="the JSON report of an earlier run, to tell what is new"
    )
    parser.add_argument(
        "--waivers",
        type=Path,
        metavar="FILE",
        help=f"TOML file of findings to let pass until a day (default: {WAIVERS_FILE} in SOURCE, if there)",
    )
    parser.add_argument(
        "--max-findings",
        action="append",
        default=[],
        metavar="RULE=NUMBER",
        help="let so many findings of a rule pass, and fail the run beyond; may be given several times",
    )
    parser.add_argument(
        "--max-percent",
        action="append",
        default=[],
        metavar="RULE=PERCENT",
        help="the same, as a percentage of the records that the rule asks",
    )
