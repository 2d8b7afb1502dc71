"""Of drawn schools: every record that waits has a job; all jobs done, those alone wait whom nobody can mend.

Each suite asks it where its schools are compared with the oracle, as they are checked there anyway.
"""

from collections.abc import Iterator

from product import Compared
from schoolgate.judgement.holds import is_held
from schoolgate.run.result import Result
from schoolgate.run.what_if import what_if
from shares import shared

AT_ONCE = 15
"""How many schools a test takes."""
BATCHES = shared(range(10), 5)
"""The tests of a suite, of which one in five runs with every change."""
FIRST = 4
"""How many jobs of a school are done one by one."""


def held(result: Result) -> set[tuple[str, int]]:
    """The records that something holds back."""
    return {
        (verdict.facts, record)
        for verdict in result.suite.verdicts
        for record in is_held(result.suite, verdict, result.outcomes[verdict.facts]).arg_true()
    }


def waiting(result: Result) -> set[tuple[str, int]]:
    """The records that are blocked, or cannot be judged."""
    return {
        (verdict.facts, record)
        for verdict in result.suite.verdicts
        for record in result.records[verdict.facts]["status"].is_in(["blocked", "undetermined"]).arg_true()
    }


def wrong(result: Result) -> Iterator[str]:
    """What of a run's jobs is not so."""
    jobs, before = result.jobs, held(result)
    if not before == set(jobs.bonds.select("verdict", "record").iter_rows()) >= waiting(result):
        yield "a record that waits has no job, or one that does not wait has one"
    after = what_if(result, {job.id for job in jobs.ranked if job.mendable})
    left = held(after)
    if len(left) != jobs.stuck or not waiting(after) <= left:
        yield f"with every job done {len(left)} wait, and the list says that nobody can mend {jobs.stuck}"
    done: set[str] = set()
    for job, reach in list(zip(jobs.ranked, jobs.reach, strict=True))[:FIRST]:
        done.add(job.id)
        alone, so_far = (before - held(what_if(result, ids)) for ids in ({job.id}, done))
        if len(alone) != job.frees:
            yield f"{job.id} is to free {job.frees}, and frees {len(alone)}"
        if len(so_far) != reach or so_far != set(jobs.freed(done).iter_rows()):
            yield f"up to {job.id} the list is to free {reach}, and frees {len(so_far)}"


def wrong_of_batch(compared: Compared, batch: int) -> list[str]:
    """What is not so of the jobs of a batch of a suite's drawn schools, and whether too few wait to prove anything."""
    told, waited = [], 0
    for number in range(batch * AT_ONCE, (batch + 1) * AT_ONCE):
        result = compared.drawn(number)[0].result
        waited += result.jobs.held
        told += [f"{number}: {one}" for one in wrong(result)]
    return told if waited >= AT_ONCE // 2 else [*told, "schools in which nobody waits prove nothing"]
