"""Records and causes as reports tell them."""

from typing import Any

import polars as pl

from schoolgate.judgement.findings import message
from schoolgate.judgement.tally import Coverage
from schoolgate.language.suite import Verdict
from schoolgate.language.table import ROW
from schoolgate.run.result import Result


def causes(result: Result, most: int | None = None) -> list[dict[str, Any]]:
    """The causes with their words: who mends them, and how; the first `most` of them."""
    first = result.causes if most is None else result.causes.head(most)
    messages = {rule: _messages(result, rule, rows) for (rule,), rows in first.group_by("rule")}
    return [
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
    return f"{good:,} of {frame.height:,} {name} {verdict.goes_through}."


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
