"""What must be true for a student to sync to the portal, in the article's order."""

from schoolgate.suites.portal_sync.rules import causes, current, integrity, left, prospective, required

RULES = (*integrity.RULES, *required.RULES, *current.RULES, *prospective.RULES, *left.RULES, *causes.RULES)
