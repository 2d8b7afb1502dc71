"""The facts about classes, the panel, and the values that pupils carry: groups, subject classes, year groups."""

import polars as pl

from schoolgate.frames.relations import beside, first_row, first_rows, keyed, looked_up, rows_with_key
from schoolgate.language.frame import TypedTables
from schoolgate.language.table import ROW
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, UNLINKED
from schoolgate.suites.boost_promotion.links import flagged
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings

_YES = pl.lit(value=True)


def _or_no(column: str) -> pl.Expr:
    return pl.col(column).fill_null(value=False)


def _known_classes(tables: TypedTables) -> pl.DataFrame:
    return first_rows(tables["classes"], "class_name").select("class_name", "kind", class_exists=_YES)


def _count() -> pl.Expr:
    return pl.len().cast(pl.Int64)


def _after(values: pl.Series, learners: pl.DataFrame, place: str, who: pl.Expr, name: str) -> pl.DataFrame:
    """How many learners have each value in `place` after the sync, of those `who`: true, false or null where unknown.

    The count is unknown where nobody surely has it and somebody may. Who is nobody knows where may have any value.
    """
    asked = learners.with_columns(who=who).filter(pl.col("who").fill_null(value=True))
    anywhere = not asked.filter(unknown_flag(place)).is_empty()
    there = (
        asked.drop_nulls(place)
        .group_by(value=place)
        .agg(sure=pl.col("who").fill_null(value=False).sum().cast(pl.Int64), maybe=pl.col("who").is_null().any())
    )
    found = looked_up(values.alias("value"), there, "value")
    sure, maybe = pl.col("sure").fill_null(0), pl.col("maybe").fill_null(value=False) | pl.lit(anywhere)
    return found.select(flagged(name, sure, (sure == 0) & maybe))


def _stays() -> pl.Expr:
    """Whether a learner is Desynced or Unlinked; null where its tag is unknown."""
    return pl.when(~pl.col("tag__unknown")).then(pl.col("tag").is_in([DESYNCED, UNLINKED]))


def classes(
    tables: TypedTables, pupils: pl.DataFrame, learners: pl.DataFrame, settings: BoostPromotionSettings
) -> pl.DataFrame:
    """The facts of classes: who goes to each, who is in it after the sync, who merely stays."""
    frame = tables["classes"]
    names = frame["class_name"]
    every = _groups(keyed(pupils, "mis_id")).group_by(class_name="maps_to").agg(groups=_count())
    ranged = (
        _groups(pupils.filter("in_range"))
        .group_by(class_name="maps_to")
        .agg(groups_in_range=_count(), pupils=pl.col("pupils").sum())
    )
    people = keyed(learners, "learner_id")
    return beside(
        frame,
        rows_with_key(names).to_frame(),
        first_row(frame, "class_name").alias("first_of_name").to_frame(),
        (names == settings.leavers_class).fill_null(value=False).alias("is_leavers_class").to_frame(),
        looked_up(names, every.drop_nulls(), "class_name").select(pl.col("groups").fill_null(0)),
        looked_up(names, ranged.drop_nulls("class_name"), "class_name").select(
            pl.col("groups_in_range", "pupils").fill_null(0)
        ),
        _after(names, people, "class_after", _YES, "learners_after"),
        _after(names, people, "class_after", _stays(), "staying"),
    )


def _groups(pupils: pl.DataFrame) -> pl.DataFrame:
    """The registration groups of the pupils: the first row of each, how many are in it, and where it goes."""
    return (
        pupils.filter(pl.col("registration_group").is_not_null())
        .group_by("registration_group", maintain_order=True)
        .agg(
            pl.col(ROW).min(),
            pl.col("maps_to", "in_map", "in_range", "set_up", "set_up__unknown").first(),
            pupils=_count(),
        )
        .sort(ROW)
    )


def class_map(tables: TypedTables) -> pl.DataFrame:
    """The facts of the panel's rows."""
    panel = tables["class_map"]
    counts = keyed(panel, "registration_group").drop_nulls("class_name").group_by("class_name").agg(rows=_count())
    others = looked_up(panel["class_name"], counts, "class_name").select(
        other_groups=(pl.col("rows") - 1).fill_null(0).clip(lower_bound=0)
    )
    exists = looked_up(panel["class_name"], _known_classes(tables), "class_name").select(
        class_exists=_or_no("class_exists")
    )
    return beside(panel, rows_with_key(panel["registration_group"]).to_frame(), exists, others)


def registration_groups(tables: TypedTables, pupils: pl.DataFrame) -> pl.DataFrame:
    """The registration groups of pupils chosen to sync: what the panel says of each, and whether its class exists."""
    groups = _groups(pupils.filter("in_chosen_range"))
    found = looked_up(groups["maps_to"].alias("class_name"), _known_classes(tables), "class_name")
    return beside(groups.rename({"maps_to": "class_name"}), found.select(class_exists=_or_no("class_exists")))


def subject_classes(tables: TypedTables, pupils: pl.DataFrame) -> pl.DataFrame:
    """The subject classes of pupils in range, and what kind of class has the name."""
    taken = (
        _taken(tables, pupils)
        .group_by("subject_class")
        .agg(pl.col(ROW).min(), pupils=pl.col("mis_id").n_unique().cast(pl.Int64))
    )
    found = looked_up(taken["subject_class"].alias("class_name"), _known_classes(tables), "class_name")
    return beside(taken, found.select("kind")).sort(ROW)


def _taken(tables: TypedTables, pupils: pl.DataFrame) -> pl.DataFrame:
    """The enrolments of pupils in range."""
    ids = first_rows(pupils, "mis_id").filter("in_range")["mis_id"]
    enrolments = tables["subject_enrolments"].drop_nulls(["mis_id", "subject_class"])
    return enrolments.filter(pl.col("mis_id").is_in(ids.implode()))


def subjects_of(tables: TypedTables, pupils: pl.DataFrame, separator: str) -> pl.Series:
    """The subject classes that each pupil in range takes, in one text."""
    taken = (
        _taken(tables, pupils)
        .unique(["mis_id", "subject_class"], maintain_order=True)
        .group_by("mis_id", maintain_order=True)
        .agg(pl.col("subject_class").str.join(separator).alias("subject_classes"))
    )
    ids = pupils.select(mis_id=pl.when("in_range").then("mis_id"))["mis_id"]
    return looked_up(ids, taken, "mis_id")["subject_classes"]


def year_groups(pupils: pl.DataFrame, learners: pl.DataFrame) -> pl.DataFrame:
    """The year groups of pupils in range, and how many learners merely stay in each, the leavers class left out."""
    years = (
        pupils.filter(pl.col("in_range") & pl.col("year_group").is_not_null())
        .group_by("year_group")
        .agg(pl.col(ROW).min(), pupils=_count())
        .sort(ROW)
    )
    outside = pl.when(~pl.col("leavers_class_after__unknown")).then(~pl.col("leavers_class_after"))
    people = keyed(learners, "learner_id")
    return beside(years, _after(years["year_group"], people, "year_after", _stays() & outside, "staying"))
