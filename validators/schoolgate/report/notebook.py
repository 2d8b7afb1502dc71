"""The report in a notebook: a small piece of HTML that holds no script, loads nothing and shows no personal value."""

from collections.abc import Iterable, Iterator
from html import escape

from schoolgate.basics.shown import visible
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Severity
from schoolgate.report.terminal import as_of
from schoolgate.run.result import Result
from schoolgate.story import jobs as story
from schoolgate.story import rows, words

_MOST_JOBS = 10
# Notebooks align every cell to the right unless the cell itself says otherwise.
_LEFT, _RIGHT = "text-align:left", "text-align:right"


def render(result: Result, *, fail_on: Severity | None = Severity.ERROR) -> str:
    """The verdict, the counts, the jobs, and the rules that failed or were not checked."""
    return f'<div class="schoolgate">{"".join(_parts(result, fail_on))}</div>'


def _parts(result: Result, fail_on: Severity | None) -> Iterator[str]:
    verdict = rows.headline(result, passed=result.passed(fail_on))
    yield f"<p><strong>{verdict}</strong> {_safe(result.suite.name)}, {_safe(result.source)}, as of {as_of(result)}</p>"
    for judged in result.suite.verdicts:
        yield f"<p>{_safe(rows.outlook(result, judged))}</p>"
        counts = [f"{count:,} {answer.label}" for answer, count in rows.answers(result, judged).items()]
        if counts:
            yield f"<p>{_safe(' · '.join(counts))}</p>"
    counts = [
        f"{words.EFFECTS[effect].heading}: {words.counted(sum(found.values()), 'finding')}"
        for effect, found in rows.by_effect(result).items()
        if found
    ]
    if counts:
        yield f"<p>{_safe(' · '.join(counts))}</p>"
    if story.to_mend(result.jobs):
        yield from _jobs(result)
    broken = sorted((one for one in result.coverage if one.failed), key=lambda one: one.severity.rank)
    if broken:
        asked = (one.counts[Outcome.PASS] + one.counts[Outcome.FAIL] for one in broken)
        cells = (
            (one.rule.id, str(one.severity), f"{one.failed:,}", f"{count:,}", words.titled(one.rule), one.rule.fix)
            for one, count in zip(broken, asked, strict=True)
        )
        yield _table("Requirements that are not met", ("rule", "severity", "#failed", "#of", "what", "fix"), cells)
    idle = [(one.rule.id, str(one.why_not_checked)) for one in result.coverage if one.why_not_checked]
    if idle:
        yield _table(words.NOT_CHECKED, ("rule", "why"), idle)
    if result.assumptions:
        told = [(one.asks, words.assumed(one).removeprefix(one.asks).strip()) for one in result.assumptions]
        yield _table(words.NOBODY_TOLD, ("question", "what holds meanwhile"), told)
    for note in result.notes:
        yield f"<p>{_safe(note)}</p>"


def _jobs(result: Result) -> Iterator[str]:
    every = story.to_mend(result.jobs)
    cells = (
        (story.gains(job), story.told(job), words.who(job.owner), job.mend.screen, job.mend.fix)
        for job in every[:_MOST_JOBS]
    )
    yield _table("Jobs, what frees most first", ("what it brings", "what is wrong", "who", "where", "fix"), cells)
    if len(every) > _MOST_JOBS:
        yield f"<p>… and {words.counted(len(every) - _MOST_JOBS, 'job')} more.</p>"
    if far := story.outlook(result.jobs):
        yield f"<p>{_safe(far)}</p>"


def _table(title: str, heads: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A table; a head that begins with # is that of a column of numbers."""
    styles = [(head.removeprefix("#"), _RIGHT if head.startswith("#") else _LEFT) for head in heads]
    head = "".join(f'<th style="{style}">{_safe(name)}</th>' for name, style in styles)
    body = "".join(
        "<tr>"
        + "".join(f'<td style="{style}">{_safe(cell)}</td>' for (_, style), cell in zip(styles, line, strict=True))
        + "</tr>"
        for line in lines
    )
    caption = f'<caption style="text-align:left"><strong>{_safe(title)}</strong></caption>'
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _safe(text: str) -> str:
    return escape(visible(text))
