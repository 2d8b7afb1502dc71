"""What a page of Data Docs says of a run, as data: no HTML, no frame, nothing of any suite, and every text safe to show.

Dataclasses of plain values, so that `json.dumps(model, default=plain)` writes them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from schoolgate import __version__
from schoolgate.basics.shown import visible, visible_texts
from schoolgate.language.rule import Owner, Severity
from schoolgate.language.suite import Verdict
from schoolgate.pages.checklists import RecordTable, labelled, record_tables
from schoolgate.pages.requirements import RequirementModel, requirement_models
from schoolgate.report.catalogue import WHO
from schoolgate.report.checklist import phrase
from schoolgate.report.terminal import as_of
from schoolgate.run.result import Result
from schoolgate.story.rows import causes, excused, whose

SCHEMA = "schoolgate.docs/1"
GOOD = ("ready", "ready_with_warnings")
_TONES = {"ready": "good", "ready_with_warnings": "warn", "blocked": "bad", "undetermined": "unknown"}


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many records of a verdict have a status. `tone` is good, warn, bad, unknown or (a suite's own) other."""

    name: str
    label: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class VerdictModel:
    """What will happen to the records of one fact table: `good` of `total` "will sync", say.

    `holds` and `does_not_hold` say it of one record.
    """

    facts: str
    label: str
    goes_through: str
    holds: str
    does_not_hold: str
    total: int
    good: int
    statuses: tuple[StatusCount, ...]

    @property
    def outlook(self) -> str:
        """What will happen, in one sentence."""
        return f"{self.good:,} of {self.total:,} {self.label} {self.goes_through}."


@dataclass(frozen=True, slots=True)
class CauseModel:
    """One thing to mend, of fact table `facts`. Without a key `name` says what it is: the whole file, or several records."""

    rule: str
    title: str
    facts: str
    key: str | None
    name: str
    records: int
    ready_if_mended: int
    owner: str
    who: str
    screen: str
    message: str
    fix: str


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
    causes: tuple[CauseModel, ...]
    requirements: tuple[RequirementModel, ...]
    notes: tuple[str, ...]
    tables: tuple[TableModel, ...]
    settings: tuple[tuple[str, str], ...]
    records: tuple[RecordTable, ...]

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
        )


def tone(status: str) -> str:
    """How a status is coloured: good, warn, bad, unknown or, a suite's own, other."""
    return _TONES.get(status, "other")


def plain(value: object) -> object:
    """A dataclass as the mapping that JSON knows: the `default` of `json.dumps`.

    Raises:
        TypeError: the value is no dataclass.
    """
    names = [field.name for field in fields(value)]  # type: ignore[arg-type]  # it refuses what is none
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
    told = tuple(_causes(result))
    return RunModel(
        schema=SCHEMA,
        run=run,
        suite=result.suite.name,
        title=result.suite.title,
        question=result.suite.question,
        source=visible(result.source.replace("\\", "/").rstrip("/").rpartition("/")[2] or result.source),
        at=at,
        as_of=as_of(result),
        engine=result.engine,
        version=__version__,
        fail_on=result.gate.level(fail_on),
        passed=result.passed(fail_on),
        # Where nothing is lenient, the counts say the same in fewer words.
        reasons=tuple(map(visible, result.decision(fail_on).reasons if result.gate.lenient else ())),
        show_values=show_values,
        verdicts=tuple(_verdict(result, verdict) for verdict in result.suite.verdicts),
        severities={str(severity): count for severity, count in result.severities.items()},
        causes=told,
        requirements=tuple(requirement_models(result, findings)),
        notes=tuple(map(visible, result.notes)),
        tables=tuple(_tables(result)),
        settings=tuple(_settings(result)),
        records=record_tables(result, findings, [(cause.rule, cause.key) for cause in told]),
    )


def _verdict(result: Result, verdict: Verdict) -> VerdictModel:
    statuses = result.records[verdict.facts]["status"]
    counts = dict(statuses.value_counts().iter_rows())
    order = list(dict.fromkeys((*_TONES, *verdict.statuses)))
    return VerdictModel(
        facts=verdict.facts,
        label=labelled(result.suite.facts_by_name[verdict.facts].table),
        goes_through=verdict.goes_through,
        holds=phrase(verdict, holds=True),
        does_not_hold=phrase(verdict, holds=False),
        total=len(statuses),
        good=int(statuses.is_in(GOOD).sum()),
        statuses=tuple(
            StatusCount(name, labelled(name), _TONES.get(name, "other"), counts[name])
            for name in order
            if name in counts
        ),
    )


def _causes(result: Result) -> Iterator[CauseModel]:
    for cause in causes(result):
        rule = result.suite.rules_by_id.get(cause["rule"])
        yield CauseModel(
            rule=cause["rule"],
            title=rule.title if rule else "Keys are written two ways",
            facts=rule.facts[0] if rule else "",
            key=None if cause["key"] is None else visible(cause["key"]),
            name=whose(result, cause) if cause["key"] is None else visible(cause["key"]),
            records=cause["records"],
            ready_if_mended=cause["ready_if_mended"],
            owner=cause["owner"],
            who=WHO[Owner(cause["owner"])],
            screen=rule.screen if rule else "The extract and its settings",
            message=visible(cause["message"]),
            fix=visible(cause["fix"]),
        )


def _tables(result: Result) -> Iterator[TableModel]:
    for name, text in result.texts.items():
        yield TableModel(name, text.frame.height, visible(text.path.name), text.encoding)


def _settings(result: Result) -> Iterator[tuple[str, str]]:
    """The settings as dotted names and texts."""
    yield from _dotted("", result.settings.as_json())


def _dotted(before: str, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _dotted(f"{before}{name}.", value)
        else:
            yield before + name, visible(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
