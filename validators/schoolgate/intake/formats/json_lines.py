"""JSON Lines (.jsonl, .ndjson): an object per line, a column per key. A record's row is its line.

Digits stay as they are written, so that 007 in quotation marks keeps its zeros and a long number loses nothing.
"""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from schoolgate.basics.errors import InputError
from schoolgate.intake.formats import grid
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.formats.written import plain_number
from schoolgate.intake.sheet import Records, Sheet

_MOST_COLUMNS = 2_000


class _Digits(str):
    """A number as it is written."""

    __slots__ = ()


def _objects(blob: Blob) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects with their lines, counted from 1."""
    for index, raw in enumerate(blob.content().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            value = json.loads(raw, parse_int=_Digits, parse_float=_Digits, parse_constant=_none)
            if b"\\u" in raw:
                # An escape may be half a character, which is no text: an error as well, of a kind of ValueError.
                json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            msg = f"{blob.path}, row {index}: is no JSON object on one line; write each record as one"
            raise InputError(msg) from None
        if not isinstance(value, dict):
            msg = f"{blob.path}, row {index}: is {_kind(value)}, no object; write each record as {{...}}"
            raise InputError(msg)
        yield index, value


def _none(_: str) -> None:
    """NaN and the infinities are no value."""


def _kind(value: object) -> str:
    return "a list" if isinstance(value, list) else "a single value"


def _columns(blob: Blob) -> tuple[str, ...]:
    columns: dict[str, None] = {}
    for line, record in _objects(blob):
        columns.update(dict.fromkeys(record))
        if len(columns) > _MOST_COLUMNS:
            msg = f"{blob.path}, row {line}: more than {_MOST_COLUMNS:,} different keys; it is not read"
            raise InputError(msg)
    return tuple(columns)


def _rows(blob: Blob, columns: Sequence[str]) -> Iterator[grid.Row]:
    for line, record in _objects(blob):
        cells: list[str | None] = []
        unreadable: tuple[int, ...] = ()
        for place, column in enumerate(columns):
            match record.get(column):
                case None:
                    cells.append(None)
                case bool() as truth:
                    cells.append("true" if truth else "false")
                case _Digits() as digits:
                    cells.append(plain_number(digits))
                case str() as text:
                    cells.append(text)
                case _:
                    cells.append(None)
                    unreadable += (place,)
        yield grid.Row(line, cells, unreadable)


def _sheets(blob: Blob, asked: Asked) -> list[Sheet]:
    """The one table of the file."""
    del asked
    columns = _columns(blob)
    top = grid.top(_rows(blob, columns))
    return [
        Sheet(
            name=blob.path.stem,
            path=blob.path,
            top=(grid.line(grid.Row(0, columns)), *top),
            read=partial(_read, blob, columns),
            words=("JSON Lines",),
        )
    ]


def _read(blob: Blob, columns: tuple[str, ...], header: int, width: int, wanted: Sequence[int]) -> Records:
    return grid.records(_rows(blob, columns), header, width, wanted)


JSON_LINES = Format(
    name="json-lines", about="JSON Lines (.jsonl, .ndjson)", suffixes=(".jsonl", ".ndjson"), read=_sheets
)
