"""A summary in GitHub's Markdown, for the page of a job or of a merge request: what will happen, what to mend first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from schoolgate.basics.shown import in_markdown, shortened
from schoolgate.judgement.tally import Coverage
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Severity
from schoolgate.language.suite import Verdict
from schoolgate.report.terminal import as_of
from schoolgate.run.remarks import Remark
from schoolgate.run.result import Result
from schoolgate.story import jobs as story
from schoolgate.story import words
from schoolgate.story.letter import NOTED
from schoolgate.story.places import located
from schoolgate.story.rows import answers, fixes, headline, new_since, not_checked, outlook

_JOBS = 20
_KEYS = 4
_FINDINGS = 100
_NOTES = 50
# GitHub shows no summary of more than a mebibyte, and a character may take six when escaped.
_LONGEST_KEY = 60
_LONGEST = 400
_FIXES = 3


def render(result: Result, *, fail_on: Severity | None = Severity.ERROR, show_values: bool = False) -> str:
    """The summary as text."""
    return "\n".join([*_verdict(result, fail_on), *_sections(result, fail_on, show_values=show_values)]) + "\n"


def _verdict(result: Result, fail_on: Severity | None) -> Iterator[str]:
    passed = result.passed(fail_on)
    told = " ".join(outlook(result, verdict) for verdict in result.suite.verdicts)
    yield f"## {'✅' if passed else '❌'} {result.suite.name}: {in_markdown(told)}"
    yield ""
    gate = result.gate.level(fail_on)
    by = f"fail on: {gate}, settings: {_words(result.settings.told_by)}"
    yield f"**{headline(result, passed=passed)}**, {_code(result.source)}, as of {as_of(result)}, {by}"
    for told in result.supplied:
        yield from ("", f"{_words(told)}.")
    yield ""
    for verdict in result.suite.verdicts:
        given = answers(result, verdict)
        if given:
            heads = [in_markdown(one.label) for one in given]
            several = [_of(result, verdict)] if len(result.suite.verdicts) > 1 else []
            counts = [f"{count:,}" for count in given.values()]
            yield from _table([*(["of"] if several else []), *heads], [[*several, *counts]])
            yield ""


def _of(result: Result, verdict: Verdict) -> str:
    return in_markdown(words.labelled(result.suite.facts_by_name[verdict.facts].table))


def _sections(result: Result, fail_on: Severity | None, *, show_values: bool) -> Iterator[str]:
    reasons = result.decision(fail_on).reasons
    if reasons:
        yield from _headed(words.NOT_PASSED, (f"- {_words(reason)}" for reason in reasons))
    if (newer := new_since(result)) is not None and newer.height:
        yield from _headed(words.NEW, _new(result, newer))
    if story.to_mend(result.jobs):
        yield from _headed("Jobs, what frees most first", _jobs(result))
    found = located(result, show_values=show_values)
    covered = {one.rule.id: one for one in result.coverage}
    of_effect = found.partition_by("effect", as_dict=True)
    for effect, heads in words.EFFECTS.items():
        if (str(effect),) in of_effect:
            yield from _headed(heads.heading, _rules(covered, of_effect[str(effect),]))
    if result.assumptions:
        yield from _headed(words.NOBODY_TOLD, (f"- {_words(words.assumed(one))}" for one in result.assumptions))
    idle = not_checked(result)
    if idle:
        yield from _headed(words.NOT_CHECKED, _not_checked(idle))
    yield from _said(result)
    if found.height:
        first = f"the first {_FINDINGS} of {found.height:,}" if found.height > _FINDINGS else f"{found.height:,}"
        yield from ["", f"<details><summary>Findings: {first}</summary>", ""]
        yield from _findings(found.head(_FINDINGS).iter_rows(named=True))
        yield from ["", "</details>"]


def _said(result: Result) -> Iterator[str]:
    """What the run noticed, then what people noted."""
    remarks = [_remark(one.told()) for one in result.remarks]
    for title, lines in (("Noticed", [_words(note) for note in result.notes]), (NOTED, remarks)):
        if lines:
            yield from _headed(title, _first(lines))


def _headed(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ["", f"### {title}", "", *lines]


def _jobs(result: Result) -> Iterator[str]:
    every = story.to_mend(result.jobs)
    rows = [
        [
            in_markdown(job.id),
            in_markdown(story.gains(job)),
            in_markdown(words.who(job.owner)),
            _words(job.mend.screen),
            _words(f"{story.told(job)}. {job.mend.fix}"),
            ", ".join(map(_code, result.jobs.keys(job, _KEYS))) + (" …" if job.rows > _KEYS else ""),
        ]
        for job in every[:_JOBS]
    ]
    far = story.outlook(result.jobs)
    if far:
        yield from [in_markdown(far), ""]
    yield from _table(
        ("job", "what it does", "who", "where", "what is wrong, and how to mend it", "first of them"), rows
    )
    if len(every) > _JOBS:
        yield from ["", f"… and {len(every) - _JOBS:,} more."]


def _new(result: Result, newer: pl.DataFrame) -> Iterator[str]:
    rows = [
        [
            one["rule"],
            one["severity"],
            f"{one['new']:,}",
            _words(result.suite.rules_by_id[one["rule"]].title),
            ", ".join(map(_code, one["keys"][:_KEYS])) + (" …" if one["new"] > _KEYS else ""),
        ]
        for one in newer.iter_rows(named=True)
    ]
    yield from _table(("rule", "severity", "new", "what is wrong", "first of them"), rows)


def _rules(coverage: Mapping[str, Coverage], found: pl.DataFrame) -> Iterator[str]:
    """A line per rule among findings of one effect, the gravest first."""
    of_rule = {str(rule): mine for (rule,), mine in found.group_by("rule", maintain_order=True)}
    rows = []
    for one in sorted((coverage[rule] for rule in of_rule), key=lambda one: one.severity.rank):
        rule, mine, asked = one.rule, of_rule[one.rule.id], one.counts[Outcome.PASS] + one.counts[Outcome.FAIL]
        keys = ", ".join(_who(first) for first in mine.head(_KEYS).iter_rows(named=True))
        keys += " …" if mine.height > _KEYS else ""
        mended = fixes(mine)[:_FIXES]
        owners = ", ".join(dict.fromkeys(owner for owner, _ in mended))
        fix = _words(" ".join(dict.fromkeys(fix for _, fix in mended)))
        rows.append(
            [
                rule.id,
                mine["severity"][0],
                f"{mine.height:,}",
                f"{asked:,}",
                _words(words.titled(rule)),
                keys,
                owners,
                fix,
            ]
        )
    yield from _table(("rule", "severity", "failed", "of", "what is wrong", "first of them", "who", "what to do"), rows)


def _who(one: dict[str, Any]) -> str:
    """The key of a finding, or its place where it has none."""
    if one["key"] is not None:
        return _code(one["key"])
    return in_markdown(f"{one['table']} row {one['row']}" if one["row"] is not None else f"{one['table']}, whole file")


def _not_checked(reasons: dict[str, list[Coverage]]) -> Iterator[str]:
    rows = [
        [
            _words(reason),
            ", ".join(covered.rule.id for covered in rules),
            f"{sum(covered.counts[Outcome.NOT_CHECKED] for covered in rules):,}",
        ]
        for reason, rules in reasons.items()
    ]
    yield from _table(("why", "rules", "answers left open"), rows)


def _first(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"- {line}" for line in lines[:_NOTES])
    if len(lines) > _NOTES:
        yield f"- … and {len(lines) - _NOTES:,} more"


def _remark(one: Remark) -> str:
    return f"{_code(one.name)} {_words(words.noted(one))}"


def _findings(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    rows = [
        [
            one["rule"],
            one["severity"],
            _code(f"{one['path']}:{one['line']}"),
            "" if one["row"] is None else str(one["row"]),
            "" if one["key"] is None else _code(one["key"]),
            _words(f"{one['message']} (waived {one['waiver']})" if one.get("waived") else one["message"]),
        ]
        for one in found
    ]
    yield from _table(("rule", "severity", "file and line", "row", "key", "what is wrong"), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(line)} |" for line in (header, ["---"] * len(header), *rows)]


def _words(text: str) -> str:
    return in_markdown(shortened(text, _LONGEST))


def _code(text: str) -> str:
    """Text as code, where GitHub looks for no mention of anybody; by tags, as no back quote can end them."""
    return f"<code>{in_markdown(shortened(text, _LONGEST_KEY))}</code>"
