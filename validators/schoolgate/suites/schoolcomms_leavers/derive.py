"""How the facts behind deleting leavers are worked out, in Polars.

Where a value is looked up in another row its state comes along: unknown there is unknown here. A row without a key keeps
its own cells and takes part in nothing. `docs/decisions.md` says how unclear places of the requirements are read.
"""

from datetime import UTC, timedelta

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.relations import beside, first_rows, looked_up, rows_with_key
from schoolgate.language.frame import DTYPES, TypedTables
from schoolgate.language.suite import FactFrames
from schoolgate.language.table import Kind
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.schoolcomms_leavers.facts import (
    ANONYMISED,
    FACT_TABLES,
    IN_CLEAR,
    LEAVES_LATER,
    LEFT,
    NO_DATE,
    NOT_IN_MIS,
)
from schoolgate.suites.schoolcomms_leavers.settings import SchoolcommsLeaversSettings
from schoolgate.suites.schoolcomms_leavers.sync import local_times, next_syncs
from schoolgate.suites.schoolcomms_leavers.tables import CLOSED, OPEN, STATUSES

_YES = pl.lit(value=True)


def build(tables: TypedTables, settings: SchoolcommsLeaversSettings, moment: Moment) -> FactFrames:
    """The fact tables.

    Args:
        tables: the extract, typed.
        settings: when Cypad syncs, and how long what was deleted still shows.
        moment: now, in the school's time zone.

    Returns:
        A frame per fact table with exactly the columns that it declares.
    """
    cypad = tables["cypad"].with_columns(**_either_status("status"))
    frames = {
        "members": _members(tables, cypad, settings, moment),
        "cypad": _with_members(cypad, tables["members"]),
        "mis": tables["mis"].with_columns(rows_with_key(tables["mis"]["member_id"])),
    }
    return {table.name: frames[table.name].select(table.columns) for table in FACT_TABLES}


def _or_no(column: str) -> pl.Expr:
    return pl.col(column).fill_null(value=False)


def _known(value: pl.Expr, unknown: pl.Expr) -> pl.Expr:
    """The value, null where it is unknown."""
    return pl.when(~unknown).then(value)


def _either_status(column: str) -> dict[str, pl.Expr]:
    """The status of Cypad where it is one of the two; all else, a blank cell too, tells nothing."""
    readable = pl.col(column).is_in(STATUSES).fill_null(value=False)
    return {"cypad_status": pl.when(readable).then(column), unknown_flag("cypad_status"): ~readable}


def _with_members(cypad: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The records of Cypad, with whether Schoolcomms has the member."""
    found = first_rows(members, "member_id").select("member_id", member_found=_YES)
    return beside(cypad, looked_up(cypad["member_id"], found, "member_id")).with_columns(
        rows_with_key(cypad["member_id"]), member_found=_or_no("member_found")
    )


def _members(
    tables: TypedTables, cypad: pl.DataFrame, settings: SchoolcommsLeaversSettings, moment: Moment
) -> pl.DataFrame:
    members = tables["members"]
    keys = members["member_id"]
    zone = moment.at.tzinfo or UTC
    now = pl.Series("next_sync", [moment.at.astimezone(UTC)], dtype=DTYPES[Kind.DATETIME])
    next_sync = next_syncs(now, settings.clock_times, zone)
    members = beside(
        members,
        rows_with_key(keys).to_frame(),
        _cypad_of(keys, cypad, supplied=tables.supplied("cypad")),
        _mis_of(keys, tables["mis"], moment, supplied=tables.supplied("mis")),
        _deletion(members["deleted_at"], settings, moment),
    )
    members = members.with_columns(
        *_names(settings.anonymised_text),
        **_deleted(supplied=tables.supplied("members.deleted_at")),
        leaving_date_ahead=pl.col("leaving_date") > moment.date,
        leaving_date_ahead__unknown="leaving_date__unknown",
        balance_settled=_known(pl.col("outstanding_balance") == 0, pl.col("outstanding_balance__unknown")),
        balance_settled__unknown="outstanding_balance__unknown",
        **_same("class_name", "cypad_class_name"),
        **_same("leaving_date", "mis_leaving_date"),
        next_sync=pl.lit(next_sync.item().astimezone(zone).isoformat(" ", "minutes")),
    )
    return members.with_columns(
        _first_that("date_ahead", leaving_date="leaving_date_ahead", deleted_at=_IS_AHEAD)
    ).pipe(_expected, next_sync)


def _cypad_of(keys: pl.Series, cypad: pl.DataFrame, *, supplied: bool) -> pl.DataFrame:
    """What Cypad has of each member."""
    table = first_rows(cypad, "member_id").select(
        "member_id",
        "cypad_status",
        "cypad_status__unknown",
        cypad_class_name="class_name",
        cypad_class_name__unknown="class_name__unknown",
        in_cypad=_YES,
    )
    return looked_up(keys, table, "member_id").with_columns(
        pl.col("^.*__unknown$").fill_null(not supplied),
        in_cypad=pl.when(supplied).then(_or_no("in_cypad")),
        in_cypad__unknown=pl.lit(not supplied),
    )


def _mis_of(keys: pl.Series, mis: pl.DataFrame, moment: Moment, *, supplied: bool) -> pl.DataFrame:
    """What the MIS has of each member."""
    table = first_rows(mis, "member_id").select(
        "member_id",
        mis_leaving_date="leaving_date",
        mis_leaving_date__unknown="leaving_date__unknown",
        in_mis=_YES,
    )
    date = pl.col("mis_leaving_date")
    says = (
        pl.when(pl.col("in_mis").is_null())
        .then(pl.lit(NOT_IN_MIS))
        .when(date.is_null())
        .then(pl.lit(NO_DATE))
        .when(date <= moment.date)
        .then(pl.lit(LEFT))
        .otherwise(pl.lit(LEAVES_LATER))
    )
    return looked_up(keys, table, "member_id").with_columns(
        pl.col("mis_leaving_date__unknown").fill_null(not supplied),
        in_mis=pl.when(supplied).then(_or_no("in_mis")),
        in_mis__unknown=pl.lit(not supplied),
        mis_says=_known(says, pl.col("mis_leaving_date__unknown").fill_null(not supplied)),
        mis_says__unknown=pl.col("mis_leaving_date__unknown").fill_null(not supplied),
    )


def _deletion(deleted_at: pl.Series, settings: SchoolcommsLeaversSettings, moment: Moment) -> pl.DataFrame:
    """How long ago what follows a deletion was due, and the moments of it as people write them."""
    zone = moment.at.tzinfo or UTC
    queued_until = deleted_at + timedelta(hours=settings.queue_hours)
    closing = next_syncs(queued_until, settings.clock_times, zone)
    anonymised = deleted_at + timedelta(days=settings.anonymise_after_days)
    due = {
        "seconds_since_deletion": deleted_at,
        "seconds_past_queue": queued_until,
        "seconds_past_closing_sync": closing,
        "seconds_past_anonymising": anonymised,
    }
    return pl.DataFrame(due).select(
        -(pl.all() - pl.lit(moment.at.astimezone(UTC), DTYPES[Kind.DATETIME])).dt.total_seconds(),
        closing_sync=local_times(closing, zone),
        anonymised_from=local_times(anonymised, zone),
        closing_sync_at=closing,
    )


_ELAPSED = (
    "seconds_since_deletion",
    "seconds_past_queue",
    "seconds_past_closing_sync",
    "seconds_past_anonymising",
)
_IS_AHEAD = pl.col("seconds_since_deletion") < 0


def _deleted(*, supplied: bool) -> dict[str, pl.Expr]:
    """Whether somebody confirmed the deletion; when, may be unknown all the same."""
    filled = pl.col("deleted_at").is_not_null() | pl.col("deleted_at__unknown")
    return {
        "deleted": pl.when(supplied).then(filled),
        "deleted__unknown": pl.lit(not supplied),
        **{unknown_flag(name): pl.col("deleted_at__unknown") for name in _ELAPSED},
    }


def _names(anonymised_text: str) -> list[pl.Expr]:
    """How each name reads, and the first that reads so."""
    columns = ("first_name", "last_name")
    told = [
        pl.when(pl.col(name) == anonymised_text)
        .then(pl.lit(ANONYMISED))
        .when(pl.col(name).is_not_null())
        .then(pl.lit(IN_CLEAR))
        .alias(f"{name}_reads")
        for name in columns
    ]
    told += [pl.col(f"{name}__unknown").alias(f"{name}_reads__unknown") for name in columns]
    return [
        *told,
        _first_that("name_anonymised", **{name: pl.col(name) == anonymised_text for name in columns}),
        _first_that("name_in_clear", **{name: pl.col(name) != anonymised_text for name in columns}),
    ]


def _first_that(name: str, **columns: pl.Expr | str) -> pl.Expr:
    """The name of the first column of which the condition beside it is true."""
    return pl.coalesce(pl.when(condition).then(pl.lit(column)) for column, condition in columns.items()).alias(name)


def _same(own: str, other: str) -> dict[str, pl.Expr]:
    """Whether both columns hold the same; not where one is blank, unknown where one is unknown."""
    unknown = pl.col(unknown_flag(own)) | pl.col(unknown_flag(other))
    same = (pl.col(own) == pl.col(other)).fill_null(value=False)
    return {f"{own}_same": _known(same, unknown), f"{own}_same__unknown": unknown}


def _expected(members: pl.DataFrame, next_sync: pl.Series) -> pl.DataFrame:
    """What Cypad will say of each member after the next sync."""
    closes = pl.col("closing_sync_at") <= next_sync.item()
    # Of a member that may be deleted, or was nobody knows when, nobody can tell either.
    unknown = pl.col("in_cypad__unknown") | (
        pl.col("in_cypad") & (pl.col("deleted__unknown") | (pl.col("deleted") & closes.is_null()))
    ).fill_null(value=False)
    status = pl.when(pl.col("deleted") & closes).then(pl.lit(CLOSED)).otherwise(pl.lit(OPEN))
    return members.with_columns(
        expected_cypad_status=_known(pl.when("in_cypad").then(status), unknown),
        expected_cypad_status__unknown=unknown,
    )
