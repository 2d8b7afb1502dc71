"""Schools on Spark: one shuffle brings the rows of each together, each is checked there, and what was found is written.

Nothing is collected: of what is found, the driver sees the number of schools that ended in each way. Everything here is
Spark's public interface, so that it runs under `spark-submit`, in a notebook, and on a session of Spark Connect alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest

try:
    import pyarrow as pa
    import pyspark.sql.functions as sf
except ModuleNotFoundError:
    _MISSING = "Spark needs the extra: pip install 'schoolgate[spark]'; a cluster has it already"
    raise UsageError(_MISSING) from None

from schoolgate.cluster.ledger import LEDGER
from schoolgate.cluster.schools import FINDINGS, RECORDS
from schoolgate.cluster.work import ORDER, SCHOOL, SOURCE, Worker, worker
from schoolgate.pages.archive import run_name

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

Tables: TypeAlias = "Mapping[str, DataFrame] | DataFrame"
SCHOOLS = "schools"
BATCH = 8
"""How many schools Spark hands to Python at once: by default it would be ten thousand rows, and a row is a school."""
_BATCHES = "spark.sql.execution.arrow.maxRecordsPerBatch"
_SHUFFLES = "spark.sql.shuffle.partitions"


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote: the folders `findings`, `records` and `ledger` below `out`, in each a folder `run=<run>`.

    The ledger is written last: what it does not know of is of a run that did not come to its end. `schools`, from which they
    are made, has all of a school in one row; nothing reads it after that.
    """

    spark: "SparkSession"
    out: str
    run: str

    def read(self, name: str) -> "DataFrame":
        """The findings, the records, the ledger or the schools of this run, as they lie there."""
        return self.spark.read.parquet(_place(self.out, name, self.run))

    def endings(self) -> dict[int, int]:
        """How many schools ended with each exit code."""
        counted = self.read(LEDGER).groupBy("exit_code").count().collect()
        return dict(sorted((row["exit_code"], row["count"]) for row in counted))


def check(
    tables: Tables,
    suite: str,
    out: str | Path,
    *,
    partition: str = "school_id",
    settings: str | Path | Mapping[str, Any] | None = None,
    as_of: str | date | datetime | None = None,
    order: str | None = None,
    only: Sequence[str] = (),
    partitions: int | None = None,
    fail_on: str = "error",
    show_values: bool = False,
) -> Written:
    """Check every school, and write what was found as Parquet.

    Args:
        tables: a frame for each table, by its name, with the rows of all schools; or one frame, a school a row, with the
            columns `school` and `source`, the place of its files as every worker can reach it.
        suite: the workflow, such as "portal-sync".
        out: a folder that every worker can reach; runs are added to it, and nothing in it is replaced.
        partition: the column that says whose a row is.
        settings: as for `schoolgate.check`, of all schools; without them those beside a school's files count.
        as_of: as for `schoolgate.check`; without it, one moment for all schools.
        order: the column by which the rows of a school are numbered; without it, or where a table has none such, they are
            numbered as they stand in their file. Of a school in several files nobody but Spark says which comes first.
        only: the schools to check; none means all.
        partitions: into how many parts the schools are shuffled; a core works on one at a time. Without it as many as
            `spark.sql.shuffle.partitions` says.
        fail_on: as for `schoolgate.check`, "error", "warning" or "never".
        show_values: whether cells of personal columns leave.

    Raises:
        UsageError: there is no such suite, table, column or setting.
    """
    made = worker(suite, settings, as_of, fail_on=fail_on, show_values=show_values)
    schools = gathered(tables, suite, partition=partition, order=order, only=only, partitions=partitions)
    written = Written(schools.sparkSession, str(out).rstrip("/"), run_name(suite, datetime.now(UTC)))
    with _batches_of(written.spark):
        # First each school whole: of a cache that an engine drops, or never makes, all would be checked once more for each.
        checked(schools, made).write.parquet(_place(written.out, SCHOOLS, written.run))
    found = written.read(SCHOOLS)
    for name in (FINDINGS, RECORDS):
        rows = found.select(SCHOOL, sf.explode(name).alias("found")).select(SCHOOL, "found.*")
        rows.write.parquet(_place(written.out, name, written.run))
    found.drop(FINDINGS, RECORDS).write.parquet(_place(written.out, LEDGER, written.run))
    return written


def checked(schools: "DataFrame", made: Worker) -> "DataFrame":
    """What a worker makes of schools, a row each: see `Worker.schema`. For who writes it elsewhere than `check` does.

    Args:
        schools: what `gathered` gives.
        made: the worker.
    """
    return schools.mapInArrow(made, ", ".join(f"{_name(one.name)} {_type(one.type)}" for one in made.schema))


def gathered(
    tables: Tables,
    suite: str,
    *,
    partition: str = "school_id",
    order: str | None = None,
    only: Sequence[str] = (),
    partitions: int | None = None,
) -> "DataFrame":
    """A school a row: after one shuffle, a list of structs for each table; the arguments are those of `check`.

    Raises:
        UsageError: there is no such table or column.
    """
    if not isinstance(tables, Mapping):
        _refuse_lacking("the frame of schools", tables, SCHOOL, SOURCE)
        chosen = _chosen(tables, SCHOOL, only)
        return chosen.repartition(partitions or _shuffles(chosen), SCHOOL)
    known = suites.load(suite).tables_by_name
    if not tables:
        msg = f"no table; {suite} has {', '.join(known)}"
        raise UsageError(msg)
    for name in tables:
        if name not in known:
            msg = f"There is no table {name!r} in {suite}: {nearest(name, known)}"
            raise UsageError(msg)
    parts = [_nested(name, frame, partition, order, only) for name, frame in tables.items()]
    stacked = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)
    shuffled = stacked.repartition(partitions or _shuffles(stacked), SCHOOL)
    return shuffled.groupBy(SCHOOL).agg(*(sf.collect_list(name).alias(name) for name in tables))


def _nested(name: str, frame: "DataFrame", partition: str, order: str | None, only: Sequence[str]) -> "DataFrame":
    """The school of each row of a table, and the row as a struct."""
    _refuse_lacking(name, frame, partition)
    numbered = _number(frame, order)
    cells = [_column(one).alias(one) for one in frame.columns if one not in {partition, order}]
    return _chosen(frame, partition, only).select(
        _column(partition).cast("string").alias(SCHOOL), sf.struct(numbered.alias(ORDER), *cells).alias(name)
    )


def _number(frame: "DataFrame", order: str | None) -> "Column":
    """What the rows of a school are sorted by: the column of that name, else where they stand in their file."""
    return _column(order) if order is not None and order in frame.columns else sf.monotonically_increasing_id()


def _chosen(frame: "DataFrame", column: str, only: Sequence[str]) -> "DataFrame":
    return frame.where(_column(column).cast("string").isin(*only)) if only else frame


def _refuse_lacking(name: str, frame: "DataFrame", *columns: str) -> None:
    for column in columns:
        if column not in frame.columns:
            msg = f"{name} has no column {column!r}, which says whose a row is: {nearest(column, frame.columns)}"
            raise UsageError(msg)


def _shuffles(frame: "DataFrame") -> int:
    return int(frame.sparkSession.conf.get(_SHUFFLES, "200"))


@contextmanager
def _batches_of(spark: "SparkSession") -> Iterator[None]:
    """Few schools at once for as long as the block lasts: a worker holds what it is handed."""
    before = spark.conf.get(_BATCHES, None)
    spark.conf.set(_BATCHES, str(BATCH))
    try:
        yield
    finally:
        if before is None:
            spark.conf.unset(_BATCHES)
        else:
            spark.conf.set(_BATCHES, before)


def _place(out: str, name: str, run: str) -> str:
    return f"{out}/{name}/run={run}"


def _column(name: str) -> "Column":
    return sf.col(_name(name))


def _name(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _type(of: pa.DataType) -> str:
    """An Arrow type as Spark writes it."""
    if pa.types.is_list(of):
        return f"array<{_type(of.value_type)}>"
    if pa.types.is_struct(of):
        return f"struct<{', '.join(f'{_name(one.name)}: {_type(one.type)}' for one in of)}>"
    return {"string": "string", "int64": "bigint", "double": "double", "bool": "boolean"}[str(of)]
