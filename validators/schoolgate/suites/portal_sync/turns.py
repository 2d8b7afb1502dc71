"""The days on which a sync changes by itself: of leaving, after the last in the window, of admission."""

from collections.abc import Iterator

import polars as pl

from schoolgate.language.suite import FactFrames
from schoolgate.suites.portal_sync.settings import PortalSyncSettings

_SHORTEST = 28
"""Days of the shortest month: from here on several days of a month are as many months before the same day of another."""


def turns(facts: FactFrames, settings: PortalSyncSettings) -> Iterator[pl.Series]:
    """See `schoolgate.language.suite.Suite`."""
    left = facts["students"]["latest_dol"]
    yield left
    last = left.dt.offset_by(f"{settings.leaver_window_months}mo")
    yield last.dt.offset_by("1d")
    ends = last.filter(left.dt.day() >= _SHORTEST)
    for later in (2, 3, 4):
        yield ends.dt.offset_by(f"{later}d")
    yield facts["applications"]["admission_date"]
