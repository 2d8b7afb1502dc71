"""The JSON report read back, to compare another run with it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schoolgate.comparison import FINDING, RECORD, Seen, SeenRule
from schoolgate.errors import InputError
from schoolgate.pseudonym import NOTE
from schoolgate.report.json_report import SCHEMA
from schoolgate.rule import Severity

_NO_VERDICT = {"table", "row", "key", "status", "rules"}


class _Rule(BaseModel):
    id: str
    severities: list[Severity] = []
    turned_off: str | None = None
    passed: int
    failed: int
    why_not_checked: str | None


class _Finding(BaseModel):
    rule: str
    severity: Severity
    table: str
    key: str | None
    waived: bool = False


class _Record(BaseModel):
    model_config = ConfigDict(extra="allow")

    table: str
    key: str | None
    status: str


class _Report(BaseModel):
    """As much of a report as a comparison needs; what else it holds is not read."""

    form: Literal["schoolgate.report/1"] = Field(alias="schema")
    suite: str
    as_of: str
    engine: str
    version: str
    passed: bool
    settings: dict[str, Any]
    tables: dict[str, Any]
    notes: list[str]
    rules: list[_Rule]
    findings: list[_Finding]
    records: list[_Record]


def read_report(path: Path) -> Seen:
    """What the run of a JSON report saw.

    Raises:
        InputError: the file cannot be read, or is no report of schoolgate. The message quotes nothing of it.
    """
    try:
        report = _Report.model_validate_json(path.read_bytes())
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); expected a report that --report json=FILE wrote"
        raise InputError(msg) from None
    except ValidationError as error:
        raise InputError(f"{path}: {_fault(error)}; expected a report that --report json=FILE wrote") from None  # noqa: EM102, TRY003
    findings = [(found.rule, str(found.severity), found.table, found.key, found.waived) for found in report.findings]
    records = [(record.table, record.key, record.status, _verdict(record)) for record in report.records]
    return Seen(
        name=path.name,
        suite=report.suite,
        about={"version": report.version, "engine": report.engine, "as of": report.as_of},
        settings=dict(_flat(report.settings)),
        rules={
            rule.id: SeenRule(
                severities=tuple(map(str, rule.severities)),
                turned_off=rule.turned_off is not None,
                checked=rule.passed + rule.failed > 0 or rule.why_not_checked is None,
            )
            for rule in report.rules
        },
        tables=frozenset(report.tables),
        findings=pl.DataFrame(findings, schema={**FINDING, "waived": pl.Boolean()}, orient="row"),
        records=pl.DataFrame(records, schema=RECORD, orient="row"),
        pseudonyms=NOTE in report.notes,
    )


def _fault(error: ValidationError) -> str:
    """Where it is no report, without its words."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        return "is not JSON"
    if place == "schema" or not place:
        return f"is no report of the schema {SCHEMA}"
    return f"{place} is {'missing' if first['type'] == 'missing' else 'not what a report has there'}"


def _verdict(record: _Record) -> str:
    """The suite's own fields of a record, as text that is the same for the same fields."""
    own = {name: value for name, value in (record.model_extra or {}).items() if name not in _NO_VERDICT}
    return json.dumps(own, sort_keys=True, ensure_ascii=False)


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The settings by their dotted names."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
