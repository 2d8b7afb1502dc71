"""Moments on a school's clock, and back, many at once. The zones are Python's: exact where the clocks change.

Nearly all moments lie on days on which no clock changes: one look at the day serves them all. The others are asked for one
by one.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import polars as pl

_DAY = timedelta(days=1)
_NAIVE = pl.Datetime("us")
_IN_UTC = pl.Datetime("us", "UTC")


def in_utc(wall: pl.Series, zone: tzinfo) -> pl.Series:
    """Local date-times (Datetime, without a zone) as moments in UTC; null for null.

    A time that the clocks show twice is the first of the two; one that they skip is moved forward by what they skip.
    """

    def offset(midnight: datetime) -> timedelta | None:
        return midnight.replace(tzinfo=zone).utcoffset()

    moved = _moved(wall.cast(_NAIVE), offset, lambda at: at.replace(tzinfo=zone).astimezone(UTC), back=True)
    return moved.dt.replace_time_zone("UTC")


def on_the_clock(moments: pl.Series, zone: tzinfo) -> pl.Series:
    """Moments in UTC as the date-times that the clocks of `zone` show then; null for null."""

    def offset(midnight: datetime) -> timedelta | None:
        return midnight.replace(tzinfo=UTC).astimezone(zone).utcoffset()

    naive = moments.cast(_IN_UTC).dt.replace_time_zone(None)
    return _moved(naive, offset, lambda at: at.replace(tzinfo=UTC).astimezone(zone), back=False)


def _moved(
    times: pl.Series,
    offset: Callable[[datetime], timedelta | None],
    alone: Callable[[datetime], datetime],
    *,
    back: bool,
) -> pl.Series:
    """The times moved by the offset of their day, those of a day on which it changes one by one."""
    days = times.dt.date().rename("day")
    distinct = days.drop_nulls().unique()
    shifts = pl.DataFrame(
        {"day": distinct, "shift": [_steady(day, offset) for day in distinct]},
        schema={"day": pl.Date(), "shift": pl.Duration("us")},
    )
    shift = days.to_frame().join(shifts, on="day", how="left", maintain_order="left")["shift"]
    moved = times - shift if back else times + shift
    odd = times.filter(shift.is_null()).drop_nulls().unique()
    if odd.is_empty():
        return moved
    known = pl.Series([alone(at).replace(tzinfo=None) for at in odd], dtype=_NAIVE)
    return moved.fill_null(times.replace_strict(odd, known, default=None, return_dtype=_NAIVE))


def _steady(day: date, offset: Callable[[datetime], timedelta | None]) -> timedelta | None:
    """The offset of a day that begins and ends with the same; None where it does not, or Python's calendar ends."""
    midnight = datetime.combine(day, time())
    try:
        first, last = offset(midnight), offset(midnight + _DAY)
    except OverflowError:
        return None
    return first if first == last else None
