"""How the facts of a portal sync are worked out, in Polars.

Where a value is looked up in another row its state comes along: unknown there is unknown here. A row without a key keeps
its own cells and takes part in nothing. `docs/decisions.md` says how unclear places of the requirements are read.
"""

from dataclasses import dataclass

import polars as pl

from schoolgate.basics.addresses import delivered
from schoolgate.basics.clock import Moment
from schoolgate.frames.begun import at_once, begun
from schoolgate.frames.relations import beside, casefolded, file_row, repeated, rows_with_key
from schoolgate.frames.settled import settled
from schoolgate.language.frame import TypedTables
from schoolgate.language.integrity import FILE
from schoolgate.language.suite import FactFrames
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.portal_sync.admissions import admission_of, offers, owned, used_statuses
from schoolgate.suites.portal_sync.facts import FACT_TABLES
from schoolgate.suites.portal_sync.groups import linked_groups, named_group, near_word, used_groups
from schoolgate.suites.portal_sync.settings import PortalSyncSettings
from schoolgate.suites.portal_sync.student_type import typed
from schoolgate.suites.portal_sync.tables import ON_ROLL, TYPES


def build(tables: TypedTables, settings: PortalSyncSettings, moment: Moment) -> FactFrames:
    """The fact tables.

    Args:
        tables: the extract, typed.
        settings: who logs in, which forename the portal shows, and how long it keeps leavers.
        moment: today, in the school's time zone.

    Returns:
        A frame per fact table with exactly the columns that it declares.
    """
    groups, ids = _groups(tables, settings), tables["students"]["student_id"]
    offered = _offers(tables, settings)
    admitted = begun(lambda: admission_of(ids, offered, tables, moment), len(ids))
    known = _settled(tables, settings)
    students = typed(beside(known.students, admitted()).with_columns(_leaving(settings, moment)), tables)
    used = at_once(len(ids), lambda: used_groups(groups, students), lambda: used_statuses(tables, students))
    frames = {
        "students": students,
        "applications": known.applications,
        "groups": used[0],
        "year_groups": tables["year_groups"],
        "admission_statuses_in_use": used[1],
        FILE: file_row(tables["students"]),
    }
    return {table.name: frames[table.name].select(table.columns) for table in FACT_TABLES}


@dataclass(frozen=True, slots=True)
class _Settled:
    """What no day changes: the students with all but their applications and their leaving, and the applications."""

    students: pl.DataFrame
    applications: pl.DataFrame


@settled
def _groups(tables: TypedTables, _: PortalSyncSettings) -> pl.DataFrame:
    return linked_groups(tables)


@settled
def _offers(tables: TypedTables, settings: PortalSyncSettings) -> pl.DataFrame:
    return offers(tables, _groups(tables, settings))


@settled
def _settled(tables: TypedTables, settings: PortalSyncSettings) -> _Settled:
    groups = _groups(tables, settings)
    students = tables["students"].with_columns(_logging_in(tables, settings))
    applications, *found = at_once(
        students.height,
        lambda: owned(tables),
        lambda: _emails(students),
        lambda: named_group(students["base_group_id"], groups),
        lambda: rows_with_key(students["student_id"]).to_frame(),
        lambda: _roll_modes(students["roll_mode"]),
        lambda: near_word(students["student_type"], TYPES).alias("student_type_near").to_frame(),
    )
    told = beside(students, *found).with_columns(
        use_preferred_forename=pl.lit(settings.use_preferred_forename),
        preferred_forename_same=pl.col("preferred_forename") == pl.col("first_name"),
        preferred_forename_same__unknown="preferred_forename__unknown",
    )
    return _Settled(told, applications)


def _logging_in(tables: TypedTables, settings: PortalSyncSettings) -> list[pl.Expr]:
    """Who needs to log in: as the column says, where it says nothing as the settings do, else nobody knows."""
    default = None if settings.students_log_in is None else settings.students_log_in == "all"
    # What cannot be read is unknown, whatever the settings say; a column that was not supplied says nothing.
    unreadable = pl.col("portal_login__unknown") & pl.lit(tables.supplied("students.portal_login"))
    silent = pl.col("portal_login").is_null() & ~unreadable
    return [
        pl.when(silent).then(pl.lit(default, dtype=pl.Boolean())).otherwise("portal_login").alias("logs_in"),
        (unreadable | (silent & pl.lit(default is None))).alias(unknown_flag("logs_in")),
        (silent & pl.lit(default is None)).alias("own_login_untold"),
    ]


def _roll_modes(modes: pl.Series) -> pl.DataFrame:
    """Whether the student is on roll, unknown where no roll mode says so; and where one is written almost like it."""
    near = near_word(modes, (ON_ROLL,))
    return pl.DataFrame({"on_roll": modes == ON_ROLL, "on_roll__unknown": modes.is_null(), "roll_mode_near": near})


def _emails(students: pl.DataFrame) -> pl.DataFrame:
    """Whether mail could be delivered to each address, and who logs in with it."""
    valid = delivered(students["email"]).alias("email_valid")
    return _email_users(students).with_columns(valid, students["email__unknown"].alias("email_valid__unknown"))


def _email_users(students: pl.DataFrame) -> pl.DataFrame:
    """For who may log in, count the others who surely do with this e-mail; unknown where only undecided ones could."""
    sure, maybe = students["logs_in"].fill_null(value=False), students["logs_in__unknown"]
    asked = (sure | maybe) & students["email"].is_not_null() & students["student_id"].is_not_null()
    rows = asked.arg_true()
    emails = casefolded(students["email"].gather(rows))
    # Nearly every address is one student's own: only the others are counted.
    shared = repeated(emails)
    theirs = rows.filter(shared)
    logins = pl.DataFrame(
        {
            "email": emails.filter(shared),
            "sure": sure.gather(theirs).cast(pl.Int64),
            "maybe": maybe.gather(theirs).cast(pl.Int64),
            "untold": students["own_login_untold"].gather(theirs).cast(pl.Int64),
        }
    )
    found = (
        logins.with_columns(pl.sum("sure", "maybe", "untold").over("email").name.prefix("all_"))
        .with_columns(others=pl.col("all_sure") - pl.col("sure"))
        .with_columns(undecided=(pl.col("others") == 0) & (pl.col("all_maybe") > pl.col("maybe")))
        .select("undecided", users=pl.when(~pl.col("undecided")).then("others"), untold=pl.col("all_untold") > 0)
    )
    nobody = pl.repeat(None, students.height, dtype=pl.Int64(), eager=True).scatter(rows, 0)
    known = pl.repeat(value=False, n=students.height, eager=True)
    return pl.DataFrame(
        {
            "email_users": nobody.scatter(theirs, found["users"]),
            "email_users__unknown": students["email__unknown"] | known.scatter(theirs, found["undecided"]),
            "login_untold": students["own_login_untold"] | known.scatter(theirs, found["untold"]),
        }
    )


def _leaving(settings: PortalSyncSettings, moment: Moment) -> list[pl.Expr]:
    """The leaving date in days: since it, inside the window, until the portal removes the student."""
    months = settings.leaver_window_months
    told = f"{months} month{'' if months == 1 else 's'}"
    if "leaver_window_months" not in settings.model_fields_set:
        told += " (the article's default, which is our assumption)"
    opens = pl.lit(moment.date).dt.offset_by(f"-{months}mo")
    removed_on = pl.col("latest_dol").dt.offset_by(f"{months}mo")
    days = {
        "days_since_leaving": moment.date - pl.col("latest_dol"),
        "days_inside_window": pl.col("latest_dol") - opens,
        "days_until_removal": removed_on - moment.date,
    }
    return [
        pl.lit(told).alias("leaver_window"),
        removed_on.dt.to_string("%Y-%m").alias("removed_in"),
        *(difference.dt.total_days().alias(name) for name, difference in days.items()),
        *(pl.col("latest_dol__unknown").alias(unknown_flag(name)) for name in days),
    ]
