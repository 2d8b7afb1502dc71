"""Jobs as reports tell them: one ranked list, with who, where, how, and how far the first of them get."""

import json
from typing import Any

from schoolgate.judgement.jobs import Job, Jobs
from schoolgate.language.rule import Effect
from schoolgate.run.result import Result
from schoolgate.story import words


def told(job: Job) -> str:
    """What the job is about, and for how many: "Salutation is missing: 16 students"."""
    whom = job.of.counted(job.touches or job.rows) if job.of else ""
    if job.at:
        what = f"{job.mend.title}: {', '.join(job.at[:3])}{' …' if len(job.at) > 3 else ''}"  # noqa: PLR2004 (as many as are shown)
        return f"{what}; {whom}" if whom else what
    if job.mend.kind in {"column", "keys", "answer"}:
        return job.mend.title
    return f"{job.mend.title}: {whom}" if job.rows and whom else job.mend.title


def gains(job: Job) -> str:
    """What doing it alone brings: "frees 10 of 16"; "decides" where nobody can tell yet."""
    if not job.touches:
        return words.EFFECTS[job.effect].short
    if not job.mendable:
        return f"holds {job.touches:,}"
    verb = "decides" if job.mend.decides else "frees"
    if job.frees == job.touches:
        return f"{verb} {job.frees:,}"
    return f"{verb} {job.frees:,} of {job.touches:,}" if job.frees else f"with others, {job.touches:,}"


def outlook(jobs: Jobs) -> str:
    """How many jobs free everybody, and how far the first three get; nothing where nobody is held back."""
    if not jobs.held:
        return ""
    everybody, free = jobs.for_everybody, jobs.held - jobs.stuck
    of = jobs.known.suite.of
    said = []
    if everybody:
        whom = "everybody who waits" if not jobs.stuck else f"{free:,} of the {of.counted(jobs.held)} that wait"
        said.append(f"{words.counted(everybody, 'job')} free{'s' if everybody == 1 else ''} {whom}")
        if everybody > _FIRST:
            said.append(f"the first three free {jobs.reach[_FIRST - 1]:,} of {jobs.held:,}")
    if jobs.stuck:
        said.append(f"{of.counted(jobs.stuck)} nobody can mend now: wait for the next sync or import")
    return "; ".join(said) + "."


_FIRST = 3


def listed(result: Result, most: int | None = None) -> list[dict[str, Any]]:
    """The jobs as data, all or the first of them."""
    jobs = result.jobs
    return [
        {
            "id": job.id,
            "kind": job.mend.kind,
            "when": words.EFFECTS[job.effect].short,
            "owner": str(job.owner),
            "screen": job.mend.screen,
            "title": job.mend.title,
            "fix": job.mend.fix,
            "rules": list(job.rules),
            "frees": job.frees,
            "touches": job.touches,
            "rows": job.rows,
            "free_so_far": reach,
            "mendable": job.mendable,
            "at": list(job.at),
            "keys": jobs.keys(job),
        }
        for job, reach in list(zip(jobs.ranked, jobs.reach, strict=True))[:most]
    ]


def to_mend(jobs: Jobs) -> list[Job]:
    """The jobs that are for before the start."""
    return [job for job in jobs.ranked if job.effect in {Effect.STOPS, Effect.HARMS}]


def lines(result: Result) -> str:
    """The jobs as a JSON list, a job a line."""
    rows = ",\n    ".join(json.dumps(one, ensure_ascii=False) for one in listed(result))
    return f"[\n    {rows}\n  ]" if rows else "[]"
