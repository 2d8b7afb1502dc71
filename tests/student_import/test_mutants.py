"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

from student_import.compared import SUITE, all_compared
from trial import Trial, graded, stacked

ABOUT_THE_FILE = ("SI-006", "SI-104", "SI-308", "SI-309", "SI-401", "SI-402")
EQUIVALENT = {
    # The whole file has no key, so it does not matter what is asked of those without.
    *(f"{rule}: keyless turned" for rule in ABOUT_THE_FILE),
    # A row without a key is neither faculty nor new, and not the only row of its key.
    *(f"{rule}: keyless turned" for rule in ("SI-102", "SI-103", "SI-305", "SI-307")),
    # They need SI-301, or what needs it, which a row without a key is not asked.
    *(f"{rule}: keyless turned" for rule in ("SI-302", "SI-303", "SI-310")),
    # It asks for a key in so many words, and is asked of rows with a key only.
    "SI-002: keyless turned",
    "SI-002: when dropped",
}
"""Mutants that mean the same as the rule, and why."""


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
