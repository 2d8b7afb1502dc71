"""A share of many alike cases with every change, the rest with what is slow."""

from collections.abc import Iterable
from typing import Any

import pytest


def shared(cases: Iterable[Any], every: int) -> list[Any]:
    """Each so many-eth case as it is, those between marked slow: `make test` runs the first, `make test-all` all of them."""
    return [
        case
        if number % every == 0
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
        for number, case in enumerate(cases)
    ]
