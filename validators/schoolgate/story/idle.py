"""Why a requirement does not apply to a record, in words: those of the terminal and of a record's page alike."""

from schoolgate.basics.remembered import remembered
from schoolgate.catalogue.wording import phrase
from schoolgate.language.outcome import on
from schoolgate.language.rule import Rule
from schoolgate.language.table import FactTable
from schoolgate.story.words import labelled

NO_KEY = "the row has no key"
OPEN = "whether it is asked here is not known, but it would be met"


@remembered
def asks_others(rule: Rule, table: FactTable) -> str:
    """That the rule asks only rows of another kind."""
    return f"asks only where {labelled(phrase(on(rule.when, table)))}"


def unmet(need: str) -> str:
    """That what it needs is not met."""
    return f"needs {need}, which is not met"


def idle(need: str) -> str:
    """That what it needs does not apply either."""
    return f"needs {need}, which does not apply"


def off(rule: Rule) -> str:
    """That the settings turn the rule off, and why; nothing where they do not."""
    return f"is turned off in the settings ({rule.local.reason})" if rule.local else ""
