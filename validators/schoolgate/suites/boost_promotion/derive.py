"""How the facts of a promotion are worked out, in Polars.

Where a value is looked up in another row its state comes along: unknown there is unknown here. A row without a key keeps
its own cells and takes part in nothing. `docs/decisions.md` says how unclear places of the requirements are read.
"""

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.relations import beside, rows_with_key
from schoolgate.language.frame import TypedTables
from schoolgate.language.suite import FactFrames
from schoolgate.suites.boost_promotion import emails, links, ranges, values, whole_file
from schoolgate.suites.boost_promotion.facts import FACT_TABLES, FILE, GROUPS, SEPARATOR, SUBJECTS, YEARS
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
    pupils, learners = links.tagged(ranges.placed(tables, settings), tables, settings)
    learners = _learners(learners, settings, moment)
    frames = {
        "pupils": _pupils(pupils, tables, settings),
        "learners": learners,
        "classes": values.classes(tables, pupils, learners, settings),
        "class_map": values.class_map(tables),
        GROUPS: values.registration_groups(tables, pupils),
        SUBJECTS: values.subject_classes(tables, pupils),
        YEARS: values.year_groups(pupils, learners),
        FILE: whole_file.facts(tables, learners, settings),
    }
    return {table.name: frames[table.name].select(table.columns) for table in FACT_TABLES}


def _pupils(pupils: pl.DataFrame, tables: TypedTables, settings: BoostPromotionSettings) -> pl.DataFrame:
    blanks = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in ("year_group", "registration_group")]
    return beside(
        pupils,
        rows_with_key(pupils["mis_id"]).to_frame(),
        values.subjects_of(tables, pupils, SEPARATOR).to_frame(),
        emails.facts(pupils, tables, settings),
    ).with_columns(
        first_blank=pl.coalesce(blanks),
        sync_emails=pl.lit(settings.sync_emails),
        email_platform=pl.lit(whole_file.email_platform(settings)),
        domains_set=pl.lit(bool(settings.school_email_domains)),
    )


def _learners(learners: pl.DataFrame, settings: BoostPromotionSettings, moment: Moment) -> pl.DataFrame:
    at, to = (whole_file.place_of(learners[name], settings.year_order) for name in ("year_group", "pupil_year"))
    return beside(learners, rows_with_key(learners["learner_id"]).to_frame()).with_columns(
        # A year group here that is not in the order decides it, whatever the pupil's is.
        *flagged("years_forward", pl.lit(to - at), pl.col("pupil_year__unknown") & pl.lit(at).is_not_null()),
        *flagged(
            "leavers_class_after",
            (pl.col("class_after") == settings.leavers_class).fill_null(value=False),
            pl.col("class_after__unknown"),
        ),
        *_inactive(learners["test_suites"], settings, moment),
        in_leavers_class=(pl.col("class_name") == settings.leavers_class).fill_null(value=False),
    )


def _inactive(suites: pl.Series, settings: BoostPromotionSettings, moment: Moment) -> list[pl.Expr]:
    """The last day on which a learner is not inactive, and how far away that is."""
    years = pl.lit(_years(suites, settings)).cast(pl.String) + "y"
    last = pl.col("last_test_date").dt.offset_by(years)
    days = (last - moment.date).dt.total_days()
    there = pl.col("last_test_date").is_not_null()
    unknown = pl.col("last_test_date__unknown") | (there & pl.col("test_suites__unknown"))
    return [
        *flagged("inactive_on", last.dt.to_string("%Y-%m-%d"), unknown),
        *flagged("days_until_inactive", days, unknown),
        *flagged("days_beyond_notice", days - settings.inactive_notice_days, unknown),
    ]


def _years(suites: pl.Series, settings: BoostPromotionSettings) -> pl.Series:
    """How many years without a test each learner may have; each distinct cell is read once."""
    distinct = suites.drop_nulls().unique()
    listed = settings.inactive_years_by_suite
    longest = [
        max((listed[name] for name in map(str.strip, cell.split(SUITE_SEPARATOR)) if name in listed), default=None)
        for cell in distinct
    ]
    usual = settings.inactive_years
    if distinct.is_empty():
        return pl.repeat(usual, len(suites), dtype=pl.Int64(), eager=True)
    return suites.replace_strict(distinct, pl.Series(longest, dtype=pl.Int64()), return_dtype=pl.Int64()).fill_null(
        usual
    )
