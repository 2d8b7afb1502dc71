"""Two ways in which words are held to be the same: closed words by their letters, near misses by what a slip changes."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

DASHES = (
    "-\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d"
    "\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d\U00010ead"
)
"""Every dash of Unicode (category Pd); to look through all its characters would take a quarter of a second at each start."""
_RUNS = re.compile(rf"[\s{re.escape(DASHES)}_]+")
_PUNCTUATION = re.compile(rf"[\s{re.escape(DASHES)}_.]+")


def closed(word: str) -> str:
    """A closed word folded: case, and every run of white space, dashes and underscores one space."""
    return _RUNS.sub(" ", word.casefold()).strip()


def near(word: str) -> str:
    """What is left of a word once a slip of the hand is undone: NFKC, case, white space, dashes, `_`, `.`, leading zeros."""
    bare = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", word).casefold())
    # A word of noughts alone keeps its last: 000 is nearly 0, and neither is nearly nothing.
    return bare.lstrip("0") or bare[-1:]


def only_in_spelling(word: str, known: Iterable[str]) -> str:
    """What to add of a word that is none of the known: the one from which it differs only in spelling, if there is one.

    >>> only_in_spelling("ALL", ["all", "none"])
    '; it differs from all only in spelling'
    >>> only_in_spelling("some", ["all", "none"])
    ''
    """
    alike = [one for one in known if near(one) == near(word)]
    return f"; it differs from {alike[0]} only in spelling" if len(alike) == 1 else ""


FOLDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "drop_leading_zeros": lambda text: text.lstrip("0") or text[-1:],
        "drop_spaces": lambda text: _PUNCTUATION.sub("", text),
        "fold_case": str.casefold,
    }
)
"""The ways in which a key can be normalised before it is compared, by the names that settings give them."""
SAYS = MappingProxyType(
    {
        "drop_leading_zeros": "leading zeros are ignored",
        "drop_spaces": "spaces, hyphens, dots and underscores are ignored",
        "fold_case": "capitals and small letters are the same",
    }
)
"""What each of `FOLDS` does, to complete "they match once …"."""
