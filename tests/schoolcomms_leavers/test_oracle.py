"""The oracle against cases worked out by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from oracle.hand import differences
from schoolcomms_leavers.hand_cases import HAND_CASES
from schoolcomms_leavers.handmade import Case
from schoolcomms_leavers.oracle import judge


@pytest.mark.parametrize("case", HAND_CASES, ids=str)
def test_a_case_worked_out_by_hand(case: Case) -> None:
    assert not differences(judge(case.tables, case.settings, case.as_of), case.expected)


def test_cases_have_names_of_their_own() -> None:
    assert [name for name, count in Counter(case.name for case in HAND_CASES).items() if count > 1] == []
