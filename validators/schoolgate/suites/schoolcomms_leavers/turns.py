"""The dates on which the deletion of leavers changes by itself: of leaving, of a deletion, and of what follows it."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from schoolgate.language.suite import FactFrames
from schoolgate.suites.schoolcomms_leavers.settings import SchoolcommsLeaversSettings

_SYNCS = range(-1, 4)
"""In days from the end of the queue: where, in any time zone, the sync lies that closes a record."""


def turns(facts: FactFrames, settings: SchoolcommsLeaversSettings) -> Iterator[pl.Series]:
    """See `schoolgate.language.suite.Suite`."""
    members = facts["members"]
    yield members["leaving_date"]
    yield facts["mis"]["leaving_date"]
    deleted = members["deleted_at"]
    queued = deleted + timedelta(hours=settings.queue_hours)
    anonymised = deleted + timedelta(days=settings.anonymise_after_days)
    for around in _SYNCS:
        for moment in (deleted, queued, anonymised):
            yield (moment + timedelta(days=around)).dt.date()
