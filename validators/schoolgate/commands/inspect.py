"""`schoolgate inspect`: what a source holds, what would be read as what, and all that is in the way."""

import argparse
import json
import sys
from contextlib import suppress

from schoolgate import suites
from schoolgate.basics.shown import visible_json
from schoolgate.commands import project
from schoolgate.commands.parser import Parser
from schoolgate.commands.source import add_places, add_settings
from schoolgate.intake.look import Look, look
from schoolgate.report import inspection
from schoolgate.run.check import wanted
from schoolgate.run.order import Order, settings_of

FORMATS = ("text", "markdown", "json")


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Look at files before anything is checked: sheets, encoding, header, columns with blanks, different "
        "values and shapes, which table of which suite they fit, and all that is in the way, each with the line of "
        "settings that settles it. Exit codes: 0 looked at; 2 wrong usage or settings; 3 it cannot be opened."
    )
    parser.usage = "schoolgate inspect [SOURCE ...] [options]"
    add_places(parser, optional=True)
    read = parser.group("how it is read", "inspect extracts --suite portal-sync --settings portal.toml")
    read.add_argument("--suite", metavar="SUITE", help="look with one workflow's eyes (default: all)")
    add_settings(read)
    told = parser.group("what is told", "inspect extracts --format markdown")
    told.add_argument("--format", choices=FORMATS, default="text", help="how to print it (default: text)")
    told.add_argument("--show-values", action="store_true", help="show the commonest values, in place of their shapes")
    project.add_options(parser.group("a project file", "inspect --config schools/schoolgate.toml"), printing=False)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look, and print."""
    options = project.filled(options, "inspect", any_suite=True).options
    names = [options.suite] if options.suite else suites.names()
    sources = tuple(options.source)
    orders = [Order(suite=suites.load(name), source=sources, settings=options.settings) for name in names]
    asked = {order.suite: wanted(order.suite, settings_of(order)) for order in orders}
    show(look(sources, asked, values=options.show_values), options.format)
    return 0


def show(seen: Look, form: str) -> None:
    """Print what was seen; a reader who has seen enough and closed the pipe changes nothing."""
    with suppress(BrokenPipeError):
        if form == "json":
            told = json.dumps(inspection.as_json(seen), indent=2, ensure_ascii=False) + "\n"
            sys.stdout.write(visible_json(told))
        else:
            sys.stdout.write(inspection.markdown(seen) if form == "markdown" else inspection.text(seen))
        sys.stdout.flush()
