"""What if, in the terminal: the answer before and after, which jobs, and who is free."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate.basics.shown import visible
from schoolgate.judgement.jobs import Job
from schoolgate.report.terminal import heading, print_plainly
from schoolgate.run.result import Result
from schoolgate.run.what_if import what_if
from schoolgate.story import jobs as story
from schoolgate.story import words
from schoolgate.story.rows import answers, outlook

_KEYS = 10


@dataclass(frozen=True)
class Told:
    """What jobs that are done change: `freed` are the keys of those whom nothing holds back then, `left` how many wait."""

    before: Result
    after: Result
    jobs: tuple[Job, ...]
    freed: tuple[str, ...]
    left: int
    share: float | None

    @property
    def reached(self) -> bool:
        """Whether the jobs get as far as was wanted."""
        return self.share is None or _good(self.after)[0] >= _wanted(self.before, self.share)


def told(result: Result, done: Sequence[str], share: float | None = None) -> Told:
    """What the jobs of these ids change, judged again."""
    freed = result.jobs.freed(done)
    keys = [
        key if key is not None else f"{verdict.facts} row {row}"
        for verdict in result.suite.verdicts
        for row, key in result.records[verdict.facts]
        .select("row", "key")[freed.filter(verdict=verdict.facts)["record"].sort()]
        .iter_rows()
    ]
    chosen = tuple(job for job in result.jobs.ranked if job.id in done)
    return Told(result, what_if(result, done), chosen, tuple(keys), result.jobs.held - freed.height, share)


def towards(result: Result, given: Sequence[str], share: float) -> list[str]:
    """The jobs that get the share of a good answer: those given, then one after another of a short way."""
    wanted = _wanted(result, share)
    way = [job.id for job in result.jobs.towards(result.jobs.held) if job.id not in given]
    # With each job done no fewer have a good answer, so that halving finds how many it takes.
    enough = bisect_left(range(len(way)), wanted, key=lambda many: _good(what_if(result, [*given, *way[:many]]))[0])
    return [*given, *way[:enough]]


def _good(result: Result) -> tuple[int, int]:
    """How many have a good answer, and how many the questions are about."""
    counts = [one for verdict in result.suite.verdicts for one in answers(result, verdict).items()]
    good = sum(count for answer, count in counts if answer.tone in words.GOOD)
    return good, sum(count for answer, count in counts if answer.tone != "other")


def _wanted(result: Result, share: float) -> int:
    return ceil(share * _good(result)[1])


def show(told: Told, console: Console) -> None:
    """Print it."""
    print_plainly(console, lambda: console.print(_all(told)))


def _all(told: Told) -> Group:
    parts: list[RenderableType] = [heading(told.before), Text()]
    for verdict in told.before.suite.verdicts:
        parts.append(Text.assemble(("now   ", "dim"), visible(outlook(told.before, verdict))))
        parts.append(Text.assemble(("then  ", "dim"), (visible(outlook(told.after, verdict)), "bold")))
    parts += [Text(), Text(f"With {words.counted(len(told.jobs), 'job')} done", style="bold underline")]
    parts.append(Padding(_jobs(told.jobs), (0, 0, 0, 2)))
    held = told.before.jobs.held
    freed = ", ".join(told.freed[:_KEYS]) + (" …" if len(told.freed) > _KEYS else "")
    parts += [Text(), Text(f"Nothing holds back any more: {len(told.freed):,} of {held:,} that wait. {visible(freed)}")]
    if not told.reached:
        parts.append(Text("No jobs get as far as that: the rest nobody can mend now, or its answer is not a good one."))
    if any(job.mend.decides for job in told.jobs):
        parts.append(
            Text("What is supplied or answered is taken as in order: check again once it is there.", style="dim")
        )
    parts.append(Text("The extract is not changed: mend it, export it again, and check.", style="dim"))
    return Group(*parts)


def _jobs(jobs: Sequence[Job]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for job in jobs:
        table.add_row(Text(visible(job.id), style="bold"), Text(visible(f"{story.told(job)} ({words.who(job.owner)})")))
    return table
