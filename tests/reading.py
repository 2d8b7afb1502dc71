"""Reads a file by its format alone: what the tests of formats look at."""

from collections.abc import Sequence
from pathlib import Path

from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.sheet import Records, Sheet


def sheets(form: Format, path: Path, held: bytes | None = None) -> Sequence[Sheet]:
    """The sheets of a file."""
    assert form.read is not None
    return form.read(Blob(path, held), Asked())


def records(sheet: Sheet, header: int | None = None) -> Records:
    """All records below the header; without one below the first row that is not blank."""
    first = next((line for line in sheet.top if header in {None, line.number}), None)
    assert first is not None
    width = len(first.cells)
    return sheet.read(first.number, width, range(width))


def rows(sheet: Sheet, header: int | None = None) -> list[tuple[object, ...]]:
    """The same as rows: number, cells."""
    return records(sheet, header).frame.rows()
