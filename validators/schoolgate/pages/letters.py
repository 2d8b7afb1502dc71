"""The letters of all records in little space: each phrase once, and what the records that fared alike share once.

A record's letter is what `schoolgate.story.letter` says of it; where only its name, its place or what was found differs, a
blank stands in the phrase, and the page fills it from the record's own columns.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.judgement.assumptions import left_open_rows
from schoolgate.judgement.findings import met
from schoolgate.judgement.records import ANSWER, carried_values
from schoolgate.language.outcome import on, scope_column, then_column
from schoolgate.language.rule import Severity
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import surely, unknown_flag
from schoolgate.run.result import Result
from schoolgate.story.checklist import explain_each
from schoolgate.story.explanation import Explanation, Item
from schoolgate.story.letter import Blanks, Letter, letter, placed
from schoolgate.story.words import labelled

NAME, PLACE = "name", "place"
"""Blanks; one that is named by a rule is what that rule found."""
# No text that was made safe to show holds these.
_OPENS, _CLOSES = "\ufffe", "\uffff"
_BLANK = re.compile(f"{_OPENS}(.*?){_CLOSES}")
_NOT_CHECKED = "c"

Phrase = tuple[str, ...]
"""Texts and blanks by turns, a text first."""


@dataclass(frozen=True, slots=True)
class Book:
    """The letters of a run. Everything refers to what stands before it by position.

    `points` are (mark, rules, phrases), `sections` (heading, points), `met` the rules that records meet, `letters`
    (conclusion, record, sections, met). `idle` are the rules that do not apply, each with the phrase that says why.
    """

    phrases: tuple[Phrase, ...] = ()
    points: tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...] = ()
    sections: tuple[tuple[str, tuple[int, ...]], ...] = ()
    met: tuple[tuple[str, ...], ...] = ()
    letters: tuple[tuple[int, int, tuple[int, ...], int], ...] = ()
    idle: tuple[tuple[tuple[str, int], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Subjects:
    """Some records of a fact table, and what is known of them: who is told alike is told from these.

    `at` are their positions in the check's own frames. `patterns` has a letter per rule for each, `findings` what failed
    (`at` their number here, `rule`, `severity`, `fix`), `jobs` and `assumptions` are (number, position).
    """

    table: FactTable
    at: pl.Series
    facts: pl.DataFrame
    outcomes: pl.DataFrame
    patterns: pl.Series
    findings: pl.DataFrame
    jobs: Sequence[tuple[int, int]]
    assumptions: Sequence[tuple[int, int]]


@dataclass
class Writer:
    """Writes letters into a book."""

    result: Result
    as_of: str
    _kept: dict[str, dict[Hashable, int]] = field(default_factory=dict)

    def write(self, subjects: Subjects) -> tuple[tuple[int, ...], Mapping[str, int]]:
        """Write the letters of records.

        Returns:
            The position of each one's letter in the book; and by pattern that of the rules that do not apply.
        """
        shapes = self._shapes(subjects).with_row_index("number")
        names = [name for name in shapes.columns if name != "number"]
        first = shapes.group_by(names, maintain_order=True).agg(pl.col("number").first()).with_row_index("shape")
        whose = shapes.join(first.drop("number"), on=names, how="left", nulls_equal=True, maintain_order="left")[
            "shape"
        ]
        told = explain_each(self.result, subjects.table, subjects.at[first["number"]].to_list())
        written = [letter(one, self.as_of, _Holes()) for one in told]
        letters = [self._letter(one) for one in written]
        # Which rules do not apply, and why, follows from what each of them says of the record.
        idle: dict[str, int] = {}
        for pattern, one in zip(subjects.patterns[first["number"]], written, strict=True):
            if pattern not in idle:
                idle[pattern] = self._keep("idle", tuple((rule, self._phrase(why)) for rule, why in one.idle))
        return tuple(letters[shape] for shape in whose), idle

    def book(self) -> Book:
        """The book as it is now."""
        return Book(
            phrases=self._told("phrases"),
            points=self._told("points"),
            sections=self._told("sections"),
            met=self._told("met"),
            letters=self._told("letters"),
            idle=self._told("idle"),
        )

    def _told(self, what: str) -> tuple[Any, ...]:
        """What is kept under a name, in its order: only what belongs there is put there."""
        return tuple(self._kept.get(what, ()))

    def _keep(self, what: str, one: Hashable) -> int:
        kept = self._kept.setdefault(what, {})
        return kept.setdefault(one, len(kept))

    def _phrase(self, text: str) -> int:
        return self._keep("phrases", tuple(_BLANK.split(text)))

    def _letter(self, told: Letter) -> int:
        sections = tuple(
            self._keep(
                "sections",
                (
                    section.heading,
                    tuple(
                        self._keep("points", (point.mark, point.rules, tuple(map(self._phrase, point.lines))))
                        for point in section.points
                    ),
                ),
            )
            for section in told.sections
        )
        one = (self._phrase(told.conclusion), self._phrase(told.record), sections, self._keep("met", told.met))
        return self._keep("letters", one)

    def _shapes(self, subjects: Subjects) -> pl.DataFrame:
        """Columns in which two records are alike only if the same is said of both, but for the blanks."""
        result, table, height = self.result, subjects.table, len(subjects.at)
        if all(verdict.facts != table.name for verdict in result.suite.verdicts):
            # What such a row holds back is its own.
            return pl.DataFrame({"own": pl.int_range(height, eager=True)})
        records = result.records[table.name][subjects.at]
        failed = subjects.findings.select("at", sign=pl.concat_str("rule", "severity", "fix", separator="|"))
        columns = [
            subjects.patterns.alias("pattern"),
            records["key"].is_null().alias("keyless"),
            _signed(failed, height).alias("findings"),
            _signed(_pairs(subjects.jobs), height).alias("jobs"),
            _signed(_pairs(subjects.assumptions), height).alias("assumptions"),
            *records.select("status", ANSWER, *self._fields(table)),
            *subjects.outcomes.select(self._severities(table)),
            *subjects.facts.select(self._met(table)),
        ]
        if self.result.remarks and table.key is not None:
            # What somebody noted of a record is its own.
            noted = {one.key for one in self.result.remarks if table in one.tables(self.result.suite)} - {None}
            columns.append(records.select(pl.when(pl.col("key").is_in(noted)).then("key"))["key"].alias("noted"))
        if self.result.suite.ways:
            columns += [*subjects.facts.select(self._ways(table))]
        # What was not checked has its reason in the record's own cells, or in what it carries.
        waits = subjects.patterns.str.contains(_NOT_CHECKED, literal=True)
        if waits.any():
            reasons = pl.DataFrame([waits.alias("waits"), *self._reasons(subjects)])
            columns += [*reasons.select(pl.when("waits").then(pl.exclude("waits")))]
        return pl.DataFrame([column.alias(str(number)) for number, column in enumerate(columns)])

    def _fields(self, table: FactTable) -> Iterator[pl.Expr]:
        """The fields of a verdict as far as the guide or a way speaks of their values."""
        suite = self.result.suite
        steps = suite.guide.steps if suite.guide else ()
        spoken = sorted({value for step in steps for value in step.when} | {way.name for way in suite.ways})
        for verdict in suite.verdicts:
            for one in verdict.fields if verdict.facts == table.name else ():
                if self.result.records[table.name].schema[one.name] == pl.String():
                    yield pl.when(pl.col(one.name).is_in(spoken)).then(one.name).alias(one.name)

    def _severities(self, table: FactTable) -> Iterator[pl.Expr]:
        """Which severity rules have where they have two."""
        for rule in self.result.suite.rules_on(table):
            if not isinstance(rule.severity, Severity):
                yield pl.col(then_column(rule))

    def _met(self, table: FactTable) -> Iterator[pl.Expr]:
        """What rules say of what meets them."""
        for rule in self.result.suite.rules_on(table):
            if rule.met:
                yield met(rule, table).alias(rule.id)

    def _ways(self, table: FactTable) -> Iterator[pl.Expr]:
        """What ways ask for and rows surely have, and surely have not."""
        suite = self.result.suite
        for rule in dict.fromkeys(rule for way in suite.ways for rule in way.rules):
            if table.name in suite.rules_by_id[rule].facts:
                for holds in (True, False):
                    asks = surely(on(suite.rules_by_id[rule].require, table), holds=holds)
                    yield compiled(asks, table, holds_in_polars).alias(f"{rule} {holds}")

    def _reasons(self, subjects: Subjects) -> Iterator[pl.Series]:
        """Why rules may not have been checked: unknown facts, blank cells, what is carried, settings that nobody gave."""
        result, table = self.result, subjects.table
        yield from subjects.facts.select(
            pl.col(unknown_flag(name)).alias(f"unknown {name}") for name, fact in table.facts.items() if fact.unknown
        )
        text = result.texts[table.table].frame
        blank = text.select(ROW, pl.exclude(ROW).is_null().name.prefix("blank "))
        if table.key is not None:
            yield from subjects.facts.select(ROW).join(blank, on=ROW, how="left", maintain_order="left").drop(ROW)
        for values in result.suite.fact_tables:
            if values.carried is not None and values.carried.facts == table.name:
                scope = subjects.outcomes[scope_column(values)]
                held = carried_values(values.carried, subjects.facts, scope).rename({"record": "at", "value": "sign"})
                yield _signed(held.with_columns(pl.col("sign").cast(pl.String)), len(subjects.at)).alias(
                    f"carries {values.name}"
                )
        facts = {**{name: frame.clear() for name, frame in result.facts.items()}, table.name: subjects.facts}
        outcomes = {**{name: frame.clear() for name, frame in result.outcomes.items()}, table.name: subjects.outcomes}
        for number, (_, _, masks) in enumerate(left_open_rows(result.suite, result.settings, facts, outcomes)):
            if table.name in masks:
                yield masks[table.name].alias(f"open {number}")


def _pairs(pairs: Sequence[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"at": pl.Int64(), "sign": pl.Int64()}, orient="row").cast({"sign": pl.String()})


def _signed(signs: pl.DataFrame, height: int) -> pl.Series:
    """The signs of each record in one text."""
    every = pl.DataFrame({"at": pl.int_range(height, eager=True)})
    of_record = (
        signs.with_columns(pl.col("at").cast(pl.Int64))
        .group_by("at", maintain_order=True)
        .agg(pl.col("sign").str.join(";"))
    )
    return every.join(of_record, on="at", how="left", maintain_order="left")["sign"]


class _Holes(Blanks):
    """Blanks to be filled by the page."""

    def name(self, explanation: Explanation) -> str:
        del explanation
        return f"{_OPENS}{NAME}{_CLOSES}"

    def place(self, explanation: Explanation) -> str:
        del explanation
        return f"{_OPENS}{PLACE}{_CLOSES}"

    def found(self, item: Item) -> str:
        return f"{_OPENS}{item.rule.id}{_CLOSES}"


def place_of(result: Result, table: FactTable) -> tuple[tuple[str, str], ...]:
    """What a record's place is joined from: a text and the blank after it (its key, its row, or a field of its verdict)."""
    if table.key is None:
        return (("the whole file", ""),)
    verdict = next((one for one in result.suite.verdicts if one.facts == table.name), None)
    fields = [(f"{labelled(one.name)} ", one.name) for one in placed(verdict)] if verdict else []
    return (("", "key"), (f"{table.table} row ", "row"), *fields)
