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
SYNCS_EMAIL = AllOf(IN_RANGE, IsTrue("sync_emails"), Filled("email"))
"""A pupil in range whose e-mail would be sent to the Admin Hub."""

AGAIN = "Then check again before you sync."
