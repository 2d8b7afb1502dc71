"""XML as management systems write it: a report's records, a transfer file's pupils, a batch's lists. Any of them streamed.

Which element is a record is not guessed: the presets say it, by its path from the root (`SuperStarReport/Record`). A column
is an element or attribute inside a record, called by its own name, or by its path inside the record where two would have the
same. Rows are numbered as Excel would show them under a header: the first record is row 2.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from schoolgate.basics.errors import InputError
from schoolgate.intake.formats import grid
from schoolgate.intake.formats.expat import local, parsed
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.preset import record_paths
from schoolgate.intake.sheet import Records, Sheet

_MOST_COLUMNS = 2_000
_MOST_CELLS = 50_000_000
_FIRST = 2
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHOWN = 5


@dataclass(slots=True)
class _Found:
    """The records of one path: a mapping from column to text each, and the line that each begins in."""

    columns: dict[str, None] = field(default_factory=dict)
    records: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    repeated: dict[str, None] = field(default_factory=dict)


class _Reader:
    """Takes the events of a document; knows where it is by a path of names."""

    def __init__(self, place: str, paths: Sequence[str]) -> None:
        self.place = place
        self.wanted = frozenset(paths)
        self.found: dict[str, _Found] = {}
        self.root = ""
        self.cells = 0
        self._path: list[str] = []
        self._within = 0
        self._current: _Found | None = None
        self._text: list[str] = []
        self._leaf = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(_ESCAPE.sub(_character, local(name)))
        if not self.root:
            self.root = self._path[0]
            if not any(path.partition("/")[0] == self.root for path in self.wanted):
                known = ", ".join(sorted({path.partition("/")[0] for path in self.wanted}))
                msg = f"{self.place}: no preset reads XML whose outermost element is {self.root!r} (known: {known})"
                raise InputError(msg)
        self._text = []
        self._leaf = True
        if self._current is None:
            path = "/".join(self._path)
            if path not in self.wanted:
                return
            self._current = self.found.setdefault(path, _Found())
            self._current.records.append({})
            self._within = len(self._path)
        for key, value in attributes.items():
            self._put([*self._path[self._within :], _ESCAPE.sub(_character, local(key))], value)

    def end(self, name: str) -> None:
        del name
        if self._current is not None:
            if len(self._path) == self._within:
                self._current = None
            elif self._leaf:
                self._put(self._path[self._within :], "".join(self._text))
        self._path.pop()
        self._leaf = False

    def text(self, text: str) -> None:
        if self._current is not None:
            self._text.append(text)

    def _put(self, path: Sequence[str], value: str) -> None:
        found = self._current
        if found is None or not value.strip():
            return
        column = "/".join(path)
        if column not in found.columns:
            if len(found.columns) >= _MOST_COLUMNS:
                msg = f"{self.place}: its records have more than {_MOST_COLUMNS:,} columns; it is not read"
                raise InputError(msg)
            found.columns[column] = None
        if column in found.records[-1]:
            found.repeated[column] = None
            return
        self.cells += 1
        if self.cells > _MOST_CELLS:
            msg = f"{self.place}: has more than {_MOST_CELLS:,} cells; export fewer columns"
            raise InputError(msg)
        found.records[-1][column] = value


def _character(match: re.Match[str]) -> str:
    point = int(match[1], 16)
    return match[0] if 0xD800 <= point < 0xE000 else chr(point)  # noqa: PLR2004  half a character is none


def _sheets(blob: Blob, asked: Asked) -> list[Sheet]:
    """A sheet per kind of record."""
    del asked
    reader = _Reader(str(blob.path), record_paths())
    with blob.opened() as source:
        parsed(source, str(blob.path), reader.start, reader.end, reader.text)
    if not reader.found:
        paths = " or ".join(path for path in sorted(reader.wanted) if path.partition("/")[0] == reader.root)
        msg = f"{blob.path}: holds no record; expected elements {paths}"
        raise InputError(msg)
    several = len(reader.found) > 1
    return [_sheet(blob, path, found, several=several) for path, found in reader.found.items()]


def _sheet(blob: Blob, path: str, found: _Found, *, several: bool) -> Sheet:
    names = _names(list(found.columns))
    rows = [grid.Row(1, names), *_rows(found, range(min(len(found.records), grid.LOOKED_AT)))]
    repeated = [name for name, column in zip(names, found.columns, strict=True) if column in found.repeated]
    more = f" and {len(repeated) - _SHOWN} more" if len(repeated) > _SHOWN else ""
    note = f"several in one record, the first is read: {', '.join(repeated[:_SHOWN])}{more}"
    return Sheet(
        name=path.rpartition("/")[2] if several else blob.path.stem,
        path=blob.path,
        top=grid.top(rows),
        read=partial(_read, found),
        inside=f"elements {path}" if several else "",
        words=("XML",),
        notes=(note,) if repeated else (),
    )


def _names(columns: Sequence[str]) -> list[str]:
    """The shortest names that tell the columns apart: the last part of a path, the path where several end alike."""
    last = [column.rpartition("/")[2] for column in columns]
    return [name if last.count(name) == 1 else column for name, column in zip(last, columns, strict=True)]


def _rows(found: _Found, numbers: range) -> list[grid.Row]:
    columns = list(found.columns)
    return [grid.Row(number + _FIRST, [found.records[number].get(name) for name in columns]) for number in numbers]


def _read(found: _Found, header: int, width: int, wanted: Sequence[int]) -> Records:
    columns = list(found.columns)
    rows = (
        grid.Row(number, [record.get(name) for name in columns]) for number, record in enumerate(found.records, _FIRST)
    )
    return grid.records(rows, header, width, wanted)


XML = Format(
    name="xml",
    about="XML of SIMS reports, transfer files and iSAMS (.xml)",
    suffixes=(".xml",),
    read=_sheets,
)
