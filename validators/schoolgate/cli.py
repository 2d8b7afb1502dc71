"""The command line: parse, call, print."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence

from schoolgate import __version__
from schoolgate.commands import check, demo, docs, explain, init, rules, sample, schema, suites
from schoolgate.commands.parser import Parser
from schoolgate.errors import ProgramError, SchoolgateError
from schoolgate.shown import visible

COMMANDS = (check, explain, docs, rules, schema, sample, init, demo, suites)
_INTERRUPTED = 130
_PIPE_CLOSED = 141


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
    except SchoolgateError as error:
        return _stop(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return _stop("interrupted before the end; no report was written", _INTERRUPTED)
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a Polars panic is no Exception
        # The text of an error may quote a cell: only its kind is told.
        if os.environ.get("SCHOOLGATE_DEBUG"):
            raise
        kind = type(error).__name__
        return _stop(
            f"a fault of schoolgate itself ({kind}); set SCHOOLGATE_DEBUG=1 to see where", ProgramError.exit_code
        )
    return code


def _interruptible(run: Callable[[], int]) -> int:
    """Run the command; an interruption leaves it once.

    Polars passes an interruption on, and Python raises the same one again at the next chance: let it come here.
    """
    try:
        return run()
    except KeyboardInterrupt:
        time.sleep(0)
        raise


def _stop(message: str, code: int) -> int:
    print(f"schoolgate: {visible(message)}", file=sys.stderr)  # noqa: T201
    return code


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
