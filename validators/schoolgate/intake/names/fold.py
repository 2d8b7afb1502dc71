"""When two names are the same: by their letters and digits alone."""

import difflib
import re
import unicodedata
from functools import lru_cache

_ESCAPED = re.compile(r"_x([0-9a-fA-F]{4})_")
_MARKED = re.compile(r"(?<=.)(?:required|optional|ddmmyy(?:yy)?|mmddyy(?:yy)?|yyyymmdd|yyyy)$")
_LIKE = 0.8
_LEAST = 4


@lru_cache(maxsize=1 << 18)
def fold(name: str) -> str:
    """The letters and digits of a name.

    NFKC, case folded, a trailing "required", "optional" or date format dropped, an XML escape undone.

    >>> fold("Roll Mode *"), fold("E-MAIL (required)"), fold("Year_x0020_Group"), fold("DOB (DD/MM/YYYY)")
    ('rollmode', 'email', 'yeargroup', 'dob')
    """
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
    letters = "".join(mark for mark in unicodedata.normalize("NFKC", plain).casefold() if mark.isalnum())
    return _MARKED.sub("", letters)


def forms(name: str) -> frozenset[str]:
    """The fold of a table's name, in the singular and as it stands.

    >>> bool(forms("Student") & forms("students")), bool(forms("class") & forms("classes"))
    (True, True)
    """
    folded = fold(name)
    singles = [folded[: -len(end)] + instead for end, instead in _ENDS if folded.endswith(end)]
    return frozenset((folded, *filter(None, singles)))


_ENDS = (("ies", "y"), ("es", ""), ("s", ""))


def alike(name: str, known: str, least: float = _LIKE) -> float:
    """How like two names are that are not the same: 0 where they are not, below 1 where somebody may have meant the other.

    >>> alike("portal_logon", "portal_login") > 0, alike("Parent", "Portal login")
    (True, 0.0)
    """
    one, other = fold(name), fold(known)
    if min(len(one), len(other)) < _LEAST:
        return 0.0
    # What begins as the other does is the other with something behind it: portal_login_needed.
    if one.startswith(other):
        return 0.99
    if 2 * min(len(one), len(other)) < least * (len(one) + len(other)):
        return 0.0
    matcher = difflib.SequenceMatcher(None, one, other)
    if matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0
