"""How names are folded and compared, and how year groups are written: for boost-promotion's oracle."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import cache
from typing import Final

RECEPTION: Final = ("r", "rec", "reception", "receptionyear", "yr", "yearr", "fs2", "f2")
NURSERY_TWO: Final = ("n", "nursery", "n2", "nursery2", "fs1", "f1")
NURSERY_ONE: Final = ("n1", "nursery1")
EARLY_YEARS: Final = {
    **dict.fromkeys(RECEPTION, "R"),
    **dict.fromkeys(NURSERY_TWO, "N2"),
    **dict.fromkeys(NURSERY_ONE, "N1"),
}


def is_dash(char: str) -> bool:
    """Whether a character is one of Unicode's dashes."""
    return unicodedata.category(char) == "Pd"


def fold(name: str) -> str:
    """Fold a name, one step of the requirement after the other."""
    decomposed = unicodedata.normalize("NFKD", name)
    bare = "".join(char for char in decomposed if not unicodedata.category(char).startswith("M"))
    small = bare.casefold()
    spaced = "".join(" " if is_dash(char) else char for char in small)
    kept = "".join(char for char in spaced if char.isalnum() or char.isspace())
    return " ".join(kept.split())


def year(text: str) -> str:
    """Normalise a year group: its number, R, N2 or N1, or the folded text where it is none of them."""
    folded = "".join(char for char in text.casefold() if not char.isspace() and not is_dash(char))
    if numbered := re.fullmatch("(?:year|yr|y)?0*([0-9]+)", folded):
        return numbered[1]
    return EARLY_YEARS.get(folded, folded)


def common_length(one: str, other: str) -> int:
    """Give the length of the longest common subsequence."""
    above = [0] * (len(other) + 1)
    for char in one:
        row = [0]
        for place, theirs in enumerate(other, start=1):
            row.append(above[place - 1] + 1 if char == theirs else max(row[-1], above[place]))
        above = row
    return above[-1]


@cache
def similarity(one: str, other: str) -> Fraction:
    """Compare two folded names as ``token_sort_ratio`` of rapidfuzz 3 does, exactly: 0 to 100.

    The words of each are sorted and joined by one space; what remains is the normalised Indel similarity, where the
    distance counts the letters to take out of one and to put in for the other. Two empty names are alike.
    """
    first, second = " ".join(sorted(one.split())), " ".join(sorted(other.split()))
    longest = len(first) + len(second)
    if longest == 0:
        return Fraction(100)
    distance = longest - 2 * common_length(first, second)
    return 100 * (1 - Fraction(distance, longest))
