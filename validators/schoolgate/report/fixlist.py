"""The fix list as a workbook to tick off and print, or as CSV."""

from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from schoolgate.fixlist import CAUSE, fixlist
from schoolgate.result import Result
from schoolgate.shown import visible_texts, without_formulas

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FORMATS = (".xlsx", ".csv")
ROWS_OF_A_SHEET = 1_048_576
"""How many rows a sheet of Excel has, the header's included."""
_MANY = 50_000
"""From so many lines on, rows leave memory as they are written, at the price of a larger file."""
_COLUMNS = {
    "done": ("Done", 6),
    "owner": ("Who", 9),
    "screen": ("Where", 22),
    "kind": ("What", 9),
    "blocks": ("Blocks", 8),
    "unblocks": ("Unblocks", 10),
    "rule": ("Rule", 9),
    "table": ("Table", 13),
    "row": ("Row", 8),
    "key": ("Key", 16),
    "message": ("What is wrong", 38),
    "fix": ("How to mend it", 42),
    "source": ("Required by", 30),
}
"""The heading and the width of each column in the workbook; CSV has the plain names."""
_A4 = 9
_LONGEST = 32_767


def write(result: Result, target: Path, ending: str) -> None:
    """Write the fix list to `target`, in the format that `ending` names.

    Raises:
        OSError: it cannot be written.
    """
    lines = visible_texts(fixlist(result))
    if ending.casefold() == ".csv":
        without_formulas(lines).write_csv(target)
    else:
        _write_workbook(result, lines, target)


def fitting(lines: pl.DataFrame, rows: int) -> tuple[pl.DataFrame, str | None]:
    """The lines that fit under a header into so many rows, and a last line that says what does not.

    Causes stay: what is left out are single findings, from the end.
    """
    if lines.height < rows:
        return lines, None
    room = rows - 2
    causes = pl.col("kind") == CAUSE
    singles = room - lines.select(causes.sum()).item()
    kept = lines.filter(causes | ((~causes).cum_sum() <= singles)).head(room)
    more = lines.height - kept.height
    return kept, f"{more:,} more lines do not fit into a sheet; --report fixlist=FILE.csv has them all."


def _write_workbook(result: Result, lines: pl.DataFrame, target: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 (costs time, and most runs write no workbook)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 (only for who asks for a workbook)

    with TemporaryDirectory() as folder:
        options = {
            # Not even by oversight is a text a formula, a link or a number.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "constant_memory": lines.height > _MANY,
            "tmpdir": folder,
        }
        book = xlsxwriter.Workbook(str(target), options)
        # The moment of the check, not of the writing: the same check gives the same bytes.
        created = result.moment.at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": f"Fix list, {result.suite.name}", "created": created})
        _fill(book, result, lines)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None


def _fill(book: "Workbook", result: Result, lines: pl.DataFrame) -> None:
    sheet = book.add_worksheet("Fix list")
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 7})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    for number, (words, width) in enumerate(_COLUMNS.values()):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, words, heading)
    kept, rest = fitting(lines, ROWS_OF_A_SHEET)
    for number, line in enumerate(kept.select(list(_COLUMNS)).iter_rows(), start=1):
        for column, value in enumerate(line):
            if value is None:
                sheet.write_blank(number, column, None, cell)
            elif isinstance(value, int):
                sheet.write_number(number, column, value, cell)
            else:
                sheet.write_string(number, column, _fitting_a_cell(value), cell)
    if rest:
        sheet.write_string(kept.height + 1, 0, rest)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, kept.height, len(_COLUMNS) - 1)
    _set_up_printing(sheet, result)


def _fitting_a_cell(text: str) -> str:
    """The text, cut where Excel would refuse the cell: XlsxWriter would leave it blank without a word."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _set_up_printing(sheet: "Worksheet", result: Result) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{result.suite.name}: fix list&Ras of {result.moment.date.isoformat()}")
    sheet.set_footer("&RPage &P of &N")
