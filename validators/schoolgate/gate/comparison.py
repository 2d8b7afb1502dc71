"""Two runs compared: which findings are new, fixed or there still, and whose verdict changed.

A finding is known by its rule, table and key, never by its row: rows move from one export to the next. Findings that share
all three (rows of a duplicated key, rows without a key) are told apart by their number alone: of three that were one, two
are new. A finding about a whole file has no key, and is one of its rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from schoolgate.language.rule import Severity

FINDING = {"rule": pl.String(), "severity": pl.String(), "table": pl.String(), "key": pl.String()}
RECORD = {"table": pl.String(), "key": pl.String(), "status": pl.String(), "verdict": pl.String()}
_WHICH = ("rule", "table", "key")
_WHO = ("table", "key")
_RANKS = {str(severity): severity.rank for severity in Severity}
_NAMES = {rank: name for name, rank in _RANKS.items()}
NOT_GOING = ("blocked", "undetermined")
"""Statuses from which a record that turns undetermined has not got worse."""


@dataclass(frozen=True, slots=True)
class SeenRule:
    """A rule as a report has it: the severities that it can have (older reports do not say), and whether it was asked.

    `checked`: anything was, where there was anything to check.
    """

    severities: tuple[str, ...]
    turned_off: bool
    checked: bool

    @property
    def words(self) -> str:
        """How severe it is, or that it is turned off."""
        return "turned off" if self.turned_off else " or ".join(self.severities) or "there"


@dataclass(frozen=True)
class Seen:
    """What one run saw. `findings` has the columns of `FINDING` and `waived`, `records` those of `RECORD`.

    `edition` is that of the suite's requirements, `school` the school as far as its settings name it, `settings` are by
    their dotted names. `pseudonyms` says whether keys of persons are hashes.
    """

    name: str
    suite: str
    about: Mapping[str, str]
    settings: Mapping[str, Any]
    rules: Mapping[str, SeenRule]
    tables: frozenset[str]
    findings: pl.DataFrame = field(repr=False)
    records: pl.DataFrame = field(repr=False)
    edition: int = 1
    school: str | None = None
    pseudonyms: bool = False
    assumptions: Mapping[str, str] = field(default_factory=dict)
    """The questions that nobody had answered and that made a difference, with what was assumed."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows each table had."""


def new_findings(findings: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """Which `findings` got worse since `before`: there was none such, not so many, or it was less severe.

    Of several that share rule, table and key, the gravest are taken for new, so that the order of rows does not matter.
    """
    known = before.group_by(_WHICH).agg(times=pl.len(), gravest=_rank().min())
    here = findings.with_columns(rank=_rank()).with_columns(
        nth=pl.col("rank").rank("ordinal", descending=True).over(_WHICH).cast(pl.Int64) - 1
    )
    joined = here.join(known, on=list(_WHICH), how="left", nulls_equal=True, maintain_order="left")
    worse = pl.col("times").is_null() | (pl.col("nth") >= pl.col("times")) | (pl.col("rank") < pl.col("gravest"))
    return joined.select(worse.alias("new"))["new"]


def newly_open(records: pl.DataFrame, before: pl.DataFrame) -> int:
    """How many records cannot be judged now that could be before, or were not there."""
    known = before.filter(pl.col("status").is_in(NOT_GOING)).group_by(_WHO).agg(times=pl.len())
    now = records.filter(pl.col("status") == "undetermined").group_by(_WHO).agg(number=pl.len())
    joined = now.join(known, on=list(_WHO), how="left", nulls_equal=True)
    more = pl.col("number").cast(pl.Int64) - pl.col("times").fill_null(0).cast(pl.Int64)
    return int(joined.select(more.clip(lower_bound=0).sum()).item())


def compared(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The findings of two runs, by rule, table and key.

    Returns:
        A row per finding that either has: `rule`, `table`, `key`, how many are `new`, `fixed` and `persisting`, and the
        gravest severity `before` and `after`, null where there was none.
    """
    sides = [
        frame.group_by(_WHICH).agg(pl.len().cast(pl.Int64).alias(f"{name} times"), _rank().min().alias(name))
        for name, frame in (("before", old), ("after", new))
    ]
    was, is_ = (pl.col(f"{name} times").fill_null(0) for name in ("before", "after"))
    return (
        sides[0]
        .join(sides[1], on=list(_WHICH), how="full", coalesce=True, nulls_equal=True)
        .select(
            *_WHICH,
            (is_ - was).clip(lower_bound=0).alias("new"),
            (was - is_).clip(lower_bound=0).alias("fixed"),
            pl.min_horizontal(was, is_).alias("persisting"),
            pl.col("before", "after").replace_strict(_NAMES, return_dtype=pl.String()),
        )
        .sort(_WHICH, nulls_last=True)
    )


def _rank() -> pl.Expr:
    return pl.col("severity").replace_strict(_RANKS, return_dtype=pl.Int64())


_ANSWER = r'"answer":"([^"]*)",?'
"""How the answer stands in a verdict."""


def answer_in(verdict: str) -> pl.Expr:
    """The suite's answer, of a column of verdicts; null where an older version wrote the report."""
    return pl.col(verdict).str.extract(_ANSWER)


def alike_told(old: pl.DataFrame, new: pl.DataFrame) -> list[pl.DataFrame]:
    """The records of two runs, without the answers where one of the reports has none: what is not known has not changed."""
    known = [frame.height == 0 or frame.select(answer_in("verdict").is_not_null().all()).item() for frame in (old, new)]
    if all(known):
        return [old, new]
    less = pl.col("verdict").str.replace(_ANSWER, "").str.replace(",}", "}", literal=True)
    return [frame.with_columns(less) for frame in (old, new)]


def changed_verdicts(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The records whose verdict changed.

    Of records that share a key, as many as can be are unchanged; the others are paired in the order of their verdicts.

    Returns:
        A row each: `table`, `key`, and the status and verdict `before` and `after`, null where the record was not there.
    """
    same = ["table", "key", "status", "verdict"]
    left, right = _apart(old, new, same), _apart(new, old, same)
    numbered = [
        frame.sort(same, nulls_last=True).with_columns(nth=pl.int_range(pl.len()).over(_WHO)) for frame in (left, right)
    ]
    return (
        numbered[0]
        .join(numbered[1], on=[*_WHO, "nth"], how="full", coalesce=True, nulls_equal=True, suffix=" after")
        .select(
            *_WHO,
            pl.col("status").alias("before"),
            pl.col("status after").alias("after"),
            pl.col("verdict").alias("verdict before"),
            pl.col("verdict after"),
        )
        .sort(*_WHO, "before", "after", "verdict before", "verdict after", nulls_last=True)
    )


def _apart(frame: pl.DataFrame, other: pl.DataFrame, same: list[str]) -> pl.DataFrame:
    """The rows of `frame` that `other` does not have too, row for row."""
    numbered = [side.select(same).with_columns(which=pl.int_range(pl.len()).over(same)) for side in (frame, other)]
    return numbered[0].join(numbered[1], on=[*same, "which"], how="anti", nulls_equal=True).drop("which")
