"""Time, as README.md and schoolcomms-leavers.md use it, in plain Python.

A moment is a whole number of seconds since 1970 in UTC, so that hours and days that pass are plain sums and no clock
change can get between them. Only the clock on the wall needs the time zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

Moment: TypeAlias = int

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
FIRST_DAY: Final = date(1970, 1, 1).toordinal()

DATE_TIME = re.compile(
    r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})[T ](?P<H>[0-9]{2}):(?P<M>[0-9]{2})(:(?P<S>[0-9]{2}))?"
    r"(?P<offset>Z|(?P<sign>[+-])(?P<h>[0-9]{2})(:?(?P<min>[0-9]{2}))?)?"
)


def on_the_wall(day: date, clock: time, zone: ZoneInfo) -> Moment:
    """Find the moment at which a local clock shows this.

    A time that the clock shows twice is the first. One that it jumps over moves forward by the jump: 01:30 in the night
    of a British spring is 02:30. Both are what the offset before the change gives, which ``fold=0`` asks for.
    """
    shown = (day.toordinal() - FIRST_DAY) * DAY + clock.hour * HOUR + clock.minute * MINUTE + clock.second
    offset = datetime.combine(day, clock.replace(fold=0), zone).utcoffset()
    if offset is None:
        message = "a time zone has an offset at every moment"
        raise AssertionError(message)
    return shown - round(offset.total_seconds())


def parse_moment(text: str, zone: ZoneInfo) -> Moment | None:
    """Read a date-time; None where it does not parse. A bare date is none."""
    found = DATE_TIME.fullmatch(text)
    if found is None:
        return None
    try:
        day = date(int(found["Y"]), int(found["m"]), int(found["d"]))
        clock = time(int(found["H"]), int(found["M"]), int(found["S"] or 0))
        away = time(int(found["h"] or 0), int(found["min"] or 0))
    except ValueError:
        return None
    if found["offset"] is None:
        return on_the_wall(day, clock, zone)
    ahead = away.hour * HOUR + away.minute * MINUTE
    return on_the_wall(day, clock, ZoneInfo("UTC")) - (-ahead if found["sign"] == "-" else ahead)


def parse_as_of(text: str, zone: ZoneInfo) -> Moment:
    """Read the moment that stands for now: a date-time, or a bare date, which means its last second here.

    Raises:
        ValueError: If it is neither.
    """
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return on_the_wall(date.fromisoformat(text), time(23, 59, 59), zone)
    moment = parse_moment(text, zone)
    if moment is None:
        message = f"{text!r} is neither YYYY-MM-DD nor YYYY-MM-DDTHH:MM[:SS][offset]"
        raise ValueError(message)
    return moment


def local_date(moment: Moment, zone: ZoneInfo) -> date:
    """Find the calendar date on the wall."""
    return datetime.fromtimestamp(moment, zone).date()


def as_utc(moment: Moment) -> datetime:
    """Give the moment as an aware date-time; in UTC, where no time is shown twice."""
    return datetime.fromtimestamp(moment, UTC)


def next_sync(after: Moment, times: Sequence[str], zone: ZoneInfo) -> Moment | None:
    """Find the first sync strictly later; None only beyond the last day that a calendar has.

    All syncs of the days around are written down and the earliest later one is taken, so that neither the order of the
    times nor a clock change matters. A day is a day on the wall, hence one more on either side of the day in UTC.
    """
    today = after // DAY + FIRST_DAY
    days = [date.fromordinal(n) for n in range(today - 2, today + 4) if 1 <= n <= date.max.toordinal()]
    syncs = [on_the_wall(day, time.fromisoformat(shown), zone) for day in days for shown in times]
    return min((sync for sync in syncs if sync > after), default=None)


def sync_by(after: Moment, deadline: Moment, times: Sequence[str], zone: ZoneInfo) -> bool:
    """Whether the next sync after a moment is no later than the deadline."""
    sync = next_sync(after, times, zone)
    return sync is not None and sync <= deadline
