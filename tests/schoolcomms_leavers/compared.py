"""The drawn schools of schoolcomms-leavers and what the product says of them: worked out once, for all who compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from oracle.judgement import Judgement, Record
from oracle.tables import Tables
from product import Compared, checked, comparable, judgement_of, settings_file
from schoolcomms_leavers.hand_cases import CASES
from schoolcomms_leavers.oracle import FIELDS, judge, settings_of
from schoolcomms_leavers.oracle_records import Settings
from schoolcomms_leavers.strategies import corpus
from schoolgate.delivery.handed import Report
from schoolgate.suites import load

SUITE = load("schoolcomms-leavers")
SCHOOLS = 150
COLUMN_OPEN = ("SL-006",)
"""A finding about the whole file is on a column of the product's, which the requirements do not name."""


def check(tables: Tables, settings: Settings, as_of: str, engine: str = "fused") -> Report[Any]:
    """Check a case with the product."""
    own = {field.name: getattr(settings, field.name) for field in fields(settings) if field.name != "reading"}
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in own.items()}
    return checked(
        "schoolcomms-leavers", tables, settings_file("schoolcomms_leavers", given, settings.reading), as_of, engine
    )


def said(report: Report[Any]) -> Judgement:
    """What the product says, with the fields that the requirements name."""
    every = judgement_of(report, {}, FIELDS)
    return replace(every, records=tuple(replace(record, fields=with_moment(record)) for record in every.records))


def with_moment(record: Record) -> Mapping[str, object]:
    """Read the next sync as a moment."""
    shown = record["next_sync"]
    return {
        **record.fields,
        "next_sync": datetime.fromisoformat(shown).astimezone(UTC) if isinstance(shown, str) else shown,
    }


def told(report: Report[Any]) -> Judgement:
    """What the product says, to be compared."""
    return comparable(said(report), COLUMN_OPEN)


def expected(judgement: Judgement) -> Judgement:
    """What the oracle says, to be compared."""
    return comparable(judgement, COLUMN_OPEN)


COMPARED = Compared(
    check,
    judge,
    partial(corpus, SCHOOLS),
    ((case.tables, settings_of(case), str(case.as_of)) for case in CASES),
)
