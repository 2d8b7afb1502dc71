"""Records explained, for programs: `schoolgate.explanation/1`, whose schema is shipped beside this module."""

from collections.abc import Sequence
from typing import Any

from schoolgate import __version__
from schoolgate.basics.shown import json_document
from schoolgate.language.outcome import Outcome
from schoolgate.run.result import Result
from schoolgate.story import letter
from schoolgate.story.explanation import Cause, Explanation, Item

SCHEMA = "schoolgate.explanation/1"


def render(result: Result, explanations: Sequence[Explanation]) -> str:
    """The document: each record with what every requirement says of it, what holds it back, and what to do next."""
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "suite": result.suite.name,
        "as_of": result.moment.at.isoformat(),
        "settings_from": result.settings.told_by,
        "records": [_record(one) for one in explanations],
        "notes": [*result.supplied, *result.notes],
    }
    return json_document(told)


def _record(one: Explanation) -> dict[str, Any]:
    return {
        "table": one.table.table,
        "row": one.row,
        "key": one.key,
        "status": one.status,
        "answer": one.answer.name if one.answer else None,
        "goes_through": one.goes_through,
        "conclusion": letter.conclusion(one),
        "verdict": {
            name: value if isinstance(value, bool | int | str | None) else str(value)
            for name, value in one.fields.items()
        },
        "requirements": [_item(item) for item in one.items],
        "causes": [_cause(cause) for cause in one.causes],
        "jobs": [job.id for job in one.jobs],
        "assumptions": [
            {"question": told.question, "asks": told.asks, "assumed": told.assumed, "answer": told.answer}
            for told in one.assumptions
        ],
        "remarks": [remark.as_json() for remark in one.remarks],
        "next": list(letter.next_steps(one)),
    }


def _item(item: Item) -> dict[str, Any]:
    """What there is nothing to say of is null."""
    failed = item.outcome is Outcome.FAIL
    return {
        "rule": item.rule.id,
        "asks": item.rule.asks,
        "outcome": item.outcome.label,
        "severity": str(item.severity),
        "effect": str(item.effect) if failed else None,
        "message": item.message,
        "column": item.column,
        "value": item.value,
        "why": item.reason,
        "fix": item.fix if failed else None,
        "owner": str(item.owner) if failed else None,
        "screen": item.screen if failed else None,
        "source": str(item.rule.source),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "rule": cause.rule.id,
        "key": cause.key,
        "message": cause.message,
        "fix": cause.fix,
        "owner": str(cause.owner),
        "others": cause.others,
    }
