"""How the facts of a promotion are worked out, in Polars.

Where a value is looked up in another row its state comes along: unknown there is unknown here. A row without a key keeps
its own cells and takes part in nothing. `docs/decisions.md` says how unclear places of the requirements are read.
"""

from functools import partial

import polars as pl

from schoolgate.basics import folding
from schoolgate.basics.clock import Moment
from schoolgate.frames.begun import at_once, begun
from schoolgate.frames.relations import beside, rows_with_key
from schoolgate.frames.settled import settled
from schoolgate.language.frame import TypedTables
from schoolgate.language.integrity import FILE
from schoolgate.language.suite import FactFrames
from schoolgate.suites.boost_promotion import emails, links, ranges, values, whole_file, years
from schoolgate.suites.boost_promotion.facts import FACT_TABLES, GROUPS, SEPARATOR, SUBJECTS, YEARS
from schoolgate.suites.boost_promotion.links import flagged
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings
from schoolgate.suites.boost_promotion.tables import SUITE_SEPARATOR


def build(tables: TypedTables, settings: BoostPromotionSettings, moment: Moment) -> FactFrames:
    """The fact tables.

    Args:
        tables: the roll and the Admin Hub, typed.
        settings: the range to sync, and how the Admin Hub is set up.
        moment: today, in the school's time zone.

    Returns:
        A frame per fact table with exactly the columns that it declares.
    """
    frames = _settled(tables, settings)
    learners = frames["learners"].with_columns(_inactive(frames["learners"]["test_suites"], settings, moment))
    return {table.name: {**frames, "learners": learners}[table.name].select(table.columns) for table in FACT_TABLES}


@settled
def _settled(tables: TypedTables, settings: BoostPromotionSettings) -> FactFrames:
    """The fact tables with all that no day changes."""
    pupils, learners = links.tagged(ranges.placed(tables, settings), tables, settings)
    enrolments = values.taken(tables, pupils)
    told = begun(partial(_learners, learners, settings), learners.height)
    pupils = _pupils(pupils, enrolments, tables, settings)
    learners = told()
    file = whole_file.facts(tables, pupils, learners, settings)
    learners = learners.with_columns(
        access_counted=pl.col("access_blank")
        & pl.col("learner_id").is_not_null()
        & pl.lit(whole_file.counts_access(file))
    )
    return {
        "pupils": pupils,
        "learners": learners,
        "classes": values.classes(tables, pupils, learners, settings),
        "class_map": values.class_map(tables),
        GROUPS: values.registration_groups(tables, pupils),
        SUBJECTS: values.subject_classes(tables, enrolments),
        YEARS: values.year_groups(pupils, learners),
        FILE: file,
    }


def _pupils(
    pupils: pl.DataFrame, enrolments: pl.DataFrame, tables: TypedTables, settings: BoostPromotionSettings
) -> pl.DataFrame:
    blanks = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in ("year_group", "registration_group")]
    found = at_once(
        pupils.height,
        lambda: emails.facts(pupils, tables, settings),
        lambda: values.subjects_of(pupils, enrolments, SEPARATOR).to_frame(),
        lambda: rows_with_key(pupils["mis_id"]).to_frame(),
        lambda: values.spelled(pupils).to_frame(),
    )
    return beside(pupils, *found).with_columns(
        first_blank=pl.coalesce(blanks),
        sync_emails=pl.lit(settings.sync_emails),
        unknown_year=years.unknown(pupils["year_group"], pupils["year"], settings.year_order),
        email_platform=pl.lit(settings.email_platform, dtype=pl.Boolean()),
        email_platform__unknown=pl.lit(settings.email_platform is None),
        domains_set=pl.lit(bool(settings.school_email_domains)),
    )


def _learners(learners: pl.DataFrame, settings: BoostPromotionSettings) -> pl.DataFrame:
    year = years.normalised_all(learners["year_group"])
    at, to = (years.place_of(label, settings.year_order) for label in (year, learners["pupil_year_compared"]))
    both = pl.col("year_group").is_not_null() & pl.col("pupil_year").is_not_null()
    blank = pl.col("has_access").is_null() & ~pl.col("has_access__unknown")
    return beside(learners, rows_with_key(learners["learner_id"]).to_frame()).with_columns(
        *flagged("years_forward", pl.lit(to - at), both & (pl.lit(at).is_null() | pl.lit(to).is_null())),
        year=year,
        unknown_year=years.unknown(learners["year_group"], year, settings.year_order),
        access_blank=blank,
        has_access=pl.when(blank).then(pl.lit(value=False)).otherwise("has_access"),
        in_leavers_class=(pl.col("class_name") == settings.leavers_class).fill_null(value=False),
        leavers_class_after=(pl.col("class_after") == settings.leavers_class).fill_null(value=False),
    )


def _inactive(suites: pl.Series, settings: BoostPromotionSettings, moment: Moment) -> list[pl.Expr]:
    """The last day on which a learner is not inactive, and how far away that is."""
    allowed = pl.lit(_years(suites, settings)).cast(pl.String) + "y"
    last = pl.col("last_test_date").dt.offset_by(allowed)
    days = (last - moment.date).dt.total_days()
    unknown = pl.col("last_test_date__unknown")
    return [
        *flagged("inactive_on", last.dt.to_string("%Y-%m-%d"), unknown),
        *flagged("days_until_inactive", days, unknown),
        *flagged("days_beyond_notice", days - settings.inactive_notice_days, unknown),
    ]


def _years(suites: pl.Series, settings: BoostPromotionSettings) -> pl.Series:
    """How many years without a test each learner may have; each distinct cell is read once."""
    distinct = suites.drop_nulls().unique()
    listed = {folding.closed(suite): count for suite, count in settings.inactive_years_by_suite.items()}
    longest = [
        max((listed[name] for name in map(folding.closed, cell.split(SUITE_SEPARATOR)) if name in listed), default=None)
        for cell in distinct
    ]
    usual = settings.inactive_years
    if distinct.is_empty():
        return pl.repeat(usual, len(suites), dtype=pl.Int64(), eager=True)
    return suites.replace_strict(distinct, pl.Series(longest, dtype=pl.Int64()), return_dtype=pl.Int64()).fill_null(
        usual
    )
