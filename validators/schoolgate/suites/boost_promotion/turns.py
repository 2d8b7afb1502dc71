"""The days on which a promotion changes by itself: the first on which a learner is inactive, and on which that is near."""

from collections.abc import Iterator

import polars as pl

from schoolgate.language.suite import FactFrames
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings


def turns(facts: FactFrames, settings: BoostPromotionSettings) -> Iterator[pl.Series]:
    """See `schoolgate.language.suite.Suite`."""
    last = facts["learners"]["last_test_date"]
    for years in {settings.inactive_years, *settings.inactive_years_by_suite.values()}:
        active = last.dt.offset_by(f"{years}y")
        yield active.dt.offset_by("1d")
        yield active.dt.offset_by(f"-{settings.inactive_notice_days}d")
