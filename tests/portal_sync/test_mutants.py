"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

from portal_sync.compared import FACT_TABLES, SUITE, all_compared
from trial import Trial, graded, stacked

SILENT_WITHOUT_KEY = (*range(201, 205), *range(301, 312), *range(401, 406), *range(501, 504))
ASK_EVERY_ROW = ("003", "004", "010")
EQUIVALENT = {
    # A row without a key has no type and no users: these rules would not ask it, whether told to or not.
    *(f"PS-{number}: keyless turned" for number in SILENT_WITHOUT_KEY),
    # An application's key only names it, and the whole file has none.
    *(f"PS-{number}: keyless turned" for number in ASK_EVERY_ROW),
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
