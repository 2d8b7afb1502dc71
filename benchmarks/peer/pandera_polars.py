"""pandera over Polars: a schema, judged lazily; the rows that failed are in its table of failures."""

from collections.abc import Callable
from pathlib import Path

import pandera.polars as pa
import polars as pl

from peer.joined import HOLDS, in_polars
from peer.timed import timed


def _asks(rule: str, holds: pl.Expr) -> pa.Check:
    return pa.Check(lambda data: data.lazyframe.select(holds), name=rule, error=rule)


SCHEMA = pa.DataFrameSchema(checks=[_asks(rule, holds) for rule, holds in HOLDS.items()])


def flag(folder: Path) -> Callable[[Path], None]:
    """Judge the students, and name the failing ones by their places."""
    students = in_polars(folder)
    try:
        SCHEMA.validate(students, lazy=True)
    except pa.errors.SchemaErrors as found:
        failures = found.failure_cases
    rows = failures["index"].cast(pl.UInt32())
    pairs = pl.DataFrame({"rule": failures["check"], "key": students["student_id"].gather(rows)})
    return pairs.write_csv


if __name__ == "__main__":
    timed(flag)
