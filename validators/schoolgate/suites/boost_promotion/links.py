"""Which learner is which pupil, the tags that follow, and where everybody is after the sync."""

from dataclasses import dataclass

import polars as pl

from schoolgate.frames.near import near_unknown
from schoolgate.frames.relations import beside, few_within, first_rows, keyed, looked_up, rows_with_key
from schoolgate.language.frame import TypedTables
from schoolgate.language.table import ROW
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.boost_promotion.evidence import NOT_READ, NOT_SUPPLIED, evidence
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, LEFT, NEW, OUT_OF_RANGE, SYNCED, UNLINKED
from schoolgate.suites.boost_promotion.matching import Matches, match
from schoolgate.suites.boost_promotion.people import people
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings


@dataclass(frozen=True, slots=True)
class _Pool:
    """Who is matched by name: pupils in range without a linked learner, learners added by hand, and what was found."""

    pupils: pl.DataFrame
    learners: pl.DataFrame
    found: Matches


def flagged(name: str, value: pl.Expr, unknown: pl.Expr) -> list[pl.Expr]:
    """A fact and the flag beside it: null where unknown, and the flag never null."""
    flag = unknown.fill_null(value=False)
    return [pl.when(~flag).then(value).alias(name), flag.alias(unknown_flag(name))]


def tagged(
    placed: pl.DataFrame, tables: TypedTables, settings: BoostPromotionSettings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pupils and the learners, with their tags and what follows from them.

    Args:
        placed: the pupils, as `ranges.placed` has them.
        tables: the extract, typed.
        settings: from which similarity on names may match.

    Returns:
        The pupils with what they match and what happens to their learner; the learners with their pupil and where they are
        after the sync. A row without a key has neither tag nor partner.
    """
    learners = _linked(placed, tables["learners"])
    pupils = beside(placed, _learner_of(placed, learners))
    pool = _pool(pupils, learners, settings)
    pupils = _tagged_pupils(pupils, pool)
    ours = looked_up(pupils[ROW], pool.pupils, ROW)
    theirs = looked_up(pupils["candidate_row"], pool.learners, ROW)
    pupils = beside(pupils, evidence(ours, theirs, no_dates(tables)))
    learners = _tagged_learners(learners, pool, pupils)
    return _with_learner(pupils, learners), _after(learners, pupils)


def _linked(placed: pl.DataFrame, learners: pl.DataFrame) -> pl.DataFrame:
    """The learners with the pupil in range that their mis_id names, if any, and how many of them name it."""
    chosen = placed.lazy().filter("in_range")
    in_range = first_rows(
        chosen.select("mis_id", pupil_row=ROW, pupil_year="year_group", pupil_year_compared="year").collect(), "mis_id"
    )
    named = learners.select(mis_id=pl.when(pl.col("learner_id").is_not_null()).then("mis_id"))["mis_id"]
    found = looked_up(named, in_range, "mis_id")
    linked, there = pl.lit(named).is_not_null(), pl.col("pupil_row").is_not_null()
    link = pl.when(linked).then(pl.when(there).then(pl.lit(SYNCED)).otherwise(pl.lit(DESYNCED)))
    elsewhere = named.to_frame().select(pl.when(pl.lit(found["pupil_row"]).is_null()).then("mis_id"))["mis_id"]
    known = pl.lit(few_within(elsewhere, placed["mis_id"]))
    because = pl.when(linked & ~there).then(pl.when(known).then(pl.lit(OUT_OF_RANGE)).otherwise(pl.lit(LEFT)))
    told = beside(
        learners,
        found.with_columns(link=link, desynced_because=because),
        (rows_with_key(named) - 1).fill_null(0).alias("others_with_mis_id").to_frame(),
    )
    left = told.select(mis_id=pl.when(pl.col("desynced_because") == LEFT).then("mis_id"))["mis_id"]
    return told.with_columns(
        has_left=(pl.col("desynced_because") == LEFT).fill_null(value=False),
        is_out_of_range=(pl.col("desynced_because") == OUT_OF_RANGE).fill_null(value=False),
        mis_id_near=near_unknown(left, left.is_not_null(), placed["mis_id"]),
    )


def _learner_of(placed: pl.DataFrame, learners: pl.DataFrame) -> pl.DataFrame:
    """The row of the first learner that was synced with each pupil in range."""
    rows = keyed(learners.select("learner_id", "mis_id", linked_row=ROW), "learner_id")
    first = first_rows(rows, "mis_id").drop("learner_id")
    ids = placed.select(mis_id=pl.when("in_range").then("mis_id"))["mis_id"]
    return looked_up(ids, first, "mis_id")


def _pool(pupils: pl.DataFrame, learners: pl.DataFrame, settings: BoostPromotionSettings) -> _Pool:
    new = pupils.filter(pl.col("in_range") & pl.col("linked_row").is_null())
    by_hand = learners.filter(pl.col("learner_id").is_not_null() & pl.col("mis_id").is_null())
    sides = [people(side) for side in (new, by_hand)]
    return _Pool(sides[0], sides[1], match(sides[0], sides[1], settings.may_match_score))


def no_dates(tables: TypedTables) -> str:
    """What to say of dates of birth that are unread."""
    dated = tables.supplied("pupils.date_of_birth") and tables.supplied("learners.date_of_birth")
    return NOT_READ if dated else NOT_SUPPLIED


def _tagged_pupils(pupils: pl.DataFrame, pool: _Pool) -> pl.DataFrame:
    claims = pool.found.learners.select(ROW, "claims")
    found = looked_up(pupils[ROW], pool.found.pupils, ROW)
    found = beside(found, looked_up(found["candidate"], claims, ROW))
    matched = (
        pl.when(pl.col("linked_row").is_not_null()).then(pl.lit(SYNCED)).otherwise(pl.coalesce("match", pl.lit(NEW)))
    )
    counted, rivals = pl.col("matching_learners").fill_null(0), (pl.col("claims") - 1).fill_null(0)
    certain = pl.when((counted == 1) & (rivals == 0)).then("candidate")
    return beside(pupils, found).with_columns(
        tag=pl.when("in_range").then(matched),
        matching_learners=pl.when("in_range").then(counted),
        rivals=pl.when("in_range").then(rivals),
        candidate_row=pl.col("candidate"),
        learner_row=pl.coalesce("linked_row", certain),
    )


def _tagged_learners(learners: pl.DataFrame, pool: _Pool, pupils: pl.DataFrame) -> pl.DataFrame:
    found = looked_up(learners[ROW], pool.found.learners, ROW)
    ids = looked_up(found["claimant"], pupils.select(ROW, claimant_id="mis_id"), ROW)
    has_key = pl.col("learner_id").is_not_null()
    by_hand = has_key & pl.col("mis_id").is_null()
    return beside(learners, found, ids).with_columns(
        tag=pl.when(by_hand).then(pl.coalesce("match", pl.lit(UNLINKED))).otherwise("link"),
        claims=pl.when(has_key).then(pl.col("claims").fill_null(0)),
    )


def _with_learner(pupils: pl.DataFrame, learners: pl.DataFrame) -> pl.DataFrame:
    """The pupils, each with its learner and what the sync makes of it."""
    ids = learners.select(ROW, candidate_id="learner_id")
    of_learner = learners.select(
        ROW,
        "learner_id",
        "username__unknown",
        "email__unknown",
        learner_has_username=pl.col("username").is_not_null(),
        learner_has_email=pl.col("email").is_not_null(),
        class_before="class_name",
        year_before="year_group",
    ).rename({"username__unknown": "no_username", "email__unknown": "no_email"})
    found = beside(looked_up(pupils["learner_row"], of_learner, ROW), looked_up(pupils["candidate_row"], ids, ROW))
    moves = (pl.col("learner_row").is_not_null() | (pl.col("tag") == NEW)) & pl.col("maps_to").is_not_null()
    return beside(pupils, found).with_columns(
        *flagged("learner_has_username", pl.col("learner_has_username"), pl.col("no_username")),
        *flagged("learner_has_email", pl.col("learner_has_email"), pl.col("no_email")),
        class_after=pl.when(moves).then("maps_to").otherwise("class_before"),
        year_after=pl.when(moves).then("year_group").otherwise("year_before"),
    )


def _after(learners: pl.DataFrame, pupils: pl.DataFrame) -> pl.DataFrame:
    """The learners, each in its class and year group after the sync."""
    by_name = pupils.filter(pl.col("linked_row").is_null() & pl.col("learner_row").is_not_null()).select(
        "learner_row", named_pupil=ROW
    )
    found = looked_up(learners[ROW].alias("learner_row"), by_name, "learner_row")
    pupil_row = pl.select(pl.coalesce(pl.lit(learners["pupil_row"]), pl.lit(found["named_pupil"])).alias(ROW))[ROW]
    goes = looked_up(pupil_row, pupils.select(ROW, "maps_to", new_year="year_group"), ROW)
    moves = pl.col("maps_to").is_not_null()
    return beside(learners, goes).with_columns(
        class_after=pl.when(moves).then("maps_to").otherwise("class_name"),
        year_after=pl.when(moves).then("new_year").otherwise("year_group"),
    )
