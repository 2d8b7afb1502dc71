"""A text file as its sheet gives it, for tests of the readers below the header."""

from pathlib import Path

import polars as pl

from schoolgate.intake.formats.format import Asked, Blob
from schoolgate.intake.formats.text import TEXT
from schoolgate.intake.header import Headed, headed
from schoolgate.intake.sheet import Records, Sheet

KNOWN = frozenset(("a", "b", "c", "key", "cell"))


def sheet_of(path: Path, content: bytes | str | None = None, asked: Asked | None = None) -> Sheet:
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert TEXT.read is not None
    [sheet] = TEXT.read(Blob(path), asked or Asked(known=KNOWN.__contains__))
    return sheet


def headed_of(path: Path, content: bytes | str | None = None) -> Headed:
    return headed(sheet_of(path, content), KNOWN.__contains__)


def records_of(path: Path, content: bytes | str | None = None) -> Records:
    found = headed_of(path, content)
    width = len(found.headings)
    return found.sheet.read(found.row, width, range(width))


def frame_of(path: Path, content: bytes | str | None = None) -> pl.DataFrame:
    return records_of(path, content).frame
