"""The tables of a suite's own report, as one CSV file, as a folder of them, or as a workbook with a sheet each."""

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.basics.staging import Staging
from schoolgate.frames.shown import visible_texts
from schoolgate.language.question import Assumption
from schoolgate.language.suite import Sheets
from schoolgate.report import tables
from schoolgate.report.workbook import ROWS_OF_A_SHEET, add_table, set_up_printing, workbook
from schoolgate.story.words import taken

_NARROWEST, _WIDEST = 8, 44
_LONGEST_NAME = 31
"""Excel takes no longer name of a sheet, and none of `[]:*?/\\\\`."""


def write(sheets: Sheets, path: Path, files: Staging, title: str, moment: Moment) -> None:
    """Write the tables to `path`: a workbook, a CSV file where there is one table, or else a folder.

    Files in a folder are numbered, so that they stand in the order in which to work through them.

    Raises:
        OSError: they cannot be written.
    """
    ending = path.suffix.casefold()
    if ending == ".xlsx":
        _write_workbook(sheets, files.path(path), title, moment)
    elif ending == ".csv":
        (sheet,) = sheets.values()
        tables.write(sheet, files.path(path), ending, marked=True)
    else:
        files.folder(path)
        for number, (name, sheet) in enumerate(sheets.items(), start=1):
            place = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
            tables.write(sheet, files.path(path / f"{number:02d}-{place}.csv"), ".csv", marked=True)


def nobody_told(assumptions: Sequence[Assumption]) -> pl.DataFrame:
    """What the lists rest on: each question that nobody answered, what holds meanwhile, and what answers it."""
    lines = [(one.asks, taken(one), one.answer) for one in assumptions]
    return pl.DataFrame(
        lines, schema=dict.fromkeys(("Question", "What holds meanwhile", "To answer"), pl.String()), orient="row"
    )


def _write_workbook(sheets: Sheets, target: Path, title: str, moment: Moment) -> None:
    with workbook(target, title, moment, max(sheet.height for sheet in sheets.values())) as book:
        for name, sheet in sheets.items():
            lines = visible_texts(tables.flat(sheet))
            kept, rest = lines, None
            if lines.height >= ROWS_OF_A_SHEET:
                kept = lines.head(ROWS_OF_A_SHEET - 2)
                rest = f"{lines.height - kept.height:,} more lines do not fit into a sheet; CSV files have them all."
            headings = [(column, _width(column, kept)) for column in kept.columns]
            safe = re.sub(r"[\[\]:*?/\\']", " ", name)[:_LONGEST_NAME].strip()
            set_up_printing(add_table(book, safe, headings, kept, rest), f"{title}: {name}", moment)


def _width(column: str, lines: pl.DataFrame) -> int:
    """Wide enough for nearly all of the column's texts."""
    lengths = lines[column].cast(pl.String).str.len_chars()
    usual = lengths.quantile(0.95) or 0
    return int(min(max(_NARROWEST, len(column) + 2, usual + 2), _WIDEST))
