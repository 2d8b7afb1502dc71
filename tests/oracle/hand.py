"""Hand-worked cases as data: what goes in, and what must come out, said by a person who read the requirements.

A case is put to the oracle, and to the product by whoever turns what the product says into a ``Judgement``::

    assert observed(case, judgement) == expected(case)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from oracle.judgement import FILE, FILE_ROW, Judgement
from oracle.tables import Reading, Tables


@dataclass(frozen=True)
class HandCase:
    """One case. What it does not speak of is not asserted."""

    name: str
    tables: Tables
    settings: Mapping[str, object]
    """As the suite's table of settings.toml."""
    as_of: date
    reading: Reading = field(default_factory=Reading)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """By place: ``PS-101`` is row 2 of the main table, ``PS-101@3`` row 3, ``PS-501@groups/2``, ``SI-104@file``."""
    records: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    """By row of the main table: its fields, ``status``, ``key`` and ``rules`` too."""
    findings: frozenset[str] | None = None
    """All findings, as ``PS-101@2`` and the like; None asserts nothing."""
    severities: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    """What the message of a finding names."""
    assumptions: Mapping[str, int] | None = None
    exit: int | None = None
    main: str = "students"


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
    flat |= {f"row {row} {name}": value for row, fields in case.records.items() for name, value in fields.items()}
    for title, values in (("severity", case.severities), ("column", case.columns), ("named", case.named)):
        flat |= {f"{title} {where}": value for where, value in values.items()}
    if case.findings is not None:
        flat["findings"] = sorted(case.findings)
    if case.assumptions is not None:
        flat["assumptions"] = dict(case.assumptions)
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
        record = judgement.record(row, case.main)
        flat |= {f"row {row} {name}": record[name] for name in fields}
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
    if case.exit is not None:
        flat["exit"] = judgement.exit
    return flat
