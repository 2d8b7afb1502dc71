"""From paths to sheets: folders, files, archives, pipes, standard input."""

import os
import select
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from schoolgate.basics.errors import InputError
from schoolgate.basics.stages import stage
from schoolgate.intake.database import read_database
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.formats.known import FORMATS
from schoolgate.intake.formats.text import TEXT
from schoolgate.intake.names.aliases import known_names, table_names
from schoolgate.intake.names.fold import fold, forms
from schoolgate.intake.place import STDIN, Address, Place
from schoolgate.intake.sheet import Sheet
from schoolgate.language.mapping import IntakeSettings, TableIntake
from schoolgate.language.table import Table

_WAIT_SECONDS = 5
_PACKED = frozenset((".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz"))
_UNREAD = frozenset((".json", ".dat", ".prn", ".psv", ".numbers", ".gsheet", ".htm", ".html", ".mdb", ".accdb"))
"""What systems write tables as, and what is not read: a folder that holds one may hold the very table that is missed."""
_LITTER = ("~$", ".")


@dataclass
class Opener:
    """Opens what a source holds. What cannot be read and is no table's is a note; what would be one ends the run.

    `strangers` are notes on files of kinds that are not read: each may be the table that is missed, where one is.
    """

    tables: Sequence[Table]
    said: IntakeSettings
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def open(self, path: Place) -> None:
        """Add what a path, or a database, holds.

        Raises:
            InputError: it is not there or cannot be read.
        """
        stage(f"opening {path}")
        if isinstance(path, Address):
            self._database(path)
        elif str(path) == STDIN:
            self._add(Blob(Path("standard input"), _standard_input()), alone=True)
        elif (
            _kind(path, "there is no such file or folder; expected a folder with a file per table, or a file")
            == stat.S_IFDIR
        ):
            self._folder(path)
        else:
            self.folders.append(path.parent)
            self._add(_blob(path), alone=True)

    def _database(self, address: Address) -> None:
        """Add the tables of a database that are ours by their names, that the settings name, or that they ask for."""
        spoken = [(table.name, self.said.of(table.name)) for table in self.tables]
        queries = {name: said.query for name, said in spoken if said.query is not None}
        wanted = [one for name, said in spoken if said.query is None for one in (said.sheets or said.files or (name,))]
        self.sheets += read_database(str(address), queries, wanted)

    def beyond(self, name: str) -> list[Sheet]:
        """The sheets of a file that the settings name, beside or below what was opened."""
        for folder in self.folders:
            path = folder / name
            if path.is_file():
                found = self._sheets(_blob(path))
                self.sheets += found
                return found
        return []

    def inside(self, table: Table) -> list[str]:
        """Folders of the source that hold a file for a table."""
        return sorted({path.parent.name for folder in self.folders for path in folder.glob(f"*/{table.name}.csv")})

    def _folder(self, folder: Path) -> None:
        self.folders.append(folder)
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            msg = f"{folder}: cannot be read ({error.strerror}); expected a folder with a file per table"
            raise InputError(msg) from None
        for entry in entries:
            if entry.name.startswith(_LITTER):
                continue
            suffix = entry.suffix.casefold()
            if any(suffix in form.suffixes for form in FORMATS):
                try:
                    if _kind(entry, "is a link to nothing") == stat.S_IFDIR:
                        msg = f"{entry}: is a folder; expected a CSV file, or another, of that name"
                        raise InputError(msg)  # noqa: TRY301  told below, or noted
                    self._add(_blob(entry))
                except InputError as error:
                    if self._would_be_a_table(entry):
                        raise
                    self.notes.append(f"{entry.name}: not read: {str(error).removeprefix(f'{entry}: ')}")
            elif suffix in _PACKED:
                self.notes.append(f"{entry.name}: packed, not read; unpack it, or save it as .zip")
            elif suffix in _UNREAD:
                told = "not read: files of this kind are not; save it as .csv or .xlsx"
                self.strangers.append(f"{entry.name}: {told}")

    def _would_be_a_table(self, path: Path) -> bool:
        named = {fold(name) for said in self.said.tables.values() for name in said.files}
        if any(table_names(table) & forms(path.stem) for table in self.tables):
            return not any(fold(name) in {fold(path.name), fold(path.stem)} for name in self.said.ignore)
        return bool(named & {fold(path.name), fold(path.stem)})

    def _add(self, blob: Blob, *, alone: bool = False) -> None:
        """Add the sheets of a file, and of those in it where it is an archive; `alone`: a person named it."""
        form = _format(blob, alone=alone)
        if form is None:
            return
        if form.unpacks is None:
            self.sheets += self._sheets(blob)
            return
        for member in form.unpacks(blob):
            if _format(member, alone=False) is not None:
                try:
                    self.sheets += self._sheets(member)
                except InputError as error:
                    if self._would_be_a_table(member.path):
                        raise
                    self.notes.append(f"{member.path.name}: not read: {error}")

    def _sheets(self, blob: Blob) -> list[Sheet]:
        form = _format(blob, alone=True)
        if form is None or form.read is None:
            msg = f"{blob.path}: is an archive inside another; unpack it"
            raise InputError(msg)
        # What came out of an archive, or a pipe, cannot be read again under its name, whatever its format.
        again = blob.held is None
        return [replace(one, in_file=one.in_file and again) for one in form.read(blob, self._asked(blob.path))]

    def _asked(self, path: Path) -> Asked:
        """What the settings say of a file: those of the table that names it, or that is called as it is; else of all."""
        called = {fold(path.name), fold(path.stem)}
        own = next((said for names, said in self._spoken if names & called), TableIntake())
        return Asked(
            encoding=own.encoding or self.said.encoding,
            delimiter=own.delimiter or self.said.delimiter,
            preset=own.preset or self.said.preset,
            known=self._known(),
        )

    @cached_property
    def _spoken(self) -> list[tuple[frozenset[str], TableIntake]]:
        """What the files of each table are called, and what the settings say of it."""
        every = [(table, self.said.of(table.name)) for table in self.tables]
        return [(frozenset(map(fold, said.files)) or table_names(table), said) for table, said in every]

    def _known(self) -> Callable[[str], bool]:
        names = known_names(self.tables) | {
            fold(n) for said in self.said.tables.values() for n in said.columns.values()
        }
        return lambda cell: fold(cell) in names


def _format(blob: Blob, *, alone: bool) -> Format | None:
    """The format of a file: by its suffix, by how it begins, or text where a person named it."""
    suffix = blob.path.suffix.casefold()
    found = next((form for form in FORMATS if suffix in form.suffixes), None)
    if found is not None and found is not TEXT:
        return found
    head = blob.head() if found is not None or alone else b""
    begins = next((form for form in FORMATS if form.begins is not None and head and form.begins(head)), None)
    return begins or found or (TEXT if alone else None)


def _standard_input() -> bytes:
    """What standard input holds; a program may have been started without one, or lose it.

    Raises:
        InputError: there is none, or it cannot be read.
    """
    expected = "expected a file on it: write < FILE at the end of the command, or name the file in place of -"
    if sys.stdin is None or sys.stdin.closed:
        msg = f"standard input: is closed; {expected}"
        raise InputError(msg)
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        msg = f"standard input: cannot be read ({error.strerror}); {expected}"
        raise InputError(msg) from None


def _kind(path: Path, nothing: str) -> int:
    """Whether a path is a folder, a pipe or a file: the bits of its mode.

    Raises:
        InputError: it is not there, or is a link that leads round in a circle.
    """
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError:
        msg = f"{path}: {nothing}"
        raise InputError(msg) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no name of a file"
        msg = f"{path}: cannot be read ({reason})"
        raise InputError(msg) from None


def _blob(path: Path) -> Blob:
    if _kind(path, "there is no such file") != stat.S_IFIFO:
        return Blob(path)
    return Blob(path, b"".join(_piped(path)))


def _piped(path: Path) -> Iterator[bytes]:
    """What somebody writes into a pipe, read once.

    Raises:
        InputError: nobody writes for some seconds.
    """
    if sys.platform != "win32":
        # Without waiting: opening a pipe into which nobody writes would last for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(handle, "rb", buffering=0) as pipe:
            waiter = select.poll()
            waiter.register(pipe, select.POLLIN)
            if not any(event & select.POLLIN for _, event in waiter.poll(_WAIT_SECONDS * 1000)):
                msg = f"{path}: is a pipe, and nobody has written into it for {_WAIT_SECONDS} seconds"
                raise InputError(msg)
            os.set_blocking(pipe.fileno(), True)
            while chunk := pipe.read(1 << 20):
                yield chunk
    else:
        msg = f"{path}: is a pipe, which cannot be read here; give a file, or - for standard input"
        raise InputError(msg)
