"""The third engine: the compiled suites, run by stock Great Expectations.

Great Expectations is imported when the first check asks for it: that takes seconds.
"""

import builtins
import logging
import math
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl

from schoolgate.basics.errors import ProgramError
from schoolgate.engines.gx_conditions import Json
from schoolgate.engines.gx_suite import check, expectation_suite, suite_name, write
from schoolgate.frames.export import masked
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, FactTable

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

__all__ = ["check", "expectation_suite", "failing_rows", "pandas_frame", "suite_name", "write"]

BATCH = "facts"
"""What Great Expectations calls the data source, and the asset in it."""
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}
_LAST_LINE = re.compile(r"^(\w+)(?::|$)", re.MULTILINE)
"""How a traceback ends: with the kind of the exception."""


def failing_rows(suite: Suite, table: FactTable, facts: pl.DataFrame) -> dict[str, set[int]]:
    """Which rows fail which rule, in the judgement of Great Expectations.

    Args:
        suite: whose rules are compiled.
        table: the fact table to judge.
        facts: its rows. Personal text is replaced before Great Expectations sees it.

    Returns:
        The numbers of the failing rows by rule id, for every rule of the table; nothing where there are no rows.

    Raises:
        ProgramError: a rule cannot be compiled, or Great Expectations stumbled over it; the message holds no cell.
    """
    if facts.is_empty():
        return {}
    compiled = expectation_suite(suite, table)
    result = validated(compiled, pandas_frame(masked(facts, table, suite)))
    rows: dict[str, set[int]] = {rule.id: set() for rule in suite.rules_on(table)}
    for expectation in result.results:
        rule = _rule_of(expectation)
        rows[rule] |= _unexpected_rows(rule, expectation)
    return rows


def pandas_frame(frame: pl.DataFrame) -> pd.DataFrame:
    """A Polars frame for Great Expectations, in the dtypes that `pd.read_parquet` gives it, but without pyarrow.

    Missing whole numbers make a column of doubles, missing yes-or-no cells one of objects: in both, comparing with a
    missing cell is false, while the nullable dtypes of pandas answer with a third value.
    """
    return pd.DataFrame({column.name: _array(column) for column in frame})


def _array(column: pl.Series) -> "np.ndarray[Any, Any]":
    cells = column.to_list()
    if column.dtype.is_integer():
        if column.null_count():
            return np.array([math.nan if cell is None else cell for cell in cells], dtype=np.float64)
        return np.array(cells, dtype=np.int64)
    if column.dtype == pl.Boolean and not column.null_count():
        return np.array(cells, dtype=np.bool_)
    array = np.empty(len(cells), dtype=np.object_)
    array[:] = cells
    return array


def validated(compiled: Json, frame: pd.DataFrame, index: Sequence[str] = (ROW,)) -> "ExpectationSuiteValidationResult":
    """The result of a compiled suite on a frame: an entry per expectation, none of which raised.

    Args:
        compiled: the suite, serialised.
        frame: what to judge.
        index: the columns by which the result names a failing row.

    Raises:
        ProgramError: Great Expectations refused the suite, dropped a part of it, or raised.
    """
    # Every row condition copies the rows that it takes, all their columns: the fewer there are, the better.
    read = frame[[name for name in frame if name in {*index, *_read(compiled["expectations"])}]]
    with quiet():
        try:
            result = _run(compiled, read, index)
        except Exception as error:  # noqa: BLE001 (whatever it is, only its kind may be told)
            # Its text, and that of what it came from, may quote a cell.
            msg = f"Great Expectations could not run suite {compiled['name']} ({type(error).__name__})"
            raise ProgramError(msg) from None
    for expectation in result.results:
        _refuse_exception(expectation)
    # An expectation that it cannot read is logged and left out: the suite would pass without it.
    expected = len(compiled["expectations"])
    if len(result.results) != expected:
        msg = f"Great Expectations ran {len(result.results)} of the {expected} expectations of {compiled['name']}"
        raise ProgramError(msg)
    return result


def _read(part: Any) -> Iterator[str]:
    """The columns that a part of a compiled suite names: as what is tested, or in a condition."""
    match part:
        case list():
            for each in part:
                yield from _read(each)
        case {"column": {"name": str(name)}} | {"column": str(name)}:
            yield name
            yield from _read(part.get("row_condition"))
        case {"kwargs": inner} | {"conditions": inner}:
            yield from _read(inner)


def _run(compiled: Json, frame: pd.DataFrame, index: Sequence[str]) -> "ExpectationSuiteValidationResult":
    made = context()
    from great_expectations import ExpectationSuite  # noqa: PLC0415 (it costs seconds)

    asset = made.data_sources.add_pandas(BATCH).add_dataframe_asset(BATCH)
    batch = asset.add_batch_definition_whole_dataframe("all rows").get_batch({"dataframe": frame})
    wanted = {**_RESULT_FORMAT, "unexpected_index_column_names": list(index)}
    return batch.validate(ExpectationSuite(**compiled), result_format=wanted)


def context(stores: Json | None = None, sites: Json | None = None) -> "EphemeralDataContext":
    """A context of Great Expectations that shows no progress and sends nothing anywhere.

    Args:
        stores: configurations of stores by name, besides the usual ones, which are in memory.
        sites: configurations of Data Docs sites by name.
    """
    # Read when the library is imported.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx  # noqa: PLC0415 (it costs seconds)
    from great_expectations.data_context.types.base import (  # noqa: PLC0415 (as above)
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    defaults = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    defaults.stores |= stores or {}
    config = DataContextConfig(
        store_backend_defaults=defaults,
        data_docs_sites=sites or {},
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        analytics_enabled=False,
    )
    return gx.get_context(project_config=config, mode="ephemeral")


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings and no log lines: Great Expectations logs the text of exceptions, which may quote cells."""
    logger = logging.getLogger("great_expectations")
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [logging.NullHandler()], False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _rule_of(expectation: "ExpectationValidationResult") -> str:
    config = expectation.expectation_config
    return str(config.meta["rule"]) if config and config.meta else "unnamed"


def _refuse_exception(expectation: "ExpectationValidationResult") -> None:
    """Raise if an expectation raised: it then reads as failed, with no row to show for it.

    Whether it did is told in `exception_info`, or one level down, by metric.
    """
    info: Mapping[str, Any] = expectation.exception_info or {}
    parts = [info, *(part for part in info.values() if isinstance(part, Mapping))]
    for part in parts:
        if part.get("raised_exception"):
            kind = _kind_of_exception(str(part.get("exception_traceback")))
            msg = f"Great Expectations raised {kind} on rule {_rule_of(expectation)}"
            raise ProgramError(msg)


def _kind_of_exception(traceback: str) -> str:
    """The kind of the first exception in a traceback; only built-in names, as any other word may come from a cell."""
    for name in _LAST_LINE.findall(traceback):
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            return str(name)
    return "an exception"


def _unexpected_rows(rule: str, expectation: "ExpectationValidationResult") -> set[int]:
    """The failing rows of one expectation, which are as many as it says they are.

    Without values Great Expectations writes them as `[{"row": [2, 9]}]`.
    """
    result = expectation.result
    rows = {int(row) for part in result.get("unexpected_index_list") or [] for row in part[ROW]}
    if len(rows) != result.get("unexpected_count") or expectation.success != (not rows):
        msg = f"Great Expectations lists {len(rows)} rows for rule {rule} and counts {result.get('unexpected_count')}"
        raise ProgramError(msg)
    return rows
