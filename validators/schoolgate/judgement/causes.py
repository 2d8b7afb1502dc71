"""Causes: one thing to mend that blocks many records, with how many, and how many become ready if only that is mended."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from schoolgate.judgement.records import ERRORS_FAILED, ERRORS_NOT_CHECKED, failed, has_severity
from schoolgate.language.rule import Explains, Rule, Severity
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite, Verdict
from schoolgate.language.table import ROW

_SCHEMA = {
    "rule": pl.String(),
    "key": pl.String(),
    "row": pl.Int64(),
    "records": pl.Int64(),
    "blocked": pl.Int64(),
    "ready_if_mended": pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class _Judged:
    """What causes are read from: the records of each verdict, and the facts and outcomes behind them."""

    suite: Suite
    records: Mapping[str, pl.DataFrame]
    facts: FactFrames
    outcomes: OutcomeFrames


def reaches(suite: Suite, explains: Explains, verdict: Verdict) -> bool:
    """Whether the explanation speaks of records of this verdict, where a suite has several."""
    return all(verdict.facts in suite.rules_by_id[other].facts for other in explains.rules)


def causes(
    suite: Suite, records: Mapping[str, pl.DataFrame], facts: FactFrames, outcomes: OutcomeFrames
) -> pl.DataFrame:
    """The causes: those without a key first, the whole file before single records.

    Single records that are one cause stand in the order of their rules, the others by how many records they block.

    Args:
        suite: whose rules explain.
        records: the judged records, by the fact table of their verdict.
        facts: a frame per fact table.
        outcomes: what each rule said of each fact row.

    Returns:
        A row per cause: `rule`, `key`, `row` (of the finding), how many `records` fail through it, how many of these are
        `blocked`, and `ready_if_mended`. Key and row are null where the cause is the whole file, or all records at which
        the rule failed.
    """
    judged = _Judged(suite, records, facts, outcomes)
    found = [_causes_of(rule, judged) for rule in suite.rules if rule.explains]
    order = {rule.id: number for number, rule in enumerate(suite.rules)}
    singles = [rule.id for rule in suite.rules for name in rule.facts if suite.facts_by_name[name].key is not None]
    by = {
        "keyed": False,
        "single": False,
        "worth": True,
        "ready": True,
        "number": False,
        "key": False,
    }
    # Single records that are one cause are there for how grave it is, however few they are.
    weighed = pl.col("key").is_not_null() | ~pl.col("rule").is_in(singles)
    return (
        pl.concat([pl.DataFrame(schema=_SCHEMA), *found])
        .with_columns(
            keyed=pl.col("key").is_not_null(),
            single=pl.col("rule").is_in(singles),
            worth=pl.when(weighed).then("records").otherwise(0),
            ready=pl.when(weighed).then("ready_if_mended").otherwise(0),
            number=pl.col("rule").replace_strict(order, return_dtype=pl.Int64()),
        )
        .sort(list(by), descending=list(by.values()))
        .select(list(_SCHEMA))
    )


def reached(
    suite: Suite, records: Mapping[str, pl.DataFrame], facts: FactFrames, outcomes: OutcomeFrames
) -> pl.DataFrame:
    """Which records each cause reaches; what it takes is what `causes` takes.

    Returns:
        A row per cause and record: `rule` and `key` of the cause, `verdict` (its fact table), `record` (its position there).
    """
    judged = _Judged(suite, records, facts, outcomes)
    schema = {"rule": pl.String(), "key": pl.String(), "verdict": pl.String(), "record": pl.UInt32()}
    found = [
        _reached(rule, judged, bad).select(pl.lit(rule.id).alias("rule"), "key", "verdict", "record")
        for rule in suite.rules
        if rule.explains and not (bad := _bad(rule, judged)).is_empty()
    ]
    return pl.concat([pl.DataFrame(schema=schema), *found]).unique(maintain_order=True)


def _causes_of(rule: Rule, judged: _Judged) -> pl.DataFrame:
    bad = _bad(rule, judged)
    if bad.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    is_blocked = pl.col("status") == "blocked"
    ready = (pl.col("mended") == pl.col(ERRORS_FAILED)) & ~pl.col(ERRORS_NOT_CHECKED) & is_blocked
    counted = (
        _reached(rule, judged, bad)
        .group_by("verdict", "record", "key")
        .agg(pl.col("mended").sum(), pl.col("status", ERRORS_FAILED, ERRORS_NOT_CHECKED).first())
        .group_by("key")
        .agg(
            records=pl.len().cast(pl.Int64),
            blocked=is_blocked.sum().cast(pl.Int64),
            ready_if_mended=ready.sum().cast(pl.Int64),
        )
    )
    # A key through which nothing fails is no cause, nor are records of which none is meant; a file with something wrong is.
    whole_file = pl.lit(judged.suite.facts_by_name[rule.facts[0]].key is None)
    found = bad.join(counted, on="key", how="left", nulls_equal=True)
    return found.filter(whole_file | pl.col("records").is_not_null()).select(
        pl.lit(rule.id).alias("rule"), "key", ROW, pl.col("records", "blocked", "ready_if_mended").fill_null(0)
    )


def _bad(rule: Rule, judged: _Judged) -> pl.DataFrame:
    """Where the rule failed: `key` and `row` of each cause that it names; both null for one that has no key."""
    (name,) = rule.facts
    table = judged.suite.facts_by_name[name]
    bad = judged.facts[name].filter(judged.outcomes[name].select(failed(rule)).to_series())
    if all(explains.column is None for explains in rule.explains):
        nameless = pl.DataFrame({"key": [None], ROW: [None]}, schema={"key": pl.String(), ROW: pl.Int64()})
        return nameless.head(0) if bad.is_empty() else nameless
    bad = bad.select(pl.col(table.key or "").alias("key"), ROW)
    return bad.unique(subset="key", keep="first", maintain_order=True)


def _reached(rule: Rule, judged: _Judged, bad: pl.DataFrame) -> pl.DataFrame:
    """The records that the rule's explanations reach, those of every verdict."""
    return pl.concat(
        _explained(explains, verdict, judged, bad)
        for verdict in judged.suite.verdicts
        for explains in rule.explains
        if reaches(judged.suite, explains, verdict)
    )


def _explained(explains: Explains, verdict: Verdict, judged: _Judged, bad: pl.DataFrame) -> pl.DataFrame:
    """The records that an explanation reaches, with how many of their errors it would mend."""
    rules = [judged.suite.rules_by_id[other] for other in explains.rules]
    outcomes, facts = judged.outcomes[verdict.facts], judged.facts[verdict.facts]
    # Few records fail: look at those alone.
    rows = outcomes.select(pl.any_horizontal(pl.lit(value=False), *map(failed, rules))).to_series().arg_true()
    if explains.where:
        rows = rows.filter(facts[explains.where].gather(rows).fill_null(value=False))
    errors = [(failed(other) & has_severity(other, Severity.ERROR)).cast(pl.Int64) for other in rules]
    nothing = pl.repeat(None, rows.len(), dtype=pl.String(), eager=True)
    keys = facts[explains.column].gather(rows) if explains.column else nothing
    return (
        judged.records[verdict.facts]
        .select("status", pl.col(ERRORS_FAILED).cast(pl.Int64), ERRORS_NOT_CHECKED)[rows]
        .with_columns(
            rows.alias("record"),
            keys.alias("key"),
            outcomes[rows].with_columns(mended=pl.sum_horizontal(pl.lit(0, pl.Int64()), *errors))["mended"],
            verdict=pl.lit(verdict.facts),
        )
        .filter(pl.col("key").is_in(bad["key"].implode(), nulls_equal=True))
    )
