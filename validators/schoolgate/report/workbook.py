"""A workbook whose texts stay texts, the same bytes for the same check; tables in it that print well."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.basics.temporary import temporary_folder

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS_OF_A_SHEET = 1_048_576
"""How many rows a sheet of Excel has, the header's included."""
_MANY = 50_000
"""From so many lines on, rows leave memory as they are written, at the price of a larger file."""
TICK = "✓"
_A4 = 9
_LONGEST = 32_767


@contextmanager
def workbook(target: Path, title: str, moment: Moment, lines: int) -> Iterator["Workbook"]:
    """A workbook, written to `target` at the end of the block; `lines` is how many it will hold.

    Raises:
        OSError: it cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 (costs time, and most runs write no workbook)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 (only for who asks for a workbook)

    with temporary_folder("workbook") as folder:
        options = {
            # Not even by oversight is a text a formula, a link or a number.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "constant_memory": lines > _MANY,
            "tmpdir": str(folder),
        }
        # Into memory first: on a full disk, a half-written archive complains again when it is thrown away.
        archive = BytesIO()
        book = xlsxwriter.Workbook(archive, options)
        # The moment of the check, not of the writing: the same check gives the same bytes.
        book.set_properties({"title": title, "created": moment.at.astimezone(UTC).replace(tzinfo=None)})
        yield book
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None
        target.write_bytes(archive.getbuffer())


def add_table(
    book: "Workbook", name: str, headings: Sequence[tuple[str, int]], lines: pl.DataFrame, rest: str | None = None
) -> "Worksheet":
    """Add a sheet with a heading and a width per column of `lines`, and a last line `rest`."""
    sheet = book.add_worksheet(name)
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 7})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    for number, (words, width) in enumerate(headings):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, words, heading)
    for number, line in enumerate(lines.iter_rows(), start=1):
        for column, value in enumerate(line):
            if value is None:
                sheet.write_blank(number, column, None, cell)
            elif isinstance(value, bool):
                sheet.write_boolean(number, column, value, cell)
            elif isinstance(value, int):
                sheet.write_number(number, column, value, cell)
            else:
                sheet.write_string(number, column, _fitting_a_cell(str(value)), cell)
    if rest:
        sheet.write_string(lines.height + 1, 0, rest)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, lines.height, len(headings) - 1)
    return sheet


def let_tick(book: "Workbook", sheet: "Worksheet", lines: pl.DataFrame) -> None:
    """Offer a tick in the first column, and make a line that is ticked off look so."""
    if lines.is_empty():
        return
    sheet.data_validation(1, 0, lines.height, 0, {"validate": "list", "source": [TICK], "error_type": "information"})
    done = book.add_format({"font_color": "#5f6f84", "font_strikeout": True})
    where = {"type": "formula", "criteria": '=$A2<>""', "format": done}
    sheet.conditional_format(1, 1, lines.height, lines.width - 1, where)


def set_up_printing(sheet: "Worksheet", title: str, moment: Moment) -> None:
    """On A4 across, every column on the page, the heading on each."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # What begins a code in a header is doubled to stand for itself.
    sheet.set_header(f"&L{title.replace('&', '&&')}&Ras of {moment.date.isoformat()}")
    sheet.set_footer("&RPage &P of &N")


def _fitting_a_cell(text: str) -> str:
    """The text, cut where Excel would refuse the cell: XlsxWriter would leave it blank without a word."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
