"""What must be in order for the sync to move the right learners up, in the order in which someone works through it."""

from schoolgate.suites.boost_promotion.rules import classes, emails, inactive, integrity, leavers, promotion, tags

RULES = (
    *integrity.RULES,
    *classes.RULES,
    *tags.RULES,
    *leavers.RULES,
    *promotion.RULES,
    *inactive.RULES,
    *emails.RULES,
)
