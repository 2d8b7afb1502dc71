"""Files that somebody drops: taken apart as they come in, written once, and all of them kept or none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import visible
from schoolgate.basics.temporary import temporary_folder
from schoolgate.language.files import NOTES_FILE, SETTINGS_FILE, WAIVERS_FILE
from schoolgate.run.order import SUFFIXES

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

BESIDE = frozenset({SETTINGS_FILE, WAIVERS_FILE, NOTES_FILE})
"""Files that say how to read and weigh the tables."""
MOST_FILES = 200
MOST_OF_A_FILE = 2 << 30
_LONGEST_NAME = 200
_LONGEST_FIELD = 64 << 10
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows gives to devices."""


@dataclass
class Sent:
    """What a form brought: its fields, and the names of the files that are now in the folder."""

    fields: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


async def take(request: Request, folder: Path, most: int = MOST_OF_A_FILE) -> Sent:
    """Put the files of a form, of at most so many bytes each, into the folder, in the place of any of the same name.

    Raises:
        InputError: one is no table and says nothing of tables, or the form is broken; nothing is in the folder then.
        TooLarge: see `schoolgate.serving.guard`.
    """
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if not boundary:
        msg = "no file came: choose one or several, or drop them on the field"
        raise InputError(msg)
    with temporary_folder("incoming", folder.parent) as incoming:
        parts = _Parts(incoming, most)
        parser = MultipartParser(boundary, parts.callbacks())
        try:
            async for chunk in request.stream():
                parser.write(chunk)
            parser.finalize()
        except FormParserError:
            msg = "what came is no whole form; drop the files again"
            raise InputError(msg) from None
        finally:
            parts.close()
        if not parts.ended:
            msg = "what came ends too early; drop the files again"
            raise InputError(msg)
        for name in parts.sent.names:
            _remove(folder, name)
            (incoming / name).replace(folder / name)
        return parts.sent


def _remove(folder: Path, name: str) -> None:
    """Remove the file of that name, in whichever case it is written."""
    for path in folder.iterdir():
        if path.name.casefold() == name.casefold():
            path.unlink()


class _Parts:
    """The parts of a form, as the parser tells of them."""

    def __init__(self, folder: Path, most: int) -> None:
        self.sent = Sent()
        self._most, self._taken = most, 0
        self.ended = False
        self._folder = folder
        self._header, self._value = b"", b""
        self._about: dict[str, bytes] = {}
        self._name = ""
        self._file: BinaryIO | None = None
        self._field: bytearray | None = None

    def callbacks(self) -> "MultipartCallbacks":
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def close(self) -> None:
        """Close what is open."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._about, self._header, self._value = {}, b"", b""
        self._field = None

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._about[self._header.decode("latin-1").casefold()] = self._value
        self._header, self._value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._about.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        given = options.get(b"filename")
        if given is None:
            self._field = bytearray()
            return
        if not given:
            return  # the field of files, left empty
        name = named(given.decode("utf-8", "replace"), self.sent.names)
        self._file, self._taken = (self._folder / name).open("xb"), 0
        self.sent.names.append(name)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._taken += end - start
            if self._taken > self._most:
                msg = f"{self.sent.names[-1]}: is larger than a file may be, {self._most / 1e6:,.0f} MB; split it"
                raise InputError(msg)
            self._file.write(data[start:end])
        elif self._field is not None and len(self._field) < _LONGEST_FIELD:
            self._field += data[start:end]

    def _end(self) -> None:
        self.close()
        if self._field is not None:
            self.sent.fields[self._name] = bytes(self._field).decode("utf-8", "replace")

    def _finish(self) -> None:
        self.ended = True


def named(given: str, others: Iterable[str]) -> str:
    """What a file that somebody sends is called here: its own name, without any folder.

    Raises:
        InputError: it can be no table and nothing that says how to read some, or there is one of that name already.
    """
    name = given.replace("\\", "/").rpartition("/")[2].strip()
    shown = visible(name[:80])
    if (
        not name
        or name.startswith(".")
        or name.endswith(".")
        or len(name.encode()) > _LONGEST_NAME
        or shown != name[:80]
    ):
        msg = f"{shown or 'a file'}: its name cannot be kept; rename it to something short, such as students.csv"
        raise InputError(msg)
    if any(mark in name for mark in '<>:"|?*') or name.partition(".")[0].casefold() in _RESERVED:
        msg = f"{shown}: its name is none that every system takes; rename it to something short, such as students.csv"
        raise InputError(msg)
    suffix = Path(name).suffix.casefold()
    if suffix not in SUFFIXES and name.casefold() not in BESIDE:
        known = ", ".join(sorted(SUFFIXES))
        msg = f"{shown}: is no table; expected a file that ends in one of {known}, or {SETTINGS_FILE} of last time"
        raise InputError(msg)
    there = list(others)
    if name.casefold() in map(str.casefold, there):
        msg = f"{shown}: there are two of that name; drop one of them"
        raise InputError(msg)
    if len(there) >= MOST_FILES:
        msg = f"more than {MOST_FILES} files came at once; drop those alone that hold the tables, or a zip of them"
        raise InputError(msg)
    return name.casefold() if name.casefold() in BESIDE else name
