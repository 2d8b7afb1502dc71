"""The product against a plain-Python reading of the requirements, on imports that nobody would think of."""

from pathlib import Path
from typing import Any

import pytest

from mending import BATCHES, wrong_of_batch
from product import differences, hand_case_differences, judgement_of, outcome_differences, unsaid
from schoolgate import check as check_folder
from schoolgate.delivery.handed import Report
from schoolgate.engines.engine import Engine
from shares import shared
from student_import.compared import COMPARED, IMPORTS, SUITE, expected, told
from student_import.hand_cases import CASES
from student_import.oracle import FIELDS
from trial import differences_of_engine, mutants_told

DATA = Path(__file__).parents[2] / "data" / "student-import"
SAMPLES = ("clean", "faulty", "lock-step")


@pytest.mark.parametrize("number", shared(range(IMPORTS), 3))
def test_the_product_reads_the_requirements_as_the_oracle_does(number: int) -> None:
    report, judgement = COMPARED.drawn(number)
    assert differences(told(report), expected(judgement)) == {}
    assert unsaid(report, judgement) == {}


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number].name)
def test_the_product_reads_the_requirements_as_a_person_does(number: int) -> None:
    case, (report, judgement) = CASES[number], COMPARED.by_hand(number)
    said = judgement_of(report, {}, FIELDS)
    assert hand_case_differences(case, report, said) == {}
    assert outcome_differences(said, judgement) == {}


@pytest.mark.parametrize("batch", BATCHES)
def test_doing_every_job_leaves_nobody_but_those_whom_nobody_can_mend(batch: int) -> None:
    assert wrong_of_batch(COMPARED, batch) == []


ABOUT_THE_FILE = ("SI-006", "SI-104", "SI-308", "SI-309", "SI-401", "SI-402")
EQUIVALENT = {
    # The whole file has no key, so it does not matter what is asked of those without.
    *(f"{rule}: keyless turned" for rule in ABOUT_THE_FILE),
    # A row without a key is neither faculty nor new, and not the only row of its key.
    *(f"{rule}: keyless turned" for rule in ("SI-102", "SI-103", "SI-305", "SI-307")),
    # They need SI-301, or what needs it, which a row without a key is not asked.
    *(f"{rule}: keyless turned" for rule in ("SI-302", "SI-303", "SI-310")),
}
"""Mutants that mean the same as the rule, and why."""


@pytest.mark.slow
def test_a_rule_with_one_thing_wrong_does_not_get_past_the_tests() -> None:
    """Dropped conditions, bounds one off, needs forgotten: a mutant dies by the rules' examples or by the oracle."""
    assert mutants_told(SUITE, COMPARED.all_drawn(), {}) == EQUIVALENT


@pytest.mark.slow
@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.GX, Engine.SQL])
def test_the_other_engines_say_the_same_of_all_drawn_and_shipped_imports(engine: Engine) -> None:
    reports = [*(report for report, _ in COMPARED.all_drawn()), *(shipped(school) for school in SAMPLES)]
    assert differences_of_engine(SUITE, engine, [report.result for report in reports]) == ""


def shipped(school: str, engine: Engine = Engine.FUSED) -> Report[Any]:
    folder = DATA / school
    return check_folder("student-import", folder, folder / "settings.toml", "2026-11-22", str(engine))


@pytest.mark.parametrize("engine", [Engine.FUSED, Engine.PANDERA, Engine.SQL])
@pytest.mark.parametrize("school", SAMPLES)
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    report = shipped(school, engine)
    assert report.passed is (school == "clean")
    assert any(report.result.severities.values()) is (school != "clean")
