"""The table of many schools for programs: JSON, CSV, JUnit."""

import json
import re
from collections.abc import Callable, Sequence

import polars as pl

from schoolgate import __version__
from schoolgate.basics.shown import in_xml
from schoolgate.language.rule import Severity
from schoolgate.report import tables
from schoolgate.report.schools import ENDINGS, School, gravest

SCHEMA = "schoolgate.schools/1"
_FINDINGS = 1


def as_json(suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> str:
    """A document with an object per school; `passed` where all of them can go ahead."""
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "suite": suite,
        "source": source,
        "passed": gravest(schools) == 0,
        "exit_code": gravest(schools),
        "schools": [
            {
                "school": one.name,
                "exit_code": one.exit_code,
                "ends_with": ENDINGS[one.exit_code],
                "answers": {label: count for (label, _), count in one.answers.items()},
                "findings": dict(one.severities),
                "why": one.why or None,
            }
            for one in schools
        ],
        "no_schools": list(others),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_csv(suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> str:
    """A row per school, the same columns whatever is found; a count that nobody could make is blank."""
    del source, others
    labels = dict.fromkeys(_column(label) for one in schools for label, _ in one.answers)
    rows = []
    for one in schools:
        answers = {_column(label): count for (label, _), count in one.answers.items()}
        counted = bool(one.answers)
        rows.append(
            {
                "suite": suite,
                "school": one.name,
                "exit_code": one.exit_code,
                "ends_with": ENDINGS[one.exit_code],
                **{label: answers.get(label, 0) if counted else None for label in labels},
                **{f"{name}s": one.severities.get(str(name), 0) if counted else None for name in Severity},
                "why": one.why or None,
            }
        )
    return tables.as_csv(pl.DataFrame(rows, infer_schema_length=None))


def _column(label: str) -> str:
    """An answer as the name of a column.

    >>> _column("will sync, and should not yet")
    'will_sync_and_should_not_yet'
    """
    return re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")


def as_junit(suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> str:
    """A test per school: a failure where there are findings, an error where there is no verdict."""
    del source, others
    failures = sum(one.exit_code == _FINDINGS for one in schools)
    errors = sum(one.exit_code > _FINDINGS for one in schools)
    counts = f'tests="{len(schools)}" failures="{failures}" errors="{errors}" skipped="0" time="0"'
    name = in_xml(suite)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="schoolgate" {counts}>',
        f'  <testsuite name="{name}" {counts}>',
    ]
    for one in schools:
        lines.append(f'    <testcase classname="{name}" name="{in_xml(one.name)}" time="0">')
        if one.exit_code:
            kind = "failure" if one.exit_code == _FINDINGS else "error"
            why = [*map(in_xml, one.why.splitlines())] or [ENDINGS[one.exit_code]]
            told = "\n".join(why)
            lines.append(f'      <{kind} message="{why[0]}" type="exit code {one.exit_code}">{told}</{kind}>')
        lines.append("    </testcase>")
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


SUMMARIES: dict[str, Callable[[str, str, Sequence[School], Sequence[str]], str]] = {
    "json": as_json,
    "csv": as_csv,
    "junit": as_junit,
}
