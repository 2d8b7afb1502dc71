"""`schoolgate init`: empty files to fill, one per table, and a settings file."""

import argparse
import shlex
from pathlib import Path

import polars as pl
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate import suites
from schoolgate.basics.shown import visible
from schoolgate.catalogue.exports import markdown
from schoolgate.language.files import NOTES_FILE, SETTINGS_FILE, WAIVERS_FILE
from schoolgate.language.suite import Suite
from schoolgate.report import terminal
from schoolgate.sample.template import notes, template, waivers
from schoolgate.sample.write import write

GUIDE = "where-from.md"
_STEPS = (
    "Export each table under its header; other columns may stay. Delete each optional file that you cannot export: "
    "an empty one says that there are none of its records, a missing one that nobody knows. Then:"
)


def run(options: argparse.Namespace) -> int:
    """Write the files and say what to do next."""
    suite = suites.load(options.suite)
    headers = {
        table.name: pl.DataFrame(schema=dict.fromkeys((column.name for column in table.columns), pl.String()))
        for table in suite.tables
    }
    settings = template(suite, suites.section(suite.name))
    texts = {SETTINGS_FILE: settings, WAIVERS_FILE: waivers(suite), NOTES_FILE: notes(suite), GUIDE: markdown([suite])}
    write(options.directory, headers, texts)
    console = terminal.console(quiet=False)
    terminal.print_plainly(console, lambda: _tell(suite, options.directory, console))
    return 0


def _tell(suite: Suite, directory: Path, console: Console) -> None:
    place = str(directory)
    console.print(_written(suite, place))
    # A command stands on one line, however long, so that it can be pasted into a shell.
    for command, purpose in (
        (f"schoolgate schema {suite.name}", "what each cell may hold"),
        (f"schoolgate check {suite.name} {shlex.quote(place)}", "what will happen, and why"),
    ):
        console.print(Text(f"  {visible(command)}  # {purpose}"), soft_wrap=True)


def _written(suite: Suite, place: str) -> Group:
    files = Table.grid(padding=(0, 2))
    files.add_column(no_wrap=True)
    for table in suite.tables:
        optional = ", ".join(column.name for column in table.columns if not column.required)
        words = Text(table.about)
        words.append(f"\nmay be left out: {optional}" if optional else "\nevery column is required", style="dim")
        files.add_row(f"{table.name}.csv", "" if table.required else "optional", words)
    files.add_row(SETTINGS_FILE, "optional", "every question, and every setting with its default")
    files.add_row(WAIVERS_FILE, "optional", "findings to let pass until a day: an example to turn on")
    files.add_row(NOTES_FILE, "optional", "what there is to know of a rule or a record: an example to turn on")
    files.add_row(GUIDE, "to read", "which report or screen of which system gives each column")
    return Group(
        Text(f"Wrote {len(suite.tables)} empty tables and {SETTINGS_FILE} to {visible(place)}.", style="bold"),
        Padding(files, (1, 0, 1, 2)),
        Text("What next", style="bold underline"),
        Text(_STEPS),
    )
