"""`schoolgate demo`: a synthetic extract, checked, in one go."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import visible
from schoolgate.basics.temporary import temporary_folder
from schoolgate.commands import progress
from schoolgate.commands.sample import check_command, day, refuse_without_sample
from schoolgate.delivery import pages
from schoolgate.language.rule import Severity
from schoolgate.options.demo import ROWS
from schoolgate.report import terminal
from schoolgate.run.order import Order, carried_out
from schoolgate.sample.extract import sample

DOCS = "docs"
FAULTS = 0.1
SEED = 1


def run(options: argparse.Namespace) -> int:
    """Make the extract, check it and print the report."""
    suite = suites.load(options.suite)
    refuse_without_sample(suite)
    as_of = day(options.as_of, suite)
    console = terminal.console(quiet=False)
    with _folder(options.directory) as place:
        with progress.told():
            sample(suite, place, rows=ROWS, faults=FAULTS, seed=SEED, as_of=as_of)
            result = carried_out(Order(suite=suite, source=place, as_of=as_of))
            terminal.prepare(result, fail_on=Severity.ERROR)
        terminal.show(result, console, fail_on=Severity.ERROR)
        if options.directory is not None:
            pages.write(result, [place / DOCS], fail_on=Severity.ERROR, show_values=False)
    told = ["schoolgate demo DIR  keeps the extract, to try the other commands on, and shows it as Data Docs."]
    if options.directory is not None:
        told = [
            f"The extract is in {place}. To check it again: {check_command(suite, place, as_of)}",
            f"As pages: open {place / DOCS / 'index.html'}, or: schoolgate docs serve {place / DOCS}",
        ]
    for line in told:
        console.print(visible(line), markup=False, soft_wrap=True)
    return 0


@contextmanager
def _folder(directory: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that is gone afterwards."""
    if directory is not None:
        yield directory
        return
    with ExitStack() as made:
        try:
            folder = made.enter_context(temporary_folder("demo"))
        except OSError as error:
            msg = f"no temporary folder can be made ({error.strerror}); name a folder: schoolgate demo DIR"
            raise InputError(msg) from None
        yield folder
