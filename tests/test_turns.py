"""The days that a suite names are all on which its dates turn anything, in months of any length and in every time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schoolgate.basics.clock import moment
from schoolgate.language.settings import SuiteSettings
from schoolgate.language.suite import FactFrames
from schoolgate.suites import load
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings
from schoolgate.suites.portal_sync.settings import PortalSyncSettings
from schoolgate.suites.schoolcomms_leavers.settings import SchoolcommsLeaversSettings
from schoolgate.suites.schoolcomms_leavers.sync import next_syncs

DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT = pl.Datetime("us", "UTC")
ZONES = ("Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "UTC")
MOMENTS = st.integers(1_700_000_000_000_000, 1_900_000_000_000_000).map(lambda at: EPOCH + timedelta(microseconds=at))


def named(suite: str, facts: FactFrames, settings: SuiteSettings) -> set[date]:
    turns = load(suite).turns
    assert turns
    return {day for days in turns(facts, settings) for day in days.drop_nulls()}


@given(left=DAYS, months=st.integers(0, 40))
@example(left=date(2026, 4, 30), months=1)
@example(left=date(2027, 2, 28), months=1)
@example(left=date(2027, 2, 28), months=12)
@example(left=date(2026, 8, 31), months=6)
def test_a_leaver_leaves_the_window_on_a_day_that_is_named(left: date, months: int) -> None:
    none = pl.DataFrame(schema={"admission_date": pl.Date()})
    facts = {"students": pl.DataFrame({"latest_dol": [left]}), "applications": none}
    days = named("portal-sync", facts, PortalSyncSettings(leaver_window_months=months))
    last = pl.Series([left]).dt.offset_by(f"{months}mo").item()
    ahead = pl.Series([last + timedelta(days=day) for day in range(-40, 41)])
    inside = ahead.dt.offset_by(f"-{months}mo") <= left
    assert inside.any()
    assert not inside.all()
    assert set(ahead.filter(inside != inside.shift(fill_value=True))) <= days
    # What turns on the day itself: that somebody has left.
    assert left in days


@given(tested=DAYS, years=st.integers(1, 9), notice=st.integers(0, 400))
def test_a_learner_is_inactive_from_a_day_that_is_named(tested: date, years: int, notice: int) -> None:
    told = BoostPromotionSettings(inactive_years=years, inactive_notice_days=notice)
    days = named("boost-promotion", {"learners": pl.DataFrame({"last_test_date": [tested]})}, told)
    last = pl.Series([tested]).dt.offset_by(f"{years}y").item()
    assert {last + timedelta(days=1), last - timedelta(days=notice)} <= days


@given(
    deleted=MOMENTS,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    hours=st.integers(0, 400),
    later=st.integers(1, 400),
    syncs=st.lists(st.times().map(lambda at: f"{at:%H:%M}"), min_size=1, max_size=2),
)
@settings(max_examples=300)
@example(datetime(2026, 6, 1, 23, 59, 59, 500_000, tzinfo=UTC), ZoneInfo("UTC"), 24, 14, ["23:59"])
def test_a_deletion_is_through_on_a_day_that_is_named(
    deleted: datetime, zone: ZoneInfo, hours: int, later: int, syncs: list[str]
) -> None:
    told = SchoolcommsLeaversSettings(queue_hours=hours, anonymise_after_days=later, sync_times=tuple(syncs))
    facts = {
        "members": pl.DataFrame(
            {"leaving_date": [None], "deleted_at": [deleted]}, schema={"leaving_date": pl.Date(), "deleted_at": MOMENT}
        ),
        "mis": pl.DataFrame(schema={"leaving_date": pl.Date()}),
    }
    days = named("schoolcomms-leavers", facts, told)
    queued = deleted + timedelta(hours=hours)
    closing = next_syncs(pl.Series([queued], dtype=MOMENT), tuple(map(time.fromisoformat, syncs)), zone).item()
    for due in (deleted, queued, closing, deleted + timedelta(days=later)):
        for past in (due, due + timedelta(seconds=1)):
            assert first_day(past, zone) in days


def first_day(past: datetime, zone: ZoneInfo) -> date:
    """The first day at whose end the moment has passed."""
    before = past.astimezone(zone).date() - timedelta(days=2)
    ahead = (before + timedelta(days=later) for later in range(5))
    return next(day for day in ahead if moment(day.isoformat(), zone, "end").at >= past)
