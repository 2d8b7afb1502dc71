"""The jobs that mend a run, as its pages tell them: who does what, where, for which rows, and what that frees."""

from collections.abc import Iterator
from dataclasses import dataclass

from schoolgate.basics.shown import visible
from schoolgate.run.result import Result
from schoolgate.story import jobs as told
from schoolgate.story import words


@dataclass(frozen=True, slots=True)
class JobModel:
    """What one person does in one place. `counted` is the number that leads, `brings` says of what.

    `keys` are the rows it is for; a job with `touches` 0 holds nobody back: `when` says what it is for then.
    """

    id: str
    what: str
    fix: str
    screen: str
    owner: str
    who: str
    when: str
    rules: tuple[str, ...]
    counted: int
    brings: str
    frees: int
    touches: int
    keys: tuple[str, ...]


def job_models(result: Result) -> Iterator[JobModel]:
    """Every job, in the order in which they are to be done."""
    for job in result.jobs.ranked:
        if not job.touches:
            counted, brings = job.rows, told.gains(job)
        elif not job.mendable:
            counted, brings = job.touches, "held"
        else:
            verb = "decided" if job.mend.decides else "freed"
            counted = job.frees
            brings = verb if job.frees == job.touches else f"of {job.touches:,} {verb}"
        yield JobModel(
            id=job.id,
            what=visible(told.told(job)),
            fix=visible(job.mend.fix),
            screen=visible(job.mend.screen),
            owner=str(job.owner),
            who=words.who(job.owner),
            when=words.EFFECTS[job.effect].short,
            rules=job.rules,
            counted=counted,
            brings=brings,
            frees=job.frees,
            touches=job.touches,
            keys=tuple(map(visible, result.jobs.keys(job))),
        )
