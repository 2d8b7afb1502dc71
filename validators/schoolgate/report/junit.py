"""JUnit XML: what Jenkins, GitLab, Azure Pipelines and others show as test results. A case per rule.

The order and the names of elements and attributes are those that Jenkins, Ant and Surefire all take.
"""

from collections.abc import Iterator

from schoolgate import __version__
from schoolgate.basics.shown import in_xml
from schoolgate.language.rule import Severity
from schoolgate.run.result import Result
from schoolgate.story import jobs as story
from schoolgate.story import words
from schoolgate.story.cases import MOST, Case, State, cases
from schoolgate.story.rows import answers, headline, outlook

_JOBS = 100


def render(
    result: Result, *, fail_on: Severity | None = Severity.ERROR, show_values: bool = False, most: int = MOST
) -> str:
    """The report as text, the same for the same input, settings and as-of moment: no case has taken any time."""
    found = list(cases(result, fail_on=fail_on, show_values=show_values, most=most))
    failures, skipped = (sum(case.state is state for case in found) for state in (State.FAILED, State.SKIPPED))
    counts = f'tests="{len(found)}" failures="{failures}" errors="0" skipped="{skipped}" time="0"'
    name, at = in_xml(result.suite.name), f"{result.moment.at:%Y-%m-%dT%H:%M:%S}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="schoolgate" {counts}>',
        f'  <testsuite name="{name}" {counts} timestamp="{at}">',
        *_properties(result, fail_on),
        *(line for case in found for line in _case(result, case)),
        *_output("    ", _asides(result)),
        "    <system-err></system-err>",
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _properties(result: Result, fail_on: Severity | None) -> Iterator[str]:
    known = {
        "as_of": result.moment.at.isoformat(),
        "settings_from": result.settings.told_by,
        "engine": result.engine,
        "version": __version__,
        "fail_on": result.gate.level(fail_on),
        "passed": str(result.passed(fail_on)).lower(),
        "headline": headline(result, passed=result.passed(fail_on)),
        **{
            f"answers.{result.suite.facts_by_name[verdict.facts].table}.{one.name}": str(count)
            for verdict in result.suite.verdicts
            for one, count in answers(result, verdict).items()
        },
        **{f"records.{status}": str(count) for status, count in result.statuses.items()},
        **{f"schoolgate.assumption.{one.question}": words.assumed(one) for one in result.assumptions},
    }
    yield "    <properties>"
    for name, value in known.items():
        yield f'      <property name="{in_xml(name)}" value="{in_xml(value)}"/>'
    yield "    </properties>"


def _case(result: Result, case: Case) -> Iterator[str]:
    # Viewers take what stands before the last dot for a package: a suite is one, a table a class in it.
    group = f"{result.suite.name}.{case.group.replace(' ', '_')}"
    yield f'    <testcase classname="{in_xml(group)}" name="{in_xml(case.name)}" time="0">'
    if case.state is State.FAILED:
        words = "\n".join(map(in_xml, case.lines))
        yield f'      <failure message="{in_xml(case.summary)}" type="finding">{words}</failure>'
    elif case.state is State.SKIPPED:
        yield f'      <skipped message="{in_xml(case.summary)}"/>'
    if case.asides:
        yield from _output("      ", case.asides)
    yield "    </testcase>"


def _asides(result: Result) -> Iterator[str]:
    yield from (outlook(result, verdict) for verdict in result.suite.verdicts)
    far = story.outlook(result.jobs)
    if far:
        yield far
    every = story.to_mend(result.jobs)
    for job in every[:_JOBS]:
        where = f"{words.who(job.owner)}, {job.mend.screen}"
        yield f"Job {job.id}, {story.gains(job)}: {story.told(job)}. {job.mend.fix} ({where})"
    if len(every) > _JOBS:
        yield f"… and {len(every) - _JOBS:,} more jobs; --report json=FILE lists them all."
    yield from (f"{words.NOBODY_TOLD}: {words.assumed(one)}" for one in result.assumptions)
    yield from result.notes


def _output(indent: str, lines: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    yield indent + "<system-out>" + "\n".join(map(in_xml, lines)) + "</system-out>"
