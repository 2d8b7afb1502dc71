"""What libraries that are no Python do when they fail: they write a dozen lines of their own, and may end the process.

Both happen where no `except` reaches. So what they write is held back while a command runs, or dropped where it is told
otherwise, and an end that they want to make is made in one line, with the exit code of a fault.
"""

import ctypes
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

from schoolgate.basics.errors import OUT_OF_MEMORY, ProgramError
from schoolgate.basics.streams import PLAIN

_STDERR = 2
_NO_MEMORY = b"memory allocation of"
"""How the run time of Rust begins its last words."""
_ABORTED = "a library that schoolgate uses ended the program; set SCHOOLGATE_DEBUG=1 to see its own words"


@contextmanager
def held() -> Iterator[Callable[[int], None]]:
    """Hold back what is written to the process's stderr by anything but Python.

    Yields a function that takes the exit code: what was held is shown in the end, unless a fault was told already.
    SCHOOLGATE_DEBUG shows all of it at once.
    """
    try:
        own, kept = os.dup(_STDERR), tempfile.TemporaryFile()  # noqa: SIM115  closed below
    except OSError:
        # Without a stderr, or without room for anything, there is nothing to hold back, or nowhere to hold it.
        own, kept = -1, None
    if kept is None or own < 0 or os.environ.get("SCHOOLGATE_DEBUG"):
        yield lambda _: None
        return
    codes: list[int] = []
    before, sys.stderr = (
        sys.stderr,
        open(  # noqa: SIM115  closed below
            own, "w", buffering=1, encoding=sys.stderr.encoding, errors=PLAIN, closefd=False
        ),
    )
    handler = _on_abort(own, kept)
    os.dup2(kept.fileno(), _STDERR)
    try:
        yield codes.append
    finally:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os.dup2(own, _STDERR)
        sys.stderr = before
        if codes != [ProgramError.exit_code]:
            with suppress(OSError):
                os.write(_STDERR, _first(kept.fileno(), 1 << 20))
        del handler
        os.close(own)
        kept.close()


@contextmanager
def muted() -> Iterator[None]:
    """Drop what is written to the process's stderr meanwhile: what goes wrong is an exception, and told as one."""
    try:
        kept = os.dup(_STDERR)
    except OSError:
        # Without a stderr there is nothing to keep quiet.
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(nowhere)
        os.close(kept)


def _on_abort(own: int, kept: IO[bytes]) -> object:
    """Make the end of the process, if a library wants it, one line and the exit code of a fault; keep what is returned."""
    # There may be no memory left to make a word of.
    no_memory, aborted = (f"schoolgate: {told}\n".encode() for told in (OUT_OF_MEMORY, _ABORTED))
    place, code = kept.fileno(), ProgramError.exit_code

    def end(_: int) -> None:
        os.write(own, no_memory if _NO_MEMORY in _first(place, 256) else aborted)
        os._exit(code)

    handler = ctypes.CFUNCTYPE(None, ctypes.c_int)(end)
    # Python's own handlers wait for the next instruction of Python, which never comes.
    # Windows knows no library without a name.
    with suppress(AttributeError, OSError, TypeError):
        set_handler = ctypes.CDLL(None).signal
        set_handler.argtypes = [ctypes.c_int, ctypes.c_void_p]
        set_handler.restype = ctypes.c_void_p
        set_handler(signal.SIGABRT, ctypes.cast(handler, ctypes.c_void_p))
    return handler


def _first(file: int, most: int) -> bytes:
    """What a file begins with. Whoever writes to it has ended: the place in it may move (Windows has no `pread`)."""
    os.lseek(file, 0, os.SEEK_SET)
    return os.read(file, most)
