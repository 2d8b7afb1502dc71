"""A run in a line, worked out from its result: what the ledger of Data Docs says of it, without the pages' model of it."""

from schoolgate import __version__
from schoolgate.basics.shown import visible
from schoolgate.language.rule import Owner, Severity
from schoolgate.pages.extract import fingerprint
from schoolgate.pages.model import RunSummary, source_named, verdict_model
from schoolgate.report.terminal import as_of
from schoolgate.run.result import Result


def summary_of(result: Result, *, run: str, at: str, fail_on: Severity | None) -> RunSummary:
    """What `schoolgate.pages.model.run_model(…).summary` says of a check that is compared with no earlier one."""
    verdicts = [verdict_model(result, verdict) for verdict in result.suite.verdicts]
    held: dict[str, int] = {}
    for job in result.jobs.ranked:
        if job.owner is Owner.SUPPORT and job.touches:
            for rule in job.rules:
                held[rule] = held.get(rule, 0) + job.touches
    return RunSummary(
        run=run,
        suite=result.suite.name,
        title=result.suite.title,
        source=source_named(result),
        at=at,
        as_of=as_of(result),
        passed=result.passed(fail_on),
        outlook=tuple(verdict.outlook for verdict in verdicts),
        records=sum(verdict.total for verdict in verdicts),
        good=sum(verdict.good for verdict in verdicts),
        statuses={name: count for name, count in result.statuses.items() if count},
        severities={str(severity): count for severity, count in result.severities.items()},
        failed={one.rule.id: one.failed for one in result.coverage if one.failed},
        version=__version__,
        assumptions=len(result.assumptions),
        answers={verdict.facts: verdict.answers for verdict in verdicts},
        school=visible(result.school),
        of=(result.suite.of.one, result.suite.of.many),
        extract=fingerprint(result),
        support=held,
    )
