"""What nobody told and made a difference: the open questions of a run, with how many records each touches."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.language.outcome import Outcome, on
from schoolgate.language.question import OPEN, Assumption, Question, Touches
from schoolgate.language.settings import Settings
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import FactTable
from schoolgate.language.truth import surely


def assumptions(
    suite: Suite,
    settings: Settings,
    moment: Moment,
    absent: frozenset[str],
    facts: FactFrames,
    outcomes: OutcomeFrames,
) -> tuple[Assumption, ...]:
    """The questions that nobody answered and that made a difference, in the suite's order.

    Args:
        suite: whose questions.
        settings: what was given counts as an answer, whatever it says.
        moment: what an assumed value may follow from.
        absent: the tables and columns that were not supplied.
        facts: a frame per fact table.
        outcomes: what each rule said of each fact row.
    """
    return tuple(one for one, _ in touching(suite, settings, moment, absent, facts, outcomes))


def touching(
    suite: Suite,
    settings: Settings,
    moment: Moment,
    absent: frozenset[str],
    facts: FactFrames,
    outcomes: OutcomeFrames,
) -> Iterator[tuple[Assumption, Mapping[str, pl.Series]]]:
    """As `assumptions`, each with the rows that it touches: true or false for every row of a fact table, by its name."""
    judged = {verdict.facts for verdict in suite.verdicts}
    for question in suite.questions:
        if _answered(question, settings, absent):
            continue
        touched = _touched(suite, question, facts, outcomes)
        if touched:
            assumed = question.assumed(settings.own, moment) if callable(question.assumed) else question.assumed
            count = sum(int(mask.sum()) for name, mask in touched.items() if name in judged)
            of = suite.called(judged.intersection(touched))
            yield Assumption(question.name, question.asks, assumed, count, question.answer, question.why, of), touched


def left_open(
    suite: Suite, settings: Settings, facts: FactFrames, outcomes: OutcomeFrames
) -> Mapping[str, tuple[str, int]]:
    """The rules that a setting which nobody gave keeps from being checked: why, and for how many rows.

    What a table or a column that was not supplied keeps open, these tell themselves. A setting that has an assumed value
    keeps nothing open: where its rules were not checked, it was for something else.
    """
    open_ = {}
    for rule, why, masks in left_open_rows(suite, settings, facts, outcomes):
        if rows := sum(int(mask.sum()) for mask in masks.values()):
            open_[rule] = (why, rows)
    return open_


def left_open_rows(
    suite: Suite, settings: Settings, facts: FactFrames, outcomes: OutcomeFrames
) -> Iterator[tuple[str, str, Mapping[str, pl.Series]]]:
    """As `left_open`: rule, why, and where: true or false for every row of a fact table, by its name."""
    for question in suite.questions:
        if question.supplied or not question.decisive or _answered(question, settings, frozenset()):
            continue
        for touches in question.touches:
            for rule in touches.rules if Outcome.NOT_CHECKED in touches.outcomes else ():
                waiting = replace(touches, rules=(rule,), outcomes=OPEN)
                why = f"setting {' or '.join(question.settings)} was not given"
                yield rule, why, dict(_masks(suite, waiting, facts, outcomes))


def unanswered(suite: Suite, settings: Settings, absent: frozenset[str]) -> tuple[Question, ...]:
    """The questions that nobody answered, whether they made a difference or not."""
    return tuple(one for one in suite.questions if not _answered(one, settings, absent))


def _answered(question: Question, settings: Settings, absent: frozenset[str]) -> bool:
    given = settings.own.model_fields_set
    return any(name in given for name in question.settings) or any(
        source not in absent and source.partition(".")[0] not in absent for source in question.supplied
    )


def _touched(suite: Suite, question: Question, facts: FactFrames, outcomes: OutcomeFrames) -> dict[str, pl.Series]:
    """The rows of each fact table that the question touches; only tables with any."""
    rows: dict[str, pl.Series] = {}
    for touches in question.touches:
        for name, mask in _masks(suite, touches, facts, outcomes):
            rows[name] = rows[name] | mask if name in rows else mask
    return {name: mask for name, mask in rows.items() if mask.any()}


def _masks(
    suite: Suite, touches: Touches, facts: FactFrames, outcomes: OutcomeFrames
) -> Iterator[tuple[str, pl.Series]]:
    rules = [suite.rules_by_id[rule] for rule in touches.rules]
    names = [touches.facts] if touches.facts else dict.fromkeys(name for rule in rules for name in rule.facts)
    for name in names:
        mask = concerned(touches, suite.facts_by_name[name], facts[name])
        mine = [rule.id for rule in rules if name in rule.facts]
        if rules:
            said = pl.any_horizontal(pl.col(rule).is_in([int(one) for one in touches.outcomes]) for rule in mine)
            mask &= outcomes[name].select(said=said)["said"]
        yield name, mask


def concerned(touches: Touches, table: FactTable, frame: pl.DataFrame) -> pl.Series:
    """Which rows of a fact table what it touches is about, whatever the rules said of them."""
    where = compiled(surely(on(touches.where, table)), table, holds_in_polars)
    return frame.select(where=where)["where"]
