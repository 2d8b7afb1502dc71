"""How many of the learners whom the school should still have would be desynced, counted from both ends.

Who has access decides who is counted, and which year group is the highest. A learner whose access could not be read may be
either: every way to read such cells is a world, and only what holds in all of them is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from schoolgate.suites.boost_promotion.facts_people import ENOUGH

_MOST, _OF = 3, 10
"""More than 3 in 10 learners cannot well be gone at once."""


@dataclass(frozen=True, slots=True)
class Mass:
    """How many are counted, how many of them are gone, and how far that is over the share; None where it is unknown.

    `beyond` is ten times those who are gone, less three times all: above 0 it is over 30 %.
    """

    all: int | None
    gone: int | None
    beyond: int | None


@dataclass(frozen=True, slots=True)
class _Worlds:
    """All worlds that agree on the highest year group.

    `there` are counted in each, `gone` of them desynced; of those who may be counted or not, `may_be_gone` are desynced and
    `may_stay` are not.
    """

    there: int
    gone: int
    may_be_gone: int
    may_stay: int

    @property
    def most(self) -> int:
        """How many are counted, at the most."""
        return self.there + self.may_be_gone + self.may_stay

    @property
    def at_best(self) -> Mass:
        """The world in which the share is smallest."""
        every = self.there + self.may_stay
        return Mass(every, self.gone, _OF * self.gone - _MOST * every)

    @property
    def can_be_too_many(self) -> bool:
        """Whether enough are counted and too many of them are gone, in one of the worlds."""
        gone = self.gone + self.may_be_gone
        # Just enough others for the count to say something; more would only make the share smaller.
        every = max(self.there + self.may_be_gone, ENOUGH)
        return every <= self.most and _OF * gone > _MOST * every

    @property
    def can_be_well(self) -> bool:
        """Whether too few are counted, or not too many of them are gone, in one of the worlds."""
        return self.there < ENOUGH or _OF * self.gone <= _MOST * (self.there + self.may_stay)


def mass(people: pl.DataFrame, because: str) -> Mass:
    """How many are gone of those who should be there.

    Args:
        people: the learners with a key, with `place` (of the year group in the order, if any).
        because: what has become of those who are gone (`desynced_because`).
    """
    worlds = list(_worlds(people, because))
    best = worlds[0].at_best
    if not any(one.can_be_well for one in worlds):
        return best
    if any(one.can_be_too_many for one in worlds):
        return Mass(None, None, None)
    if all(one.there >= ENOUGH for one in worlds) or all(one.most < ENOUGH for one in worlds):
        return best
    # Whether enough are counted is unknown; wherever they are, not too many are gone.
    return Mass(None, best.gone, min(0, best.beyond or 0))


def _worlds(people: pl.DataFrame, because: str) -> Iterator[_Worlds]:
    """The worlds, those with the same highest year group together."""
    people = people.select(
        "has_access", "has_access__unknown", "mis_id", "in_leavers_class", "desynced_because", "place"
    )
    has, maybe = pl.col("has_access").fill_null(value=False), pl.col("has_access__unknown")
    counted = pl.col("mis_id").is_not_null() & ~pl.col("in_leavers_class")
    gone = (pl.col("desynced_because") == because).fill_null(value=False)
    highest = people.filter(has)["place"].max()
    higher = people.filter(maybe & pl.col("place").is_not_null())["place"].unique().sort().to_list()
    for top in (highest, *(place for place in higher if highest is None or place > highest)):
        # Nobody above the highest year group has access, in these worlds.
        below = pl.col("place").is_null() | (pl.col("place") < (-1 if top is None else top))
        asked = people.filter(counted & below)
        counts = {"there": has, "gone": has & gone, "may_be_gone": maybe & gone, "may_stay": maybe & ~gone}
        yield _Worlds(**asked.select(who.sum().alias(name) for name, who in counts.items()).row(0, named=True))
