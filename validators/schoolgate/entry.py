"""Where the command starts: ready for an interruption before anything is imported that takes a moment.

So nothing is imported here but what Python has loaded by now. `_signal` is the part of `signal` that is built in: the rest
takes longer to import than all that comes before `main`.
"""

import _signal  # type: ignore[import-not-found]  # it is built in
import os
import sys

_INTERRUPTED, _SHELL = 130, 128
"""A shell tells a program that a signal ended by the second and the signal's number; of an interruption, by the first."""
STOPPING = tuple(getattr(_signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(_signal, name))


def main() -> int:
    """Run the command line.

    Returns:
        The exit code.
    """
    _on_each((_signal.SIGINT, *STOPPING), _leave)
    from schoolgate.basics.streams import open_streams  # noqa: PLC0415 (a signal during imports is what this module is for)

    open_streams()
    from schoolgate.basics.natives import held  # noqa: PLC0415 (as above)
    from schoolgate.cli import main as run  # noqa: PLC0415 (as above)

    try:
        with held() as ended:
            _on_each((_signal.SIGINT,), _signal.default_int_handler)
            _on_each(STOPPING, _raise)
            code = run()
            ended(code)
            return code
    except KeyboardInterrupt:
        # Once more, while the command line tells of the first, or cleans up; or between two steps of this function.
        sys.stderr.write("schoolgate: interrupted\n")
        return _INTERRUPTED
    finally:
        # All is written and said: a late signal has nothing to stop, and Python would print a traceback.
        _on_each((_signal.SIGINT, *STOPPING), _signal.SIG_IGN)


def _on_each(numbers: tuple[int, ...], handler: object) -> None:
    """Handle the signals, but for those that the caller wants ignored (`nohup`, a job in the background)."""
    for number in numbers:
        if _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, handler)


def _leave(number: int, _: object) -> None:
    """End at once: nothing has been begun."""
    if sys.stderr is not None:
        os.write(sys.stderr.fileno(), b"schoolgate: interrupted before it began\n")
    os._exit(_SHELL + number)


def _raise(number: int, _: object) -> None:
    from schoolgate.basics.errors import Stopped  # noqa: PLC0415 (it is there by now)

    raise Stopped(number)
