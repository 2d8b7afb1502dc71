"""How the lines of a large file are divided, and which cells need no stripping: with NumPy, whatever the number of lines."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from schoolgate.basics.whitespace import INVISIBLE, SPACES
from schoolgate.intake.delimited.encoding import LONGER
from schoolgate.intake.delimited.shape import Shape

_QUOTE, _NEWLINE, _RETURN = 34, 10, 13
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def newlines(chunk: bytes) -> int:
    """How many there are."""
    return int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == _NEWLINE))


def shape_of_many(chunks: Iterable[bytes], delimiter: str, width: int, above: int, *, quotes: bool) -> Shape:
    """How the lines below line `above` are divided into `width` cells."""
    mark, seen = ord(delimiter), 0
    short: list[int] = []
    odd = _odd(mark)
    untidy: list[list[Places]] = [[] for _ in range(width)]
    for lines in _whole_lines(chunks):
        data = np.frombuffer(lines, np.uint8)
        ends = np.flatnonzero(data == _NEWLINE)
        if len(ends) == 0 or ends[-1] != len(data) - 1:
            ends = np.append(ends, len(data))
        cuts = np.flatnonzero(data == mark)
        if quotes:
            marks = np.flatnonzero(data == _QUOTE)
            if not _proper(data, marks, ends, mark):
                return Shape(proper=False)
            cuts = cuts[np.searchsorted(marks, cuts) % 2 == 0]
        if not _even(cuts, ends, width - 1):
            uneven, more = _uneven(data, cuts, ends, width - 1)
            wrong = uneven + (seen + 1)
            below = wrong > above
            if (below & more).any():
                return Shape(proper=True, long=int(wrong[below & more][0]))
            short += wrong[below].tolist()
            # Which of these cells is which is not worth finding out.
            each_line = np.arange(seen + 1, seen + len(ends) + 1)
            for found in untidy:
                found.append(each_line)
        else:
            for found, lines_there in zip(untidy, _untidy(data, cuts, ends, odd), strict=True):
                found.append(lines_there + (seen + 1))
        seen += len(ends)
    return Shape(proper=True, short=tuple(short), untidy=tuple(_below(untidy, above)))


def _below(untidy: Sequence[Sequence[Places]], above: int) -> Iterator[Places]:
    """For each place its lines below line `above`.

    Where whole stretches of lines are meant they are the same for every place, and as many as the file is long: kept once.
    """
    kept: dict[tuple[int, ...], Places] = {}
    for found in untidy:
        which = tuple(map(id, found))
        if which not in kept:
            lines = np.concatenate(found) if found else np.empty(0, np.int64)
            kept[which] = lines[lines > above]
        yield kept[which]


def _bytes(which: Iterable[int]) -> Flags:
    flags = np.zeros(256, np.bool_)
    flags[list(which)] = True
    return flags


_STRIPPED = [character.encode() for character in SPACES + INVISIBLE]
_BEFORE = _bytes(character[-2] for character in _STRIPPED if len(character) > 1)
"""The bytes before the last of a longer character that is stripped."""


def _odd(delimiter: int) -> tuple[Flags, Flags]:
    """By byte, whether a cell that begins, or ends, with it may have to be stripped; what divides cells is in none."""
    first = _bytes((*(character[0] for character in _STRIPPED), _QUOTE))
    last = _bytes((*(character[-1] for character in _STRIPPED), _QUOTE))
    for flags in (first, last):
        flags[[_NEWLINE, delimiter]] = False
    return first, last


def _untidy(data: npt.NDArray[np.uint8], cuts: Places, ends: Places, odd: tuple[Flags, Flags]) -> Iterator[Places]:
    """By place, the lines, counted from 0, whose cell begins or ends with odd bytes; lines that are divided evenly."""
    each = len(cuts) // len(ends)
    begins, finishes = odd
    # The byte beside a blank cell divides cells, and is not odd; beyond the file's ends stands no cell.
    opened = np.flatnonzero(begins[data.take(cuts + 1, mode="clip")])
    closed = _spaced(data, finishes, cuts)
    starts = np.concatenate(([0], ends[:-1] + 1))
    found: list[list[Places]] = [[] for _ in range(each + 1)]
    found[0].append(np.flatnonzero(begins[data.take(starts, mode="clip")]))
    found[each].append(_spaced(data, finishes, ends))
    for hits, beside in ((opened, 1), (closed, 0)):
        places = hits % each + beside if each else hits
        for place in np.unique(places).tolist():
            found[place].append(hits[places == place] // each)
    for lines in found:
        yield np.unique(np.concatenate(lines)) if lines else np.empty(0, np.int64)


def _spaced(data: npt.NDArray[np.uint8], finishes: Flags, after: Places) -> Places:
    """Which of the cells that end right before these places end with an odd character."""
    hits = np.flatnonzero(finishes[data.take(after - 1, mode="clip")])
    last, before = (data.take(after[hits] - back, mode="clip") for back in (1, 2))
    return hits[(last < LONGER) | _BEFORE[before]]


def _even(cuts: Places, ends: Places, each: int) -> bool:
    """Whether every line holds `each` delimiters."""
    if len(cuts) != len(ends) * each:
        return False
    if each == 0:
        return True
    rows = cuts.reshape(-1, each)
    return bool((rows[:, -1] < ends).all() and (rows[1:, 0] > ends[:-1]).all())


def _uneven(data: npt.NDArray[np.uint8], cuts: Places, ends: Places, each: int) -> tuple[Places, npt.NDArray[np.bool_]]:
    """The lines, counted from 0, that do not hold `each` delimiters, and whether they hold more; not the empty ones."""
    counts = np.diff(np.searchsorted(cuts, ends), prepend=0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    returned = data[np.minimum(starts, len(data) - 1)] == _RETURN
    empty = (starts == ends) | ((starts + 1 == ends) & returned)
    lines = np.flatnonzero((counts != each) & ~empty)
    return lines, counts[lines] > each


def _proper(data: npt.NDArray[np.uint8], marks: Places, ends: Places, delimiter: int) -> bool:
    if len(marks) % 2:
        return False
    opens, closes = marks[::2], marks[1::2]
    if (np.searchsorted(ends, opens) != np.searchsorted(ends, closes)).any():
        return False
    before = data[np.maximum(opens - 1, 0)]
    after = data[np.minimum(closes + 1, len(data) - 1)]
    opened = (opens == 0) | (before == delimiter) | (before == _NEWLINE) | (before == _QUOTE)
    closed = (
        (closes == len(data) - 1) | (after == delimiter) | (after == _NEWLINE) | (after == _RETURN) | (after == _QUOTE)
    )
    return bool(opened.all() and closed.all())


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut at line ends."""
    held: list[bytes] = []
    for chunk in chunks:
        cut = chunk.rfind(b"\n") + 1
        if cut:
            yield b"".join((*held, chunk[:cut]))
            held = [chunk[cut:]]
        else:
            held.append(chunk)
    if rest := b"".join(held):
        yield rest
