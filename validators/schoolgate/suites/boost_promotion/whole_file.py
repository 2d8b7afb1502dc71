"""The facts about the whole roll and the whole Admin Hub.

A cell that could not be read is counted from both ends: as it would help, and as it would hurt. Where both ends say the
same, so do the counts; where they do not, the counts are unknown.
"""

import polars as pl

from schoolgate.frames.relations import beside, file_row, keyed
from schoolgate.language.frame import TypedTables
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.boost_promotion.facts_people import ENOUGH, LEFT, OUT_OF_RANGE, SYNCED
from schoolgate.suites.boost_promotion.ranges import chosen_by_nobody, range_named
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings
from schoolgate.suites.boost_promotion.shares import mass
from schoolgate.suites.boost_promotion.years import place_of

_TENTH = 10
Counts = dict[str, int | None]


def facts(
    tables: TypedTables, pupils: pl.DataFrame, learners: pl.DataFrame, settings: BoostPromotionSettings
) -> pl.DataFrame:
    """The one row; `pupils` and `learners` are their fact rows, with what was needed to work them out."""
    people = keyed(learners, "learner_id")
    nobody = chosen_by_nobody(pupils, settings)
    known = {
        "leavers_class": settings.leavers_class,
        "leavers_class_exists": settings.leavers_class in tables["classes"]["class_name"],
        "in_leavers_class": int(people["in_leavers_class"].sum()),
        **_promoted(people),
        "sync_emails": settings.sync_emails,
        "platforms": ", ".join(settings.platforms or ()) or None,
        "range_chosen": bool(settings.year_groups or settings.registration_groups),
        "range_named": range_named(settings),
        "chosen_by_nobody": len(nobody),
        "chosen_by_nobody_named": ", ".join(nobody) or None,
        "unticked_groups": _unticked(pupils),
    }
    access, without = _access(people)
    unsure: Counts = {
        **access,
        **_left(people, settings),
        "no_way_back": _no_way_back(pupils),
        "email_platform": settings.email_platform,
    }
    flags = {unknown_flag(name): value is None for name, value in unsure.items()}
    texts = dict.fromkeys(("platforms", "range_named", "chosen_by_nobody_named"), pl.String())
    schema = {**dict.fromkeys(unsure, pl.Int64()), "email_platform": pl.Boolean(), **texts}
    told = pl.DataFrame([{**known, **unsure, "without_access": without, **flags}], schema_overrides=schema)
    return beside(file_row(tables["pupils"]), told)


def counts_access(file: pl.DataFrame) -> bool:
    """Whether anything about the whole file depends on who has access, given its facts."""
    shares = [
        file[f"asked_{because}"].item() is None or file[f"asked_{because}"].item() >= ENOUGH
        for because in (LEFT, OUT_OF_RANGE)
    ]
    return any(shares) or bool(file["leavers_class_exists"].item())


def _unticked(pupils: pl.DataFrame) -> int:
    """How many registration groups that were chosen are not ticked."""
    return pupils.filter(pl.col("in_chosen_range") & ~pl.col("in_range"))["registration_group"].n_unique()


def _access(people: pl.DataFrame) -> tuple[Counts, str]:
    """How many more learners are in the leavers class than are without access, and how many are without, in words."""
    there = int(people["in_leavers_class"].sum())
    fewest = int((~people["has_access"]).fill_null(value=False).sum())
    most = fewest + int(people["has_access__unknown"].sum())
    more = there - most if there > most else there - fewest if there < fewest or fewest == most else None
    return {"more_in_class": more}, str(fewest) if fewest == most else f"{fewest} to {most}"


def _promoted(people: pl.DataFrame) -> Counts:
    """How many Synced learners have a year group on both sides, and how many of them get another one."""
    both = (pl.col("link") == SYNCED) & pl.col("year").is_not_null() & pl.col("pupil_year_compared").is_not_null()
    moved = both & (pl.col("year") != pl.col("pupil_year_compared"))
    synced, promoted = people.select(synced=both.sum(), promoted=moved.sum()).row(0)
    return {"synced": synced, "promoted": promoted, "promoted_beyond": _TENTH * promoted - synced}


def _left(people: pl.DataFrame, settings: BoostPromotionSettings) -> Counts:
    """Of the learners whom the school should still have, how many are Desynced, by what has become of them."""
    placed = people.with_columns(place=place_of(people["year"], settings.year_order))
    counts: Counts = {}
    for because in (LEFT, OUT_OF_RANGE):
        found = mass(placed, because)
        counts |= {f"asked_{because}": found.all, f"gone_{because}": found.gone, f"beyond_{because}": found.beyond}
    return counts


def _no_way_back(pupils: pl.DataFrame) -> int | None:
    """How many pupils give up a user name for an address; None where nobody surely does, and somebody may."""

    def unknown(name: str) -> pl.Expr:
        return pl.col(unknown_flag(name))

    email, username, other = pl.col("email").is_not_null(), pl.col("learner_has_username"), pl.col("learner_has_email")
    have = pl.col("in_range") & pl.col("learner_row").is_not_null()
    may = (email | unknown("email")) & (username | unknown("learner_has_username"))
    sure, maybe = pupils.select(
        sure=(have & email & username & ~other).sum(),
        maybe=(have & may & (~other | unknown("learner_has_email"))).sum(),
    ).row(0)
    return None if maybe and not sure else sure
