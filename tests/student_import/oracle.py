"""The suite student-import, read straight from its requirements in slow, plain Python.

This is the second reading that the real suite is compared with, so it shares no code with it. It follows the order of
``student-import.md``, so that the two can be held side by side: what is derived per row stands in ``oracle_derived``,
the rules in ``oracle_rules``; verdict, questions and messages stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from oracle.cells import near_miss
from oracle.judgement import FILE, FILE_ROW, Finding, Judgement, Record, exit_code, failing, status_of, without_key
from oracle.logic import FAIL, NOT_CHECKED, PASS, Unknown, and3, answer, answer_all, same
from oracle.tables import RawTable, Reading, Row, Tables, key_causes
from student_import.oracle_derived import School, Settings, Student, has_student_role, read_school, same_role, work_out
from student_import.oracle_rules import (
    COLUMN,
    KEY_RULE,
    REFERENCES,
    RULES,
    cohort_year,
    integrity,
    of_student,
    severity,
    whole_file,
)

__all__ = [
    "FILE",
    "FILE_ROW",
    "Finding",
    "Judgement",
    "RawTable",
    "Record",
    "Settings",
    "Tables",
    "judge",
    "settings_of",
]

FIELDS = ("action", "effective_grad_year", "cohort_year", "effective_program", "primary_role", "ignored_fields")


def settings_of(told: Mapping[str, Any], reading: Reading | None = None) -> Settings:
    """Take the settings from what a settings file says; percentages as they are written there."""
    exact: dict[str, Any] = {
        name: Decimal(str(value)) if name.endswith("_percent") else value for name, value in told.items()
    }
    return Settings(**exact, reading=reading or Reading())


# ------------------------------------------------------------------------------------------------------ verdict per row


def known(value: object) -> object:
    """Show unknown as null."""
    return None if isinstance(value, Unknown) else value


def action_of(student: Student, status: str) -> str | None:
    """What the import does. A row that surely fails is rejected whether it is new or not; the rest needs to know."""
    if status == "blocked":
        return "reject"
    if student.is_new is None:
        return None
    if student.is_new:
        return "create"
    unchanged = and3(
        same(student.effective_grad_year, student.had_whole("grad_year")),
        same(student.effective_program, student.had("program")),
        same_role(student.primary_role, student.had("primary_role")),
        has_student_role(student.existing),
    )
    return {True: "unchanged", False: "update", None: None}[unchanged]


def verdict(school: School, student: Student, outcomes: Mapping[str, str]) -> Record:
    """Judge a row that has a key. Of a rejected one the fields say what the database keeps, and nothing is ignored."""
    status = status_of(outcomes, lambda rule: severity(school, rule, student), "SI-004")
    if status == "blocked":
        fields = {
            "effective_grad_year": student.had_whole("grad_year"),
            "cohort_year": student.had_whole("cohort_year"),
            "effective_program": student.had("program"),
            "primary_role": student.had("primary_role"),
            "ignored_fields": None,
        }
    else:
        fields = {
            "effective_grad_year": student.effective_grad_year,
            "cohort_year": student.cohort_year,
            "effective_program": student.effective_program,
            "primary_role": student.primary_role,
            "ignored_fields": "grad_year" if student.grad_year is not None and student.usable is False else None,
        }
    shown = {"action": action_of(student, status)} | {name: known(value) for name, value in fields.items()}
    return Record("students", student.row.number, student.row.key, status, failing(outcomes), shown)


def verdict_without_key(row: Row) -> Record:
    """Judge a row that takes part in nothing."""
    return Record("students", row.number, None, "blocked", ("SI-001",), dict.fromkeys(FIELDS))


# ------------------------------------------------------------------------------------------------- questions, messages


def assumptions(
    school: School, students: Mapping[int, Student], by_row: Mapping[int, Mapping[str, str]], of_file: Mapping[str, str]
) -> dict[str, int]:
    """Count, per question that nobody answered, the rows whose rules read it; those it did not touch are out."""
    settings, asked = school.settings, {PASS, FAIL, NOT_CHECKED}
    rows = [(student, by_row[number]) for number, student in students.items()]
    faculty_rules = [{said["SI-102"], said["SI-103"]} for _, said in rows]
    found = {"faculty": sum(NOT_CHECKED in said for said in faculty_rules)}
    if settings.faculty_tolerance_percent is None and any(student.is_faculty for student, _ in rows):
        found["faculty_tolerance_percent"] = sum(bool(said & asked) for said in faculty_rules)
    if settings.min_grad_year is None:
        found["min_grad_year"] = sum(
            student.given is not None and student.given < school.current_year for student, _ in rows
        )
    if settings.current_grad_year is None:
        found["current_grad_year"] = sum(student.given is not None or said["SI-305"] in asked for student, said in rows)
    if settings.lock_step is None:
        found["lock_step"] = sum(student.grad_year is None or student.usable is not True for student, _ in rows)
    if settings.create_programs is None:
        found["create_programs"] = sum(said["SI-201"] == FAIL for _, said in rows)
    found = {question: records for question, records in found.items() if records}
    if school.existing is None:
        reading = ("SI-101", "SI-305", "SI-306", "SI-307")
        records = sum(any(said[rule] == NOT_CHECKED for rule in reading) for _, said in rows)
        if records or of_file["SI-402"] == NOT_CHECKED:
            found["existing"] = records
    return found


def row_findings(
    school: School, by_row: Mapping[tuple[str, int], Mapping[str, str]], students: Mapping[int, Student]
) -> tuple[set[Finding], dict[tuple[str, str, int], str]]:
    """Turn each failed outcome of a row into a finding, and say what its message must name."""
    findings, names = set(), {}
    for row in rows_of(school):
        table = row.layout.name
        student = students.get(row.number) if table == "students" else None
        for rule in failing(by_row[table, row.number]):
            column = row.unparseable()[0] if rule == "SI-004" else COLUMN[rule]
            findings.add(Finding(table, row.number, rule, severity(school, rule, student), row.key, column))
            if student is not None and student.program is not None and rule in {"SI-201", "SI-202"}:
                near = near_miss(student.program, school.programs.keys())
                if near is not None:
                    names[rule, table, row.number] = near
    return findings, names


# -------------------------------------------------------------------------------------------------------- all together


def rows_of(school: School) -> list[Row]:
    """Every row that a rule judges by itself."""
    judged = ("students", "programs", "existing")
    return [row for name in judged if name in school.tables for row in school.tables[name]]


def judge_row(school: School, row: Row, students: Mapping[int, Student]) -> dict[str, str]:
    """Give the outcomes of one row by rule; a row without a key is asked for nothing but that."""
    name = row.layout.name
    if row.key is None:
        return without_key(RULES[name], KEY_RULE[name])
    if name != "students":
        return answer_all(integrity(school, row))
    student = students[row.number]
    outcomes = answer_all([*integrity(school, row), *of_student(school, student)])
    return {**outcomes, "SI-307": answer(cohort_year(school, student, outcomes))}


def judge(tables: Tables, settings: Settings, as_of: date) -> Judgement:
    """Judge every row of every table, and the file."""
    school = read_school(tables, settings, as_of)
    students = {row.number: work_out(school, row) for row in school.students.keyed()}
    by_row = {(row.layout.name, row.number): judge_row(school, row, students) for row in rows_of(school)}
    of_students = {number: by_row["students", number] for number in students}
    of_file = whole_file(school, students.values())
    outcomes = {(rule, table, row): said for (table, row), each in by_row.items() for rule, said in each.items()}
    outcomes |= {(rule, FILE, FILE_ROW): said for rule, said in of_file.items()}
    findings, names = row_findings(school, by_row, students)
    for rule in failing(of_file):
        findings.add(Finding("students", None, rule, severity(school, rule), None, COLUMN[rule]))
    records = tuple(
        verdict_without_key(row) if row.key is None else verdict(school, students[row.number], of_students[row.number])
        for row in school.students
    )
    open_about_file = [severity(school, rule) for rule, said in of_file.items() if said == NOT_CHECKED]
    causes = key_causes(school.tables, REFERENCES)
    return Judgement(
        outcomes=outcomes,
        findings=frozenset(findings),
        records=records,
        assumptions=assumptions(school, students, of_students, of_file),
        named=names,
        causes=causes,
        exit=exit_code(findings, records, open_about_file, causes),
    )
