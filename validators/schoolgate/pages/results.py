"""The validation results of a run, one per fact table, as JSON: what Data Docs are made from.

The outcomes of the check are written down as the very results that Great Expectations would give: any Great Expectations
reads them. Where that is asked for it judges itself, which takes seconds before the first row.
"""

from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Any

import polars as pl

from schoolgate import __version__
from schoolgate.basics.errors import ProgramError
from schoolgate.engines import gx_suite
from schoolgate.engines.gx_conditions import Json
from schoolgate.frames.export import masked
from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.pages.conditions import met
from schoolgate.run.result import Result

_NULLNESS = ("expect_column_values_to_be_null", "expect_column_values_to_not_be_null")
_NULL, _NOT_NULL = _NULLNESS

Results = Mapping[str, Json]
"""A validation result per fact table, by its name."""


def validation_results(result: Result, *, native: bool = False) -> Results:
    """The validation results of a run. They name failing rows by number and key, and hold no other cell.

    Args:
        result: the finished check.
        native: let Great Expectations judge itself, every fact table that has rows.

    Raises:
        ProgramError: Great Expectations stumbled, or differs from the outcomes.
    """
    return {
        table.name: _result_of(result, table, native=native and not result.facts[table.name].is_empty())
        for table in result.suite.fact_tables
    }


def _result_of(result: Result, table: FactTable, *, native: bool) -> Json:
    facts = result.facts[table.name]
    compiled = gx_suite.expectation_suite(result.suite, table)
    if native:
        from schoolgate.engines import gx  # noqa: PLC0415 (what it imports takes long)

        judged = gx.validated(compiled, gx.pandas_frame(masked(facts, table, result.suite)), index_columns(table))
        found: Json = judged.to_json_dict()  # type: ignore[no-untyped-call]  # it has no types
    else:
        found = built(result.suite, table, facts, result.outcomes[table.name])
    order = {expectation["description"]: number for number, expectation in enumerate(compiled["expectations"])}
    found["results"].sort(key=lambda one: order[one["expectation_config"]["description"]])
    # What the library puts here names nothing that anyone could look up, and a fingerprint of the facts.
    found["meta"] = {
        "great_expectations_version": found["meta"]["great_expectations_version"],
        "schoolgate_version": __version__,
        "suite": result.suite.name,
        "fact_table": table.name,
        "judged_by": "Great Expectations" if native else "the outcomes of the check",
    }
    return found


def index_columns(table: FactTable) -> list[str]:
    """The columns by which a validation result names a failing row."""
    return [ROW] if table.key is None else [ROW, table.key]


@cache
def _gx_version() -> str:
    return metadata.version("great_expectations")


def built(suite: Suite, table: FactTable, facts: pl.DataFrame, outcomes: pl.DataFrame) -> Json:
    """The validation result that Great Expectations would give for a fact table, from outcomes that are known.

    Raises:
        ProgramError: the expectations of a rule do not say where it fails.
    """
    compiled = gx_suite.expectation_suite(suite, table)
    expectations: list[Json] = compiled["expectations"]
    asked = _asked(expectations, facts)
    failed = _failed(expectations, facts, outcomes, asked)
    index = facts.select(index_columns(table))
    results = [
        _expectation_result(
            expectation,
            rows=len(asked[number].arg_true()),
            missing=len((asked[number] & facts[expectation["kwargs"]["column"]].is_null()).arg_true()),
            index=index.filter(failed[number]),
        )
        for number, expectation in enumerate(expectations)
    ]
    met_all = sum(one["success"] for one in results)
    return {
        "id": None,
        "success": met_all == len(results),
        "results": results,
        "suite_name": compiled["name"],
        "suite_parameters": {},
        "statistics": {
            "evaluated_expectations": len(results),
            "successful_expectations": met_all,
            "unsuccessful_expectations": len(results) - met_all,
            "success_percent": _percent(met_all, len(results)),
        },
        "meta": {"great_expectations_version": _gx_version()},
    }


def _asked(expectations: list[Json], facts: pl.DataFrame) -> list[pl.Series]:
    """For each expectation, which rows it asks."""
    columns = facts.select(
        pl.repeat(value=True, n=pl.len()).and_(met(expectation["kwargs"].get("row_condition"))).alias(str(number))
        for number, expectation in enumerate(expectations)
    )
    return columns.get_columns()


def _failed(
    expectations: list[Json], facts: pl.DataFrame, outcomes: pl.DataFrame, asked: list[pl.Series]
) -> list[pl.Series]:
    """For each expectation, which rows fail it: those of its rule's failures that it asks and that its column tells."""
    found: list[pl.Series] = []
    seen: dict[str, pl.Series] = {}
    for expectation, rows in zip(expectations, asked, strict=True):
        rule = expectation["meta"]["rule"]
        column = facts[expectation["kwargs"]["column"]]
        told = column.is_null() if expectation["type"] == _NOT_NULL else column.is_not_null()
        here = (outcomes[rule] == Outcome.FAIL.value) & rows & told
        before = seen.setdefault(rule, pl.repeat(value=False, n=facts.height, eager=True))
        if (here & before).any():
            msg = f"two expectations of rule {rule} claim the same failing row"
            raise ProgramError(msg)
        seen[rule] = before | here
        found.append(here)
    for rule, rows in seen.items():
        if not rows.equals(outcomes[rule] == Outcome.FAIL.value, check_names=False):
            msg = f"the expectations of rule {rule} do not ask of every row that fails it"
            raise ProgramError(msg)
    return found


def _expectation_result(expectation: Json, *, rows: int, missing: int, index: pl.DataFrame) -> Json:
    return {
        "success": index.is_empty(),
        "expectation_config": {
            "type": expectation["type"],
            "kwargs": {**expectation["kwargs"], "batch_id": f"{_BATCH}-{_BATCH}"},
            "meta": expectation["meta"],
            "description": expectation["description"],
            "severity": expectation["severity"],
        },
        "result": _figures(expectation["type"], rows, missing, index),
        "meta": {},
        "exception_info": {"raised_exception": False, "exception_traceback": None, "exception_message": None},
    }


_BATCH = "facts"
"""What Great Expectations calls the data source, and the asset in it: see `schoolgate.engines.gx.BATCH`."""


def _figures(kind: str, rows: int, missing: int, index: pl.DataFrame) -> dict[str, Any]:
    """The figures of a result, in the form in which Great Expectations gives them for each kind of expectation."""
    total = _percent(index.height, rows)
    present = total if kind in _NULLNESS else _percent(index.height, rows - missing)
    figures: dict[str, Any] = {
        "element_count": rows,
        "unexpected_count": index.height,
        "unexpected_percent": present,
        "unexpected_index_list": [index.to_dict(as_series=False)] if index.height else [],
    }
    if kind != _NULL:
        figures["unexpected_index_column_names"] = index.columns
    if kind not in _NULLNESS:
        figures |= {
            "missing_count": missing,
            "missing_percent": _percent(missing, rows),
            "unexpected_percent_total": total,
            "unexpected_percent_nonmissing": present,
        }
    return figures


def _percent(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None
