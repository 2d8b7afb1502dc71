"""The command line: parse, call, print."""

import argparse
import errno
import os
import sys
import time
from collections.abc import Callable, Sequence

from schoolgate import __version__
from schoolgate.basics.errors import InputError, ProgramError, SchoolgateError, Stopped
from schoolgate.basics.shown import visible
from schoolgate.commands import (
    check,
    demo,
    diff,
    docs,
    expectations,
    explain,
    guide,
    init,
    inspect,
    presets,
    propose,
    rules,
    sample,
    schema,
    what_if,
)
from schoolgate.commands.parser import Parser

COMMANDS = (
    check,
    inspect,
    propose,
    presets,
    explain,
    what_if,
    guide,
    diff,
    docs,
    rules,
    schema,
    sample,
    init,
    demo,
    expectations,
)
_INTERRUPTED = 130
_PIPE_CLOSED = 141
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_WHOLE = "every report is there as a whole or not at all"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit code, as `schoolgate check --help` lists them.
    """
    code = _PIPE_CLOSED
    try:
        options = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        code = _interruptible(lambda: run(options))
        sys.stdout.flush()
    except (SystemExit, GeneratorExit):
        raise
    except BrokenPipeError:
        # The reader has seen enough.
        _leave_stdout()
    except BaseException as error:
        # The text of an error may quote a cell: only its kind is told.
        message, code = _ending(error)
        if code == ProgramError.exit_code and os.environ.get("SCHOOLGATE_DEBUG"):
            raise
        print("\n".join(map(visible, (f"schoolgate: {message[0]}", *message[1:]))), file=sys.stderr)  # noqa: T201 (what people are told)
    return code


def _ending(error: BaseException) -> tuple[Sequence[str], int]:
    """What to say of a run that ended before its end, and its exit code. `docs/endings.md` has all of them."""
    match error:
        case SchoolgateError():
            return error.lines, error.exit_code
        case KeyboardInterrupt():
            return (f"interrupted before the end; {_WHOLE}",), _INTERRUPTED
        case Stopped():
            return (f"stopped before the end; {_WHOLE}",), error.exit_code
        case OSError(errno=number, filename=None) if number in _FULL:
            _leave_stdout()
            return (f"stdout: cannot be written ({os.strerror(number)})",), InputError.exit_code
        case _:  # a Polars panic is no Exception
            kind = type(error).__name__
            return (
                f"a fault of schoolgate itself ({kind}); set SCHOOLGATE_DEBUG=1 to see where",
            ), ProgramError.exit_code


def _leave_stdout() -> None:
    """Write to nowhere from now on: Python would complain once more when it closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _interruptible(run: Callable[[], int]) -> int:
    """Run the command; an interruption leaves it once.

    Polars passes an interruption on, and Python raises the same one again at the next chance: let it come here.
    """
    try:
        return run()
    except KeyboardInterrupt:
        time.sleep(0)
        raise


def _parser() -> Parser:
    parser = Parser(
        prog="schoolgate",
        description="Know which students will sync before you press the button.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"schoolgate {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser
