"""From a clean draft to a faulty one, with the list of what a check must find in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import polars as pl

from schoolgate.language.settings import Setting
from schoolgate.sample.dice import Bools, Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Sample

HEADER = 2
"""Position 0 of a frame is row 2 of the file."""
JOINED = 0.1
"""The share of faulty records that get a fault which joins another."""
_NONE = np.array([], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A faulty extract: its tables, what its settings file sets, and the findings that a check must make.

    `truth` has the columns `table`, `row` (as a spreadsheet numbers it), `rule` and `key`.
    """

    tables: dict[str, pl.DataFrame]
    settings: Mapping[str, Setting]
    truth: pl.DataFrame


def faulty(draft: Draft, plan: Sample, share: float, keys: Mapping[str, str | None], dice: Dice) -> Spoilt:
    """Plant faults in `share` of the main table's records, and each at least once where there is room.

    Args:
        draft: a clean extract.
        plan: what can be planted, the choosiest first.
        share: between 0 and 1.
        keys: the name of each table's key column.
        dice: the chance.
    """
    planted = [plan.world(draft)] if plan.world else []
    growing = _grown(draft, planted[-1].appended) if planted else draft
    for fault, rows in zip(plan.faults, chosen(draft.about, plan.faults, share, dice), strict=True):
        if rows.size:
            planted.append(fault.plant(growing, rows, dice.of(fault.name)))
            growing = _grown(growing, planted[-1].appended)
    tables = _edited(growing.tables, [edit for one in planted for edit in one.edits])
    given = plan.settings(draft.as_of) if callable(plan.settings) else plan.settings
    settings = {**given, **{name: value for one in planted for name, value in one.settings.items()}}
    return Spoilt(tables, settings, _truth(tables, keys, [expected for one in planted for expected in one.expected]))


def chosen(about: pl.DataFrame, faults: tuple[Fault, ...], share: float, dice: Dice) -> list[Ints]:
    """For each fault the records (positions from 0) to plant it in.

    No record gets two faults, but for those that a fault joins. First each fault gets its least, so that none goes
    without because another took all records that fit, then its share of the rest.
    """
    free = np.ones(about.height, dtype=np.bool_)
    shuffled = dice.order("records", about.height)
    target, total = round(share * about.height), sum(fault.weight for fault in faults)
    got = [_NONE for _ in faults]
    for step in ("least", "share", "rest"):
        for number, fault in enumerate(faults):
            wanted = fault.least if step == "least" else round(target * fault.weight / total) - got[number].size
            if step == "rest":
                wanted = target - (free.size - int(free.sum())) if fault is faults[-1] else 0
            if wanted > 0:
                candidates = _candidates(about, fault, free, shuffled)
                rows = candidates[: wanted + wanted % 2 if fault.pairs else wanted]
                free[rows] = False
                got[number] = np.concatenate([got[number], rows])
    return _joined(about, faults, got, shuffled)


def _candidates(about: pl.DataFrame, fault: Fault, free: Bools, shuffled: Ints) -> Ints:
    """The free records that fit, in the order in which to take them."""
    fits = about.select(fault.fits.fill_null(value=False)).to_series().to_numpy() & free
    rows = shuffled[fits[shuffled]]
    if fault.cluster is not None:
        clusters = about[fault.cluster].to_numpy()[rows]
        # Clusters come in the order of their first record in the shuffle, so which comes first is chance as well.
        _, first, inverse = np.unique(clusters, return_index=True, return_inverse=True)
        by_cluster = np.argsort(first[inverse], kind="stable")
        rows, clusters = rows[by_cluster], clusters[by_cluster]
        if fault.pairs:
            rows = rows[_first_two(clusters)]
    return rows[: rows.size - rows.size % 2] if fault.pairs else rows


def _first_two(clusters: Ints) -> Bools:
    """Which of the records, ordered by cluster, are the first two of a cluster that has two."""
    starts = np.append(True, clusters[1:] != clusters[:-1])[: clusters.size]
    has_second = np.append(~starts[1:], False)[: clusters.size]
    opens = starts & has_second
    either: Bools = opens | np.append(False, opens[:-1])[: clusters.size]
    return either


def _joined(about: pl.DataFrame, faults: tuple[Fault, ...], got: list[Ints], shuffled: Ints) -> list[Ints]:
    """The choice, with some records that already have a fault added to the faults that join others."""
    open_to_more = np.zeros(about.height, dtype=np.bool_)
    for fault, rows in zip(faults, got, strict=True):
        open_to_more[rows] = not fault.hides
    joined = []
    for fault, rows in zip(faults, got, strict=True):
        extra = _NONE
        if fault.joins and rows.size:
            others = open_to_more.copy()
            others[rows] = False
            candidates = _candidates(about, fault, others, shuffled)
            extra = candidates[: round(JOINED * candidates.size)]
        joined.append(np.concatenate([rows, extra]))
    return joined


def _grown(draft: Draft, appended: Mapping[str, pl.DataFrame]) -> Draft:
    if not appended:
        return draft
    grown = {name: pl.concat([draft.tables[name], rows]) for name, rows in appended.items()}
    return replace(draft, tables={**draft.tables, **grown})


def _edited(tables: Mapping[str, pl.DataFrame], edits: Iterable[Edit]) -> dict[str, pl.DataFrame]:
    """The tables with every edit made: one pass over each column that has any."""
    edited = dict(tables)
    ordered = sorted(edits, key=lambda edit: (edit.table, edit.column))
    for (table, column), group in groupby(ordered, key=lambda edit: (edit.table, edit.column)):
        parts = list(group)
        rows = np.concatenate([part.rows for part in parts])
        values = pl.concat([part.values.cast(pl.String).rename(column) for part in parts])
        edited[table] = edited[table].with_columns(edited[table][column].clone().scatter(rows, values))
    return edited


def _truth(
    tables: Mapping[str, pl.DataFrame], keys: Mapping[str, str | None], expected: Iterable[Expected]
) -> pl.DataFrame:
    """The findings expected, each once, in the order of table, row and rule."""
    schema = {"table": pl.String(), "row": pl.Int64(), "rule": pl.String(), "key": pl.String()}
    frames = [pl.DataFrame(schema=schema)]
    for one in expected:
        if one.rows is None:
            frames.append(pl.DataFrame([(one.table, None, one.rule, None)], schema=schema, orient="row"))
            continue
        rows = pl.Series("row", one.rows, dtype=pl.Int64)
        own = keys[one.table]
        key = tables[one.table][own].gather(rows) if one.key is None and own else pl.lit(one.key, pl.String())
        frames.append(
            rows.to_frame().select(table=pl.lit(one.table), row=pl.col("row") + HEADER, rule=pl.lit(one.rule), key=key)
        )
    return pl.concat(frames).unique().sort("table", "row", "rule", "key", nulls_last=True)
