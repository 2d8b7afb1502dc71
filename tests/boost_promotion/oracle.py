"""The suite boost-promotion, read straight from its requirements in slow, plain Python.

This is the second reading that the real suite is compared with. Beside what all oracles share (``oracle``), its parts
follow ``boost-promotion.md``, so that they can be held side by side: ``oracle_names`` (names and year groups),
``oracle_tags`` (tables, settings, tags, after the sync), ``oracle_rules`` (the rules of rows), ``oracle_whole`` (those of
values and of the file), ``oracle_questions`` (what nobody answered), and here findings and verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from boost_promotion.oracle_questions import assumptions
from boost_promotion.oracle_rules import (
    COLUMN,
    PROVIDERS,
    RULES,
    Everybody,
    class_questions,
    learner_questions,
    map_questions,
    pupil_questions,
    severity_of,
)
from boost_promotion.oracle_tags import (
    REFERENCES,
    Learner,
    Pupil,
    School,
    Settings,
    filled,
    maps_to,
    read_school,
    work_out,
)
from boost_promotion.oracle_whole import file_outcomes, values
from oracle.cells import near_miss
from oracle.judgement import FILE, FILE_ROW, Finding, Judgement, Record, exit_code, failing, status_of, without_key
from oracle.logic import NOT_CHECKED, answer_all
from oracle.tables import Row, Tables, key_causes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from oracle.hand import HandCase

OF_LEARNER = ("tag", "desynced_because")
"""Beside the advice, which the requirements leave to the product."""
OF_PUPIL = ("tag", "learner_id", "class_before", "class_after", "year_before", "year_after")


@dataclass(frozen=True)
class Judged:
    """A row of one of the four tables that rules judge row by row, with the outcomes by rule."""

    row: Row
    who: Pupil | Learner | None
    """The pupil or the learner; none for a class or a group, and for a row without a key."""
    outcomes: Mapping[str, str]

    @property
    def table(self) -> str:
        """The table that it stands in."""
        return self.row.layout.name

    def severity(self, rule: str) -> str:
        """The severity of a rule for it."""
        return severity_of(rule, self.who)

    def column(self, rule: str) -> str:
        """The column that a finding stands on."""
        if rule == "BP-001":
            return self.row.layout.key or ""
        if rule == "BP-003":
            return self.row.unparseable()[0]
        if rule == "BP-104":
            return "year_group" if self.row.text("year_group") is None else "registration_group"
        return COLUMN[rule]


# ------------------------------------------------------------------------------------------------------------- findings


def judge_rows(everybody: Everybody) -> Iterator[Judged]:
    """Judge each row of the four tables."""
    people = {("pupils", pupil.row.number): pupil for pupil in everybody.pupils}
    learners = {("learners", learner.row.number): learner for learner in everybody.learners}
    for name in ("pupils", "learners", "classes", "class_map"):
        for row in everybody.school.tables.get(name, ()):
            place = (name, row.number)
            if row.key is None:
                yield Judged(row, None, without_key(RULES[name], "BP-001"))
            elif place in people:
                yield Judged(row, people[place], answer_all(pupil_questions(everybody, people[place])))
            elif place in learners:
                yield Judged(row, learners[place], answer_all(learner_questions(everybody, learners[place])))
            else:
                asked = class_questions if name == "classes" else map_questions
                yield Judged(row, None, answer_all(asked(everybody, row)))


def findings_of(judged: Judged) -> Iterator[Finding]:
    """List what failed for a row."""
    for rule in failing(judged.outcomes):
        where = judged.row.number, rule, judged.severity(rule), judged.row.key, judged.column(rule)
        yield Finding(judged.table, *where)


def near_misses(everybody: Everybody, findings: Iterable[Finding]) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Give the one value that differs in spelling only from what a finding says is not there."""
    school = everybody.school
    panel = school.class_map.keys() if school.class_map is not None else []
    for found in findings:
        if found.row is None or found.key is None:
            continue
        near = None
        if found.rule == "BP-101":
            near = near_miss(maps_to(school, found.key) or "", school.classes.keys())
        elif found.rule == "BP-102":
            near = near_miss(found.key, panel)
        elif found.rule == "BP-205":
            learner = next(each for each in everybody.learners if each.row.number == found.row)
            near = near_miss(filled(learner.row, "mis_id") or "", school.pupils.keys())
        if near is not None:
            yield (found.rule, found.table, found.row), near


# -------------------------------------------------------------------------------------------------------------- verdict


def record_of(judged: Judged) -> Record | None:
    """Give the verdict on a learner, or on a pupil in range; a row without a key has a status only."""
    who, row = judged.who, judged.row
    status = status_of(judged.outcomes, judged.severity, "BP-003")
    if isinstance(who, Pupil):
        if not who.in_range:
            return None
        places = (who.before[0], who.after[0], who.before[1], who.after[1])
        told = (who.tag, who.learner.key if who.learner else None, *places)
        fields = dict(zip(OF_PUPIL, told, strict=True))
    elif isinstance(who, Learner):
        fields = dict(zip(OF_LEARNER, (who.tag, who.because), strict=True))
    else:
        fields = dict.fromkeys(OF_PUPIL if judged.table == "pupils" else OF_LEARNER)
    return Record(judged.table, row.number, row.key, status, failing(judged.outcomes), fields)


# --------------------------------------------------------------------------------------------------------- all together


def judge(tables: Tables, settings: Settings, as_of: date, providers: frozenset[str] = PROVIDERS) -> Judgement:
    """Judge every row of every table, every value and the file; ``providers`` are the domains of public mail."""
    school: School = read_school(tables, settings, as_of)
    everybody = Everybody(school, *work_out(school), providers)
    rows = list(judge_rows(everybody))
    valued = [(value, answer_all(value.questions)) for value in values(everybody)]
    of_file = file_outcomes(everybody, [each.outcomes for each in rows if each.table == "pupils"])

    outcomes = {(rule, each.table, each.row.number): got for each in rows for rule, got in each.outcomes.items()}
    outcomes |= {(rule, value.facts, value.row): got for value, by_rule in valued for rule, got in by_rule.items()}
    outcomes |= {(rule, FILE, FILE_ROW): got for rule, got in of_file.items()}

    findings = {finding for each in rows for finding in findings_of(each)}
    findings |= {
        Finding(value.table, value.row, rule, severity_of(rule, None), value.key, COLUMN[rule])
        for value, by_rule in valued
        for rule in failing(by_rule)
    }
    findings |= {Finding("pupils", None, rule, severity_of(rule, None), None, "") for rule in failing(of_file)}

    given = (record_of(each) for each in rows if each.table in {"pupils", "learners"})
    records = tuple(record for record in given if record is not None)
    unchecked = [severity_of(rule, None) for rule, got in of_file.items() if got == NOT_CHECKED]
    causes = key_causes(school.tables, REFERENCES)
    return Judgement(
        outcomes=outcomes,
        findings=frozenset(findings),
        records=records,
        assumptions=assumptions(everybody, outcomes),
        named=dict(near_misses(everybody, findings)),
        causes=causes,
        exit=exit_code(findings, records, unchecked, causes),
    )


def settings_of(case: HandCase) -> Settings:
    """Read the settings of a hand-worked case."""
    return Settings(**case.settings, reading=case.reading)  # type: ignore[arg-type]  # a case says what a file would


def judge_case(case: HandCase) -> Judgement:
    """Judge a hand-worked case."""
    return judge(case.tables, settings_of(case), date.fromisoformat(str(case.as_of)))
