"""The public module in which a rule is tried out."""

import doctest

import pytest

from schoolgate import testing
from schoolgate.basics.errors import UsageError
from schoolgate.testing import message_of, outcome


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(testing).attempted >= 4
    assert doctest.testmod(testing).failed == 0


def test_a_message_is_filled_from_the_cells() -> None:
    assert "Waitlist" in message_of("portal-sync", "PS-310", admission_status="Waitlist")


@pytest.mark.parametrize(
    ("suite", "rule", "cells", "hint"),
    [
        ("portal-snyc", "PS-101", {}, "portal-sync"),
        ("portal-sync", "PS-1O1", {}, "PS-101"),
        ("portal-sync", "PS-101", {"salutaton": None}, "salutation"),
    ],
)
def test_a_slip_is_told_with_the_nearest_name(suite: str, rule: str, cells: dict[str, str], hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        outcome(suite, rule, **cells)
