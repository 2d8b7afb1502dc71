"""The examples of rules as fact rows, for the tests of every engine."""

import polars as pl

from schoolgate.catalogue.examples import FIRST_ROW, frame_of
from schoolgate.language.rule import Example, Rule
from schoolgate.language.suite import Suite

__all__ = ["FIRST_ROW", "every_example", "examples_of", "frame_of"]


def examples_of(rule: Rule) -> list[tuple[Example, bool]]:
    """Every example of a rule, in order, with whether it is a bad one."""
    return [(example, False) for example in rule.good] + [(example, True) for example in rule.bad]


def every_example(suite: Suite, table_name: str) -> pl.DataFrame:
    """A fact frame of all examples of all rules that judge a fact table."""
    rules = suite.rules_on(suite.facts_by_name[table_name])
    return frame_of(suite, table_name, [example for rule in rules for example, _ in examples_of(rule)])
