"""Phrases that several rules share: the articles, their sections, and whom a rule is about."""

from schoolgate.language.predicate import AllOf, Filled, IsTrue, OneOf
from schoolgate.language.rule import Article
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, SYNCED

PROMOTION = Article("the article on promoting learners in Boost Insights, SNAP and Wellbeing")
OLDER = Article("the older article on promoting learners in Boost Insights")
NEW_GROUPS = PROMOTION.section("new registration groups")
SUBJECTS = PROMOTION.section("new subject classes")
REVIEW = PROMOTION.section("review your learners")
ACCESS = PROMOTION.section("grant access")
EMAILS = PROMOTION.section("Syncing pupil email addresses")
PLEASE_NOTE = PROMOTION.section("Syncing pupil email addresses, please note")
SET_UP = OLDER.section("Performing a Manual Sync, the column Set Up?")
TIDY_UP = OLDER.section("Leavers/Desynced Learners and Old Classes")
CLOSING = OLDER.section("Leavers/Desynced Learners and Old Classes, closing note")

IN_RANGE = IsTrue("in_range")
IS_DESYNCED = OneOf("link", (DESYNCED,))
IS_SYNCED = OneOf("link", (SYNCED,))
HAS_LEFT = IsTrue("has_left")
SYNCS_EMAIL = AllOf(IN_RANGE, IsTrue("sync_emails"), Filled("email"))
"""A pupil in range whose e-mail would be sent to the Admin Hub."""

AGAIN = "Then check again before you sync."

LINK = (
    "The articles do not say how the Admin Hub knows which learner is which pupil: a learner's mis_id is read as the MIS "
    "record that it is linked to."
)
ONLY_LEAVERS = (
    "The older article tidies up every desynced learner. One whose pupil is still in the MIS may only be waiting for its "
    "group to be ticked, so only those who left are to be tidied up."
)
CLIPPED = (
    "The article says more than two years: the last day is the same date so many years later, and after 29 February it is "
    "28 February in a year that has no 29th."
)
ALIKE = (
    "The article says identical or similar, and not how similar: the same names with another date of birth or none, the "
    "same date of birth with one name equal, or names that are alike enough, may be the same person."
)
"""How the articles are read where they leave room, and what else they could mean."""
