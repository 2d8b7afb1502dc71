"""Records and causes as reports tell them."""

from typing import Any

import polars as pl

from schoolgate.basics import folding
from schoolgate.judgement.findings import message
from schoolgate.judgement.mismatch import Mismatch
from schoolgate.judgement.records import STOPPED
from schoolgate.judgement.tally import Coverage
from schoolgate.language.question import Assumption
from schoolgate.language.rule import Effect, Owner
from schoolgate.language.suite import Obstacle, Verdict
from schoolgate.language.table import ROW
from schoolgate.run.result import Result

KEYS = "keys"
"""Stands for a rule's id in the cause of keys that are written two ways."""


def causes(result: Result, most: int | None = None) -> list[dict[str, Any]]:
    """The causes with their words: who mends them, and how; the first `most` of them."""
    whole = [_written_two_ways(result, one) for one in result.unsettled] + [
        _stands_in_the_way(o) for o in result.obstacles
    ]
    first = result.causes if most is None else result.causes.head(max(0, most - len(whole)))
    messages = {rule: _messages(result, rule, rows) for (rule,), rows in first.group_by("rule")}
    return whole + [
        {
            "rule": cause["rule"],
            "key": cause["key"],
            "records": cause["records"],
            "ready_if_mended": cause["ready_if_mended"],
            "owner": str(result.suite.rules_by_id[cause["rule"]].owner),
            "message": messages[cause["rule"]][cause["row"]],
            "fix": result.suite.rules_by_id[cause["rule"]].fix,
        }
        for cause in first.iter_rows(named=True)
    ]


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
        "message": f"{one.matched:,} of {one.references:,} references in {one.column} of {here} match {one.target_key} of "
        f"{there} once {folding.SAYS[one.fold]}: {why}.",
        "fix": f"Best, {again}. Or say in the settings how the key is compared: {one.answer}",
    }


def _stands_in_the_way(one: Obstacle) -> dict[str, Any]:
    """The cause of what was not checked for anybody."""
    told = {"rule": one.rule, "key": None, "records": one.records, "ready_if_mended": 0, "owner": str(Owner.SCHOOL)}
    return {**told, "message": one.message, "fix": one.fix}


def headline(result: Result, *, passed: bool) -> str:
    """Whether to go ahead, and on how many assumptions: "PASSED, on 2 assumptions"."""
    word, count = ("PASSED" if passed else "FAILED"), len(result.assumptions)
    return f"{word}, on {count} assumption{'' if count == 1 else 's'}" if count else word


def assumed(one: Assumption) -> str:
    """What was assumed, for how many records, and what answers it, as a sentence or two."""
    told = "nobody has told" if one.assumed is None else f"assumed: {_plain(one.assumed)}"
    why = f" ({one.evidence})" if one.evidence else ""
    touched = f"; it touches {one.records:,} record{'' if one.records == 1 else 's'}" if one.records else ""
    return f"{one.asks} {told[:1].upper()}{told[1:]}{why}{touched}. To answer: {one.answer}"


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def by_effect(result: Result) -> dict[Effect, dict[str, int]]:
    """How many findings mean what: for each effect the rules with such findings, with how many."""
    counts: dict[Effect, dict[str, int]] = {effect: {} for effect in Effect}
    for covered in result.coverage:
        for severity, count in covered.severities.items():
            if count:
                found = counts[covered.rule.effect_of(severity)]
                found[covered.rule.id] = found.get(covered.rule.id, 0) + count
    return counts


def excused(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings, the message of a waived one followed by until when and why it is let pass."""
    if "waiver" not in findings.columns:
        return findings
    words = pl.concat_str("message", pl.lit(" (waiver, "), "waiver", pl.lit(")"))
    return findings.with_columns(message=pl.coalesce(words, "message"))


def _messages(result: Result, rule_id: str, causes: pl.DataFrame) -> dict[int | None, str]:
    """The message of the rule at each row that the causes name; many records that are one cause share the rule's title."""
    rule = result.suite.rules_by_id[rule_id]
    table = result.suite.facts_by_name[rule.facts[0]]
    facts = result.facts[table.name]
    if table.key is None:
        return {None: facts.select(message(rule, table)).item()}
    rows = facts.filter(pl.col(ROW).is_in(causes[ROW].drop_nulls().implode()))
    return {None: f"{rule.title}.", **dict(rows.select(ROW, message(rule, table)).iter_rows())}


def whose(result: Result, cause: dict[str, Any]) -> str:
    """What to call the cause where it has no key."""
    (name,) = result.suite.rules_by_id[cause["rule"]].facts
    return "(whole file)" if result.suite.facts_by_name[name].key is None else "(several)"


def outlook(result: Result, verdict: Verdict) -> str:
    """How many records go through: "12 of 250 students will sync."."""
    frame = result.records[verdict.facts]
    good = frame["status"].is_in(["ready", "ready_with_warnings"]).sum()
    name = result.suite.facts_by_name[verdict.facts].table.replace("_", " ")
    harmed = ((frame["status"] == "blocked") & ~frame[STOPPED] & frame["key"].is_not_null()).sum()
    and_harmed = f"; {harmed:,} more {verdict.goes_through}, and should not as {'it is' if harmed == 1 else 'they are'}"
    return f"{good:,} of {frame.height:,} {name} {verdict.goes_through}{and_harmed if harmed else ''}."


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


def records_by_verdict(result: Result) -> list[pl.DataFrame]:
    """The records of each verdict, with its own fields alone."""
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
                result.failing_rules(verdict),
                *(field.name for field in verdict.fields),
            )
        )
    return frames
