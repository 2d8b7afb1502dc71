"""Phrases that several rules share: the article, its sections, and whom a rule is about."""

from schoolgate.language.predicate import AllOf, AnyOf, IsTrue, Not, OneOf
from schoolgate.language.rule import Article, Depends, Severity
from schoolgate.suites.schoolcomms_leavers.facts import IN_CLEAR
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
MAY_BE_DELETED = AllOf(AnyOf(IS_LEAVER, SELECTED), Not(DELETED))
NAME_IN_CLEAR = AnyOf(OneOf("first_name_reads", (IN_CLEAR,)), OneOf("last_name_reads", (IN_CLEAR,)))

UNLESS_SURELY_NOT_SELECTED = Depends(Not(SELECTED), Severity.WARNING, Severity.ERROR)
"""Of a member that is picked for deletion, or may be, it stops the deletion; of another leaver it is to be seen to first."""

NO_WAY_BACK = "Deleting cannot be undone."
"""Why each proof is asked for."""
PROOF_IS_NEEDED = "deleting cannot be undone, so no proof can be left out"
"""Why what must be proven before a deletion is `fixed`."""
