"""The JSON report, `schoolgate.report/1.1`: its schema is `report.schema.json` beside this file."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from schoolgate import __version__
from schoolgate.basics.shown import names_in_json
from schoolgate.gate.decision import Gate
from schoolgate.judgement.records import answers_of
from schoolgate.language.outcome import Outcome
from schoolgate.language.question import Assumption
from schoolgate.language.rule import Severity
from schoolgate.language.suite import Verdict
from schoolgate.report.batches import json_list
from schoolgate.run.earlier import SCHEMA
from schoolgate.run.result import Result
from schoolgate.story import jobs
from schoolgate.story.rows import answers, causes, outlook, records_by_verdict


def render(result: Result, *, fail_on: Severity | None = Severity.ERROR, show_values: bool = False) -> str:
    """The report as text: the same input, settings and as-of moment give the same bytes."""
    return "".join(pieces(result, fail_on=fail_on, show_values=show_values))


def pieces(result: Result, *, fail_on: Severity | None = Severity.ERROR, show_values: bool = False) -> Iterator[str]:
    """The same, piece by piece."""
    decision = result.decision(fail_on)
    document = {
        "schema": SCHEMA,
        "suite": result.suite.name,
        "edition": result.suite.edition,
        "as_of": result.moment.at.isoformat(),
        "engine": result.engine,
        "version": __version__,
        "fail_on": result.gate.level(fail_on),
        "passed": decision.passed,
        "gate": {"reasons": list(decision.reasons), **_gate(result.gate, result.moment.date)},
        "settings_from": result.settings.told_by,
        "supplied": list(result.supplied),
        "settings": result.settings.as_json(),
        "tables": {name: _table(result, name) for name in result.texts},
        "notes": list(result.notes),
        **({"remarks": [one.told().as_json() for one in result.remarks]} if result.remarks else {}),
        "assumptions": [_assumption(one) for one in result.assumptions],
        "summary": _summary(result),
        "rules": _rules(result),
        "causes": causes(result),
    }
    yield names_in_json(json.dumps(document, ensure_ascii=False, indent=2).removesuffix("\n}"))
    yield f',\n  "jobs": {names_in_json(jobs.lines(result))},\n  "findings": '
    yield from json_list([result.findings(show_values=show_values)], "  ")
    yield ',\n  "records": '
    yield from json_list(records_by_verdict(result, answered=True), "  ")
    yield "\n}\n"


def _gate(gate: Gate, on: date) -> dict[str, Any]:
    """What the gate was told besides a severity."""
    told: dict[str, Any] = {}
    if gate.waivers is not None:
        told["waivers"] = [
            {
                "rule": waiver.rule,
                "table": waiver.table,
                "key": waiver.key,
                "until": waiver.until.isoformat(),
                "reason": waiver.reason,
                **({"by": waiver.by} if waiver.by else {}),
                "expired": waiver.expired(on),
            }
            for waiver in gate.waivers
        ]
    if gate.thresholds:
        told["thresholds"] = [
            {"rule": threshold.rule, "percent" if threshold.percent else "findings": threshold.written}
            for threshold in gate.thresholds
        ]
    if gate.baseline is not None:
        told["baseline"] = gate.baseline.name
    return told


def _table(result: Result, name: str) -> dict[str, Any]:
    text = result.texts[name]
    return {
        "rows": text.frame.height,
        "source": text.path.name,
        "encoding": text.encoding,
        "delimiter": text.delimiter,
        "sha256": _digest(text.path) if text.in_file and not result.pseudonyms else None,
        **({"reading": text.reading.as_json()} if text.reading is not None else {}),
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rules(result: Result) -> list[dict[str, Any]]:
    return [
        {
            "id": covered.rule.id,
            "title": covered.rule.title,
            "severity": str(covered.severity),
            "severities": [str(severity) for severity in covered.rule.severities],
            "basis": str(covered.rule.basis),
            "reading": covered.rule.reading or None,
            "effect": str(covered.rule.effect_of(covered.severity)),
            "turned_off": covered.rule.local.reason if covered.rule.local and covered.rule.turned_off else None,
            "passed": covered.counts[Outcome.PASS],
            "failed": covered.counts[Outcome.FAIL],
            "not_applicable": covered.counts[Outcome.NOT_APPLICABLE],
            "not_checked": covered.counts[Outcome.NOT_CHECKED],
            "why_not_checked": covered.why_not_checked,
        }
        for covered in result.coverage
    ]


def _assumption(one: Assumption) -> dict[str, Any]:
    return {
        "question": one.question,
        "asks": one.asks,
        "assumed": one.assumed,
        "records": one.records,
        "answer": one.answer,
        "evidence": one.evidence or None,
    }


def _summary(result: Result) -> dict[str, Any]:
    """The counts; by table too, where records of several tables are judged."""
    verdicts, suite = result.suite.verdicts, result.suite
    by_table = {suite.facts_by_name[one.facts].table: result.statuses_of(one) for one in verdicts}
    return {
        "records": result.statuses,
        **({"records_by_table": by_table} if len(verdicts) > 1 else {}),
        "answers": [_answers(result, one) for one in verdicts],
        "jobs": _outlook(result),
        "findings": {str(severity): count for severity, count in result.severities.items()},
    }


def _answers(result: Result, verdict: Verdict) -> dict[str, Any]:
    """How the suite's question is answered: the sentence, and how many records have each answer."""
    return {
        "table": result.suite.facts_by_name[verdict.facts].table,
        "question": answers_of(result.suite, verdict).question,
        "sentence": outlook(result, verdict),
        "values": [
            {"answer": one.name, "label": one.label, "tone": one.tone, "records": count}
            for one, count in answers(result, verdict).items()
        ],
    }


def _outlook(result: Result) -> dict[str, int]:
    """How many records wait, how many jobs free them, and how many nobody can free."""
    found = result.jobs
    return {"waiting": found.held, "free_everybody": found.for_everybody, "nobody_can_mend": found.stuck}
