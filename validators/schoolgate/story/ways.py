"""What each way of going through asks for that a record does not have, the nearest way first."""

from collections.abc import Collection, Iterator
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


def lacking(suite: Suite, table: FactTable, facts: pl.DataFrame, told: Collection[object]) -> tuple[Lack, ...]:
    """What the row of `facts` lacks for each way; the way that `told`, its verdict, names comes first."""
    lacks = [_lack(suite, way, table, facts) for way in suite.ways if _judges(suite, way, table)]
    return tuple(sorted(lacks, key=lambda lack: (lack.way.name not in told, len(lack.missing), len(lack.unknown))))


def _judges(suite: Suite, way: Way, table: FactTable) -> bool:
    return all(table.name in suite.rules_by_id[rule].facts for rule in way.rules)


def _lack(suite: Suite, way: Way, table: FactTable, facts: pl.DataFrame) -> Lack:
    missing = tuple(_unmet(suite, way, table, facts, surely_not=True))
    unmet = tuple(_unmet(suite, way, table, facts, surely_not=False))
    return Lack(way, missing, tuple(rule for rule in unmet if rule not in missing))


def _unmet(suite: Suite, way: Way, table: FactTable, facts: pl.DataFrame, *, surely_not: bool) -> Iterator[Rule]:
    """The rules of the way that the record surely fails, or does not surely meet."""
    open_: set[str] = set()
    for rule_id in way.rules:
        rule = suite.rules_by_id[rule_id]
        if not open_.isdisjoint(rule.needs):
            open_.add(rule_id)
            continue
        mask = compiled(surely(on(rule.require, table)), table, holds_in_polars)
        if facts.select(mask.alias("met"))["met"].item():
            continue
        open_.add(rule_id)
        known = compiled(surely(on(rule.require, table), holds=False), table, holds_in_polars)
        if not surely_not or facts.select(known.alias("not met"))["not met"].item():
            yield rule
