"""`schoolgate completion`: a script by which a shell completes commands, options, suites and files."""

import argparse

import shtab

from schoolgate import suites
from schoolgate.basics.streams import document
from schoolgate.options.line import parser as whole
from schoolgate.options.parser import SUITE

_SUITES = "_schoolgate_suites"
_FILES = {"FILE", "SOURCE", "OLD.json", "NEW.json", "DIR|FILE.html"}
_FOLDERS = {"DIR"}


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    every = whole()
    _complete(every)
    names = " ".join(suites.names())
    preamble = {
        "bash": f'{_SUITES}() {{ compgen -W "{names}" -- "$1"; }}',
        "zsh": f"{_SUITES}() {{ compadd {names} }}",
    }
    document(
        shtab.complete(every, shell=options.shell, root_prefix="schoolgate", preamble=preamble.get(options.shell, ""))
    )
    return 0


def _complete(parser: argparse.ArgumentParser) -> None:
    """Say of every argument what a shell can complete it by."""
    for action in parser._actions:  # noqa: SLF001 (argparse has no other way to ask)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 (as above)
            for command in action.choices.values():
                _complete(command)
        elif action.metavar == SUITE:
            action.complete = {"bash": _SUITES, "zsh": _SUITES}  # type: ignore[attr-defined]  # shtab looks for it there
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # as above
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]  # as above
