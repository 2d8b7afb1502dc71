"""Parquet (.parquet) and Arrow (.arrow, .feather): typed columns with names, turned into the text that a file would hold."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.basics.natives import muted
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.formats.frame import sheet_of
from schoolgate.intake.formats.tried import survived
from schoolgate.intake.sheet import Sheet

_PARQUET, _ARROW = b"PAR1", b"ARROW1"


def _sheets(blob: Blob, asked: Asked) -> list[Sheet]:
    """The one table of the file."""
    del asked
    parquet = blob.head().startswith(_PARQUET)
    frame = _frame(blob, pl.read_parquet if parquet else pl.read_ipc)
    found = sheet_of(blob.path.stem, frame, str(blob.path))
    return [replace(found, path=blob.path, words=("Parquet" if parquet else "Arrow",), in_file=True)]


def _frame(blob: Blob, read: Callable[[IO[bytes]], pl.DataFrame]) -> pl.DataFrame:
    """The frame that the file holds.

    Raises:
        InputError: it is damaged.
    """
    content = blob.content()
    if not survived(content, read.__name__):
        msg = f"{blob.path}: is damaged: whoever reads it is ended by it; export it again"
        raise InputError(msg)
    try:
        with muted():
            return read(io.BytesIO(content))
    except Exception as error:  # noqa: BLE001  whatever the parser stumbles over, the file is damaged
        raise _damaged(blob.path, error) from None
    except BaseException as error:
        # A panic of the parser is no Exception; anything else that is none (Ctrl-C) is not ours.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(blob.path, error) from None


def _damaged(path: Path, error: BaseException) -> InputError:
    return InputError(f"{path}: is damaged, or no Parquet or Arrow file ({type(error).__name__}); export it again")


COLUMNAR = Format(
    name="columnar",
    about="Parquet and Arrow (.parquet, .arrow, .feather)",
    suffixes=(".parquet", ".pq", ".arrow", ".feather", ".ipc"),
    read=_sheets,
    begins=lambda head: head.startswith((_PARQUET, _ARROW)),
)
