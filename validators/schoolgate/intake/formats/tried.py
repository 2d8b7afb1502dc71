"""A process of its own that reads a file first: a parser that is led astray may end the process it is in, unasked.

It is started for the first such file and kept for the others; it ends with the program, or with the file that ends it.
"""

import atexit
import subprocess
import sys
from contextlib import suppress
from functools import cache
from threading import Lock

_PROGRAM = """
import io, sys, polars
while (line := sys.stdin.buffer.readline()):
    read, size = line.split()
    content = io.BytesIO(sys.stdin.buffer.read(int(size)))
    try:
        getattr(polars, read.decode())(content)
    except BaseException:
        pass
    sys.stdout.buffer.write(b".")
    sys.stdout.buffer.flush()
"""
"""Answers a dot for each file that it outlives: what the parser refuses with an error it refuses again, where it counts."""


_ONE_AT_A_TIME = Lock()


def survived(content: bytes, read: str) -> bool:
    """Whether the process outlives a file that `polars.<read>` reads."""
    with _ONE_AT_A_TIME:
        process = _process()
        if process.stdin is None or process.stdout is None:
            return True
        with suppress(BrokenPipeError):
            process.stdin.write(b"%s %d\n%s" % (read.encode(), len(content), content))
            process.stdin.flush()
        if process.stdout.read(1) == b".":
            return True
        _end(process)
        _process.cache_clear()
        return False


@cache
def _process() -> "subprocess.Popen[bytes]":
    # Isolated: nothing that lies in the current folder is imported.
    words = [sys.executable, "-I", "-c", _PROGRAM]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 (our own words)
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Close what leads to the process, and wait until it is gone."""
    atexit.unregister(_end)
    for pipe in (process.stdin, process.stdout):
        with suppress(BrokenPipeError, AttributeError):
            pipe.close()  # type: ignore[union-attr]  # a pipe that is none is passed over
    process.kill()
    process.wait()
