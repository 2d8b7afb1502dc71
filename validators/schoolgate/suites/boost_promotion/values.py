"""The facts about classes, the panel, and the values that pupils carry: groups, subject classes, year groups."""

import polars as pl

from schoolgate.frames.near import near_miss
from schoolgate.frames.relations import beside, first_row, first_rows, keyed, looked_up, rows_with_key
from schoolgate.language.frame import TypedTables
from schoolgate.language.table import ROW
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, UNLINKED
from schoolgate.suites.boost_promotion.links import flagged
from schoolgate.suites.boost_promotion.ranges import panel_maps
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings
from schoolgate.suites.boost_promotion.tables import REGISTRATION, SUBJECT
from schoolgate.suites.boost_promotion.years import normalised_all

_YES = pl.lit(value=True)
_STAYS = pl.col("tag").is_in([DESYNCED, UNLINKED])
"""Learners whom the sync leaves where they are."""


def _or_no(column: str) -> pl.Expr:
    return pl.col(column).fill_null(value=False)


def with_kinds(tables: TypedTables) -> pl.DataFrame:
    """The classes, each with its kind. A word that is neither leaves the kind unknown, and stands in `unknown_kind`."""
    frame = tables["classes"]
    if tables.supplied("classes.kind"):
        known = pl.col("kind").fill_null(pl.lit(REGISTRATION)).is_in([REGISTRATION, SUBJECT])
        return frame.with_columns(
            *flagged("kind", pl.col("kind").fill_null(pl.lit(REGISTRATION)), ~known),
            unknown_kind=pl.when(~known).then("kind"),
        ).with_columns(pl.lit(near_miss(frame["kind"], pl.Series([REGISTRATION, SUBJECT]))).alias("kind_near"))
    taken = tables["subject_enrolments"]["subject_class"].drop_nulls().unique()
    inferred = (
        pl.when(pl.col("class_name").is_in(taken.implode())).then(pl.lit(SUBJECT)).otherwise(pl.lit(REGISTRATION))
    )
    return frame.with_columns(
        kind=inferred,
        kind__unknown=pl.lit(value=False),
        unknown_kind=pl.lit(None, dtype=pl.String()),
        kind_near=pl.lit(None, dtype=pl.String()),
    )


def _known_classes(tables: TypedTables) -> pl.DataFrame:
    classes = first_rows(with_kinds(tables), "class_name")
    return classes.select("class_name", "kind", "kind__unknown", class_exists=_YES)


def _count() -> pl.Expr:
    return pl.len().cast(pl.Int64)


def _counted(values: pl.Series, people: pl.DataFrame, place: str, name: str) -> pl.DataFrame:
    """How many of the people have each value in `place`."""
    there = people.drop_nulls(place).group_by(value=place).agg(_count().alias(name))
    return looked_up(values.alias("value"), there, "value").select(pl.col(name).fill_null(0))


def classes(
    tables: TypedTables, pupils: pl.DataFrame, learners: pl.DataFrame, settings: BoostPromotionSettings
) -> pl.DataFrame:
    """The facts of classes: who goes to each, who is in it after the sync, who merely stays."""
    frame = with_kinds(tables)
    names = frame["class_name"]
    carried = pupils.select(
        ROW, "mis_id", "registration_group", "maps_to", "in_map", "in_range", "set_up", "set_up__unknown"
    )
    every = _groups(keyed(carried, "mis_id")).group_by(class_name="maps_to").agg(groups=_count()).drop_nulls()
    ranged = (
        _groups(carried.filter("in_range"))
        .group_by(class_name="maps_to")
        .agg(groups_in_range=_count(), pupils=pl.col("pupils").sum())
    )
    people = keyed(learners.select("learner_id", "class_after", "tag"), "learner_id")
    # Where no group goes to any class, names of groups and of classes do not compare: no class is empty for certain.
    compare = every["class_name"].is_in(names.drop_nulls().implode()).any()
    return beside(
        frame,
        rows_with_key(names).to_frame(),
        first_row(frame, "class_name").alias("first_of_name").to_frame(),
        (names == settings.leavers_class).fill_null(value=False).alias("is_leavers_class").to_frame(),
        looked_up(names, every, "class_name").select(
            *flagged("groups", pl.col("groups").fill_null(0), pl.lit(not compare)),
            *flagged("names_compare", _YES, pl.lit(not compare)),
        ),
        looked_up(names, ranged.drop_nulls("class_name"), "class_name").select(
            pl.col("groups_in_range", "pupils").fill_null(0)
        ),
        _counted(names, people, "class_after", "learners_after"),
        _counted(names, people.filter(_STAYS), "class_after", "staying"),
    )


def _groups(pupils: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """The registration groups of the pupils: the first row of each, how many are in it, and where it goes."""
    return (
        pupils.lazy()
        .filter(pl.col("registration_group").is_not_null())
        .group_by("registration_group", maintain_order=True)
        .agg(
            pl.col(ROW).min(),
            pl.col("maps_to", "in_map", "in_range", "set_up", "set_up__unknown").first(),
            pupils=_count(),
        )
        .sort(ROW)
        .collect()
    )


def class_map(tables: TypedTables) -> pl.DataFrame:
    """The facts of the panel's rows."""
    panel = tables["class_map"]
    counts = keyed(panel, "registration_group").drop_nulls("class_name").group_by("class_name").agg(rows=_count())
    others = looked_up(panel["class_name"], counts, "class_name").select(
        other_groups=(pl.col("rows") - 1).fill_null(0).clip(lower_bound=0),
        panel_maps=pl.lit(panel_maps(tables)),
    )
    return beside(panel, rows_with_key(panel["registration_group"]).to_frame(), others)


def registration_groups(tables: TypedTables, pupils: pl.DataFrame) -> pl.DataFrame:
    """The registration groups of pupils chosen to sync: what the panel says of each, and whether its class exists."""
    groups = _groups(pupils.lazy().filter("in_chosen_range"))
    known = _known_classes(tables)
    found = looked_up(groups["maps_to"].alias("class_name"), known, "class_name")
    unlisted = groups.select(group=pl.when(~pl.col("in_map")).then("registration_group"))["group"]
    return beside(
        groups.rename({"maps_to": "class_name"}), found.select(class_exists=_or_no("class_exists"))
    ).with_columns(
        panel=pl.lit(tables.supplied("class_map")),
        panel_maps=pl.lit(panel_maps(tables)),
        group_near=near_miss(unlisted, tables["class_map"]["registration_group"]),
        class_near=near_miss(groups["maps_to"], known["class_name"]),
    )


def subject_classes(tables: TypedTables, enrolments: pl.DataFrame) -> pl.DataFrame:
    """The subject classes of pupils in range, and what kind of class has the name."""
    named = enrolments.group_by("subject_class").agg(
        pl.col(ROW).min(), pupils=pl.col("mis_id").n_unique().cast(pl.Int64)
    )
    known = _known_classes(tables)
    found = looked_up(named["subject_class"].alias("class_name"), known, "class_name")
    near = near_miss(named["subject_class"], known["class_name"])
    return beside(
        named, found.select("kind", kind__unknown=_or_no("kind__unknown")), near.alias("class_near").to_frame()
    ).sort(ROW)


def taken(tables: TypedTables, pupils: pl.DataFrame) -> pl.DataFrame:
    """The enrolments of pupils in range."""
    ids = pupils["mis_id"].filter(pupils["in_range"])
    enrolments = tables["subject_enrolments"].drop_nulls(["mis_id", "subject_class"])
    return enrolments.filter(pl.col("mis_id").is_in(ids.implode()))


def subjects_of(pupils: pl.DataFrame, enrolments: pl.DataFrame, separator: str) -> pl.Series:
    """The subject classes that each pupil in range takes, in one text; `enrolments` are theirs."""
    listed = (
        enrolments.unique(["mis_id", "subject_class"], maintain_order=True)
        .group_by("mis_id", maintain_order=True)
        .agg(pl.col("subject_class").str.join(separator).alias("subject_classes"))
    )
    ids = pupils.select(mis_id=pl.when("in_range").then("mis_id"))["mis_id"]
    return looked_up(ids, listed, "mis_id")["subject_classes"]


def year_groups(pupils: pl.DataFrame, learners: pl.DataFrame) -> pl.DataFrame:
    """The year groups of pupils in range, spelled as the first of them has it, and how many learners merely stay in each.

    Learners in the leavers class are left out.
    """
    years = (
        pupils.lazy()
        .filter(pl.col("in_range") & pl.col("year_group").is_not_null())
        .sort(ROW)
        .group_by("year", maintain_order=True)
        .agg(pl.col(ROW, "year_group").first(), pupils=_count())
        .sort(ROW)
        .collect()
    )
    staying = pl.col("learner_id").is_not_null() & _STAYS & ~pl.col("leavers_class_after")
    people = learners.lazy().filter(staying).select("year_after").collect()
    after = people.with_columns(year=normalised_all(people["year_after"]))
    return beside(years, _counted(years["year"], after, "year", "staying"))


def spelled(pupils: pl.DataFrame) -> pl.Series:
    """The year group of each pupil in range, as the first pupil in range who has it spells it."""
    first = (
        pupils.lazy()
        .filter(pl.col("in_range") & pl.col("year").is_not_null())
        .sort(ROW)
        .group_by("year")
        .agg(year_spelled=pl.col("year_group").first())
        .collect()
    )
    return looked_up(pupils["year"], first, "year")["year_spelled"]
