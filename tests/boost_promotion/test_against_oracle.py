"""The product against a plain-Python reading of the requirements, on schools that nobody would think of."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boost_promotion.compared import COMPARED, SCHOOLS, SUITE, expected, said, told
from boost_promotion.hand_cases import CASES
from mending import BATCHES, wrong_of_batch
from product import differences, hand_case_differences, outcome_differences, unsaid
from schoolgate import check as check_folder
from schoolgate.delivery.handed import Report
from schoolgate.engines.engine import Engine
from shares import shared
from trial import differences_of_engine, mutants_told

DATA = Path(__file__).parents[2] / "data" / "boost-promotion"
SCHOOLS_SHIPPED = ("clean", "faulty")


@pytest.mark.parametrize("number", shared(range(SCHOOLS), 3))
def test_the_product_reads_the_requirements_as_the_oracle_does(number: int) -> None:
    report, judgement = COMPARED.drawn(number)
    assert differences(told(report), expected(judgement)) == {}
    assert unsaid(report, judgement) == {}


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number].name)
def test_the_product_reads_the_requirements_as_a_person_does(number: int) -> None:
    case, (report, judgement) = CASES[number], COMPARED.by_hand(number)
    found = said(report)
    # How keys written two ways are told is the product's own; that they fail the run is in the exit code.
    assert hand_case_differences(replace(case, causes=None), report, found) == {}
    assert outcome_differences(found, judgement) == {}


@pytest.mark.parametrize("batch", BATCHES)
def test_doing_every_job_leaves_nobody_but_those_whom_nobody_can_mend(batch: int) -> None:
    assert wrong_of_batch(COMPARED, batch) == []


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


@pytest.mark.slow
def test_a_rule_with_one_thing_wrong_does_not_get_past_the_tests() -> None:
    """Dropped conditions, bounds one off, needs forgotten: a mutant dies by the rules' examples or by the oracle."""
    assert mutants_told(SUITE, COMPARED.all_drawn(), {}) == EQUIVALENT


@pytest.mark.slow
@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.GX, Engine.SQL])
def test_the_other_engines_say_the_same_of_all_drawn_and_shipped_schools(engine: Engine) -> None:
    reports = [*(report for report, _ in COMPARED.all_drawn()), *(shipped(school) for school in SCHOOLS_SHIPPED)]
    assert differences_of_engine(SUITE, engine, [report.result for report in reports]) == ""


def shipped(school: str, engine: Engine = Engine.FUSED) -> Report[Any]:
    return check_folder("boost-promotion", DATA / school, as_of="2026-11-22", engine=str(engine))


@pytest.mark.parametrize("engine", [Engine.FUSED, Engine.PANDERA, Engine.SQL])
@pytest.mark.parametrize("school", SCHOOLS_SHIPPED)
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    report = shipped(school, engine)
    assert report.passed is (school == "clean")
    assert any(covered.failed for covered in report.result.coverage) is (school == "faulty")
