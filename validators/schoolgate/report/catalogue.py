"""The catalogue in the terminal and as JSON. `schoolgate.report.catalogue_markdown` writes it for the web."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate.basics.shown import json_document
from schoolgate.catalogue.entries import Expectation, Expressed, Read, Requirement
from schoolgate.catalogue.wording import phrase
from schoolgate.catalogue.worked import Worked
from schoolgate.judgement.findings import marked
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Depends, Rule, Severity, Variant
from schoolgate.language.suite import Suite
from schoolgate.report.terminal import print_plainly
from schoolgate.story import words

KINDS = {"bool": "yes/no", "int": "whole number"}
LONE = "Requirements that ask one derived yes-or-no fact outright: how it is looked up decides"
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_MOST_COLUMNS = 7
_HEADER_WIDTH = 14


def by_suite(found: Sequence[Requirement]) -> Iterator[tuple[Suite, list[Requirement]]]:
    """The requirements of each suite."""
    for suite in {one.suite.name: one.suite for one in found}.values():
        yield suite, [one for one in found if one.suite.name == suite.name]


def by_section(found: Sequence[Requirement]) -> list[tuple[str, list[Requirement]]]:
    """The requirements by section of the article, in the order in which sections first appear."""
    sections: dict[tuple[str, str], list[Requirement]] = {}
    for one in found:
        sections.setdefault((one.rule.source.article, one.rule.source.section), []).append(one)
    several = len({article for article, _ in sections}) > 1
    return [
        (f"{article}: {section}" if several else f"{section[:1].upper()}{section[1:]}", requirements)
        for (article, section), requirements in sections.items()
    ]


def grades(rule: Rule) -> str:
    """The severities that a finding can have, the gravest first."""
    return " or ".join(map(str, rule.severities))


def outcome(example: Worked) -> str:
    """What the example comes to."""
    said = example.outcome.label.replace("_", " ")
    return f"{said}: {example.severity}" if example.outcome is Outcome.FAIL else said


def cell(example: Worked, column: str) -> str:
    """A cell of an example."""
    if column in example.unknown:
        return "(unknown)"
    value = example.cells[column]
    if value is None:
        return "(missing)"
    return str(value).lower() if isinstance(value, bool) else str(value)


def call(expectation: Expectation) -> str:
    """An expectation as it would be called."""
    arguments = ", ".join(f"{name}={json.dumps(value)}" for name, value in expectation.arguments.items())
    return f"{expectation.type}({arguments})"


# ---------------------------------------------------------------------------------------------------------- terminal


def show(found: Sequence[Requirement], console: Console) -> None:
    """Print one requirement in full, or several as a table."""
    body = one_in_full(found[0]) if len(found) == 1 else listed(found)
    print_plainly(console, lambda: console.print(body))


def listed(found: Sequence[Requirement]) -> Group:
    """The requirements of each suite as a table, by section."""
    parts: list[RenderableType] = []
    for suite, mine in by_suite(found):
        parts += [Text(f"{suite.name}  {suite.title}", style="bold"), Text(suite.question, style="dim"), Text()]
        for section, requirements in by_section(mine):
            parts += [Text(section, style="bold underline"), Padding(_table(requirements), (0, 0, 1, 2))]
        lone = [one for one in mine if one.lone_fact]
        if lone:
            parts += [Text(LONE, style="bold underline"), Padding(_lone(lone), (0, 0, 1, 2))]
    parts.append(
        Text(
            "`schoolgate rules RULE` shows one in full. Reading: the article leaves room, and this is how we read it. "
            "Safeguard: ours, no article asks for it.",
            "dim",
        )
    )
    return Group(*parts)


def _table(requirements: Iterable[Requirement]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("rule", "severity", "who mends"):
        table.add_column(name, no_wrap=name == "rule", max_width=9)
    table.add_column("what is wrong when it fails")
    for one in requirements:
        severity = Text(grades(one.rule), style=_STYLES[one.rule.severities[0]])
        title = Text(one.rule.title)
        if one.rule.basis.mark:
            title.append(f" ({one.rule.basis})", style="dim")
        table.add_row(one.rule.id, severity, str(one.rule.owner), title)
    return table


def _lone(requirements: Iterable[Requirement]) -> Table:
    table = Table.grid(padding=(0, 2))
    for one in requirements:
        if one.lone_fact:
            table.add_row(one.rule.id, Text(f"{one.lone_fact.name}: {one.lone_fact.meaning}"))
    return table


def one_in_full(one: Requirement) -> Group:
    """Everything about one requirement."""
    rule = one.rule
    heading = Text(f"{rule.id}  {rule.title}", style="bold")
    parts: list[RenderableType] = [heading, Text(rule.asks), Text(), _card(one)]
    for title, body in (
        ("Facts it reads", _facts(one.reads)),
        ("Examples", _examples(one.examples)),
        ("As each engine has it", Group(*(_engine(engine) for engine in one.engines))),
    ):
        parts += [Text(), Text(title, style="bold underline"), Padding(body, (0, 0, 0, 2))]
    return Group(*parts)


def card(one: Requirement) -> Iterator[tuple[str, str]]:
    """What is to be said of a requirement, as a name and a text each."""
    rule = one.rule
    yield "Judges", f"{', '.join(rule.facts)} (suite {one.suite.name})"
    yield "Since", str(rule.source)
    yield "Rests on", words.basis(rule)
    yield "Severity", one.severity + ("" if rule.counts else "; does not enter a record's status")
    if rule.fixed:
        yield "Fixed", f"settings can neither turn it off nor make it less severe: {rule.fixed}"
    yield "Asked where", one.asks
    for need in rule.needs:
        yield "Needs", f"{need} to pass: {one.suite.rules_by_id[need].asks}"
    yield "Must hold", one.must_hold
    yield "Says", marked(rule, rule.message)
    yield "Points at", rule.column
    yield "Fix", rule.fix
    yield "Means", effects(rule)
    yield "Who mends it", words.who(rule.owner)
    yield "Where", rule.screen
    for variant in rule.variants:
        yield "Or", _variant(rule, variant)
    for explains in rule.explains:
        if explains.column:
            yield "Explains", f"{', '.join(explains.rules)} of every record with this {explains.column}"
        elif explains.rules == (rule.id,):
            yield "Explains", "a cause by itself: reports name it before the records at which it failed"
        else:
            where = f" where {explains.where} is true" if explains.where else ""
            what = ", ".join(explains.rules) or "no other finding"
            yield "Explains", f"{what}, for the whole file{where}: reports say it first"
    for other, column in one.explained_by:
        yield "Caused by", f"{other}, found through {column}" if column else f"{other}, about the whole file"
    if one.lone_fact:
        yield "Note", f"asks one derived fact outright, {one.lone_fact.name}: {one.lone_fact.meaning}"


def effects(rule: Rule) -> str:
    """What a finding means, for each severity that it can have."""
    heads = dict.fromkeys(words.EFFECTS[rule.effect_of(severity)].heading for severity in rule.severities)
    return ", or: ".join(f"{head[:1].lower()}{head[1:]}" for head in heads)


def _variant(rule: Rule, variant: Variant) -> str:
    """What else a finding says, where something holds."""
    parts = [
        f"says: {marked(rule, variant.message)}" if variant.message else "",
        f"fix: {variant.fix}" if variant.fix else "",
        f"who: {words.who(variant.owner)}" if variant.owner else "",
        f"where: {variant.screen}" if variant.screen else "",
    ]
    return f"where {phrase(variant.where)}, {' '.join(filter(None, parts))}"


def _card(one: Requirement) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column()
    before = ""
    for name, text in card(one):
        table.add_row("" if name == before else name, Text(text))
        before = name
    return table


def _facts(reads: Iterable[Read]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("fact", "type", "meaning"):
        table.add_column(name, no_wrap=name == "fact")
    for read in reads:
        meaning = Text(read.meaning)
        if read.via:
            meaning.append(f" (read by {read.via})", style="dim")
        table.add_row(read.name, KINDS.get(read.kind, read.kind), meaning)
    return table


def _examples(examples: Sequence[Worked]) -> Table:
    """A row per example. Where there are too many columns for a screen, of all but the first what differs from it."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("outcome", no_wrap=True)
    first = examples[0]
    wide = len(first.cells) > _MOST_COLUMNS
    for column in ("cells; from the second row on, what differs",) if wide else first.cells:
        table.add_column(column if wide else _folded(column))
    for example in examples:
        style = "red" if example.outcome is Outcome.FAIL else "green" if example.outcome is Outcome.PASS else "dim"
        cells = {column: cell(example, column) for column in example.cells}
        told = [f"{name} {text}" for name, text in cells.items() if example is first or text != cell(first, name)]
        texts = [", ".join(told) or "(the same)"] if wide else list(cells.values())
        table.add_row(Text(outcome(example), style), *map(Text, texts))
    return table


def _folded(column: str) -> str:
    """A column's name over several lines, so that five columns fit beside each other."""
    lines = [""]
    for word in column.split("_"):
        if lines[-1] and len(lines[-1]) + len(word) >= _HEADER_WIDTH:
            lines.append("")
        lines[-1] += f"{word}_"
    return "\n".join(lines).removesuffix("_")


def _engine(engine: Expressed) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column()
    table.add_row("fused", Text(f"fails, in SQL over the facts of {engine.facts}, where"))
    table.add_row("", Text("\nAND ".join(engine.fails_where)))
    table.add_row("pandera", Text(f"check {engine.check} of"))
    table.add_row("", Text("\n".join(engine.schema)))
    table.add_row("gx", Text(engine.suite_file))
    for expectation in engine.expectations:
        rows = f" of rows where {expectation.rows}" if expectation.rows else " of every row"
        table.add_row("", Text(f"{call(expectation)}, {expectation.severity},{rows}"))
    return table


# -------------------------------------------------------------------------------------------------------------- JSON


def as_json(found: Sequence[Requirement]) -> str:
    """The requirements as a JSON list: an object per rule, in the article's order."""
    return json_document([_object(one) for one in found])


def _object(one: Requirement) -> dict[str, Any]:
    rule = one.rule
    return {
        "id": rule.id,
        "suite": one.suite.name,
        "title": rule.title,
        "asks": rule.asks,
        "source": {
            "article": rule.source.article,
            "section": rule.source.section,
            "derived": rule.source.derived,
            "citation": str(rule.source),
        },
        "severity": str(rule.severities[0]),
        "severities": [str(severity) for severity in rule.severities],
        "severity_in_words": one.severity,
        "severity_depends_on_record": isinstance(rule.severity, Depends),
        "enters_status": rule.counts,
        "fixed": rule.fixed,
        "fact_tables": list(rule.facts),
        "asked_where": one.asks,
        "asks_rows_without_key": rule.keyless,
        "needs": list(rule.needs),
        "must_hold": one.must_hold,
        "message": marked(rule, rule.message),
        "column": rule.column,
        "fix": rule.fix,
        "owner": str(rule.owner),
        "screen": rule.screen,
        "basis": str(rule.basis),
        "reading": rule.reading or None,
        "effects": {str(severity): str(rule.effect_of(severity)) for severity in rule.severities},
        "variants": [
            {
                "where": phrase(variant.where),
                "message": variant.message and marked(rule, variant.message),
                "fix": variant.fix,
                "owner": variant.owner and str(variant.owner),
                "screen": variant.screen,
            }
            for variant in rule.variants
        ],
        "explains": [
            {"column": explains.column, "rules": list(explains.rules), "where": explains.where}
            for explains in rule.explains
        ],
        "explained_by": [{"rule": other, "column": column} for other, column in one.explained_by],
        "facts": [_read(read) for read in one.reads],
        "lone_derived_fact": one.lone_fact.name if one.lone_fact else None,
        "examples": [_example(example) for example in one.examples],
        "engines": [_expressed(engine) for engine in one.engines],
    }


def _read(read: Read) -> dict[str, Any]:
    return {
        "name": read.name,
        "type": read.kind,
        "meaning": read.meaning,
        "derived": read.derived,
        "unknown_without": list(read.unknown_without),
        "read_by_need": read.via,
    }


def _example(example: Worked) -> dict[str, Any]:
    return {
        "bad": example.bad,
        "outcome": example.outcome.label,
        "severity": None if example.severity is None else str(example.severity),
        "cells": dict(example.cells),
        "unknown": list(example.unknown),
    }


def _expressed(engine: Expressed) -> dict[str, Any]:
    return {
        "fact_table": engine.facts,
        "fails_where_sql": " AND ".join(engine.fails_where),
        "pandera": {"check": engine.check, "import": engine.schema[0], "schema": engine.schema[1]},
        "great_expectations": {
            "suite": engine.suite_file,
            "expectations": [
                {
                    "type": expectation.type,
                    "arguments": dict(expectation.arguments),
                    "rows": expectation.rows,
                    "severity": expectation.severity,
                }
                for expectation in engine.expectations
            ],
        },
    }
