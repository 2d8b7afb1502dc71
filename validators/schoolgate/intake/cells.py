"""From text to types: what a cell must look like to be a date, a bool, a number. What does not is unknown, never guessed.

The kinds are those of the requirements. A cell that cannot be read keeps its raw text in the text table; here it becomes
null with its flag `__unknown` true, and `unparsed` names the first such column of its record.
"""

from collections.abc import Sequence
from functools import reduce

import polars as pl

from schoolgate.dates import ISO, DateFormat
from schoolgate.table import ROW, UNPARSED, Column, Kind, Table
from schoolgate.truth import unknown_flag
from schoolgate.typed import DTYPES

_TRUE = ("true", "yes", "y", "t", "1")
_FALSE = ("false", "no", "n", "f", "0")


def typed(
    text: pl.DataFrame | None, supplied: Sequence[str], table: Table, formats: Sequence[DateFormat]
) -> pl.DataFrame:
    """A table's cells, typed. `text` is None where the table was not supplied: no rows, every column in place."""
    if text is None:
        text = pl.DataFrame(schema={ROW: pl.Int64()})
    raw = {column.name: pl.col(column.name) for column in table.columns if column.name in supplied}
    values = {
        column.name: parsed(raw[column.name], column.kind, formats)
        for column in table.columns
        if column.name in raw and column.kind is not Kind.TEXT
    }
    bad = {name: raw[name].is_not_null() & value.is_null() for name, value in values.items()}
    selected: list[pl.Expr] = [pl.col(ROW)]
    for column in table.columns:
        value = values.get(column.name, raw.get(column.name))
        selected += _cells(column, value, bad.get(column.name))
    return text.select(*selected, _first(bad).alias(UNPARSED))


def _cells(column: Column, value: pl.Expr | None, bad: pl.Expr | None) -> list[pl.Expr]:
    """The column, and its flag where it can be unknown."""
    if value is None:
        value = pl.lit(column.default, dtype=DTYPES[column.kind])
        unknown: pl.Expr = pl.lit(column.default is None)
    else:
        unknown = pl.lit(value=False) if bad is None else bad
        counts_as = column.missing_as if column.default is None else column.default
        if counts_as is not None:
            value = value.fill_null(counts_as) if bad is None else pl.when(~bad).then(value.fill_null(counts_as))
    cells = [value.alias(column.name)]
    return [*cells, unknown.alias(unknown_flag(column.name))] if column.may_be_unknown else cells


def _first(bad: dict[str, pl.Expr]) -> pl.Expr:
    """The name of the first column whose cell is bad."""
    nothing: pl.Expr = pl.lit(None, dtype=pl.String())
    return reduce(
        lambda otherwise, name: pl.when(bad[name]).then(pl.lit(name)).otherwise(otherwise), reversed(bad), nothing
    )


def parsed(raw: pl.Expr, kind: Kind, formats: Sequence[DateFormat]) -> pl.Expr:
    """The value of a stripped cell, null where the text is not of that kind.

    Raises:
        NotImplementedError: no suite has a column of that kind yet.
    """
    match kind:
        case Kind.TEXT:
            return raw
        case Kind.BOOL:
            word = raw.str.to_lowercase()
            return pl.when(word.is_in(_TRUE)).then(True).when(word.is_in(_FALSE)).then(False)  # noqa: FBT003
        case Kind.DATE:
            return pl.coalesce(_date(raw, form) for form in (*formats, ISO))
        case Kind.INT:
            whole = raw.str.extract(r"^([+-]?[0-9]+)(?:\.0+)?$", 1)
            return whole.str.to_integer(strict=False)
        case Kind.NUMBER:
            matches = raw.str.contains(r"^[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)$")
            return pl.when(matches).then(raw.str.to_decimal(scale=9))
        case Kind.DATETIME:
            msg = "date-times are read when a suite has one"
            raise NotImplementedError(msg)


def _date(raw: pl.Expr, form: DateFormat) -> pl.Expr:
    # The pattern first: the parser alone would take 2026-1-5, and a year 0 that no calendar of ours has.
    matches = raw.str.contains(form.pattern) & ~raw.str.contains(r"(?:^|[^0-9])0000(?:[^0-9]|$)")
    return pl.when(matches).then(raw).str.to_date(form.text, strict=False, exact=True)
