"""The fix list as a workbook to tick off and print, or as CSV."""

from pathlib import Path

import polars as pl

from schoolgate.frames.shown import visible_texts
from schoolgate.language.rule import Owner
from schoolgate.report import tables
from schoolgate.report.workbook import ROWS_OF_A_SHEET, add_table, let_tick, set_up_printing, workbook
from schoolgate.run.result import Result
from schoolgate.story.fixlist import CAUSE, QUESTION, fixlist
from schoolgate.story.words import EFFECTS

_COLUMNS = {
    "done": ("Done", 6),
    "job": ("Job", 12),
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
_OF_JOBS = {
    "done": ("Done", 6),
    "job": ("Job", 12),
    "when": ("When", 10),
    "frees": ("Frees", 8),
    "touches": ("Holds back", 10),
    "rows": ("Rows", 8),
    "screen": ("Where", 26),
    "title": ("What is wrong", 38),
    "fix": ("How to mend it", 42),
    "keys": ("Whom", 38),
}
"""The same of the sheets of jobs, one for each owner."""
_KEYS = 50


def write(result: Result, target: Path, ending: str) -> None:
    """Write the fix list to `target`, in the format that `ending` names.

    Raises:
        OSError: it cannot be written.
    """
    if ending.casefold() == ".csv":
        tables.write(fixlist(result), target, ending, marked=True)
    else:
        _write_workbook(result, visible_texts(fixlist(result)), target)


def fitting(lines: pl.DataFrame, rows: int) -> tuple[pl.DataFrame, str | None]:
    """The lines that fit under a header into so many rows, and a last line that says what does not.

    Causes and questions stay: what is left out are single findings, from the end.
    """
    if lines.height < rows:
        return lines, None
    room = rows - 2
    stays = pl.col("kind").is_in([CAUSE, QUESTION])
    singles = room - lines.select(stays.sum()).item()
    kept = lines.filter(stays | ((~stays).cum_sum() <= singles)).head(room)
    more = lines.height - kept.height
    return kept, f"{more:,} more lines do not fit into a sheet; --report fixlist=FILE.csv has them all."


def _jobs(result: Result, owner: Owner) -> pl.DataFrame:
    """The jobs of one owner, in their order, with a column to tick off."""
    jobs = result.jobs
    rows = [
        {
            "done": None,
            "job": job.id,
            "when": EFFECTS[job.effect].short,
            "frees": job.frees,
            "touches": job.touches,
            "rows": job.rows,
            "screen": job.mend.screen,
            "title": f"{job.mend.title}{': ' if job.at else ''}{', '.join(job.at)}",
            "fix": job.mend.fix,
            "keys": ", ".join(jobs.keys(job, _KEYS)) + (" …" if job.rows > _KEYS else ""),
        }
        for job in jobs.ranked
        if job.owner is owner
    ]
    numbers = dict.fromkeys(("frees", "touches", "rows"), pl.Int64())
    return pl.DataFrame(rows, schema={name: numbers.get(name, pl.String()) for name in _OF_JOBS})


def _write_workbook(result: Result, lines: pl.DataFrame, target: Path) -> None:
    kept, rest = fitting(lines, ROWS_OF_A_SHEET)
    with workbook(target, f"Fix list, {result.suite.name}", result.moment, lines.height) as book:
        for owner in Owner:
            jobs = visible_texts(_jobs(result, owner))
            if jobs.height:
                name = f"Jobs of {owner}"
                sheet = add_table(book, name, list(_OF_JOBS.values()), jobs, None)
                let_tick(book, sheet, jobs)
                set_up_printing(sheet, f"{result.suite.name}: {name}", result.moment)
        sheet = add_table(book, "Fix list", list(_COLUMNS.values()), kept.select(list(_COLUMNS)), rest)
        let_tick(book, sheet, kept)
        set_up_printing(sheet, f"{result.suite.name}: fix list", result.moment)
