"""`schoolgate expectations`: the Great Expectations suites, compiled from the rules."""

import argparse

from schoolgate import suites
from schoolgate.basics.shown import visible
from schoolgate.basics.stages import stage
from schoolgate.basics.streams import say
from schoolgate.commands import progress
from schoolgate.engines import gx_suite


def run(options: argparse.Namespace) -> int:
    """Write the files, or say which drift from the rules."""
    drifted: list[str] = []
    names = suites.names()
    with progress.told():
        for part, name in enumerate(names, start=1):
            stage(f"compiling the expectations of {name}", part, len(names))
            if options.action == "write":
                gx_suite.write(suites.load(name), options.dir)
            else:
                drifted += gx_suite.check(suites.load(name), options.dir)
    for line in drifted:
        say(visible(line))
    return 1 if drifted else 0
