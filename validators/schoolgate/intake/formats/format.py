"""What a format of files declares, and the file that it is handed."""

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from schoolgate.basics.errors import InputError
from schoolgate.intake.sheet import Sheet

HEAD = 1 << 16
"""Bytes of a file by which it is recognised."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file, or what stands for one: a pipe, standard input, a member of an archive.

    `path` is what messages call it, and what its name and suffix are taken from. `held` is its content where it cannot be
    read (again) from there.
    """

    path: Path
    held: bytes | None = field(default=None, repr=False)

    def content(self) -> bytes:
        """The whole content.

        Raises:
            InputError: it cannot be read.
        """
        if self.held is not None:
            return self.held
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise InputError(_unreadable(self.path, error)) from None

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The content as a stream.

        Raises:
            InputError: it cannot be read, now or further on.
        """
        if self.held is not None:
            yield io.BytesIO(self.held)
            return
        try:
            with self.path.open("rb") as file:
                yield file
        except OSError as error:
            raise InputError(_unreadable(self.path, error)) from None

    def head(self, size: int = HEAD) -> bytes:
        """The first bytes.

        Raises:
            InputError: it cannot be read.
        """
        if self.held is not None:
            return self.held[:size]
        try:
            with self.path.open("rb") as file:
                return file.read(size)
        except OSError as error:
            raise InputError(_unreadable(self.path, error)) from None

    def chunks(self, size: int = 1 << 19) -> Iterator[bytes]:
        """The content, piece by piece.

        Raises:
            InputError: it cannot be read.
        """
        if self.held is not None:
            for start in range(0, len(self.held), size):
                yield self.held[start : start + size]
            return
        try:
            with self.path.open("rb") as file:
                while chunk := file.read(size):
                    yield chunk
        except OSError as error:
            raise InputError(_unreadable(self.path, error)) from None

    @property
    def size(self) -> int:
        """Bytes of its content."""
        return self.path.stat().st_size if self.held is None else len(self.held)


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path}: cannot be read ({error.strerror or os.strerror(error.errno or 0)})"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the settings say of how to read a file; None where they do not. `known` says which headings the suite knows."""

    encoding: str | None = None
    delimiter: str | None = None
    preset: str | None = None
    known: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files.

    Args:
        name: what it is called, such as "text".
        about: what a refusal lists: "CSV, TSV and other text (.csv, .txt, .tsv)".
        suffixes: with their point, in lower case.
        read: its sheets, in the file's order. It raises InputError, naming the file, for what it cannot read; everything
            that a file can hold must end in sheets or in that.
        begins: whether a file that begins so is of this format, whatever its name; None where only the suffix tells.
        unpacks: for an archive, in place of `read`: its members, as files of their own.
    """

    name: str
    about: str
    suffixes: tuple[str, ...]
    read: Callable[[Blob, Asked], Sequence[Sheet]] | None = None
    begins: Callable[[bytes], bool] | None = None
    unpacks: Callable[[Blob], Sequence[Blob]] | None = None
