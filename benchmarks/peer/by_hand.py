"""The floor: the requirements in Polars, with no library around them."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from peer.joined import HOLDS, in_polars
from peer.timed import timed


def flag(folder: Path) -> Callable[[Path], None]:
    """Read, look up, and gather a row for each requirement that a student does not meet."""
    students = in_polars(folder)
    fails = students.select((~holds).alias(rule) for rule, holds in HOLDS.items())
    pairs = pl.concat(
        students.select(pl.lit(rule).alias("rule"), pl.col("student_id").alias("key")).filter(fails[rule])
        for rule in HOLDS
    )
    return pairs.write_csv


if __name__ == "__main__":
    timed(flag)
