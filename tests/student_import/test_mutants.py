"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

from pathlib import Path

from schoolgate.language.suite import FactFrames
from schoolgate.language.table import ROW
from schoolgate.run.check import Engine
from student_import.oracle import FILE, FILE_ROW, judge
from student_import.strategies import Case, cases
from student_import.test_against_oracle import SUITE, run
from trial import Said, Trial, collected

IMPORTS = 800
ABOUT_THE_FILE = ("SI-006", "SI-104", "SI-308", "SI-309", "SI-401", "SI-402")
EQUIVALENT = {
    # The whole file has no key, so it does not matter what is asked of those without.
    *(f"{rule}: keyless turned" for rule in ABOUT_THE_FILE),
    # A row without a key is neither faculty nor new, and not the only row of its key.
    *(f"{rule}: keyless turned" for rule in ("SI-102", "SI-103", "SI-305", "SI-307")),
    # They need SI-301, which a row without a key is not asked.
    *(f"{rule}: keyless turned" for rule in ("SI-302", "SI-303")),
}
"""Mutants that mean the same as the rule, and why."""


def judged(case: Case, folder: Path) -> tuple[FactFrames, Said]:
    tables, options, as_of = case
    expected, facts = judge(tables, options, as_of), run(tables, options, as_of, folder, Engine.FUSED).facts
    severities = {(finding.rule, finding.table, finding.row): finding.severity for finding in expected.findings}
    said = dict(expected.outcomes)
    for rule, table, row in expected.outcomes:
        place = ("students", None) if table == FILE else (table, row)
        said[rule, table, row] = severities.get((rule, *place), said[rule, table, row])
    # The requirements leave open which row the file's facts stand on.
    return facts, {
        (rule, table, facts[FILE][ROW].item() if (table, row) == (FILE, FILE_ROW) else row): outcome
        for (rule, table, row), outcome in said.items()
    }


def test_every_mutant_dies_and_no_rule_does(tmp_path: Path) -> None:
    trial = Trial(SUITE, collected(SUITE, cases(), lambda case: judged(case, tmp_path), IMPORTS))
    for rule in SUITE.rules:
        assert not trial.dies_by_example(rule)
        assert not trial.dies_by_oracle(rule)
    survivors, count, by_example = trial.survivors()
    print(f"{count} mutants: {by_example} die by the rules' examples, {len(survivors)} survive all")
    assert survivors == EQUIVALENT
