"""SARIF 2.1.0: what GitHub code scanning, Azure DevOps and editors show beside the lines of a file."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import polars as pl

from schoolgate import __version__
from schoolgate.basics.shown import in_markdown, visible
from schoolgate.language.rule import Depends, Rule, Severity
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.places import fingerprints, located, path_of
from schoolgate.story.rows import causes, headline, not_checked

MOST = 25_000
"""How many results GitHub takes of a run; it refuses a file with more."""
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"
_CAUSES = 1000


def render(
    result: Result, *, fail_on: Severity | None = Severity.ERROR, show_values: bool = False, most: int = MOST
) -> str:
    """The report as text, every result on a line of its own; of more than `most` the gravest."""
    found = located(result, show_values=show_values)
    marked = found.with_columns(fingerprints(result, found))
    kept = _gravest(marked, most)
    tables = list(result.texts)
    run = {
        "tool": {"driver": _driver(result)},
        "automationDetails": {"id": f"schoolgate/{result.suite.name}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which schoolgate ran."}}},
        "artifacts": [_artifact(result, table) for table in tables],
        "invocations": [_invocation(result, found.height - kept.height)],
        "properties": _told(result, fail_on),
    }
    head = json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)
    results = _results(result, kept, tables)
    body = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in results)
    return head.removesuffix("\n  }\n ]\n}") + f',\n   "results": [\n{body}\n   ]\n  }}\n ]\n}}\n'


def _gravest(found: pl.DataFrame, most: int) -> pl.DataFrame:
    """At most so many findings, the gravest, in their old order."""
    if found.height <= most:
        return found
    ranks = {str(severity): severity.rank for severity in Severity}
    rank = pl.col("severity").replace_strict(ranks, return_dtype=pl.Int64())
    return found.with_row_index("place").sort(rank, maintain_order=True).head(most).sort("place").drop("place")


# ------------------------------------------------------------------------------------------------------- the run


def _driver(result: Result) -> dict[str, Any]:
    return {
        "name": "schoolgate",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(result, rule) for rule in result.suite.rules],
    }


def _rule(result: Result, rule: Rule) -> dict[str, Any]:
    help_ = {
        "What must hold": rule.asks,
        "To mend": rule.fix,
        "Who mends it": words.who(rule.owner),
        "Where": rule.screen,
        "Source": str(rule.source),
        "Rests on": words.basis(rule),
    }
    severity = (
        f"{rule.severity.then} or {rule.severity.otherwise}" if isinstance(rule.severity, Depends) else rule.severity
    )
    return {
        "id": rule.id,
        "name": "".join(
            word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", rule.title.replace("'", ""))
        ),
        "shortDescription": {"text": plain_message(f"{rule.title}.")},
        "fullDescription": {"text": plain_message(rule.asks)},
        "help": {
            "text": "\n".join(plain_message(f"{name}: {text}") for name, text in help_.items()),
            "markdown": "\n".join(f"- **{name}:** {in_markdown(text)}" for name, text in help_.items()),
        },
        "defaultConfiguration": {"enabled": not rule.turned_off, "level": _LEVELS[rule.severities[0]]},
        "properties": {
            "tags": [result.suite.name, f"mended-by-{rule.owner}"],
            "precision": "very-high",
            "problem.severity": _problem(rule),
            "severity": str(severity),
            "owner": str(rule.owner),
            "article": rule.source.article,
            "section": rule.source.section,
            "derived": rule.source.derived,
            "basis": str(rule.basis),
            "reading": rule.reading or None,
            "effect": str(rule.effect_of(rule.severities[0])),
        },
    }


def _problem(rule: Rule) -> str:
    """What GitHub calls the gravest level of the rule."""
    return "recommendation" if rule.severities[0] is Severity.INFO else str(rule.severities[0])


def _artifact(result: Result, table: str) -> dict[str, Any]:
    text = result.texts[table]
    artifact: dict[str, Any] = {"location": _location(path_of(result, table))}
    if text.in_file and not result.pseudonyms:
        with text.path.open("rb") as file:
            artifact["hashes"] = {"sha-256": hashlib.file_digest(file, "sha256").hexdigest()}
    return artifact


def _location(path: str, index: int | None = None) -> dict[str, Any]:
    found = {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}
    return found if index is None else {**found, "index": index}


def _invocation(result: Result, left_out: int) -> dict[str, Any]:
    """That it ran, and what a reader must know who trusts the results: what was not checked, and what is not here."""
    notes = [
        {
            "level": "warning",
            "message": {"text": plain_message(f"{covered.rule.id} was not checked everywhere: {reason}.")},
            "associatedRule": {"id": covered.rule.id, "index": result.suite.rules.index(covered.rule)},
        }
        for reason, rules in not_checked(result).items()
        for covered in rules
    ]
    notes += [
        {
            "level": "warning",
            "message": {"text": plain_message(f"{words.NOBODY_TOLD}: {words.assumed(one)}")},
            "properties": {"question": one.question, "assumed": one.assumed, "records": one.records},
        }
        for one in result.assumptions
    ]
    if result.statuses["undetermined"]:
        whom = result.suite.of.counted(result.statuses["undetermined"])
        text = f"It cannot be told of {whom}: a rule that decides was not checked."
        notes.append({"level": "error", "message": {"text": text}})
    if left_out:
        text = f"{left_out:,} findings of lesser severity are left out; --report json=FILE holds all of them."
        notes.append({"level": "warning", "message": {"text": text}})
    notes += [{"level": "note", "message": {"text": plain_message(note)}} for note in result.notes]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _told(result: Result, fail_on: Severity | None) -> dict[str, Any]:
    found = causes(result, most=_CAUSES)
    return {
        "suite": result.suite.name,
        "as_of": result.moment.at.isoformat(),
        "settings_from": visible(result.settings.told_by),
        "engine": result.engine,
        "fail_on": result.gate.level(fail_on),
        "passed": result.passed(fail_on),
        "headline": headline(result, passed=result.passed(fail_on)),
        "reasons": list(map(visible, result.decision(fail_on).reasons)),
        "records": result.statuses,
        "causes": [{name: visible(v) if isinstance(v, str) else v for name, v in cause.items()} for cause in found],
    }


# --------------------------------------------------------------------------------------------------- the results


def _results(result: Result, found: pl.DataFrame, tables: list[str]) -> Iterator[dict[str, Any]]:
    order = {rule.id: number for number, rule in enumerate(result.suite.rules)}
    places = {table: _location(path_of(result, table), number) for number, table in enumerate(tables)}
    for one in found.iter_rows(named=True):
        key = None if one["key"] is None else visible(one["key"])
        name = one["table"] if key is None else f"{one['table']}/{key}"
        told: dict[str, Any] = {
            "ruleId": one["rule"],
            "ruleIndex": order[one["rule"]],
            "level": _LEVELS[Severity(one["severity"])],
            "message": {"text": plain_message(f"{'' if one['key'] is None else one['key'] + ': '}{one['message']}")},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": places[one["table"]],
                        "region": {"startLine": one["line"]},
                    },
                    "logicalLocations": [{"fullyQualifiedName": name, "kind": "object"}],
                }
            ],
            # Under this name GitHub knows an alert again, whatever line it moves to.
            "partialFingerprints": {"primaryLocationLineHash": one["fingerprint"]},
            "properties": {
                "table": one["table"],
                "row": one["row"],
                "key": key,
                "column": one["column"],
                "value": None if one["value"] is None else visible(one["value"]),
                **{name: one[name] for name in ("fix", "owner", "screen", "effect", "basis")},
            },
        }
        if one.get("waived"):
            told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": visible(one["waiver"])}]
        if "new" in one:
            told["baselineState"] = "new" if one["new"] else "unchanged"
        yield told


_LITERAL = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})


def plain_message(text: str) -> str:
    """The text as a plain message, where brackets make links and braces are placeholders unless escaped."""
    return visible(text).translate(_LITERAL)
