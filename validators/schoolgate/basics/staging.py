"""Nothing is written half: files are written under temporary names, and renamed once all of them are complete."""

import errno
import glob
import os
import re
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schoolgate.basics.errors import InputError
from schoolgate.basics.temporary import ABANDONED

PART = ".part"
"""How the name of a file on its way ends: `.NAME.xxxxxxxx.part`, beside where `NAME` will be."""
_THROUGH = "schoolgate-"
"""How that of one begins which will be written through: it stands where the system keeps temporary files."""
_OF_RUST = re.compile(r" \(os error [0-9]+\)$")


class Staging:
    """Files on their way: `path` gives a temporary place for each, `commit` moves all of them to where they belong."""

    def __init__(self) -> None:
        self._files: dict[Path, Path] = {}
        self._through: dict[Path, Path] = {}
        self._additions: list[tuple[Path, str]] = []
        self._folders: list[Path] = []
        self.latest: Path | None = None
        """The file that was asked for last: a complaint that names none is about this."""

    def folder(self, place: Path) -> None:
        """Make a folder, and those that it lies in, where there is none."""
        made = [folder for folder in (place, *place.parents) if not folder.exists()]
        place.mkdir(parents=True, exist_ok=True)
        self._folders += made

    def path(self, target: Path) -> Path:
        """A temporary file in the folder of `target`, so that the rename cannot cross file systems.

        A link is followed. What is no regular file (a pipe, a device), or has a second name, is written through at the end,
        as a shell would: it must never be replaced by a file.
        """
        self.latest = target
        if _is_no_plain_file(target):
            _sweep(Path(tempfile.gettempdir()), f"{_THROUGH}*{PART}")
            handle, name = tempfile.mkstemp(prefix=_THROUGH, suffix=PART)
            os.close(handle)
            self._through[target] = Path(name)
            return self._through[target]
        target = target.resolve() if target.is_symlink() else target
        if target.is_dir():
            msg = f"{target}: is a folder; expected the name of a file to write"
            raise InputError(msg)
        _sweep(target.parent, f".{glob.escape(target.name)}.*{PART}")
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=PART, dir=target.parent)
        os.close(handle)
        # A temporary file is readable by its owner alone; a report is as readable as any file the person makes.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        self._files[target] = Path(name)
        return self._files[target]

    def append(self, target: Path, text: str) -> None:
        """Add the text to the end of a file that others write to as well, once everything else is complete."""
        self._additions.append((target, text))

    def commit(self) -> None:
        """Put every file in its place; an interruption waits until all are there."""
        with _uninterrupted():
            for target, text in self._additions:
                self.latest = target
                with target.open("ab") as file:
                    file.write(text.encode())
            for target, temporary in list(self._files.items()):
                self.latest = target
                _put(temporary, target)
                del self._files[target]
            for target, temporary in list(self._through.items()):
                self.latest = target
                _pour(temporary, target)
                del self._through[target]
            self._folders.clear()

    def discard(self) -> None:
        """Remove what was not put in its place."""
        for temporary in (*self._files.values(), *self._through.values()):
            temporary.unlink(missing_ok=True)
        self._files.clear()
        self._through.clear()
        for folder in self._folders:
            # Somebody else may have put something there.
            with suppress(OSError):
                folder.rmdir()
        self._folders.clear()


def _is_no_plain_file(target: Path) -> bool:
    """Whether a rename onto `target` would destroy what it is: a device, a pipe, a file with another name besides."""
    try:
        found = target.stat()
    except OSError:
        return False
    if stat.S_ISDIR(found.st_mode):
        return False
    # What the system shows of open files stands for them: to replace it changes nothing of the file itself.
    return not stat.S_ISREG(found.st_mode) or found.st_nlink > 1 or target.is_relative_to("/dev")


def _put(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except OSError as error:
        # A single file that is mounted into a container cannot be replaced, but it can be written.
        if error.errno != errno.EBUSY:
            raise
        _pour(temporary, target)


def _pour(temporary: Path, target: Path) -> None:
    """Write what stands in `temporary` into `target` itself."""
    with temporary.open("rb") as source, target.open("wb") as place:
        shutil.copyfileobj(source, place)
    temporary.unlink(missing_ok=True)


def _sweep(place: Path, names: str) -> None:
    """Delete what a killed run left under such names; what a run beside this one has on its way is younger."""
    for left in place.glob(names):
        with suppress(OSError):
            if stat.S_ISREG(left.lstat().st_mode) and time.time() - left.lstat().st_mtime > ABANDONED:
                left.unlink()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Signals that stop the program wait until the end of the block.

    They are not blocked but remembered: another thread could take one that this thread blocks.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # A handler that was not set from Python cannot be put back.
    mine = [number for number in names if signal.getsignal(number) is not None]
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in mine}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


@contextmanager
def staging() -> Iterator[Staging]:
    """Files that appear together at the end of the block, or not at all.

    Raises:
        InputError: a file cannot be written.
    """
    staged = Staging()
    try:
        yield staged
        staged.commit()
    except OSError as error:
        why = error.strerror or _OF_RUST.sub("", str(error))
        msg = f"{staged.latest or error.filename or 'the report'}: cannot be written ({why})"
        raise InputError(msg) from None
    finally:
        staged.discard()
