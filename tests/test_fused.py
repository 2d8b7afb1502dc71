"""The examples that stand in the rules, on the default engine."""

import pytest

from examples import examples_of, frame_of
from schoolgate import suites
from schoolgate.engines import fused
from schoolgate.language.outcome import Outcome
from schoolgate.language.predicate import NEVER
from schoolgate.language.rule import Rule
from schoolgate.language.suite import Suite

SUITES = [suites.load(name) for name in suites.names()]
RULES = [pytest.param(suite, rule, id=rule.id) for suite in SUITES for rule in suite.rules]


@pytest.mark.parametrize(("suite", "rule"), RULES)
def test_good_rows_do_not_fail_and_bad_ones_do(suite: Suite, rule: Rule) -> None:
    for name in rule.facts:
        examples = examples_of(rule)
        facts = {table.name: frame_of(suite, table.name, []) for table in suite.fact_tables}
        facts[name] = frame_of(suite, name, [example for example, _ in examples])
        outcomes = fused.evaluate(suite, facts)[name][rule.id]
        assert [outcome == Outcome.FAIL for outcome in outcomes] == [bad for _, bad in examples]


@pytest.mark.parametrize(("suite", "rule"), RULES)
def test_a_rule_has_a_passing_example_if_it_can_pass(suite: Suite, rule: Rule) -> None:
    harmless = Outcome.NOT_APPLICABLE if rule.require == NEVER else Outcome.PASS
    facts = {table.name: frame_of(suite, table.name, []) for table in suite.fact_tables}
    facts[rule.facts[0]] = frame_of(suite, rule.facts[0], rule.good)
    assert harmless in fused.evaluate(suite, facts)[rule.facts[0]][rule.id].to_list()
