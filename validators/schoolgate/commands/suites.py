"""`schoolgate suites`: the workflows, and what each says of a record; the rules of one as SQL."""

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schoolgate import suites
from schoolgate.basics.streams import document
from schoolgate.commands import expectations, views
from schoolgate.commands.parser import SUITE, Parser
from schoolgate.report import terminal

_OLD = ("write", "check")
_SQL = "sql"


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "The workflows, each with the question that it answers of every record, and its tables. With sql, the rules of one "
        "as views over its facts, for a database: see docs/scale.md."
    )
    # What else this command did until that was named for it goes with the next version.
    parser.add_argument(
        "action", nargs="?", choices=[_SQL, *_OLD], metavar=_SQL, help="write the rules of SUITE as SQL (default: list)"
    )
    parser.add_argument("suite", nargs="?", metavar=SUITE, help="whose rules sql writes")
    parser.add_argument("--dir", type=Path, default=Path("expectations"), help=argparse.SUPPRESS)
    told = parser.group("how it is printed", "suites --format json")
    told.add_argument("--format", choices=["text", "json"], default="text", help="how to print it (default: text)")
    views.add_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List the suites, or write one as SQL."""
    if options.action == _SQL:
        return views.run(options)
    if options.action is not None:
        note = f"schoolgate: suites {options.action} is now called: schoolgate expectations {options.action}\n"
        sys.stderr.write(note)
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
        document(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
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
