"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

from pathlib import Path

from schoolcomms_leavers.oracle import judge
from schoolcomms_leavers.strategies import Case, cases
from schoolcomms_leavers.test_against_oracle import SUITE, run
from schoolgate.language.suite import FactFrames
from schoolgate.run.check import Engine
from trial import Said, Trial, collected

SCHOOLS = 800


def judged(case: Case, folder: Path) -> tuple[FactFrames, Said]:
    tables, options, as_of = case
    expected = judge(tables, options, as_of)
    severities = {(finding.rule, finding.table, finding.row): finding.severity for finding in expected.findings}
    said = {place: severities.get(place, outcome) for place, outcome in expected.outcomes.items()}
    return run(tables, options, as_of, folder, Engine.FUSED).facts, said


def test_every_mutant_dies_and_no_rule_does(tmp_path: Path) -> None:
    trial = Trial(SUITE, collected(SUITE, cases(), lambda case: judged(case, tmp_path), SCHOOLS))
    for rule in SUITE.rules:
        assert not trial.dies_by_example(rule)
        assert not trial.dies_by_oracle(rule)
    survivors, count, by_example = trial.survivors()
    print(f"{count} mutants: {by_example} die by the rules' examples, {len(survivors)} survive all")
    assert survivors == set()
