"""Folders for what is on its way: gone at the end, and where a run was killed, swept by the next that makes one.

They may hold what the extract holds, so that nobody should find them lying about. A folder is somebody's as long as a
process holds the lock of the file in it, which the system takes back however the process ends.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

ABANDONED = 24 * 60 * 60
"""Seconds after which what nobody has touched is nobody's any more, where no lock tells."""
_UNCLAIMED = 60
"""The same of a folder in which nothing has been put yet: from making it to locking it takes no time at all."""
_PREFIX = "schoolgate-"
_CLAIM = "in-use"
_INSIDE = "held"


@contextmanager
def temporary_folder(kind: str, within: Path | None = None) -> Iterator[Path]:
    """An empty folder that is gone at the end of the block; those of its kind that killed runs left are gone at its start.

    Args:
        kind: what it is for: a part of its name.
        within: where it lies, hidden; None for the system's place for temporary files.

    Raises:
        OSError: it cannot be made.
    """
    sweep(kind, within)
    folder = Path(tempfile.mkdtemp(prefix=_prefix(kind, within), dir=within))
    try:
        with _claimed(folder):
            inside = folder / _INSIDE
            inside.mkdir()
            yield inside
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prefix(kind: str, within: Path | None) -> str:
    return f"{'.' if within else ''}{_PREFIX}{kind}-"


def sweep(kind: str, within: Path | None = None) -> None:
    """Remove the folders of a kind that are ours and nobody's any more; the arguments are `temporary_folder`'s."""
    place, prefix = within or Path(tempfile.gettempdir()), _prefix(kind, within)
    with suppress(OSError), os.scandir(place) as entries:
        left = [Path(entry.path) for entry in entries if entry.name.startswith(prefix) and _is_our_folder(entry)]
        for folder in left:
            if _is_nobodys(folder):
                shutil.rmtree(folder, ignore_errors=True)


def is_old(path: Path, seconds: int = ABANDONED) -> bool:
    """Whether nobody has touched it, or anything in it, for so long."""
    try:
        newest = max(place.lstat().st_mtime for place in (path, *path.rglob("*")))
    except OSError:  # removed since it was listed
        return False
    return time.time() - newest > seconds


def _is_our_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a folder, no link to one, and the same user's: in a shared place anybody can make one of any name."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    return not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Its file has its name only once it is locked, so that nobody finds it free too early."""
    early = folder / f"{_CLAIM}.early"
    with early.open("wb") as file:
        if _locked(file):
            early.rename(folder / _CLAIM)
        yield


def _is_nobodys(folder: Path) -> bool:
    """Whether no process holds the folder any more."""
    try:
        with (folder / _CLAIM).open("rb") as file:
            return _locked(file)
    except OSError:
        return is_old(folder, ABANDONED if (folder / _INSIDE).exists() else _UNCLAIMED)


def _locked(file: BinaryIO) -> bool:
    """Whether the file could be locked; never where the system, or its place, has no such locks: then age tells."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False
