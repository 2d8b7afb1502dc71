"""The default engine: every rule of a fact table in one lazy select of narwhals expressions.

narwhals runs on any frame it knows; schoolgate hands it Polars.
"""

from functools import reduce
from operator import and_, or_
from typing import assert_never

import narwhals as nw
import polars as pl

from schoolgate.language.outcome import Outcome, asked, on, scope_column, then_column
from schoolgate.language.predicate import AtLeast, AtMost, Atom, Filled, IsTrue, OneOf
from schoolgate.language.rule import Depends, Rule
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import Both, Either, Formula, Surely, surely, unknown_flag


def evaluate(suite: Suite, facts: FactFrames) -> OutcomeFrames:
    """The outcome of every rule for every fact row."""
    return {table.name: _judge(suite, table, facts[table.name]) for table in suite.fact_tables}


def _judge(suite: Suite, table: FactTable, facts: pl.DataFrame) -> pl.DataFrame:
    outcomes: dict[str, nw.Expr] = {}
    for rule in suite.rules_on(table):
        outcomes[rule.id] = outcome(rule, table, [outcomes[need] for need in rule.needs])
    flags: dict[str, nw.Expr] = {}
    for rule in suite.rules_on(table):
        if isinstance(rule.severity, Depends):
            flags[then_column(rule)] = compiled(surely(rule.severity.on), table)
    for other in suite.fact_tables:
        if other.carried and other.carried.facts == table.name:
            flags[scope_column(other)] = compiled(surely(other.carried.scope), table)
    frame = nw.from_native(facts.lazy()).select(nw.col(ROW), **outcomes, **flags)
    # The streaming engine works on many small pieces at once; the order of rows stays.
    return frame.to_native().collect(engine="streaming")


def outcome(rule: Rule, table: FactTable, needed: list[nw.Expr]) -> nw.Expr:
    """The rule's outcome for each row, in the order of judgement that `docs/decisions.md` lays down."""
    when, require = asked(rule, table), on(rule.require, table)

    met, not_met = compiled(surely(require), table), compiled(surely(require, holds=False), table)
    asks, never_asks = compiled(surely(when), table), compiled(surely(when, holds=False), table)
    judged = _either(met, Outcome.PASS, _either(not_met, Outcome.FAIL, _said(Outcome.NOT_CHECKED)))
    # Where it is unknown whether the rule asks, one that is met could not have failed.
    unsure = _either(met, Outcome.NOT_APPLICABLE, _said(Outcome.NOT_CHECKED))
    verdict = nw.when(asks).then(judged).otherwise(unsure)
    for need in needed:
        verdict = _either(need == Outcome.NOT_CHECKED.value, Outcome.NOT_CHECKED, verdict)
    for need in needed:
        silent = need.is_in([Outcome.FAIL.value, Outcome.NOT_APPLICABLE.value])
        verdict = _either(silent, Outcome.NOT_APPLICABLE, verdict)
    return _either(never_asks, Outcome.NOT_APPLICABLE, verdict)


def _said(outcome: Outcome) -> nw.Expr:
    return nw.lit(outcome.value, nw.UInt8())


def _either(condition: nw.Expr, outcome: Outcome, otherwise: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(_said(outcome)).otherwise(otherwise)


def compiled(formula: Formula, table: FactTable) -> nw.Expr:
    """The formula as an expression that is true or false in every row, never null."""
    match formula:
        case Surely(atom=atom, holds=True):
            return _holds(atom)
        case Surely(atom=atom):
            return ~_holds(atom) & ~nw.col(unknown_flag(atom.column)) if _may_be_unknown(atom, table) else ~_holds(atom)
        case Both(parts=parts):
            return reduce(and_, (compiled(part, table) for part in parts)) if parts else nw.lit(value=True)
        case Either(parts=parts):
            return reduce(or_, (compiled(part, table) for part in parts)) if parts else nw.lit(value=False)
        case _:
            assert_never(formula)


def _may_be_unknown(atom: Atom, table: FactTable) -> bool:
    return table.facts[atom.column].unknown


def _holds(atom: Atom) -> nw.Expr:
    column = nw.col(atom.column)
    match atom:
        case Filled():
            return ~column.is_null()
        case OneOf(values=(value,)):
            return (column == value).fill_null(value=False)
        case OneOf(values=values):
            return column.is_in(values).fill_null(value=False)
        case IsTrue():
            return column.fill_null(value=False)
        case AtLeast(least=least):
            return (column >= least).fill_null(value=False)
        case AtMost(most=most):
            return (column <= most).fill_null(value=False)
        case _:
            assert_never(atom)
