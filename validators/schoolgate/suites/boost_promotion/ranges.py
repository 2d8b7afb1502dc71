"""Which pupils were chosen to sync, and where their registration groups go."""

from collections.abc import Iterator

import polars as pl

from schoolgate.frames.near import near_miss
from schoolgate.frames.relations import beside, first_rows, keyed, looked_up
from schoolgate.language.frame import TypedTables
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings
from schoolgate.suites.boost_promotion.years import normalised, normalised_all

_YES = pl.lit(value=True)


def placed(tables: TypedTables, settings: BoostPromotionSettings) -> pl.DataFrame:
    """The pupils, each with what the panel says of its registration group and whether it is in range.

    Returns:
        The typed table with `year` (the year group as it compares), `in_map` (the group has a row in class_map), `set_up`
        and its flag, `maps_to` (the class that the group goes to, if any), `in_chosen_range` and `in_range`, both false
        without a key.
    """
    pupils = tables["pupils"]
    pupils = pupils.with_columns(year=normalised_all(pupils["year_group"]))
    # The current panel has no classes to match: groups go to classes of their own names.
    goes_to = "class_name" if panel_maps(tables) else "registration_group"
    panel = first_rows(tables["class_map"], "registration_group").select(
        "registration_group", "set_up", "set_up__unknown", panel_class=goes_to, in_map=_YES
    )
    found = looked_up(pupils["registration_group"], panel, "registration_group").with_columns(
        pl.col("in_map", "set_up__unknown").fill_null(value=False)
    )
    unticked = pl.col("in_map") & ~pl.col("set_up__unknown") & ~pl.col("set_up").fill_null(value=False)
    chosen = (
        pl.col("mis_id").is_not_null()
        & _admitted("year", "year_group", tuple(map(normalised, settings.year_groups)))
        & _admitted("registration_group", "registration_group", settings.registration_groups)
    )
    return (
        beside(pupils, found)
        .with_columns(
            maps_to=pl.when("in_map").then("panel_class").otherwise("registration_group"),
            in_chosen_range=chosen,
            in_range=chosen & ~unticked,
        )
        .drop("panel_class")
    )


def panel_maps(tables: TypedTables) -> bool:
    """Whether the panel matches groups to classes, as the older one does."""
    return tables.supplied("class_map.class_name")


def _admitted(compared: str, column: str, chosen: tuple[str, ...]) -> pl.Expr:
    """An empty list admits everything, and every list a missing value."""
    if not chosen:
        return _YES
    return pl.col(column).is_null() | pl.col(compared).is_in(chosen)


def range_named(settings: BoostPromotionSettings) -> str | None:
    """The range in words, if one was chosen."""
    parts = {"year groups": settings.year_groups, "registration groups": settings.registration_groups}
    return "; ".join(f"{what} {', '.join(chosen)}" for what, chosen in parts.items() if chosen) or None


def chosen_by_nobody(placed_pupils: pl.DataFrame, settings: BoostPromotionSettings) -> list[str]:
    """The values of the range that no pupil has, each with the one that differs from it only in spelling."""
    pupils = keyed(placed_pupils, "mis_id")
    years = [year for year in settings.year_groups if normalised(year) not in set(pupils["year"])]
    groups = [group for group in settings.registration_groups if group not in set(pupils["registration_group"])]
    return [
        *_with_near(years, pupils["year_group"], "year group"),
        *_with_near(groups, pupils["registration_group"], "registration group"),
    ]


def _with_near(values: list[str], known: pl.Series, what: str) -> Iterator[str]:
    values = list(dict.fromkeys(values))
    near = near_miss(pl.Series(values, dtype=pl.String()), known)
    for value, one in zip(values, near, strict=True):
        yield f"{what} {value}" + (f" (differs from {one} only in spelling)" if one is not None else "")
