"""Which pupils of the MIS and which learners added by hand are, or may be, the same person.

No pair is written down unless it has to be: equal names are counted by group, and names that are only similar are compared
within a birthday, so that many equal names or birthdays cost time but no memory.
"""

from dataclasses import dataclass

import polars as pl

from schoolgate.language.table import ROW
from schoolgate.suites.boost_promotion.facts_people import MATCHED, MAY_MATCH
from schoolgate.suites.boost_promotion.people import NAME, Found, grouped

_PERSON = (*NAME, "born")
_FIRST, _LAST = ("born", "first"), ("born", "last")


@dataclass(frozen=True, slots=True)
class Matches:
    """What each pupil and each learner got, those with nothing left out.

    `pupils`: `row`, `match` (Matched or May match), `matching_learners` (how many learners), `candidate` (row of the first).
    `learners`: `row`, `match`, `claims` (whose candidate it is, how many pupils), `claimant` (row of the first of them).
    """

    pupils: pl.DataFrame
    learners: pl.DataFrame


def match(pupils: pl.DataFrame, learners: pl.DataFrame, least: float) -> Matches:
    """Match pupils without a learner against learners without a mis_id, each as `people` has them.

    Who matches for certain is out of the question for everybody else.

    Args:
        pupils: one side.
        learners: the other.
        least: the similarity from which on people of the same birthday may match, 0 to 100.
    """
    exact = _equal(pupils, learners, _PERSON, pl.col("named"))
    rest = [
        people.join(found, on=ROW, how="anti", maintain_order="left")
        for people, found in zip((pupils, learners), exact, strict=True)
    ]
    maybe = _alike(rest[0], rest[1], least)
    sides = [
        pl.concat([found.with_columns(match=pl.lit(MATCHED)), may.with_columns(match=pl.lit(MAY_MATCH))]).sort(ROW)
        for found, may in zip(exact, maybe, strict=True)
    ]
    return Matches(
        sides[0].rename({"count": "matching_learners", "head": "candidate"}),
        sides[1].rename({"count": "claims", "head": "claimant"}),
    )


def _counted(people: pl.DataFrame, others: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """How many of the others each of the people has in common `by` with, and the first of them."""
    return people.join(grouped(others, by), on=by, how="inner").select(ROW, "count", "head")


def _equal(pupils: pl.DataFrame, learners: pl.DataFrame, by: tuple[str, ...], who: pl.Expr) -> Found:
    """Those of them `who` agree on all of `by`; missing values agree with nothing."""
    pupils, learners = pupils.filter(who), learners.filter(who)
    return _counted(pupils, learners, by), _counted(learners, pupils, by)


def _alike(pupils: pl.DataFrame, learners: pl.DataFrame, least: float) -> Found:
    """Those who may match, none of whom matches for certain: so no pair is found in two of the ways, and counts add up."""
    found = [
        _equal(pupils, learners, NAME, pl.col("named")),
        _equal(pupils, learners, _FIRST, pl.col("first") != ""),
        _equal(pupils, learners, _LAST, pl.col("last") != ""),
    ]
    if pupils["born"].is_in(learners["born"].drop_nulls().implode()).any():
        from schoolgate.suites.boost_promotion.similar import similar  # noqa: PLC0415 (NumPy comes with it)

        found.append(similar(pupils, learners, least))

    def together(side: int) -> pl.DataFrame:
        parts = pl.concat([pair[side] for pair in found])
        return parts.group_by(ROW).agg(pl.col("count").sum(), pl.col("head").min())

    return together(0), together(1)
