"""What the commands share: a parser whose complaint is one line, and the options of every command that reads a source."""

import argparse
from pathlib import Path
from typing import NoReturn, TypeAlias

from schoolgate import suites
from schoolgate.basics.clock import moment
from schoolgate.basics.errors import InputError, UsageError, nearest
from schoolgate.language.settings import read_settings
from schoolgate.run.check import Engine, check
from schoolgate.run.result import Result

SETTINGS_FILE = "settings.toml"


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, with the nearest known word."""

    def error(self, message: str) -> NoReturn:
        """Raise for wrong usage.

        Raises:
            UsageError: always.
        """
        options = _options(self)
        unknown = next((word for word in message.split() if word.startswith("--") and word not in options), None)
        if unknown and message.startswith("unrecognized arguments"):
            message = f"unknown option {unknown}: {nearest(unknown, options)}"
        raise UsageError(f"{message} ({self.prog} --help shows how)")  # noqa: EM102, TRY003


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 (argparse has no public name for it)


def _options(parser: argparse.ArgumentParser) -> list[str]:
    """The long options of the parser and of its commands."""
    own = [word for action in parser._actions for word in action.option_strings if word.startswith("--")]  # noqa: SLF001
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    return own + [word for action in below for command in action.choices.values() for word in _options(command)]


def add_suite(parser: argparse.ArgumentParser) -> None:
    """Add SUITE."""
    parser.add_argument("suite", metavar="SUITE", help=f"the workflow: {', '.join(suites.names())}")


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add SUITE, SOURCE and what says how to read it: `checked` takes them."""
    add_suite(parser)
    parser.add_argument("source", metavar="SOURCE", type=Path, help="a folder with a CSV file per table")
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help=f"TOML settings (default: {SETTINGS_FILE} in SOURCE, if there)"
    )
    parser.add_argument("--as-of", metavar="WHEN", help="the date or date-time that stands for now (default: now)")


def refuse_no_folder(path: Path) -> None:
    """Raise for a file to write whose folder is not there, before the work rather than after it.

    Raises:
        InputError: there is no such folder.
    """
    if not path.absolute().parent.is_dir():
        msg = f"{path}: cannot be written, the folder {path.absolute().parent} does not exist; make it first"
        raise InputError(msg)


def checked(options: argparse.Namespace, engine: Engine = Engine.FUSED) -> Result:
    """Check the source that the options of `add_source` name."""
    suite = suites.load(options.suite)
    beside = options.source / SETTINGS_FILE
    path = options.settings or (beside if beside.is_file() else None)
    sections = [suites.section(name) for name in suites.names()]
    settings = read_settings(path, suites.section(suite.name), suite.settings, sections)
    at = moment(options.as_of, settings.zone, suite.bare_date)
    return check(suite, options.source, settings, at, engine)
