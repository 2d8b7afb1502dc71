"""Frames of pandas or Polars, handed over in place of files: to the same text tables that files become.

Typed cells turn into the text that a file would hold, so that everything after intake is one path: yes and no into true and
false, dates (and date-times at midnight) into YYYY-MM-DD, numbers into digits. A whole float loses its `.0`: pandas makes
floats of whole numbers as soon as one is missing, and a key must stay the same key. None, NaN, NaT and NA are missing.
Rows are numbered from 2 in the frame's order, as if it stood in a spreadsheet under its header; an index is not read.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar
from uuid import UUID

import numpy as np
import polars as pl

from schoolgate.basics.dates import Calendar
from schoolgate.basics.errors import InputError, UsageError, likeness, nearest
from schoolgate.basics.whitespace import SPACES
from schoolgate.intake.source import Source, refuse_absent_columns, source_of
from schoolgate.intake.text import numbered, stripped
from schoolgate.language.frame import TextTable
from schoolgate.language.table import ROW, Kind, Table

if TYPE_CHECKING:
    import pandas as pd

_FIRST_ROW = 2
_EXPECTED = "expected text, numbers, dates, or yes and no"
_AS_THEY_ARE = (pl.String, pl.Boolean, pl.Date, pl.Time, pl.Categorical, pl.Enum, pl.Null)
Cells = TypeVar("Cells", pl.Series, "pd.Series[Any]")


class _NotTextError(Exception):
    """A cell that no file could hold; says of which type, never what."""


def is_pandas(frame: object) -> "TypeGuard[pd.DataFrame]":
    """Whether it is a pandas frame, found out without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(frame, pandas.DataFrame)


def read_frames(frames: Mapping[str, object], tables: Sequence[Table], calendar: Calendar) -> Source:
    """Every table of the suite that is among the frames; the case of a name does not matter.

    Raises:
        InputError: a required table or column is not there, a name is nearly that of a table which is not there, or a
            column holds what is no text, number or date.
        UsageError: what was handed over is no frame.
    """
    named = _named(frames, tables)
    text: dict[str, TextTable] = {}
    for table in tables:
        if table.name in named:
            text[table.name] = _text_table(named[table.name], table)
        elif table.required:
            hint = nearest(table.name, list(named)).replace("known:", "found:") if named else "found no frame at all"
            msg = f"frames: the required table {table.name} is absent ({hint})"
            raise InputError(msg)
    known = {table.name for table in tables}
    notes = [f"frame {name!r}: no table of this suite, not read" for name in sorted(named) if name not in known]
    return source_of(text, tables, calendar, notes)


def _named(frames: Mapping[Any, object], tables: Sequence[Table]) -> dict[str, object]:
    """The frames by the names of their tables."""
    named: dict[str, object] = {}
    for name, frame in frames.items():
        if not isinstance(name, str):
            msg = f"frames: a name of type {type(name).__name__}; expected the names of tables"
            raise UsageError(msg)
        if name.casefold() in named:
            msg = f"frames: {name!r} stands twice, in different case; leave out or rename one of them"
            raise InputError(msg)
        named[name.casefold()] = frame
    known = [table.name for table in tables]
    for name in named:
        # Whoever names a frame in code means it to be read: a slip is told, where a file might just lie about.
        if name not in known and any(likeness(name, other) for other in known if other not in named):
            hint = nearest(name, [other for other in known if other not in named])
            msg = f"frames: there is no table {name!r}: {hint}"
            raise InputError(msg)
    return named


def _text_table(frame: object, table: Table) -> TextTable:
    place = f"{table.name} (frame)"
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        names = _header(place, frame.columns, table)
        texts = [_told(_polars_text, cells, place, name, table) for name, cells in zip(names, frame, strict=True)]
    elif is_pandas(frame):
        names = _header(place, frame.columns, table)
        columns = (frame.iloc[:, number] for number in range(len(names)))
        texts = [_told(_pandas_text, cells, place, name, table) for name, cells in zip(names, columns, strict=True)]
    else:
        msg = f"{table.name}: is of type {type(frame).__name__}; expected a pandas or Polars frame"
        raise UsageError(msg)
    # A column that no rule reads may have any name, `row` too: it only says which records are wholly blank.
    inside = [name if name in table.by_name else f"column {number}" for number, name in enumerate(names)]
    cells = stripped(pl.LazyFrame([text.alias(name) for name, text in zip(inside, texts, strict=True)]), inside)
    declared = [name for name in inside if name in table.by_name]
    return TextTable(
        frame=numbered(cells, _FIRST_ROW).select(ROW, *declared),
        columns=names,
        path=Path(place),
        encoding=None,
        delimiter=None,
        in_file=False,
    )


def _header(place: str, columns: Iterable[object], table: Table) -> tuple[str, ...]:
    """The names of the columns without surrounding white space, as intake reads those of a file."""
    names: list[str] = []
    for number, column in enumerate(columns, start=1):
        if not isinstance(column, str):
            msg = f"{place}: the name of column {number} is no text; expected the names of the columns of {table.name}"
            raise InputError(msg)
        name = column.strip(SPACES) or f"column {number}"
        if name in names:
            first = names.index(name) + 1
            msg = f"{place}: columns {first} and {number} have the same name; rename or drop one of them"
            raise InputError(msg)
        names.append(name)
    refuse_absent_columns(place, names, table)
    return tuple(names)


def _told(convert: Callable[[Cells, Kind], pl.Series], cells: Cells, place: str, name: str, table: Table) -> pl.Series:
    """The column as text, or a refusal that says where it is; a column that no rule reads may hold anything."""
    try:
        return convert(cells, table.by_name[name].kind if name in table.by_name else Kind.TEXT)
    except _NotTextError as error:
        if name not in table.by_name:
            return pl.repeat("?", len(cells), eager=True)
        msg = f"{place}, column {name!r}: holds {error}; {_EXPECTED}"
        raise InputError(msg) from None


def _polars_text(cells: pl.Series, kind: Kind) -> pl.Series:
    dtype = cells.dtype
    if dtype.is_float() or dtype.is_decimal():
        return _replaced(cells.cast(pl.String), _number)
    if isinstance(dtype, pl.Datetime) and kind is Kind.DATETIME:
        return _texts(cells.to_list(), kind)
    if isinstance(dtype, pl.Datetime):
        # A date-time with a time stays one: where a date is expected it cannot be read, and is not guessed.
        whole = cells.dt.time() == time(0)
        return cells.dt.date().cast(pl.String).zip_with(whole.fill_null(value=False), cells.cast(pl.String))
    if dtype == pl.Object():
        return _texts(cells.to_list(), kind)
    if dtype.is_integer() or isinstance(dtype, _AS_THEY_ARE):
        return cells.cast(pl.String)
    raise _NotTextError(dtype.base_type().__name__)


def _pandas_text(cells: "pd.Series[Any]", kind: Kind) -> pl.Series:
    if cells.dtype == "category":
        names = _pandas_text(cells.cat.categories.to_series(), kind)
        codes = pl.Series(cells.cat.codes.to_numpy().astype(np.int64))
        return names.gather(codes.replace(-1, None))
    # By way of Python's own objects: what pandas could do faster needs pyarrow, which not everyone has.
    objects = cells.to_numpy(dtype=object, copy=True)
    objects[cells.isna().to_numpy(dtype=bool)] = None
    return _texts(objects.tolist(), kind)


def _texts(cells: list[Any], kind: Kind) -> pl.Series:
    if not {type(cell) for cell in cells} <= {str, type(None)}:
        cells = [_text(cell, kind) for cell in cells]
    try:
        return pl.Series(cells, dtype=pl.String())
    except UnicodeEncodeError:
        msg = "text with half a character (a lone surrogate)"
        raise _NotTextError(msg) from None


def _text(cell: object, kind: Kind) -> str | None:
    """What a file would hold; None where the cell is missing."""
    if isinstance(cell, np.generic):
        cell = cell.item()
    match cell:
        case None:
            return None
        case bool():
            return "true" if cell else "false"
        case str() | int() | UUID():
            return str(cell)
        case float() | Decimal():
            return _number(str(cell))
        case datetime():
            a_day = cell.time() == time(0) and kind is not Kind.DATETIME
            return cell.date().isoformat() if a_day else cell.replace(microsecond=0).isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case _:
            raise _NotTextError(type(cell).__name__)


def _number(text: str) -> str | None:
    """A number as one would type it: whole ones as digits alone, no exponent; None for what is not a number."""
    number = Decimal(text)
    if number.is_nan():
        return None
    if not number.is_finite():
        return text
    whole = number.to_integral_value()
    return format(whole + 0 if whole == number else number, "f")


def _replaced(texts: pl.Series, change: Callable[[str], str | None]) -> pl.Series:
    distinct = texts.drop_nulls().unique()
    changed = pl.Series([change(text) for text in distinct], dtype=pl.String())
    return texts.replace_strict(distinct, changed, return_dtype=pl.String()) if len(distinct) else texts
