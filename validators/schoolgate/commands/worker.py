"""What a process that checks schools for another one does when it is told to go: first it comes to the school's end.

Where one process of a pool dies, all others are told to go, and their schools are checked anew: what one of them had
half-written would lie about.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from types import FrameType

_SHELL = 128
"""A shell tells a program that a signal ended by this and the signal's number."""


@dataclass
class _State:
    """Whether the process is at a school, and the signal by which it was told to go after that, if it was."""

    at_work: bool = False
    leaving: int | None = None


_STATE = _State()


@contextmanager
def unheard() -> Iterator[None]:
    """Processes that are started meanwhile hear no interruption from their first moment on; here it is heard afterwards.

    Ctrl-C reaches all processes of a terminal, and before `take_signals` runs in one it would print a traceback.
    """
    if sys.platform == "win32":
        yield
    else:
        # It is started with the first process, and lets interruptions through again.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def take_signals() -> None:
    """Leave interruptions to the parent, and go only between two schools."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)


@contextmanager
def at_work() -> Iterator[None]:
    """Be at a school for as long as the block lasts."""
    _STATE.at_work = True
    try:
        yield
    finally:
        _STATE.at_work = False
        if _STATE.leaving is not None:
            os._exit(_SHELL + _STATE.leaving)


def _leave(number: int, _: FrameType | None) -> None:
    if not _STATE.at_work:
        os._exit(_SHELL + number)
    _STATE.leaving = number
