"""What the bytes of a worksheet tell that its reader passes over: formulas, filters, merged cells, rows out of order.

One pass over the tags of interest, without building anything: a second or two for a million rows.
"""

import re
from dataclasses import dataclass
from typing import IO

from schoolgate.basics.errors import InputError

_CHUNK = 1 << 20
_LONGEST = 8 << 20
MOST_ROWS = 1_048_576
_SHOWN = 5
_TAG = re.compile(rb"<(?:[a-z0-9]+:)?(row|f|autoFilter|mergeCell|col)(?=[\s/>])([^>]*)>")
_NUMBER = re.compile(rb"""(?:^|\s)r=["'](\d+)["']""")
_AREA = re.compile(rb"""(?:^|\s)ref=["']([A-Z0-9:$]+)["']""")
_HIDDEN = re.compile(rb"""(?:^|\s)hidden=["'](?:1|true)["']""")


@dataclass(slots=True)
class Survey:
    """What a worksheet has, and what is worth saying of it."""

    place: str
    formulas: bool = False
    filters: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    merges: int = 0
    hidden_rows: int = 0
    hidden_columns: bool = False
    last: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know who thinks that what is seen is what is read."""
        notes = []
        if self.merged:
            more = f" and {self.merges - len(self.merged)} more" if self.merges > len(self.merged) else ""
            notes.append(
                f"merged cells ({', '.join(self.merged)}{more}): each is read as its first cell, the others blank"
            )
        if self.filters:
            hides = f", which hides {self.hidden_rows} rows; they are read all the same" if self.hidden_rows else ""
            notes.append(f"a filter ({', '.join(self.filters)}){hides}")
        elif self.hidden_rows:
            notes.append(f"{self.hidden_rows} hidden rows: they are read all the same")
        if self.hidden_columns:
            notes.append("hidden columns: they are read all the same")
        return tuple(notes)


def surveyed(source: IO[bytes], place: str) -> Survey:
    """The survey of a worksheet's bytes; `place` is what a complaint calls it.

    Raises:
        InputError: its rows are out of order, or it is no worksheet.
    """
    survey = Survey(place)
    held = b""
    while chunk := source.read(_CHUNK):
        held += chunk
        end = held.rfind(b">") + 1
        for found in _TAG.finditer(held, 0, end):
            _take(survey, found[1], found[2])
        held = held[end:]
        if len(held) > _LONGEST:
            msg = f"{place}: is damaged (a piece of text without an end); open it in Excel, save it again"
            raise InputError(msg)
    return survey


def _take(survey: Survey, name: bytes, attributes: bytes) -> None:
    match name:
        case b"row":
            _take_row(survey, attributes)
        case b"f":
            survey.formulas = True
        case b"autoFilter":
            survey.filters = (*survey.filters, _area(attributes))
        case b"mergeCell":
            survey.merges += 1
            if len(survey.merged) < _SHOWN:
                survey.merged = (*survey.merged, _area(attributes))
        case _:
            survey.hidden_columns = survey.hidden_columns or bool(_HIDDEN.search(attributes))


def _take_row(survey: Survey, attributes: bytes) -> None:
    found = _NUMBER.search(attributes)
    number = int(found[1]) if found and len(found[1]) < len(str(MOST_ROWS)) + 1 else survey.last + 1
    if (found and number != int(found[1])) or not survey.last < number <= MOST_ROWS:
        msg = f"{survey.place}: its rows are out of order after row {survey.last}; open it in Excel, save it again"
        raise InputError(msg)
    survey.last = number
    survey.hidden_rows += bool(_HIDDEN.search(attributes))


def _area(attributes: bytes) -> str:
    found = _AREA.search(attributes)
    return found[1].decode() if found else "somewhere"
