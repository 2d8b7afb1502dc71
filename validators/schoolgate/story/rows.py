"""Records and causes as reports tell them."""

from typing import Any

import polars as pl

from schoolgate.basics import folding
from schoolgate.judgement.findings import told
from schoolgate.judgement.mismatch import Mismatch
from schoolgate.judgement.records import ANSWER, answers_of
from schoolgate.judgement.tally import Coverage
from schoolgate.language.rule import Effect, Owner, Severity
from schoolgate.language.spoilt import Spoilt
from schoolgate.language.suite import Answer, Obstacle, Verdict
from schoolgate.language.table import ROW
from schoolgate.run.result import Result
from schoolgate.story import words

KEYS = "keys"
"""Stands for a rule's id in the cause of keys that are written two ways, or that a spreadsheet has changed."""
_FIRST = 5
_RANKS = {str(severity): severity.rank for severity in Severity}
COLUMN = "column"
"""Stands for a rule's id in the cause of a column whose dates have two readings."""


def causes(result: Result, most: int | None = None) -> list[dict[str, Any]]:
    """The causes with their words: who mends them, and how; the first `most` of them."""
    whole = of_the_whole(result)
    first = result.causes if most is None else result.causes.head(max(0, most - len(whole)))
    said = {rule: _said(result, str(rule), rows) for (rule,), rows in first.group_by("rule")}
    return whole + [
        {
            **{name: cause[name] for name in ("rule", "key", "records", "ready_if_mended")},
            **said[cause["rule"]][cause["row"]],
        }
        for cause in first.iter_rows(named=True)
    ]


def new_since(result: Result) -> pl.DataFrame | None:
    """What is new, or worse, since the baseline, and not waived; None where there is no baseline.

    Returns:
        A row per rule and severity, the gravest first: `rule`, `severity`, how many are `new`, and the first `keys` of them,
        of a finding without one its row.
    """
    if result.gate.baseline is None:
        return None
    place = pl.when(pl.col("row").is_null()).then("table").otherwise(pl.format("{} row {}", "table", "row"))
    waived = pl.col("waived") if result.gate.waivers else pl.lit(value=False)
    return (
        result.findings()
        .filter(pl.col("new") & ~waived)
        .group_by("rule", "severity", maintain_order=True)
        .agg(new=pl.len(), keys=pl.coalesce(pl.col("key"), place).head(_FIRST))
        .sort(pl.col("severity").replace_strict(_RANKS, return_dtype=pl.Int64()), maintain_order=True)
    )


def of_the_whole(result: Result) -> list[dict[str, Any]]:
    """The causes that are about a whole file, and no rule's finding: keys written two ways, what nobody could check."""
    two_ways = [_written_two_ways(result, one) for one in result.unsettled]
    return [*map(_spoilt, result.spoilt), *two_ways, *(_stands_in_the_way(result, one) for one in result.obstacles)]


def _spoilt(one: Spoilt) -> dict[str, Any]:
    """The cause of a column that could not be read as it should: no rule's either."""
    return {
        "rule": KEYS if one.fails else COLUMN,
        "key": one.name,
        "records": one.records,
        "ready_if_mended": 0,
        "owner": str(Owner.SCHOOL),
        "screen": "The extract and its settings",
        "message": one.message,
        "fix": one.fix,
    }


def _written_two_ways(result: Result, one: Mismatch) -> dict[str, Any]:
    """The cause of keys that are written two ways: no rule's, but one fault of a file."""
    here, there = (result.texts[name].path.name for name in (one.table, one.target))
    if one.eaten_in:
        lost = result.texts[one.eaten_in].path.name
        why, again = f"the zeros were eaten in {lost}", f"export {lost} again with its zeros"
    else:
        why, again = f"{here} and {there} write them differently", "export both again from one place"
    return {
        "rule": KEYS,
        "key": one.name,
        "records": one.matched,
        "ready_if_mended": 0,
        "owner": str(Owner.SCHOOL),
        "screen": "The extract and its settings",
        "message": f"{one.matched:,} of {one.references:,} references in {one.column} of {here} match {one.target_key} of "
        f"{there} once {folding.SAYS[one.fold]}: {why}.",
        "fix": f"Best, {again}. Or say in the settings how the key is compared: {one.answer}",
    }


def _stands_in_the_way(result: Result, one: Obstacle) -> dict[str, Any]:
    """The cause of what was not checked for anybody."""
    return {
        "rule": one.rule,
        "key": None,
        "records": one.records,
        "ready_if_mended": 0,
        "owner": str(Owner.SCHOOL),
        "screen": result.suite.rules_by_id[one.rule].screen,
        "message": one.message,
        "fix": one.fix,
    }


def headline(result: Result, *, passed: bool) -> str:
    """Whether to go ahead, and on how many assumptions."""
    return words.headline(passed=passed, assumptions=len(result.assumptions))


def by_effect(result: Result) -> dict[Effect, dict[str, int]]:
    """How many findings mean what: for each effect the rules with such findings, with how many."""
    counts: dict[Effect, dict[str, int]] = {effect: {} for effect in Effect}
    for covered in result.coverage:
        for severity, count in covered.severities.items():
            if count:
                found = counts[covered.rule.effect_of(severity)]
                found[covered.rule.id] = found.get(covered.rule.id, 0) + count
    return counts


def fixes(findings: pl.DataFrame) -> list[tuple[str, str]]:
    """How findings are mended, and by whom: each distinct owner and fix, the most frequent first."""
    told = (
        findings.group_by("owner", "fix", maintain_order=True).len().sort("len", descending=True, maintain_order=True)
    )
    return [(owner, fix) for owner, fix, _ in told.iter_rows()]


def excused(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings, the message of a waived one followed by until when and why it is let pass."""
    if "waiver" not in findings.columns:
        return findings
    excuse = pl.concat_str("message", pl.lit(" (waiver, "), "waiver", pl.lit(")"))
    return findings.with_columns(message=pl.coalesce(excuse, "message"))


def _said(result: Result, rule_id: str, causes: pl.DataFrame) -> dict[int | None, dict[str, str]]:
    """Owner, screen, message and fix at each row that the causes name; of records that are one cause together the rule's."""
    rule = result.suite.rules_by_id[rule_id]
    table = result.suite.facts_by_name[rule.facts[0]]
    facts = result.facts[table.name]
    if table.key is None:
        return {None: facts.select(told(rule, table)).row(0, named=True)}
    rows = facts.filter(pl.col(ROW).is_in(causes[ROW].drop_nulls().implode()))
    of_rows = rows.select(ROW, *told(rule, table)).rows_by_key(ROW, named=True, unique=True)
    shared = {"owner": str(rule.owner), "screen": rule.screen, "message": f"{rule.title}.", "fix": rule.fix}
    return {None: shared, **of_rows}


def outlook(result: Result, verdict: Verdict) -> str:
    """The answer to the suite's question: "189 of 247 students will sync; 53 will not; 3 cannot be told."."""
    return words.answered(answers_of(result.suite, verdict), answers(result, verdict))


def answers(result: Result, verdict: Verdict) -> dict[Answer, int]:
    """How many records have each answer to the suite's question, in the order that matters; those of which there are any."""
    counts = result.answers_of(verdict)
    known = answers_of(result.suite, verdict).values
    return {value: counts[value.name] for value in known if value.name in counts}


def not_checked(result: Result) -> dict[str, list[Coverage]]:
    """The rules that were not checked everywhere, by the reason."""
    reasons: dict[str, list[Coverage]] = {}
    for covered in result.coverage:
        if covered.why_not_checked:
            reasons.setdefault(covered.why_not_checked, []).append(covered)
    return reasons


def records(result: Result) -> pl.DataFrame:
    """Every record with its verdict: `table`, `row`, `key`, `status`, `rules` (a list) and the suite's fields.

    Where the suite has several verdicts, the fields of the others are null.
    """
    return pl.concat(records_by_verdict(result), how="diagonal")


def records_by_verdict(result: Result, *, answered: bool = False) -> list[pl.DataFrame]:
    """The records of each verdict, with its own fields alone; `answered` with the suite's answer too."""
    frames = []
    for verdict in result.suite.verdicts:
        table = result.suite.facts_by_name[verdict.facts].table
        frame = result.records[verdict.facts]
        frames.append(
            frame.select(
                pl.lit(table).alias("table"),
                "row",
                "key",
                "status",
                *([pl.col(ANSWER).alias("answer")] if answered else []),
                result.failing_rules(verdict),
                *(field.name for field in verdict.fields),
            )
        )
    return frames
