"""The JSON report read back, to compare another run with it."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import from_json

from schoolgate.basics.errors import InputError
from schoolgate.gate.comparison import FINDING, RECORD, Seen, SeenRule
from schoolgate.language.rule import Severity
from schoolgate.run.pseudonym import IS

SCHEMA = "schoolgate.report/1.1"
"""What a report says that it is; those of `schoolgate.report/1` are read too."""
_NOT_THAT = "not what a report has there"
_FINDING = {**FINDING, "waived": pl.Boolean()}
_FINDINGS, _RECORDS, _END, _BETWEEN = b'\n  "findings": [\n', b'\n  ],\n  "records": [\n', b"\n  ]\n}\n", b"},\n    {"
"""What stands before the findings, before the records, after them, and between two rows."""
_NO_FINDINGS = b'\n  "findings": [],\n  "records": [\n'
_NO_VERDICT = {"table", "row", "key", "status", "rules"}


class _Rule(BaseModel):
    id: str
    severities: list[Severity] = []
    turned_off: str | None = None
    passed: int
    failed: int
    why_not_checked: str | None


class _Assumption(BaseModel):
    question: str
    assumed: Any


class _Table(BaseModel):
    rows: int = 0


class _Report(BaseModel):
    """As much of a report as a comparison needs; what else it holds is not read. Its long lists become frames."""

    form: Literal["schoolgate.report/1", "schoolgate.report/1.1"] = Field(alias="schema")
    suite: str
    # Reports of the first edition do not say it.
    edition: int = 1
    as_of: str
    engine: str
    version: str
    passed: bool
    settings: dict[str, Any]
    tables: dict[str, _Table]
    notes: list[str]
    # Reports of the first schema know no assumptions.
    assumptions: list[_Assumption] = []
    rules: list[_Rule]
    findings: list[Any]
    records: list[Any]


def read_report(path: Path) -> Seen:
    """What the run of a JSON report saw.

    Raises:
        InputError: the file cannot be read, or is no report of schoolgate. The message quotes nothing of it.
    """
    try:
        content = path.read_bytes()
        lines = _lines(content)
        if lines is None:
            report = _Report.model_validate(from_json(content))
            findings = _frame(report.findings, _FINDING, "findings")
            records = _records(report.records)
        else:
            report, findings, records = lines
    except OSError as error:
        raise _refused(path, f"cannot be read ({error.strerror})") from None
    except ValidationError as error:
        raise _refused(path, _fault(error)) from None
    except _NotAReportError as error:
        raise _refused(path, str(error)) from None
    except ValueError:
        raise _refused(path, "is not JSON") from None
    return Seen(
        name=path.name,
        suite=report.suite,
        edition=report.edition,
        school=_text(report.settings.get("school")),
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
        rows={name: table.rows for name, table in report.tables.items()},
        findings=findings.with_columns(pl.col("waived").fill_null(value=False)),
        records=records,
        pseudonyms=any(note.startswith(IS) for note in report.notes),
        assumptions={
            one.question: "unknown" if one.assumed is None else str(one.assumed) for one in report.assumptions
        },
    )


def _lines(content: bytes) -> tuple[_Report, pl.DataFrame, pl.DataFrame] | None:
    """A report as this version lays it out, a row per line, with its findings and its records; None of any other JSON.

    A million rows need not become objects first. What is not exactly as expected is left to whoever says what is wrong.
    """
    head, findings_at, rest = content.partition(_FINDINGS)
    findings, records_at, records = rest.partition(_RECORDS)
    if not findings_at:
        findings, (head, records_at, records) = b"", content.partition(_NO_FINDINGS)
    if not (records_at and records.endswith(_END)):
        return None
    try:
        report = _Report.model_validate(from_json(head + b'\n  "findings": [],\n  "records": []\n}'))
        found = _of_lines(findings) if findings else pl.DataFrame(schema=_FINDING)
        seen = _of_lines(records.removesuffix(_END))
    except (ValueError, pl.exceptions.PolarsError):
        return None
    own = sorted(set(seen.columns) - _NO_VERDICT)
    seen = seen.with_columns((pl.struct(own).struct.json_encode() if own else pl.lit("{}")).alias("verdict"))
    if not (_has(found, _FINDING, may_lack={"waived"}) and _has(seen, RECORD)):
        return None
    if not found["severity"].is_in([str(severity) for severity in Severity]).all():
        return None
    if "waived" not in found.columns:
        found = found.with_columns(pl.lit(None).alias("waived"))
    return report, found.select(list(_FINDING)).cast(_FINDING), seen.select(list(RECORD)).cast(RECORD)  # type: ignore[arg-type]  # a mapping of names is one of selectors


def _of_lines(rows: bytes) -> pl.DataFrame:
    """Rows, each in a line of its own.

    Raises:
        ValueError: a line is something else.
        PolarsError: a row is no object of JSON.
    """
    if rows.count(b"\n") != rows.count(_BETWEEN):
        msg = "a row takes several lines"
        raise ValueError(msg)
    return pl.read_ndjson(BytesIO(rows.replace(_BETWEEN, b"}\n{").lstrip(b" ")), infer_schema_length=None)


def _has(frame: pl.DataFrame, schema: Mapping[str, pl.DataType], may_lack: Collection[str] = ()) -> bool:
    """Whether these columns are there, of these types, with no cell that is null but in keys and what may be lacking."""
    for name, kind in schema.items():
        if name not in frame.columns:
            if name not in may_lack:
                return False
            continue
        cells = frame[name]
        typed, blank = cells.dtype == kind, name == "key" or name in may_lack
        if not (typed or (blank and cells.dtype == pl.Null())) or (cells.null_count() and not blank):
            return False
    return True


class _NotAReportError(Exception):
    """A list of the report is not what a report has there; the text says which, and quotes nothing."""


def _refused(path: Path, why: str) -> InputError:
    return InputError(f"{path}: {why}; expected a report that --report json=FILE wrote")


def _fault(error: ValidationError) -> str:
    """Where it is no report, without its words."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    if place == "schema" or not place:
        return f"is no report of the schema {SCHEMA}"
    return f"{place} is {'missing' if first['type'] == 'missing' else _NOT_THAT}"


def _frame(rows: list[Any], schema: Mapping[str, pl.DataType], name: str) -> pl.DataFrame:
    """The rows as a frame with these columns, of which only the key, and what older reports lack, may be null."""
    try:
        frame = pl.DataFrame(rows, schema=dict(schema), orient="row", infer_schema_length=None)
    except (TypeError, ValueError, pl.exceptions.PolarsError):
        raise _NotAReportError(f"{name} is {_NOT_THAT}") from None  # noqa: EM102, TRY003 (caught here, and told by its caller)
    for column in schema.keys() - {"key", "waived"}:
        known = frame[column].is_in([str(severity) for severity in Severity]) if column == "severity" else None
        if frame[column].null_count() or (known is not None and not known.all()):
            raise _NotAReportError(f"{column} in {name} is {_NOT_THAT}")  # noqa: EM102, TRY003 (caught here, and told by its caller)
    return frame


def _records(rows: list[Any]) -> pl.DataFrame:
    """The records, the suite's own fields as text that is the same for the same fields."""
    plain = _frame(rows, {name: RECORD[name] for name in RECORD if name != "verdict"}, "records")
    own = sorted({name for row in rows for name in row} - _NO_VERDICT) if rows else []
    if not own:
        return plain.with_columns(pl.lit("{}").alias("verdict"))
    fields = pl.from_dicts(rows, infer_schema_length=None).select(pl.struct(own).struct.json_encode().alias("verdict"))
    return plain.hstack(fields)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The settings by their dotted names."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
