"""What a page of Data Docs says of a run, as data: no HTML, no frame, nothing of any suite, and every text safe to show.

Dataclasses of plain values, so that `json.dumps(model, default=plain)` writes them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from schoolgate import __version__
from schoolgate.catalogue import requirements
from schoolgate.coverage import Coverage
from schoolgate.docs.records import RecordTable, labelled, record_tables
from schoolgate.outcome import Outcome
from schoolgate.report.catalogue import KINDS, WHO, cell, outcome
from schoolgate.report.explanation import phrase
from schoolgate.report.rows import causes
from schoolgate.report.terminal import as_of
from schoolgate.result import Result
from schoolgate.rule import Severity
from schoolgate.shown import visible, visible_texts
from schoolgate.suite import Verdict
from schoolgate.table import FactTable

SCHEMA = "schoolgate.docs/1"
LISTED = 50
"""How many failing records of one requirement stand on the page of the run; the page of records has them all."""
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
    """One thing to mend: of fact table `facts`, where `key` None is the whole file. It blocks records of `verdict`."""

    rule: str
    title: str
    facts: str
    verdict: str
    label: str
    key: str | None
    records: int
    ready_if_mended: int
    owner: str
    who: str
    screen: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class FailingRecord:
    """A finding: where it is, and what was found. A finding about the whole file has neither row nor key."""

    facts: str
    label: str
    row: int | None
    key: str | None
    severity: str
    column: str | None
    message: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ReadModel:
    """A fact that a requirement reads."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ExamplesModel:
    """Worked examples: what each comes to, and its cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class RequirementModel:
    """One documented requirement, and what the run says of it; `failing` holds the first `LISTED` findings of `failed`.

    `mark` is what to tick: fail (an error or a warning), info, unchecked, pass, or idle where it asked nothing.
    """

    id: str
    title: str
    asks: str
    article: str
    section: str
    derived: bool
    severity: str
    severity_in_words: str
    owner: str
    who: str
    screen: str
    fix: str
    facts: tuple[str, ...]
    mark: str
    passed: int
    failed: int
    not_applicable: int
    not_checked: int
    why_not_checked: str | None
    failing: tuple[FailingRecord, ...]
    asked_where: str
    must_hold: str
    needs: tuple[str, ...]
    explains: tuple[str, ...]
    explained_by: tuple[str, ...]
    counts: bool
    reads: tuple[ReadModel, ...]
    examples: ExamplesModel

    @property
    def asked(self) -> int:
        """How many records it applies to and could be judged."""
        return self.passed + self.failed


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
    findings = visible_texts(result.findings(show_values=show_values))
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
        fail_on="never" if fail_on is None else str(fail_on),
        passed=result.passed(fail_on),
        show_values=show_values,
        verdicts=tuple(_verdict(result, verdict) for verdict in result.suite.verdicts),
        severities={str(severity): count for severity, count in result.severities.items()},
        causes=told,
        requirements=tuple(_requirements(result, findings)),
        notes=tuple(map(visible, result.notes)),
        tables=tuple(_tables(result)),
        settings=tuple(_settings(result)),
        records=record_tables(result, findings, [(cause.verdict, cause.rule, cause.key) for cause in told]),
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
    for cause, verdict in zip(causes(result), _verdicts_of_causes(result), strict=True):
        rule = result.suite.rules_by_id[cause["rule"]]
        yield CauseModel(
            rule=rule.id,
            title=rule.title,
            facts=rule.facts[0],
            verdict=verdict.facts,
            label=labelled(result.suite.facts_by_name[verdict.facts].table),
            key=None if cause["key"] is None else visible(cause["key"]),
            records=cause["records"],
            ready_if_mended=cause["ready_if_mended"],
            owner=cause["owner"],
            who=WHO[rule.owner],
            screen=rule.screen,
            message=visible(cause["message"]),
            fix=visible(cause["fix"]),
        )


def _verdicts_of_causes(result: Result) -> Iterator[Verdict]:
    """For each cause the verdict whose records it blocks, in the order of the causes."""
    for verdict in result.suite.verdicts:
        yield from [verdict] * result.causes_of(verdict).height


def _requirements(result: Result, findings: pl.DataFrame) -> Iterator[RequirementModel]:
    found = {rule: rows for (rule,), rows in findings.group_by("rule", maintain_order=True)}
    for one, covered in zip(requirements(result.suite), result.coverage, strict=True):
        rule = one.rule
        columns = tuple(one.examples[0].cells) if one.examples else ()
        yield RequirementModel(
            id=rule.id,
            title=rule.title,
            asks=rule.asks,
            article=rule.source.article,
            section=rule.source.section,
            derived=rule.source.derived,
            severity=str(covered.severity),
            severity_in_words=one.severity,
            owner=str(rule.owner),
            who=WHO[rule.owner],
            screen=rule.screen,
            fix=rule.fix,
            facts=rule.facts,
            mark=_mark(covered),
            passed=covered.counts[Outcome.PASS],
            failed=covered.failed,
            not_applicable=covered.counts[Outcome.NOT_APPLICABLE],
            not_checked=covered.counts[Outcome.NOT_CHECKED],
            why_not_checked=covered.why_not_checked,
            failing=tuple(_failing(result, covered, found.get(rule.id))),
            asked_where=one.asks,
            must_hold=one.must_hold,
            needs=rule.needs,
            explains=tuple(dict.fromkeys(other for explains in rule.explains for other in explains.rules)),
            explained_by=tuple(dict.fromkeys(other for other, _ in one.explained_by)),
            counts=rule.counts,
            reads=tuple(ReadModel(read.name, KINDS.get(read.kind, read.kind), read.meaning) for read in one.reads),
            examples=ExamplesModel(
                columns,
                tuple((outcome(example), tuple(cell(example, name) for name in columns)) for example in one.examples),
            ),
        )


def _mark(covered: Coverage) -> str:
    if covered.failed:
        return "info" if covered.severity is Severity.INFO else "fail"
    if covered.why_not_checked:
        return "unchecked"
    return "pass" if covered.counts[Outcome.PASS] else "idle"


def _failing(result: Result, covered: Coverage, rows: pl.DataFrame | None) -> Iterator[FailingRecord]:
    if rows is None:
        return
    tables: dict[str, FactTable] = {}
    for name in covered.rule.facts:
        table = result.suite.facts_by_name[name]
        tables.setdefault(table.table, table)
    for row in rows.head(LISTED).iter_rows(named=True):
        table = tables[row["table"]]
        yield FailingRecord(
            facts=table.name,
            label=labelled(table.table),
            **{name: row[name] for name in ("row", "key", "severity", "column", "message", "value")},
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
