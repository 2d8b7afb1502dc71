"""Nothing is written half: files are written under temporary names, and renamed once all of them are complete."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schoolgate.errors import InputError


class Staging:
    """Files on their way: `path` gives a temporary place for each, `commit` moves all of them to where they belong."""

    def __init__(self) -> None:
        self._files: dict[Path, Path] = {}
        self._additions: list[tuple[Path, str]] = []

    def path(self, target: Path) -> Path:
        """A temporary file in the folder of `target`, so that the rename cannot cross file systems."""
        if target.is_dir():
            msg = f"{target}: is a folder; expected the name of a file to write"
            raise InputError(msg)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
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
        """Put every file in its place."""
        for target, text in self._additions:
            with target.open("ab") as file:
                file.write(text.encode())
        for target, temporary in list(self._files.items()):
            temporary.replace(target)
            del self._files[target]

    def discard(self) -> None:
        """Remove what was not put in its place."""
        for temporary in self._files.values():
            temporary.unlink(missing_ok=True)
        self._files.clear()


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
        msg = f"{error.filename or 'the report'}: cannot be written ({error.strerror or error})"
        raise InputError(msg) from None
    finally:
        staged.discard()
