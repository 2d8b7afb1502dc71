"""The product run on the case of an oracle, and what it says in the oracle's words."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from oracle.judgement import FILE, FILE_ROW, Finding, Judgement, Record
from oracle.tables import Reading, Tables, write_csv
from schoolgate.basics.clock import moment
from schoolgate.language.outcome import Outcome
from schoolgate.language.settings import settings_from
from schoolgate.language.suite import Suite
from schoolgate.report.json_report import render
from schoolgate.run.check import Engine, check
from schoolgate.run.result import Result

OUT_OF_RANGE = "out_of_range"
"""The status of rows of a verdict's table that the verdict is not about; no report has them."""


def run(
    suite: Suite,
    tables: Tables,
    own: Mapping[str, object],
    reading: Reading,
    as_of: str,
    folder: Path,
    engine: Engine = Engine.FUSED,
) -> Result:
    """Check the tables of a case; a setting of the suite (``own``) that is None was not given."""
    for old in folder.glob("*.csv"):
        old.unlink()
    write_csv(tables, folder)
    section = suite.name.replace("-", "_")
    given = {
        name: list(value) if isinstance(value, tuple) else value for name, value in own.items() if value is not None
    }
    document = {section: given, "date_formats": list(reading.date_formats), "timezone": reading.timezone}
    settings = settings_from(document, "settings", section, suite.settings, [section])
    return check(suite, folder, settings, moment(as_of, settings.zone, suite.bare_date), engine)


def judgement_of(result: Result) -> Judgement:
    """Give what the product says; of ``named``, the whole message of each finding."""
    found = list(result.findings().iter_rows(named=True))
    places = {"table", "row", "rule", "severity", "key"}
    report = json.loads(render(result))
    return Judgement(
        outcomes=dict(outcomes_of(result)),
        # A finding about the whole file is on a column of the product's, which the requirements do not name.
        findings=frozenset(
            Finding(**{name: row[name] for name in places}, column=row["column"] if row["row"] else "") for row in found
        ),
        records=tuple(records_of(result)),
        assumptions={one["question"]: one["records"] for one in report.get("assumptions", ())},
        named={(row["rule"], row["table"], row["row"]): row["message"] for row in found if row["row"] is not None},
        exit=int(not result.passed()),
    )


def outcomes_of(result: Result) -> Iterator[tuple[tuple[str, str, int], str]]:
    """List the outcome of each rule on each row of its fact tables."""
    for table in result.suite.fact_tables:
        for rule in result.suite.rules_on(table):
            for row, value in result.outcomes[table.name].select("row", rule.id).iter_rows():
                yield (rule.id, table.name, FILE_ROW if table.name == FILE else row), Outcome(value).label


def records_of(result: Result) -> Iterator[Record]:
    """List the verdicts, with all fields that they have."""
    for verdict in result.suite.verdicts:
        rows = result.records[verdict.facts].iter_rows(named=True)
        for row, rules in zip(rows, result.failing_rules(verdict), strict=True):
            if row["status"] != OUT_OF_RANGE:
                fields: dict[str, Any] = {name: row[name] for name in row if name not in {"row", "key", "status"}}
                yield Record(verdict.facts, row["row"], row["key"], row["status"], tuple(sorted(rules)), fields)


def as_told(records: tuple[Record, ...], like: tuple[Record, ...]) -> tuple[Record, ...]:
    """Leave only those fields of the product's records that the oracle's have: advice is the product's own."""
    kept = {record.table: tuple(record.fields) for record in like}
    return tuple(
        Record(one.table, one.row, one.key, one.status, one.rules, {name: one.fields[name] for name in kept[one.table]})
        if one.table in kept
        else one
        for one in records
    )


def unnamed(result: Judgement, expected: Judgement) -> dict[tuple[str, str, int], str]:
    """List what messages should name and do not."""
    return {place: words for place, words in expected.named.items() if words not in result.named.get(place, "")}
