"""The facts about the whole roll and the whole Admin Hub."""

import polars as pl

from schoolgate.frames.relations import keyed, looked_up
from schoolgate.language.frame import TypedTables
from schoolgate.language.table import ROW
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, SYNCED
from schoolgate.suites.boost_promotion.settings import EMAIL_PLATFORMS, BoostPromotionSettings

_FIRST = 2
"""The number of the one row: any will do, reports do not show it."""
_MOST, _OF = 3, 10
"""More than 3 in 10 learners cannot well have left at once."""
Counts = dict[str, int | None]


def facts(tables: TypedTables, learners: pl.DataFrame, settings: BoostPromotionSettings) -> pl.DataFrame:
    """The one row; `learners` are the fact rows of the learners."""
    people = keyed(learners, "learner_id")
    sure = tables.supplied("learners.mis_id") or people.is_empty()
    known = {
        ROW: _FIRST,
        "leavers_class": settings.leavers_class,
        "leavers_class_exists": settings.leavers_class in tables["classes"]["class_name"],
        "in_leavers_class": int(people["in_leavers_class"].sum()),
        "sync_emails": settings.sync_emails,
        "email_platform": email_platform(settings),
        "platforms": ", ".join(settings.platforms) or None,
    }
    unsure = {
        **_access(people),
        **(_promoted(people) if sure else dict.fromkeys(("synced", "promoted"))),
        **_left(people, settings, sure=sure),
    }
    flags = {unknown_flag(name): value is None for name, value in unsure.items()}
    schema = {**dict.fromkeys(unsure, pl.Int64()), "platforms": pl.String()}
    return pl.DataFrame([{**known, **unsure, **flags}], schema_overrides=schema)


def email_platform(settings: BoostPromotionSettings) -> bool:
    """Whether learners use a platform where they can log in by e-mail."""
    return not EMAIL_PLATFORMS.isdisjoint(settings.platforms)


def place_of(years: pl.Series, order: tuple[str, ...]) -> pl.Series:
    """The place of each year group in the order, from 0; nothing where it is not in it."""
    places = pl.DataFrame(
        {"year": order, "place": range(len(order))}, schema={"year": pl.String(), "place": pl.Int64()}
    )
    return looked_up(years, places, "year")["place"]


def _access(people: pl.DataFrame) -> Counts:
    if people["has_access__unknown"].any():
        return dict.fromkeys(("without_access", "more_in_class"))
    without = int((~people["has_access"]).sum())
    return {"without_access": without, "more_in_class": int(people["in_leavers_class"].sum()) - without}


def _promoted(people: pl.DataFrame) -> Counts:
    """How many Synced learners have a year group on both sides, and how many of them get another one."""
    synced = people.filter(pl.col("link") == SYNCED).drop_nulls(["year_group", "pupil_year"])
    return {"synced": synced.height, "promoted": int((synced["year_group"] != synced["pupil_year"]).sum())}


def _left(people: pl.DataFrame, settings: BoostPromotionSettings, *, sure: bool) -> Counts:
    """Of the learners whom the school should still have, how many are Desynced."""
    years = place_of(people["year_group"], settings.year_order)
    # Who is in the highest year group leaves.
    leaving = years.to_frame().select((pl.col("place") == pl.col("place").max()).fill_null(value=False))["place"]
    stays = people.filter(pl.col("mis_id").is_not_null() & ~pl.col("in_leavers_class") & ~leaving)
    if not sure or people["has_access__unknown"].any():
        return dict.fromkeys(("should_have", "should_have_desynced", "desynced_beyond"))
    expected = stays.filter("has_access")
    gone = int((expected["link"] == DESYNCED).sum())
    return {
        "should_have": expected.height,
        "should_have_desynced": gone,
        "desynced_beyond": _OF * gone - _MOST * expected.height,
    }
