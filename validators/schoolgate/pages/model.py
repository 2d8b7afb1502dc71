"""What a page of Data Docs says of a run, as data: no HTML, no frame, nothing of any suite, and every text safe to show.

Dataclasses of plain values, so that `json.dumps(model, default=plain)` writes them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from schoolgate import __version__
from schoolgate.basics.shown import visible
from schoolgate.frames.shown import visible_texts
from schoolgate.judgement.records import answers_of
from schoolgate.language.noun import RECORD, Noun
from schoolgate.language.rule import Owner, Severity
from schoolgate.language.suite import Verdict
from schoolgate.pages.changes import KINDS, Change
from schoolgate.pages.checklists import RecordTable, record_tables
from schoolgate.pages.downloads import DownloadModel
from schoolgate.pages.extract import fingerprint
from schoolgate.pages.jobs import JobModel, job_models
from schoolgate.pages.letters import Book
from schoolgate.pages.requirements import RequirementModel, requirement_models
from schoolgate.pages.turns import TurnsModel, turns_model
from schoolgate.report.terminal import as_of
from schoolgate.run.result import Result
from schoolgate.story import jobs, words
from schoolgate.story.guiding import said
from schoolgate.story.rows import answers, by_effect, excused, new_since, outlook
from schoolgate.story.words import labelled

SCHEMA = "schoolgate.docs/1"


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many records of a verdict have a status. `tone` is good, warn, bad, unknown or (a suite's own) other."""

    name: str
    label: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class VerdictModel:
    """What will happen to the records of one fact table: `good` of `total` "will sync", say."""

    facts: str
    label: str
    goes_through: str
    total: int
    good: int
    statuses: tuple[StatusCount, ...]
    outlook: str
    """The answer to the suite's question, in one sentence."""
    answers: tuple[StatusCount, ...] = ()
    """How many records have each answer to it, in the order that matters."""


@dataclass(frozen=True, slots=True)
class AssumptionModel:
    """A question that nobody answered and that made a difference: what it `asks`, what holds meanwhile, and for how many."""

    question: str
    asks: str
    told: str
    records: int


@dataclass(frozen=True, slots=True)
class StepModel:
    """A step of the guide; without `when` it is for all that go through."""

    part: str
    heading: str
    text: str
    source: str
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table as it was read."""

    name: str
    rows: int
    source: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in a line, for the index and the trend. `run` is its place in the history, a name that may stand in a path.

    `at` is when the check ran, in UTC, and `as_of` what stood for now. `outlook` is a sentence per verdict.
    `statuses` and `severities` count records and findings, `failed` findings by rule (those that have any).
    """

    run: str
    suite: str
    title: str
    source: str
    at: str
    as_of: str
    passed: bool
    outlook: tuple[str, ...]
    records: int
    good: int
    statuses: Mapping[str, int]
    severities: Mapping[str, int]
    failed: Mapping[str, int]
    version: str
    assumptions: int = 0
    answers: Mapping[str, tuple[StatusCount, ...]] = field(default_factory=dict)
    """How many records have each answer to the suite's question, by fact table; a run of an older version has none."""
    school: str = ""
    """Whose extract it is; a run of an older version may have none."""
    of: tuple[str, str] = (RECORD.one, RECORD.many)
    """What one of its records is called, and several."""
    extract: str = ""
    """The same for the same cells: see `schoolgate.pages.extract`."""
    changed: Mapping[str, int] = field(default_factory=dict)
    """How many records changed since the extract before, by kind; none where there is nothing to compare with."""
    support: Mapping[str, int] = field(default_factory=dict)
    """How many records each requirement holds back that support must mend."""

    @property
    def noun(self) -> Noun:
        """What its records are called."""
        return Noun(*self.of)

    def toned(self, tone_: str) -> int:
        """How many records have an answer of that tone; of a run that knows statuses alone, such a status."""
        if self.answers:
            return sum(one.count for counts in self.answers.values() for one in counts if one.tone == tone_)
        return sum(count for name, count in self.statuses.items() if tone(name) == tone_)

    @property
    def held(self) -> int:
        """How many records are not as they should be, or cannot be told."""
        return self.toned("bad") + self.toned("unknown")

    @property
    def let_through(self) -> bool:
        """Whether the gate passed the run although something is not as it should be."""
        return self.passed and (self.good < self.records or bool(self.severities.get("error")))

    @property
    def tone(self) -> str:
        """The colour of the badge: green only where nothing is wrong."""
        return ("warn" if self.let_through else "good") if self.passed else "bad"

    @property
    def headline(self) -> str:
        """Whether to go ahead, and on how many assumptions."""
        word = ("Let through" if self.let_through else "Passed") if self.passed else "Not passed"
        return f"{word}, on {words.counted(self.assumptions, 'assumption')}" if self.assumptions else word


@dataclass(frozen=True, slots=True)
class RunModel:
    """Everything that the pages of one run say."""

    schema: str
    run: str
    suite: str
    title: str
    question: str
    source: str
    at: str
    as_of: str
    engine: str
    version: str
    fail_on: str
    passed: bool
    reasons: tuple[str, ...]
    show_values: bool
    verdicts: tuple[VerdictModel, ...]
    severities: Mapping[str, int]
    requirements: tuple[RequirementModel, ...]
    notes: tuple[str, ...]
    tables: tuple[TableModel, ...]
    settings: tuple[tuple[str, str], ...]
    records: tuple[RecordTable, ...]
    assumptions: tuple[AssumptionModel, ...] = ()
    guide: tuple[StepModel, ...] = ()
    effects: Mapping[str, int] = field(default_factory=dict)
    """How many findings mean what, by the word for it."""
    jobs: tuple[JobModel, ...] = ()
    """What there is to do, what frees most first."""
    jobs_outlook: str = ""
    """How many jobs free everybody, and how far the first of them get."""
    downloads: tuple[DownloadModel, ...] = ()
    """The files that the pages hand out."""
    withheld: tuple[tuple[str, str], ...] = ()
    """The reports that must not be handed out, by their labels, with the reason."""
    extract: str = ""
    """The same for the same cells: see `schoolgate.pages.extract`."""
    school: str = ""
    """Whose extract it is; "" where nothing names it."""
    since: Change | None = None
    """What changed since the extract before, where that is known."""
    book: Book = field(default_factory=Book)
    """What is said of each record."""
    of: tuple[str, str] = (RECORD.one, RECORD.many)
    """What one of its records is called, and several."""
    turns: TurnsModel = field(default_factory=TurnsModel)
    """What changes by itself."""
    compared: tuple[str, str] | None = None
    """A tone and words: how many findings are new since the baseline, where there is one."""

    @property
    def noun(self) -> Noun:
        """What its records are called."""
        return Noun(*self.of)

    @property
    def whole(self) -> bool:
        """Whether there is room for all records."""
        return not any(table.left_out for table in self.records)

    @property
    def summary(self) -> RunSummary:
        """The run in a line."""
        statuses: dict[str, int] = {}
        for verdict in self.verdicts:
            for status in verdict.statuses:
                statuses[status.name] = statuses.get(status.name, 0) + status.count
        return RunSummary(
            run=self.run,
            suite=self.suite,
            title=self.title,
            source=self.source,
            at=self.at,
            as_of=self.as_of,
            passed=self.passed,
            outlook=tuple(verdict.outlook for verdict in self.verdicts),
            records=sum(verdict.total for verdict in self.verdicts),
            good=sum(verdict.good for verdict in self.verdicts),
            statuses=statuses,
            severities=dict(self.severities),
            failed={one.id: one.failed for one in self.requirements if one.failed},
            version=self.version,
            assumptions=len(self.assumptions),
            answers={verdict.facts: verdict.answers for verdict in self.verdicts},
            school=self.school,
            of=self.of,
            extract=self.extract,
            changed={} if self.since is None else {kind: self.since.count(kind) for kind in KINDS},
            support=self._support,
        )

    @property
    def _support(self) -> dict[str, int]:
        """How many records each requirement holds back that support must mend."""
        held: dict[str, int] = {}
        for job in self.jobs:
            if job.owner == Owner.SUPPORT and job.touches:
                for rule in job.rules:
                    held[rule] = held.get(rule, 0) + job.touches
        return held


def tone(status: str) -> str:
    """How a status is coloured: good, warn, bad, unknown or, a suite's own, other."""
    return words.status(status).tone


def plain(value: object) -> object:
    """A dataclass as the mapping that JSON knows: the `default` of `json.dumps`.

    Raises:
        TypeError: the value is no dataclass.
    """
    names = [one.name for one in fields(value)]  # type: ignore[arg-type]  # it refuses what is none
    return {name: getattr(value, name) for name in names}


def run_model(
    result: Result,
    *,
    run: str = "run",
    at: str = "",
    fail_on: Severity | None = Severity.ERROR,
    show_values: bool = False,
) -> RunModel:
    """What the pages say of a finished check.

    `run` names it in the history and in paths; `at` is when it ran, an ISO date-time in UTC to the second.
    """
    findings = visible_texts(excused(result.findings(show_values=show_values)))
    records, book = record_tables(result, findings, as_of(result))
    return RunModel(
        schema=SCHEMA,
        run=run,
        suite=result.suite.name,
        title=result.suite.title,
        question=result.suite.question,
        school=visible(result.school),
        source=source_named(result),
        at=at,
        as_of=as_of(result),
        engine=result.engine,
        version=__version__,
        fail_on=result.gate.level(fail_on),
        passed=result.passed(fail_on),
        reasons=tuple(map(visible, result.decision(fail_on).reasons)),
        show_values=show_values,
        verdicts=tuple(verdict_model(result, verdict) for verdict in result.suite.verdicts),
        severities={str(severity): count for severity, count in result.severities.items()},
        requirements=tuple(
            requirement_models(result, findings, {one.table: one.rows for one in records if one.left_out})
        ),
        notes=tuple(map(visible, result.notes)),
        tables=tuple(_tables(result)),
        settings=tuple(_settings(result)),
        records=records,
        assumptions=tuple(_assumptions(result)),
        guide=tuple(_guide(result)),
        effects=_effects(result),
        jobs=tuple(job_models(result)),
        jobs_outlook=jobs.outlook(result.jobs),
        extract=fingerprint(result),
        book=book,
        of=(result.suite.of.one, result.suite.of.many),
        compared=_compared(result),
        turns=turns_model(result),
    )


def _compared(result: Result) -> tuple[str, str] | None:
    """How many findings are new, or worse, since the baseline, and not waived; None where there is no baseline."""
    newer, baseline = new_since(result), result.gate.baseline
    if newer is None or baseline is None:
        return None
    count = int(newer["new"].sum())
    told = f"{words.counted(count, 'finding')} new or worse" if count else "no finding is new"
    return ("bad" if count else "good"), visible(f"{told} since {baseline.name}")


def _assumptions(result: Result) -> Iterator[AssumptionModel]:
    """What the suite asked and nobody told, in the order in which records name it; then what intake assumed."""
    own = [one for one in result.assumptions if one not in result.assumed]
    for one in (*own, *result.assumed):
        told = words.assumed(one).removeprefix(one.asks).strip()
        yield AssumptionModel(one.question, visible(one.asks), visible(told), one.records)


def _guide(result: Result) -> Iterator[StepModel]:
    for step in result.suite.guide.steps if result.suite.guide else ():
        yield StepModel(step.part.value, step.part.heading, said(step), str(step.source), step.when)


def _effects(result: Result) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for effect, found in by_effect(result).items():
        short = words.EFFECTS[effect].short
        counts[short] = counts.get(short, 0) + sum(found.values())
    return {short: count for short, count in counts.items() if count}


def source_named(result: Result) -> str:
    """What a run's source is called, without the folders that it lies in."""
    return visible(result.source.replace("\\", "/").rstrip("/").rpartition("/")[2] or result.source)


def verdict_model(result: Result, verdict: Verdict) -> VerdictModel:
    """What will happen to the records of a verdict."""
    counts = result.statuses_of(verdict)
    given = answers(result, verdict)
    return VerdictModel(
        facts=verdict.facts,
        label=labelled(result.suite.facts_by_name[verdict.facts].table),
        goes_through=answers_of(result.suite, verdict).good,
        total=sum(count for answer, count in given.items() if answer.tone != "other"),
        good=sum(count for answer, count in given.items() if answer.tone in words.GOOD),
        outlook=outlook(result, verdict),
        answers=tuple(StatusCount(one.name, one.label, one.tone, count) for one, count in given.items()),
        statuses=tuple(StatusCount(name, labelled(name), tone(name), count) for name, count in counts.items() if count),
    )


def _tables(result: Result) -> Iterator[TableModel]:
    for name, text in result.texts.items():
        yield TableModel(name, text.frame.height, visible(text.path.name), text.encoding)


def _settings(result: Result) -> Iterator[tuple[str, str]]:
    """The settings as dotted names and texts."""
    yield "settings", result.settings.told_by
    yield from _dotted("", result.settings.as_json())


def _dotted(before: str, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _dotted(f"{before}{name}.", value)
        else:
            yield before + name, visible(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
