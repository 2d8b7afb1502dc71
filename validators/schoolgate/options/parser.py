"""A parser whose complaint is one line, with the nearest known word, and whose help is in groups, each with an example."""

import argparse
import textwrap
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, NoReturn, TypeAlias

from schoolgate.basics.errors import UsageError, nearest

Container: TypeAlias = argparse._ActionsContainer  # noqa: SLF001 (argparse has no public name for it)
"""What options are added to: a parser, or a group of one."""
_REQUIRED = "the following arguments are required: "
SUITE = "SUITE"
"""How help writes the name of a workflow."""


class Formatter(argparse.HelpFormatter):
    """Text in paragraphs, of which a line that is set in stands as it is: an example, to be copied."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines: list[str] = []
        for line in text.splitlines():
            lines += [f"{indent}{line}"] if line.startswith("  ") else textwrap.wrap(line, width - len(indent)) or [""]
        return "\n".join(line if line.startswith(indent) else f"{indent}{line}" for line in lines)


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, with the nearest known word."""

    names: Callable[[], Sequence[str]] | None = None
    """Gives the names of the workflows, which cost too much to be known before they are asked for."""

    _first = ""
    """The first word that is no option."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"formatter_class": Formatter, **kwargs})

    def group(self, title: str, example: str) -> Container:
        """A group of options, with an example of them: what follows `schoolgate`."""
        return self.add_argument_group(title, f"  schoolgate {example}")

    def example(self, words: str) -> None:
        """Say how the command is used, of one that has no groups: what follows `schoolgate`."""
        self.epilog = f"for example:\n    schoolgate {words}"

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
        self._first = ""
        for word in waiting:
            if word == "--":
                return [*options, "--", *places, *waiting]
            if not word.startswith("-") or word == "-":
                self._first = self._first or word
                places.append(word)
                continue
            options.append(word)
            action = self._option_string_actions.get(word)
            if action is not None and action.nargs is None:
                options += islice(waiting, 1)
        return [*options, *places]

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is none of an argument's choices, with the nearest of them."""
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(
                action, f"there is no {value!r}: {nearest(str(value), map(str, action.choices))}"
            )

    def error(self, message: str) -> NoReturn:
        """Raise for wrong usage.

        Raises:
            UsageError: always.
        """
        options = _options(self)
        unknown = next((word for word in message.split() if word.startswith("-") and word not in options), None)
        missing = message.removeprefix(_REQUIRED).split(", ") if message.startswith(_REQUIRED) else []
        if unknown and message.startswith("unrecognized arguments"):
            word = unknown.partition("=")[0]
            message = f"unknown option {word}: {nearest(word, options)}"
        elif missing and self.names is not None and (SUITE in missing or self._first not in self.names()):
            given = [self._first] if self._first and SUITE not in missing else []
            # Where the source stands in the suite's place, it is the source that is there.
            words = [SUITE, *given, *(word for word in missing if word != SUITE and not (given and word == "SOURCE"))]
            message = f"which workflow? Give {' '.join(words)}; {SUITE} is one of {', '.join(self.names())}"
        raise UsageError(f"{message} ({self.prog} --help shows how)")  # noqa: EM102, TRY003 (one sentence, told once)


def _options(parser: argparse.ArgumentParser) -> list[str]:
    """The options of the parser and of its commands."""
    own = [word for action in parser._actions for word in action.option_strings if word.startswith("--")]  # noqa: SLF001 (argparse has no other way to ask)
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 (argparse has no other way to ask)
    return own + [word for action in below for command in action.choices.values() for word in _options(command)]
