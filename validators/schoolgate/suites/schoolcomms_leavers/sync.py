"""When Cypad syncs: at times of day on the school's own clock, also on the days on which the clocks change."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo

import polars as pl

from schoolgate.frames.clocks import on_the_clock
from schoolgate.language.frame import DTYPES
from schoolgate.language.table import Kind

_EARLIEST, _LATEST = datetime(1, 1, 5, tzinfo=UTC), datetime(9999, 12, 25, tzinfo=UTC)
"""So that the days around a moment are days that Python's calendar has."""
_DAYS_AROUND = range(-1, 4)
"""In days of UTC, from the day of a moment on: where the next sync may lie, even where a zone has skipped a whole day."""


def next_syncs(moments: pl.Series, times: Sequence[time], zone: tzinfo) -> pl.Series:
    """For each moment the first sync strictly later; null for null.

    A time of day that the clocks skip moves forward by what they skip; of one that they show twice it is the first.

    Args:
        moments: date-times in UTC.
        times: of the daily syncs, on the clock of `zone`; at least one.
        zone: the school's.
    """
    if moments.null_count() == moments.len():
        return moments
    bounded = moments.clip(_EARLIEST, _LATEST)
    dates = bounded.dt.date().drop_nulls().unique()
    days = {day + timedelta(around) for day in dates for around in _DAYS_AROUND}
    instants = {datetime.combine(day, at, zone).astimezone(UTC) for day in days for at in times}
    syncs = pl.Series(sorted(instants), dtype=DTYPES[Kind.DATETIME])
    later = syncs.to_physical().search_sorted(bounded.fill_null(_EARLIEST).to_physical(), side="right")
    known = moments.is_not_null().to_frame("known")
    return known.select(pl.when("known").then(syncs.gather(later.clip(0, syncs.len() - 1))).alias(moments.name))[
        moments.name
    ]


def local_times(moments: pl.Series, zone: tzinfo) -> pl.Series:
    """The moments as people of the school write them: 2026-11-23 06:00."""
    return on_the_clock(moments.clip(_EARLIEST, _LATEST), zone).dt.to_string("%Y-%m-%d %H:%M")
