"""The hand-worked cases tie the oracle to the requirements, so that it may judge the suite."""

from __future__ import annotations

import pytest

from oracle.hand import HandCase, expected, observed
from student_import.hand_cases import CASES
from student_import.oracle import judge, settings_of


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_oracle_reads_the_requirements_as_a_person_does(case: HandCase) -> None:
    judgement = judge(case.tables, settings_of(case.settings, case.reading), case.day)
    assert observed(case, judgement) == expected(case)


def test_no_two_cases_have_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
