"""The pages of a run and the index of all runs, as text: each one holds all it needs and asks for nothing.

Nothing that a cell holds could run, on the web, in a shared folder or from a stick: data goes in as JSON that no browser
executes; templates escape the rest (`schoolgate.pages.filling`).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from schoolgate.language.noun import Noun
from schoolgate.pages import charts
from schoolgate.pages.changes import NEW, Change
from schoolgate.pages.downloads import FILES, DownloadModel, named, packed
from schoolgate.pages.failures import NoVerdict
from schoolgate.pages.filling import as_json, environment, page
from schoolgate.pages.model import RunModel, RunSummary, StepModel
from schoolgate.pages.newer import Newer
from schoolgate.pages.paper import running_head
from schoolgate.pages.past import Past
from schoolgate.pages.requirements import RequirementModel
from schoolgate.pages.series import compared_with, mine, points, series_of
from schoolgate.story import words
from schoolgate.story.days import day

RECORDS = "records.html"
OF_A_RUN = ("index.html", RECORDS)
"""The pages of a run."""
MOST_JOBS = 8
"""How many jobs stand open on the page of a run; the others are folded."""
_ALL = ("find.js", "saving.js", "ticks.js")
_RUN = (*_ALL, "run.js", "jobs.js")
_LIST = (*_ALL, "lists.js", "records.js")
_NEWEST = 100
_IDS = re.compile(r": [A-Z]{2}-\d{3}(?:, [A-Z]{2}-\d{3})*")
"""The ids of what failed, which the page lists below."""


def pages(
    model: RunModel, history: Sequence[RunSummary], past: Past | None = None, newer: Newer | None = None
) -> Mapping[str, str]:
    """The pages of one run, by their paths in the site's folder.

    Args:
        model: the run.
        history: the runs before it, oldest first.
        past: the histories of its records.
        newer: what there is to say of a run that came after it.
    """
    folder = f"runs/{model.run}/"
    about = _about(model, history) | {
        "newer": newer,
        "records_page": RECORDS,
        "run_page": "index.html",
        "index_page": "../../index.html",
        "files": FILES,
    }
    return {
        f"{folder}index.html": page("run.html", _RUN, on_records=False, **about),
        f"{folder}{RECORDS}": page("records.html", _LIST, on_records=True, data=_data(model, past), **about),
    }


def index(history: Sequence[RunSummary], failed: Sequence[NoVerdict] = ()) -> Mapping[str, str]:
    """The first page of a site of one school, from every run, oldest first, and the suites that came to no verdict since."""
    suites = {series_of(run).name: mine(history, run) for run in history}
    newest = list(reversed(history))
    return {
        "index.html": page(
            "index.html",
            ["find.js"] if history else [],
            records_page=f"runs/{history[-1].run}/{RECORDS}" if history else None,
            suites=suites,
            failed=failed,
            newest=newest[:_NEWEST],
            older=newest[_NEWEST:],
            index_page=None,
            of=newest[0].noun if newest else None,
        )
    }


def single_file(
    model: RunModel,
    history: Sequence[RunSummary],
    files: Mapping[str, bytes] = MappingProxyType({}),
    past: Past | None = None,
) -> str:
    """The pages of a run, the histories of its records and the files that it hands out, as one file for a case."""
    about = _about(model, history) | {
        "records_page": "",
        "run_page": "",
        "index_page": None,
        "files": None,
        "newer": None,
    }
    return page(
        "single.html",
        [*_RUN, "lists.js", "records.js"],
        on_records=False,
        data=_data(model, past),
        packed=as_json({name: packed(content) for name, content in files.items()}),
        **about,
    )


def _about(model: RunModel, history: Sequence[RunSummary]) -> dict[str, Any]:
    """What the templates of a run are filled with."""
    summary = model.summary
    before = mine(history, summary)
    told = points([*before, summary])
    return {
        "model": model,
        "before": compared_with(summary, before),
        "checks": [*before, summary],
        "trend": charts.trend(told),
        "spark": charts.spark(told) if len(told) > 1 else (),
        "rule_sparks": {one.id: found for one in model.requirements if (found := charts.rule_spark(told, one.id))},
        "fresh": _fresh(model),
        "sections": _sections(model),
        "not_checked": _not_checked(model),
        "most_jobs": MOST_JOBS,
        "headline_tone": "bad" if any(one.tone == "bad" for one in model.verdicts[0].answers) else "",
        "answered": {one.facts: one.answers or one.statuses for one in model.verdicts},
        "to_do": [one for one in model.jobs if one.touches],
        "to_look_at": [one for one in model.jobs if not one.touches],
        "guide": _guide(model),
        "downloads": _by_report(model),
        "of": model.noun,
        "paper": running_head(model),
        "why": _why(model),
        "room": _room(model),
        "listed": _listed(model),
    }


def _room(model: RunModel) -> dict[str, str] | None:
    """Of a run that has no room for all records, how many are shown, and what to run for the others."""
    if model.whole:
        return None
    told = [
        f"{len(table.rows):,} of {Noun(*table.of).counted(table.every)}" for table in model.records if table.left_out
    ]
    return {
        "shown": " and ".join(told),
        "check": f"schoolgate check {model.suite} SOURCE --report records=records.csv --report findings=findings.csv",
        "explain": f"schoolgate explain {model.suite} SOURCE KEY",
    }


def _listed(model: RunModel) -> dict[str, int]:
    """How many of those whom each job holds back are on the page of records, by the job's id."""
    return dict(Counter(model.jobs[job].id for table in model.records for _, job in table.jobs))


def _fresh(model: RunModel) -> dict[str, int]:
    """How many of those whom a job holds back were not held back in the extract before, by the job's id."""
    if model.since is None or model.since.unlisted_jobs is None:
        return {}
    fresh = {model.jobs[job].id: count for job, count in model.since.unlisted_jobs.items()}
    for table in model.records:
        new = set(model.since.records.get(NEW, {}).get(table.facts, ()))
        for at, job in table.jobs:
            if at in new:
                fresh[model.jobs[job].id] = fresh.get(model.jobs[job].id, 0) + 1
    return fresh


def _why(model: RunModel) -> str:
    """Why the run passed or not, in a sentence."""
    grave = ("error",) if model.fail_on == "error" else ("error", "warning")
    counts = [(model.severities.get(name, 0), name) for name in grave]
    unsure = sum(status.count for one in model.verdicts for status in one.statuses if status.name == "undetermined")
    told = " and ".join(words.counted(count, word) for count, word in counts if count)
    told = " and ".join(filter(None, (told, f"{model.noun.counted(unsure)} that cannot be judged yet" * bool(unsure))))
    run = model.summary
    if run.let_through:
        wrong = run.records - run.good
        whom = f"{wrong:,} of {run.noun.counted(run.records)} are not as they should be"
        return f"Let through on purpose, although {whom}: {told or 'no finding of them stops the run'}."
    if model.passed:
        if told:
            return f"Let through on purpose, with {told}."
        return words.NOT_TOLD if any(one.touches for one in model.jobs) else "Nothing stands in the way. Let it run."
    return f"Not passed: {'; '.join(_IDS.sub('', reason) for reason in model.reasons)}."


def _guide(model: RunModel) -> dict[str, list[StepModel]]:
    """The steps of the guide by the headings of its parts, in their order."""
    parts: dict[str, list[StepModel]] = {}
    for step in model.guide:
        parts.setdefault(step.heading, []).append(step)
    return parts


def _sections(model: RunModel) -> list[tuple[str, list[RequirementModel]]]:
    """The requirements by section of the article, in the article's order."""
    sections: dict[tuple[str, str], list[RequirementModel]] = {}
    for one in model.requirements:
        sections.setdefault((one.article, one.section), []).append(one)
    several = len({article for article, _ in sections}) > 1
    return [
        (f"{article}: {section}" if several else section[:1].upper() + section[1:], mine)
        for (article, section), mine in sections.items()
    ]


def _by_report(model: RunModel) -> list[list[DownloadModel]]:
    """What is handed out, report by report."""
    reports: dict[str, list[DownloadModel]] = {}
    for one in model.downloads:
        reports.setdefault(one.report, []).append(one)
    return list(reports.values())


def _not_checked(model: RunModel) -> dict[str, list[RequirementModel]]:
    """What was not checked, by the reason."""
    reasons: dict[str, list[RequirementModel]] = {}
    for one in model.requirements:
        if one.why_not_checked:
            reasons.setdefault(one.why_not_checked, []).append(one)
    return reasons


def _data(model: RunModel, past: Past | None = None) -> Markup:
    """What the page of records is made from, as JSON that stays data wherever it stands in a page."""
    book = {name: getattr(model.book, name) for name in ("points", "sections", "met", "letters", "idle")}
    # A phrase without a blank is a text.
    book["phrases"] = [phrase[0] if len(phrase) == 1 else phrase for phrase in model.book.phrases]
    document = {
        "suite": model.suite,
        "of": model.of,
        "list": named("records" if model.whole else "records-shown", model.source, model.as_of[:10], ".csv"),
        "room": _room(model),
        "source": model.source,
        "asOf": model.as_of,
        "tables": [replace(table, places=()) for table in model.records],
        "book": book,
        "since": None if model.since is None else _since(model.since),
        "past": None if past is None else _past(model, past),
        "statuses": {one.name: (one.label, one.tone) for verdict in model.verdicts for one in verdict.statuses},
        "answers": {
            verdict.facts: {one.name: (one.label, one.tone, one.count) for one in verdict.answers}
            for verdict in model.verdicts
        },
        "jobs": [{name: getattr(one, name) for name in ("id", "what", "rules", "touches")} for one in model.jobs],
        "owners": {owner.value: told.who for owner, told in words.OWNERS.items()},
        "rules": [_rule(one) for one in model.requirements],
    }
    return as_json(document)


def _since(found: Change) -> dict[str, Any]:
    return {"of": f"since {found.since}", "records": found.records, "dates": found.dates}


def _past(model: RunModel, past: Past) -> dict[str, Any]:
    """The histories of the records, for each record of a table the position of its own, or -1."""
    return {
        "extracts": [day(as_of) for as_of in past.extracts],
        "answers": past.answers,
        "histories": past.histories,
        "of": {
            table.facts: [-1 if key is None else past.of[table.facts].get(key, -1) for key in table.keys or ()]
            for table in model.records
            if table.facts in past.of
        },
    }


def leading(run: RunSummary, name: str) -> str:
    """A page that leads on to the page `name` of a run, with whatever place in it a link names."""
    script = f'location.replace("../{run.run}/{name}" + location.hash);'
    return page(
        "leading.html", (), run=run, name=name, script_text=script, index_page="../../index.html", records_page=None
    )


_NEWER = re.compile(r"<!--newer-->.*?<!--/newer-->", re.DOTALL)
"""Where the pages of a run have room for what is to be said of a newer one: no text of a cell can look like that."""


def with_newer(text: str, newer: Newer | None, name: str) -> str:
    """A page of a run that says of a newer one what there is to say now; a page without room for it stays as it is."""
    told = environment().get_template("newer.html").render(newer=newer, on_records=name == RECORDS)
    return _NEWER.sub(lambda _: told.strip(), text, count=1)


def _rule(one: RequirementModel) -> dict[str, Any]:
    names = (
        "id",
        "title",
        "asks",
        "severity",
        "owner",
    )
    return {name: getattr(one, name) for name in names} | {
        "why": one.why_not_checked,
        "url": one.article_url,
    }
