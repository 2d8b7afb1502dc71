"""At which line of a CSV file each record begins: it is further down than its row where cells above hold line breaks."""

import csv
import io
import mmap
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from schoolgate.basics.errors import InputError

NEWLINE = "\n"
"""What ends a record outside quotation marks: a newline, after a carriage return or not, …"""
CARRIAGE_RETURN = "\r"
"""… or also a carriage return alone."""
_ALONE = re.compile(r"\r(?!\n)")
_QUOTE = b'"'


def lines_of(path: Path, ends: str, rows: Sequence[int]) -> list[int]:
    """The lines at which `rows` begin, both counted from 1; a newline ends a line, as in an editor.

    Args:
        path: the CSV file.
        ends: what its records were told apart by, `NEWLINE` or `CARRIAGE_RETURN`.
        rows: rows of the file in rising order, as a spreadsheet numbers them.

    Raises:
        InputError: the file cannot be read again.
    """
    try:
        if not rows or (ends == NEWLINE and not _has_quotes(path)):
            return list(rows)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_begins(file, ends, rows))
    except OSError as error:
        reason = error.strerror or "input error"
    except csv.Error as error:
        # What the parser says of a record names no cell.
        reason = str(error)
    except UnicodeDecodeError:
        reason = "it is no longer UTF-8"
    msg = f"{path}: cannot be read again to count its lines ({reason})"
    raise InputError(msg)


def _has_quotes(path: Path) -> bool:
    """Whether a cell can hold a line break at all."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(_QUOTE) >= 0


def _begins(file: io.TextIOWrapper, ends: str, rows: Sequence[int]) -> Iterator[int]:
    lines = _Lines(file, ends)
    records = csv.reader(lines)
    row = 0
    for wanted in rows:
        begins = 0
        while row < wanted:
            begins = lines.begun + 1
            next(records, None)
            row += 1
        yield begins


class _Lines:
    """The lines of a file for the parser of records, and how many newlines it has taken from them."""

    def __init__(self, file: io.TextIOWrapper, ends: str) -> None:
        self.begun = 0
        self._lines = iter(file) if ends == CARRIAGE_RETURN else _joined(file)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.begun += line.count("\n")
        return line


def _joined(file: io.TextIOWrapper) -> Iterator[str]:
    """The lines that newlines end; a carriage return alone is but a character of its cell."""
    held = ""
    for piece in file:
        held += piece
        if piece.endswith("\n"):
            yield _ALONE.sub(" ", held)
            held = ""
    if held:
        yield _ALONE.sub(" ", held)
