"""Syncs, as schoolcomms-leavers.md counts them: by the clock on the wall, whatever it does in spring and autumn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from oracle.cells import local_date, on_the_wall


def next_sync(after: datetime, times: Sequence[str], zone: ZoneInfo) -> datetime:
    """Find the first sync strictly later, in UTC.

    All syncs of the days around are written down and the earliest later one is taken, so that neither the order of the
    times nor a clock change matters.
    """
    today = local_date(after, zone)
    days = [today + timedelta(days=offset) for offset in (-1, 0, 1, 2)]
    syncs = [on_the_wall(day, time.fromisoformat(shown), zone) for day in days for shown in times]
    return min(sync for sync in syncs if sync > after)


def sync_by(after: datetime, deadline: datetime, times: Sequence[str], zone: ZoneInfo) -> bool:
    """Whether the next sync after a moment is no later than the deadline."""
    return next_sync(after, times, zone) <= deadline
