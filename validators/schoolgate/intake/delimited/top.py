"""The first rows of a text file: what separates its cells, and what stands at the top."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schoolgate.basics.whitespace import SPACES
from schoolgate.intake.sheet import TOP, Line

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SEP = re.compile(r'"?sep=(?P<delimiter>[^"\r\n])"?[ \t,;|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Top:
    """The first rows as `delimiter` divides them. `said` says that a sep= line names it: row 1, and no record."""

    delimiter: str
    lines: tuple[Line, ...]
    said: bool = False


def top_of(text: str, asked: str | None, known: Callable[[str], bool] | None) -> Top:
    """The first rows of a text.

    Args:
        text: the whole text, or its beginning up to a line end.
        asked: the delimiter that the settings say; None to find it.
        known: which headings are known; the delimiter that shows most of them is the likeliest.
    """
    sep = _SEP.match(text)
    if asked is not None or sep is not None:
        delimiter = asked or (sep["delimiter"] if sep else ",")
        lines = tuple(_lines(text, delimiter))
        return Top(delimiter, lines[1:] if sep else lines, said=sep is not None)
    tried = {delimiter: tuple(_lines(text, delimiter)) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: _fit(tried[delimiter], known))
    return Top(best, tried[best])


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    for number, cells in enumerate(rows, start=1):
        if number > TOP:
            return
        yield Line(number, tuple(cell.strip(SPACES) for cell in cells))


def _fit(lines: tuple[Line, ...], known: Callable[[str], bool] | None) -> tuple[int, float, int]:
    """How well a delimiter fits: headings that are known, how even the rows are, how wide they are."""
    filled = [line.cells for line in lines if any(line.cells)]
    if not filled:
        return 0, 0.0, 0
    names = [sum(map(known, cells)) if known else 0 for cells in filled]
    if max(names):
        width = len(filled[names.index(max(names))])
        return max(names), sum(len(cells) == width for cells in filled) / len(filled), width
    width, often = Counter(map(len, filled)).most_common(1)[0]
    return 0, often / len(filled) / (2 if width == 1 else 1), width
