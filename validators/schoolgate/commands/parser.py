"""A parser whose complaint is one line, with the nearest known word."""

import argparse
from collections.abc import Sequence
from itertools import islice
from typing import Any, NoReturn

from schoolgate.basics.errors import UsageError, nearest


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


def _options(parser: argparse.ArgumentParser) -> list[str]:
    """The long options of the parser and of its commands."""
    own = [word for action in parser._actions for word in action.option_strings if word.startswith("--")]  # noqa: SLF001 (argparse has no other way to ask)
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 (argparse has no other way to ask)
    return own + [word for action in below for command in action.choices.values() for word in _options(command)]
