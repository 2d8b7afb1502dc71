"""The hand-worked cases tie the oracle to the requirements, so that it may judge the suite."""

from __future__ import annotations

import pytest

from boost_promotion.hand_cases import CASES
from boost_promotion.oracle import judge_case
from oracle.hand import HandCase, expected, observed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_oracle_reads_the_requirements_as_a_person_does(case: HandCase) -> None:
    assert observed(case, judge_case(case)) == expected(case)


def test_no_two_cases_have_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
