"""The hand-worked cases tie the oracle to the requirements, so that it may judge the suite."""

from __future__ import annotations

from datetime import date

import pytest

from oracle.hand import HandCase, expected, observed
from portal_sync.hand_cases import CASES
from portal_sync.oracle import judge, settings_of
from portal_sync.oracle_students import add_months


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_oracle_reads_the_requirements_as_a_person_does(case: HandCase) -> None:
    judgement = judge(case.tables, settings_of(case.settings, case.reading), case.day)
    assert observed(case, judgement) == expected(case)


def test_no_two_cases_have_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_months_are_clipped_to_their_end() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert add_months(date(2026, 11, 22), -12) == date(2025, 11, 22)
