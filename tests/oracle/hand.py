"""Hand-worked cases as data: what goes in, and what must come out, said by a person who read the requirements.

A case is put to the oracle, and to the product by whoever turns what the product says into a ``Judgement``::

    assert observed(case, judgement) == expected(case)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from oracle.judgement import FILE, FILE_ROW, Finding, Judgement, Record
from oracle.tables import Reading, Tables

Place: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class HandCase:
    """One case. What it does not speak of is not asserted."""

    name: str
    tables: Tables
    settings: Mapping[str, object]
    """As the suite's table of settings.toml."""
    as_of: date | str
    reading: Reading = field(default_factory=Reading)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """By place: ``PS-101`` is row 2 of the main table, ``PS-101@3`` row 3, ``PS-501@groups/2``, ``SI-104@file``."""
    records: Mapping[int | str, Mapping[str, object] | None] = field(default_factory=dict)
    """By row of the main table, or ``learners/2``: its fields, ``status``, ``key`` and ``rules`` too; None if it has no
    record."""
    findings: frozenset[str] | None = None
    """All findings, as ``PS-101@2`` and the like; None asserts nothing."""
    of_rules: Mapping[str, frozenset[Place]] = field(default_factory=dict)
    """All findings of a rule, each (table, row, key, column, severity); what comes last may be left out of all."""
    severities: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    """What the message of a finding names."""
    assumptions: Mapping[str, int] | None = None
    causes: frozenset[Place] | None = None
    """(table, column) of keys that are written two ways."""
    exit: int | None = None
    main: str = "students"

    @property
    def day(self) -> date:
        """The day that stands for now, where the suite asks for no time of it."""
        assert isinstance(self.as_of, date), f"{self.name} is of a moment"
        return self.as_of


def place(case: HandCase, text: str) -> tuple[str, str, int]:
    """Take a place apart: rule, table, row."""
    rule, _, where = text.partition("@")
    if where == FILE:
        return rule, FILE, FILE_ROW
    table, _, row = where.rpartition("/")
    return rule, table or case.main, int(row or 2)


def spelt(case: HandCase, rule: str, table: str, row: int | None) -> str:
    """Spell a place as cases do."""
    if row is None:
        return f"{rule}@{FILE}"
    return f"{rule}@{row}" if table == case.main else f"{rule}@{table}/{row}"


def expected(case: HandCase) -> dict[str, object]:
    """All that a case asserts, flat."""
    flat: dict[str, object] = {f"outcome {where}": said for where, said in case.outcomes.items()}
    flat |= {f"row {row}": None for row, fields in case.records.items() if fields is None}
    flat |= {
        f"row {row} {name}": value for row, fields in case.records.items() for name, value in (fields or {}).items()
    }
    flat |= {f"findings of {rule}": set(found) for rule, found in case.of_rules.items()}
    for title, values in (("severity", case.severities), ("column", case.columns), ("named", case.named)):
        flat |= {f"{title} {where}": value for where, value in values.items()}
    if case.findings is not None:
        flat["findings"] = sorted(case.findings)
    if case.assumptions is not None:
        flat["assumptions"] = dict(case.assumptions)
    if case.causes is not None:
        flat["causes"] = set(case.causes)
    if case.exit is not None:
        flat["exit"] = case.exit
    return flat


def observed(case: HandCase, judgement: Judgement) -> dict[str, object]:
    """The same of a judgement."""
    found = {spelt(case, finding.rule, finding.table, finding.row): finding for finding in judgement.findings}
    flat: dict[str, object] = {
        f"outcome {where}": judgement.outcomes.get(place(case, where)) for where in case.outcomes
    }
    for row, fields in case.records.items():
        record = record_of(case, judgement, row)
        if fields is None or record is None:
            flat[f"row {row}"] = record
        else:
            flat |= {f"row {row} {name}": record[name] for name in fields}
    for rule, wanted in case.of_rules.items():
        length = min((len(each) for each in wanted), default=1)
        flat[f"findings of {rule}"] = {said_of(each)[:length] for each in judgement.findings if each.rule == rule}
    for where in case.severities:
        flat[f"severity {where}"] = found[where].severity if where in found else None
    for where in case.columns:
        flat[f"column {where}"] = found[where].column if where in found else None
    for where in case.named:
        flat[f"named {where}"] = judgement.named.get(place(case, where))
    if case.findings is not None:
        flat["findings"] = sorted(found)
    if case.assumptions is not None:
        flat["assumptions"] = dict(judgement.assumptions)
    if case.causes is not None:
        flat["causes"] = {(cause.table, cause.column) for cause in judgement.causes}
    if case.exit is not None:
        flat["exit"] = judgement.exit
    return flat


def record_of(case: HandCase, judgement: Judgement, row: int | str) -> Record | None:
    """Look a record up by row of the main table, or by table and row."""
    table, _, number = str(row).rpartition("/")
    wanted = (table or case.main, int(number))
    return next((record for record in judgement.records if (record.table, record.row) == wanted), None)


def said_of(finding: Finding) -> Place:
    """Give what is said of a finding beside its rule; one about the whole file stands on no column of a table."""
    column = finding.column if finding.row is not None else None
    return (finding.table, finding.row, finding.key, column, finding.severity)


def case_of(
    name: str, tables: Tables, settings: Mapping[str, object], as_of: date | str, main: str, said: Mapping[str, object]
) -> HandCase:
    """Make a case of what is said in few words.

    ``"BP-204 pupils 2"`` is the outcome of a rule on a row of a fact table (``"BP-402 file"`` of the whole file),
    ``"BP-101"`` all findings of a rule, ``"pupils 2"`` the fields of a record, ``"named SL-104 members 2"`` what a
    message names; ``findings`` (each rule, table, row, and what else helps to read it), ``assumptions``, ``causes`` and
    ``exit`` are what they are of the case. Among the settings may be how cells are read.
    """
    parts: dict[str, dict[object, object]] = {part: {} for part in ("outcomes", "records", "named", "of_rules")}
    whole: dict[str, object] = {}
    for what, value in said.items():
        match what.split():
            case ["named", rule, table, row]:
                parts["named"][f"{rule}@{table}/{row}"] = value
            case [rule, "file"]:
                parts["outcomes"][f"{rule}@{FILE}"] = value
            case [rule, table, row]:
                parts["outcomes"][f"{rule}@{table}/{row}"] = value
            case [table, row]:
                parts["records"][f"{table}/{row}"] = value
            case ["findings" | "assumptions" | "causes" | "exit"]:
                whole[what] = value
            case _:
                parts["of_rules"][what] = value
    own = {setting: value for setting, value in settings.items() if not isinstance(value, Reading)}
    reading = next((value for value in settings.values() if isinstance(value, Reading)), Reading())
    case = HandCase(name, tables, own, as_of, reading, main=main)
    if isinstance(found := whole.get("findings"), (set, frozenset)):
        whole["findings"] = frozenset(spelt(case, *each[:3]) for each in found)
    return replace(case, **parts, **whole)  # type: ignore[arg-type]  # fields by their names
