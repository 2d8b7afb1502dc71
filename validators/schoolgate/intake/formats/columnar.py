"""Parquet (.parquet) and Arrow (.arrow, .feather): typed columns with names, turned into the text that a file would hold."""

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.intake.formats import grid
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.formats.written import number, written
from schoolgate.intake.sheet import Records, Sheet
from schoolgate.language.table import ROW

_FIRST = 2
_AS_THEY_ARE = (pl.String, pl.Boolean, pl.Date, pl.Time, pl.Categorical, pl.Enum, pl.Null)
_PARQUET, _ARROW = b"PAR1", b"ARROW1"


def _sheets(blob: Blob, asked: Asked) -> list[Sheet]:
    """The one table of the file."""
    del asked
    head = _frame(blob, None, grid.LOOKED_AT)
    rows = [grid.Row(1, head.columns), *_rows(head)]
    return [
        Sheet(
            name=blob.path.stem,
            path=blob.path,
            top=grid.top(rows),
            read=partial(_read, blob, tuple(head.columns)),
            words=("Parquet" if _is_parquet(blob) else "Arrow",),
        )
    ]


def _is_parquet(blob: Blob) -> bool:
    return blob.head().startswith(_PARQUET)


def _frame(blob: Blob, columns: Sequence[str] | None, rows: int | None) -> pl.DataFrame:
    try:
        source = io.BytesIO(blob.held) if blob.held is not None else blob.path
        scan = pl.scan_parquet(source) if _is_parquet(blob) else pl.scan_ipc(source)
        lazy = scan if rows is None else scan.head(rows)
        return (lazy if columns is None else lazy.select(columns)).collect()
    except Exception as error:  # noqa: BLE001  a damaged file makes the parser raise what it likes, a Rust panic is caught below
        raise _damaged(blob.path, error) from None
    except BaseException as error:
        # A panic of the parser is no Exception; anything else that is none (Ctrl-C) is not ours.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(blob.path, error) from None


def _damaged(path: Path, error: BaseException) -> InputError:
    return InputError(f"{path}: is damaged, or no Parquet or Arrow file ({type(error).__name__}); export it again")


def _rows(frame: pl.DataFrame) -> list[grid.Row]:
    texts = [as_text(cells)[0].to_list() for cells in frame]
    return [grid.Row(index, list(cells)) for index, cells in enumerate(zip(*texts, strict=True), start=_FIRST)]


def _read(blob: Blob, names: tuple[str, ...], header: int, width: int, wanted: Sequence[int]) -> Records:
    del width
    frame = _frame(blob, None, None)
    if tuple(frame.columns) != names:
        msg = f"{blob.path}: was changed while it was read; check it again"
        raise InputError(msg)
    return records_of(frame, header, wanted)


def records_of(frame: pl.DataFrame, header: int, wanted: Sequence[int]) -> Records:
    """The records of a typed frame, numbered from 2 on as if it stood in a spreadsheet under its header."""
    every = {place: as_text(frame.to_series(place)) for place in range(frame.width)}
    rows = pl.int_range(_FIRST, _FIRST + frame.height, dtype=pl.Int64, eager=True)
    text = pl.DataFrame([rows.alias(ROW), *(cells.alias(str(place)) for place, (cells, _) in every.items())])
    text = text.with_columns(grid.stripped(str(place)) for place in every)
    filled = pl.any_horizontal(pl.col(str(place)).is_not_null() for place in every) if every else pl.lit(value=False)
    bad = {place: frozenset(rows.filter(bad).to_list()) for place, (_, bad) in every.items() if place in wanted}
    return Records(
        text.filter(filled & (pl.col(ROW) > header)).select(ROW, *map(str, wanted)),
        {place: found for place, found in bad.items() if found},
    )


def as_text(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """A column as text, and which of its cells no file could hold: lists, bytes, objects."""
    dtype = cells.dtype
    nowhere = pl.repeat(value=False, n=len(cells), eager=True, dtype=pl.Boolean())
    if dtype.is_float() or dtype.is_decimal():
        return _replaced(cells.cast(pl.String)), nowhere
    if isinstance(dtype, pl.Datetime):
        distinct = cells.drop_nulls().unique()
        texts = pl.Series([written(value) for value in distinct], dtype=pl.String())
        return _mapped(cells, distinct, texts), nowhere
    if dtype.is_integer() or isinstance(dtype, _AS_THEY_ARE):
        return cells.cast(pl.String), nowhere
    return pl.repeat(None, len(cells), dtype=pl.String(), eager=True), cells.is_not_null()


def _replaced(texts: pl.Series) -> pl.Series:
    distinct = texts.drop_nulls().unique()
    return _mapped(texts, distinct, pl.Series([number(text) for text in distinct], dtype=pl.String()))


def _mapped(cells: pl.Series, distinct: pl.Series, texts: pl.Series) -> pl.Series:
    if not len(distinct):
        return pl.repeat(None, len(cells), dtype=pl.String(), eager=True)
    return cells.replace_strict(distinct, texts, return_dtype=pl.String())


COLUMNAR = Format(
    name="columnar",
    about="Parquet and Arrow (.parquet, .arrow, .feather)",
    suffixes=(".parquet", ".pq", ".arrow", ".feather", ".ipc"),
    read=_sheets,
    begins=lambda head: head.startswith((_PARQUET, _ARROW)),
)
