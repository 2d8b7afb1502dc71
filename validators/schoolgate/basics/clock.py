"""The moment that stands for now. Nothing else in schoolgate reads the clock."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from schoolgate.basics.dates import date_time
from schoolgate.basics.errors import UsageError

YEARS = range(1900, 2200)
FAR = 30
"""Days from the clock beyond which an as-of moment is worth a note: it was pinned once, and forgotten."""
EPOCH = "SOURCE_DATE_EPOCH"
"""The variable that stands for the clock in builds that have to give the same bytes again: seconds since 1970."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Moment:
    """The as-of moment, in the settings' time zone."""

    at: datetime

    @property
    def date(self) -> date:
        """Its calendar date there."""
        return self.at.date()


def moment(text: str | None, zone: ZoneInfo, bare_date: Literal["start", "end"]) -> Moment:
    """The moment that `--as-of` names; without it, now. A date without a time means the start or end of that day.

    Raises:
        UsageError: the text is neither YYYY-MM-DD nor a date-time.
    """
    if text is None:
        return Moment(datetime.now(UTC).astimezone(zone).replace(microsecond=0))
    at = _parsed(text, zone, bare_date)
    if at is None:
        msg = f"as-of {text!r} is no date; expected YYYY-MM-DD or YYYY-MM-DDTHH:MM, such as 2026-09-01"
        raise UsageError(msg)
    if at.year not in YEARS:
        msg = f"as-of {text!r}: the year must be between {YEARS[0]} and {YEARS[-1]}"
        raise UsageError(msg)
    return Moment(at)


def is_far(at: Moment) -> bool:
    """Whether an as-of moment lies so far from the clock that nobody may have meant it any more."""
    return abs(_now() - at.at).days >= FAR


def today() -> date:
    """The day by the clock, in UTC."""
    return _now().date()


def _now() -> datetime:
    epoch = os.environ.get(EPOCH, "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)


def _parsed(text: str, zone: ZoneInfo, bare_date: Literal["start", "end"]) -> datetime | None:
    try:
        if _DATE.fullmatch(text):
            clock = time.min if bare_date == "start" else time(23, 59, 59)
            return datetime.combine(date.fromisoformat(text), clock, zone)
    except (ValueError, OverflowError):
        return None
    return date_time(text, zone)
