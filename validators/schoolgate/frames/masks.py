"""Formulas of truth as masks: Polars expressions (facts, the default engine, Pandera), arrays for pandas frames."""

from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, TypeVar, assert_never

import polars as pl

from schoolgate.language.predicate import AtLeast, AtMost, Atom, Filled, IsTrue, OneOf
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import Both, Either, Formula, Surely, unknown_flag

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Mask = TypeVar("Mask", pl.Expr, "NDArray[np.bool_]")
"""True or false in every row, never null: a Polars expression, or an array for the pandas frame at hand."""


def compiled(formula: Formula, table: FactTable, holds: Callable[[Atom], Mask]) -> Mask:
    """The formula as a mask; `holds` says where an atom surely holds."""
    match formula:
        case Surely(atom=atom, holds=True):
            return holds(atom)
        case Surely(atom=atom):
            known_no = ~holds(atom)
            if table.facts[atom.column].unknown:
                known_no = known_no & ~holds(IsTrue(unknown_flag(atom.column)))
            return known_no
        case Both(parts=parts):
            return reduce(and_, (compiled(part, table, holds) for part in parts)) if parts else holds(Filled(ROW))
        case Either(parts=parts):
            # A row number is never null. A bare literal would be one row long, whatever the frame.
            return reduce(or_, (compiled(part, table, holds) for part in parts)) if parts else ~holds(Filled(ROW))
        case _:
            assert_never(formula)


def anywhere(*masks: pl.Expr) -> pl.Expr:
    """Where any of the masks is true; false in every row where there is no mask."""
    return pl.any_horizontal(pl.repeat(value=False, n=pl.len(), dtype=pl.Boolean()), *masks)


def at(positions: pl.Series, height: int) -> pl.Series:
    """True at these positions of so many rows; each may be named more than once."""
    nowhere = pl.repeat(value=False, n=height, dtype=pl.Boolean(), eager=True)
    return nowhere.scatter(positions, values=True) if positions.len() else nowhere


def holds_in_polars(atom: Atom) -> pl.Expr:
    """Where the atom surely holds."""
    column = pl.col(atom.column)
    match atom:
        case Filled():
            return column.is_not_null()
        case OneOf(values=(value,)):
            return (column == value).fill_null(value=False)
        case OneOf(values=values):
            return column.is_in(values).fill_null(value=False)
        case IsTrue():
            return column.fill_null(value=False)
        case AtLeast(least=least):
            return (column >= least).fill_null(value=False)
        case AtMost(most=most):
            return (column <= most).fill_null(value=False)
        case _:
            assert_never(atom)
