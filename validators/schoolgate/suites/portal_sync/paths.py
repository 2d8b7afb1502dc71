"""The three paths into the portal, and which requirements make up each. A student syncs if one is open to it.

What a path requires is what its rules require: nothing is said twice.
"""

from functools import cache

import polars as pl

from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.language.predicate import AllOf, Predicate
from schoolgate.language.truth import surely
from schoolgate.language.way import Way
from schoolgate.suites.portal_sync.facts import STUDENT_FACTS
from schoolgate.suites.portal_sync.rules import RULES
from schoolgate.suites.portal_sync.rules.prospective import OF_APPLICATION, OF_BASE_GROUP, REVIEWED

PATHS = (
    Way("current", ("PS-201", "PS-202", "PS-203", "PS-204")),
    Way("prospective", ("PS-301", *OF_APPLICATION, *OF_BASE_GROUP)),
    Way("left", ("PS-401", "PS-402", "PS-403")),
)
"""In the order in which they are tried."""

_RULES = {rule.id: rule for rule in RULES}


def holds(predicate: Predicate) -> pl.Expr:
    """Where the predicate surely holds, over the facts of students."""
    return compiled(surely(predicate), STUDENT_FACTS, holds_in_polars)


def fails(predicate: Predicate) -> pl.Expr:
    """Where the predicate surely does not hold."""
    return compiled(surely(predicate, holds=False), STUDENT_FACTS, holds_in_polars)


@cache
def open_paths() -> dict[str, pl.Expr]:
    """Where each path is surely open."""
    return {path.name: holds(path.requires(_RULES)) for path in PATHS}


@cache
def possible_paths() -> dict[str, pl.Expr]:
    """Where no requirement of the path surely fails."""
    return {path.name: ~fails(path.requires(_RULES)) for path in PATHS}


@cache
def qualifies() -> tuple[pl.Expr, pl.Expr]:
    """Over applications with the names of students' facts: where one surely qualifies, and where it surely does not."""
    asked = AllOf(*(_RULES[rule].require for rule in OF_APPLICATION))
    return holds(asked), fails(asked)


@cache
def first_gap() -> pl.Expr:
    """The first requirement of a prospective student, of those that PS-311 reviews, that the student surely fails."""
    gap: pl.Expr = pl.lit(None, dtype=pl.String())
    for rule in reversed(REVIEWED):
        gap = pl.when(fails(_RULES[rule].require)).then(pl.lit(rule)).otherwise(gap)
    return gap
