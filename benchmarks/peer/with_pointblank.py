"""Pointblank over Polars: a step for each requirement; what failed is in the extracts of the steps."""

from collections.abc import Callable
from pathlib import Path

import pointblank as pb
import polars as pl

from peer.joined import HOLDS, MAIL, in_polars
from peer.timed import timed

_FILLED = {"PS-101": "salutation", "PS-102": "first_name", "PS-104": "last_name"}
_OTHERS = [rule for rule in HOLDS if rule not in {"PS-002", "PS-106", *_FILLED}]


def flag(folder: Path) -> Callable[[Path], None]:
    """Interrogate the students, and name the failing ones by the extracts."""
    students = in_polars(folder)
    asked = pb.Validate(students).rows_distinct("student_id").col_vals_regex("email", MAIL, na_pass=True)
    for column in _FILLED.values():
        asked = asked.col_vals_not_null(column)
    for rule in _OTHERS:
        asked = asked.col_vals_expr(HOLDS[rule])
    asked = asked.interrogate(collect_extracts=True, get_first_n=students.height, extract_limit=students.height)
    extracts = asked.get_data_extracts()
    pairs = pl.concat(
        extracts[step].select(pl.lit(rule).alias("rule"), pl.col("student_id").alias("key"))
        for step, rule in enumerate(("PS-002", "PS-106", *_FILLED, *_OTHERS), start=1)
    ).unique()
    return pairs.write_csv


if __name__ == "__main__":
    timed(flag)
