"""What the commands share: a parser whose complaint is one line, and what every command that reads a source takes."""

import argparse
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.intake.database import Place, place_of
from schoolgate.run.order import SETTINGS_FILE, Order


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, with the nearest known word."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Read the words of a command; options may stand anywhere between the others."""
        if args is not None and not any(isinstance(one, argparse._SubParsersAction) for one in self._actions):  # noqa: SLF001 (argparse has no other way to ask)
            args = self._gathered(args)
        return super().parse_known_args(args, namespace)

    def _gathered(self, words: Sequence[str]) -> list[str]:
        """The words with all options first: argparse gives a place that may be empty to nobody who comes later."""
        options: list[str] = []
        places: list[str] = []
        waiting = iter(words)
        for word in waiting:
            if word == "--":
                return [*options, "--", *places, *waiting]
            if not word.startswith("-") or word == "-":
                places.append(word)
                continue
            options.append(word)
            action = self._option_string_actions.get(word)
            if action is not None and action.nargs is None:
                options += islice(waiting, 1)
        return [*options, *places]

    def error(self, message: str) -> NoReturn:
        """Raise for wrong usage.

        Raises:
            UsageError: always.
        """
        options = _options(self)
        unknown = next((word for word in message.split() if word.startswith("--") and word not in options), None)
        if unknown and message.startswith("unrecognized arguments"):
            message = f"unknown option {unknown}: {nearest(unknown, options)}"
        raise UsageError(f"{message} ({self.prog} --help shows how)")  # noqa: EM102, TRY003 (one sentence, told once)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 (argparse has no public name for it)


def _options(parser: argparse.ArgumentParser) -> list[str]:
    """The long options of the parser and of its commands."""
    own = [word for action in parser._actions for word in action.option_strings if word.startswith("--")]  # noqa: SLF001 (argparse has no other way to ask)
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 (argparse has no other way to ask)
    return own + [word for action in below for command in action.choices.values() for word in _options(command)]


def add_suite(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """Add SUITE."""
    told = f"the workflow: {', '.join(suites.names())}"
    if optional:
        parser.add_argument("suite", metavar="SUITE", nargs="?", help=told)
    else:
        parser.add_argument("suite", metavar="SUITE", help=told)


def add_source(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """Add SUITE, SOURCE and what says how to read it: `ordered` takes them."""
    add_suite(parser, optional=optional)
    add_places(parser, optional=optional)
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


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add `--settings`."""
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help=f"TOML settings (default: {SETTINGS_FILE} in SOURCE, if there)"
    )


def _path(text: str) -> Place:
    if not text:
        msg = "an empty path; give a folder, or . for the one that you are in"
        raise argparse.ArgumentTypeError(msg)
    return place_of(text)


def ordered(options: argparse.Namespace) -> Order:
    """The order that the options of `add_source` make."""
    sources = tuple(options.source)
    return Order(
        suite=suites.load(options.suite),
        source=sources[0] if len(sources) == 1 else sources,
        settings=options.settings,
        as_of=options.as_of,
    )
