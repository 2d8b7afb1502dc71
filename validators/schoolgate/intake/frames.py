"""Frames of pandas or Polars, handed over in place of files: to the same text tables that files become.

Typed cells turn into the text that a file would hold, so that everything after intake is one path: yes and no into true and
false, dates (and date-times at midnight) into YYYY-MM-DD, numbers into digits. A whole float loses its `.0`: pandas makes
floats of whole numbers as soon as one is missing, and a key must stay the same key. None, NaN, NaT and NA are missing.
Rows are numbered from 2 in the frame's order, as if it stood in a spreadsheet under its header; an index is not read.
"""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard
from uuid import UUID

import numpy as np
import polars as pl

from schoolgate.dates import DateFormat
from schoolgate.errors import InputError, UsageError, likeness, nearest
from schoolgate.intake.folder import Source, _typed
from schoolgate.intake.text import numbered, stripped
from schoolgate.table import Table
from schoolgate.typed import TextTable

if TYPE_CHECKING:
    import pandas as pd

_FIRST_ROW = 2
_EXPECTED = "expected text, numbers, dates, or yes and no"


class _NotTextError(Exception):
    """A cell that no file could hold; says of which type, never what."""


def is_pandas(frame: object) -> "TypeGuard[pd.DataFrame]":
    """Whether it is a pandas frame, found out without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(frame, pandas.DataFrame)


def read_frames(frames: Mapping[str, object], tables: Sequence[Table], formats: Sequence[DateFormat]) -> Source:
    """Every table of the suite that is among the frames; the case of a name does not matter.

    Raises:
        InputError: a required table or column is not there, or a column holds what is no text, number or date.
        UsageError: what was handed over is no frame, or a name is nearly that of a table which is not there.
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
    notes += [note for table in tables if table.name in text for note in _notes(text[table.name], table)]
    return Source(text, _typed(text, tables, formats), tuple(notes))


def _named(frames: Mapping[str, object], tables: Sequence[Table]) -> dict[str, object]:
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
            raise UsageError(msg)
    return named


def _text_table(frame: object, table: Table) -> TextTable:
    place = f"{table.name} (frame)"
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        names = _header(place, frame.columns, table)
        series = frame.get_columns()
        cells = {f"column {n}": _told(lambda s=s: polars_text(s), place, name, table) for n, (name, s) in _each(names, series)}
    elif is_pandas(frame):
        names = _header(place, list(frame.columns), table)
        series = [frame.iloc[:, number] for number in range(len(names))]
    else:
        msg = f"{table.name}: is of type {type(frame).__name__}; expected a pandas or Polars frame"
        raise UsageError(msg)
    raise NotImplementedError
