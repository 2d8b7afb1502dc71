"""The drawn imports of student-import and what the product says of them: worked out once, for all who compare."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from oracle.judgement import Judgement
from oracle.tables import Tables
from product import Compared, checked, comparable, judgement_of, settings_file
from schoolgate.delivery.handed import Report
from schoolgate.suites import load
from student_import.hand_cases import CASES
from student_import.oracle import FIELDS, judge, settings_of
from student_import.oracle_derived import Settings
from student_import.oracle_rules import COLUMN_OPEN
from student_import.strategies import corpus

SUITE = load("student-import")
IMPORTS = 150


def check(tables: Tables, settings: Settings, as_of: date, engine: str = "fused") -> Report[Any]:
    """Check a case with the product."""
    own = {field.name: getattr(settings, field.name) for field in fields(settings) if field.name != "reading"}
    own = {name: float(value) if isinstance(value, Decimal) else value for name, value in own.items()}
    return checked("student-import", tables, settings_file("student_import", own, settings.reading), as_of, engine)


def told(report: Report[Any]) -> Judgement:
    """What the product says, to be compared."""
    return comparable(judgement_of(report, {}, FIELDS), COLUMN_OPEN)


def expected(judgement: Judgement) -> Judgement:
    """What the oracle says, to be compared."""
    return comparable(judgement, COLUMN_OPEN)


COMPARED = Compared(
    check,
    judge,
    partial(corpus, IMPORTS),
    ((case.tables, settings_of(case.settings, case.reading), case.day) for case in CASES),
)
