"""The drawn schools must show every rule from every side, and what holds of whatever the oracle says of them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from boost_promotion.oracle import judge
from boost_promotion.oracle_rules import COLUMN, RULES, SEVERITY
from boost_promotion.oracle_tags import Settings
from boost_promotion.strategies import COLUMNS, OPTIONAL_COLUMNS, Case, corpus
from oracle.judgement import Judgement
from oracle.tables import seen

SCHOOLS = 150
BY_RECORD = {"BP-204": {"error", "warning"}, "BP-301": {"warning", "info"}, "BP-303": {"warning", "info"}}
NEVER_PASS = {"BP-201", "BP-202", "BP-203", "BP-205", "BP-206", "BP-605", "BP-608"}
ALWAYS_APPLY = {"BP-001", "BP-006", "BP-105", "BP-308"}
READ_ONLY_WHAT_IS_KNOWN = {
    "BP-001", "BP-002", "BP-003", "BP-005", "BP-006", "BP-101", "BP-103", "BP-104", "BP-106", "BP-201", "BP-202",
    "BP-203", "BP-204", "BP-205", "BP-206", "BP-303", "BP-305", "BP-307", "BP-308", "BP-402",
}  # fmt: skip


@cache
def judged() -> tuple[tuple[Case, Judgement], ...]:
    """The drawn schools with what the oracle says of them."""
    return tuple((case, judge(*case)) for case in corpus(SCHOOLS))


def test_drawn_schools_show_every_rule_from_every_side() -> None:
    impossible = {(rule, "pass") for rule in NEVER_PASS} | {(rule, "not_applicable") for rule in ALWAYS_APPLY}
    impossible |= {(rule, "not_checked") for rule in READ_ONLY_WHAT_IS_KNOWN}
    outcomes = ("pass", "fail", "not_applicable", "not_checked")
    rules = {rule for rules in RULES.values() for rule in rules}
    seen = {(rule, got) for _, said in judged() for (rule, _, _), got in said.outcomes.items()}
    assert seen == {(rule, got) for rule in rules for got in outcomes} - impossible


def test_drawn_schools_show_every_word() -> None:
    told = [record for _, said in judged() for record in said.records]
    assert {record["tag"] for record in told} == {
        "Synced", "Desynced", "Matched", "May match", "New", "Unlinked", None,
    }  # fmt: skip
    assert {record["desynced_because"] for record in told if record.table == "learners"} == {
        "left",
        "out_of_range",
        None,
    }
    assert {record.status for record in told} == {"ready", "ready_with_warnings", "blocked", "undetermined"}
    assert {name for _, said in judged() for name in said.assumptions} == {
        "platforms", "school_email_domains", "contacts", "year_groups", "class_map", "has_access",
    }  # fmt: skip
    assert {cause.fold for _, said in judged() for cause in said.causes} == {
        "leading zeros", "case", "spaces or punctuation",
    }  # fmt: skip
    assert {said.exit for _, said in judged()} == {0, 1}
    levels = defaultdict(set)
    for _, said in judged():
        for finding in said.findings:
            levels[finding.rule].add(finding.severity)
    assert levels == {rule: {level} for rule, level in SEVERITY.items()} | BY_RECORD


def test_drawn_schools_lack_every_column_and_table_that_may_be_lacking() -> None:
    every = [tables for (tables, *_), _ in judged()]
    lacking = {(name, c) for tables in every for name in tables for c in set(COLUMNS[name]) - set(tables[name].columns)}
    assert lacking == {(name, column) for name, columns in OPTIONAL_COLUMNS.items() for column in columns}
    assert {name for tables in every for name in set(COLUMNS) - set(tables)} == {
        "class_map", "subject_enrolments", "contacts",
    }  # fmt: skip


def test_every_rule_has_one_outcome_on_every_row() -> None:
    of_values = {"registration_groups", "subject_classes", "year_groups", "file"}
    for (tables, *_), said in judged():
        rows = {
            (name, number)
            for name, raw in tables.items()
            for number, cells in raw.rows
            if any(seen((cell or "").strip()) for cell in cells.values())
        }
        expected = {(rule, name, number) for name, number in rows for rule in RULES.get(name, ())}
        assert {key for key in said.outcomes if key[1] not in of_values} == expected
        assert len(said.findings) == sum(got == "fail" for got in said.outcomes.values()), "one fault, one finding"
        told = [record.row for record in said.records if record.table == "learners"]
        assert told == sorted(row for name, row in rows if name == "learners")


def test_tags_of_both_sides_agree() -> None:
    for _, said in judged():
        learners: dict[object, set[object]] = defaultdict(set)
        for one in said.records:
            if one.table == "learners":
                learners[one.key].add(one["tag"])
        for record in said.records:
            if record.table == "learners":
                continue
            if record["learner_id"] is None:
                assert record["tag"] in {"New", None} or "BP-204" in record.rules
            elif "BP-001" not in record.rules:  # what a duplicated key is called, its first row decides
                assert record["tag"] in learners[record["learner_id"]] & {"Synced", "Matched", "May match"}


def test_every_rule_has_a_severity_and_a_place() -> None:
    rules = {rule for rules in RULES.values() for rule in rules}
    assert rules == set(SEVERITY) | set(BY_RECORD)
    assert rules - set(COLUMN) == {"BP-001", "BP-003", "BP-104", *RULES["file"]}


def test_settings_have_the_documented_defaults() -> None:
    assert Settings() == Settings(
        year_groups=None, registration_groups=None,
        year_order=("N1", "N2", "R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"),
        sync_emails=False, school_email_domains=None, platforms=None, leavers_class="Leavers/Desynced", inactive_years=2,
        inactive_years_by_suite={"ART": 3, "AMT": 3}, inactive_notice_days=90, may_match_score=88,
    )  # fmt: skip
