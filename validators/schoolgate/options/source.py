"""What every command that reads a source takes."""

import argparse
from pathlib import Path

from schoolgate import suites
from schoolgate.intake.place import Place, place_of
from schoolgate.language.files import NOTES_FILE, SETTINGS_FILE
from schoolgate.options.parser import SUITE, Container, Parser


def add_suite(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """Add SUITE."""
    told = f"the workflow: {', '.join(suites.names())}"
    if isinstance(parser, Parser):
        parser.names = suites.names
    if optional:
        parser.add_argument("suite", metavar=SUITE, nargs="?", help=told)
    else:
        parser.add_argument("suite", metavar=SUITE, help=told)


def add_reading(parser: Container) -> None:
    """Add what says how to read SOURCE, and as of when."""
    add_settings(parser)
    parser.add_argument("--as-of", metavar="WHEN", help="the date or date-time that stands for now (default: now)")


def add_places(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """Add SOURCE."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        type=_path,
        nargs="*" if optional else "+",
        help="a folder with a file per table, a file (a workbook, an archive), a database; several; - is standard input",
    )


def add_settings(parser: Container) -> None:
    """Add `--settings`."""
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help=f"TOML settings (default: {SETTINGS_FILE} in SOURCE, if there)"
    )


def add_notes(parser: Container) -> None:
    """Add `--notes`."""
    parser.add_argument(
        "--notes",
        type=Path,
        metavar="FILE",
        help=f"TOML file of what people noted of rules and records (default: {NOTES_FILE} in SOURCE, if there)",
    )


def add_show_values(parser: Container) -> None:
    """Add `--show-values`, of what is written for others."""
    parser.add_argument(
        "--show-values",
        action="store_true",
        help="show cell values of personal columns too (default: keys and statuses)",
    )


def _path(text: str) -> Place:
    if not text:
        msg = "an empty path; give a folder, or . for the one that you are in"
        raise argparse.ArgumentTypeError(msg)
    return place_of(text)
