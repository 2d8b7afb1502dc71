"""`schoolgate inspect`: what a source holds, what would be read as what, and all that is in the way."""

import argparse
import sys
from contextlib import suppress

from schoolgate import suites
from schoolgate.basics.shown import json_document, visible_json
from schoolgate.commands import progress, project
from schoolgate.intake.look import Look, look
from schoolgate.report import inspection
from schoolgate.run.check import wanted
from schoolgate.run.order import Order, settings_of


def run(options: argparse.Namespace) -> int:
    """Look, and print."""
    options = project.filled(options, "inspect", any_suite=True).options
    names = [options.suite] if options.suite else suites.names()
    sources = tuple(options.source)
    orders = [Order(suite=suites.load(name), source=sources, settings=options.settings) for name in names]
    asked = {order.suite: wanted(order.suite, settings_of(order)) for order in orders}
    with progress.told():
        seen = look(sources, asked, values=options.show_values)
    show(seen, options.format)
    return 0


def show(seen: Look, form: str) -> None:
    """Print what was seen; a reader who has seen enough and closed the pipe changes nothing."""
    with suppress(BrokenPipeError):
        if form == "json":
            told = json_document(inspection.as_json(seen))
            sys.stdout.write(visible_json(told))
        else:
            sys.stdout.write(inspection.markdown(seen) if form == "markdown" else inspection.text(seen))
        sys.stdout.flush()
