"""The drawn schools of boost-promotion and what the product says of them: worked out once, for all who compare."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from functools import partial
from typing import Any

from boost_promotion.hand_cases import CASES
from boost_promotion.oracle import OF_LEARNER, OF_PUPIL, judge, settings_of
from boost_promotion.oracle_rules import RULES
from boost_promotion.oracle_tags import Settings
from boost_promotion.strategies import corpus
from oracle.judgement import FILE, Judgement
from oracle.tables import Tables
from product import Compared, checked, comparable, judgement_of, settings_file
from schoolgate.delivery.handed import Report
from schoolgate.suites import load

SUITE = load("boost-promotion")
SCHOOLS = 150
COLUMN_OPEN = RULES[FILE]
"""A finding about the whole file is on a column of the product's, which the requirements do not name."""
FIELDS = {"pupils": OF_PUPIL, "learners": OF_LEARNER}


def check(tables: Tables, settings: Settings, as_of: date, engine: str = "fused") -> Report[Any]:
    """Check a case with the product."""
    own = {field.name: getattr(settings, field.name) for field in fields(settings) if field.name != "reading"}
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in own.items()}
    return checked("boost-promotion", tables, settings_file("boost_promotion", given, settings.reading), as_of, engine)


def said(report: Report[Any]) -> Judgement:
    """What the product says, with the fields that the requirements name."""
    every = judgement_of(report, {}, dict.fromkeys((*OF_PUPIL, *OF_LEARNER)))
    # The requirements give a record to the pupils in range only; the product's others say that they are not.
    records = (
        replace(record, fields={name: record.fields[name] for name in FIELDS[record.table]})
        for record in every.records
        if record.status != "out_of_range"
    )
    return replace(every, records=tuple(records))


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
    ((case.tables, settings_of(case), date.fromisoformat(str(case.as_of))) for case in CASES),
)
