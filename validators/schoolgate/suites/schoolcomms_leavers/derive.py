"""How the facts behind deleting leavers are worked out, in Polars.

Where a value is looked up in another row its state comes along: unknown there is unknown here. A row without a key keeps
its own cells and takes part in nothing. `docs/decisions.md` says how unclear places of the requirements are read.
"""

from datetime import UTC, timedelta

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.begun import at_once, begun
from schoolgate.frames.near import near_unknown
from schoolgate.frames.relations import beside, file_row, first_rows, keyed, looked_up, rows_with_key
from schoolgate.frames.settled import settled
from schoolgate.language.frame import DTYPES, TypedTables
from schoolgate.language.suite import FactFrames
from schoolgate.language.table import Kind
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.schoolcomms_leavers.evidence import evidence, mis_of
from schoolgate.suites.schoolcomms_leavers.facts import ANONYMISED, FACT_TABLES, IN_CLEAR
from schoolgate.suites.schoolcomms_leavers.proofs import proven
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
    given = tables["members"]
    left = begun(lambda: mis_of(given["mis_id"], tables, moment), given.height)
    gone = begun(lambda: _deletion(given["deleted_at"], settings, moment), given.height)
    known = _settled(tables, settings)
    members = _members(beside(known["members"], left(), gone()), tables, settings, moment)
    frames = {**known, "members": members}
    return {table.name: frames[table.name].select(table.columns) for table in FACT_TABLES}


@settled
def _settled(tables: TypedTables, settings: SchoolcommsLeaversSettings) -> FactFrames:
    """What no day changes: the members with what Cypad and the proofs say of them, the other tables whole."""
    cypad = tables["cypad"].with_columns(**_either_status("status"))
    members = tables["members"]
    with_members, in_mis, *found = at_once(
        members.height,
        lambda: _with_members(cypad, members),
        lambda: rows_with_key(tables["mis"]["member_id"]).to_frame(),
        lambda: _cypad_of(members["cypad_id"], cypad, supplied=tables.supplied("cypad")),
        lambda: rows_with_key(members["member_id"]).to_frame(),
        lambda: proven(members, tables["proofs"]),
    )
    return {
        "members": beside(members, *found).with_columns(
            *_names(settings.anonymised_text),
            deleted=pl.col("deleted_at").is_not_null() | pl.col("deleted_at__unknown"),
            **{unknown_flag(name): pl.col("deleted_at__unknown") for name in _ELAPSED},
            **_same("class_name", "cypad_class_name"),
            queue_told=pl.lit(settings.queue_told),
            anonymising_told=pl.lit(settings.anonymising_told),
        ),
        "cypad": with_members,
        "mis": beside(tables["mis"], in_mis),
        "proofs": tables["proofs"].with_columns(rows_with_key(tables["proofs"]["member_id"])),
        "file": file_row(members),
    }


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
    """The records of Cypad, with whether a member of Schoolcomms is known by the key there, or nearly is."""
    ids = keyed(members, "member_id").select(member_id="cypad_id")
    found = first_rows(ids, "member_id").with_columns(member_found=_YES)
    cypad = beside(cypad, looked_up(cypad["member_id"], found, "member_id")).with_columns(
        rows_with_key(cypad["member_id"]), member_found=_or_no("member_found")
    )
    lost = cypad.select((pl.col("cypad_status") == OPEN) & ~pl.col("member_found")).to_series().fill_null(value=False)
    return cypad.with_columns(near_unknown(cypad["member_id"], lost, found["member_id"]).alias("member_near"))


def _members(
    members: pl.DataFrame, tables: TypedTables, settings: SchoolcommsLeaversSettings, moment: Moment
) -> pl.DataFrame:
    """The members, with what a day changes; `members` are the settled ones with what the MIS and a deletion say."""
    zone = moment.at.tzinfo or UTC
    now = pl.Series("next_sync", [moment.at.astimezone(UTC)], dtype=DTYPES[Kind.DATETIME])
    next_sync = next_syncs(now, settings.clock_times, zone)
    members = members.with_columns(
        leaving_date_ahead=pl.col("leaving_date") > moment.date,
        leaving_date_ahead__unknown="leaving_date__unknown",
        **_same("leaving_date", "mis_leaving_date"),
        next_sync=pl.when(pl.col("member_id").is_not_null()).then(
            pl.lit(next_sync.item().astimezone(zone).isoformat(" ", "minutes"))
        ),
    )
    members = members.with_columns(
        _first_that("date_ahead", leaving_date="leaving_date_ahead", deleted_at=_IS_AHEAD)
    ).pipe(_expected, next_sync)
    return beside(members, evidence(members, tables, settings.mis_holds, moment))


def _cypad_of(ids: pl.Series, cypad: pl.DataFrame, *, supplied: bool) -> pl.DataFrame:
    """What Cypad has under each member's id there; nobody can tell of a member whose id is blank."""
    table = first_rows(cypad, "member_id").select(
        "member_id",
        "cypad_status",
        "cypad_status__unknown",
        cypad_class_name="class_name",
        cypad_class_name__unknown="class_name__unknown",
        in_cypad=_YES,
    )
    unknown = pl.lit(ids.is_null()) if supplied else _YES
    return looked_up(ids, table, "member_id").with_columns(
        pl.col("^.*__unknown$").fill_null(unknown),
        in_cypad=_known(_or_no("in_cypad"), unknown),
        in_cypad__unknown=unknown,
        cypad_supplied=pl.lit(supplied),
    )


def _deletion(deleted_at: pl.Series, settings: SchoolcommsLeaversSettings, moment: Moment) -> pl.DataFrame:
    """How long ago what follows a deletion was due, and the moments of it as people write them."""
    zone = moment.at.tzinfo or UTC
    queued_until = deleted_at + timedelta(hours=settings.queue_hours)
    closing = next_syncs(queued_until, settings.clock_times, zone)
    anonymised = deleted_at + timedelta(days=settings.anonymise_after_days)
    now = pl.lit(moment.at.astimezone(UTC), DTYPES[Kind.DATETIME])
    due = {"since": deleted_at, "queue": queued_until, "closing": closing, "anonymising": anonymised}
    # What has come by now is rounded down, what is over by now up: neither is so a moment too early, or too late.
    down = {name: (now - pl.col(name)).dt.total_microseconds() // _SECOND for name in due}
    up = {name: -((pl.col(name) - now).dt.total_microseconds() // _SECOND) for name in due}
    return pl.DataFrame(due).select(
        seconds_since_deletion=down["since"],
        seconds_past_queue=up["queue"],
        seconds_past_closing_sync=down["closing"],
        seconds_past_anonymising=up["anonymising"],
        closing_sync=local_times(closing, zone),
        anonymised_from=local_times(anonymised, zone),
        closing_sync_at="closing",
    )


_SECOND = 1_000_000
_ELAPSED = (
    "seconds_since_deletion",
    "seconds_past_queue",
    "seconds_past_closing_sync",
    "seconds_past_anonymising",
)
_IS_AHEAD = pl.col("seconds_since_deletion") < 0


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
    in_clear = pl.any_horizontal((pl.col(name) != anonymised_text).fill_null(value=False) for name in columns)
    unsure = ~in_clear & pl.any_horizontal(f"{name}__unknown" for name in columns)
    return [
        *told,
        pl.when(~unsure).then(in_clear).alias("some_name_in_clear"),
        unsure.alias("some_name_in_clear__unknown"),
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
    is_closed = (pl.col("cypad_status") == CLOSED).fill_null(value=False)
    # Nobody can tell of one that was deleted nobody knows when, nor of one that may be closed already.
    unsure = pl.col("deleted_at__unknown") | (pl.col("deleted") & ~closes & pl.col("cypad_status__unknown"))
    unknown = pl.col("in_cypad__unknown") | (pl.col("in_cypad") & unsure).fill_null(value=False)
    status = pl.when(pl.col("deleted") & (is_closed | closes)).then(pl.lit(CLOSED)).otherwise(pl.lit(OPEN))
    return members.with_columns(
        expected_cypad_status=_known(pl.when("in_cypad").then(status), unknown),
        expected_cypad_status__unknown=unknown,
    )
