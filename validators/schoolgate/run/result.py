"""A finished check: everything that a report may tell, worked out when it is asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.engines import fused
from schoolgate.gate.decision import Decision, Found, Gate, decide, failing, marked
from schoolgate.gate.decision import notes as gate_notes
from schoolgate.gate.volume import lost, too_few
from schoolgate.judgement import findings as finding_rows
from schoolgate.judgement.assumptions import assumptions, left_open, unanswered
from schoolgate.judgement.causes import causes, reached
from schoolgate.judgement.jobs import Jobs, jobs
from schoolgate.judgement.mends import Known, mends_of_files
from schoolgate.judgement.mismatch import Mismatch
from schoolgate.judgement.records import ANSWER, ERRORS_FAILED, ERRORS_NOT_CHECKED, STATUSES, failing_rules, judged
from schoolgate.judgement.tally import Coverage, coverage
from schoolgate.language.frame import TextTable
from schoolgate.language.question import Assumption
from schoolgate.language.rule import Severity
from schoolgate.language.settings import Settings
from schoolgate.language.spoilt import Spoilt
from schoolgate.language.suite import Dossier, FactFrames, Obstacle, OutcomeFrames, Suite, Verdict
from schoolgate.run.calendar import Turn, soon
from schoolgate.run.remarks import Remark, noticed
from schoolgate.run.tailored import put_aside

_RECORDS = {
    **dict.fromkeys(("table", "key", "status"), pl.String()),
    ERRORS_FAILED: pl.UInt8(),
    ERRORS_NOT_CHECKED: pl.Boolean(),
}


@dataclass(frozen=True)
class Result:
    """What a check found. Frames are Polars; `texts` are the tables as they were read."""

    suite: Suite
    settings: Settings
    moment: Moment
    engine: str
    source: str
    texts: Mapping[str, TextTable]
    absent: frozenset[str]
    notes: tuple[str, ...]
    facts: FactFrames = field(repr=False)
    outcomes: OutcomeFrames = field(repr=False)
    gate: Gate = field(default_factory=Gate, repr=False)
    mismatches: tuple[Mismatch, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    spoilt: tuple[Spoilt, ...] = ()
    hollow: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False)
    """The optional tables without a record that decide something, worked out where a run must not rest on them."""
    remarks: tuple[Remark, ...] = ()
    """What people noted of rules and records, as long as it is shown."""
    supplied: tuple[str, ...] = ()
    """What files beside the tables turn off or let pass."""
    school: str = ""
    """Whose extract it is: as the settings say, else what its source is called; "" where nothing names it."""
    again: "Callable[[Moment], Result] | None" = field(default=None, repr=False, compare=False)
    """The check of what was read as of another moment: what a day that passes changes, with nobody touching anything."""
    pseudonyms: bool = False
    """Whether pseudonyms stand in the place of the identifiers of persons, and rows are in their order."""

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """What each rule did, in the article's order."""
        return coverage(self.suite, self.facts, self.outcomes, self.absent, self.left_open)

    @cached_property
    def left_open(self) -> Mapping[str, tuple[str, int]]:
        """The rules that what nobody told, or an obstacle, keeps from being checked: why, and for how many rows."""
        told = left_open(self.suite, self.settings, self.facts, self.outcomes)
        return {**told, **{one.rule: (one.message.removesuffix("."), one.records) for one in self.obstacles}}

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The questions that nobody answered and that made a difference; what intake assumed comes first."""
        found = assumptions(self.suite, self.settings, self.moment, self.not_there, self.facts, self.outcomes)
        return (*self.assumed, *found)

    @property
    def not_there(self) -> frozenset[str]:
        """What was not supplied, columns that count as supplied all the same included: these answer no question."""
        return self.absent | {
            f"{table.name}.{column.name}"
            for table in self.suite.tables
            for column in table.columns
            if table.name in self.texts and column.name not in self.texts[table.name].columns
        }

    @cached_property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What kept a rule from being checked for everybody."""
        return self.suite.obstacles(self.facts, self.outcomes, self.settings.own)

    @property
    def unsettled(self) -> tuple[Mismatch, ...]:
        """The keys written two ways that nobody has settled."""
        accepted = set(self.settings.common.gate.accept)
        return tuple(one for one in self.mismatches if accepted.isdisjoint(one.names))

    @cached_property
    def records(self) -> Mapping[str, pl.DataFrame]:
        """The verdict on each record, by fact table: see `schoolgate.judgement.records.judged`."""
        return {
            verdict.facts: judged(self.suite, verdict, self.facts, self.outcomes) for verdict in self.suite.verdicts
        }

    @property
    def keys(self) -> pl.DataFrame:
        """The `table` and the `key` of every judged record."""
        none = pl.DataFrame(schema={"table": pl.String(), "key": pl.String()})
        tables = {verdict.facts: self.suite.facts_by_name[verdict.facts].table for verdict in self.suite.verdicts}
        return pl.concat(
            [
                none,
                *(self.records[facts].select(pl.lit(table).alias("table"), "key") for facts, table in tables.items()),
            ]
        )

    @cached_property
    def causes(self) -> pl.DataFrame:
        """What blocks many records at once: see `schoolgate.judgement.causes.causes`."""
        return causes(self.suite, self.records, self.facts, self.outcomes)

    @cached_property
    def reached(self) -> pl.DataFrame:
        """Which records each cause reaches: see `schoolgate.judgement.causes.reached`."""
        return reached(self.suite, self.records, self.facts, self.outcomes)

    @cached_property
    def jobs(self) -> Jobs:
        """What one person can do in one place, what frees most first: see `schoolgate.judgement.jobs`."""
        known = Known(
            suite=self.suite,
            facts=self.facts,
            outcomes=self.outcomes,
            absent=self.absent,
            files={name: text.path.name for name, text in self.texts.items()},
            questions=unanswered(self.suite, self.settings, self.not_there),
            mismatches=self.unsettled,
            obstacles=self.obstacles,
            spoilt=self.spoilt,
        )
        return jobs(known, self.judge_again, mends_of_files(known))

    @cached_property
    def turns(self) -> tuple[tuple[Turn, ...], bool]:
        """What changes by itself next, and whether that is all of it: see `schoolgate.run.calendar.soon`."""
        return soon(self)

    def judge_again(self, table: str, facts: pl.DataFrame, met: Mapping[str, pl.Series]) -> pl.DataFrame:
        """The outcomes of rows of a fact table as if each rule of `met` passed where its mask is true."""
        return put_aside(self.suite, {table: fused.evaluate_as_if(self.suite, table, facts, met)})[table]

    @cached_property
    def statuses(self) -> dict[str, int]:
        """How many records have each status, whatever their table; those of every suite first, then the suite's own."""
        counts: dict[str, int] = {}
        for mine in self._statuses.values():
            for status, count in mine.items():
                counts[status] = counts.get(status, 0) + count
        return counts

    def statuses_of(self, verdict: Verdict) -> dict[str, int]:
        """How many records of one verdict have each status; those of every suite first, then the verdict's own."""
        return self._statuses[verdict.facts]

    def answers_of(self, verdict: Verdict) -> dict[str, int]:
        """How many records of one verdict have each answer to what the suite asks, by the answer's name."""
        return self._answers[verdict.facts]

    @cached_property
    def _answers(self) -> Mapping[str, dict[str, int]]:
        return {facts: dict(records[ANSWER].value_counts().iter_rows()) for facts, records in self.records.items()}

    @cached_property
    def _statuses(self) -> Mapping[str, dict[str, int]]:
        found = {one.facts: dict.fromkeys((*STATUSES, *one.statuses), 0) for one in self.suite.verdicts}
        for facts, counts in found.items():
            counts.update(self.records[facts]["status"].value_counts().iter_rows())
        return found

    @cached_property
    def severities(self) -> dict[Severity, int]:
        """How many findings have each severity."""
        return {severity: sum(rule.severities[severity] for rule in self.coverage) for severity in Severity}

    def findings(self, *, show_values: bool = False) -> pl.DataFrame:
        """Every finding: see `judgement.findings`, and `gate.decision.marked` for what may stand beside it."""
        return self._shown if show_values else self._hidden

    @cached_property
    def _shown(self) -> pl.DataFrame:
        return self._findings(show_values=True)

    @cached_property
    def _hidden(self) -> pl.DataFrame:
        return self._findings(show_values=False)

    def _findings(self, *, show_values: bool) -> pl.DataFrame:
        texts = {name: text.frame for name, text in self.texts.items()}
        found = finding_rows.findings(self.suite, self.facts, self.outcomes, texts, show_values=show_values)
        return marked(found, self.gate, self.moment.date)

    def dossier(self, *, show_values: bool = False) -> Dossier:
        """What the suite's own reports are made from."""
        return Dossier(
            settings=self.settings.own,
            moment=self.moment,
            facts=self.facts,
            outcomes=self.outcomes,
            records=self.records,
            findings=self.findings(show_values=show_values),
            show_values=show_values,
        )

    def failing_rules(self, verdict: Verdict) -> pl.Series:
        """For each record of a verdict the ids of the rules that failed for it."""
        return failing_rules(self.suite, self.suite.facts_by_name[verdict.facts], self.outcomes)

    def passed(self, fail_on: Severity | None = Severity.ERROR) -> bool:
        """Whether to go ahead: see `schoolgate.gate.decision`. With None for `fail_on`, whatever was found."""
        return self.decision(fail_on).passed

    def decision(self, fail_on: Severity | None = Severity.ERROR) -> Decision:
        """Whether to go ahead, and why not."""
        return self._decided(fail_on)

    @cached_property
    def _decided(self) -> Callable[[Severity | None], Decision]:
        return cache(lambda fail_on: decide(self.gate, fail_on, self._found))

    def failing(self, fail_on: Severity | None = Severity.ERROR) -> pl.Series:
        """Which of the findings fail the run: true or false for each, in their order."""
        return failing(self.gate, fail_on, replace(self._found, findings=self.findings()))

    def gated(self, gate: Gate) -> "Result":
        """The result as this gate weighs it, with a note on each thing about it that someone must know."""
        weighed = replace(self, gate=gate)
        if gate.waivers is None and gate.baseline is None and not gate.thresholds:
            return weighed
        return replace(weighed, notes=(*self.notes, *gate_notes(gate, weighed.findings(), self.moment.date)))

    def remarked(self, remarks: Sequence[Remark]) -> "Result":
        """The result with what people noted, and a note on those that find no record or are past their day."""
        on = self.moment.date
        told = noticed(remarks, self.suite, self.facts, on)
        return replace(self, remarks=tuple(one for one in remarks if not one.past(on)), notes=(*self.notes, *told))

    @property
    def _rests_on(self) -> Iterator[str]:
        """What nobody has told, and the run goes by: open questions, and tables without a record that decide something."""
        yield from (one.question for one in self.assumptions)
        yield from (f"{name} without a record" for name in self.hollow())

    @cached_property
    def _found(self) -> Found:
        marks = self.gate.waivers or self.gate.only_new
        columns = ("key", "status", ERRORS_FAILED, ERRORS_NOT_CHECKED)
        records = [
            self.records[verdict.facts].select(
                pl.lit(self.suite.facts_by_name[verdict.facts].table).alias("table"), *columns
            )
            for verdict in self.suite.verdicts
        ]
        judged_records = pl.concat([pl.DataFrame(schema=_RECORDS), *records], how="vertical_relaxed")
        strict = self.gate.strict or self.settings.common.gate.assumptions == "fail"
        return Found(
            coverage=self.coverage,
            findings=self.findings() if marks else None,
            records=judged_records,
            whole=frozenset(rule.id for rule in self.suite.rules if self.suite.is_about_the_file(rule)),
            mismatches=self.unsettled,
            assumptions=tuple(self._rests_on) if strict else (),
            volume=tuple(self._volume(judged_records)),
            spoilt=tuple(
                one.message.rstrip(".")
                for one in self.spoilt
                if one.fails and one.name not in self.settings.common.gate.accept
            ),
            of=self.suite.of,
        )

    def _volume(self, records: pl.DataFrame) -> Iterator[str]:
        """The tables of which too little came."""
        told = self.settings.common.gate
        rows = {name: text.frame.height for name, text in self.texts.items()}
        yield from too_few(rows, told.min_records)
        if self.gate.baseline is not None:
            yield from lost(self.gate.baseline, rows.keys(), rows, records, told.max_loss_percent)
