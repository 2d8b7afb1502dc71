"""What a worker does: each school of a batch is checked by itself, and becomes a row, whatever comes of it."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
import pyarrow as pa

from schoolgate import suites
from schoolgate.basics.errors import InputError, ProgramError, SchoolgateError, UsageError, nearest
from schoolgate.basics.toml import loads
from schoolgate.cluster.ledger import COLUMNS, Line, line_of, without_verdict
from schoolgate.cluster.work import ORDER, SCHOOL, SETTINGS, SOURCE, Worker
from schoolgate.gate.levels import LEVELS
from schoolgate.intake.place import place_of
from schoolgate.language.settings import toml_document
from schoolgate.language.suite import Suite
from schoolgate.run.order import Order, carried_out, settings_of
from schoolgate.run.result import Result
from schoolgate.story.rows import records

FINDINGS = "findings"
RECORDS = "records"
_WAIVED: Mapping[str, pl.DataType] = {"waived": pl.Boolean(), "waiver": pl.String()}
"""The columns that findings have where a file of waivers lies beside the tables."""


def refuse_wrong(worker: Worker) -> None:
    """Refuse, before anything is sent anywhere, what no school could be checked with.

    Raises:
        UsageError: there is no such suite or level, or the settings hold what is unknown or wrong.
    """
    if worker.fail_on not in LEVELS:
        msg = f"fail_on = {worker.fail_on!r}: {nearest(worker.fail_on, LEVELS)}"
        raise UsageError(msg)
    settings_of(_order(worker, {}, worker.settings or {}, "any"))


def settings_in(path: Path) -> Mapping[str, Any]:
    """What a file of settings holds.

    Raises:
        UsageError: it cannot be read, or is no TOML.
    """
    return toml_document(path, f"Settings {path}", "settings")


@cache
def schema_of(suite: str) -> pa.Schema:
    """The Arrow schema of what a worker gives: a line of the ledger, then findings and records as lists of structs."""
    findings, verdicts = _frames(_of_nobody(suites.load(suite)), show_values=False)
    nested = [
        (name, pa.list_(pa.struct(list(plain(frame))))) for name, frame in ((FINDINGS, findings), (RECORDS, verdicts))
    ]
    return pa.schema([*COLUMNS, *nested])


def plain(frame: pl.DataFrame) -> pa.Schema:
    """The schema of a frame in types that every engine knows."""
    return pa.schema([(name, _type(dtype)) for name, dtype in frame.schema.items()])


def _type(dtype: pl.DataType) -> pa.DataType:
    if isinstance(dtype, pl.List) and dtype.inner == pl.String():
        return pa.list_(pa.string())
    if dtype == pl.Boolean():
        return pa.bool_()
    if dtype.is_integer():
        return pa.int64()
    if dtype == pl.String():
        return pa.string()
    msg = f"a column of type {dtype} goes to no engine yet"
    raise ProgramError(msg)


def _of_nobody(suite: Suite) -> Result:
    """The check of an extract without a record, which has all columns."""
    empty = {
        table.name: pl.DataFrame(schema={one.name: pl.String() for one in table.columns}) for table in suite.tables
    }
    return carried_out(Order(suite=suite, source=empty, settings={}))


def _frames(result: Result, *, show_values: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings and records; every finding says whether it is waived, as the columns of all schools are the same."""
    found = result.findings(show_values=show_values)
    none = [pl.lit(None, dtype).alias(name) for name, dtype in _WAIVED.items() if name not in found.columns]
    return found.with_columns(none), records(result)


def checked(worker: Worker, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Each school of a batch, as a batch of one row.

    Raises:
        InputError: the batch has no column of schools, or nothing to check.
    """
    names = batch.schema.names
    tables = [name for name in names if pa.types.is_list(batch.schema.field(name).type)]
    if SCHOOL not in names or not (SOURCE in names or tables):
        msg = (
            f"a batch has the columns {', '.join(names) or '(none)'}; expected {SCHOOL}, and {SOURCE} with the place of its "
            "files or a list of structs for each table"
        )
        raise InputError(msg)
    for at in range(batch.num_rows):
        yield _school(worker, batch, at, tables)


def _school(worker: Worker, batch: pa.RecordBatch, at: int, tables: list[str]) -> pa.RecordBatch:
    """One school: what was found, or why nothing could be."""
    began = perf_counter()
    name = batch.column(SCHOOL)[at].as_py()
    found: tuple[pl.DataFrame, pl.DataFrame] | None = None
    try:
        if not name:
            rows = ", ".join(f"{len(batch.column(one)[at] or ())} of {one}" for one in tables) or "a row"
            msg = f"rows that name no school ({rows}): whose are they?"
            raise InputError(msg)  # noqa: TRY301 (told like any other reason)
        result = carried_out(_order(worker, _source(batch, at, tables), _settings(worker, batch, at), name))
        found = _frames(result, show_values=worker.show_values)
        line = line_of(result, name, worker)
    except SchoolgateError as error:
        line = without_verdict(worker, name or "", error.exit_code, str(error))
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 (a Polars panic is no Exception; the other schools go on)
        # The text of an error may quote a cell: only its kind is told.
        why = f"a fault of schoolgate itself ({type(error).__name__})"
        line = without_verdict(worker, name or "", ProgramError.exit_code, why)
    return _row(schema_of(worker.suite), line, perf_counter() - began, found if line.exit_code <= 1 else None)


def _order(worker: Worker, source: object, settings: Mapping[str, Any] | None, name: str) -> Order:
    return Order(
        suite=suites.load(worker.suite),
        source=source,
        school=name,
        settings=settings,
        as_of=worker.as_of,
        fail_on=worker.fail_on,
        show_values=worker.show_values,
    )


def _settings(worker: Worker, batch: pa.RecordBatch, at: int) -> Mapping[str, Any] | None:
    text = batch.column(SETTINGS)[at].as_py() if SETTINGS in batch.schema.names else None
    if text is None:
        return worker.settings
    try:
        return loads(text)
    except ValueError as error:
        msg = f"the settings of the school are not valid TOML: {error}"
        raise UsageError(msg) from None


def _source(batch: pa.RecordBatch, at: int, tables: list[str]) -> object:
    """Where the files of a school are, or its tables as frames."""
    if SOURCE in batch.schema.names:
        place = batch.column(SOURCE)[at].as_py()
        if not place:
            msg = f"no {SOURCE}: where are its files?"
            raise InputError(msg)
        return place_of(place)
    rows = {name: batch.column(name)[at].values for name in tables}
    return {name: _frame(nested) for name, nested in rows.items() if nested is not None}


def _frame(rows: pa.StructArray) -> pl.DataFrame:
    """The rows of a table, in their order."""
    frame = pl.DataFrame(pa.Table.from_batches([pa.RecordBatch.from_struct_array(rows)]))
    if ORDER not in frame.columns:
        return frame
    place = pl.col(ORDER)
    # Where all cells are text, so are the numbers of rows: 9 comes before 10.
    by = [place.cast(pl.Float64, strict=False), place] if frame.schema[ORDER] == pl.String() else [place]
    return frame.sort(by, nulls_last=True, maintain_order=True).drop(ORDER)


def _row(
    schema: pa.Schema, line: Line, seconds: float, found: tuple[pl.DataFrame, pl.DataFrame] | None
) -> pa.RecordBatch:
    told = {**line.columns, "seconds": round(seconds, 3)}
    columns = [pa.array([told[one.name]], one.type) for one in COLUMNS]
    for place, name in enumerate((FINDINGS, RECORDS)):
        of = schema.field(name).type
        rows = pa.array([], of.value_type) if found is None else _structs(found[place], of.value_type)
        columns.append(pa.ListArray.from_arrays(pa.array([0, len(rows)], pa.int32()), rows))
    return pa.RecordBatch.from_arrays(
        [column.cast(one.type) for column, one in zip(columns, schema, strict=True)], schema=schema
    )


def _structs(frame: pl.DataFrame, of: pa.StructType) -> pa.Array:
    table = frame.to_arrow().cast(pa.schema(list(of)))
    return pa.concat_arrays(table.to_struct_array().chunks) if table.num_rows else pa.array([], of)
