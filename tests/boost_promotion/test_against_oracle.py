"""The product against a plain-Python reading of the requirements, on schools that nobody would think of."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from boost_promotion.compared import SCHOOLS, SUITE, all_compared, check, compared, expected, said, told
from boost_promotion.hand_cases import CASES
from boost_promotion.oracle import settings_of
from oracle.hand import HandCase
from product import differences, hand_case_differences, unsaid
from schoolgate import check as check_folder
from schoolgate.run.check import Engine
from trial import differences_of_engine

DATA = Path(__file__).parents[2] / "data" / "boost-promotion"


@pytest.mark.parametrize("number", range(SCHOOLS))
def test_the_product_reads_the_requirements_as_the_oracle_does(number: int) -> None:
    report, judgement = compared(number)
    assert differences(told(report), expected(judgement)) == {}
    assert unsaid(report, judgement) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_product_reads_the_requirements_as_a_person_does(case: HandCase) -> None:
    report = check(case.tables, settings_of(case), date.fromisoformat(str(case.as_of)))
    # How keys written two ways are told is the product's own; that they fail the run is in the exit code.
    assert hand_case_differences(replace(case, causes=None), report, said(report)) == {}


@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.GX])
def test_the_other_engines_say_the_same_of_all_drawn_schools(engine: Engine) -> None:
    assert differences_of_engine(SUITE, engine, [report.result for report, _ in all_compared()]) == ""


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("school", ["clean", "faulty"])
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    report = check_folder("boost-promotion", DATA / school, as_of="2026-11-22", engine=str(engine))
    assert report.passed is (school == "clean")
    assert any(covered.failed for covered in report.result.coverage) is (school == "faulty")
