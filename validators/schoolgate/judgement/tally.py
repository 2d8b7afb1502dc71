"""What each rule did over the whole run: how often it passed, failed, did not apply, was not checked, and why not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import polars as pl

from schoolgate.basics.remembered import remembered
from schoolgate.judgement.records import failed, has_severity
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Depends, Rule, Severity
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import UNPARSED, FactTable


@dataclass(frozen=True, slots=True)
class Coverage:
    """A rule's counts, over all tables that it judges; `severities` counts its findings by severity."""

    rule: Rule
    counts: dict[Outcome, int]
    severities: dict[Severity, int]
    why_not_checked: str | None
    open_errors: int = 0
    """How often it was not checked where it would have been an error."""

    @property
    def failed(self) -> int:
        """How many findings the rule has."""
        return self.counts[Outcome.FAIL]

    @property
    def by_severity(self) -> dict[Severity, int]:
        """How many findings of each severity it has, the gravest first; only those of which there are any."""
        return {severity: self.severities[severity] for severity in Severity if self.severities[severity]}

    @property
    def severity(self) -> Severity:
        """The gravest severity among its findings; without any, the gravest that it can have."""
        found = [severity for severity in Severity if self.severities[severity]]
        return found[0] if found else self.rule.severities[0]


def coverage(
    suite: Suite,
    facts: FactFrames,
    outcomes: OutcomeFrames,
    absent: frozenset[str],
    left_open: Mapping[str, tuple[str, int]] = MappingProxyType({}),
) -> tuple[Coverage, ...]:
    """What each rule did, in the article's order. `left_open` says of rules why they were not checked for so many rows."""
    counted = {name: _counted(suite, name, frame) for name, frame in outcomes.items()}
    unread = {name for name, frame in facts.items() if UNPARSED in frame.columns and frame[UNPARSED].count()}
    told = tuple(_covered(suite, rule, counted, absent, unread) for rule in suite.rules)
    return tuple(_kept_open(one, *left_open[one.rule.id]) if one.rule.id in left_open else one for one in told)


def _kept_open(covered: Coverage, why: str, rows: int) -> Coverage:
    """The coverage with the reason for so many of its open answers; where these are all of them, it is the only one."""
    if covered.rule.turned_off:
        return covered
    every = rows >= covered.counts[Outcome.NOT_CHECKED]
    return replace(covered, why_not_checked=why if every else f"{why}; {covered.why_not_checked}")


def _counted(suite: Suite, name: str, frame: pl.DataFrame) -> dict[str, int]:
    """How often each rule of a fact table came to each outcome, found something of each severity, and left an error open."""
    sums = _sums(suite, name)
    counted = frame.select(sums).row(0, named=True) if sums else {}
    for rule in suite.rules_on(suite.facts_by_name[name]):
        if isinstance(rule.severity, Severity):
            found, open_ = (counted[f"{rule.id} {outcome.label}"] for outcome in (Outcome.FAIL, Outcome.NOT_CHECKED))
            counted |= {f"{rule.id} {one}": found if one is rule.severity else 0 for one in Severity}
            counted[f"{rule.id} open"] = open_ if rule.severity is Severity.ERROR else 0
    return counted


@remembered
def _sums(suite: Suite, name: str) -> tuple[pl.Expr, ...]:
    """What is to be counted: of a rule of one severity its outcomes say the rest."""
    rules = suite.rules_on(suite.facts_by_name[name])
    changing = [rule for rule in rules if isinstance(rule.severity, Depends)]
    outcomes = {f"{rule.id} {outcome.label}": pl.col(rule.id) == outcome.value for rule in rules for outcome in Outcome}
    found = {
        f"{rule.id} {severity}": failed(rule) & has_severity(rule, severity)
        for rule in changing
        for severity in Severity
    }
    open_ = {
        f"{rule.id} open": (pl.col(rule.id) == Outcome.NOT_CHECKED.value) & has_severity(rule, Severity.ERROR)
        for rule in changing
    }
    return tuple(where.sum().alias(what) for what, where in {**outcomes, **found, **open_}.items())


def _covered(
    suite: Suite, rule: Rule, counted: dict[str, dict[str, int]], absent: frozenset[str], unread: set[str]
) -> Coverage:
    def total(what: str) -> int:
        return sum(counted[name][f"{rule.id} {what}"] for name in rule.facts)

    counts = {outcome: total(outcome.label) for outcome in Outcome}
    severities = {severity: total(str(severity)) for severity in Severity}
    why = None
    if not rule.turned_off:
        why = _why_not_checked(suite, rule, counts[Outcome.NOT_CHECKED], absent, unread)
    return Coverage(rule, counts, severities, why, total("open"))


def _why_not_checked(
    suite: Suite, rule: Rule, not_checked: int, absent: frozenset[str], unread: set[str]
) -> str | None:
    grains = [absent.intersection(_grain(suite, suite.facts_by_name[name])) for name in rule.facts]
    if not not_checked and not all(grains):
        return None
    idle = {source for grain in grains for source in grain}
    sources = _sources(suite, rule)
    proof = any(_asks_proof(suite, source) for source in sources)
    reasons = [not_supplied(source) for source in _widest(idle | absent.intersection(sources), absent)]
    # Where no cell of theirs failed to parse, what is unclear otherwise is all that there can be.
    unparsed = unread & {source.partition(".")[0] for source in sources}
    unclear = [] if unparsed or not not_checked or reasons else _unclear(suite, rule)
    if not_checked and (unparsed or not reasons) and not unclear:
        reasons.append("cells that are blank or could not be read" if proof else "cells that could not be read")
    return "; ".join(reasons + unclear)


def _unclear(suite: Suite, rule: Rule) -> list[str]:
    """Why the facts that the rule reads can be unknown although every cell can be read."""
    read = [suite.facts_by_name[name].facts.get(column) for name in rule.facts for column in rule.reads]
    return list(dict.fromkeys(fact.unclear.says for fact in read if fact is not None and fact.unclear))


def _grain(suite: Suite, table: FactTable) -> tuple[str, ...]:
    """What must be supplied for the fact table to have rows: its table, and for values the column that holds them.

    Nothing, where the suite says what it means that the table is not supplied.
    """
    if suite.tables_by_name[table.table].without:
        return ()
    return (table.table,) if table.key is None else (table.table, *table.facts[table.key].reads)


def _sources(suite: Suite, rule: Rule) -> list[str]:
    """Every table and column that the rule depends on, those of its needs included."""
    sources: list[str] = []
    for name in rule.facts:
        facts = suite.facts_by_name[name].facts
        for column in rule.reads:
            sources += facts[column].reads if column in facts else ()
    for need in rule.needs:
        sources += _sources(suite, suite.rules_by_id[need])
    return list(dict.fromkeys(sources))


def _asks_proof(suite: Suite, source: str) -> bool:
    """Whether the source is a column in which a blank cell leaves things open."""
    table, _, column = source.partition(".")
    return bool(column) and suite.tables_by_name[table].by_name[column].proof


def _widest(sources: Collection[str], absent: frozenset[str]) -> list[str]:
    """The sources, those of a table that is absent as a whole told as the table."""
    tables = (source.partition(".")[0] for source in sources)
    return sorted({table if table in absent else source for source, table in zip(sources, tables, strict=True)})


def not_supplied(source: str) -> str:
    """The words for a `table` or `table.column` that was not supplied."""
    table, _, column = source.partition(".")
    return f"column {column} of {table} was not supplied" if column else f"table {table} was not supplied"
