"""The dates on which a promotion changes by itself: of a learner's becoming inactive, and of the notice before it."""

from collections.abc import Iterator

import polars as pl

from schoolgate.language.suite import FactFrames
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings


def turns(facts: FactFrames, settings: BoostPromotionSettings) -> Iterator[pl.Series]:
    """See `schoolgate.language.suite.Suite`."""
    last = facts["learners"]["last_test_date"]
    for years in {settings.inactive_years, *settings.inactive_years_by_suite.values()}:
        inactive = last.dt.offset_by(f"{years}y")
        yield inactive
        yield inactive.dt.offset_by(f"-{settings.inactive_notice_days}d")
