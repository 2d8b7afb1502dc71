"""Number formats of workbooks: what of them is part of a value, the zeros before an id, and what is mere looks."""

import re
from functools import lru_cache

from schoolgate.intake.formats.written import written

_LITERAL = re.compile(r'"[^"]*"|\\.')
_ZEROS = re.compile(r"^[0 /-]*0[0 /-]*0[0 /-]*$")
_PIECES = re.compile(r'"[^"]*"|\\.|.')
_TIME = re.compile(r"[hs]", re.IGNORECASE)


def shown(value: float, form: str) -> str | None:
    """A number as text: with the zeros and the letters that a format such as 000000 or "S"0000 gives it.

    Every other format is looks: 12.5 is 12.5 whether it is shown as 13, 12.50 or 1250 %.
    """
    pieces = _padding(form)
    if pieces is None or value < 0 or value != int(value):
        return written(value)
    digits = str(int(value))
    places = pieces.count("0")
    digits = digits.rjust(places, "0")
    # Digits fill the places from the right; those that are too many stand before the first.
    head, rest = digits[: len(digits) - places], iter(digits[len(digits) - places :])
    text, first = "", True
    for piece in pieces:
        if piece == "0":
            text += (head if first else "") + next(rest)
            first = False
        else:
            text += piece[1:-1] if piece.startswith('"') else piece[-1]
    return text


@lru_cache(maxsize=256)
def _padding(form: str) -> tuple[str, ...] | None:
    """The pieces of a format that has nothing but places for digits and fixed text, and at least two places."""
    first = form.split(";", maxsplit=1)[0]
    if not _ZEROS.match(_LITERAL.sub("", first)):
        return None
    return tuple(_PIECES.findall(first))


@lru_cache(maxsize=256)
def shows_time(form: str) -> bool:
    """Whether a date format shows hours or seconds."""
    return bool(_TIME.search(_LITERAL.sub("", re.sub(r"\[[^\]]*\]", "", form.split(";", maxsplit=1)[0]))))
