"""Where the command starts: ready for an interruption before the frame library is imported, which takes longest."""

import os
import signal
from types import FrameType

from schoolgate.basics.streams import open_streams

_SHELL = 128
"""A shell tells a program that a signal ended by this and the signal's number."""
STOPPING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def main() -> int:
    """Run the command line.

    Returns:
        The exit code.
    """
    open_streams()
    _on_each((signal.SIGINT, *STOPPING), _leave)
    from schoolgate.basics.natives import held  # noqa: PLC0415 (a signal during this import is what this module is for)
    from schoolgate.cli import main as run  # noqa: PLC0415 (as above)

    _on_each((signal.SIGINT,), signal.default_int_handler)
    _on_each(STOPPING, _raise)
    try:
        with held() as ended:
            code = run()
            ended(code)
            return code
    finally:
        # All is written and said: a late signal has nothing to stop, and Python would print a traceback.
        _on_each((signal.SIGINT, *STOPPING), signal.SIG_IGN)


def _on_each(numbers: tuple[signal.Signals, ...], handler: object) -> None:
    """Handle the signals, but for those that the caller wants ignored (`nohup`, a job in the background)."""
    for number in numbers:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)  # type: ignore[arg-type]  # a handler of either kind


def _leave(number: int, _: FrameType | None) -> None:
    """End at once: nothing has been begun."""
    os.write(2, b"schoolgate: interrupted before it began\n")
    os._exit(_SHELL + number)


def _raise(number: int, _: FrameType | None) -> None:
    from schoolgate.basics.errors import Stopped  # noqa: PLC0415 (it is there by now)

    raise Stopped(number)
