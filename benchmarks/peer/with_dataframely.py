"""dataframely: a schema with a rule for each requirement; filtering tells the rows that failed, and what they failed."""

from collections.abc import Callable
from pathlib import Path

import dataframely as dy
import polars as pl

from peer.joined import HOLDS, in_polars
from peer.timed import timed


class _Columns(dy.Schema):
    student_id = dy.String(nullable=True)
    salutation = dy.String(nullable=True)
    first_name = dy.String(nullable=True)
    last_name = dy.String(nullable=True)
    email = dy.String(nullable=True)
    portal_login = dy.Bool(nullable=True)
    roll_mode = dy.String(nullable=True)
    base_group_id = dy.String(nullable=True)
    latest_dol = dy.Date(nullable=True)
    student_type = dy.String(nullable=True)
    kind = dy.String(nullable=True)
    active = dy.Bool(nullable=True)
    linked = dy.Bool(nullable=True)
    login_mail = dy.String(nullable=True)


def _rule(holds: pl.Expr) -> object:
    @dy.rule()
    def rule(cls: type[dy.Schema]) -> pl.Expr:  # noqa: ARG001  it is given the schema
        return holds

    return rule


STUDENTS = type(_Columns)("Students", (_Columns,), {rule: _rule(holds) for rule, holds in HOLDS.items()})


def flag(folder: Path) -> Callable[[Path], None]:
    """Filter the students, and name the failing ones by what each failed."""
    _, failed = STUDENTS.filter(in_polars(folder))
    details = failed.details()
    pairs = pl.concat(
        details.filter(pl.col(rule) == "invalid").select(pl.lit(rule).alias("rule"), pl.col("student_id").alias("key"))
        for rule in HOLDS
    )
    return pairs.write_csv


if __name__ == "__main__":
    timed(flag)
