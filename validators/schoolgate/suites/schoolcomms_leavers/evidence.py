"""What says whether a member has left: the MIS, whoever it holds, or without it the leaving date of the last import."""

from dataclasses import dataclass

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.near import folded, near_unknown
from schoolgate.frames.relations import first_rows, looked_up
from schoolgate.language.frame import TypedTables
from schoolgate.suites.schoolcomms_leavers.facts import (
    LATER_BY_IMPORT,
    LEAVES_LATER,
    LEFT,
    LEFT_BY_IMPORT,
    NEARLY,
    NO_DATE,
    NOT_IN_MIS,
    OFF_ROLL,
    ON_ROLL,
)
from schoolgate.suites.schoolcomms_leavers.settings import CURRENT, EVERYONE

_YES = pl.lit(value=True)


def mis_of(ids: pl.Series, tables: TypedTables, moment: Moment) -> pl.DataFrame:
    """What the MIS has under each member's id there, and what that says; nobody can tell where the id is blank."""
    table = first_rows(tables["mis"], "member_id").select(
        "member_id",
        mis_leaving_date="leaving_date",
        mis_leaving_date__unknown="leaving_date__unknown",
        in_mis=_YES,
    )
    unknown = pl.lit(ids.is_null()) if tables.supplied("mis") else _YES
    date = pl.col("mis_leaving_date")
    says = (
        pl.when(~pl.col("in_mis"))
        .then(pl.lit(NOT_IN_MIS))
        .when(date.is_null())
        .then(pl.lit(NO_DATE))
        .when(date <= moment.date)
        .then(pl.lit(LEFT))
        .otherwise(pl.lit(LEAVES_LATER))
    )
    return (
        looked_up(ids, table, "member_id")
        .with_columns(
            pl.col("mis_leaving_date__unknown").fill_null(unknown),
            in_mis=pl.when(~unknown).then(pl.col("in_mis").fill_null(value=False)),
            in_mis__unknown=unknown,
        )
        .with_columns(
            mis_says=pl.when(~pl.col("mis_leaving_date__unknown")).then(says),
            mis_says__unknown="mis_leaving_date__unknown",
        )
    )


def evidence(members: pl.DataFrame, tables: TypedTables, holds: str | None, moment: Moment) -> pl.DataFrame:
    """The evidence for each member.

    Args:
        members: the members with what `mis_of` found.
        tables: the extract, typed.
        holds: whom the MIS holds, if anybody has said.
        moment: now.

    Returns:
        A row per member: `evidence`, unknown where nothing decides, and `mis_near`.
    """
    nothing = pl.repeat(None, members.height, dtype=pl.String(), eager=True)
    if not tables.supplied("mis"):
        return _finished(members.select(said=_by_import(moment), mis_near=nothing))
    if holds == CURRENT and not found_on_roll(members).compares:
        return _finished(pl.DataFrame({"said": nothing, "mis_near": nothing}))
    elsewhere = members.select(pl.when(~pl.col("in_mis")).then("mis_id"))["mis_id"]
    known = tables["mis"]["member_id"].drop_nulls()
    near = near_unknown(elsewhere, elsewhere.is_not_null(), known) if holds else nothing
    says = pl.col("mis_says")
    if holds == CURRENT:
        spelt_otherwise = _in_another_spelling(elsewhere, known)
        absent = pl.when(pl.lit(spelt_otherwise)).then(pl.lit(NEARLY)).otherwise(pl.lit(OFF_ROLL))
        undated = says == NO_DATE if tables.supplied("mis.leaving_date") else _YES
        says = pl.when(undated).then(pl.lit(ON_ROLL)).otherwise(says)
    else:
        absent = pl.lit(NOT_IN_MIS if holds == EVERYONE else None, pl.String())
    said = pl.when("in_mis").then(says).when(~pl.col("in_mis")).then(absent)
    return _finished(members.select(said=said, mis_near=near))


@dataclass(frozen=True, slots=True)
class OnRoll:
    """How many of the `members` who are neither leavers nor deleted are `found` in the MIS."""

    members: int
    found: int

    @property
    def compares(self) -> bool:
        """Whether at least half of them are, and one at least: else the identifiers are not of one kind."""
        return self.found > 0 and self.found * 2 >= self.members


def found_on_roll(members: pl.DataFrame) -> OnRoll:
    """Count those who are neither leavers nor deleted.

    Whoever may be one of them counts where that makes it less sure: not where they are found.
    """
    staying = members.filter(
        pl.col("member_id").is_not_null() & ~pl.col("deleted") & ~pl.col("is_leaver").fill_null(value=False)
    )
    found = pl.col("in_mis").fill_null(value=False)
    counts = staying.select(found=(found & ~pl.col("is_leaver__unknown")).sum(), missed=(~found).sum())
    sure, missed = counts.row(0)
    return OnRoll(sure + missed, sure)


def _in_another_spelling(ids: pl.Series, known: pl.Series) -> pl.Series:
    """Which of the ids equal a known one once both are folded."""
    folds = folded(ids)
    if folds.null_count() == len(folds):
        return pl.repeat(value=False, n=len(ids), eager=True)
    return folds.is_in(folded(known).unique().implode()).fill_null(value=False)


def _by_import(moment: Moment) -> pl.Expr:
    """What the leaving date of the last import says; without one, nothing."""
    date = pl.col("leaving_date")
    return (
        pl.when(date <= moment.date).then(pl.lit(LEFT_BY_IMPORT)).when(date > moment.date).then(pl.lit(LATER_BY_IMPORT))
    )


def _finished(found: pl.DataFrame) -> pl.DataFrame:
    return found.select("mis_near", evidence="said", evidence__unknown=pl.col("said").is_null())
