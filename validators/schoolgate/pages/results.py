"""The validation results of a run, one per fact table: what Data Docs are made from.

Great Expectations itself judges as long as that takes seconds. Its time grows with the keys that fail, so beyond a number
of them the outcomes of the check, which are known by then, are written down as the very results that it would have given.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from schoolgate import __version__
from schoolgate.basics.errors import ProgramError
from schoolgate.engines import gx
from schoolgate.engines.gx_conditions import Json
from schoolgate.frames.export import masked
from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.pages.conditions import met
from schoolgate.pages.native import NATIVE_LIMIT, is_native
from schoolgate.run.result import Result

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult

_NULLNESS = ("expect_column_values_to_be_null", "expect_column_values_to_not_be_null")
_NULL, _NOT_NULL = _NULLNESS

Results = Mapping[str, "ExpectationSuiteValidationResult"]
"""A validation result per fact table, by its name."""


def validation_results(result: Result, native_limit: int = NATIVE_LIMIT) -> Results:
    """The validation results of a run. They name failing rows by number and key, and hold no other cell.

    Args:
        result: the finished check.
        native_limit: up to where Great Expectations judges itself; beyond it the results are built from the outcomes.

    Raises:
        ProgramError: Great Expectations stumbled, or differs from the outcomes.
    """
    judged_by_gx = is_native(result, native_limit)
    return {
        table.name: _result_of(result, table, native=judged_by_gx and not result.facts[table.name].is_empty())
        for table in result.suite.fact_tables
    }


def _result_of(result: Result, table: FactTable, *, native: bool) -> "ExpectationSuiteValidationResult":
    facts = result.facts[table.name]
    compiled = gx.expectation_suite(result.suite, table)
    if native:
        found = gx.validated(compiled, gx.pandas_frame(masked(facts, table, result.suite)), index_columns(table))
    else:
        found = built(result.suite, table, facts, result.outcomes[table.name])
    order = {expectation["description"]: number for number, expectation in enumerate(compiled["expectations"])}
    found.results.sort(key=lambda one: order[_description(one)])
    # What the library puts here names nothing that anyone could look up, and a fingerprint of the facts.
    found.meta = {
        "great_expectations_version": found.meta["great_expectations_version"],
        "schoolgate_version": __version__,
        "suite": result.suite.name,
        "fact_table": table.name,
        "judged_by": "Great Expectations" if native else "the outcomes of the check",
    }
    return found


def index_columns(table: FactTable) -> list[str]:
    """The columns by which a validation result names a failing row."""
    return [ROW] if table.key is None else [ROW, table.key]


def built(
    suite: Suite, table: FactTable, facts: pl.DataFrame, outcomes: pl.DataFrame
) -> "ExpectationSuiteValidationResult":
    """The validation result that Great Expectations would give for a fact table, from outcomes that are known.

    Raises:
        ProgramError: the expectations of a rule do not say where it fails.
    """
    from great_expectations import __version__ as gx_version  # noqa: PLC0415 (it costs seconds)
    from great_expectations.core import ExpectationSuiteValidationResult  # noqa: PLC0415 (as above)

    compiled = gx.expectation_suite(suite, table)
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
    met_all = sum(bool(one.success) for one in results)
    return ExpectationSuiteValidationResult(
        success=met_all == len(results),
        results=results,
        suite_name=compiled["name"],
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": met_all,
            "unsuccessful_expectations": len(results) - met_all,
            "success_percent": _percent(met_all, len(results)),
        },
        meta={"great_expectations_version": gx_version},
    )


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


def _expectation_result(
    expectation: Json, *, rows: int, missing: int, index: pl.DataFrame
) -> "ExpectationValidationResult":
    from great_expectations.core import ExpectationValidationResult  # noqa: PLC0415 (it costs seconds)
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415 (as above)
        ExpectationConfiguration,
    )

    config = ExpectationConfiguration(
        type=expectation["type"],
        kwargs={**expectation["kwargs"], "batch_id": f"{gx.BATCH}-{gx.BATCH}"},
        meta=expectation["meta"],
        description=expectation["description"],
        severity=expectation["severity"],
    )
    figures = _figures(expectation["type"], rows, missing, index)
    return ExpectationValidationResult(success=index.is_empty(), expectation_config=config, result=figures)


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


def _description(expectation: "ExpectationValidationResult") -> str:
    config = expectation.expectation_config
    return str(config.description) if config else ""
