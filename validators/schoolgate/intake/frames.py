"""Frames of pandas or Polars, handed over in place of files: to the same tables that files become."""

from collections.abc import Mapping
from typing import Any

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.intake.arranging import texts_of
from schoolgate.intake.complaint import FRAMES
from schoolgate.intake.formats.frame import sheet_of
from schoolgate.intake.sheet import Sheet
from schoolgate.intake.source import Source, Wanted


def read_frames(frames: Mapping[Any, object], wanted: Wanted) -> Source:
    """Every table of the suite that is among the frames; their names and columns are taken as those of files are.

    Raises:
        InputError: a required table or column is not there, a name is only like one, or a column holds what is no text,
            number or date.
        UsageError: what was handed over is no frame, or the settings name what there is not.
    """
    sheets: dict[str, Sheet] = {}
    for name, frame in frames.items():
        if not isinstance(name, str):
            msg = f"frames: a name of type {type(name).__name__}; expected the names of tables"
            raise UsageError(msg)
        if name.casefold() in sheets:
            msg = f"frames: {name!r} stands twice, in different case; leave out or rename one of them"
            raise InputError(msg)
        sheets[name.casefold()] = sheet_of(name, frame, f"{name} (frame)")
    return texts_of(list(sheets.values()), wanted, FRAMES).source()
