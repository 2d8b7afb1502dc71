"""A suite: the tables, facts, rules, settings and verdict of one documented workflow. Nothing else knows its columns."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.basics.errors import ProgramError
from schoolgate.language.frame import TypedTables
from schoolgate.language.guide import Guide
from schoolgate.language.noun import Noun, joined
from schoolgate.language.predicate import KEY, columns
from schoolgate.language.question import Question
from schoolgate.language.rule import Rule, Severity
from schoolgate.language.settings import SuiteSettings
from schoolgate.language.table import ROW, FactTable, Table
from schoolgate.language.way import Way

FactFrames = Mapping[str, pl.DataFrame]
"""A frame per fact table, by its name, each with the columns that the fact table declares."""
OutcomeFrames = Mapping[str, pl.DataFrame]
"""A frame per fact table with the same rows: `row`, a column of `Outcome` values per rule that judges it, and the boolean
columns `schoolgate.language.outcome.then_column` and `scope_column`."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column that the suite's verdict adds to each record. `blank` is the word for nothing, where it is not unknown.

    `says`, for a field with few values, is what each says of a record ("is safe"), gravest first: reports count them.
    `words` are what people read in place of values that are made for programs ("safe_to_delete").
    """

    name: str
    about: str
    blank: str = "unknown"
    says: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


Tone = Literal["good", "warn", "bad", "unknown", "other"]
"""What an answer means: as it should be; so too, but look at it; not so; not to be told; not what the question is about."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a suite's question: `label` names it in a table, `says` completes "28 …", `one` "1 …" if it differs.

    `alone` completes "S1 …" where it is said of one record by itself; of an unknown one "It cannot be told whether S1 …".
    """

    name: str
    label: str
    says: str
    tone: Tone
    one: str = ""
    alone: str = ""

    @property
    def of_one(self) -> str:
        """What is said of one record by itself."""
        return self.alone or self.one or self.says


@dataclass(frozen=True, slots=True)
class Answers:
    """The question that a suite answers of each record, and its answers in the order that matters.

    `of` are those whom the question is about, `good` completes "18 of 50 leavers …" for all whose answer is as it should be.
    `given` is the name of each judged record's answer, of the columns that `Verdict.judge` returns. Where `ready` is true a
    record that is "ready with warnings" is one of the good, so that reports may count those to look at beside the answer.
    """

    question: str
    of: str
    good: str
    values: tuple[Answer, ...]
    given: Callable[[], pl.Expr]
    ready: bool = False

    @property
    def by_name(self) -> Mapping[str, Answer]:
        """The answers by their names."""
        return {value.name: value for value in self.values}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a suite says of each row of one fact table.

    `answers` is its question with the answers that reports lead with; a suite without one answers by the statuses.
    `proofs` are the rules that hold a record back however grave they are, as the answer rests on each of them.
    `goes_through` completes "12 of 250 students …". `judge` takes the fact rows with the column `status` (the four of
    every suite) and the outcome of each rule (an `Outcome`) under its id, and returns them with `status` as
    the suite sees it and a column per field. `statuses` are those it adds.
    """

    facts: str
    goes_through: str
    fields: tuple[Field, ...]
    judge: Callable[[pl.DataFrame], pl.DataFrame]
    statuses: tuple[str, ...] = ()
    answers: Answers | None = None
    proofs: tuple[str, ...] = ()

    def phrase(self, *, holds: bool) -> str:
        """What it says of many, said of one: "are safe" gives "is safe" or "is not safe"."""
        first, _, rest = self.goes_through.partition(" ")
        verb = {"are": "is", "have": "has", "do": "does"}.get(first, first)
        return f"{verb} {rest}" if holds else f"{verb} not {rest}"


Sheets = Mapping[str, pl.DataFrame]
"""Tables by their headings, in the order in which someone works through them."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a suite's own report is made from: everything that the check knows.

    `records` are the judged records by the fact table of their verdict, `findings` all findings. Personal values may stand
    in a sheet only where `show_values` is set.
    """

    settings: Any
    moment: Moment
    facts: FactFrames
    outcomes: OutcomeFrames
    records: Mapping[str, pl.DataFrame]
    findings: pl.DataFrame
    show_values: bool


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """A report that only this suite has: what someone does next, as tables.

    `endings` says how it can be written: `.csv` (one sheet), `.xlsx`, or nothing for a folder with a CSV file per sheet.
    `refuses` gives the reason why it must not be written, or None; `--only-safe` writes it all the same. `is_form` says
    that it is filled in and handed back as a table: nothing else stands in it.
    """

    name: str
    about: str
    endings: tuple[str, ...]
    sheets: Callable[[Dossier], Sheets]
    refuses: Callable[[Dossier], str | None] | None = None
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something about the whole extract that keeps `rule` from being checked for so many `records`: a cause, told first."""

    rule: str
    records: int
    message: str
    fix: str


def _no_obstacles(_facts: FactFrames, _outcomes: OutcomeFrames, _settings: Any) -> tuple[Obstacle, ...]:
    return ()


@dataclass(frozen=True, eq=False)
class Suite:
    """One documented workflow. The first of `tables` is the main one, where file-grain findings are reported.

    `build_facts` takes typed tables, the suite's settings and the moment, and returns a frame per fact table.
    `ways` are sets of rules of which a record need meet one alone, where the article gives several.
    `questions` is what only the school or the product can tell, `guide` what its article says to do before, how and after.
    `noticed` gives what a run says once of an extract that is no finding: words that nobody knows, rows that contradict.
    `obstacles` takes facts, outcomes and the suite's settings, and says what kept a rule from being checked for everybody.
    `edition` is that of the requirements which its rules hold: findings of two editions cannot be told apart by a baseline.
    `bare_date` says which moment of the day an as-of date without a time means.
    `turns` takes facts and the suite's settings and gives the days on which what the suite says may change with nobody
    touching anything; on no other day does it.
    """

    name: str
    title: str
    question: str
    tables: tuple[Table, ...]
    fact_tables: tuple[FactTable, ...]
    rules: tuple[Rule, ...]
    settings: type[SuiteSettings]
    build_facts: Callable[[TypedTables, Any, Moment], FactFrames]
    verdicts: tuple[Verdict, ...]
    reports: tuple[SuiteReport, ...] = ()
    ways: tuple[Way, ...] = ()
    questions: tuple[Question, ...] = ()
    guide: Guide | None = None
    noticed: Callable[[TypedTables, FactFrames], Iterable[str]] | None = None
    obstacles: Callable[[FactFrames, OutcomeFrames, Any], tuple[Obstacle, ...]] = _no_obstacles
    bare_date: Literal["start", "end"] = "start"
    turns: Callable[[FactFrames, Any], Iterable[pl.Series]] | None = None
    edition: int = 1

    @cached_property
    def tables_by_name(self) -> Mapping[str, Table]:
        """The source tables by their names."""
        return MappingProxyType({table.name: table for table in self.tables})

    @cached_property
    def facts_by_name(self) -> Mapping[str, FactTable]:
        """The fact tables by their names."""
        return MappingProxyType({table.name: table for table in self.fact_tables})

    @cached_property
    def of(self) -> Noun:
        """What the records are called that it judges."""
        return joined(self.facts_by_name[verdict.facts].of for verdict in self.verdicts)

    def called(self, names: Iterable[str]) -> Noun:
        """What rows of these fact tables are called."""
        return joined(table.of for table in self.fact_tables if table.name in set(names))

    @cached_property
    def rules_by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids, in the article's order."""
        return MappingProxyType({rule.id: rule for rule in self.rules})

    def is_about_the_file(self, rule: Rule) -> bool:
        """Whether the rule judges the whole file, so that its findings have neither row nor key."""
        return all(self.facts_by_name[name].key is None for name in rule.facts)

    def rules_on(self, table: FactTable) -> tuple[Rule, ...]:
        """The rules that judge a fact table, in the article's order."""
        return tuple(rule for rule in self.rules if table.name in rule.facts)

    def __post_init__(self) -> None:
        """Refuse a suite that contradicts itself, so that a slip in a rule is told at once and not by a wrong verdict."""
        faults = [fault for rule in self.rules for fault in _faults(self, rule)]
        if len(self.rules_by_id) != len(self.rules):
            faults.append("two rules have the same id")
        if faults:
            msg = f"suite {self.name}: " + "; ".join(faults)
            raise ProgramError(msg)


def _faults(suite: Suite, rule: Rule) -> list[str]:
    """What is wrong with a rule inside its suite."""
    faults = []
    if any(explains.column for explains in rule.explains) and any(
        name in suite.facts_by_name and suite.facts_by_name[name].key is None for name in rule.facts
    ):
        faults.append(f"{rule.id} explains by a column, but its table has no keys to name the cause by")
    earlier = [other.id for other in suite.rules[: suite.rules.index(rule)]]
    faults += [f"{rule.id} needs {need}, which does not come before it" for need in rule.needs if need not in earlier]
    # A rule that only warns keeps no record from being ready, whatever it says once it is asked.
    grave = [r for r in suite.rules if Severity.ERROR in (r.local.shipped if r.local else r.severities)]
    needed = {need for other in grave for need in other.needs}
    judged = [suite.facts_by_name[verdict.facts] for verdict in suite.verdicts if verdict.facts in suite.facts_by_name]
    for explains in rule.explains:
        if explains.where and not any(explains.where in table.facts for table in judged):
            faults.append(f"{rule.id} explains where {explains.where}, unknown")
        faults += [f"{rule.id} explains {other}, unknown" for other in explains.rules if other not in suite.rules_by_id]
        # A record would be promised as ready although a rule that waits for the mended one has not been asked yet.
        faults += [
            f"{rule.id} explains {other}, which another rule needs" for other in explains.rules if other in needed
        ]
    for name in rule.facts:
        table = suite.facts_by_name.get(name)
        if table is None:
            faults.append(f"{rule.id} judges fact table {name}, unknown")
            continue
        known = {*table.facts, *([KEY] if table.key else [])}
        used = (*columns(rule.when), *columns(rule.require), *rule.told_apart_by, rule.column)
        faults += [f"{rule.id} reads {column}, not in {name}" for column in used if column not in known]
        faults += [
            f"{rule.id} puts {column} into its message, which is personal or unknown"
            for column in rule.placeholders
            if column not in known | {ROW} or (column in table.facts and not table.facts[column].shown)
        ]
        faults += [
            f"{rule.id} needs {n}, of another table" for n in rule.needs if name not in suite.rules_by_id[n].facts
        ]
    if not rule.good or not rule.bad:
        faults.append(f"{rule.id} has no good or no bad example")
    return faults
