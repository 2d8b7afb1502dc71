"""What the drawn imports cover, so that they cannot go blind unseen, and what holds of every judgement."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Final

import pytest

from oracle.judgement import FILE, FILE_ROW, Judgement
from student_import.oracle import judge
from student_import.oracle_derived import School, is_faculty, read_school, work_out
from student_import.oracle_rules import RULES, current_ids
from student_import.strategies import Case, corpus

IMPORTS: Final = 300
AT_LEAST: Final = 2
P, F, A, C = "pass", "fail", "not_applicable", "not_checked"
POSSIBLE: Final = {
    "SI-001": {P, F}, "SI-002": {P, F, A}, "SI-003": {P, F}, "SI-004": {P, F, A}, "SI-005": {P, F}, "SI-006": {P, F},
    "SI-101": {P, F, A, C}, "SI-102": {F, A, C}, "SI-103": {F, A, C}, "SI-104": {P, F, C},
    "SI-201": {F, A}, "SI-202": {F, A}, "SI-203": {P, F, A},
    "SI-301": {P, F, A}, "SI-302": {P, F, A}, "SI-303": {P, F, A, C}, "SI-304": {P, F, A}, "SI-305": {F, A, C},
    "SI-306": {F, A, C}, "SI-307": {P, F, A, C}, "SI-308": {P, F, A}, "SI-309": {P, F, A, C}, "SI-310": {P, F, A, C},
    "SI-401": {F, A}, "SI-402": {P, F, A, C},
}  # fmt: skip
"""Every outcome that a rule can have at all: a rule that only reports never passes."""

VERDICTS: Final = {
    ("blocked", None), ("blocked", "reject"),
    ("undetermined", None), ("undetermined", "create"), ("undetermined", "update"),
    *((status, action) for status in ("ready", "ready_with_warnings") for action in ("create", "update", "unchanged", None)),
}  # fmt: skip
"""An undetermined row may become faculty, or in lock-step fail: neither leaves it surely unchanged."""
QUESTIONS: Final = {
    "faculty", "faculty_tolerance_percent", "min_grad_year", "current_grad_year", "lock_step", "create_programs",
    "existing",
}  # fmt: skip
EDGES: Final = {
    "the minimum", "below the minimum", "the last year", "past the last year", "long past", "just not long past",
    "the tolerance", "past the tolerance", "the share", "below the share",
}  # fmt: skip


@cache
def judged() -> tuple[tuple[Case, Judgement], ...]:
    """The drawn imports with what the oracle says of them."""
    return tuple((case, judge(*case)) for case in corpus(IMPORTS))


@pytest.mark.parametrize("rule", POSSIBLE)
def test_every_rule_is_drawn_with_every_outcome_it_can_have(rule: str) -> None:
    drawn = Counter(said for _, one in judged() for (name, _, _), said in one.outcomes.items() if name == rule)
    assert set(drawn) == POSSIBLE[rule]
    assert min(drawn.values()) >= AT_LEAST, drawn


def test_the_list_of_outcomes_names_every_rule() -> None:
    assert set(POSSIBLE) == {rule for rules in RULES.values() for rule in rules}


def test_every_verdict_question_and_ending_is_drawn() -> None:
    records = [record for _, one in judged() for record in one.records]
    assert {(record.status, record["action"]) for record in records} == VERDICTS
    assert {record["ignored_fields"] for record in records} == {None, "grad_year"}
    assert {question for _, one in judged() for question in one.assumptions} == QUESTIONS
    assert {one.exit for _, one in judged()} == {0, 1}
    assert sum(bool(one.causes) for _, one in judged()) >= AT_LEAST
    said = {(finding.rule, finding.severity) for _, one in judged() for finding in one.findings}
    assert said >= {
        (rule, level) for rule in ("SI-301", "SI-302", "SI-303", "SI-402") for level in ("error", "warning")
    }
    assert said >= {("SI-203", "warning"), ("SI-203", "info")}


def edges_of(school: School) -> set[str]:
    """Which edges of its rules an import stands on; a share that is missed by a thousandth stands on one."""
    settings, hair, edges = school.settings, Decimal("0.001"), set()
    for student in (work_out(school, row) for row in school.students.keyed()):
        if student.given is not None:
            minimum, last = (
                settings.min_grad_year,
                school.current_year + (student.years if isinstance(student.years, int) else 999),
            )
            named = {last: "the last year", last + 1: "past the last year", school.current_year - 2: "long past",
                     school.current_year - 1: "just not long past"}  # fmt: skip
            named |= {} if minimum is None else {minimum: "the minimum", minimum - 1: "below the minimum"}
            edges.add(named.get(student.given, ""))
    total, hits = len(school.students), sum(is_faculty(school, row) is True for row in school.students.keyed())
    current = current_ids(school) or frozenset()
    found = len(current & {row.id for row in school.students.keyed()})
    for part, whole, limit, at, beside in (
        (hits, total, settings.tolerance, "the tolerance", "past the tolerance"),
        (found, len(current), settings.min_file_share_percent, "the share", "below the share"),
    ):
        if part:
            gap = 100 * part - limit * whole
            over = gap if beside == "past the tolerance" else -gap
            edges |= {at} if -hair * whole < over <= 0 else {beside} if 0 < over <= hair * whole else set()
    return edges - {""}


def test_every_edge_is_drawn() -> None:
    drawn = Counter(edge for case, _ in judged() for edge in edges_of(read_school(*case)))
    assert set(drawn) == EDGES
    assert min(drawn.values()) >= AT_LEAST, drawn


def test_every_rule_has_one_outcome_on_every_row_and_each_failure_is_a_finding() -> None:
    for (tables, _, _), judgement in judged():
        rows = {
            (name, number)
            for name, raw in tables.items()
            for number, cells in raw.rows
            if any((cell or "").strip() for cell in cells.values())
        }
        expected = {(rule, name, number) for name, number in rows for rule in RULES.get(name, ())}
        assert set(judgement.outcomes) == expected | {(rule, FILE, FILE_ROW) for rule in RULES[FILE]}
        failed = {place for place, said in judgement.outcomes.items() if said == F}
        told = {
            (one.rule, FILE, FILE_ROW) if one.row is None else (one.rule, one.table, one.row)
            for one in judgement.findings
        }
        assert told == failed
        assert [record.row for record in judgement.records] == sorted(row for name, row in rows if name == "students")
