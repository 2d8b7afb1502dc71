"""The rows that an explanation reads: records, and with each of them the values that it carries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from schoolgate.judgement.findings import met
from schoolgate.judgement.records import carried_values, failed
from schoolgate.language.outcome import scope_column
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.run.result import Result


@dataclass(frozen=True)
class Around:
    """Some records of a fact table, and the values that they carry, as frames of the same form as a check's.

    `facts` and `outcomes` hold no other rows. `places` says where in them the values of each record stand, by fact table;
    the record numbered n is the nth row of its own table.
    """

    suite: Suite
    table: FactTable
    facts: FactFrames
    outcomes: OutcomeFrames
    carried: Mapping[str, Sequence[Sequence[int]]]
    _rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _said: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _met: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)

    def of(self, number: int) -> Iterator[tuple[str, Sequence[int]]]:
        """For each fact table that has rows of the record where they stand, in the suite's order."""
        for table in self.suite.fact_tables:
            if table is self.table:
                yield table.name, (number,)
            elif places := self.carried.get(table.name, [()] * (number + 1))[number]:
                yield table.name, places

    def places(self, number: int) -> list[tuple[FactTable, int | None]]:
        """The tables and row numbers of the record and of what it carries; a finding about the whole file has no row."""
        return [
            (
                self.suite.facts_by_name[name],
                None if self.suite.facts_by_name[name].key is None else self.rows(name)[at][ROW],
            )
            for name, places in self.of(number)
            for at in places
        ]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The facts as mappings."""
        if name not in self._rows:
            self._rows[name] = self.facts[name].rows(named=True)
        return self._rows[name]

    def said(self, name: str) -> list[dict[str, Any]]:
        """The outcomes as mappings."""
        if name not in self._said:
            self._said[name] = self.outcomes[name].rows(named=True)
        return self._said[name]

    def met(self, result: Result, name: str) -> dict[int, dict[str, str]]:
        """What rules say of rows that meet them, where they say anything, by row and rule."""
        if name not in self._met:
            table = result.suite.facts_by_name[name]
            rules = [rule for rule in result.suite.rules_on(table) if rule.met]
            said = (
                self.facts[name].select(met(rule, table).alias(rule.id) for rule in rules).rows(named=True)
                if rules
                else []
            )
            self._met[name] = dict(enumerate(said))
        return self._met[name]


def around(result: Result, table: FactTable, indexes: Sequence[int]) -> Around:
    """The rows at `indexes` of a fact table, and the values that they carry."""
    facts = {name: frame.clear() for name, frame in result.facts.items()}
    outcomes = {name: frame.clear() for name, frame in result.outcomes.items()}
    facts[table.name] = result.facts[table.name][list(indexes)]
    outcomes[table.name] = result.outcomes[table.name][list(indexes)]
    carried: dict[str, list[list[int]]] = {}
    for values in result.suite.fact_tables:
        if values.carried is None or values.carried.facts != table.name or values.key is None:
            continue
        scope = outcomes[table.name][scope_column(values)]
        held = carried_values(values.carried, facts[table.name], scope)
        if held.is_empty():
            continue
        rows, of_value = _rows_of(result, values, held["value"])
        facts[values.name], outcomes[values.name] = result.facts[values.name][rows], result.outcomes[values.name][rows]
        at = {row: number for number, row in enumerate(rows)}
        carried[values.name] = [[] for _ in indexes]
        for record, of_record in held.group_by("record", maintain_order=True).agg("value").iter_rows():
            here = sorted({row for value in of_record for row in of_value.get(value, {})})
            bad = [row for row in here if any(of_value[value].get(row) for value in of_record if value in of_value)]
            carried[values.name][record] = [at[row] for row in bad or here[:1]]
    return Around(result.suite, table, facts, outcomes, carried)


def _rows_of(result: Result, values: FactTable, carried: pl.Series) -> tuple[list[int], dict[str, dict[int, bool]]]:
    """Where the carried values stand, and for each value its rows, with whether a rule failed there."""
    here = result.facts[values.name][str(values.key)].is_in(carried.unique().implode()).arg_true()
    said = result.outcomes[values.name][here]
    bad = said.select(pl.any_horizontal(pl.lit(value=False), *map(failed, result.suite.rules_on(values)))).to_series()
    if len(bad) != len(here):  # without a rule a literal has one row
        bad = pl.repeat(value=False, n=len(here), eager=True)
    of_value: dict[str, dict[int, bool]] = {}
    keys = result.facts[values.name][str(values.key)][here]
    for row, key, is_bad in zip(here, keys, bad, strict=True):
        of_value.setdefault(key, {})[row] = is_bad
    return here.to_list(), of_value
