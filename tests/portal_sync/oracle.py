"""The suite portal-sync, read straight from its requirements in slow, plain Python.

This is the second reading that the real suite is compared with, so it shares no code with it. It follows the order of
``portal-sync.md``, so that the two can be held side by side: what is worked out per student stands in
``oracle_students``, the rules in ``oracle_rules``; verdict, questions and messages stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from oracle.cells import near_miss
from oracle.judgement import FILE, FILE_ROW, Finding, Judgement, Record, exit_code, failing, status_of, without_key
from oracle.logic import FAIL, NOT_CHECKED, PASS, Question, answer, answer_all, one_of
from oracle.tables import RawTable, Reading, Row, Tables, Text, key_causes
from portal_sync.oracle_rules import (
    COLUMN,
    KEY_RULE,
    REFERENCES,
    RULES,
    SEVERITY,
    STATUSES,
    application_questions,
    by_type,
    everyone,
    group_questions,
    lacking_to_be_prospective,
    severity,
    sharing,
    statuses_in_use,
    student_integrity,
)
from portal_sync.oracle_students import KINDS, ON_ROLL, TYPES, School, Settings, Student, read_school, work_out

__all__ = ["Finding", "Judgement", "RawTable", "Record", "Settings", "Tables", "judge", "settings_of"]


def settings_of(told: Mapping[str, Any], reading: Reading | None = None) -> Settings:
    """Take the settings from what a settings file says."""
    return Settings(**told, reading=reading or Reading())


# Verdict and questions ------------------------------------------------------------------------------------------


def verdict(student: Student, outcomes: Mapping[str, str]) -> Record:
    """Judge a student that has a key."""
    status = status_of(outcomes, lambda rule: severity(rule, student), "PS-006")
    if student.out_of_scope and status != "blocked":
        status = "out_of_scope"
    will_sync = None if status == "undetermined" else status in {"ready", "ready_with_warnings"}
    kind = student.type if isinstance(student.type, str) else None
    fields = {"type": kind, "type_basis": student.basis, "will_sync": will_sync}
    return Record("students", student.row.number, student.row.key, status, failing(outcomes), fields)


def verdict_without_key(row: Row) -> Record:
    """Judge a row that takes part in nothing."""
    fields = dict.fromkeys(("type", "type_basis", "will_sync"))
    return Record("students", row.number, None, "blocked", ("PS-001",), fields)


def assumptions(
    school: School, students: Mapping[int, Student], by_row: Mapping[int, Mapping[str, str]]
) -> dict[str, int]:
    """Count, per question that nobody answered, the students whose rules read it; those it did not touch are out."""
    asked = (PASS, FAIL, NOT_CHECKED)

    def count(outcomes: Iterable[str], *rules: str) -> int:
        wanted = set(outcomes)
        return sum(any(said[rule] in wanted for rule in rules) for said in by_row.values())

    def untold(row: Row) -> bool:
        return school.settings.students_log_in is None and row.text("portal_login") is None

    found = {
        "students_log_in": sum(
            (untold(students[number].row) and NOT_CHECKED in {said["PS-105"], said["PS-107"]})
            or (said["PS-107"] == NOT_CHECKED and any(untold(row) for row in sharing(school, students[number].row)))
            for number, said in by_row.items()
        )
    }
    if school.settings.leaver_window_months is None:
        found["leaver_window_months"] = count(asked, "PS-403")
    if school.settings.use_preferred_forename is None:
        found["use_preferred_forename"] = count([FAIL], "PS-103")
    if school.statuses is None:
        found["admission_statuses"] = count([NOT_CHECKED], "PS-310")
    if school.applications is None:
        reading = ("PS-110", "PS-301", "PS-302", "PS-303", "PS-304", "PS-305", "PS-306", "PS-310", "PS-311")
        found["applications"] = count([NOT_CHECKED], *reading)
    return {question: records for question, records in found.items() if records}


def named(school: School, rule: str, row: Row, student: Student | None) -> str | None:
    """Say what the message of a finding must name: the near miss, or the first requirement that is not met."""

    def near(cell: Text, known: Iterable[str]) -> str | None:
        return near_miss(cell, known) if isinstance(cell, str) else None

    groups, application = school["groups"].keys(), student.application if student else None
    match rule:
        case "PS-004":
            return near(row.text("student_id"), school["students"].keys())
        case "PS-007":
            return near(row.text("kind"), KINDS)
        case "PS-008":
            return near(row.text("student_type"), TYPES)
        case "PS-009":
            return near(row.text("year_group_id"), school["year_groups"].keys())
        case "PS-201":
            return near(row.text("roll_mode"), [ON_ROLL])
        case "PS-202" | "PS-307":
            return near(row.text("base_group_id"), groups)
        case "PS-304" if application is not None:
            return near(application.text("intake_group_id"), groups)
        case "PS-310" if application is not None:
            return near(application.text("admission_status"), school.statuses or ())
        case "PS-311" if student is not None:
            return lacking_to_be_prospective(student)[0]
        case _:
            return None


# All together ---------------------------------------------------------------------------------------------------


def judge(tables: Tables, settings: Settings, as_of: date) -> Judgement:
    """Judge every row of every table, and the file."""
    school = read_school(tables, settings, as_of)
    students = {row.number: work_out(school, row) for row in school["students"].keyed()}
    by_row = judge_rows(school, students)
    of_students = {number: by_row["students", number] for number in students}
    outcomes = {(rule, table, row): said for (table, row), each in by_row.items() for rule, said in each.items()}
    outcomes["PS-010", FILE, FILE_ROW] = answer(Question("PS-010", when=True, must=len(school["students"]) > 0))
    findings, names = row_findings(school, by_row, students)
    if outcomes["PS-010", FILE, FILE_ROW] == FAIL:
        findings.add(Finding("students", None, "PS-010", SEVERITY["PS-010"], None, COLUMN["PS-010"]))
    for value, row in statuses_in_use(tuple(students.values())).items():
        said = answer(Question("PS-503", when=True, must=one_of(value, school.statuses)))
        outcomes["PS-503", STATUSES, row] = said
        if said == FAIL:
            findings.add(Finding("applications", row, "PS-503", SEVERITY["PS-503"], value, COLUMN["PS-503"]))
            if (near := near_miss(value, school.statuses or ())) is not None:
                names["PS-503", "applications", row] = near
    records = tuple(
        verdict_without_key(row) if row.key is None else verdict(students[row.number], of_students[row.number])
        for row in school["students"]
    )
    causes = key_causes(school.tables, REFERENCES)
    return Judgement(
        outcomes=outcomes,
        findings=frozenset(findings),
        records=records,
        assumptions=assumptions(school, students, of_students),
        named=names,
        causes=causes,
        exit=exit_code(findings, records, (), causes),
    )


def rows_of(school: School) -> list[Row]:
    """Every row that a rule judges by itself."""
    judged = ("students", "applications", "groups", "year_groups")
    return [row for name in judged if name in school.tables for row in school[name]]


def judge_rows(school: School, students: Mapping[int, Student]) -> dict[tuple[str, int], dict[str, str]]:
    """Give the outcomes of each row by rule; a row without a key is asked for nothing but that."""
    by_row = {}
    for row in rows_of(school):
        name = row.layout.name
        if row.layout.key and row.key is None:
            by_row[name, row.number] = without_key(RULES[name], KEY_RULE.get(name))
            continue
        match name:
            case "students":
                student = students[row.number]
                parts = (everyone(school, student), by_type(school, student))
                questions = [*student_integrity(school, row), *(question for part in parts for question in part)]
            case "applications":
                questions = application_questions(school, row)
            case "groups":
                questions = group_questions(school, tuple(students.values()), row)
            case _:
                questions = [Question("PS-006", when=True, must=not row.unparseable())]
        by_row[name, row.number] = answer_all(questions)
    return by_row


def row_findings(
    school: School, by_row: Mapping[tuple[str, int], Mapping[str, str]], students: Mapping[int, Student]
) -> tuple[set[Finding], dict[tuple[str, str, int], str]]:
    """Turn each failed outcome of a row into a finding, and say what its message must name."""
    findings, names = set(), {}
    for row in rows_of(school):
        table = row.layout.name
        student = students.get(row.number) if table == "students" else None
        for rule in failing(by_row[table, row.number]):
            column = row.unparseable()[0] if rule == "PS-006" else COLUMN[rule]
            findings.add(Finding(table, row.number, rule, severity(rule, student), row.key, column))
            if (name := named(school, rule, row, student)) is not None:
                names[rule, table, row.number] = name
    return findings, names
