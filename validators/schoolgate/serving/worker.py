"""The process that does the work: it can be stopped at any moment, and the page answers meanwhile.

It holds what was checked last, so that a record is explained and a list is written without another check. What it says to
the page is text that is safe to show; no frame and no error of a library leaves it.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Protocol

from schoolgate.basics.errors import lines_of
from schoolgate.basics.shown import visible

Say = Callable[[str], None]
"""Tells the page what is being done."""
_DIED = "the work was ended before it was done: its process is gone; is there enough memory? Close other programs, try again"
_CANCELLED = "you stopped it; nothing was changed"


class Line(Protocol):
    """What the page and its process talk over: each system has its own."""

    def send(self, obj: Any, /) -> None:
        """Send plain data."""

    def recv(self) -> Any:
        """Wait for some."""


@dataclass
class Job:
    """A piece of work that was asked for: what it is `called`, what is done now, and how it ended.

    `lines` say what went wrong, with the exit code that a command would end with.
    """

    called: str
    stage: str = ""
    began: float = field(default_factory=time.monotonic)
    value: Any = None
    lines: tuple[str, ...] = ()
    code: int = 0
    done: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def seconds(self) -> int:
        """How long it has been at work."""
        return int(time.monotonic() - self.began)

    @property
    def failed(self) -> bool:
        """Whether it came to its end without what was asked for."""
        return self.done.is_set() and bool(self.lines)

    def fail(self, lines: tuple[str, ...], code: int) -> None:
        """End it without what was asked for."""
        self.lines, self.code = lines, code
        self.done.set()


class Worker:
    """One process, begun anew whenever it was stopped; one piece of work at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: Line | None = None
        self.job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self.job is not None and not self.job.done.is_set()

    def warm(self) -> None:
        """Have the process ready before somebody waits for it."""
        with self._lock:
            if self._process is None or not self._process.is_alive():
                self._start()

    def begin(self, called: str, task: Callable[..., Any], *given: Any) -> Job:
        """Have a function of a module called in the process, with `Say` before what is given; it returns plain data."""
        with self._lock:
            if self.busy:
                self._stop()
            if self._process is None or not self._process.is_alive():
                self._start()
            job = self.job = Job(called)
            connection = self._connection
            threading.Thread(target=self._follow, args=(job, connection, task, given), daemon=True).start()
            return job

    def cancel(self) -> None:
        """Stop what is being done, at once."""
        with self._lock:
            if self.busy:
                self._stop()
                self._start()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        # Polars must not be forked.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, str(self._folder)), daemon=True)
        self._process.start()
        theirs.close()

    def _stop(self) -> None:
        if self.job is not None and not self.job.done.is_set():
            self.job.fail((_CANCELLED,), 130)
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    @staticmethod
    def _follow(job: Job, connection: Line, task: Callable[..., Any], given: tuple[Any, ...]) -> None:
        """Ask for the work, and take what the process says until it is done."""
        try:
            connection.send((task, given))
            while not job.done.is_set():
                kind, said = connection.recv()
                if kind == "stage":
                    job.stage = said
                elif kind == "done":
                    job.value = said
                    job.done.set()
                else:
                    job.fail(*said)
        except (EOFError, OSError):
            if not job.done.is_set():
                job.fail((_DIED,), 4)


def _work(connection: Line, folder: str) -> None:
    """Do what is asked for until nobody is there to ask. Everything temporary lies in the page's own folder."""
    # Ctrl-C is the page's to hear: it ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not os.environ.get("SCHOOLGATE_DEBUG"):
        # What a library says when it fails may quote a cell.
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
    tempfile.tempdir = folder
    from schoolgate.serving import checking, understanding  # noqa: F401, PLC0415 (imported while nobody waits)

    while True:
        try:
            task, given = connection.recv()
        except (EOFError, OSError):
            sys.exit(0)
        try:
            value = task(lambda stage: connection.send(("stage", stage)), *given)
            connection.send(("done", value))
        except BaseException as error:  # noqa: BLE001 (a Polars panic is no Exception)
            if os.environ.get("SCHOOLGATE_DEBUG"):
                traceback.print_exc()
            lines, code = lines_of(error)
            connection.send(("failed", (tuple(map(visible, lines)), code)))
