"""The product against a plain-Python reading of the requirements, on schools that nobody would think of."""

from pathlib import Path
from typing import Any

import pytest

from mending import BATCHES, wrong_of_batch
from portal_sync.compared import COMPARED, FACT_TABLES, FIELDS, SCHOOLS, SUITE, expected, told
from portal_sync.hand_cases import CASES
from product import differences, hand_case_differences, judgement_of, outcome_differences, unsaid
from schoolgate import check as check_folder
from schoolgate.delivery.handed import Report
from schoolgate.engines.engine import Engine
from shares import shared
from trial import differences_of_engine, mutants_told

DATA = Path(__file__).parents[2] / "data" / "portal-sync"
SCHOOLS_SHIPPED = ("clean", "faulty")


@pytest.mark.parametrize("number", shared(range(SCHOOLS), 3))
def test_the_product_reads_the_requirements_as_the_oracle_does(number: int) -> None:
    report, judgement = COMPARED.drawn(number)
    assert differences(told(report), expected(judgement)) == {}
    assert unsaid(report, judgement) == {}


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number].name)
def test_the_product_reads_the_requirements_as_a_person_does(number: int) -> None:
    case, (report, judgement) = CASES[number], COMPARED.by_hand(number)
    said = judgement_of(report, FACT_TABLES, FIELDS)
    assert hand_case_differences(case, report, said) == {}
    assert outcome_differences(said, judgement) == {}


@pytest.mark.parametrize("batch", BATCHES)
def test_doing_every_job_leaves_nobody_but_those_whom_nobody_can_mend(batch: int) -> None:
    assert wrong_of_batch(COMPARED, batch) == []


SILENT_WITHOUT_KEY = (*range(201, 205), *range(301, 312), *range(401, 406), *range(501, 504))
ASK_EVERY_ROW = ("003", "004", "010")
EQUIVALENT = {
    # A row without a key has no type and no users: these rules would not ask it, whether told to or not.
    *(f"PS-{number}: keyless turned" for number in SILENT_WITHOUT_KEY),
    # An application's key only names it, and the whole file has none.
    *(f"PS-{number}: keyless turned" for number in ASK_EVERY_ROW),
}
"""Mutants that mean the same as the rule, and why."""


ONLY_BY_HAND = ("a group holds up its students: PS-203",)
"""Cases that tell a mutant from its rule where no drawn school does."""


@pytest.mark.slow
def test_a_rule_with_one_thing_wrong_does_not_get_past_the_tests() -> None:
    """Dropped conditions, bounds one off, needs forgotten: a mutant dies by the rules' examples or by the oracle."""
    told_by_hand = [number for number, case in enumerate(CASES) if case.name in ONLY_BY_HAND]
    assert mutants_told(SUITE, [*COMPARED.all_drawn(), *map(COMPARED.by_hand, told_by_hand)], FACT_TABLES) == EQUIVALENT


@pytest.mark.slow
@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.GX, Engine.SQL])
def test_the_other_engines_say_the_same_of_all_drawn_and_shipped_schools(engine: Engine) -> None:
    reports = [*(report for report, _ in COMPARED.all_drawn()), *(shipped(school) for school in SCHOOLS_SHIPPED)]
    assert differences_of_engine(SUITE, engine, [report.result for report in reports]) == ""


def shipped(school: str, engine: Engine = Engine.FUSED) -> Report[Any]:
    return check_folder("portal-sync", DATA / school, as_of="2026-11-22", engine=str(engine))


@pytest.mark.parametrize("engine", [Engine.FUSED, Engine.PANDERA, Engine.SQL])
@pytest.mark.parametrize("school", SCHOOLS_SHIPPED)
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    report = shipped(school, engine)
    failing = {covered.rule.id for covered in report.result.coverage if covered.failed}
    assert failing == (set(SUITE.rules_by_id) - {"PS-010"} if school == "faulty" else set())
    assert report.passed is (school == "clean")
