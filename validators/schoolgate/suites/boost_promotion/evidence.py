"""What speaks for two people being one, and what against: told of each pupil and learner who match, or may match."""

import polars as pl

from schoolgate.frames.relations import looked_up
from schoolgate.language.table import ROW
from schoolgate.suites.boost_promotion.facts_people import MATCHED
from schoolgate.suites.boost_promotion.people import people

NOT_READ = "could not be read"
NOT_SUPPLIED = "could not be read: the column was not supplied"
"""What to say of a date of birth that is none."""
_BOTH = 2
MOST_PAIRS = 4_000_000
"""Of more pairs only each pupil's first candidate is told."""


def evidence(ours: pl.DataFrame, theirs: pl.DataFrame, no_dates: str) -> pl.DataFrame:
    """What agrees and what differs between the people of each row, and how alike their names are.

    Args:
        ours: pupils, as `people` has them.
        theirs: the learner beside each; a row of nulls where there is none.
        no_dates: what to say of dates of birth that are unread.

    Returns:
        `match_agrees`, `match_differs` and `match_score` (of 100), all null where there is no learner.
    """
    from schoolgate.suites.boost_promotion.similar import likeness  # noqa: PLC0415 (NumPy comes with it)

    has = pl.lit(theirs["name"]).is_not_null()
    born = pl.lit(ours["born"]), pl.lit(theirs["born"])
    unread = (pl.lit(ours["unread"]) | pl.lit(theirs["unread"])).fill_null(value=False)
    agrees, differs = [], []
    for what, column in (("first name", "first"), ("last name", "last")):
        one, other = pl.lit(ours[column]), pl.lit(theirs[column])
        same, blank = (one == other) & (one != ""), (one == "") | (other == "")
        agrees.append(pl.when(has & same).then(pl.lit(what)))
        said = pl.when(blank).then(pl.lit(f"{what} (missing)")).otherwise(pl.lit(what))
        differs.append(pl.when(has & ~same).then(said))
    same = (born[0] == born[1]).fill_null(value=False)
    missing = pl.when(unread).then(pl.lit(f"date of birth ({no_dates})")).otherwise(pl.lit("date of birth (missing)"))
    said = pl.when(born[0].is_null() | born[1].is_null()).then(missing).otherwise(pl.lit("date of birth"))
    agrees.append(pl.when(has & same).then(pl.lit("date of birth")))
    differs.append(pl.when(has & ~same).then(said))
    return ours.select(
        match_agrees=pl.concat_str(agrees, separator=", ", ignore_nulls=True).replace("", None),
        match_differs=pl.concat_str(differs, separator=", ", ignore_nulls=True).replace("", None),
        match_score=pl.lit(likeness(ours["name"], theirs["name"])),
    )


def candidates(pupils: pl.DataFrame, learners: pl.DataFrame, least: float, no_dates: str) -> pl.DataFrame:
    """Every candidate of every pupil, with the evidence.

    Args:
        pupils: fact rows of pupils who match, or may match, a learner.
        learners: fact rows of learners who are a candidate.
        least: from which similarity on names may match.
        no_dates: what to say of dates of birth that are unread.

    Returns:
        `row` and `learner_row`, in this order, `match_agrees`, `match_differs`, `match_score`.
    """
    sides = people(pupils), people(learners)
    if pupils.height * learners.height > MOST_PAIRS:
        pairs = pupils.select(ROW, learner_row="candidate_row")
    else:
        tags = learners.select(pl.col(ROW).alias("learner_row"), their_tag="tag")
        every = pupils.select(ROW, "tag").join(tags.filter(pl.col("their_tag").is_not_null()), how="cross")
        pairs = every.filter(pl.col("tag") == pl.col("their_tag"))
    ours, theirs = (looked_up(pairs[name], side, ROW) for name, side in zip((ROW, "learner_row"), sides, strict=True))
    told = pairs.hstack(evidence(ours, theirs, no_dates))
    if pupils.height * learners.height > MOST_PAIRS:
        return told.sort(ROW, "learner_row")
    from schoolgate.suites.boost_promotion.similar import alike  # noqa: PLC0415 (NumPy comes with it)

    near = alike(ours["name"], theirs["name"], least)
    agrees = pl.col("match_agrees").fill_null("")
    born, names = agrees.str.contains("date of birth"), agrees.str.count_matches("name")
    matched = born & (names == _BOTH)
    may = (names == _BOTH) | (born & ((names > 0) | pl.lit(near)))
    holds = pl.when(pl.col("tag") == MATCHED).then(matched).otherwise(may & ~matched)
    return told.filter(holds).drop("tag", "their_tag").sort(ROW, "learner_row")
