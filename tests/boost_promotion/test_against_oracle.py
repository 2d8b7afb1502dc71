"""The engines against a plain-Python reading of the requirements, on schools that nobody would think of."""

from dataclasses import fields
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import against
from boost_promotion.hand_cases import HAND_CASES
from boost_promotion.oracle import Settings, judge
from boost_promotion.schools import Case as HandCase
from boost_promotion.strategies import Case, corpus
from oracle.hand import differences
from oracle.judgement import Judgement
from schoolgate.basics.clock import moment
from schoolgate.language.settings import read_settings
from schoolgate.run.check import Engine, check
from schoolgate.run.result import Result
from schoolgate.suites import load

SUITE = load("boost-promotion")
DATA = Path(__file__).parents[2] / "data" / "boost-promotion"
SAMPLES = ("clean", "faulty")


def run(case: Case, folder: Path, engine: Engine = Engine.FUSED) -> Result:
    tables, options, as_of = case
    own = {field.name: getattr(options, field.name) for field in fields(Settings) if field.name != "reading"}
    return against.run(SUITE, tables, own, options.reading, as_of.isoformat(), folder, engine)


@cache
def judged() -> tuple[tuple[Judgement, Judgement], ...]:
    """What the product says of the drawn schools, and what the oracle says."""
    with TemporaryDirectory() as folder:
        return tuple((against.judgement_of(run(case, Path(folder))), judge(*case)) for case in corpus())


def test_outcomes_are_those_of_the_oracle() -> None:
    for product, oracle in judged():
        assert product.outcomes == oracle.outcomes


def test_findings_are_those_of_the_oracle() -> None:
    for product, oracle in judged():
        assert product.findings == oracle.findings


def test_records_are_those_of_the_oracle() -> None:
    for product, oracle in judged():
        assert against.as_told(product.records, oracle.records) == oracle.records


def test_questions_that_were_not_answered_are_those_of_the_oracle() -> None:
    for product, oracle in judged():
        assert product.assumptions == oracle.assumptions


def test_the_exit_code_is_that_of_the_oracle() -> None:
    for product, oracle in judged():
        assert product.exit == oracle.exit


@pytest.mark.parametrize("case", HAND_CASES, ids=str)
def test_a_case_worked_out_by_hand(case: HandCase, tmp_path: Path) -> None:
    told = against.judgement_of(run((case.tables, case.settings, case.as_of), tmp_path))
    # How keys written two ways are told is the product's own; that they fail the run is in the exit code.
    assert not differences(told, {what: wanted for what, wanted in case.expected.items() if what != "causes"})


# Pandera and Great Expectations are compared with the fused engine inside the check, which stops where they differ.
@pytest.mark.parametrize(("engine", "cases"), [(Engine.PANDERA, 30), (Engine.GX, 4)])
def test_the_other_engines_find_what_the_oracle_finds(engine: Engine, cases: int, tmp_path: Path) -> None:
    for case in corpus(cases):
        assert against.judgement_of(run(case, tmp_path, engine)).outcomes == judge(*case).outcomes


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("school", SAMPLES)
def test_the_engines_agree_on_the_shipped_samples(engine: Engine, school: str) -> None:
    own = read_settings(DATA / school / "settings.toml", "boost_promotion", SUITE.settings, ["boost_promotion"])
    result = check(SUITE, DATA / school, own, moment("2026-11-22", own.zone, "start"), engine)
    assert result.passed() is (school == "clean")
    assert any(result.severities.values()) is (school != "clean")
