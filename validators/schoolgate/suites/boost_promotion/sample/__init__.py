"""A synthetic roll and Admin Hub, and what can be wrong with them."""

from schoolgate.sample.plan import Sample
from schoolgate.suites.boost_promotion.sample.faults import FAULTS
from schoolgate.suites.boost_promotion.sample.faults.world import log_in_by_email, too_early, usual
from schoolgate.suites.boost_promotion.sample.school import build

SAMPLE = Sample(
    build=build,
    faults=FAULTS,
    world=usual,
    scenarios={
        "too-early": Sample(build=build, faults=(), world=too_early),
        "logins": Sample(build=build, faults=(), world=log_in_by_email),
    },
)
