"""What the drawn imports cover, so that they cannot go blind unseen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings

from student_import.oracle import FILE, FILE_ROW, RULES, RawTable, judge
from student_import.oracle_cells import with_key
from student_import.oracle_derived import School, Student, read_school, work_out
from student_import.strategies import Case, cases, write_csv

if TYPE_CHECKING:
    from pathlib import Path

DRAWS: Final = 800
AT_LEAST: Final = 5

P, F, A, C = "pass", "fail", "not_applicable", "not_checked"
POSSIBLE: Final = {
    "SI-001": {P, F}, "SI-002": {P, F, A}, "SI-003": {P, F}, "SI-004": {P, F, A}, "SI-005": {P, F}, "SI-006": {P, F},
    "SI-101": {P, F, A, C}, "SI-102": {F, A}, "SI-103": {F, A}, "SI-104": {P, F, A},
    "SI-201": {F, A}, "SI-202": {F, A}, "SI-203": {P, F, A},
    "SI-301": {P, F, A}, "SI-302": {P, F, A}, "SI-303": {P, F, A, C}, "SI-304": {P, F, A}, "SI-305": {F, A, C},
    "SI-306": {F, A, C}, "SI-307": {P, F, A, C}, "SI-308": {P, F, A}, "SI-309": {P, F, A, C},
    "SI-401": {F, A}, "SI-402": {P, F, A, C},
}  # fmt: skip
"""Every outcome that a rule can have at all: a rule that only reports never passes."""

VERDICTS: Final = {
    ("blocked", "reject"), ("undetermined", None), ("ready", "create"), ("ready", "update"), ("ready", "unchanged"),
    ("ready", None), ("ready_with_warnings", "create"), ("ready_with_warnings", "update"),
    ("ready_with_warnings", "unchanged"), ("ready_with_warnings", None),
}  # fmt: skip
IGNORED: Final = {(), ("grad_year",), None}
EDGES: Final = {
    "the minimum", "below the minimum", "the last year", "past the last year", "the tolerance", "past the tolerance",
    "enough of the database", "too few of the database", "four new rows", "five new rows", "half too far off",
    "just under half",
}  # fmt: skip


@dataclass
class Seen:
    """In how many draws each thing was seen."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    severities: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    ignored: Counter[tuple[str, ...] | None] = field(default_factory=Counter)
    edges: Counter[str] = field(default_factory=Counter)


def year_edges(school: School, student: Student) -> set[str]:
    """Whether a year stands on an edge of SI-302 or SI-303."""
    if student.given is None:
        return set()
    minimum = school.settings.min_grad_year
    over = student.given - school.current_year - student.years if isinstance(student.years, int) else None
    under = None if minimum is None else student.given - minimum
    edges = {0: "the last year", 1: "past the last year"}.get(over) if over is not None else None
    also = {0: "the minimum", -1: "below the minimum"}.get(under) if under is not None else None
    return {edge for edge in (edges, also) if edge}


def share_edges(case: Case, school: School) -> set[str]:
    """Whether a share is met exactly, or missed by a thousandth."""
    edges = set()
    tables, settings, as_of = case
    hair = Decimal("0.001")
    if school.faculty_hits and not school.tolerance_exceeded and settings.faculty_tolerance_percent >= hair:
        lower = replace(settings, faculty_tolerance_percent=settings.faculty_tolerance_percent - hair)
        edges |= {"the tolerance"} if read_school(tables, lower, as_of).tolerance_exceeded else set()
    if school.tolerance_exceeded:
        higher = replace(settings, faculty_tolerance_percent=settings.faculty_tolerance_percent + hair)
        edges |= set() if read_school(tables, higher, as_of).tolerance_exceeded else {"past the tolerance"}
    for change, was, becomes, name in ((hair, P, F, "enough"), (-hair, F, P, "too few")):
        share = settings.min_file_share_percent
        if share > 0 and share + change > 0:
            nudged = replace(settings, min_file_share_percent=share + change)
            pair = [judge(tables, option, as_of).outcomes["SI-402", FILE, FILE_ROW] for option in (settings, nudged)]
            edges |= {f"{name} of the database"} if pair == [was, becomes] else set()
    return edges


def stale_edges(school: School, students: list[Student], outcomes: list[str]) -> set[str]:
    """Whether SI-309 counts as few rows as it may, or exactly half."""
    if school.existing is None:
        return set()
    counted = [said for student, said in zip(students, outcomes, strict=True) if student.is_new and said != A]
    late = 2 * counted.count(F) - len(counted)
    sizes = {4: {"four new rows"}, 5: {"five new rows"}}.get(len(counted), set())
    if len(counted) < 5:
        return sizes
    return sizes | {0: {"half too far off"}, -1: {"just under half"}, -2: {"just under half"}}.get(late, set())


@pytest.fixture(scope="module")
def seen() -> Seen:
    """What the same draws show each time."""
    counts = Seen()

    @seed(0)
    @given(case=cases())
    @hypothesis_settings(
        max_examples=DRAWS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(case: Case) -> None:
        judgement = judge(*case)
        school = read_school(*case)
        students = [work_out(school, row) for row in with_key(school.students)]
        too_far = [judgement.outcomes["SI-303", "students", student.row.number] for student in students]
        counts.outcomes.update({(rule, said) for (rule, _, _), said in judgement.outcomes.items()})
        counts.severities.update({(finding.rule, finding.severity) for finding in judgement.findings})
        counts.verdicts.update({(record.status, record.action) for record in judgement.records})
        counts.ignored.update({record.ignored_fields for record in judgement.records})
        edges = [year_edges(school, student) for student in students]
        counts.edges.update(set().union(*edges, share_edges(case, school), stale_edges(school, students, too_far)))

    collect()
    return counts


@pytest.mark.parametrize("rule", POSSIBLE)
def test_every_rule_is_drawn_with_every_outcome_it_can_have(seen: Seen, rule: str) -> None:
    drawn = {said: seen.outcomes[rule, said] for said in (P, F, A, C) if seen.outcomes[rule, said]}
    assert set(drawn) == POSSIBLE[rule]
    assert min(drawn.values()) >= AT_LEAST, drawn


def test_the_list_of_outcomes_names_every_rule() -> None:
    assert set(POSSIBLE) == {rule for rules in RULES.values() for rule in rules}


@pytest.mark.parametrize("rule", ["SI-301", "SI-302", "SI-303", "SI-402"])
def test_severity_by_policy_is_drawn_both_ways(seen: Seen, rule: str) -> None:
    assert min(seen.severities[rule, level] for level in ("error", "warning")) >= AT_LEAST


def test_every_verdict_is_drawn(seen: Seen) -> None:
    assert set(seen.verdicts) == VERDICTS
    assert set(seen.ignored) == IGNORED
    assert min([*seen.verdicts.values(), *seen.ignored.values()]) >= AT_LEAST, (seen.verdicts, seen.ignored)


@pytest.mark.parametrize("edge", sorted(EDGES))
def test_every_edge_is_drawn(seen: Seen, edge: str) -> None:
    assert seen.edges[edge] >= AT_LEAST, seen.edges


# ------------------------------------------------------------------------------------------------ what the oracle says


@hypothesis_settings(max_examples=150, deadline=None)
@given(cases())
def test_every_rule_has_one_outcome_on_every_row(case: Case) -> None:
    judgement = judge(*case)
    rows = {
        (name, number)
        for name, raw in case[0].items()
        for number, cells in raw.rows
        if any((cell or "").strip() for cell in cells.values())
    }
    expected = {(rule, name, number) for name, number in rows for rule in RULES.get(name, ())}
    assert set(judgement.outcomes) == expected | {(rule, FILE, FILE_ROW) for rule in RULES[FILE]}
    failed = {(rule, *where) for (rule, *where), said in judgement.outcomes.items() if said == F}
    told = {(f.rule, f.table, f.row) if f.row else (f.rule, FILE, FILE_ROW) for f in judgement.findings}
    assert told == failed
    assert [record.row for record in judgement.records] == sorted(row for name, row in rows if name == "students")


def test_written_tables_keep_their_row_numbers(tmp_path: Path) -> None:
    raw = RawTable(("student_id",), ((2, {"student_id": "S1"}), (3, {"student_id": None}),
                                     (4, {"student_id": 'a,"b"'})))  # fmt: skip
    write_csv({"faculty": raw}, tmp_path, bom=True, newline="\r\n")
    written = (tmp_path / "faculty.csv").read_bytes()
    assert written == b'\xef\xbb\xbfstudent_id\r\nS1\r\n\r\n"a,""b"""\r\n'
