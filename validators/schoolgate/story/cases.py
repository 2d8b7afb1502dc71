"""A check as test runners see it: a case per rule, and one that asks whether every record could be judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from schoolgate.basics.shown import visible
from schoolgate.judgement.tally import Coverage
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Basis, Effect, Owner, Rule, Severity
from schoolgate.language.table import ROW
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.rows import fixes

JUDGED = "judged"
"""The id of the case that no rule has: it fails where a record is undetermined."""
WRITTEN = "written"
"""The id of the case that there is only where a report must not be written."""
MOST = 1000
"""How many findings a case lists."""


class State(StrEnum):
    """How a case ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `group` says what it is about: a table, or several.

    `summary` says in a line why it failed or was skipped, and is empty where it passed; `lines` say more. `asides` is what
    is worth reading although nothing fails by it: findings below the gate, and records that were not checked.
    """

    id: str
    name: str
    group: str
    state: State
    summary: str
    lines: tuple[str, ...]
    asides: tuple[str, ...]


def case_names(rules: tuple[Rule, ...]) -> dict[str, str]:
    """The name of each case by its id, known before anything is checked: what must hold, in words."""
    return {**{rule.id: f"{rule.id} {rule.asks}" for rule in rules}, JUDGED: "Every record can be judged."}


def cases(result: Result, *, fail_on: Severity | None, show_values: bool = False, most: int = MOST) -> Iterator[Case]:
    """The cases, in the article's order; `most` is how many findings each of them lists.

    A finding fails its case where it fails the run, so that a case fails if and only if the gate does not let the run pass.
    """
    found = result.findings(show_values=show_values).with_columns(
        result.failing(fail_on), why=_lenience(result, fail_on)
    )
    by_rule = {str(rule): frame for (rule,), frame in found.group_by("rule", maintain_order=True)}
    names = case_names(result.suite.rules)
    for covered in result.coverage:
        yield _case(result, covered, names, by_rule.get(covered.rule.id, found.clear()), most)
    yield _judged(result, names, fail_on, most)
    if result.gate.refused:
        lines = _safe([f"{name}: {reason}" for name, reason in result.gate.refused.items()])
        summary = f"not written: {', '.join(result.gate.refused)}"
        yield Case(WRITTEN, "Every report can be written.", "reports", State.FAILED, summary, lines, ())


def _case(result: Result, covered: Coverage, names: dict[str, str], found: pl.DataFrame, most: int) -> Case:
    rule = covered.rule
    grave, lesser = found.filter("fails"), found.filter(~pl.col("fails"))
    asides = [*_passing(lesser, most)]
    if covered.why_not_checked and covered.counts[Outcome.NOT_CHECKED]:
        count = covered.counts[Outcome.NOT_CHECKED]
        asides.append(f"Not checked {count:,} time{'' if count == 1 else 's'}: {covered.why_not_checked}.")
    state, summary, lines = State.PASSED, "", list[str]()
    if grave.height:
        asked = covered.counts[Outcome.PASS] + covered.counts[Outcome.FAIL]
        state, summary = State.FAILED, f"{rule.title}: {grave.height:,} of {asked:,}"
        rests = [f"Rests on {words.basis(rule)}."] if rule.basis is not Basis.ARTICLE else []
        lines = [*_told(grave, most), *_mended(grave), *rests, f"Source: {rule.source}."]
    elif rule.local is not None and rule.turned_off:
        state, summary = State.SKIPPED, f"turned off in the settings: {rule.local.reason}"
    elif covered.why_not_checked and not found.height:
        state, summary = State.SKIPPED, f"not checked: {covered.why_not_checked}"
    tables = dict.fromkeys(result.suite.facts_by_name[name].table for name in rule.facts)
    group = next(iter(tables)) if len(tables) == 1 else "several tables"
    return Case(rule.id, names[rule.id], group, state, visible(summary), _safe(lines), _safe(asides))


def _mended(found: pl.DataFrame) -> Iterator[str]:
    """How the findings are mended, by whom, and before the start or when it is done."""
    for (effect,), mine in found.group_by("effect", maintain_order=True):
        for owner, fix in fixes(mine):
            yield f"{words.EFFECTS[Effect(str(effect))].heading}. {words.OWNERS[Owner(owner)].sentence}: {fix}"


def _judged(result: Result, names: dict[str, str], fail_on: Severity | None, most: int) -> Case:
    told = [
        records.select(
            "key",
            row=ROW,
            table=pl.lit(result.suite.facts_by_name[facts].table),
            column=pl.lit(None, dtype=pl.String()),
            message=pl.lit("cannot be told: a rule that decides could not be checked"),
        ).filter(records["status"] == "undetermined")
        for facts, records in result.records.items()
    ]
    undetermined = pl.concat(told)
    every = sum(records.height for records in result.records.values())
    lines = _safe(_told(undetermined, most))
    group = " and ".join(result.suite.facts_by_name[facts].table for facts in result.records)
    unjudged = result.decision(fail_on).unjudged
    if unjudged is not None:
        return Case(JUDGED, names[JUDGED], group, State.FAILED, unjudged, lines, ())
    whom = f"{undetermined.height:,} of {result.suite.of.counted(every)}"
    summary = f"{whom} cannot be told, which does not fail the run:"
    return Case(JUDGED, names[JUDGED], group, State.PASSED, "", (), (summary, *lines) if lines else ())


def _lenience(result: Result, fail_on: Severity | None) -> pl.Expr:
    """Why a finding does not fail the run, where it does not."""
    why = pl.concat_str(
        pl.lit("of severity "),
        "severity",
        pl.lit(f" that do not fail the run (--fail-on {result.gate.level(fail_on)}):"),
    )
    bounded = [threshold.rule for threshold in result.gate.thresholds]
    why = pl.when(pl.col("rule").is_in(bounded)).then(pl.lit("within the threshold of the rule:")).otherwise(why)
    if result.gate.only_new:
        why = pl.when("new").then(why).otherwise(pl.lit("known already, in the baseline:"))
    if result.gate.waivers:
        waived = pl.concat_str(pl.lit("waived "), "waiver", pl.lit(":"))
        why = pl.when("waived").then(waived).otherwise(why)
    return why


def _passing(found: pl.DataFrame, most: int) -> Iterator[str]:
    """Findings that do not fail the run, and why they do not."""
    for (why,), mine in found.group_by("why", maintain_order=True):
        yield f"{mine.height:,} {why}"
        yield from _told(mine, most)
        yield from _mended(mine)


def _told(found: pl.DataFrame, most: int) -> Iterator[str]:
    """A line for each finding, with its row and key; what is left out is counted."""
    for one in found.head(most).iter_rows(named=True):
        place = f"{one['table']} row {one['row']}" if one["row"] is not None else f"{one['table']}, whole file"
        parts = (place, one["key"], one["column"])
        yield f"{', '.join(part for part in parts if part is not None)}: {one['message']}"
    if found.height > most:
        yield f"… and {found.height - most:,} more; --report findings=FILE.csv lists them all."


def _safe(lines: list[str] | Iterator[str]) -> tuple[str, ...]:
    return tuple(visible(line) for line in lines)
