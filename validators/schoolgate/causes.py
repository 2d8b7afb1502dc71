"""Causes: one thing to mend that blocks many records, with how many, and how many become ready if only that is mended."""

from dataclasses import dataclass

import polars as pl

from schoolgate.records import ERRORS_FAILED, ERRORS_NOT_CHECKED, failed, has_severity
from schoolgate.rule import Explains, Rule, Severity
from schoolgate.suite import FactFrames, OutcomeFrames, Suite, Verdict

_SCHEMA = {
    "rule": pl.String(),
    "key": pl.String(),
    "row": pl.Int64(),
    "records": pl.Int64(),
    "ready_if_mended": pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class _Judged:
    """What causes are read from: the records, and the facts and outcomes behind them."""

    suite: Suite
    verdict: Verdict
    records: pl.DataFrame
    facts: FactFrames
    outcomes: OutcomeFrames

    def reaches(self, explains: Explains) -> bool:
        """Whether the explanation speaks of records of this verdict, where a suite has several."""
        rules = (self.suite.rules_by_id[other] for other in explains.rules)
        return all(self.verdict.facts in rule.facts for rule in rules)


def causes(
    suite: Suite, verdict: Verdict, records: pl.DataFrame, facts: FactFrames, outcomes: OutcomeFrames
) -> pl.DataFrame:
    """The causes, those that block most records first.

    Returns:
        A row per cause: `rule`, `key`, `row` (of the finding), `records` and `ready_if_mended`.
    """
    judged = _Judged(suite, verdict, records, facts, outcomes)
    found = [_causes_of(rule, judged) for rule in suite.rules if rule.explains]
    order = {rule.id: number for number, rule in enumerate(suite.rules)}
    return (
        pl.concat([pl.DataFrame(schema=_SCHEMA), *found])
        .with_columns(number=pl.col("rule").replace_strict(order, return_dtype=pl.Int64))
        .sort("records", "ready_if_mended", "number", "key", descending=[True, True, False, False])
        .drop("number")
    )


def _causes_of(rule: Rule, judged: _Judged) -> pl.DataFrame:
    (name,) = rule.facts
    table = judged.suite.facts_by_name[name]
    bad = judged.facts[name].filter(judged.outcomes[name].select(failed(rule)).to_series())
    bad = bad.select(pl.col(table.key or "").alias("key"), "row").unique(
        subset="key", keep="first", maintain_order=True
    )
    if bad.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    reached = [explains for explains in rule.explains if judged.reaches(explains)]
    if not reached:
        return pl.DataFrame(schema=_SCHEMA)
    explained = pl.concat([_explained(explains, judged, bad) for explains in reached])
    ready = (pl.col("mended") == pl.col(ERRORS_FAILED)) & ~pl.col(ERRORS_NOT_CHECKED) & (pl.col("status") == "blocked")
    return (
        explained.group_by("record", "key")
        .agg(pl.col("mended").sum(), pl.col("status", ERRORS_FAILED, ERRORS_NOT_CHECKED).first())
        .group_by("key")
        .agg(records=pl.len().cast(pl.Int64), ready_if_mended=ready.sum().cast(pl.Int64))
        .join(bad, on="key")
        .select(pl.lit(rule.id).alias("rule"), "key", "row", "records", "ready_if_mended")
    )


def _explained(explains: Explains, judged: _Judged, bad: pl.DataFrame) -> pl.DataFrame:
    """The records that an explanation reaches, with how many of their errors it would mend."""
    rules = [judged.suite.rules_by_id[other] for other in explains.rules]
    outcomes = judged.outcomes[judged.verdict.facts]
    # Few records fail: look at those alone.
    rows = outcomes.select(pl.any_horizontal(failed(other) for other in rules)).to_series().arg_true()
    errors = pl.sum_horizontal((failed(other) & has_severity(other, Severity.ERROR)).cast(pl.Int64) for other in rules)
    return (
        judged.records.select("status", pl.col(ERRORS_FAILED).cast(pl.Int64), ERRORS_NOT_CHECKED)[rows]
        .with_columns(
            rows.alias("record"),
            judged.facts[judged.verdict.facts][explains.column].gather(rows).alias("key"),
            outcomes[rows].select(mended=errors)["mended"],
        )
        .filter(pl.col("key").is_in(bad["key"].implode()))
    )
