"""The product against a plain-Python reading of the requirements, on schools that nobody would think of."""

from pathlib import Path

import pytest

from oracle.hand import HandCase
from portal_sync.compared import FACT_TABLES, FIELDS, SCHOOLS, SUITE, all_compared, check, compared, expected, told
from portal_sync.hand_cases import CASES
from portal_sync.oracle import settings_of
from product import differences, hand_case_differences, judgement_of, unsaid
from schoolgate import check as check_folder
from schoolgate.run.check import Engine
from trial import differences_of_engine

DATA = Path(__file__).parents[2] / "data" / "portal-sync"


@pytest.mark.parametrize("number", range(SCHOOLS))
def test_the_product_reads_the_requirements_as_the_oracle_does(number: int) -> None:
    report, judgement = compared(number)
    assert differences(told(report), expected(judgement)) == {}
    assert unsaid(report, judgement) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_product_reads_the_requirements_as_a_person_does(case: HandCase) -> None:
    report = check(case.tables, settings_of(case.settings, case.reading), case.day)
    assert hand_case_differences(case, report, judgement_of(report, FACT_TABLES, FIELDS)) == {}


@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.GX])
def test_the_other_engines_say_the_same_of_all_drawn_schools(engine: Engine) -> None:
    assert differences_of_engine(SUITE, engine, [report.result for report, _ in all_compared()]) == ""


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("school", ["clean", "faulty"])
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    report = check_folder("portal-sync", DATA / school, as_of="2026-11-22", engine=str(engine))
    failing = {covered.rule.id for covered in report.result.coverage if covered.failed}
    assert failing == (set(SUITE.rules_by_id) - {"PS-010"} if school == "faulty" else set())
    assert report.passed is (school == "clean")
