"""A folder that several runs write to at once: whether somebody else is at work, as the lock of a file tells.

The system takes a lock back however a process ends: what lies about unfinished where nobody is at work was left by one that
was killed. Where the system has no such locks, or another machine was the last that wrote, age has to tell.
"""

import hashlib
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl


@contextmanager
def at_work(lock: Path, begin: Callable[[bool], None]) -> Iterator[None]:
    """Be one of those who are at work, for as long as the block lasts.

    Args:
        lock: the file whose lock they share.
        begin: called before, with whether nobody else is at work: nobody can begin meanwhile.

    Raises:
        OSError: the file cannot be made.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+b") as file:
        begin(_locked(file) and _is_ours(file))
        _share(file)
        yield


def _is_ours(file: BinaryIO) -> bool:
    """Whether this machine was the last that wrote: of another's locks we may know nothing. From now on it is."""
    file.seek(0)
    known, here = file.read(64), hashlib.sha256(platform.node().encode()).hexdigest()[:12].encode()
    if known != here:
        file.truncate(0)
        file.write(here)
        file.flush()
    return known in {b"", here}


def _locked(file: BinaryIO) -> bool:
    """Whether nobody else has the lock, which is ours then."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def _share(file: BinaryIO) -> None:
    """Let others work besides."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_SH)
