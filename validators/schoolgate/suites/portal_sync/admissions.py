"""Applications: which of a student's decides, whose they are, and which admission statuses they carry."""

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.relations import (
    beside,
    few_within,
    first_rows,
    keyed,
    looked_up,
    looked_up_for_few,
    repeated,
    rows_with_key,
)
from schoolgate.language.frame import TypedTables
from schoolgate.language.table import ROW
from schoolgate.suites.portal_sync.groups import named_group, near_of, or_no
from schoolgate.suites.portal_sync.paths import qualifies

_YES = pl.lit(value=True)
_ORDER = {
    "standing": False,
    "surely_active": True,
    "open_date": True,
    "known_status": True,
    "admission_date": True,
    "application_id": False,
    ROW: False,
}
"""What puts one of a student's applications before another, and whether what is greater comes first.

`standing` is 0 where it surely qualifies, 1 where it may, 2 where it surely does not.
"""


def listed_statuses(tables: TypedTables) -> pl.DataFrame:
    """The admission statuses of the portal, each once: `admission_status`, and `known_status`, always true."""
    return first_rows(tables["admission_statuses"], "admission_status").select("admission_status", known_status=_YES)


def offers(tables: TypedTables, groups: pl.DataFrame) -> pl.DataFrame:
    """Every application of a student, with what is known of its status and of its intake group, whatever the day."""
    applications = keyed(tables["applications"], "student_id")
    found = looked_up(applications["admission_status"], listed_statuses(tables), "admission_status")
    group = named_group(applications["intake_group_id"], groups, applications["intake_group_id__unknown"])
    return beside(applications, found, group)


def candidates(offered: pl.DataFrame, tables: TypedTables, moment: Moment) -> pl.DataFrame:
    """The applications that are `offered`, with the facts that the rules ask of the one that decides, under their names."""
    listed = pl.lit(tables.supplied("admission_statuses"))
    status_unknown = pl.col("admission_status__unknown") | (~listed & pl.col("admission_status").is_not_null())
    # A date that cannot be told counts as missing, but keeps no application open.
    undated = pl.col("admission_date").is_null() & ~pl.col("admission_date__unknown")
    open_date = undated | (pl.col("admission_date") > moment.date).fill_null(value=False)
    closed = (~pl.col("active")).fill_null(value=False) | (pl.col("admission_date") <= moment.date).fill_null(
        value=False
    )
    unsure = pl.col("active__unknown") | pl.col("admission_date__unknown")
    facts = offered.with_columns(
        known_status=or_no("known_status"),
        surely_active=or_no("active"),
        open_date=open_date,
        any_open=or_no("active") & open_date,
        application_open=pl.when(closed | ~unsure).then(~closed),
        application_open__unknown=~closed & unsure,
        application_active="active",
        application_active__unknown="active__unknown",
        days_until_admission=(pl.col("admission_date") - moment.date).dt.total_days(),
        days_until_admission__unknown="admission_date__unknown",
        admission_status_in_portal=pl.when(~status_unknown).then(or_no("known_status")),
        admission_status_in_portal__unknown=status_unknown,
    )
    surely, surely_not = qualifies()
    standing = pl.when(surely).then(0).when(surely_not).then(2).otherwise(1)
    return facts.with_columns(standing=standing.cast(pl.UInt8))


def deciding(applications: pl.DataFrame) -> pl.DataFrame:
    """One row per student that has applications: the one that decides, how many there are, whether any is open."""
    # Most students have one application: only the others need an order.
    several = repeated(applications["student_id"])
    ranked = applications.filter(several).sort(list(_ORDER), descending=list(_ORDER.values()), nulls_last=True)
    counts = ranked.group_by("student_id").agg(pl.len().cast(pl.Int64).alias("applications"), pl.col("any_open").any())
    firsts = ranked.unique(subset="student_id", keep="first", maintain_order=True).drop("any_open")
    firsts = firsts.join(counts, on="student_id")
    alone = applications.filter(~several).with_columns(applications=pl.lit(1, dtype=pl.Int64))
    return pl.concat([alone, firsts], how="diagonal").drop(
        "standing",
        "surely_active",
        "open_date",
        "known_status",
        "application_id",
        "application_id__unknown",
        "active",
        "active__unknown",
        "unparsed",
    )


def admission_of(keys: pl.Series, offered: pl.DataFrame, tables: TypedTables, moment: Moment) -> pl.DataFrame:
    """What is known of each student's deciding application, of its intake group and of its admission status."""
    not_supplied = pl.lit(not tables.supplied("applications"))
    decides = deciding(candidates(offered, tables, moment)).rename({ROW: "application_row"})
    found = (
        looked_up_for_few(keys, decides, "student_id")
        .with_columns(
            pl.col("^.*__unknown$").fill_null(not_supplied),
            pl.col("any_open").fill_null(value=False),
            applications=pl.when(~not_supplied).then(pl.col("applications").fill_null(0)),
            applications__unknown=not_supplied,
        )
        .with_columns(
            application_open=pl.when(~pl.col("application_open__unknown")).then(or_no("application_open")),
        )
    )
    statuses = listed_statuses(tables)
    status_near = near_of(found["admission_status"], found["admission_status_in_portal"], statuses["admission_status"])
    return found.with_columns(status_near.alias("admission_status_near"))


def owned(tables: TypedTables) -> pl.DataFrame:
    """The applications, with whether each names a student."""
    applications = tables["applications"]
    students = tables["students"]["student_id"]
    found = few_within(applications["student_id"], students)
    return applications.with_columns(
        rows_with_key(applications["application_id"]),
        near_of(applications["student_id"], found, students).alias("student_near"),
        student_found=found.fill_null(value=False),
    )


def used_statuses(tables: TypedTables, students: pl.DataFrame) -> pl.DataFrame:
    """Each admission status of a prospective student's deciding application, on the first application that carries it."""
    carried = (
        students.lazy()
        .filter(pl.col("admission_status").is_not_null() & (pl.col("type") == "prospective"))
        .group_by("admission_status")
        .agg(
            pl.col("application_row").min().cast(pl.Int64).alias(ROW),
            pl.col("admission_status_near").first(),
            users=pl.len().cast(pl.Int64),
        )
        .collect()
    )
    unlisted = pl.lit(not tables.supplied("admission_statuses"))
    return (
        beside(carried, looked_up(carried["admission_status"], listed_statuses(tables), "admission_status"))
        .select(
            ROW,
            "admission_status",
            "users",
            "admission_status_near",
            set_in_portal=pl.when(~unlisted).then(or_no("known_status")),
            set_in_portal__unknown=unlisted,
        )
        .sort(ROW)
    )
