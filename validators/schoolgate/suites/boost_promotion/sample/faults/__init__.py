"""What can go wrong, the choosiest faults first and the commonest last."""

from schoolgate.suites.boost_promotion.sample.faults import emails, groups, learners, tags

FAULTS = (*tags.FAULTS, *emails.FAULTS, *groups.FAULTS, *learners.FAULTS)
