"""Which pupils were chosen to sync, and where their registration groups go."""

import polars as pl

from schoolgate.frames.relations import beside, first_rows, looked_up
from schoolgate.language.frame import TypedTables
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings

_YES = pl.lit(value=True)


def placed(tables: TypedTables, settings: BoostPromotionSettings) -> pl.DataFrame:
    """The pupils, each with what the panel says of its registration group and whether it is in range.

    Returns:
        The typed table with `in_map` (the group has a row in class_map), `set_up` and its flag, `maps_to` (the class that
        the group goes to, if any), `in_chosen_range` and `in_range`, both false without a key.
    """
    pupils = tables["pupils"]
    panel = first_rows(tables["class_map"], "registration_group").select(
        "registration_group", "set_up", "set_up__unknown", panel_class="class_name", in_map=_YES
    )
    found = looked_up(pupils["registration_group"], panel, "registration_group").with_columns(
        pl.col("in_map", "set_up__unknown").fill_null(value=False)
    )
    unticked = pl.col("in_map") & ~pl.col("set_up__unknown") & ~pl.col("set_up").fill_null(value=False)
    chosen = (
        pl.col("mis_id").is_not_null()
        & _admitted("year_group", settings.year_groups)
        & _admitted("registration_group", settings.registration_groups)
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


def _admitted(column: str, chosen: tuple[str, ...]) -> pl.Expr:
    """An empty list admits everything, and every list a missing value."""
    if not chosen:
        return _YES
    return pl.col(column).is_null() | pl.col(column).is_in(chosen)
