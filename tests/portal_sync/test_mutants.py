"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, Phase, given, seed, settings

from examples import frame_of
from mutants import mutants
from portal_sync.oracle import Settings, Tables, judge
from portal_sync.strategies import cases
from portal_sync.test_against_oracle import FACT_TABLES, SUITE, run
from schoolgate.engines import fused
from schoolgate.outcome import Outcome
from schoolgate.records import failed, has_severity
from schoolgate.rule import Rule, Severity
from schoolgate.run import Engine
from schoolgate.table import ROW, FactTable

SCHOOLS = 800
SILENT_WITHOUT_KEY = (*range(201, 205), *range(301, 311), *range(401, 406), *range(501, 504))
EQUIVALENT = {
    # A row without a key has no type and no users: these rules would not ask it, whether told to or not.
    *(f"PS-{number}: keyless turned" for number in SILENT_WITHOUT_KEY),
    # A status is listed because somebody carries it; where nobody surely does, how many do is unknown, not 0.
    "PS-503: when: users at least 0",
}
"""Mutants that mean the same as the rule, and why."""


@dataclass(frozen=True)
class Corpus:
    """Fact rows of many schools, one under another, and what the oracle says of each.

    `expected` has a column per rule: the severity where it fails, the outcome elsewhere.
    """

    facts: dict[str, pl.DataFrame]
    expected: dict[str, pl.DataFrame]


def collected(folder: Path) -> Corpus:
    """What the oracle says of `SCHOOLS` drawn schools, the same ones each time."""
    facts: dict[str, list[pl.DataFrame]] = {table.name: [] for table in SUITE.fact_tables}
    expected: dict[str, list[pl.DataFrame]] = {table.name: [] for table in SUITE.fact_tables}

    @seed(0)
    @given(case=cases())
    @settings(
        max_examples=SCHOOLS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(case: tuple[Tables, Settings, dt.date]) -> None:
        tables, options, as_of = case
        result = run(tables, options, as_of, folder, Engine.FUSED)
        judged = judge(tables, options, as_of)
        severities = {(finding.rule, finding.table, finding.row): finding.severity for finding in judged.findings}
        said = {
            (rule, FACT_TABLES.get(name, name), row): outcome for (rule, name, row), outcome in judged.outcomes.items()
        }
        for table in SUITE.fact_tables:
            rows = result.facts[table.name][ROW]
            columns = {
                rule.id: [severities.get((rule.id, table.table, row), said[rule.id, table.name, row]) for row in rows]
                for rule in SUITE.rules_on(table)
            }
            facts[table.name].append(result.facts[table.name])
            expected[table.name].append(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))

    collect()
    return Corpus(
        {name: pl.concat(frames) for name, frames in facts.items()},
        {name: pl.concat(frames) for name, frames in expected.items()},
    )


def said_by(mutant: Rule, table: FactTable, facts: pl.DataFrame) -> pl.Series:
    """The severity where the mutant fails, its outcome elsewhere; its needs are as they should be."""
    own = replace(mutant, explains=())
    rules = tuple(own if rule.id == own.id else rule for rule in SUITE.rules if rule.id in closure(own))
    empty = {other.name: frame_of(SUITE, other.name, []) for other in SUITE.fact_tables}
    frame = fused.evaluate(replace(SUITE, rules=rules), {**empty, table.name: facts})[table.name]
    labels = {outcome.value: outcome.label for outcome in Outcome}
    severity = pl.coalesce(pl.when(has_severity(own, one)).then(pl.lit(str(one))) for one in Severity)
    outcome = pl.col(own.id).replace_strict(labels, return_dtype=pl.String)
    return frame.select(pl.when(failed(own)).then(severity).otherwise(outcome).alias(own.id))[own.id]


def closure(rule: Rule) -> set[str]:
    return {rule.id}.union(*(closure(SUITE.rules_by_id[need]) for need in SUITE.rules_by_id[rule.id].needs))


def dies_by_example(mutant: Rule) -> bool:
    """Whether a good row fails, or a bad one does not."""
    original = SUITE.rules_by_id[mutant.id]
    severities = [str(severity) for severity in Severity]
    for name in mutant.facts:
        for examples, fails in ((original.good, False), (original.bad, True)):
            said = said_by(mutant, SUITE.facts_by_name[name], frame_of(SUITE, name, examples))
            if (said.is_in(severities) != fails).any():
                return True
    return False


def dies_by_oracle(mutant: Rule, corpus: Corpus) -> bool:
    """Whether it says of any fact row something else than the oracle."""
    return any(
        not said_by(mutant, SUITE.facts_by_name[name], corpus.facts[name]).equals(corpus.expected[name][mutant.id])
        for name in mutant.facts
    )


def every_mutant() -> Iterator[tuple[str, Rule]]:
    for rule in SUITE.rules:
        for what, mutant in mutants(rule):
            yield f"{rule.id}: {what}", mutant


def test_every_mutant_dies_and_no_rule_does(tmp_path: Path) -> None:
    corpus = collected(tmp_path)
    for rule in SUITE.rules:
        assert not dies_by_example(rule)
        assert not dies_by_oracle(rule, corpus)
    every = list(every_mutant())
    unharmed = {what for what, mutant in every if not dies_by_example(mutant)}
    survivors = {what for what, mutant in every if what in unharmed and not dies_by_oracle(mutant, corpus)}
    print(
        f"{len(every)} mutants: {len(every) - len(unharmed)} die by the rules' examples, {len(survivors)} survive all"
    )
    assert survivors == EQUIVALENT
