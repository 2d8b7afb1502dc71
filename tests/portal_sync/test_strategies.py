"""What the drawn schools cover, so that they cannot go blind unseen, and what holds of every judgement."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

import pytest

from oracle.judgement import FILE, FILE_ROW, Judgement
from portal_sync.oracle import judge
from portal_sync.oracle_rules import RULES, STATUSES
from portal_sync.strategies import Case, corpus

SCHOOLS: Final = 300
AT_LEAST: Final = 2
P, F, A, C = "pass", "fail", "not_applicable", "not_checked"
EVERY: Final = {P, F, A, C}
POSSIBLE: Final = {rule: EVERY for rules in RULES.values() for rule in rules} | {
    "PS-001": {P, F}, "PS-002": {P, F, A}, "PS-004": {P, F}, "PS-005": {P, F}, "PS-006": {P, F, A},
    "PS-007": {P, F, A}, "PS-008": {P, F, A}, "PS-010": {P, F},
    "PS-101": {P, F, A}, "PS-102": {P, F, A}, "PS-104": {P, F, A}, "PS-503": {P, F, C},
}  # fmt: skip
"""Every outcome that a rule can have at all: required columns are known, and a status in use has somebody who uses it."""

BASES: Final = {
    *((kind, basis) for kind in ("current", "prospective", "left") for basis in ("stated", "path", "undecided", "nearest")),
    (None, None),
}  # fmt: skip
STATUSES_OF_RECORDS: Final = {"ready", "ready_with_warnings", "blocked", "undetermined", "out_of_scope"}
QUESTIONS: Final = {
    "students_log_in", "leaver_window_months", "use_preferred_forename", "admission_statuses", "applications",
}  # fmt: skip


@cache
def judged() -> tuple[tuple[Case, Judgement], ...]:
    """The drawn schools with what the oracle says of them."""
    return tuple((case, judge(*case)) for case in corpus(SCHOOLS))


@pytest.mark.parametrize("rule", POSSIBLE)
def test_every_rule_is_drawn_with_every_outcome_it_can_have(rule: str) -> None:
    drawn = Counter(said for _, one in judged() for (name, _, _), said in one.outcomes.items() if name == rule)
    assert set(drawn) == POSSIBLE[rule]
    assert min(drawn.values()) >= AT_LEAST, drawn


def test_every_verdict_question_and_ending_is_drawn() -> None:
    records = [record for _, one in judged() for record in one.records]
    assert {(record["type"], record["type_basis"]) for record in records} == BASES
    assert {record.status for record in records} == STATUSES_OF_RECORDS
    assert {question for _, one in judged() for question in one.assumptions} == QUESTIONS
    assert {one.exit for _, one in judged()} == {0, 1}
    assert sum(bool(one.causes) for _, one in judged()) >= AT_LEAST
    near = {rule for _, one in judged() for rule, _, _ in one.named}
    assert near >= {"PS-004", "PS-007", "PS-008", "PS-009", "PS-201", "PS-202", "PS-304", "PS-307", "PS-310", "PS-311"}


def test_every_rule_has_one_outcome_on_every_row_and_each_failure_is_a_finding() -> None:
    for (tables, _, _), judgement in judged():
        rows = {
            (name, number)
            for name, raw in tables.items()
            for number, cells in raw.rows
            if any((cell or "").strip() for cell in cells.values())
        }
        expected = {(rule, name, number) for name, number in rows for rule in RULES.get(name, ())}
        expected.add(("PS-010", FILE, FILE_ROW))
        assert {place for place in judgement.outcomes if place[1] != STATUSES} == expected
        failed = {place for place, said in judgement.outcomes.items() if said == F}
        told = {(one.rule, STATUSES if one.rule == "PS-503" else one.table, one.row) for one in judgement.findings}
        assert {(rule, FILE, FILE_ROW) if row is None else (rule, table, row) for rule, table, row in told} == failed
        assert [record.row for record in judgement.records] == sorted(row for name, row in rows if name == "students")
