"""A frame of pandas or Polars as the sheet that it would be in a file: its header in row 1, its records from row 2 on.

Typed cells turn into the text that a file would hold, so that everything after intake is one path: yes and no into true and
false, dates into YYYY-MM-DD, numbers into digits. A whole float loses its `.0`: pandas makes floats of whole numbers as soon
as one is missing, and a key must stay the same key. None, NaN, NaT and NA are missing. An index is not
read; one that has a name is refused, since a key may stand in it.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

import polars as pl

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.whitespace import SPACES
from schoolgate.intake.formats.written import plain_number, written
from schoolgate.intake.sheet import Line, Records, Sheet
from schoolgate.intake.text import numbered, stripped, visible_cell

if TYPE_CHECKING:
    import pandas as pd

_FIRST_ROW = 2
_EXPECTED = "expected text, numbers, dates, or yes and no"
_EXACT = 2**53
_ROUNDED = "numbers with a point that are too long to be kept digit by digit; read the column as text (dtype=str)"
_AS_THEY_ARE = (pl.String, pl.Boolean, pl.Date, pl.Time, pl.Categorical, pl.Enum, pl.Null)
Cells = TypeVar("Cells", pl.Series, "pd.Series[Any]")


class _NotTextError(Exception):
    """A cell that no file could hold; says of which type, never what."""


def is_pandas(frame: object) -> "TypeGuard[pd.DataFrame]":
    """Whether it is a pandas frame, found out without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(frame, pandas.DataFrame)


def sheet_of(name: str, frame: object, place: str) -> Sheet:
    """A frame as the sheet that it would be in a file; `place` is what messages call it.

    Raises:
        InputError: a column has no name that is text, or a pandas index has a name.
        UsageError: it is no frame.
    """
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        names = _header(place, frame.columns)
        cells: Callable[[int], pl.Series] = partial(_polars_cells, frame, place, names)
    elif is_pandas(frame):
        names = _header(place, frame.columns)
        _refuse_named_index(place, frame.index.names, names)
        cells = partial(_pandas_cells, frame, place, names)
    else:
        msg = f"{name}: is of type {type(frame).__name__}; expected a pandas or Polars frame"
        raise UsageError(msg)
    return Sheet(
        name=name,
        path=Path(place),
        top=(Line(1, names),),
        read=partial(_read, cells, len(frame)),
        in_file=False,
    )


def _header(place: str, columns: Iterable[object]) -> tuple[str, ...]:
    """The names of the columns without surrounding white space, as intake reads those of a file."""
    names: list[str] = []
    for number, column in enumerate(columns, start=1):
        if not isinstance(column, str):
            msg = f"{place}: the name of column {number} is no text; expected the names of the columns"
            raise InputError(msg)
        names.append(column.strip(SPACES))
    return tuple(names)


def _refuse_named_index(place: str, levels: Iterable[object], columns: Sequence[str]) -> None:
    """An index without a name only counts the rows; one with a name holds cells, most often the key."""
    lost = [str(level) for level in levels if level is not None and level not in columns]
    if lost:
        told = " and ".join(map(repr, lost))
        msg = f"{place}: {told} is the frame's index, which is not read; pass frame.reset_index(), or drop the index's name"
        raise InputError(msg)


def _read(cells: Callable[[int], pl.Series], height: int, _header: int, width: int, wanted: Sequence[int]) -> Records:
    columns = stripped(pl.DataFrame([cells(place).alias(str(place)) for place in wanted]))
    if len(wanted) < width and all(column.null_count() for column in columns.get_columns()):
        # Blank in what is wanted is not wholly blank; a column that no rule reads may hold anything.
        others = [_filled(cells, height, place) for place in range(width) if place not in set(wanted)]
        filled = pl.DataFrame(others).select(pl.any_horizontal(pl.all())).to_series()
        return Records(numbered(columns, _FIRST_ROW, filled))
    return Records(numbered(columns, _FIRST_ROW))


def _filled(cells: Callable[[int], pl.Series], height: int, place: int) -> pl.Series:
    """Which cells of a column hold something, of whatever kind."""
    try:
        text = cells(place).to_frame("cell")
    except InputError:
        return pl.repeat(value=True, n=height, eager=True).alias(str(place))
    return text.select(visible_cell(pl.col("cell")).is_not_null().alias(str(place))).to_series()


def _polars_cells(frame: pl.DataFrame, place: str, names: Sequence[str], at: int) -> pl.Series:
    return _told(_polars_text, frame.to_series(at), place, names[at])


def _pandas_cells(frame: "pd.DataFrame", place: str, names: Sequence[str], at: int) -> pl.Series:
    return _told(_pandas_text, frame.iloc[:, at], place, names[at])


def _told(convert: Callable[[Cells], pl.Series], cells: Cells, place: str, name: str) -> pl.Series:
    """The column as text, or a refusal that says where it is."""
    try:
        return convert(cells)
    except _NotTextError as error:
        msg = f"{place}, column {name!r}: holds {error}; {_EXPECTED}"
        raise InputError(msg) from None


def _polars_text(cells: pl.Series) -> pl.Series:
    dtype = cells.dtype
    if dtype.is_float() and cells.filter(cells.is_finite() & (cells.abs() > _EXACT)).len():
        raise _NotTextError(_ROUNDED)
    if dtype.is_float() or dtype.is_decimal():
        return _replaced(cells.cast(pl.String), plain_number)
    if isinstance(dtype, pl.Datetime):
        return _texts(cells.to_list())
    if dtype == pl.Object():
        return _texts(cells.to_list())
    if dtype.is_integer() or isinstance(dtype, _AS_THEY_ARE):
        return cells.cast(pl.String)
    raise _NotTextError(dtype.base_type().__name__)


def _pandas_text(cells: "pd.Series[Any]") -> pl.Series:
    if cells.dtype == "category":
        names = _pandas_text(cells.cat.categories.to_series())
        codes = pl.Series(cells.cat.codes.to_numpy().astype("int64"))
        return names.gather(codes.replace(-1, None))
    # By way of Python's own objects: what pandas could do faster needs pyarrow, which not everyone has.
    objects = cells.to_numpy(dtype=object, copy=True)
    objects[cells.isna().to_numpy(dtype=bool)] = None
    return _texts(objects.tolist())


def _texts(cells: list[Any]) -> pl.Series:
    if not {type(cell) for cell in cells} <= {str, type(None)}:
        cells = [_text(cell) for cell in cells]
    try:
        return pl.Series(cells, dtype=pl.String())
    except UnicodeEncodeError:
        msg = "text with half a character (a lone surrogate)"
        raise _NotTextError(msg) from None


def _text(cell: object) -> str | None:
    """What a file would hold; None where the cell is missing."""
    # Only who has imported numpy can have made one of its numbers.
    if (numpy := sys.modules.get("numpy")) is not None and isinstance(cell, numpy.generic):
        cell = cell.item()
    if isinstance(cell, float) and isfinite(cell) and abs(cell) > _EXACT:
        raise _NotTextError(_ROUNDED)
    try:
        return written(cell)
    except TypeError as error:
        raise _NotTextError(str(error)) from None


def _replaced(texts: pl.Series, change: Callable[[str], str | None]) -> pl.Series:
    distinct = texts.drop_nulls().unique()
    changed = pl.Series([change(text) for text in distinct], dtype=pl.String())
    return texts.replace_strict(distinct, changed, return_dtype=pl.String()) if len(distinct) else texts
