"""The whole command line: every command, and the options of the one that is asked for."""

from collections.abc import Sequence

from schoolgate import __version__
from schoolgate.options.known import BEGINNING, COMMANDS
from schoolgate.options.parser import Parser


def beginning() -> list[str]:
    """The three things to begin with, a line each."""
    wide = max(len(words) for words, _ in BEGINNING)
    return [f"  schoolgate {words:<{wide}}  {about}" for words, about in BEGINNING]


def parser(words: Sequence[str] | None = None) -> Parser:
    """The parser of a command line: it knows every command, and the options of the one that is asked for.

    Args:
        words: the command line; without it every command has its options.
    """
    every = Parser(
        prog="schoolgate",
        description="Know which students will sync before you press the button.",
        allow_abbrev=False,
    )
    every.add_argument("--version", action="version", version=f"schoolgate {__version__}")
    commands = every.add_subparsers(required=True, metavar="COMMAND")
    every.epilog = "\n".join(["To begin with:", *beginning()])
    asked = None if words is None else next((word for word in words if not word.startswith("-")), "")
    for command in COMMANDS:
        one = commands.add_parser(command.name, aliases=command.aliases, help=command.about, allow_abbrev=False)
        if asked is None or asked in command.names:
            command.add(one)
    return every
