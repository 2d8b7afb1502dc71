"""The outcome of a rule for a record, and the formula of its failure."""

from collections.abc import Mapping
from dataclasses import replace
from enum import IntEnum
from typing import assert_never

from schoolgate.language.predicate import (
    ALWAYS,
    KEY,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Filled,
    IsTrue,
    Not,
    OneOf,
    Predicate,
)
from schoolgate.language.rule import Rule
from schoolgate.language.table import FactTable
from schoolgate.language.truth import Both, Formula, surely


class Outcome(IntEnum):
    """What a rule says of a record."""

    PASS = 0
    FAIL = 1
    NOT_APPLICABLE = 2
    NOT_CHECKED = 3

    @property
    def label(self) -> str:
        """The name that reports use."""
        return self.name.lower()


def then_column(rule: Rule) -> str:
    """The boolean column of the outcomes that says where a severity that depends is the one of `then`."""
    return f"{rule.id}__then"


def scope_column(table: FactTable) -> str:
    """The boolean column of the carrying records' outcomes that says which of them are in a value table's scope."""
    return f"{table.name}__scope"


def on(predicate: Predicate, table: FactTable) -> Predicate:
    """The predicate with `KEY` replaced by the key column of `table`."""
    match predicate:
        case Filled() | OneOf() | IsTrue() | AtLeast() | AtMost():
            return replace(predicate, column=_named(predicate.column, table))
        case AllOf(parts=parts):
            return AllOf(*(on(part, table) for part in parts))
        case AnyOf(parts=parts):
            return AnyOf(*(on(part, table) for part in parts))
        case Not(part=part):
            return Not(on(part, table))
        case _:
            assert_never(predicate)


def _named(column: str, table: FactTable) -> str:
    if column != KEY:
        return column
    if table.key is None:
        msg = f"fact table {table.name} has no key"
        raise ValueError(msg)
    return table.key


def needs_key(rule: Rule, table: FactTable) -> bool:
    """Whether the rule asks only the rows of `table` that have a key."""
    return table.key is not None and not (rule.keyless or table.keyless)


def asked(rule: Rule, table: FactTable) -> Predicate:
    """Which records the rule asks: its `when`, and a key, unless it judges rows without one."""
    if table.key is None or not needs_key(rule, table):
        return on(rule.when, table)
    has_key = Filled(table.key)
    return has_key if rule.when == ALWAYS else AllOf(has_key, on(rule.when, table))


def applies(rule: Rule, table: FactTable, rules: Mapping[str, Rule]) -> Formula:
    """The formula that is true where the rule surely asks the record and every need passed."""
    needed = (passes(rules[need], table, rules) for need in rule.needs)
    return Both((surely(asked(rule, table)), *needed))


def passes(rule: Rule, table: FactTable, rules: Mapping[str, Rule]) -> Formula:
    """The formula that is true where the rule passes."""
    return Both((applies(rule, table, rules), surely(on(rule.require, table))))


def fails(rule: Rule, table: FactTable, rules: Mapping[str, Rule]) -> Formula:
    """The formula that is true where the rule fails: asked, every need passed, and surely not met."""
    return Both((applies(rule, table, rules), surely(on(rule.require, table), holds=False)))
