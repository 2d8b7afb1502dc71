"""`schoolgate suites`: the workflows, and what each says of a record; the rules of one as SQL."""

import argparse

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schoolgate import suites
from schoolgate.basics.shown import json_document
from schoolgate.basics.streams import document, say
from schoolgate.commands import expectations, views
from schoolgate.options.suites import SQL
from schoolgate.report import terminal


def run(options: argparse.Namespace) -> int:
    """List the suites, or write one as SQL."""
    if options.action == SQL:
        return views.run(options)
    if options.action is not None:
        say(f"schoolgate: suites {options.action} is now called: schoolgate expectations {options.action}")
        return expectations.run(options)
    found = [suites.load(name) for name in suites.names()]
    if options.format == "json":
        told = [
            {
                "suite": suite.name,
                "title": suite.title,
                "question": suite.question,
                "rules": len(suite.rules),
                "tables": {table.name: {"required": table.required, "about": table.about} for table in suite.tables},
            }
            for suite in found
        ]
        document(json_document(told))
        return 0
    console = terminal.console(quiet=False)
    terminal.print_plainly(console, lambda: _tell(console))
    return 0


def _tell(console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    table.add_column("suite", no_wrap=True)
    table.add_column("what it is about, what it says of each record, and its tables")
    for name in suites.names():
        suite = suites.load(name)
        told = Text(f"{suite.title}. {suite.question}")
        needed = [one.name for one in suite.tables if one.required]
        further = [one.name for one in suite.tables if not one.required]
        told.append(f"\n{', '.join(needed)}", style="dim")
        told.append(f"; optional: {', '.join(further)}" if further else "", style="dim")
        table.add_row(Text(name, style="bold"), told)
    console.print(table)
    console.print("\nschoolgate map SUITE FOLDER says what your files are; schoolgate check SUITE FOLDER checks them.")
