"""How names are folded and how alike two of them are, in plain Python: for boost-promotion's oracle."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from functools import cache


def fold(name: str) -> str:
    """Fold a name, one step of the requirement after the other."""
    decomposed = unicodedata.normalize("NFKD", name)
    bare = "".join(char for char in decomposed if not unicodedata.category(char).startswith("M"))
    small = bare.casefold()
    kept = "".join(char for char in small if char.isalnum() or char.isspace())
    return " ".join(kept.split())


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
