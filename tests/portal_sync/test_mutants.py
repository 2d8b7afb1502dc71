"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

from portal_sync.compared import FACT_TABLES, SUITE, all_compared
from trial import Trial, graded, stacked

SILENT_WITHOUT_KEY = (*range(201, 205), *range(301, 311), *range(401, 406), *range(501, 504))
EQUIVALENT = {
    # A row without a key has no type and no users: these rules would not ask it, whether told to or not.
    *(f"PS-{number}: keyless turned" for number in SILENT_WITHOUT_KEY),
    # A status is listed because somebody carries it; where nobody surely does, how many do is unknown, not 0.
    "PS-503: when: users at least 0",
}
"""Mutants that mean the same as the rule, and why."""


def test_every_mutant_dies_and_no_rule_does() -> None:
    said = [
        (report.result.facts, graded(SUITE, report.result.facts, judgement, FACT_TABLES))
        for report, judgement in all_compared()
    ]
    trial = Trial(SUITE, stacked(SUITE, said))
    for rule in SUITE.rules:
        assert not trial.dies_by_example(rule)
        assert not trial.dies_by_oracle(rule)
    survivors, count, by_example = trial.survivors()
    print(f"{count} mutants: {by_example} die by the rules' examples, {len(survivors)} survive all")
    assert survivors == EQUIVALENT
