"""The row conditions of compiled suites, read back as Polars expressions: of which rows an expectation asks."""

import polars as pl

from schoolgate.basics.errors import ProgramError
from schoolgate.engines.gx_conditions import Json


def met(condition: Json | None) -> pl.Expr:
    """Where a serialised row condition holds, true or false in every row. None holds everywhere.

    A comparison with a missing cell is false, as it is in pandas and in SQL.

    Raises:
        ProgramError: the condition is of a form that no compiled suite has.
    """
    match condition:
        case None:
            return pl.lit(value=True)
        case {"type": "and", "conditions": list(parts)}:
            return pl.all_horizontal(map(met, parts))
        case {"type": "or", "conditions": list(parts)}:
            return pl.any_horizontal(map(met, parts))
        case {"type": "nullity", "column": {"name": str(name)}, "is_null": bool(is_null)}:
            return pl.col(name).is_null() if is_null else pl.col(name).is_not_null()
        case {"type": "comparison", "column": {"name": str(name)}, "operator": str(operator), "parameter": parameter}:
            return _compared(pl.col(name), operator, parameter).fill_null(value=False)
        case _:
            msg = "a row condition has a form that schoolgate does not write"
            raise ProgramError(msg)


def _compared(column: pl.Expr, operator: str, parameter: object) -> pl.Expr:
    match operator, parameter:
        case "==", str() | int():
            return column.eq(parameter)
        case "IN", list(values):
            return column.is_in(values)
        case "NOT_IN", list(values):
            return ~column.is_in(values)
        case ">=", int(bound):
            return column >= bound
        case "<=", int(bound):
            return column <= bound
        case _:
            msg = f"a row condition compares with {operator}, which schoolgate does not write"
            raise ProgramError(msg)
