"""A synthetic roll and Admin Hub, and what can be wrong with them."""

from schoolgate.language.settings import Setting
from schoolgate.sample.plan import Sample
from schoolgate.suites.boost_promotion.sample.faults import FAULTS
from schoolgate.suites.boost_promotion.sample.faults.world import log_in_by_email, too_early, usual, wrong_ids
from schoolgate.suites.boost_promotion.sample.school import DOMAIN, build

_ANSWERS: dict[str, Setting] = {
    "year_groups": [],
    "school_email_domains": [DOMAIN],
    "platforms": ["Boost Insights", "SNAP"],
}
"""What the school says of itself: everybody is to sync, and these are its platforms and its domain."""

SAMPLE = Sample(
    build=build,
    faults=FAULTS,
    world=usual,
    scenarios={
        "too-early": Sample(build=build, faults=(), world=too_early, settings=_ANSWERS),
        "wrong-ids": Sample(build=build, faults=(), world=wrong_ids, settings=_ANSWERS),
        "logins": Sample(build=build, faults=(), world=log_in_by_email, settings=_ANSWERS),
    },
    settings=_ANSWERS,
)
