"""The rules as Pandera schemas, for Polars and for pandas frames: a named check per rule. Slow to import.

Every rule becomes one table-level check that is true in each row where the rule does not fail. What such a check hands
to Pandera as its failure cases is the row number alone, so that none of its errors quotes a cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, assert_never, overload

import pandas as pd
import pandera.pandas
import pandera.polars
import polars as pl
from pandera.api.base.checks import CheckResult
from pandera.config import ValidationDepth, config_context, get_config_global
from pandera.engines.pandas_engine import DataType as PandasType
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from schoolgate.basics.errors import ProgramError
from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.language.frame import DTYPES
from schoolgate.language.outcome import fails
from schoolgate.language.predicate import AtLeast, AtMost, Atom, Filled, IsTrue, OneOf
from schoolgate.language.rule import Rule
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, UNPARSED, FactTable, Kind, Table
from schoolgate.language.truth import unknown_flag

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pandera.api.polars.types import PolarsData

Backend = Literal["polars", "pandas"]
Schema = pandera.polars.DataFrameSchema | pandera.pandas.DataFrameSchema


def _holds_in_pandas(frame: pd.DataFrame, atom: Atom) -> "NDArray[np.bool_]":
    """Arrays, so that whichever of its types pandas holds the column in, its nulls end here."""
    column = frame[atom.column]
    match atom:
        case Filled():
            mask = column.notna()
        case OneOf(values=values):
            mask = column.isin(values)
        case IsTrue():
            mask = column.eq(other=True)
        case AtLeast(least=least):
            mask = column >= least
        case AtMost(most=most):
            mask = column <= most
        case _:
            assert_never(atom)
    return mask.to_numpy(dtype=bool, na_value=False)


# ----------------------------------------------------------------------------------------------- what Pandera is told


class RuleCheck(pandera.pandas.Check):
    """The check of one rule. `rule` is the rule; the failure cases are row numbers, never the rows themselves."""

    def __init__(self, rule: Rule, check_fn: Any) -> None:
        """A check named after the rule; `check_fn` says where the rule does not fail."""
        super().__init__(
            check_fn,
            name=rule.id,
            # Reports show the error of a check, not its name.
            error=f"{rule.id}: {rule.asks} {rule.fix}",
            title=rule.title,
            description=f"{rule.id}: {rule.asks} {rule.fix} Source: {rule.source}.",
            # Otherwise Pandera passes what it takes for a null, and this is Pandera's default.
            ignore_na=False,
        )
        self.rule = rule

    @classmethod
    def get_backend(cls, check_obj: Any) -> Any:
        """Pandera's own: it looks backends up by the very class of a check."""
        return pandera.pandas.Check.get_backend(check_obj)

    def __call__(self, check_obj: Any, column: str | None = None) -> CheckResult:
        """Run the check; of the rows that fail keep the number."""
        result = super().__call__(check_obj, column)
        cases = result.failure_cases
        if isinstance(cases, pl.LazyFrame):
            cases = cases.select(ROW)
        elif cases is not None:
            cases = cases[ROW]
        return result._replace(failure_cases=cases)


class PolarsSchema(pandera.polars.DataFrameSchema):
    """A schema that checks the data of a LazyFrame too: by default Pandera checks the types of its columns only."""

    @classmethod
    def get_backend(cls, check_obj: Any = None, check_type: type | None = None) -> Any:
        """Pandera's own: it looks backends up by the very class of a schema."""
        return pandera.polars.DataFrameSchema.get_backend(check_obj, check_type)

    def validate(self, check_obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Validate a frame; one that is lazy is collected first, and given back lazy."""
        if isinstance(check_obj, pl.LazyFrame):
            return super().validate(check_obj.collect(), *args, **kwargs).lazy()
        return super().validate(check_obj, *args, **kwargs)


_HELD: dict[Kind, frozenset[str]] = {
    Kind.TEXT: frozenset({"string"}),
    Kind.BOOL: frozenset({"boolean"}),
    Kind.DATE: frozenset({"date", "datetime", "datetime64"}),
    Kind.DATETIME: frozenset({"datetime", "datetime64"}),
    Kind.INT: frozenset({"integer"}),
    Kind.NUMBER: frozenset({"decimal", "integer", "floating"}),
}
"""What `pandas.api.types.infer_dtype` calls columns of each kind."""


@dataclass(frozen=True, repr=False)
class PandasKind(PandasType):
    """A pandas column that holds values of a kind, nulls aside.

    pandas has five ways to store a nullable bool and no type for dates, and which of them a frame has depends on how it
    was read. Pandera's own types know one way each and turn the others into it, numbers into text included.
    """

    kind: Kind = Kind.TEXT
    type: Any = field(default="object", init=False)

    def check(self, pandera_dtype: Any, data_container: Any = None) -> bool:
        """Whether every value of the column is of the kind."""
        if data_container is None:
            return bool(self == pandera_dtype)
        values = data_container.dropna()
        held = pd.api.types.infer_dtype(values)
        if values.empty or held in _HELD[self.kind]:
            return True
        # Whole numbers become floats where pandas has to make room for a null.
        return self.kind is Kind.INT and held == "floating" and bool((values % 1 == 0).all())

    def __str__(self) -> str:
        return self.kind.value


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of a schema, whichever the backend."""

    name: str
    kind: Kind
    nullable: bool
    required: bool = True
    about: str = ""
    shown: bool = True


def _fact_fields(table: FactTable) -> Iterable[_Field]:
    yield _Field(ROW, Kind.INT, nullable=False, about="the record's number in its file")
    for fact in table.facts.values():
        yield _Field(fact.name, fact.kind, fact.missing or fact.unknown, about=fact.about, shown=fact.shown)
        if fact.unknown:
            about = f"{fact.name} cannot be told"
            yield _Field(unknown_flag(fact.name), Kind.BOOL, nullable=False, about=about)


def _table_fields(table: Table) -> Iterable[_Field]:
    yield _Field(ROW, Kind.INT, nullable=False, required=False, about="the record's number in its file")
    yield _Field(UNPARSED, Kind.TEXT, nullable=True, required=False, about="the first column with an unreadable cell")
    for column in table.columns:
        shown = column.shown or column.name == table.key
        yield _Field(column.name, column.kind, nullable=True, required=column.required, about=column.about, shown=shown)
        if column.may_be_unknown:
            about = f"{column.name} could not be read or was not supplied"
            yield _Field(unknown_flag(column.name), Kind.BOOL, nullable=False, required=False, about=about)


def _text_fields(table: Table) -> Iterable[_Field]:
    """The columns as a file holds them."""
    return (replace(field, kind=Kind.TEXT) for field in _table_fields(table) if field.name in table.by_name)


def _column(of: _Field, backend: Backend) -> Any:
    options: dict[str, Any] = {
        "nullable": of.nullable,
        "required": of.required,
        "description": of.about or None,
        "metadata": {"kind": of.kind.value, "shown": of.shown},
    }
    if backend == "polars":
        return pandera.polars.Column(DTYPES[of.kind], **options)
    return pandera.pandas.Column(PandasKind(of.kind), **options)


# ----------------------------------------------------------------------------------------------------------- schemas


@overload
def fact_schema(suite: Suite, table: FactTable, backend: Literal["polars"]) -> pandera.polars.DataFrameSchema: ...
@overload
def fact_schema(suite: Suite, table: FactTable, backend: Literal["pandas"]) -> pandera.pandas.DataFrameSchema: ...
def fact_schema(suite: Suite, table: FactTable, backend: Backend) -> Schema:
    """The schema of a fact table: its columns, and a `RuleCheck` per rule that judges it.

    Columns that it does not name may stand in the frame too. `metadata["rules"]` says of each rule how grave it is, who
    mends it and where it comes from.
    """
    rules = suite.rules_on(table)
    metadata = {"suite": suite.name, "rules": {rule.id: _metadata(rule) for rule in rules}}
    checks = [rule_check(suite, table, rule, backend) for rule in rules]
    name = f"{suite.name}.{table.name}"
    return _schema(name, _fact_fields(table), backend, about=table.about, metadata=metadata, checks=checks)


@overload
def table_schema(
    suite: Suite, table: Table, backend: Literal["polars"], *, text: bool = False
) -> pandera.polars.DataFrameSchema: ...
@overload
def table_schema(
    suite: Suite, table: Table, backend: Literal["pandas"], *, text: bool = False
) -> pandera.pandas.DataFrameSchema: ...
def table_schema(suite: Suite, table: Table, backend: Backend, *, text: bool = False) -> Schema:
    """The schema of a source table: required columns must be there, the others may be; each holds its kind, or `text`.

    What a cell may say, whether a key is missing or stands twice, is for the rules.
    """
    metadata = {"suite": suite.name, "key": table.key}
    name = f"{suite.name}.{table.name}"
    fields = _text_fields(table) if text else _table_fields(table)
    return _schema(name, fields, backend, about=table.about, metadata=metadata)


def rule_check(suite: Suite, table: FactTable, rule: Rule, backend: Backend) -> RuleCheck:
    """The check of a rule: true in each row of the fact table where the rule does not fail."""
    formula = fails(rule, table, suite.rules_by_id)
    if backend == "polars":
        passed = ~compiled(formula, table, holds_in_polars)

        def in_polars(data: "PolarsData") -> pl.LazyFrame:
            return data.lazyframe.select(passed)

        return RuleCheck(rule, in_polars)

    def in_pandas(frame: pd.DataFrame) -> "pd.Series[bool]":
        return pd.Series(~compiled(formula, table, partial(_holds_in_pandas, frame)), index=frame.index)

    return RuleCheck(rule, in_pandas)


def _metadata(rule: Rule) -> dict[str, str]:
    return {
        "rule": rule.id,
        "title": rule.title,
        "severity": rule.severities[0].value,
        "owner": rule.owner.value,
        "source": str(rule.source),
        "column": rule.column,
        "fix": rule.fix,
    }


def _schema(
    name: str,
    fields: Iterable[_Field],
    backend: Backend,
    *,
    about: str = "",
    metadata: dict[str, Any] | None = None,
    checks: Sequence[RuleCheck] = (),
) -> Schema:
    columns = {of.name: _column(of, backend) for of in fields}
    rest: dict[str, Any] = {"name": name, "description": about or None, "metadata": metadata, "checks": [*checks]}
    if backend == "polars":
        return PolarsSchema(columns, **rest)
    return pandera.pandas.DataFrameSchema(columns, unique_column_names=True, **rest)


# ------------------------------------------------------------------------------------------------------------ engine


def failing_rows(suite: Suite, table: FactTable, facts: pl.DataFrame) -> dict[str, set[int]]:
    """The row numbers that fail, per rule id, as the checks of the Polars schema say.

    Raises:
        ProgramError: the frame is not what the fact table declares, or a check crashed. No cell is quoted.
    """
    return _failing_rows(suite, table, facts, "polars")


def failing_rows_pandas(suite: Suite, table: FactTable, facts: pd.DataFrame) -> dict[str, set[int]]:
    """The same of a pandas frame, as the checks of the pandas schema say.

    Raises:
        ProgramError: as above.
    """
    return _failing_rows(suite, table, facts, "pandas")


def _failing_rows(
    suite: Suite, table: FactTable, facts: pl.DataFrame | pd.DataFrame, backend: Backend
) -> dict[str, set[int]]:
    if get_config_global().use_narwhals_backend:
        msg = "Pandera's narwhals backend mistakes one row for another; unset PANDERA_USE_NARWHALS_BACKEND"
        raise ProgramError(msg)
    _refuse_misshapen(suite, table, facts, backend)
    rows = facts[ROW].to_numpy()
    # For Polars, Pandera's checks take lazy frames only.
    frame = facts.lazy() if isinstance(facts, pl.DataFrame) else facts
    checks = [rule_check(suite, table, rule, backend) for rule in suite.rules_on(table)]
    return {check.rule.id: set(rows[~_passed(check, frame)].tolist()) for check in checks}


def _passed(check: RuleCheck, frame: pl.LazyFrame | pd.DataFrame) -> "NDArray[np.bool_]":
    """What Pandera made of a check: for each row of the frame, in order, whether it passed.

    The check itself is called, and not `validate`: variables of the environment can turn that one's checks off.
    """
    try:
        passed = check(frame).check_output
        return (passed.collect().to_series() if isinstance(passed, pl.LazyFrame) else passed).to_numpy()
    except Exception as error:  # noqa: BLE001  whatever it is, its text may quote a cell
        msg = f"the Pandera check of {check.rule.id} crashed with {type(error).__name__}"
        raise ProgramError(msg) from None


def _refuse_misshapen(suite: Suite, table: FactTable, frame: pl.DataFrame | pd.DataFrame, backend: Backend) -> None:
    schema: Any = _schema(table.name, _fact_fields(table), backend)
    try:
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        faults = ", ".join(_fault(error) for error in errors.schema_errors)
        msg = f"the facts of {suite.name}, table {table.name}, are not as declared: {faults}"
        raise ProgramError(msg) from None


def _fault(error: SchemaError) -> str:
    """The column and what is wrong with it, without its cells."""
    absent = error.reason_code is SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME
    column = error.failure_cases if absent else error.schema.name
    return f"{column} ({error.reason_code.value.replace('_', ' ')})"
