"""What rows are called where a person reads of them: "16 students", not "16 records"."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """One of them, and several."""

    one: str = "record"
    many: str = "records"

    def counted(self, count: int) -> str:
        """So many of them.

        >>> Noun("class", "classes").counted(1), Noun("pupil", "pupils").counted(1200)
        ('1 class', '1,200 pupils')
        """
        return f"{count:,} {self.one if count == 1 else self.many}"

    def other(self, count: int) -> str:
        """So many others.

        >>> Noun("pupil", "pupils").other(2)
        '2 other pupils'
        """
        return f"{count:,} other {self.one if count == 1 else self.many}"


RECORD = Noun()
"""What rows are called that have no name of their own."""


ROWS = Noun("row", "rows")
"""What rows of many kinds are called together."""
_FEW = 2


def joined(nouns: Iterable[Noun]) -> Noun:
    """What rows of several kinds are called together.

    >>> joined([Noun("pupil", "pupils"), Noun("learner", "learners"), Noun("pupil", "pupils")])
    Noun(one='pupil or learner', many='pupils and learners')
    """
    each = list(dict.fromkeys(nouns)) or [RECORD]
    if len(each) > _FEW:
        return ROWS
    return Noun(" or ".join(noun.one for noun in each), " and ".join(noun.many for noun in each))
