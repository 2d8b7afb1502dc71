"""Which learner is which pupil, the tags that follow, and where everybody is after the sync."""

from dataclasses import dataclass

import polars as pl

from schoolgate.frames.relations import beside, first_rows, keyed, looked_up, rows_with_key
from schoolgate.language.frame import TypedTables
from schoolgate.language.table import ROW
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.boost_promotion import matching
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, NEW, SYNCED, UNLINKED
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings

_NO = pl.lit(value=False)


@dataclass(frozen=True, slots=True)
class _Pool:
    """Who is matched by name: pupils in range without a linked learner, learners added by hand, and what was found.

    `sure` says whether their dates of birth are at hand: without a whole column of them nobody can tell who matches whom.
    """

    pupils: pl.DataFrame
    learners: pl.DataFrame
    found: matching.Matches
    sure: bool


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
    learners = _linked(placed, tables)
    # Without the column nobody knows who was synced before, unless there is nobody.
    known = tables.supplied("learners.mis_id") or keyed(learners, "learner_id").is_empty()
    pupils = beside(placed, _learner_of(placed, learners))
    pool = _pool(pupils, learners, tables, settings)
    pupils = _tagged_pupils(pupils, pool, known=known)
    pupils = beside(pupils, _evidence(pupils, pool))
    learners = _tagged_learners(learners, pool, pupils, known=known)
    return _with_learner(pupils, learners), _after(learners, pupils, pool, known=known)


def _linked(placed: pl.DataFrame, tables: TypedTables) -> pl.DataFrame:
    """The learners with the pupil in range that their mis_id names, if any, and how many of them name it."""
    learners = tables["learners"]
    in_range = first_rows(placed, "mis_id").filter("in_range").select("mis_id", pupil_row=ROW, pupil_year="year_group")
    named = learners.select(mis_id=pl.when(pl.col("learner_id").is_not_null()).then("mis_id"))["mis_id"]
    found = looked_up(named, in_range, "mis_id")
    link = pl.when(pl.lit(named).is_not_null()).then(
        pl.when(pl.col("pupil_row").is_not_null()).then(pl.lit(SYNCED)).otherwise(pl.lit(DESYNCED))
    )
    return beside(
        learners,
        found.with_columns(link=link),
        (rows_with_key(named) - 1).fill_null(0).alias("others_with_mis_id").to_frame(),
    )


def _learner_of(placed: pl.DataFrame, learners: pl.DataFrame) -> pl.DataFrame:
    """The row of the first learner that was synced with each pupil in range."""
    first = first_rows(keyed(learners, "learner_id"), "mis_id").select("mis_id", linked_row=ROW)
    ids = placed.select(mis_id=pl.when("in_range").then("mis_id"))["mis_id"]
    return looked_up(ids, first, "mis_id")


def _pool(pupils: pl.DataFrame, learners: pl.DataFrame, tables: TypedTables, settings: BoostPromotionSettings) -> _Pool:
    # Nobody whose own date of birth cannot be read matches anybody.
    new = pupils.filter(pl.col("in_range") & pl.col("linked_row").is_null())
    by_hand = learners.filter(
        pl.col("learner_id").is_not_null() & pl.col("mis_id").is_null() & ~pl.col("mis_id__unknown")
    )
    sides = [matching.people(side.filter(~pl.col("date_of_birth__unknown"))) for side in (new, by_hand)]
    dated = tables.supplied("pupils.date_of_birth") and tables.supplied("learners.date_of_birth")
    return _Pool(
        sides[0],
        sides[1],
        found=matching.match(sides[0], sides[1], settings.may_match_score),
        sure=dated or new.is_empty() or by_hand.is_empty(),
    )


def _tagged_pupils(pupils: pl.DataFrame, pool: _Pool, *, known: bool) -> pl.DataFrame:
    claims = pool.found.learners.select(ROW, "claims")
    found = looked_up(pupils[ROW], pool.found.pupils, ROW)
    found = beside(found, looked_up(found["candidate"], claims, ROW))
    waits = pl.col("in_range") & pl.col("linked_row").is_null()
    unsure = waits & (pl.lit(not known or not pool.sure) | pl.col("date_of_birth__unknown"))
    tag = (
        pl.when(pl.col("linked_row").is_not_null())
        .then(pl.lit(SYNCED))
        .when(waits)
        .then(pl.coalesce("match", pl.lit(NEW)))
    )
    counted = pl.when("in_range").then(pl.col("matching_learners").fill_null(0))
    rivals = pl.when("in_range").then((pl.col("claims") - 1).fill_null(0))
    return beside(pupils, found).with_columns(
        *flagged("tag", tag, unsure),
        *flagged("matching_learners", counted, unsure),
        *flagged("rivals", rivals, unsure),
        *flagged("candidate_row", pl.col("candidate"), unsure),
        learner_row=pl.when(~unsure).then(
            pl.coalesce("linked_row", pl.when((counted == 1) & (rivals == 0)).then("candidate"))
        ),
        # One whose own date of birth cannot be read matches nobody, so it surely has no learner.
        no_learner_known=(pl.col("in_range") & pl.lit(not known)) | (waits & pl.lit(not pool.sure)),
    )


def _evidence(pupils: pl.DataFrame, pool: _Pool) -> pl.DataFrame:
    """What agrees and what differs between each pupil and its first candidate, and how alike their names are."""
    ours = looked_up(pupils[ROW], pool.pupils, ROW)
    theirs = looked_up(pupils["candidate_row"], pool.learners, ROW)
    has = pl.lit(theirs["name"]).is_not_null()
    same = {
        "first name": (pl.lit(ours["first"]) == pl.lit(theirs["first"])) & (pl.lit(ours["first"]) != ""),
        "last name": (pl.lit(ours["last"]) == pl.lit(theirs["last"])) & (pl.lit(ours["last"]) != ""),
        "date of birth": (pl.lit(ours["born"]) == pl.lit(theirs["born"])).fill_null(value=False),
    }
    blank = {
        "first name": (pl.lit(ours["first"]) == "") | (pl.lit(theirs["first"]) == ""),
        "last name": (pl.lit(ours["last"]) == "") | (pl.lit(theirs["last"]) == ""),
        "date of birth": pl.lit(ours["born"]).is_null() | pl.lit(theirs["born"]).is_null(),
    }
    agrees = [pl.when(has & there).then(pl.lit(what)) for what, there in same.items()]
    differs = [
        pl.when(has & ~there).then(pl.when(blank[what]).then(pl.lit(f"{what} (missing)")).otherwise(pl.lit(what)))
        for what, there in same.items()
    ]
    unsure = pl.col("tag__unknown")
    score = pl.lit(matching.likeness(ours["name"], theirs["name"]))
    return pupils.select(
        *flagged("match_agrees", pl.concat_str(agrees, separator=", ", ignore_nulls=True).replace("", None), unsure),
        *flagged("match_differs", pl.concat_str(differs, separator=", ", ignore_nulls=True).replace("", None), unsure),
        *flagged("match_score", score, unsure),
    )


def _tagged_learners(learners: pl.DataFrame, pool: _Pool, pupils: pl.DataFrame, *, known: bool) -> pl.DataFrame:
    found = looked_up(learners[ROW], pool.found.learners, ROW)
    ids = looked_up(found["claimant"], pupils.select(ROW, claimant_id="mis_id"), ROW)
    has_key = pl.col("learner_id").is_not_null()
    by_hand = has_key & pl.col("mis_id").is_null()
    unlinked = pl.lit(not known) & has_key
    unsure = unlinked | (by_hand & (pl.lit(not pool.sure) | pl.col("date_of_birth__unknown")))
    tag = pl.when(by_hand).then(pl.coalesce("match", pl.lit(UNLINKED))).otherwise("link")
    claims = pl.when(has_key).then(pl.col("claims").fill_null(0))
    return beside(learners, found, ids).with_columns(
        *flagged("link", pl.col("link"), unlinked),
        *flagged("pupil_year", pl.col("pupil_year"), unlinked),
        *flagged("others_with_mis_id", pl.col("others_with_mis_id"), unlinked),
        *flagged("tag", tag, unsure),
        *flagged("claims", claims, unsure),
        *flagged("claimant_id", pl.col("claimant_id"), unsure),
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
    unsure = pl.col("tag__unknown")
    moves = (pl.col("learner_row").is_not_null() | (pl.col("tag") == NEW)) & pl.col("maps_to").is_not_null()
    texts = {
        "learner_id": pl.col("learner_id"),
        "candidate_id": pl.col("candidate_id"),
        "class_before": pl.col("class_before"),
        "class_after": pl.when(moves).then("maps_to").otherwise("class_before"),
        "year_before": pl.col("year_before"),
        "year_after": pl.when(moves).then("year_group").otherwise("year_before"),
    }
    together = beside(pupils, found)
    return together.with_columns(
        *(part for name, value in texts.items() for part in flagged(name, value, unsure)),
        *flagged(
            "learner_has_username", pl.col("learner_has_username"), pl.col("no_learner_known") | pl.col("no_username")
        ),
        *flagged("learner_has_email", pl.col("learner_has_email"), pl.col("no_learner_known") | pl.col("no_email")),
    )


def _after(learners: pl.DataFrame, pupils: pl.DataFrame, pool: _Pool, *, known: bool) -> pl.DataFrame:
    """The learners, each in its class and year group after the sync."""
    by_name = pupils.filter(pl.col("linked_row").is_null() & pl.col("learner_row").is_not_null()).select(
        "learner_row", named_pupil=ROW
    )
    found = looked_up(learners[ROW].alias("learner_row"), by_name, "learner_row")
    pupil_row = pl.select(pl.coalesce(pl.lit(learners["pupil_row"]), pl.lit(found["named_pupil"])).alias(ROW))[ROW]
    goes = looked_up(pupil_row, pupils.select(ROW, "maps_to", new_year="year_group"), ROW)
    has_key = pl.col("learner_id").is_not_null()
    by_hand = has_key & pl.col("mis_id").is_null() & ~pl.col("mis_id__unknown")
    unsure = (pl.lit(not known) & has_key) | (by_hand & pl.lit(not pool.sure))
    moves = pl.col("maps_to").is_not_null()
    return beside(learners, goes).with_columns(
        *flagged("class_after", pl.when(moves).then("maps_to").otherwise("class_name"), unsure),
        *flagged("year_after", pl.when(moves).then("new_year").otherwise("year_group"), unsure),
    )
