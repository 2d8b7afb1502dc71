"""Records and causes as reports tell them."""

from typing import Any

import polars as pl

from schoolgate.findings import message
from schoolgate.result import Result


def causes(result: Result) -> list[dict[str, Any]]:
    """The causes with their words: who mends them, and how."""
    told = []
    for cause in result.causes.iter_rows(named=True):
        rule = result.suite.rules_by_id[cause["rule"]]
        table = result.suite.facts_by_name[rule.facts[0]]
        row = result.facts[table.name].filter(pl.col("row") == cause["row"])
        told.append(
            {
                "rule": rule.id,
                "key": cause["key"],
                "records": cause["records"],
                "ready_if_mended": cause["ready_if_mended"],
                "owner": str(rule.owner),
                "message": row.select(message(rule, table)).item(),
                "fix": rule.fix,
            }
        )
    return told


def records(result: Result) -> pl.DataFrame:
    """Every record with its verdict: `table`, `row`, `key`, `status`, `rules` (a list) and the suite's fields."""
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
    return pl.concat(frames, how="diagonal")
