"""What each way of going through asks for that a record does not have, the nearest way first."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.language.outcome import on
from schoolgate.language.rule import Rule
from schoolgate.language.suite import Suite
from schoolgate.language.table import FactTable
from schoolgate.language.truth import surely
from schoolgate.language.way import Way


@dataclass(frozen=True, slots=True)
class Lack:
    """What a record lacks for one way: the requirements that it surely does not meet, and those of which nobody knows.

    What makes sense only once another requirement is met is left out until it is.
    """

    way: Way
    missing: tuple[Rule, ...]
    unknown: tuple[Rule, ...]

    @property
    def text(self) -> str:
        """In words, one sentence a requirement."""
        parts = [f"{rule.id} {rule.asks}" for rule in self.missing]
        parts += [f"{rule.id} {rule.asks} (Not known.)" for rule in self.unknown]
        return f"{self.way.name}: {' '.join(parts) or 'nothing of its own.'}"


Lacking = Callable[[int, Collection[object]], tuple[Lack, ...]]
"""What the row at a place lacks for each way; the way that its verdict names comes first."""


def lacking(suite: Suite, table: FactTable, facts: pl.DataFrame) -> Lacking:
    """What rows of `facts` lack for each way."""
    ways = [way for way in suite.ways if _judges(suite, way, table)]
    rules = {rule: suite.rules_by_id[rule] for way in ways for rule in way.rules}
    met, unmet = (
        facts.select(
            compiled(surely(on(rule.require, table), holds=holds), table, holds_in_polars).alias(name)
            for name, rule in rules.items()
        ).rows(named=True)
        if rules
        else []
        for holds in (True, False)
    )

    def of(number: int, told: Collection[object]) -> tuple[Lack, ...]:
        lacks = [_lack(rules, way, met[number], unmet[number]) for way in ways]
        return tuple(sorted(lacks, key=lambda lack: (lack.way.name not in told, len(lack.missing), len(lack.unknown))))

    return of


def _judges(suite: Suite, way: Way, table: FactTable) -> bool:
    return all(table.name in suite.rules_by_id[rule].facts for rule in way.rules)


def _lack(rules: Mapping[str, Rule], way: Way, met: Mapping[str, bool], unmet: Mapping[str, bool]) -> Lack:
    missing = tuple(_unmet(rules, way, met, unmet, surely_not=True))
    every = tuple(_unmet(rules, way, met, unmet, surely_not=False))
    return Lack(way, missing, tuple(rule for rule in every if rule not in missing))


def _unmet(
    rules: Mapping[str, Rule], way: Way, met: Mapping[str, bool], unmet: Mapping[str, bool], *, surely_not: bool
) -> Iterator[Rule]:
    """The rules of the way that the record surely fails, or does not surely meet."""
    open_: set[str] = set()
    for rule_id in way.rules:
        rule = rules[rule_id]
        if not open_.isdisjoint(rule.needs):
            open_.add(rule_id)
            continue
        if met[rule_id]:
            continue
        open_.add(rule_id)
        if not surely_not or unmet[rule_id]:
            yield rule
