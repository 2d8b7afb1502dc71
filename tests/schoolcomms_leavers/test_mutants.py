"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

from pathlib import Path

from oracle.judgement import FILE, FILE_ROW
from schoolcomms_leavers.oracle import judge
from schoolcomms_leavers.strategies import Case, corpus
from schoolcomms_leavers.test_against_oracle import SUITE, run
from schoolgate.language.suite import FactFrames
from schoolgate.language.table import ROW
from trial import Said, Trial, gathered

SCHOOLS = 800
EQUIVALENT = {"SL-006: keyless turned"}
"""Mutants that mean the same as the rule: the whole file has no key."""


def judged(case: Case, folder: Path) -> tuple[FactFrames, Said]:
    expected, facts = judge(*case), run(case, folder).facts
    severities = {(finding.rule, finding.table, finding.row): finding.severity for finding in expected.findings}
    said = {place: severities.get(place, outcome) for place, outcome in expected.outcomes.items()}
    of_file = said.pop(("SL-006", FILE, FILE_ROW))
    # The requirements leave open which row the file's facts stand on.
    place = ("SL-006", FILE, facts[FILE][ROW].item())
    return facts, said | {place: severities.get(("SL-006", "members", None), of_file)}


def test_every_mutant_dies_and_no_rule_does(tmp_path: Path) -> None:
    trial = Trial(SUITE, gathered(SUITE, corpus(SCHOOLS), lambda case: judged(case, tmp_path)))
    for rule in SUITE.rules:
        assert not trial.dies_by_example(rule)
        assert not trial.dies_by_oracle(rule)
    survivors, count, by_example = trial.survivors()
    print(f"{count} mutants: {by_example} die by the rules' examples, {len(survivors)} survive all")
    assert survivors == EQUIVALENT
