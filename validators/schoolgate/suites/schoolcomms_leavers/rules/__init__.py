"""What must be true before a leaver is deleted, and what follows once one is, in the article's order."""

from schoolgate.suites.schoolcomms_leavers.rules import after, cypad, deletion, integrity

RULES = (*integrity.RULES, *cypad.RULES, *deletion.RULES, *after.RULES)
