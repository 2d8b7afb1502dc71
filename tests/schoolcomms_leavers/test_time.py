"""Time is the school's own clock: syncs, the queue and the days of anonymising, to the second, across clock changes."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolcomms_leavers.extract import checked, failing, write
from schoolgate.suites.schoolcomms_leavers.sync import local_times, next_syncs

LONDON = ZoneInfo("Europe/London")
DAILY = tuple(map(time.fromisoformat, ("06:00", "11:00", "15:00", "18:00")))
OPEN = {"member_id": "M1", "status": "Open", "class_name": "11A"}
GONE = {"first_name": "XXXX", "last_name": "XXXX"}
MOMENTS = st.integers(600_000_000, 2_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def after(text: str, times: tuple[time, ...] = DAILY, zone: ZoneInfo = LONDON) -> str:
    """The next sync after a local moment, or one with an offset, in UTC."""
    at = datetime.fromisoformat(text)
    at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    found = next_syncs(pl.Series([at], dtype=pl.Datetime("us", "UTC")), times, zone).item()
    return f"{found:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("moment", "sync"),
    [
        ("2026-11-22 05:59:59", "2026-11-22 06:00"),
        ("2026-11-22 06:00:00", "2026-11-22 11:00"),
        ("2026-11-22 06:00:01", "2026-11-22 11:00"),
        ("2026-11-22 18:00:00", "2026-11-23 06:00"),
        # The night in which the clocks go forward, and the one in which they go back: 06:00 is 05:00 UTC, or 06:00.
        ("2026-03-28 18:00", "2026-03-29 05:00"),
        ("2026-03-27 18:00", "2026-03-28 06:00"),
        ("2026-10-24 18:00", "2026-10-25 06:00"),
        ("2026-10-23 18:00", "2026-10-24 05:00"),
    ],
)
def test_the_next_sync_is_strictly_later_on_the_clock_of_the_school(moment: str, sync: str) -> None:
    assert after(moment) == sync


@pytest.mark.parametrize(
    ("moment", "sync"),
    [
        # 01:30 is skipped in March: the sync is an hour on, at 02:30 summer time.
        ("2026-03-29 00:59:59+00:00", "2026-03-29 01:30"),
        ("2026-03-29 01:29:59+00:00", "2026-03-29 01:30"),
        ("2026-03-29 01:30:00+00:00", "2026-03-30 00:30"),
        # And shown twice in October: the sync is at the first of them.
        ("2026-10-25 00:29:59+00:00", "2026-10-25 00:30"),
        ("2026-10-25 00:30:00+00:00", "2026-10-26 01:30"),
        ("2026-10-25 01:30:00+00:00", "2026-10-26 01:30"),
    ],
)
def test_a_sync_in_the_hour_that_is_skipped_or_shown_twice(moment: str, sync: str) -> None:
    assert after(moment, (time(1, 30),)) == sync


def test_a_zone_that_skipped_a_whole_day_has_a_next_sync_all_the_same() -> None:
    # In Samoa 30 December 2011 never was.
    assert after("2011-12-29 20:00", (time(6, 0),), ZoneInfo("Pacific/Apia")) == "2011-12-30 16:00"


@given(
    st.lists(MOMENTS, min_size=1, max_size=20),
    st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=4),
    st.sampled_from(
        ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]
    ),
)
def test_no_sync_lies_between_a_moment_and_its_next_one(moments: list[datetime], times: list[time], name: str) -> None:
    zone = ZoneInfo(name)
    found = next_syncs(pl.Series(moments, dtype=pl.Datetime("us", "UTC")), times, zone).to_list()
    for at, sync in zip(moments, found, strict=True):
        days = [at.astimezone(zone).date() + timedelta(days=step) for step in range(-2, 4)]
        syncs = [datetime.combine(day, clock, zone).astimezone(UTC) for day in days for clock in times]
        assert sync == min(other for other in syncs if other > at)


def test_moments_that_nobody_knows_have_no_sync() -> None:
    empty = pl.Series([None, None], dtype=pl.Datetime("us", "UTC"))
    assert next_syncs(empty, DAILY, LONDON).to_list() == [None, None]
    one = pl.Series([None, datetime(2026, 7, 1, 12, tzinfo=UTC)], dtype=pl.Datetime("us", "UTC"))
    assert local_times(next_syncs(one, DAILY, LONDON), LONDON).to_list() == [None, "2026-07-01 15:00"]


@pytest.mark.parametrize(
    ("deleted_at", "as_of", "rules"),
    [
        # Deleted at 10:30, out of the queue 24 hours later, closed by the sync of 11:00: not a second before.
        ("2026-11-20 10:30", "2026-11-21T10:59:59", ["SL-104", "SL-302"]),
        ("2026-11-20 10:30", "2026-11-21T11:00:00", ["SL-103", "SL-302"]),
        ("2026-11-20 10:30", "2026-11-21T11:00:01", ["SL-103", "SL-302"]),
        # Out of the queue exactly at a sync: the next one closes, as only a later one is the next.
        ("2026-11-20 11:00", "2026-11-21T11:00:00", ["SL-104", "SL-302"]),
        ("2026-11-20 11:00", "2026-11-21T14:59:59", ["SL-104", "SL-302"]),
        ("2026-11-20 11:00", "2026-11-21T15:00:00", ["SL-103", "SL-302"]),
        ("2026-11-20 10:59:59", "2026-11-21T11:00:00", ["SL-103", "SL-302"]),
        # The queue lasts 24 hours, not a day of the calendar: across the change in March it ends at 06:30 on the clock.
        ("2026-03-28 05:30", "2026-03-29T11:00", ["SL-103", "SL-302"]),
        ("2026-03-28 05:30", "2026-03-29T10:59:59", ["SL-104", "SL-302"]),
        ("2026-03-28 04:59:59", "2026-03-29T06:00", ["SL-103", "SL-302"]),
        # And in October at 05:30: the sync of 06:00 closes.
        ("2026-10-24 06:30", "2026-10-25T05:59:59", ["SL-104", "SL-302"]),
        ("2026-10-24 06:30", "2026-10-25T06:00", ["SL-103", "SL-302"]),
        ("2026-10-24 07:00", "2026-10-25T06:00", ["SL-104", "SL-302"]),
    ],
)
def test_cypad_closes_with_the_first_sync_after_the_queue(
    tmp_path: Path, deleted_at: str, as_of: str, rules: list[str]
) -> None:
    source = write(
        tmp_path / "in", {**GONE, "deleted_at": deleted_at, "leaving_date": "2026-01-31", "selected": ""}, cypad=[OPEN]
    )
    assert failing(checked(source, as_of)) == rules


@pytest.mark.parametrize(
    ("deleted_at", "as_of", "anonymised"),
    [
        ("2026-11-08 12:00", "2026-11-22T12:00:00", False),
        ("2026-11-08 12:00", "2026-11-22T12:00:01", True),
        ("2026-11-08 12:00", "2026-11-22T11:59:59", False),
        # Fourteen days of 24 hours across the change in October end an hour earlier on the clock, in March one later.
        ("2026-10-18 12:00", "2026-11-01T11:00:00", False),
        ("2026-10-18 12:00", "2026-11-01T11:00:01", True),
        ("2026-03-22 12:00", "2026-04-05T13:00:00", False),
        ("2026-03-22 12:00", "2026-04-05T13:00:01", True),
    ],
)
def test_the_days_of_anonymising_are_days_of_24_hours(
    tmp_path: Path, deleted_at: str, as_of: str, *, anonymised: bool
) -> None:
    source = write(tmp_path / "in", {"deleted_at": deleted_at, "leaving_date": "2026-01-31", "selected": ""})
    assert failing(checked(source, as_of)) == (["SL-301"] if anonymised else ["SL-302", "SL-304"])


@pytest.mark.parametrize(("as_of", "over"), [("2026-11-21T10:30:00", False), ("2026-11-21T10:30:01", True)])
def test_the_queue_is_over_once_more_than_its_hours_have_run(tmp_path: Path, as_of: str, *, over: bool) -> None:
    source = write(tmp_path / "in", {"deleted_at": "2026-11-20 10:30", "selected": ""})
    assert ("SL-304" in failing(checked(source, as_of))) is over


def test_the_messages_say_when_on_the_clock_of_the_school(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {**GONE, "deleted_at": "2026-10-24 07:00", "selected": ""}, cypad=[OPEN])
    told = dict(checked(source, "2026-10-25T06:00").findings().select("rule", "message").iter_rows())
    assert told["SL-104"] == (
        "The member is deleted; with a queue of 24 hours, which is our assumption, the record should change to Closed in "
        "Cypad at the sync of 2026-10-25 11:00 (local time) (by our reading)."
    )
    assert told["SL-302"] == (
        "With 14 days, the article's figure, which is our assumption here, what stays of the member will read as anonymised "
        "from 2026-11-07 06:00 (local time)."
    )


def test_a_figure_that_the_school_has_given_is_not_called_ours(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"deleted_at": "2026-10-24 07:00", "selected": ""}, cypad=[OPEN])
    given = checked(source, "2026-10-25T06:00", queue_hours=24, anonymise_after_days=14)
    messages = " ".join(given.findings()["message"])
    assert "a queue of 24 hours, as the settings say" in messages
    assert "14 days, as the settings say" in messages
    assert "assum" not in messages
    assert given.assumptions == ()


@pytest.mark.parametrize(
    ("deleted_at", "as_of", "status"),
    [
        # The queue ends at 10:30, the next sync is that of 11:00: Cypad closes with it.
        ("2026-11-20 10:30", "2026-11-21T10:00", "Closed"),
        # The queue ends at 11:00: the next sync still says Open, the one after it closes.
        ("2026-11-20 11:00", "2026-11-21T10:00", "Open"),
        ("2026-11-20 11:00", "2026-11-21T11:00", "Closed"),
        ("", "2026-11-21T10:00", "Open"),
        ("last week", "2026-11-21T10:00", None),
    ],
)
def test_what_cypad_will_say_after_the_next_sync(
    tmp_path: Path, deleted_at: str, as_of: str, status: str | None
) -> None:
    source = write(tmp_path / "in", {**GONE, "deleted_at": deleted_at}, cypad=[OPEN])
    record = checked(source, as_of).records["members"].row(0, named=True)
    assert record["expected_cypad_status"] == status


@pytest.mark.parametrize(
    ("as_of", "sync"),
    [
        ("2026-11-22", "2026-11-23 06:00+00:00"),
        ("2026-11-22T18:00", "2026-11-23 06:00+00:00"),
        ("2026-11-22T17:59:59", "2026-11-22 18:00+00:00"),
        ("2026-03-28", "2026-03-29 06:00+01:00"),
    ],
)
def test_a_bare_date_is_its_end(tmp_path: Path, as_of: str, sync: str) -> None:
    source = write(tmp_path / "in", {})
    assert checked(source, as_of).records["members"]["next_sync"].to_list() == [sync]


def test_another_zone_and_other_times(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {**GONE, "deleted_at": "2026-03-07 21:00", "selected": ""}, cypad=[OPEN])
    own = {"timezone": "America/New_York", "sync_times": ["02:30"], "queue_hours": 1}
    # There 02:30 was skipped on 8 March: the sync came at 03:30.
    assert "SL-104" in failing(checked(source, "2026-03-08T03:29:59", **own))
    assert "SL-103" in failing(checked(source, "2026-03-08T03:30", **own))
