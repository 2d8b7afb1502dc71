"""The drawn schools of portal-sync and what the product says of them: worked out once, for all who compare."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from oracle.judgement import Judgement
from oracle.tables import Tables
from portal_sync.hand_cases import CASES
from portal_sync.oracle import judge, settings_of
from portal_sync.oracle_rules import COLUMN_OPEN
from portal_sync.oracle_students import Settings
from portal_sync.strategies import corpus
from product import Compared, checked, comparable, judgement_of, settings_file
from schoolgate.delivery.handed import Report
from schoolgate.suites import load

SUITE = load("portal-sync")
SCHOOLS = 150
FIELDS = ("type", "type_basis", "will_sync")
FACT_TABLES = {"admission_statuses_in_use": "statuses"}
KEYLESS = tuple((rule, "applications") for rule in ("PS-003", "PS-004", "PS-006"))
"""An application has no key: what stands for it in a finding is no part of the requirements."""


def check(tables: Tables, settings: Settings, as_of: date, engine: str = "fused") -> Report[Any]:
    """Check a case with the product."""
    own = {
        "use_preferred_forename": settings.use_preferred_forename,
        "leaver_window_months": settings.leaver_window_months,
        "students_log_in": settings.students_log_in,
    }
    return checked("portal-sync", tables, settings_file("portal_sync", own, settings.reading), as_of, engine)


def told(report: Report[Any]) -> Judgement:
    """What the product says, to be compared."""
    return comparable(judgement_of(report, FACT_TABLES, FIELDS), COLUMN_OPEN, KEYLESS)


def expected(judgement: Judgement) -> Judgement:
    """What the oracle says, to be compared."""
    return comparable(judgement, COLUMN_OPEN, KEYLESS)


COMPARED = Compared(
    check,
    judge,
    partial(corpus, SCHOOLS),
    ((case.tables, settings_of(case.settings, case.reading), case.day) for case in CASES),
)
