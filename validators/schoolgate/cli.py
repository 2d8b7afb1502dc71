"""The command line: parse, call, print."""

import argparse
import errno
import os
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise

from schoolgate.basics.errors import InputError, ProgramError, Stopped, UsageError, lines_of
from schoolgate.basics.shown import visible
from schoolgate.basics.streams import leave, say
from schoolgate.options.line import beginning, parser

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
    words = sys.argv[1:] if arguments is None else arguments
    try:
        options = _parsed(words)
        run: Callable[[argparse.Namespace], int] = options.run
        code = _interruptible(lambda: run(options))
        sys.stdout.flush()
    except (SystemExit, GeneratorExit):
        raise
    except BrokenPipeError:
        # The reader has seen enough.
        leave(sys.stdout)
    except BaseException as error:
        # The text of an error may quote a cell: only its kind is told.
        message, code = _ending(error)
        if code == ProgramError.exit_code and os.environ.get("SCHOOLGATE_DEBUG"):
            raise
        say("\n".join(map(visible, (f"schoolgate: {message[0]}", *message[1:]))))
    return code


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    """The options of a command line. Of a check that nobody can read, the reports that it asks for say so too."""
    if not words:
        more = "  schoolgate suites lists what SUITE may be, serve does it all in your browser, --help lists every command."
        msg = "give a command. Three to begin with:"
        raise UsageError(msg, *beginning(), more)
    try:
        return parser(words).parse_args(words)
    except UsageError:
        told = [word.partition("=")[2] for word in words if word.startswith("--report=")]
        told += [after for word, after in pairwise(words) if word == "--report"]
        if words[0] != "check" or not told:
            raise
        from schoolgate.delivery.failing import told_blindly  # noqa: PLC0415 (the frame library comes with it)

        with told_blindly(told):
            raise


def _ending(error: BaseException) -> tuple[Sequence[str], int]:
    """What to say of a run that ended before its end, and its exit code. `docs/endings.md` has all of them."""
    match error:
        case KeyboardInterrupt():
            return (f"interrupted before the end; {_WHOLE}",), _INTERRUPTED
        case Stopped():
            return (f"stopped before the end; {_WHOLE}",), error.exit_code
        case OSError(errno=number, filename=None) if number in _FULL:
            leave(sys.stdout)
            return (f"stdout: cannot be written ({os.strerror(number)})",), InputError.exit_code
        case _:  # a Polars panic is no Exception
            return lines_of(error)


def _interruptible(run: Callable[[], int]) -> int:
    """Run the command; an interruption leaves it once.

    Polars passes an interruption on, and Python raises the same one again at the next chance: let it come here.
    """
    try:
        return run()
    except KeyboardInterrupt:
        time.sleep(0)
        raise
