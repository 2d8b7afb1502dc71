"""The default engine: all rules of a fact table in a few passes of Polars, compiled once for each suite.

Each distinct atom is asked once and becomes a column. Rules follow in layers: a rule that needs others stands in the layer
above theirs and reads their outcomes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from schoolgate.basics.remembered import remembered
from schoolgate.basics.stages import stage
from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.language.outcome import Outcome, asked, on, scope_column, then_column
from schoolgate.language.predicate import Atom, Predicate, columns
from schoolgate.language.rule import Depends, Rule
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import Formula, surely


def evaluate(suite: Suite, facts: FactFrames) -> OutcomeFrames:
    """The outcome of every rule for every fact row."""
    outcomes = {}
    for part, (name, plan) in enumerate((plans := _plans(suite)).items(), start=1):
        stage(f"judging {name}", part, len(plans))
        outcomes[name] = plan.run(facts[name])
    return outcomes


def evaluate_as_if(suite: Suite, table: str, facts: pl.DataFrame, met: Mapping[str, pl.Series]) -> pl.DataFrame:
    """The outcomes of a fact table's rows as if each rule of `met` passed where its mask is true.

    Whatever waits for such a rule is asked anew, of the facts as they are.
    """
    return _plans(suite)[table].run(facts, met)


_NONE: Mapping[str, pl.Series] = MappingProxyType({})


@dataclass(frozen=True)
class Plan:
    """What there is to work out for one fact table.

    Attributes:
        atoms: a true-or-false column for each distinct atom.
        layers: the outcomes of rules, with their names, each layer reading the atoms and the layers before it.
        columns: what the outcomes hold in the end, in the order of the rules.
    """

    atoms: tuple[pl.Expr, ...]
    layers: tuple[tuple[tuple[str, ...], tuple[pl.Expr, ...]], ...]
    columns: tuple[str, ...]

    def run(self, facts: pl.DataFrame, met: Mapping[str, pl.Series] = _NONE) -> pl.DataFrame:
        """The outcomes of each row: see `schoolgate.language.suite.OutcomeFrames`; what is `met` passes."""
        frame = facts.select(ROW, *self.atoms)
        passed = pl.Series([Outcome.PASS.value], dtype=pl.UInt8())
        for names, layer in self.layers:
            frame = frame.with_columns(layer)
            # Before the next layer, which reads it. In series: to compile an expression takes longer than to work it out.
            for name in names:
                if name in met:
                    outcomes = passed.alias(name).zip_with(met[name], frame[name])
                    frame.replace_column(frame.get_column_index(name), outcomes)
        return frame.select(ROW, *self.columns)


@remembered
def _plans(suite: Suite) -> dict[str, Plan]:
    """The plans of a suite, by fact table."""
    return {table.name: _Planner(suite, table).plan() for table in suite.fact_tables}


@dataclass
class _Planner:
    """Collects the atoms of one fact table while its rules are compiled."""

    suite: Suite
    table: FactTable
    asked_once: dict[Atom, str] = field(default_factory=dict)

    def plan(self) -> Plan:
        rules = self.suite.rules_on(self.table)
        depth: dict[str, int] = {}
        for rule in rules:
            depth[rule.id] = 1 + max((depth[need] for need in rule.needs), default=-1)
        levels = [
            {rule.id: self.outcome(rule) for rule in rules if depth[rule.id] == level}
            for level in range(1 + max(depth.values(), default=-1))
        ]
        flags = {
            **{then_column(rule): self.graver(rule.severity) for rule in rules if isinstance(rule.severity, Depends)},
            **{
                scope_column(other): self.mask(surely(other.carried.scope))
                for other in self.suite.fact_tables
                if other.carried and other.carried.facts == self.table.name
            },
        }
        layers = [
            (tuple(level), tuple(outcome.alias(name) for name, outcome in level.items()))
            for level in (*levels, flags)
            if level
        ]
        atoms = tuple(holds_in_polars(atom).alias(name) for atom, name in self.asked_once.items())
        return Plan(atoms, tuple(layers), (*(rule.id for rule in rules), *flags))

    def mask(self, formula: Formula) -> pl.Expr:
        return compiled(formula, self.table, self._once)

    def _once(self, atom: Atom) -> pl.Expr:
        return pl.col(self.asked_once.setdefault(atom, f"atom {len(self.asked_once)}"))

    def graver(self, severity: Depends) -> pl.Expr:
        """Where the severity is the one of `then`; where that cannot be told, the graver of the two counts."""
        if severity.then.rank < severity.otherwise.rank:
            return ~self.mask(surely(severity.on, holds=False))
        return self.mask(surely(severity.on))

    def outcome(self, rule: Rule) -> pl.Expr:
        """The rule's outcome for each row, in the order of judgement that `docs/decisions.md` lays down."""
        when, require = asked(rule, self.table), on(rule.require, self.table)
        met, not_met = self.mask(surely(require)), self.mask(surely(require, holds=False))
        asks, never_asks = self.mask(surely(when)), self.mask(surely(when, holds=False))
        needed = [pl.col(need) for need in rule.needs]
        silent = [need.is_in([Outcome.FAIL.value, Outcome.NOT_APPLICABLE.value]) for need in needed]
        open_ = [need == Outcome.NOT_CHECKED.value for need in needed]
        steps: list[tuple[pl.Expr, Outcome]] = [
            (never_asks, Outcome.NOT_APPLICABLE),
            *((need, Outcome.NOT_APPLICABLE) for need in silent),
            *((need, Outcome.NOT_CHECKED) for need in open_),
        ]
        if self._decided(when):
            # Whoever is not surely left out is surely asked.
            steps.append((met, Outcome.PASS))
        else:
            # Where it is unknown whether the rule asks, one that is met could not have failed.
            steps += [(met & asks, Outcome.PASS), (met, Outcome.NOT_APPLICABLE), (~asks, Outcome.NOT_CHECKED)]
        if self._decided(require):
            return _first(steps, Outcome.FAIL)
        return _first([*steps, (not_met, Outcome.FAIL)], Outcome.NOT_CHECKED)

    def _decided(self, predicate: Predicate) -> bool:
        """Whether it is never unknown."""
        return not any(self.table.facts[name].unknown for name in columns(predicate))


def _first(steps: Sequence[tuple[pl.Expr, Outcome]], otherwise: Outcome) -> pl.Expr:
    """The outcome of the first step whose condition is true."""
    said = _said(otherwise)
    for condition, outcome in reversed(steps):
        said = pl.when(condition).then(_said(outcome)).otherwise(said)
    return said


def _said(outcome: Outcome) -> pl.Expr:
    return pl.lit(outcome.value, pl.UInt8())
