"""Nothing is written half: files are written under temporary names, and renamed once all of them are complete."""

import glob
import os
import re
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schoolgate.basics.errors import InputError

PART = ".part"
"""How the name of a file on its way ends: `.NAME.xxxxxxxx.part`, beside where `NAME` will be."""
_ABANDONED = 24 * 60 * 60
"""Seconds after which such a file is nobody's any more: it was left by a run that was killed."""


_OF_RUST = re.compile(r" \(os error [0-9]+\)$")


class Staging:
    """Files on their way: `path` gives a temporary place for each, `commit` moves all of them to where they belong."""

    def __init__(self) -> None:
        self._files: dict[Path, Path] = {}
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
        """A temporary file in the folder of `target`, so that the rename cannot cross file systems."""
        self.latest = target
        if target.is_dir():
            msg = f"{target}: is a folder; expected the name of a file to write"
            raise InputError(msg)
        _sweep(target)
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
                temporary.replace(target)
                del self._files[target]
            self._folders.clear()

    def discard(self) -> None:
        """Remove what was not put in its place."""
        for temporary in self._files.values():
            temporary.unlink(missing_ok=True)
        self._files.clear()
        for folder in self._folders:
            # Somebody else may have put something there.
            with suppress(OSError):
                folder.rmdir()
        self._folders.clear()


def _sweep(target: Path) -> None:
    """Delete what a killed run left of an earlier `target`; what a run beside this one has on its way is younger."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*{PART}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
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
