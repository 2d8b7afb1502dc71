"""Mutants before a suite's examples and its oracle: which of them neither tells from the rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from examples import frame_of
from mutants import mutants
from oracle.judgement import FILE, FILE_ROW, Judgement
from schoolgate.basics.errors import ProgramError
from schoolgate.delivery.handed import Report
from schoolgate.engines import fused
from schoolgate.engines.engine import Engine
from schoolgate.judgement.records import failed, has_severity
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Rule, Severity
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.run.check import judge
from schoolgate.run.result import Result

Said = Mapping[tuple[str, str, int], str]
"""(rule, fact table, row) to the severity where the rule fails, to the outcome elsewhere."""


@dataclass(frozen=True)
class Corpus:
    """Fact rows of many drawn extracts, one under another, and what the oracle says of each: a column per rule."""

    facts: dict[str, pl.DataFrame]
    expected: dict[str, pl.DataFrame]


def stacked(suite: Suite, judged: Iterable[tuple[FactFrames, Said]]) -> Corpus:
    """The facts of many cases, one under another, and what the oracle says of them."""
    facts: dict[str, list[pl.DataFrame]] = {table.name: [] for table in suite.fact_tables}
    expected: dict[str, list[pl.DataFrame]] = {table.name: [] for table in suite.fact_tables}
    for frames, said in judged:
        for table in suite.fact_tables:
            columns = {
                rule.id: [said[rule.id, table.name, row] for row in frames[table.name][ROW]]
                for rule in suite.rules_on(table)
            }
            facts[table.name].append(frames[table.name])
            expected[table.name].append(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))
    return Corpus(
        {name: pl.concat(frames) for name, frames in facts.items()},
        {name: pl.concat(frames) for name, frames in expected.items()},
    )


def graded(suite: Suite, facts: FactFrames, judgement: Judgement, fact_tables: Mapping[str, str]) -> Said:
    """What an oracle says, with the severity where a rule fails; `fact_tables` names those that it calls otherwise.

    Which row the facts about a whole file stand on, the requirements leave open.
    """
    ours = {theirs: name for name, theirs in fact_tables.items()}
    severities = {(finding.rule, finding.table, finding.row): finding.severity for finding in judgement.findings}
    said = {}
    for (rule, name, row), outcome in judgement.outcomes.items():
        table = suite.facts_by_name[ours.get(name, name)]
        about_file = (name, row) == (FILE, FILE_ROW)
        place = (rule, table.table, None if about_file else row)
        said[rule, table.name, facts[table.name][ROW].item() if about_file else row] = severities.get(place, outcome)
    return said


def mutants_told(
    suite: Suite, compared: Iterable[tuple[Report[Any], Judgement]], fact_tables: Mapping[str, str]
) -> set[str]:
    """The mutants of a suite's rules that neither examples nor the oracle tell from them; the rules themselves pass."""
    said = [
        (report.result.facts, graded(suite, report.result.facts, judgement, fact_tables))
        for report, judgement in compared
    ]
    trial = Trial(suite, stacked(suite, said))
    for rule in suite.rules:
        assert trial.unharmed_by_examples([rule]) == trial.unharmed_by_oracle([rule]) == [rule]
    survivors, count, by_example = trial.survivors()
    print(f"{count} mutants: {by_example} die by the rules' examples, {len(survivors)} survive all")
    return survivors


def differences_of_engine(suite: Suite, engine: Engine, results: Sequence[Result]) -> str:
    """What the engine finds otherwise than the fused one in all these checks at once; nothing where they agree."""
    facts = {
        table.name: pl.concat([result.facts[table.name] for result in results]).with_columns(
            pl.int_range(2, pl.len() + 2).alias(ROW)
        )
        for table in suite.fact_tables
    }
    try:
        judge(suite, facts, engine)
    except ProgramError as error:
        return str(error)
    return ""


@dataclass(frozen=True)
class Trial:
    """The suite, and what its mutants are compared with."""

    suite: Suite
    corpus: Corpus

    def survivors(self) -> tuple[set[str], int, int]:
        """The mutants that nothing tells from their rule, how many there are, and how many die by examples alone."""
        survivors, count, unharmed = set(), 0, 0
        for rule in self.suite.rules:
            every = list(mutants(rule))
            left = self.unharmed_by_examples([mutant for _, mutant in every])
            lived = self.unharmed_by_oracle(left)
            survivors |= {f"{rule.id}: {what}" for what, mutant in every if mutant in lived}
            count, unharmed = count + len(every), unharmed + len(left)
        return survivors, count, count - unharmed

    def unharmed_by_examples(self, alike: Sequence[Rule]) -> list[Rule]:
        """Those rules of one id that let every good example of it pass and no bad one."""
        if not alike:
            return []
        original = self.suite.rules_by_id[alike[0].id]
        examples = [*original.good, *original.bad]
        fails = pl.Series([False] * len(original.good) + [True] * len(original.bad))
        severities = [str(severity) for severity in Severity]
        for name in original.facts:
            said = self._said_by(alike, self.suite.facts_by_name[name], frame_of(self.suite, name, examples))
            alike = [rule for rule, column in zip(alike, said, strict=True) if column.is_in(severities).equals(fails)]
        return list(alike)

    def unharmed_by_oracle(self, alike: Sequence[Rule]) -> list[Rule]:
        """Those rules of one id that say of every fact row what the oracle says."""
        if not alike:
            return []
        original = self.suite.rules_by_id[alike[0].id]
        for name in original.facts:
            said = self._said_by(alike, self.suite.facts_by_name[name], self.corpus.facts[name])
            truth = self.corpus.expected[name][original.id]
            alike = [rule for rule, column in zip(alike, said, strict=True) if column.equals(truth)]
        return list(alike)

    def _said_by(self, alike: Sequence[Rule], table: FactTable, facts: pl.DataFrame) -> list[pl.Series]:
        """Of rules of one id the severity where each fails, its outcome elsewhere; what they need is as it should be."""
        if not alike:
            return []
        named = [replace(rule, id=f"{rule.id} {number}", explains=()) for number, rule in enumerate(alike)]
        needed = self._closure(alike[0])
        rules = [replace(rule, explains=()) for rule in self.suite.rules if rule.id in needed]
        empty = {other.name: frame_of(self.suite, other.name, []) for other in self.suite.fact_tables}
        suite = replace(self.suite, rules=(*rules, *named))
        frame = fused.evaluate(suite, {**empty, table.name: facts})[table.name]
        return frame.select(_graded(rule).alias(rule.id) for rule in named).get_columns()

    def _closure(self, rule: Rule) -> set[str]:
        """All that the rule needs, as it stands in the suite: a mutant may have forgotten some."""
        needs = self.suite.rules_by_id[rule.id].needs
        return {*needs}.union(*(self._closure(self.suite.rules_by_id[need]) for need in needs))


def _graded(rule: Rule) -> pl.Expr:
    """The severity where the rule fails, its outcome elsewhere."""
    severity = pl.coalesce(pl.when(has_severity(rule, one)).then(pl.lit(str(one))) for one in Severity)
    outcome = pl.col(rule.id).replace_strict({one.value: one.label for one in Outcome}, return_dtype=pl.String)
    return pl.when(failed(rule)).then(severity).otherwise(outcome)
