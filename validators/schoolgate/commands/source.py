"""The order that every command makes of a source."""

import argparse

from schoolgate import suites
from schoolgate.run.order import Order


def ordered(options: argparse.Namespace) -> Order:
    """The order that the options of `add_suite`, `add_places` and `add_reading` make."""
    sources = tuple(options.source)
    return Order(
        suite=suites.load(options.suite),
        source=sources[0] if len(sources) == 1 else sources,
        settings=options.settings,
        notes=getattr(options, "notes", None),
        school=getattr(options, "school", None),
        as_of=options.as_of,
    )
