"""What if: the same check with jobs taken as done.

To do a job means that each rule that it is for passes in the rows that it is for; a row that waits for two jobs passes once
both are done. Everything else stays as the extract has it, and whatever could not be asked before is asked now. So a job
that mends is taken as done well, and one that supplies or answers something as if what comes were in order: nobody can know
that before it has come.
"""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from schoolgate.frames.masks import at
from schoolgate.run.result import Result


def what_if(result: Result, done: Collection[str]) -> Result:
    """The result as it would be once the jobs of these ids are done."""
    jobs = result.jobs
    rows: dict[tuple[str, str], dict[bool, list[pl.Series]]] = {}
    for job, parts in zip(jobs.ranked, jobs.parts, strict=True):
        for part in parts:
            if part.rule:
                rows.setdefault((part.table, part.rule), {True: [], False: []})[job.id in done].append(part.rows)
    met: dict[str, dict[str, pl.Series]] = {}
    for (table, rule), found in rows.items():
        if found[True]:
            height = result.facts[table].height
            mended = at(_rows(found[True]), height) & ~at(_rows(found[False]), height)
            met.setdefault(table, {})[rule] = mended
    mended_names = {job.mend.name for job in jobs.ranked if job.id in done}
    return replace(
        result,
        outcomes={
            name: result.judge_again(name, result.facts[name], met[name]) if name in met else frame
            for name, frame in result.outcomes.items()
        },
        mismatches=tuple(one for one in result.mismatches if f"keys:{one.name}" not in mended_names),
        spoilt=tuple(one for one in result.spoilt if not {f"keys:{one.name}", f"column:{one.name}"} & mended_names),
    )


def _rows(parts: list[pl.Series]) -> pl.Series:
    return pl.concat([pl.Series([], dtype=pl.UInt32()), *(one.cast(pl.UInt32) for one in parts)])
