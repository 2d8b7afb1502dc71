"""Moments on a school's clock, many at once, as Python has each alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schoolgate.frames.clocks import in_utc, on_the_clock

ZONES = ("Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/Sao_Paulo", "UTC")
"""Half an hour of summer time, a day that never was, a clock that changes at midnight."""
CHANGES = st.sampled_from(("2026-03-29", "2026-10-25", "2011-12-30", "2018-11-04", "2026-04-05", "2026-02-15"))
NEAR_CHANGES = st.builds(
    lambda day, minutes: datetime.fromisoformat(day) + timedelta(minutes=minutes), CHANGES, st.integers(-4000, 4000)
)
ANY = st.datetimes(datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2100-12-30")).map(
    # A cell does not say which of two: the first is meant.
    lambda at: at.replace(fold=0)
)
TIMES = st.lists(st.none() | NEAR_CHANGES | ANY, max_size=12)


@pytest.mark.parametrize("name", ZONES)
@example(times=[datetime.fromisoformat("2019-06-09 02:00")])
@given(times=TIMES)
def test_local_times_in_utc_and_back(name: str, times: list[datetime | None]) -> None:
    zone = ZoneInfo(name)
    wall = pl.Series("at", times, dtype=pl.Datetime("us"))
    expected = [at and at.replace(tzinfo=zone).astimezone(UTC) for at in times]
    assert in_utc(wall, zone).to_list() == expected
    moments = pl.Series("at", [at and at.replace(tzinfo=UTC) for at in times], dtype=pl.Datetime("us", "UTC"))
    back = [at and at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) for at in times]
    assert on_the_clock(moments, zone).to_list() == back
