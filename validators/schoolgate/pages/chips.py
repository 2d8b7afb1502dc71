"""What people said of findings, as chips: what is waived and until when, and the cases that notes name."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from schoolgate.basics.shown import visible
from schoolgate.gate.decision import Waiver
from schoolgate.language.table import FactTable
from schoolgate.run.remarks import Remark
from schoolgate.run.result import Result
from schoolgate.story import words

Chip = tuple[str, str]
"""A tone and words, safe to show."""
WAIVER = ("waived", "waiver")
"""The columns of findings that say so, where there is a file of waivers."""


def of_records(
    result: Result, table: FactTable, places: pl.DataFrame, told: pl.DataFrame
) -> Iterator[tuple[int, str, str]]:
    """The chips of a table's records: the position of each one's record, its tone and its words.

    Args:
        result: the check.
        table: the fact table.
        places: the `key` of each record, as it is in the facts.
        told: the findings of the records: `at`, `rule`, and what waivers say of them, if there are any.
    """
    if WAIVER[0] in told.columns:
        for at, rule, waived, waiver in (
            told.filter(pl.col("waiver").is_not_null()).select("at", "rule", *WAIVER).rows()
        ):
            yield at, *_waived(rule, waiver, waived=waived)
    noted = [one.told() for one in result.remarks if one.key is not None and table in one.tables(result.suite)]
    for one in noted:
        for at in (places["key"] == one.key).arg_true():
            yield at, "other", _noted(one)


def of_rule(result: Result, rule: str, on: date) -> Iterator[Chip]:
    """The chips of a rule: how many of its findings are waived, and the cases of its notes."""
    waivers = [one for one in result.gate.waivers or () if one.rule == rule]
    lasting = sum(not one.expired(on) for one in waivers)
    for tone, count, what in (("other", lasting, "waived"), ("warn", len(waivers) - lasting, "no longer waived")):
        if count:
            yield tone, f"{count:,} {what}"
    for one in result.remarks:
        if one.rule == rule and one.key is None:
            yield "other", _noted(one.told())


def said_of_rule(result: Result, rule: str, on: date) -> Iterator[str]:
    """What people said of a rule, a sentence each: its notes, then its waivers."""
    yield from (visible(words.noted(one.told())) for one in result.remarks if one.rule == rule and one.key is None)
    for one in result.gate.waivers or ():
        if one.rule == rule:
            yield f"{visible(one.key or 'The whole file')}: {_waiver(one, on)}"


def _waiver(waiver: Waiver, on: date) -> str:
    by = f" ({waiver.by})" if waiver.by else ""
    return visible(
        f"{'no longer waived, since' if waiver.expired(on) else 'waived until'} {waiver.until}: {waiver.reason}{by}"
    )


def _waived(rule: str, waiver: str, *, waived: bool) -> Chip:
    return ("other", f"{rule} waived {waiver}") if waived else ("warn", f"{rule} waiver {waiver}")


def _noted(remark: Remark) -> str:
    """What a chip has room for; the note itself stands below."""
    told = f"case {remark.case}" if remark.case else "a note"
    return visible(" ".join(filter(None, (remark.rule if remark.key else "", told))))
