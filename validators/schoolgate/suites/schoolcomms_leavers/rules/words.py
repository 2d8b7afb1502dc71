"""Phrases that several rules share: the article, its sections, and whom a rule is about."""

from schoolgate.language.predicate import AllOf, AnyOf, AtLeast, IsTrue, Not, OneOf
from schoolgate.language.rule import Article, Depends, Severity
from schoolgate.suites.schoolcomms_leavers.tables import CLOSED, OPEN

LEAVERS = Article("the article on managing students and leavers", title="How do I manage students/leavers?")
SYNC_TIMES = "opening, when changes reach Cypad"
ACCOUNT = LEAVERS.section("opening, where your Cypad account gets its data from")
WHEN = "When should I delete leavers from Schoolcomms?"
MARKED = LEAVERS.section(f"{WHEN}, marked by the import")
WARNING = LEAVERS.section(f"{WHEN}, warning")
NOTHING_TO_PAY = LEAVERS.section(f"{WHEN}, payments and club bookings")
HOW = "How do I delete a leaver from Schoolcomms?"
QUEUE = LEAVERS.section(f"{HOW}, the queue")
ANONYMISED_IN_TIME = LEAVERS.section(f"{WHEN}, anonymised in 14 days")

DELETED = IsTrue("deleted")
IS_LEAVER = IsTrue("is_leaver")
SELECTED = IsTrue("selected")
IN_CYPAD = IsTrue("in_cypad")
OPEN_IN_CYPAD = OneOf("cypad_status", (OPEN,))
CLOSED_IN_CYPAD = OneOf("cypad_status", (CLOSED,))
CLOSING_SYNC_PASSED = AtLeast("seconds_past_closing_sync", 0)
"""The queue of deletions is over, and Cypad has had a sync since."""
NOT_CLOSED_IN_TIME = AllOf(IsTrue("cypad_supplied"), CLOSING_SYNC_PASSED, IN_CYPAD, Not(CLOSED_IN_CYPAD))
"""What SL-103 reports of a deleted member."""
MAY_BE_DELETED = AllOf(AnyOf(IS_LEAVER, SELECTED), Not(DELETED))
NAME_IN_CLEAR = IsTrue("some_name_in_clear")

UNLESS_SURELY_NOT_SELECTED = Depends(Not(SELECTED), Severity.WARNING, Severity.ERROR)
"""Of a member that is picked for deletion, or may be, it stops the deletion; of another leaver it is to be seen to first."""

CLOSES_AT_A_SYNC = (
    "The article says that a deleted member should change to Closed in Cypad, and when data is synced, but not at which "
    "sync. We read it as the first sync once the queue is over, and the queue as hours that run; a later sync, or a "
    "queue of another length, would be as good a reading."
)
NO_WAY_BACK = "Deleting cannot be undone."
"""Why each proof is asked for."""
PROOF_IS_NEEDED = "deleting cannot be undone, so no proof can be left out"
"""Why what must be proven before a deletion is `fixed`."""
