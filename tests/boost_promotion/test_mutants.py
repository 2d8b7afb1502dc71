"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

import pytest

from boost_promotion.compared import SUITE, all_compared
from trial import Trial, graded, stacked

SILENT_WITHOUT_KEY = (
    # A pupil without a key is not in range, a learner without one has no tag; BP-502 needs BP-501, which is not asked.
    *(104, *range(201, 207), 301, 302, 303, 307, 401, 502, *range(601, 606), 607, 608),
    # A class without a name is not the first of its name.
    *(305, 306),
    # Values have a key by their nature, and the whole file has none.
    *("006", 101, 102, 105, 106, 304, 308, 402, 403, 404, 606, 609),
)
EQUIVALENT = {f"BP-{number}: keyless turned" for number in SILENT_WITHOUT_KEY}
"""Mutants that mean the same as the rule, and why."""


@pytest.mark.timeout(600)
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
