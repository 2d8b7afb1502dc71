"""The suite boost-promotion, read straight from its requirements in slow, plain Python.

This is the second reading that the real suite is compared with, so it shares no code with it and uses the standard
library only. Its parts follow ``boost-promotion.md``, so that they can be held side by side: ``oracle_cells`` (what all
suites share), ``oracle_names`` (folding and similarity), ``oracle_tags`` (tables, settings, tags, after the sync),
``oracle_rules`` (the rules of rows), ``oracle_whole`` (those of values and of the file), and here findings and verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boost_promotion.oracle_cells import (
    FAIL,
    NOT_APPLICABLE,
    NOT_CHECKED,
    RawTable,
    Row,
    Tables,
    Text,
    answer_all,
)
from boost_promotion.oracle_rules import (
    COLUMN,
    RULES,
    SEVERITY,
    Everybody,
    class_questions,
    learner_questions,
    map_questions,
    pupil_questions,
)
from boost_promotion.oracle_tags import Learner, Pupil, School, Settings, only, read_school, work_out
from boost_promotion.oracle_whole import Value, file_questions, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

__all__ = [
    "COLUMN",
    "FILE_ROW",
    "RULES",
    "SEVERITY",
    "Finding",
    "Judgement",
    "LearnerRecord",
    "PupilRecord",
    "RawTable",
    "Settings",
    "Tables",
    "judge",
]

FILE_ROW = 0
"""The row of the one record of the fact table ``file``."""


@dataclass(frozen=True)
class Finding:
    """One rule that one record failed; about the file it has neither row nor key nor column."""

    table: str
    row: int | None
    rule: str
    severity: str
    key: str | None
    column: str | None


@dataclass(frozen=True)
class PupilRecord:
    """The verdict on one in-range pupil, or on a row without a key. A text that is unknown is None."""

    row: int
    key: str | None
    tag: str | None
    learner_id: str | None
    class_before: str | None
    class_after: str | None
    year_before: str | None
    year_after: str | None
    status: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class LearnerRecord:
    """The verdict on one learner. The advice, which the requirements leave to the suite, is not here."""

    row: int
    key: str | None
    tag: str | None
    status: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """Everything that the suite must agree with."""

    outcomes: Mapping[tuple[str, str, int], str]
    """(rule, fact table, row) to pass, fail, not_applicable or not_checked.

    A value has the row that its finding has, and is listed only where it is in scope: the registration groups of the
    chosen range, the subject classes and the year groups of pupils in range.
    """
    findings: frozenset[Finding]
    pupils: tuple[PupilRecord, ...]
    learners: tuple[LearnerRecord, ...]


# ------------------------------------------------------------------------------------------------------------- findings


def answers(everybody: Everybody) -> dict[tuple[str, int], dict[str, str]]:
    """Give the outcomes by rule of each row of the four tables that rules judge row by row."""
    school = everybody.school
    got = {(row.table, row.number): answer_without_key(row) for row in all_rows(school) if row.key is None}
    for pupil in everybody.pupils:
        got["pupils", pupil.row.number] = answer_all(pupil_questions(everybody, pupil))
    for learner in everybody.learners:
        got["learners", learner.row.number] = answer_all(learner_questions(everybody, learner))
    for row in school.classes:
        if row.key is not None:
            got["classes", row.number] = answer_all(class_questions(everybody, row))
    for row in school.class_map:
        if row.key is not None:
            got["class_map", row.number] = answer_all(map_questions(everybody, row))
    return got


def all_rows(school: School) -> tuple[Row, ...]:
    """Every row that a rule judges by itself."""
    return (*school.pupils, *school.learners, *school.classes, *school.class_map)


def answer_without_key(row: Row) -> dict[str, str]:
    """Let the key rule judge it, and no other (decision 5)."""
    return {rule: FAIL if rule == "BP-001" else NOT_APPLICABLE for rule in RULES[row.table]}


def column_of(rule: str, row: Row) -> str | None:
    """Name the column that a finding on a row stands on."""
    if rule == "BP-001":
        return row.layout.key
    if rule == "BP-003":
        return row.unparseable()[0]
    if rule == "BP-104":
        return "year_group" if row.filled("year_group") is None else "registration_group"
    return COLUMN[rule]


def failed(outcomes: Mapping[str, str]) -> list[str]:
    """List the rules that failed."""
    return [rule for rule, outcome in outcomes.items() if outcome == FAIL]


# -------------------------------------------------------------------------------------------------------------- verdict


def status_of(outcomes: Mapping[str, str]) -> str:
    """Give the status; cells that do not parse do not enter it, the rules that read them do."""
    by_level = {(SEVERITY[rule], outcome) for rule, outcome in outcomes.items() if rule != "BP-003"}
    if ("error", FAIL) in by_level:
        return "blocked"
    if ("error", NOT_CHECKED) in by_level:
        return "undetermined"
    return "ready_with_warnings" if ("warning", FAIL) in by_level else "ready"


def carried(pupil: Pupil, valued: Iterable[tuple[Value, Mapping[str, str]]]) -> dict[str, str]:
    """Give the failed rules of the values that an in-range pupil carries."""
    return {rule: FAIL for value, outcomes in valued if pupil.row.number in value.carriers for rule in failed(outcomes)}


def known(cell: Text) -> str | None:
    """Show an unknown text as none."""
    return cell if isinstance(cell, str) else None


def pupil_record(pupil: Pupil, outcomes: Mapping[str, str]) -> PupilRecord:
    """Give the verdict on a pupil in range; ``outcomes`` include the value findings that it carries."""
    return PupilRecord(
        row=pupil.row.number,
        key=pupil.row.key,
        tag=only(pupil.tags),
        learner_id=pupil.learner.key if isinstance(pupil.learner, Row) else None,
        class_before=known(pupil.before[0]),
        class_after=known(pupil.after[0]),
        year_before=known(pupil.before[1]),
        year_after=known(pupil.after[1]),
        status=status_of(outcomes),
        rules=tuple(sorted(failed(outcomes))),
    )


def learner_record(learner: Learner, outcomes: Mapping[str, str]) -> LearnerRecord:
    """Give the verdict on a learner."""
    rules = tuple(sorted(failed(outcomes)))
    return LearnerRecord(learner.row.number, learner.row.key, only(learner.tags), status_of(outcomes), rules)


# --------------------------------------------------------------------------------------------------------- all together


def judge(tables: Tables, settings: Settings, as_of: date) -> Judgement:
    """Judge every row of every table, every value and the file."""
    school = read_school(tables, settings, as_of)
    everybody = Everybody(school, *work_out(school))
    by_row = answers(everybody)
    valued = [(value, answer_all(value.questions)) for value in values(everybody)]
    of_file = answer_all(file_questions(everybody))

    outcomes = {(rule, table, row): got for (table, row), by_rule in by_row.items() for rule, got in by_rule.items()}
    outcomes |= {(rule, value.facts, value.row): got for value, by_rule in valued for rule, got in by_rule.items()}
    outcomes |= {(rule, "file", FILE_ROW): got for rule, got in of_file.items()}

    findings = {
        Finding(row.table, row.number, rule, SEVERITY[rule], row.key, column_of(rule, row))
        for row in all_rows(school)
        for rule in failed(by_row[row.table, row.number])
    }
    findings |= {
        Finding(value.table, value.row, rule, SEVERITY[rule], value.key, COLUMN[rule])
        for value, by_rule in valued
        for rule in failed(by_rule)
    }
    findings |= {Finding("pupils", None, rule, SEVERITY[rule], None, None) for rule in failed(of_file)}

    pupils = [
        pupil_record(pupil, by_row["pupils", pupil.row.number] | carried(pupil, valued)) for pupil in everybody.in_range
    ]
    keyless = ("blocked", ("BP-001",))
    pupils += [
        PupilRecord(row.number, None, None, None, None, None, None, None, *keyless)
        for row in school.pupils
        if row.key is None
    ]
    learners = [learner_record(learner, by_row["learners", learner.row.number]) for learner in everybody.learners]
    learners += [LearnerRecord(row.number, None, None, *keyless) for row in school.learners if row.key is None]
    return Judgement(
        outcomes=outcomes,
        findings=frozenset(findings),
        pupils=tuple(sorted(pupils, key=lambda record: record.row)),
        learners=tuple(sorted(learners, key=lambda record: record.row)),
    )
