"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

from schoolcomms_leavers.compared import SUITE, all_compared
from trial import Trial, graded, stacked

EQUIVALENT = {"SL-006: keyless turned"}
"""Mutants that mean the same as the rule: the whole file has no key."""


def test_every_mutant_dies_and_no_rule_does() -> None:
    said = [
        (report.result.facts, graded(SUITE, report.result.facts, judgement, {})) for report, judgement in all_compared()
    ]
    trial = Trial(SUITE, stacked(SUITE, said))
    for rule in SUITE.rules:
        assert not trial.dies_by_example(rule)
        assert not trial.dies_by_oracle(rule)
    survivors, count, by_example = trial.survivors()
    print(f"{count} mutants: {by_example} die by the rules' examples, {len(survivors)} survive all")
    assert survivors == EQUIVALENT
