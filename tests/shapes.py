"""A suite of every shape of rule, and rows in which every column is in any of its states."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from examples import frame_of
from schoolgate.language.predicate import KEY, AllOf, AnyOf, AtLeast, AtMost, Filled, IsTrue, Not, OneOf, Predicate
from schoolgate.language.rule import UNKNOWN, Article, Depends, Example, Owner, Rule, Severity
from schoolgate.language.settings import SuiteSettings
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import Column, Fact, FactTable, Kind, Table, facts_of


def random_facts(suite: Suite, table: FactTable, rows: int) -> pl.DataFrame:
    """Rows in which every column is in any of its states, with the values around which the rules turn."""
    draw = random.Random(table.name)  # noqa: S311 (no secrets here)
    values = _values_in_rules(suite, table)

    def cell(fact: Fact) -> object:
        states: list[object] = [*values[fact.name], fact.neutral, fact.neutral]
        states += [None] * fact.missing + [UNKNOWN] * fact.unknown
        found = draw.choice(states)
        return None if found is None and not fact.missing else found

    examples: list[Example] = []
    for _ in range(rows):
        example: dict[str, Any] = {fact.name: cell(fact) for fact in table.facts.values()}
        never_null = [fact for fact in table.facts.values() if not fact.missing and example[fact.name] is None]
        assert not never_null, f"{never_null[0].name} is never missing and has no neutral value"
        examples.append(example)
    return frame_of(suite, table.name, examples)


def _values_in_rules(suite: Suite, table: FactTable) -> dict[str, list[object]]:
    """For each column the values that rules compare it with, and their neighbours."""
    found: dict[str, list[object]] = {fact.name: [] for fact in table.facts.values()}
    for fact in table.facts.values():
        if fact.kind is Kind.BOOL:
            found[fact.name] += [True, False]
        elif fact.kind is Kind.DATE:
            found[fact.name] += ["2026-11-22"]
        elif fact.kind is Kind.TEXT:
            found[fact.name] += ["", "it's", 'a "word"']
    for rule in suite.rules_on(table):
        for predicate in (rule.when, rule.require):
            for part in _atoms(predicate):
                match part:
                    case OneOf(column=column, values=values):
                        found[table.key or "" if column == KEY else column] += values
                    case AtLeast(column=column, least=n) | AtMost(column=column, most=n):
                        found[column] += [n - 1, n, n + 1]
                    case _:
                        pass
    return found


def _atoms(predicate: Predicate) -> list[Predicate]:
    match predicate:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return [atom for part in parts for atom in _atoms(part)]
        case Not(part=part):
            return _atoms(part)
        case _:
            return [predicate]


TABLE = Table("things", "id", (Column("id", required=True, shown=True), Column("note")))
FACTS = facts_of(
    TABLE,
    Fact("flag", Kind.BOOL, missing=True, unknown=True, neutral=True),
    Fact("sure", Kind.BOOL, neutral=True),
    Fact("hazy", Kind.BOOL, unknown=True, neutral=True),
    Fact("count", Kind.INT, missing=True, unknown=True, neutral=5),
    Fact("total", Kind.INT, neutral=5),
    Fact("word", missing=True, unknown=True, neutral="a"),
    Fact("price", Kind.NUMBER, missing=True, neutral=1),
    neutral={"id": "T1", "note": "private"},
)
ODD: Mapping[str, Predicate] = {
    "not true": Not(IsTrue("flag")),
    "not true, never null": Not(IsTrue("sure")),
    "never missing": IsTrue("hazy"),
    "not at least": Not(AtLeast("count", 3)),
    "not at most": Not(AtMost("count", 3)),
    "not at most, never null": Not(AtMost("total", 3)),
    "not one of": Not(OneOf("word", ("a", "it's"))),
    "filled, personal": Filled("note"),
    "not filled": Not(Filled("count")),
    "not not": Not(Not(IsTrue("flag"))),
    "never": AnyOf(),
    "a number is there": Filled("price"),
    "mixed": AnyOf(AllOf(Not(OneOf("word", ("a",))), AtLeast("count", 3)), Not(AnyOf(IsTrue("flag"), Filled("word")))),
    "any but one": AnyOf(Not(AtLeast("count", 3)), Not(AtMost("count", 3))),
    "bounds": AllOf(AtLeast("count", 2), AtMost("count", 4), Not(OneOf("word", ("b",)))),
}
WHENS: Mapping[str, Predicate] = {
    "always": AllOf(),
    "flagged": AnyOf(IsTrue("flag"), Not(AtMost("total", 4))),
    "word": Not(OneOf("word", ("a",))),
}
GRADES: Mapping[str, Severity | Depends] = {
    "error": Severity.ERROR,
    "hazy": Depends(IsTrue("flag"), Severity.WARNING, Severity.ERROR),
    "compound": Depends(AllOf(Filled("word"), Not(AtLeast("count", 4))), Severity.INFO, Severity.WARNING),
}


def rule_of(number: int, require: Predicate, when: Predicate = AllOf(), **changes: Any) -> Rule:  # noqa: B008 (frozen)
    rule = Rule(
        id=f"TT-{number:03}",
        title="A thing",
        asks="Something holds.",
        facts=("things",),
        when=when,
        require=require,
        severity=Severity.ERROR,
        message="Something does not hold.",
        fix="Mend it.",
        owner=Owner.SCHOOL,
        screen="MIS: things",
        source=Article("Things").section("all of it"),
        column="flag",
        good=({},),
        bad=({},),
    )
    return replace(rule, **changes)


def suite_of(*rules: Rule) -> Suite:
    def build(*_: object) -> FactFrames:
        raise NotImplementedError

    return Suite(
        name="things",
        title="Things",
        question="Do they hold?",
        tables=(TABLE,),
        fact_tables=(FACTS,),
        rules=rules,
        settings=SuiteSettings,
        build_facts=build,
        verdicts=(),
    )


def odd_suite() -> Suite:
    """A suite with a rule for every shape, condition and severity."""
    rules = [
        rule_of(number, require, when, severity=grade)
        for number, (require, when, grade) in enumerate(
            (require, when, grade) for require in ODD.values() for when in WHENS.values() for grade in GRADES.values()
        )
    ]
    rules.append(rule_of(900, Not(IsTrue("hazy")), needs=(rules[0].id, rules[9].id), keyless=True))
    return suite_of(*rules)
