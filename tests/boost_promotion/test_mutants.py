"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

from pathlib import Path

from boost_promotion.oracle import FILE_ROW, judge
from boost_promotion.strategies import Case, cases
from boost_promotion.test_against_oracle import SUITE, run
from schoolgate.run import Engine
from schoolgate.suite import FactFrames
from schoolgate.suites.boost_promotion.facts import FILE
from schoolgate.table import ROW
from trial import Said, Trial, collected

SCHOOLS = 800
EQUIVALENT: set[str] = set()
"""Mutants that mean the same as the rule, and why."""


def judged(case: Case, folder: Path) -> tuple[FactFrames, Said]:
    tables, options, as_of = case
    expected, facts = judge(tables, options, as_of), run(tables, options, as_of, folder, Engine.FUSED).facts
    severities = {(finding.rule, finding.table, finding.row): finding.severity for finding in expected.findings}
    said = dict(expected.outcomes)
    for rule, name, row in expected.outcomes:
        place = (SUITE.facts_by_name[name].table, None if name == FILE else row)
        said[rule, name, row] = severities.get((rule, *place), said[rule, name, row])
    # The requirements leave open which row the file's facts stand on.
    return facts, {
        (rule, name, facts[FILE][ROW].item() if (name, row) == (FILE, FILE_ROW) else row): outcome
        for (rule, name, row), outcome in said.items()
    }


def test_every_mutant_dies_and_no_rule_does(tmp_path: Path) -> None:
    trial = Trial(SUITE, collected(SUITE, cases(), lambda case: judged(case, tmp_path), SCHOOLS))
    for rule in SUITE.rules:
        assert not trial.dies_by_example(rule)
        assert not trial.dies_by_oracle(rule)
    survivors, count, by_example = trial.survivors()
    print(f"{count} mutants: {by_example} die by the rules' examples, {len(survivors)} survive all")
    assert survivors == EQUIVALENT
