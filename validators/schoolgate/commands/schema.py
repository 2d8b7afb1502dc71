"""`schoolgate schema`: what each source table must look like: a table on a terminal, JSON Schema for programs."""

import argparse
import sys

from schoolgate import suites
from schoolgate.basics.shown import json_document
from schoolgate.basics.streams import document
from schoolgate.catalogue import contract
from schoolgate.commands.sample import day, has_sample
from schoolgate.language.suite import Suite
from schoolgate.report import contract as report
from schoolgate.report import terminal
from schoolgate.sample.extract import generate

_ROWS, _SEED, _AS_OF = 40, 1, "2026-09-01"


def run(options: argparse.Namespace) -> int:
    """Print the contract."""
    suite = suites.load(options.suite)
    # A table that there is not is refused either way.
    found = contract.table_schema(suite, options.table) if options.table else contract.suite_schema(suite)
    if (options.format or ("table" if sys.stdout.isatty() else "json")) == "json":
        document(json_document(found))
        return 0
    tables = [table for table in suite.tables if options.table in {None, table.name}]
    console = terminal.console(quiet=False)
    examples = _examples(suite)
    terminal.print_plainly(console, lambda: report.show(suite, tables, examples, console))
    return 0


def _examples(suite: Suite) -> dict[tuple[str, str], str]:
    """A cell of each column, of people who do not exist: the first that is filled."""
    if not has_sample(suite.name):
        return {}
    made = generate(suite, _ROWS, 0, _SEED, day(_AS_OF, suite)).tables
    return {
        (name, column.name): str(filled[0]).strip()
        for name, table in made.items()
        for column in table.get_columns()
        if len(filled := column.drop_nulls().filter(column.drop_nulls().str.strip_chars() != ""))
    }
