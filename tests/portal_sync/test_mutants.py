"""A rule with one thing wrong must not get past the tests: dropped conditions, bounds one off, needs forgotten."""

import datetime as dt
from pathlib import Path

from portal_sync.oracle import Settings, Tables, judge
from portal_sync.strategies import cases
from portal_sync.test_against_oracle import FACT_TABLES, SUITE, run
from schoolgate.language.suite import FactFrames
from schoolgate.run.check import Engine
from trial import Said, Trial, collected

SCHOOLS = 800
SILENT_WITHOUT_KEY = (*range(201, 205), *range(301, 311), *range(401, 406), *range(501, 504))
EQUIVALENT = {
    # A row without a key has no type and no users: these rules would not ask it, whether told to or not.
    *(f"PS-{number}: keyless turned" for number in SILENT_WITHOUT_KEY),
    # A status is listed because somebody carries it; where nobody surely does, how many do is unknown, not 0.
    "PS-503: when: users at least 0",
}
"""Mutants that mean the same as the rule, and why."""


def judged(case: tuple[Tables, Settings, dt.date], folder: Path) -> tuple[FactFrames, Said]:
    tables, options, as_of = case
    expected = judge(tables, options, as_of)
    severities = {(finding.rule, finding.table, finding.row): finding.severity for finding in expected.findings}
    facts_by_name = {table.name: table.table for table in SUITE.fact_tables}
    said = {
        (rule, FACT_TABLES.get(name, name), row): outcome for (rule, name, row), outcome in expected.outcomes.items()
    }
    graded = {place: severities.get((place[0], facts_by_name[place[1]], place[2]), said[place]) for place in said}
    return run(tables, options, as_of, folder, Engine.FUSED).facts, graded


def test_every_mutant_dies_and_no_rule_does(tmp_path: Path) -> None:
    trial = Trial(SUITE, collected(SUITE, cases(), lambda case: judged(case, tmp_path), SCHOOLS))
    for rule in SUITE.rules:
        assert not trial.dies_by_example(rule)
        assert not trial.dies_by_oracle(rule)
    survivors, count, by_example = trial.survivors()
    print(f"{count} mutants: {by_example} die by the rules' examples, {len(survivors)} survive all")
    assert survivors == EQUIVALENT
