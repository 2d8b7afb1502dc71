"""The days on which the deletion of leavers changes by itself: of leaving, of a deletion, and of what follows it."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from schoolgate.language.suite import FactFrames
from schoolgate.suites.schoolcomms_leavers.settings import SchoolcommsLeaversSettings

_DAYS = range(-1, 2)
"""In days from that of a moment in UTC: at whose end, in any time zone, it has passed for the first time, rounded up."""
_SYNCS = range(-1, 3)
"""The same of the sync that closes a record, from the end of the queue: it comes on that day or on the next."""


def turns(facts: FactFrames, settings: SchoolcommsLeaversSettings) -> Iterator[pl.Series]:
    """See `schoolgate.language.suite.Suite`."""
    members = facts["members"]
    yield members["leaving_date"]
    yield facts["mis"]["leaving_date"]
    deleted = members["deleted_at"]
    queued = deleted + timedelta(hours=settings.queue_hours)
    anonymised = deleted + timedelta(days=settings.anonymise_after_days)
    for moment, around in ((deleted, _DAYS), (queued, _SYNCS), (anonymised, _DAYS)):
        for days in around:
            yield (moment + timedelta(days=days)).dt.date()
