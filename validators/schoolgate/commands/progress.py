"""What a long command is at, and how far: one line of a terminal once it takes longer than a moment, gone when it ends.

Nothing where nobody looks (a pipe, a CI) or where a line cannot be written over.
"""

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from schoolgate.basics.shown import visible
from schoolgate.basics.stages import heard_by

AFTER = 2.0
"""Seconds that a command may take without a word."""
_EVERY = 0.25


@contextmanager
def told(*, quiet: bool = False) -> Iterator[None]:
    """Tell what the work in the block is at; print nothing to the terminal meanwhile."""
    if quiet or not is_watched(sys.stderr):
        yield
        return
    line = _Line(sys.stderr)
    with heard_by(line.hear):
        line.begin()
        try:
            yield
        finally:
            line.end()


def is_watched(stream: TextIO) -> bool:
    """Whether somebody looks at what is written there, on something on which a line can be written over."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


class _Line:
    """The line: a thread writes it, as the work has other things to do."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._began, self._now = stream, time.monotonic(), ("", 0, 0)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)

    def hear(self, doing: str, part: int, of: int) -> None:
        self._now = (doing, part, of)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _tell(self) -> None:
        if self._ended.wait(AFTER):
            return
        from rich.cells import set_cell_size  # noqa: PLC0415 (nearly always nobody waits so long)

        wide = 0
        while not self._ended.wait(_EVERY):
            wide = shutil.get_terminal_size().columns - 1
            self._write(set_cell_size(self._text(), wide))
        self._write(" " * wide + "\r")

    def _text(self) -> str:
        doing, part, of = self._now
        counted = f", {part:,} of {of:,}" if of else ""
        return f"{visible(doing or 'starting')}{counted} ({time.monotonic() - self._began:.0f} s)"

    def _write(self, text: str) -> None:
        # Escape sequences would not be understood by every terminal; blanks are.
        self._stream.write(f"\r{text}")
        self._stream.flush()
