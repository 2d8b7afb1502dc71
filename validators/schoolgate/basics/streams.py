"""What goes to stdout and stderr, on consoles of every encoding: documents as UTF-8, marks in words where they must be."""

import codecs
import os
import sys
from types import MappingProxyType
from typing import TextIO

PLAIN = "schoolgate.plain"
"""The name of the error handler that writes what an encoding lacks in its nearest plain form."""
_MARKS = MappingProxyType(
    {"✓": "ok", "✗": "x", "→": "->", "·": "-", "–": "-", "—": "-", "…": "...", "×": "x", "“": '"', "”": '"', "’": "'"}  # noqa: RUF001 (the mark itself)
)


def open_streams() -> None:
    """Make stdout and stderr writable whatever they are: closed, or in an encoding that lacks half of what we say."""
    codecs.register_error(PLAIN, _plain)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # A program that was started without one gets one that leads nowhere.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 (open as long as we run)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAIN)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_MARKS.get(character, "?") for character in lost), error.end


def say(line: str) -> None:
    """Say something on stderr, beside the report; where nothing can be written there, the exit code says it alone."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        leave(sys.stderr)


def leave(stream: TextIO) -> None:
    """Write to nowhere from now on: Python would complain once more when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def document(text: str) -> None:
    """Write a document for another program to stdout: as UTF-8, whatever the console's own encoding is."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None or sys.stdout.isatty():
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    buffer.write(text.encode("utf-8", "surrogateescape"))
    buffer.flush()
