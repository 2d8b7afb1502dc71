"""In which columns the cells stand that leave a fact unknown although everything that it reads was supplied."""

from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import Fact, FactTable
from schoolgate.language.truth import unknown_flag


def unread_sources(suite: Suite, facts: FactFrames, table: FactTable, fact: Fact) -> list[str]:
    """Of the columns that a fact of `table` reads, as `table.column`, those in which some cell says nothing.

    The table's own are named only where no other is: a cell of the row itself tells for itself, that of another row seldom
    matters.
    """
    found = [source for source in fact.reads if "." in source and _has_unread(suite, facts, source)]
    elsewhere = [source for source in found if source.partition(".")[0] != table.table]
    return elsewhere or found


def _has_unread(suite: Suite, facts: FactFrames, source: str) -> bool:
    """Whether a cell of the column is unknown, or a fact of its own row that is read from it."""
    return any(
        bool(facts[own.name][unknown_flag(fact.name)].any())
        for own in suite.fact_tables
        if own.table == source.partition(".")[0]
        for fact in own.facts.values()
        if fact.unknown and fact.reads == (source,)
    )
