"""From text to types: what a cell must look like to be a date, a bool, a number. What does not is unknown, never guessed.

The kinds are those of the requirements. A cell that cannot be read keeps its raw text in the text table; here it becomes
null with its flag `__unknown` true, and `unparsed` names the first such column of its record.
"""

from collections.abc import Mapping, Sequence
from datetime import time
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import polars as pl

from schoolgate.basics.dates import EXCEL_EPOCH, FIRST_YEAR, ISO, LAST_YEAR, Calendar, DateFormat, moment_of
from schoolgate.frames.begun import at_once
from schoolgate.frames.clocks import in_utc
from schoolgate.language.frame import DTYPES, whole_number
from schoolgate.language.table import ROW, UNPARSED, Column, Kind, Table
from schoolgate.language.truth import unknown_flag, unread_flag

_NONE: Mapping[str, Any] = MappingProxyType({})
_TRUE = ("true", "yes", "y", "t", "1")
_FALSE = ("false", "no", "n", "f", "0")
_TURN = 2069
MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?| 12:00(?::00(?:\.0+)?)? ?[Aa][Mm])$"
"""What a date may carry besides its day: midnight on the clock of whoever wrote it, whatever its offset."""
_AMOUNT = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
NUMBER = rf"^(?:(?:[+-]\s*(?:[£€$]\s*)?|[£€$]\s*(?:[+-]\s*)?)?{_AMOUNT}|(?:[+-]\s*)?{_AMOUNT}\s*[£€$])$"
"""A number as people write it: one sign, one currency, in either order or the currency last; thousands in threes."""
# As texts: Polars asks NumPy whether a Decimal is one of its own, and imports all of it for that.
_LEAST, _MOST = (pl.lit(text).cast(DTYPES[Kind.NUMBER]) for text in ("0.000000001", "9" * 29))
"""The smallest and the largest number that a typed table can hold."""


def typed(
    text: pl.DataFrame | None,
    supplied: Sequence[str],
    table: Table,
    calendar: Calendar,
    formats: Mapping[str, tuple[DateFormat, ...]] = _NONE,
    unreadable: Mapping[str, frozenset[int]] = _NONE,
) -> pl.DataFrame:
    """A table's cells, typed.

    Args:
        text: the cells; None where the table was not supplied: no rows, every column in place.
        supplied: its columns that were supplied.
        table: what it is.
        calendar: how dates are written, and the school's time zone.
        formats: by column, how its dates are written beside YYYY-MM-DD; the calendar's formats for the others.
        unreadable: by column, the rows whose cell holds something that nobody can read.
    """
    if text is None:
        text = pl.DataFrame(schema={ROW: pl.Int64()})
    columns, unparsed = [text[ROW]], pl.repeat(None, text.height, dtype=pl.UInt32(), eager=True)
    ways = {column: Calendar(way, calendar.zone) for column, way in formats.items()}
    found = {column.name: _cells(text, supplied, column) for column in table.columns}
    works = {
        column.name: partial(_read, cells, column, ways.get(column.name, calendar))
        for column in table.columns
        if (cells := found[column.name]) is not None
    }
    read = dict(zip(works, at_once(text.height, *works.values()), strict=True))
    # The first column that cannot be read is the one to name: let the earlier ones speak last.
    for number, column in reversed(list(enumerate(table.columns))):
        cells = found[column.name]
        value, bad = _absent(column, text.height) if cells is None else read[column.name]
        if column.name in unreadable:
            bad = bad | text[ROW].is_in(list(unreadable[column.name]))
            # What can be unknown is; a column that is always known keeps what its file shows, and is named: a reference that
            # names nothing is graver than none. But no key is what nobody can read: two such cells are not one record.
            if column.may_be_unknown or column.name == table.key:
                value = pl.repeat(None, len(value), dtype=value.dtype, eager=True).zip_with(bad, value)
        if column.proof:
            unread = pl.repeat(value=False, n=text.height, eager=True) if cells is None else bad
            columns.insert(1, unread.alias(unread_flag(column.name)))
        if column.may_be_unknown:
            unknown = bad | value.is_null() if column.proof else bad
            columns.insert(1, unknown.alias(unknown_flag(column.name)))
        columns.insert(1, value.alias(column.name))
        if cells is not None and bad.any():
            unparsed = unparsed.scatter(bad.arg_true(), number)
    names = pl.Series(UNPARSED, [column.name for column in table.columns], dtype=pl.String())
    return pl.DataFrame([*columns, names.gather(unparsed)])


def _cells(text: pl.DataFrame, supplied: Sequence[str], column: Column) -> pl.Series | None:
    """The cells of a column, or of the one that stands in for it; None where there are none."""
    name = column.name if column.name in supplied else column.instead
    return None if name is None or name not in text.columns else text[name]


def _absent(column: Column, height: int) -> tuple[pl.Series, pl.Series]:
    """The cells of a column that was not supplied, and whether they are unknown: not where it is known without."""
    unknown = not column.known_if_absent
    return (
        pl.repeat(column.default, height, dtype=DTYPES[column.kind], eager=True),
        pl.repeat(unknown, height, dtype=pl.Boolean(), eager=True),
    )


def _read(cells: pl.Series, column: Column, calendar: Calendar) -> tuple[pl.Series, pl.Series]:
    """The values of a column, and which of its cells could not be read."""
    nowhere = pl.repeat(value=False, n=len(cells), eager=True)
    if column.kind is Kind.TEXT:
        return cells if column.default is None else cells.fill_null(pl.lit(column.default)), nowhere
    # Dates and yes-or-no cells repeat: each distinct one is read once.
    distinct = cells.drop_nulls().unique()
    values = distinct.to_frame("cell").select(_parsed(column.kind, calendar))["value"]
    unreadable = distinct.filter(values.is_null())
    bad = cells.is_in(unreadable.implode()).fill_null(value=False) if len(unreadable) else nowhere
    value = _each(cells, distinct, values, bad)
    counts_as = column.missing_as if column.default is None else column.default
    if counts_as is not None:
        missing = pl.repeat(counts_as, len(cells), dtype=pl.Boolean(), eager=True)
        value = missing.zip_with(cells.is_null(), value)
    return value, bad


def _each(cells: pl.Series, distinct: pl.Series, values: pl.Series, bad: pl.Series) -> pl.Series:
    """The value of each cell, which is that of the `distinct` one that it equals; null for null, and where it is `bad`."""
    if values.dtype == pl.Boolean():
        # Of two values it is enough to know where the one is.
        return cells.is_in(distinct.filter(values).implode()).scatter(bad.arg_true(), None)
    there = cells.is_not_null().arg_true()
    found = cells.gather(there).replace_strict(distinct, values, return_dtype=values.dtype)
    return pl.repeat(None, len(cells), dtype=values.dtype, eager=True).scatter(there, found)


@cache
def _parsed(kind: Kind, calendar: Calendar) -> pl.Expr:
    return parsed(pl.col("cell"), kind, calendar).alias("value")


def parsed(raw: pl.Expr, kind: Kind, calendar: Calendar) -> pl.Expr:
    """The value of a stripped cell, null where the text is not of that kind."""
    match kind:
        case Kind.TEXT:
            return raw
        case Kind.BOOL:
            word = raw.str.to_lowercase()
            return pl.when(word.is_in(_TRUE)).then(True).when(word.is_in(_FALSE)).then(False)  # noqa: FBT003 (the value of the cell)
        case Kind.DATE:
            return pl.coalesce(
                iso_date(raw),
                *(date_in(raw if form.timed else without_midnight(raw), form) for form in calendar.formats),
            )
        case Kind.INT:
            return whole_number(raw)
        case Kind.NUMBER:
            digits = pl.when(raw.str.contains(NUMBER)).then(raw.str.replace_all(r"[^0-9.\-]", ""))
            value = digits.str.to_decimal(scale=9)
            # However small a number is, it is not nothing; however large, it is a number.
            nearest = pl.when(value == 0).then(_LEAST).otherwise(_MOST)
            signed = pl.when(digits.str.starts_with("-")).then(-nearest).otherwise(nearest)
            beyond = value.is_null() | ((value == 0) & digits.str.contains("[1-9]"))
            return pl.when(digits.is_not_null()).then(pl.when(beyond).then(signed).otherwise(value))
        case Kind.DATETIME:
            return raw.map_batches(partial(_date_times, calendar=calendar), return_dtype=DTYPES[kind])


_LOCAL = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?$"
"""What nearly all date-times are: local to the school, and no part of a second."""


def _date_times(cells: pl.Series, calendar: Calendar) -> pl.Series:
    wall = cells.to_frame("cell").select(_local(pl.col("cell")).alias(cells.name)).to_series()
    moments = in_utc(wall, calendar.zone)
    others = cells.filter(moments.is_null()).drop_nulls().unique()
    if len(others):
        told = pl.Series([moment_of(cell, calendar) for cell in others], dtype=DTYPES[Kind.DATETIME])
        moments = moments.fill_null(cells.replace_strict(others, told, default=None, return_dtype=told.dtype))
    possible = moments.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    return moments.to_frame().select(pl.when(pl.lit(possible)).then(pl.col(cells.name)))[cells.name]


def _local(raw: pl.Expr) -> pl.Expr:
    """The date-times that are written in the common way, on the school's clock."""
    cell = pl.when(raw.str.contains(_LOCAL)).then(raw)
    day = cell.str.slice(0, 10).str.to_date(ISO.text, strict=False, exact=True)
    # Python's calendar has no year 0; a day beside the years of a school is left to it.
    day = pl.when(day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(day)
    hours, minutes, seconds = (
        cell.str.slice(start, 2).cast(pl.Int64, strict=False).fill_null(0) for start in (11, 14, 17)
    )
    return day.cast(pl.Datetime("us")) + pl.duration(hours=hours, minutes=minutes, seconds=seconds)


def date_in(raw: pl.Expr, form: DateFormat) -> pl.Expr:
    """The dates that are written in one format; null where a cell is not, or names no day of a school's years."""
    # The pattern first: the parser alone would take 2026-1-5.
    cell = pl.when(raw.str.contains(form.pattern)).then(raw)
    day: pl.Expr
    if form.counted:
        day = pl.lit(EXCEL_EPOCH).dt.offset_by(pl.format("{}d", cell))
    elif form.timed:
        at = cell.str.to_datetime(form.text, strict=False, exact=True)
        day = pl.when(at.dt.time() == time(0)).then(at.dt.date())
    else:
        day = cell.str.to_date(form.text, strict=False, exact=True)
    if "%y" in form.text:
        # 69 is 1969, as everywhere in Python; the parser's own turn of the century is a year later.
        day = pl.when(day.dt.year() == _TURN).then(day.dt.offset_by("-100y")).otherwise(day)
    return pl.when(day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(day)


def iso_date(raw: pl.Expr) -> pl.Expr:
    """The dates that are written as YYYY-MM-DD, or as a date-time at midnight."""
    return date_in(without_midnight(raw), ISO)


def without_midnight(raw: pl.Expr) -> pl.Expr:
    """A date-time at midnight as the date that it is; any other cell as it stands."""
    return raw.str.replace(MIDNIGHT, "")
