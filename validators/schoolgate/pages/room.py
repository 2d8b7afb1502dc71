"""Which records have room on a page: all of them, as a rule; of a very large table the gravest."""

import polars as pl

from schoolgate.judgement.records import ANSWER, answers_of
from schoolgate.language.rule import Severity
from schoolgate.language.table import FactTable
from schoolgate.run.result import Result
from schoolgate.story import words

MOST = 20_000
"""How many records of one table a page lists.

A browser opens and searches so many at once, in about 2 MB; a million would be 43 MB, which few machines open and no mail
takes. Nobody works through a longer list by hand: whoever must takes the reports that programs read.
"""
_TONES = {"bad": 0.0, "unknown": 2.0, "warn": 3.0, "other": 5.0, "good": 6.0}
_SEVERITIES = {str(Severity.ERROR): 1.0, str(Severity.WARNING): 4.0, str(Severity.INFO): 5.5}


def with_room(result: Result, table: FactTable, told: pl.DataFrame, height: int) -> pl.Series:
    """Which of a table's records stand on the page: their positions, in their order.

    Args:
        result: the check.
        table: the fact table. Of one that is judged all records are meant, else those with findings.
        told: the findings of the records: `at`, the position of each one's record, and `severity`.
        height: how many records there are.
    """
    every = pl.DataFrame({"at": pl.int_range(height, dtype=pl.UInt32(), eager=True)})
    if height <= MOST:
        return every["at"]
    ranks = pl.col("severity").replace_strict(_SEVERITIES, return_dtype=pl.Float64())
    counted = told.group_by("at").agg(pl.len().cast(pl.Int64).alias("findings"), ranks.min().alias("rank"))
    ranked = every.join(counted, on="at", how="left", maintain_order="left")
    tones = _tones(result, table)
    if tones is not None:
        ranked = ranked.with_columns(tones.alias("rank"))
    # The order in which the page shows them at first: "gravest" in assets/records.js.
    order = ranked.sort("rank", -pl.col("findings").fill_null(0), "at", nulls_last=True)
    return order["at"].head(MOST).sort()


def _tones(result: Result, table: FactTable) -> pl.Series | None:
    """How grave the answer for each record is; None where the table is not judged."""
    verdict = next((one for one in result.suite.verdicts if one.facts == table.name), None)
    if verdict is None:
        return None
    told = answers_of(result.suite, verdict).values
    ranks = {one.name: _TONES[one.tone] for one in told}
    good = [one.name for one in told if one.tone == "good"]
    records = result.records[table.name]
    warned = [status for status in records["status"].unique() if words.status(status).tone == "warn"]
    to_look_at = pl.col(ANSWER).is_in(good) & pl.col("status").is_in(warned)
    rank = pl.col(ANSWER).replace_strict(ranks, return_dtype=pl.Float64())
    return records.select(pl.when(to_look_at).then(_TONES["warn"]).otherwise(rank)).to_series()
