"""The fix list as a workbook to tick off and print, or as CSV."""

from pathlib import Path

import polars as pl

from schoolgate.basics.shown import visible_texts
from schoolgate.report import tables
from schoolgate.report.workbook import ROWS_OF_A_SHEET, add_table, set_up_printing, workbook
from schoolgate.run.result import Result
from schoolgate.story.fixlist import CAUSE, fixlist

ENDINGS = (".xlsx", ".csv")
_COLUMNS = {
    "done": ("Done", 6),
    "when": ("When", 10),
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


def write(result: Result, target: Path, ending: str) -> None:
    """Write the fix list to `target`, in the format that `ending` names.

    Raises:
        OSError: it cannot be written.
    """
    if ending.casefold() == ".csv":
        tables.write(fixlist(result), target, ending)
    else:
        _write_workbook(result, visible_texts(fixlist(result)), target)


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
    kept, rest = fitting(lines, ROWS_OF_A_SHEET)
    with workbook(target, f"Fix list, {result.suite.name}", result.moment, lines.height) as book:
        sheet = add_table(book, "Fix list", list(_COLUMNS.values()), kept.select(list(_COLUMNS)), rest)
        set_up_printing(sheet, f"{result.suite.name}: fix list", result.moment)
