"""What a text file is like, counted without reading it: the second count that both readers are held against.

Everything here, and in `few` and `many`, looks at bytes of UTF-8: line ends, quotation marks and delimiters are ASCII, and
never part of a longer character.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from schoolgate.intake.delimited.encoding import LONGER
from schoolgate.intake.delimited.few import shape_of_few
from schoolgate.intake.delimited.shape import Shape

_FIRST_OF_LONGER, _LONGEST = 192, 4
"""From here on it is the first of one, which has at most so many."""
_SMALL = 1 << 20
"""Up to so many bytes are counted sooner than NumPy is imported, which counts several times as fast."""
_FEW = 10_000
"""Of so many lines it takes longer to import NumPy than to do without."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the bytes of a file say.

    Args:
        lines: how many lines it has, whatever ends them; a last one without an end counts.
        null: the place of the first NUL byte; -1 for none.
        quotes: whether it holds a quotation mark at all.
        alone: whether a carriage return stands without a newline after it.
        plain: whether all bytes are ASCII.
        utf8: whether it decodes as UTF-8.
    """

    lines: int
    null: int
    quotes: bool
    alone: bool
    plain: bool
    utf8: bool


def survey(chunks: Iterable[bytes]) -> Survey:
    """What there is to say of the file that the chunks make."""
    newlines = returns = pairs = offset = 0
    null, quotes, plain, last, utf8 = -1, False, True, b"", True
    held = b""
    for chunk in chunks:
        if null < 0 and (at := chunk.find(b"\0")) >= 0:
            null = offset + at
        quotes = quotes or b'"' in chunk
        if held or not chunk.isascii():
            plain = False
            whole, held = _cut(held + chunk)
            utf8 = utf8 and _is_utf8(whole)
        newlines += chunk.count(b"\n") if offset < _SMALL else _newlines(chunk)
        if b"\r" in chunk:
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n")
        pairs += last == b"\r" and chunk.startswith(b"\n")
        last = chunk[-1:] or last
        offset += len(chunk)
    lines = newlines + returns - pairs + (last not in {b"", b"\n", b"\r"})
    return Survey(lines, null, quotes, returns > pairs, plain, utf8 and not held)


def _cut(chunk: bytes) -> tuple[bytes, bytes]:
    """The bytes up to a last character that is not whole, and that character's."""
    for back in range(1, min(_LONGEST, len(chunk)) + 1):
        byte = chunk[-back]
        if byte >= _FIRST_OF_LONGER:
            # The first byte of a character says how many it has.
            size = next(count for count, least in ((4, 0xF0), (3, 0xE0), (2, 0xC0)) if byte >= least)
            return (chunk[:-back], chunk[-back:]) if size > back else (chunk, b"")
        if byte < LONGER:
            break
    return chunk, b""


def _is_utf8(whole: bytes) -> bool:
    """Whether it decodes; without making a text of it."""
    try:
        pl.Series([whole], dtype=pl.Binary()).cast(pl.String())
    except pl.exceptions.ComputeError:
        return False
    return True


def _newlines(chunk: bytes) -> int:
    from schoolgate.intake.delimited.many import newlines  # noqa: PLC0415 (NumPy comes with it: only large files need it)

    return newlines(chunk)


def shape(chunks: Iterable[bytes], delimiter: str, width: int, above: int, *, quotes: bool, lines: int) -> Shape:
    """How the lines below line `above` are divided into `width` cells; `lines` is how many the survey counted."""
    if lines <= _FEW:
        return shape_of_few(b"".join(chunks), delimiter, width, above, quotes=quotes)
    from schoolgate.intake.delimited.many import shape_of_many  # noqa: PLC0415 (as above)

    return shape_of_many(chunks, delimiter, width, above, quotes=quotes)
