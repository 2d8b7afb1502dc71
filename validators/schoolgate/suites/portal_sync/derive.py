"""How the facts of a portal sync are worked out, in Polars.

Where a value is looked up in another row its state comes along: unknown there is unknown here. A row without a key keeps
its own cells and takes part in nothing. `docs/decisions.md` says how unclear places of the requirements are read.
"""

import polars as pl

from schoolgate.basics.addresses import EMAIL
from schoolgate.basics.clock import Moment
from schoolgate.frames.near import near_miss
from schoolgate.frames.relations import (
    beside,
    casefolded,
    file_row,
    first_row,
    first_rows,
    keyed,
    looked_up,
    repeated,
    rows_with_key,
)
from schoolgate.language.frame import TypedTables
from schoolgate.language.integrity import FILE
from schoolgate.language.suite import FactFrames
from schoolgate.language.table import ROW
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.portal_sync.facts import FACT_TABLES
from schoolgate.suites.portal_sync.settings import PortalSyncSettings
from schoolgate.suites.portal_sync.tables import ON_ROLL, TYPES

_YES = pl.lit(value=True)
_LOOKED_UP_GROUP = ("kind", "active", "year_group_in_portal", "year_group_synced")


def build(tables: TypedTables, settings: PortalSyncSettings, moment: Moment) -> FactFrames:
    """The fact tables.

    Args:
        tables: the extract, typed.
        settings: which forename the portal shows, and how long it keeps leavers.
        moment: today, in the school's time zone.

    Returns:
        A frame per fact table with exactly the columns that it declares.
    """
    groups = _linked_groups(tables)
    students = _students(tables, groups, settings, moment)
    frames = {
        "students": students,
        "applications": _applications(tables),
        "groups": _used_groups(groups, students),
        "year_groups": tables["year_groups"],
        "admission_statuses_in_use": _statuses(tables, students),
        FILE: file_row(tables["students"]),
    }
    return {table.name: frames[table.name].select(table.columns) for table in FACT_TABLES}


def _or_no(column: str) -> pl.Expr:
    return pl.col(column).fill_null(value=False)


def _linked_groups(tables: TypedTables) -> pl.DataFrame:
    """Every group with what its year group is in the portal."""
    groups = tables["groups"]
    years = first_rows(tables["year_groups"], "year_group_id").select(
        "year_group_id", found=_YES, synced="synced", synced__unknown="synced__unknown"
    )
    unlinked = pl.lit(not tables.supplied("groups.year_group_id"))
    return (
        beside(groups, looked_up(groups["year_group_id"], years, "year_group_id"))
        .with_columns(
            rows_with_key(groups["group_id"]),
            near_miss(groups["year_group_id"], years["year_group_id"]).alias("year_group_near"),
            year_group_in_portal=pl.when(~unlinked).then(_or_no("found")),
            year_group_in_portal__unknown=unlinked,
            year_group_synced__unknown=unlinked | _or_no("synced__unknown"),
        )
        .with_columns(year_group_synced=pl.when(~pl.col("year_group_synced__unknown")).then(_or_no("synced")))
    )


def _group_of(keys: pl.Series, groups: pl.DataFrame, unknown: pl.Series | None = None) -> pl.DataFrame:
    """The facts of the group that each of `keys` (a column `<prefix>_id`) names; unknown where the key itself is."""
    prefix = keys.name.removesuffix("_id")
    flags = [unknown_flag(name) for name in _LOOKED_UP_GROUP if unknown_flag(name) in groups.columns]
    table = first_rows(groups, "group_id").select("group_id", *_LOOKED_UP_GROUP, *flags)
    found = looked_up(keys, table, "group_id").with_columns(pl.col(flags).fill_null(value=False))
    if unknown is not None:
        found = found.with_columns(
            (found[flag] | unknown if flag in flags else unknown).alias(flag)
            for flag in map(unknown_flag, _LOOKED_UP_GROUP)
        )
    return found.rename(lambda name: f"{prefix}_{name}")


def _ranked(applications: pl.DataFrame, tables: TypedTables) -> pl.DataFrame:
    """The applications, the deciding one of each student first."""
    by = {"surely_active": True, "open_date": True}
    if tables.supplied("admission_statuses"):
        by["known_status"] = True
    by |= {"admission_date": True, "application_id": False, ROW: False}
    return applications.sort(list(by), descending=list(by.values()), nulls_last=True)


def _deciding_applications(tables: TypedTables, moment: Moment) -> pl.DataFrame:
    """One row per student that has applications: the one that decides, how many there are, whether any is open."""
    applications = keyed(tables["applications"], "student_id")
    statuses = first_rows(tables["admission_statuses"], "admission_status").select(
        "admission_status", known_status=_YES
    )
    found = looked_up(applications["admission_status"], statuses, "admission_status")
    # A date that cannot be told counts as missing, but keeps no application open.
    undated = pl.col("admission_date").is_null() & ~pl.col("admission_date__unknown")
    open_date = undated | (pl.col("admission_date") > moment.date).fill_null(value=False)
    applications = beside(applications, found).with_columns(
        known_status=_or_no("known_status"),
        surely_active=_or_no("active"),
        open_date=open_date,
        any_open=_or_no("active") & open_date,
        applications=pl.lit(1, dtype=pl.Int64),
    )
    # Most students have one application: only the others need an order.
    several = repeated(applications["student_id"])
    ranked = _ranked(applications.filter(several), tables)
    counts = ranked.group_by("student_id").agg(pl.len().cast(pl.Int64).alias("applications"), pl.col("any_open").any())
    firsts = ranked.unique(subset="student_id", keep="first", maintain_order=True).drop("applications", "any_open")
    deciding = pl.concat([applications.filter(~several), firsts.join(counts, on="student_id")], how="diagonal")
    listed = pl.lit(tables.supplied("admission_statuses"))
    status_unknown = pl.col("admission_status__unknown") | (~listed & pl.col("admission_status").is_not_null())
    return deciding.select(
        "student_id",
        "applications",
        "any_open",
        "admission_date",
        "admission_date__unknown",
        "intake_group_id",
        "intake_group_id__unknown",
        "admission_status",
        "admission_status__unknown",
        application_row=ROW,
        application_active="active",
        application_active__unknown="active__unknown",
        days_until_admission=(pl.col("admission_date") - moment.date).dt.total_days(),
        days_until_admission__unknown="admission_date__unknown",
        admission_status_in_portal=pl.when(~status_unknown).then(_or_no("known_status")),
        admission_status_in_portal__unknown=status_unknown,
    )


def _admission_of(keys: pl.Series, tables: TypedTables, groups: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """What is known of each student's deciding application and of its intake group."""
    not_supplied = pl.lit(not tables.supplied("applications"))
    deciding = looked_up(keys, _deciding_applications(tables, moment), "student_id").with_columns(
        pl.col("^.*__unknown$").fill_null(not_supplied),
        applications=pl.when(~not_supplied).then(pl.col("applications").fill_null(0)),
        applications__unknown=not_supplied,
    )
    return beside(deciding, _group_of(deciding["intake_group_id"], groups, deciding["intake_group_id__unknown"]))


def _students(tables: TypedTables, groups: pl.DataFrame, settings: PortalSyncSettings, moment: Moment) -> pl.DataFrame:
    students = tables["students"]
    students = beside(
        students,
        _admission_of(students["student_id"], tables, groups, moment),
        _group_of(students["base_group_id"], groups),
        _email_users(students),
        rows_with_key(students["student_id"]).to_frame(),
    )
    return students.with_columns(
        *_leaving(settings, moment),
        *_type(students, tables),
        use_preferred_forename=pl.lit(settings.use_preferred_forename),
        preferred_forename_same=pl.col("preferred_forename") == pl.col("first_name"),
        preferred_forename_same__unknown="preferred_forename__unknown",
        email_valid=pl.col("email").str.contains(EMAIL),
        email_valid__unknown="email__unknown",
    ).with_columns(
        out_of_scope=((pl.col("type_from") == "latest_dol") & (pl.col("days_inside_window") < 0)).fill_null(value=False)
    )


def _email_users(students: pl.DataFrame) -> pl.DataFrame:
    """For who may log in, count the others who surely do with this e-mail; unknown where only unreadable cells could."""
    sure, maybe = students["portal_login"].fill_null(value=False), students["portal_login__unknown"]
    asked = (sure | maybe) & students["email"].is_not_null() & students["student_id"].is_not_null()
    rows = asked.arg_true()
    logins = pl.DataFrame(
        {
            "email": casefolded(students["email"].gather(rows)),
            "sure": sure.gather(rows).cast(pl.Int64),
            "maybe": maybe.gather(rows).cast(pl.Int64),
        }
    )
    shared = (
        logins.filter(repeated(logins["email"]))
        .group_by("email")
        .agg(all_sure=pl.sum("sure"), all_maybe=pl.sum("maybe"))
    )
    others = (pl.col("all_sure") - pl.col("sure")).fill_null(0)
    undecided = (others == 0) & ((pl.col("all_maybe") - pl.col("maybe")).fill_null(0) > 0)
    found = beside(logins, looked_up(logins["email"], shared, "email")).select(
        users=pl.when(~undecided).then(others), undecided=undecided
    )
    nobody = pl.repeat(None, students.height, dtype=pl.Int64(), eager=True)
    known = pl.repeat(value=False, n=students.height, eager=True)
    return pl.DataFrame(
        {
            "email_users": nobody.scatter(rows, found["users"]),
            "email_users__unknown": students["email__unknown"] | known.scatter(rows, found["undecided"]),
        }
    )


def _leaving(settings: PortalSyncSettings, moment: Moment) -> list[pl.Expr]:
    """The leaving date in days: since it, inside the window, until the portal removes the student."""
    window = f"{settings.leaver_window_months}mo"
    opens = pl.lit(moment.date).dt.offset_by(f"-{window}")
    removed_on = pl.col("latest_dol").dt.offset_by(window)
    days = {
        "days_since_leaving": moment.date - pl.col("latest_dol"),
        "days_inside_window": pl.col("latest_dol") - opens,
        "days_until_removal": removed_on - moment.date,
    }
    return [
        removed_on.dt.to_string("%Y-%m-%d").alias("removed_on"),
        *(difference.dt.total_days().alias(name) for name, difference in days.items()),
        *(pl.col("latest_dol__unknown").alias(unknown_flag(name)) for name in days),
    ]


_STEPS = ("student_type", "roll_mode", "open_application", "latest_dol", None, "application", "base_group_id")
"""What can decide the student type, in order; the fifth is that a table or column which could is not supplied."""
_TYPE_BY_STEP = (None, "current", "prospective", "left", None, "prospective", "current")
_STATED, _UNDECIDABLE = _STEPS.index("student_type"), _STEPS.index(None)


def _type_step(tables: TypedTables) -> pl.Expr:
    """Which of the steps decides a student's type: the first that fits; null where none does."""
    applications_known = tables.supplied("applications")
    dol_known = tables.supplied("students.latest_dol")
    fits = (
        pl.col("student_type").is_in(TYPES),
        pl.col("roll_mode") == ON_ROLL,
        pl.col("any_open"),
        pl.lit(dol_known) & (pl.col("latest_dol").is_not_null() | pl.col("latest_dol__unknown")),
        # Where a step that could have decided lacks its column or table, the later ones would only guess.
        pl.lit(not (applications_known and dol_known)),
        pl.col("applications") > 0,
        pl.col("base_group_id").is_not_null(),
    )
    step: pl.Expr = pl.lit(None, dtype=pl.UInt8)
    for number in reversed(range(len(fits))):
        step = pl.when(fits[number]).then(pl.lit(number, dtype=pl.UInt8)).otherwise(step)
    return pl.when(pl.col("student_id").is_not_null()).then(step)


def _type(students: pl.DataFrame, tables: TypedTables) -> list[pl.Series]:
    """The student type, whether it is unknown, and what decided it."""
    step = students.select(_type_step(tables).alias("step"))["step"]
    stated = students["student_type"]
    kind = pl.Series("type", _TYPE_BY_STEP, dtype=pl.String()).gather(step)
    return [
        stated.alias("type").zip_with((step == _STATED).fill_null(value=False), kind),
        (step == _UNDECIDABLE).fill_null(value=False).alias("type__unknown"),
        pl.Series("type_from", _STEPS, dtype=pl.String()).gather(step),
    ]


def _applications(tables: TypedTables) -> pl.DataFrame:
    applications = tables["applications"]
    # The applications are fewer than the students: look for the students whom they name, not the other way round.
    named = tables["students"]["student_id"]
    named = named.filter(named.is_in(applications["student_id"].implode())).unique()
    students = named.to_frame("student_id").with_columns(student_found=_YES)
    return beside(applications, looked_up(applications["student_id"], students, "student_id")).with_columns(
        rows_with_key(applications["application_id"]),
        near_miss(applications["student_id"], tables["students"]["student_id"]).alias("student_near"),
        student_found=_or_no("student_found"),
    )


def _used_groups(groups: pl.DataFrame, students: pl.DataFrame) -> pl.DataFrame:
    """Every group with how many students use it; on its first row only, as the rules about use judge first rows."""
    uses = students.select(
        "base_group_id",
        "intake_group_id",
        "intake_group_id__unknown",
        sure=pl.col("type").is_in(["current", "prospective"]).fill_null(value=False),
        prospective=(pl.col("type") == "prospective").fill_null(value=False),
        possible="type__unknown",
    )
    as_base = (
        uses.lazy()
        .filter(pl.col("sure") | pl.col("possible"))
        .group_by(group_id="base_group_id")
        .agg(
            users=pl.col("sure").sum(), prospective_users=pl.col("prospective").sum(), possible=pl.col("possible").sum()
        )
    )
    applying = uses.lazy().filter(pl.col("prospective") | pl.col("possible"))
    as_intake = (
        # A student who names the same group twice uses it once.
        applying.filter(pl.col("intake_group_id").ne_missing(pl.col("base_group_id")))
        .group_by(group_id="intake_group_id")
        .agg(
            users=pl.col("prospective").sum(),
            prospective_users=pl.col("prospective").sum(),
            possible=pl.col("possible").sum(),
        )
    )
    counts = pl.concat([as_base, as_intake]).drop_nulls("group_id").group_by("group_id").agg(pl.all().sum()).collect()
    # Where it is unknown which intake group somebody uses, it may be any.
    anywhere = pl.lit(applying.select(pl.col("intake_group_id__unknown").any()).collect().item())
    names = ("users", "prospective_users")
    used = beside(groups, looked_up(groups["group_id"], counts, "group_id")).with_columns(
        first_row(groups, "group_id"), pl.col(*names, "possible").fill_null(0).cast(pl.Int64)
    )
    undecided = pl.col("first_row") & ((pl.col("possible") > 0) | anywhere)
    return used.with_columns(
        (undecided & (pl.col(name) == 0)).alias(unknown_flag(name)) for name in names
    ).with_columns(
        pl.when(~pl.col(unknown_flag(name))).then(pl.when("first_row").then(name).otherwise(0)).alias(name)
        for name in names
    )


def _statuses(tables: TypedTables, students: pl.DataFrame) -> pl.DataFrame:
    """Each admission status of a prospective student's deciding application, on the first application that carries it."""
    prospective = (pl.col("type") == "prospective").fill_null(value=False)
    carried = (
        students.lazy()
        .filter(pl.col("admission_status").is_not_null() & (prospective | pl.col("type__unknown")))
        .group_by("admission_status")
        .agg(
            sure_row=pl.col("application_row").filter(prospective).min(),
            possible_row=pl.col("application_row").min(),
            users=prospective.sum().cast(pl.Int64),
        )
        .collect()
    )
    listed = first_rows(tables["admission_statuses"], "admission_status").select("admission_status", found=_YES)
    unlisted = pl.lit(not tables.supplied("admission_statuses"))
    return (
        beside(carried, looked_up(carried["admission_status"], listed, "admission_status"))
        .select(
            pl.coalesce("sure_row", "possible_row").cast(pl.Int64).alias(ROW),
            "admission_status",
            set_in_portal=pl.when(~unlisted).then(_or_no("found")),
            set_in_portal__unknown=unlisted,
            users=pl.when(pl.col("users") > 0).then("users"),
            users__unknown=pl.col("users") == 0,
        )
        .sort(ROW)
    )
