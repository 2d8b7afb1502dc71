"""Workbooks of Excel (.xlsx, .xlsm).

openpyxl reads them, which keeps what faster readers lose in silence: the number format that shows 451 as 000451, and errors
such as #N/A. What it passes over without a word (formulas without a stored value, filters, merged cells, rows out of order)
a survey of the sheet's own bytes finds before.
"""

import codecs
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from schoolgate.basics.errors import InputError
from schoolgate.intake.formats import archive, grid
from schoolgate.intake.formats.format import Asked, Blob, Format
from schoolgate.intake.formats.numbers import shown, shows_time
from schoolgate.intake.formats.written import is_rounded, written
from schoolgate.intake.sheet import Records, Sheet

if TYPE_CHECKING:
    from schoolgate.intake.formats.survey import Survey

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDEST = 1_000
"""Columns in which a header is looked for."""
_BESIDE = 8
"""Columns beside a table that are looked at, to say that cells there are not read."""
_HALVES = re.compile("[\ud800-\udfff]")
NO_VALUE = "#FORMULA!"
"""What stands for a formula that was never worked out: like Excel's own errors, no value at all."""
_CONTENTS = "[Content_Types].xml"


def _sheets(blob: Blob, asked: Asked) -> list[Sheet]:
    """Every sheet of cells, hidden ones as such."""
    del asked
    if blob.head().startswith(_OLD):
        msg = f"{blob.path}: is an old workbook (.xls), or one with a password; save it as .xlsx without a password"
        raise InputError(msg)
    _refuse_text(blob)
    with _opened(blob) as book:
        return [
            Sheet(
                name=sheet.title,
                path=blob.path,
                top=grid.top(_rows(sheet, survey, _WIDEST)),
                read=partial(_read, blob, number, survey),
                inside=f"sheet {sheet.title}",
                hidden=sheet.sheet_state != "visible",
                notes=survey.notes,
            )
            for number, sheet in enumerate(book.worksheets)
            for survey in [_survey(book, sheet, blob)]
        ]


def _read(blob: Blob, number: int, survey: "Survey", header: int, width: int, wanted: Sequence[int]) -> Records:
    """The records of a sheet, by its number."""
    with _opened(blob) as book:
        sheet = book.worksheets[number]
        rows = _rows(sheet, survey, width + _BESIDE)
        if not survey.formulas:
            return grid.records(rows, header, width, wanted)
        # A blank cell and a formula without a value look the same to whom reads values: the formulas are read beside.
        with _opened(blob, formulas=True) as other:
            formulas = _rows(other.worksheets[number], survey, width + _BESIDE)
            return grid.records(_with_formulas(rows, formulas), header, width, wanted)


@contextmanager
def _opened(blob: Blob, *, formulas: bool = False) -> Iterator[Any]:
    """The workbook; whatever its reader stumbles over becomes one line."""
    with archive.opened(blob) as zipped:
        if "xl/workbook.bin" in zipped.namelist():
            msg = f"{blob.path}: is a binary workbook (.xlsb); save it as .xlsx"
            raise InputError(msg)
        if _CONTENTS not in zipped.namelist():
            msg = f"{blob.path}: is no workbook; open it in Excel, and save it as .xlsx"
            raise InputError(msg)
        refuse_document_types(zipped, blob)
    import openpyxl  # noqa: PLC0415 (half a second that only workbooks pay)

    book = None
    try:
        # The library closes nothing that it stumbles over.
        with (
            io.BytesIO(blob.held) if blob.held is not None else blob.path.open("rb") as source,
            warnings.catch_warnings(),
        ):
            # What the library cannot keep when it writes (a validation, an extension) matters to nobody who reads cells.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(source, read_only=True, data_only=not formulas, keep_links=False)
            yield book
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever a damaged workbook raises)
        # A damaged workbook makes its reader stumble in any way; what it says may quote a cell, so only its kind is told.
        msg = f"{blob.path}: is damaged, or no workbook ({type(error).__name__}); open it in Excel, save it again"
        raise InputError(msg) from None
    finally:
        if book is not None:
            book.close()


def refuse_document_types(zipped: Any, blob: Blob) -> None:
    """Refuse an archive whose XML brings definitions along: no office program writes one, and entities hide in them.

    Raises:
        InputError: the file holds one.
    """
    for member in zipped.infolist():
        if member.filename.endswith((".xml", ".rels")):
            try:
                with zipped.open(member) as file:
                    head = file.read(4096)
            except archive.DAMAGED as error:
                msg = f"{blob.path}: is damaged ({type(error).__name__}); open it in a spreadsheet, save it again"
                raise InputError(msg) from None
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\0" in head:
                msg = f"{blob.path}: {member.filename} in it has a DTD, or is no UTF-8; no spreadsheet writes that"
                raise InputError(msg)


def _survey(book: Any, sheet: Any, blob: Blob) -> "Survey":
    from schoolgate.intake.formats.survey import surveyed  # noqa: PLC0415 (its expressions take longer to compile than all others)

    with book._archive.open(sheet._worksheet_path) as source:  # noqa: SLF001  nothing else leads from a sheet to its bytes
        return surveyed(source, f"{blob.path}, sheet {sheet.title}")


def _rows(sheet: Any, survey: "Survey", width: int) -> Iterator[grid.Row]:
    """The rows of a sheet, numbered as it shows them, `width` cells of each."""
    # A wrong <dimension> hides cells: some programs write A1 whatever the sheet holds.
    sheet.reset_dimensions()
    cells = 0
    for number, row in enumerate(sheet.iter_rows(max_col=width), start=1):
        cells += len(row)
        if cells > grid.MOST_CELLS:
            msg = f"{survey.place}: has more than {grid.MOST_CELLS:,} cells; delete what lies outside the table"
            raise InputError(msg)
        texts: list[str | None] = []
        unreadable: tuple[int, ...] = ()
        for cell in row:
            if cell.value is None:
                texts.append(None)
            elif cell.data_type == "e" or is_rounded(cell.value):
                unreadable += (len(texts),)
                texts.append(str(cell.value))
            elif cell.data_type in "sf":
                texts.append(_unescaped(cell.value))
            else:
                texts.append(_text(cell))
        yield grid.Row(number, texts, unreadable)


def _unescaped(value: object) -> str:
    text = str(value)
    if "_x" not in text:
        return text
    from openpyxl.utils.escape import unescape  # noqa: PLC0415 (half a second that only workbooks pay)

    whole = unescape(text)
    # Half a character, written as an escape, is none: then the cell stays as it is written.
    return whole if whole.isascii() or not _HALVES.search(whole) else text


def _text(cell: Any) -> str | None:
    """A number, date or truth as the sheet shows it, as far as that is a matter of value."""
    value = cell.value
    if isinstance(value, bool):
        return written(value)
    if isinstance(value, (int, float)):
        return shown(value, cell.number_format)
    if isinstance(value, timedelta):
        return str(value)
    text = written(value)
    # A day has no time: the one at midnight stands in the file only because days are counted as numbers there.
    if text and text.endswith(" 00:00:00") and not shows_time(cell.number_format):
        return text[:10]
    return text


def _with_formulas(values: Iterator[grid.Row], formulas: Iterator[grid.Row]) -> Iterator[grid.Row]:
    """The rows by value, where a formula that has none is unreadable."""
    for row, other in zip(values, formulas, strict=True):
        cells = list(row.cells)
        unreadable = set(row.unreadable)
        for place, formula in enumerate(other.cells):
            if formula is not None and (place >= len(cells) or cells[place] is None):
                cells += [None] * (place + 1 - len(cells))
                cells[place] = NO_VALUE
                unreadable.add(place)
        yield grid.Row(row.number, cells, tuple(sorted(unreadable)))


def _refuse_text(blob: Blob) -> None:
    """Refuse text that is called a workbook: what systems call an Excel file is often a table of HTML, or CSV.

    Raises:
        InputError: it is that; the message says what to do.
    """
    head = blob.head()
    if not head or b"\0" in head or head.startswith((archive.BEGINS, b"PK")):
        return
    if head.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<"):
        msg = f"{blob.path}: is a web page that is called a workbook; open it in Excel, and save it as .xlsx"
    else:
        msg = (
            f"{blob.path}: is text, and no workbook; rename it to end in .csv, or open it in Excel and save it as .xlsx"
        )
    raise InputError(msg)


def _refuse(blob: Blob, asked: Asked) -> list[Sheet]:
    del asked
    _refuse_text(blob)
    msg = f"{blob.path}: workbooks of this kind are not read; open it in Excel and save it as .xlsx"
    raise InputError(msg)


WORKBOOK = Format(name="xlsx", about="workbooks (.xlsx)", suffixes=(".xlsx", ".xlsm"), read=_sheets)
OLD = Format(
    name="xls",
    about="",
    suffixes=(".xls", ".xlsb"),
    read=_refuse,
    begins=lambda head: head.startswith(_OLD),
)
