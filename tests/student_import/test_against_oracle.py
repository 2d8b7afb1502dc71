"""The product against a plain-Python reading of the requirements, on imports that nobody would think of."""

from pathlib import Path

import pytest

from oracle.hand import HandCase
from product import differences, hand_case_differences, judgement_of, unsaid
from schoolgate import check as check_folder
from schoolgate.run.check import Engine
from student_import.compared import IMPORTS, SUITE, all_compared, check, compared, expected, told
from student_import.hand_cases import CASES
from student_import.oracle import FIELDS, settings_of
from trial import differences_of_engine

DATA = Path(__file__).parents[2] / "data" / "student-import"
SAMPLES = ("clean", "faulty", "lock-step")


@pytest.mark.parametrize("number", range(IMPORTS))
def test_the_product_reads_the_requirements_as_the_oracle_does(number: int) -> None:
    report, judgement = compared(number)
    assert differences(told(report), expected(judgement)) == {}
    assert unsaid(report, judgement) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_product_reads_the_requirements_as_a_person_does(case: HandCase) -> None:
    report = check(case.tables, settings_of(case.settings, case.reading), case.day)
    assert hand_case_differences(case, report, judgement_of(report, {}, FIELDS)) == {}


@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.GX])
def test_the_other_engines_say_the_same_of_all_drawn_imports(engine: Engine) -> None:
    assert differences_of_engine(SUITE, engine, [report.result for report, _ in all_compared()]) == ""


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("school", SAMPLES)
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    folder = DATA / school
    report = check_folder("student-import", folder, folder / "settings.toml", "2026-11-22", str(engine))
    assert report.passed is (school == "clean")
    assert any(report.result.severities.values()) is (school != "clean")
