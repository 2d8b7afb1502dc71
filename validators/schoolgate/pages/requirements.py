"""Each documented requirement, and what a run says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from schoolgate.catalogue.entries import requirements
from schoolgate.judgement.tally import Coverage
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Effect
from schoolgate.language.table import FactTable
from schoolgate.pages import chips
from schoolgate.report.catalogue import KINDS, cell, effects, outcome
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.citing import address, named
from schoolgate.story.words import labelled

LISTED = 50
"""How many failing records of one requirement stand on the page of the run; the page of records has them all."""


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

    `mark` is what to tick: fail (to be mended before the start), look (to be looked at), after (for afterwards), info,
    unchecked, pass, or idle where it asked nothing. `fixes` are those of its findings: who, where and what to do.
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
    article_url: str = ""
    basis: str = "article"
    rests_on: str = ""
    means: str = ""
    fixes: tuple[tuple[str, str, str], ...] = ()
    told: str = ""
    """What is wrong, and with how many: "Salutation is missing: 16 students"."""

    chips: tuple[tuple[str, str], ...] = ()
    """Tone and words: what is waived, and the cases of what somebody noted."""
    said: tuple[str, ...] = ()
    """What people said of it, a sentence each."""

    @property
    def asked(self) -> int:
        """How many records it applies to and could be judged."""
        return self.passed + self.failed


def requirement_models(
    result: Result, findings: pl.DataFrame, listed: Mapping[str, Sequence[int | None]] = MappingProxyType({})
) -> Iterator[RequirementModel]:
    """Every requirement of the suite, in the article's order.

    Args:
        result: the check.
        findings: what it found, in visible texts.
        listed: the rows that the page of records shows of a table for which it has no room, by its name: the first findings
            of a requirement are of these.
    """
    found = {rule: rows for (rule,), rows in findings.group_by("rule", maintain_order=True)}
    for one, covered in zip(requirements(result.suite), result.coverage, strict=True):
        rule = one.rule
        columns = tuple(one.examples[0].cells) if one.examples else ()
        yield RequirementModel(
            id=rule.id,
            title=rule.title,
            asks=rule.asks,
            article=named(result.suite, result.settings, rule.source.article),
            section=rule.source.section,
            derived=rule.source.derived,
            severity=str(covered.severity),
            severity_in_words=one.severity,
            owner=str(rule.owner),
            who=words.who(rule.owner),
            screen=rule.screen,
            fix=rule.fix,
            facts=rule.facts,
            mark=_mark(covered),
            passed=covered.counts[Outcome.PASS],
            failed=covered.failed,
            not_applicable=covered.counts[Outcome.NOT_APPLICABLE],
            not_checked=covered.counts[Outcome.NOT_CHECKED],
            why_not_checked=covered.why_not_checked,
            failing=tuple(_failing(result, covered, found.get(rule.id), listed)),
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
            article_url=address(result.suite, result.settings, rule.source.article),
            basis=str(rule.basis),
            rests_on=words.basis(rule),
            means=effects(rule),
            fixes=tuple(_fixes(found.get(rule.id))),
            told=_told(result, covered),
            chips=tuple(chips.of_rule(result, rule.id, result.moment.date)),
            said=tuple(chips.said_of_rule(result, rule.id, result.moment.date)),
        )


def _told(result: Result, covered: Coverage) -> str:
    """What is wrong, and with how many of what; of the whole file only what."""
    tables = [result.suite.facts_by_name[name] for name in covered.rule.facts]
    if not covered.failed:
        return ""
    if all(table.key is None for table in tables):
        return covered.rule.title
    where = [
        name for name in covered.rule.facts if (result.outcomes[name][covered.rule.id] == Outcome.FAIL.value).any()
    ]
    return f"{covered.rule.title}: {result.suite.called(where).counted(covered.failed)}"


_MARKS = {
    Effect.STOPS: "fail",
    Effect.HARMS: "fail",
    Effect.REVIEW: "look",
    Effect.AFTER: "after",
    Effect.TELLS: "info",
}


def _mark(covered: Coverage) -> str:
    if covered.failed:
        found = {covered.rule.effect_of(severity) for severity, count in covered.severities.items() if count}
        return next(mark for effect, mark in _MARKS.items() if effect in found)
    if covered.why_not_checked:
        return "unchecked"
    return "pass" if covered.counts[Outcome.PASS] else "idle"


def _fixes(rows: pl.DataFrame | None) -> Iterator[tuple[str, str, str]]:
    if rows is not None:
        told = rows.select("owner", "screen", "fix").unique(maintain_order=True)
        yield from ((words.who(owner), screen, fix) for owner, screen, fix in told.iter_rows())


def _failing(
    result: Result, covered: Coverage, rows: pl.DataFrame | None, listed: Mapping[str, Sequence[int | None]]
) -> Iterator[FailingRecord]:
    if rows is None:
        return
    for name_of_table, there in listed.items():
        away = (pl.col("table") == name_of_table) & ~pl.col("row").is_in(pl.Series(there, dtype=pl.Int64()).implode())
        rows = rows.sort(away, maintain_order=True)
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
