"""What holds records back: every rule that does, those included that can only be asked once another is mended.

A rule that failed holds its record back, and one that could not be checked does. Where a rule waits for one that failed,
it has not been asked yet: so what is found is taken as mended, the record is judged again, and what fails then holds it back
too. A rule that fails only because the mended thing is not there yet (its facts are missing) goes with that mend: whoever
links a student to a group links it to one that will do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import polars as pl

from schoolgate.frames.masks import anywhere, at
from schoolgate.judgement.records import with_severity
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Rule, Severity
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite, Verdict
from schoolgate.language.truth import unknown_flag

JudgeAgain = Callable[[str, pl.DataFrame, Mapping[str, pl.Series]], pl.DataFrame]
"""The outcomes of a fact table's rows as if rules passed where a mask says so: `engines.fused.evaluate_as_if`."""


@dataclass(frozen=True)
class Held:
    """A rule and the records of a verdict that it holds back, by their positions in the verdict's frame.

    `is_open`: it could not be checked, rather than failed. `through` is the rule whose mend it goes with, if any.
    """

    rule: Rule
    records: pl.Series
    is_open: bool
    through: str | None = None


def holding(suite: Suite, verdict: Verdict) -> list[Rule]:
    """The rules that can hold a record of the verdict back."""
    return [
        rule
        for rule in suite.rules_on(suite.facts_by_name[verdict.facts])
        if (rule.counts and Severity.ERROR in rule.severities) or rule.id in verdict.proofs
    ]


def is_held(suite: Suite, verdict: Verdict, outcomes: pl.DataFrame) -> pl.Series:
    """Which records something holds back."""
    held = pl.repeat(value=False, n=outcomes.height, dtype=pl.Boolean(), eager=True)
    for rule in holding(suite, verdict):
        for outcome in (Outcome.FAIL, Outcome.NOT_CHECKED):
            held |= _stands(rule, outcome, verdict, outcomes)
    return held


def holds(
    suite: Suite, verdict: Verdict, facts: FactFrames, outcomes: OutcomeFrames, again: JudgeAgain
) -> Iterator[Held]:
    """What holds each record of a verdict back, those first that need not wait for another."""
    held = is_held(suite, verdict, outcomes[verdict.facts])
    rows = held.arg_true()
    if rows.is_empty():
        return
    # Nothing is met yet, so nobody looks at the facts of the first round: they are not taken for it.
    here, said = facts[verdict.facts], outcomes[verdict.facts].filter(held)
    on_table, grave_ones = suite.rules_on(suite.facts_by_name[verdict.facts]), holding(suite, verdict)
    waited_for = {need for rule in on_table for need in rule.needs}
    met: dict[str, pl.Series] = {}
    while True:
        failing, waiting = _failing(verdict, said, grave_ones), _waiting(suite, verdict, said, on_table, grave_ones)
        found = [
            one
            for rule in on_table
            for one in (
                *(_with_mends(suite, rule, here, failing[rule.id], met) if rule.id in failing else ()),
                *((Held(rule, waiting[rule.id].arg_true(), is_open=True),) if rule.id in waiting else ()),
            )
            if one.records.len()
        ]
        for one in found:
            mask = at(one.records, rows.len())
            met[one.rule.id] = met[one.rule.id] | mask if one.rule.id in met else mask
            yield Held(one.rule, rows.gather(one.records), one.is_open, one.through)
        # Where nothing is met that a rule waits for, all has been said.
        leads = [mask for rule, mask in met.items() if rule in waited_for]
        if not found or not leads:
            return
        more = reduce(or_, leads)
        here = here.filter(more if here.height == rows.len() else at(rows.filter(more), here.height))
        rows, met = rows.filter(more), {rule: mask.filter(more) for rule, mask in met.items()}
        said = again(verdict.facts, here, met)


def _failing(verdict: Verdict, said: pl.DataFrame, grave_ones: Sequence[Rule]) -> dict[str, pl.Series]:
    """By rule, where it failed and holds the record back, if anywhere."""
    found = {rule.id: _stands(rule, Outcome.FAIL, verdict, said) for rule in grave_ones}
    return {rule: mask for rule, mask in found.items() if mask.any()}


def _with_mends(
    suite: Suite, rule: Rule, facts: pl.DataFrame, failed: pl.Series, met: Mapping[str, pl.Series]
) -> Iterator[Held]:
    """The records of a rule that failed; what is not there yet comes with the mend of a rule that this one waits for."""
    needs = [need for need in _all_needs(suite, rule) if need in met]
    if needs:
        names = [name for name in rule.reads if name in facts.columns]
        missing = facts.select(missing=anywhere(*(pl.col(name).is_null() for name in names)))["missing"]
        for need in needs:
            with_it = failed & missing & met[need]
            yield Held(rule, with_it.arg_true(), is_open=False, through=need)
            failed &= ~with_it
    yield Held(rule, failed.arg_true(), is_open=False)


def _waiting(
    suite: Suite, verdict: Verdict, said: pl.DataFrame, on_table: Sequence[Rule], grave_ones: Sequence[Rule]
) -> dict[str, pl.Series]:
    """By rule, where it is open of itself, and holds the record back, or keeps one open that does; if anywhere."""
    open_ = {rule.id: said[rule.id] == Outcome.NOT_CHECKED.value for rule in on_table}
    open_ = {rule: mask for rule, mask in open_.items() if mask.any()}
    found: dict[str, pl.Series] = {}
    for rule in (one for one in on_table if one.id in open_):
        above = [one for one in grave_ones if one.id in open_ and (one is rule or rule.id in _all_needs(suite, one))]
        if above:
            holds_back = reduce(or_, (_stands(one, Outcome.NOT_CHECKED, verdict, said) for one in above))
            of_itself = (~open_[need] for need in rule.needs if need in open_)
            mask = reduce(and_, of_itself, open_[rule.id] & holds_back)
            if mask.any():
                found[rule.id] = mask
    return found


def _all_needs(suite: Suite, rule: Rule) -> list[str]:
    """The rules that it waits for, those that these wait for included; the nearest first."""
    found = list(rule.needs)
    for need in found:
        found += [other for other in suite.rules_by_id[need].needs if other not in found]
    return found


def _stands(rule: Rule, outcome: Outcome, verdict: Verdict, said: pl.DataFrame) -> pl.Series:
    """Where the rule has the outcome, and that holds the record back.

    In series, not in expressions: most of them are short, and to compile an expression takes longer than to work it out.
    """
    mask = said[rule.id] == outcome.value
    return mask if rule.id in verdict.proofs else mask & with_severity(rule, Severity.ERROR, said)


def unknown_reads(rule: Rule, facts: pl.DataFrame) -> list[str]:
    """The facts that the rule reads and that can be unknown."""
    return [name for name in rule.reads if unknown_flag(name) in facts.columns]
