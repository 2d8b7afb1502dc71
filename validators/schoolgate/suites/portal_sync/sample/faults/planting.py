"""What faults have in common: overwriting cells, and moving students into groups that will not do."""

from collections.abc import Mapping
from typing import Literal, TypedDict, Unpack

import numpy as np
import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.portal_sync.sample.layout import CLASS_SIZE, Layout, group_rows, layout

ANYONE = pl.lit(value=True)
IS_CURRENT, IS_LEFT, IS_PROSPECTIVE = (pl.col("type") == name for name in ("current", "left", "prospective"))
NEVER_APPLIED = pl.col("applications") == 0
APPLIED_ONCE = IS_PROSPECTIVE & (pl.col("applications") == 1)
"""Damage to the application then brings no other one to the fore."""
HAS_PAST_APPLICATION = IS_CURRENT & (pl.col("application") >= 0)
"""Nothing else depends on it."""
ONE_ACTIVE = IS_PROSPECTIVE & (pl.col("active_applications") == 1)
"""Others are inactive, so none comes to the fore as long as this one stays active."""

Choices = tuple[str | None, ...]


class Options(TypedDict, total=False):
    """Fields of a fault that most leave at their defaults."""

    least: int
    cluster: str
    pairs: bool
    joins: bool
    hides: bool


def overwrite(
    rule: str,
    weight: float,
    columns: Mapping[str, Choices],
    *,
    fits: pl.Expr = ANYONE,
    table: Literal["students", "applications"] = "students",
    found_in: Literal["students", "applications"] = "students",
    name: str = "",
    **options: Unpack[Options],
) -> Fault:
    """A fault that overwrites cells: the students chosen take turns with the choices for each column.

    Args:
        rule: which fails.
        weight: the fault's share.
        columns: what stands in a column instead.
        fits: which students.
        table: whose cells: the student's, or those of its application.
        found_in: in which of the two the finding is.
        name: of the fault, where the rule has several.
        options: fields of `Fault`.
    """

    def plant(draft: Draft, rows: Ints, _: Dice) -> Planted:
        places = {"students": rows, "applications": applications_of(draft, rows)}
        edits = tuple(
            Edit(table, column, places[table], in_turn(words, rows.size)) for column, words in columns.items()
        )
        return Planted(edits, (Expected(rule, found_in, places[found_in]),))

    return Fault(name=name or rule, rules=(rule,), plant=plant, fits=fits, weight=weight, **options)


def applications_of(draft: Draft, rows: Ints) -> Ints:
    """The row in applications of each student's deciding (or past) application."""
    return draft.about["application"].gather(rows).to_numpy()


def plan_of(draft: Draft) -> Layout:
    """The layout of the draft's school."""
    return layout(draft.about.height, draft.as_of)


def group_ids(draft: Draft, rows: Ints) -> pl.Series:
    """The ids of groups, by their rows."""
    return draft.tables["groups"]["group_id"].gather(rows)


def of_class(draft: Draft, rows: Ints) -> Ints:
    """The row in groups of each student's class."""
    return draft.about["class_row"].gather(rows).to_numpy()


def of_intake(draft: Draft, rows: Ints) -> Ints:
    """The row in groups of the next intake of each student's year."""
    return draft.about["intake_row"].gather(rows).to_numpy()


def into_base(draft: Draft, rows: Ints, groups: Ints) -> Edit:
    """Give students other base groups, by their rows."""
    return Edit("students", "base_group_id", rows, group_ids(draft, groups))


def into_intake(draft: Draft, rows: Ints, groups: Ints) -> Edit:
    """Give the applications of students other intake groups, by their rows."""
    return Edit("applications", "intake_group_id", applications_of(draft, rows), group_ids(draft, groups))


def blocked(rules: tuple[str, str], rows: Ints, groups: Ints) -> tuple[Expected, Expected]:
    """One finding for each student, and one for each of the groups that block them."""
    return Expected(rules[0], "students", rows), Expected(rules[1], "groups", np.unique(groups))


def into_new_groups(
    draft: Draft, rows: Ints, prefix: str, like: tuple[str | None, ...]
) -> tuple[Edit, dict[str, pl.DataFrame], Ints]:
    """Move students into new groups of a class's size.

    Args:
        draft: the extract.
        rows: of the students.
        prefix: of the new groups' ids; a number follows.
        like: name, kind, active and year group of each new group.

    Returns:
        The edit, the new groups to append, and the row of each of these.
    """
    number = np.arange(rows.size) // CLASS_SIZE
    names = [f"{prefix}{at}" for at in range(1, int(number[-1]) + 2)]
    edit = Edit("students", "base_group_id", rows, pl.Series(names).gather(number))
    first = draft.tables["groups"].height
    new = group_rows([(name, *like) for name in names])
    return edit, {"groups": new}, np.arange(first, first + len(names))
