"""Cases drawn by chance, for all that is to be held against an oracle.

A suite's cases are drawn by one function of a ``Random``. Hypothesis hands it one whose choices it can shrink; the corpus,
which is drawn once and held against everything, is drawn with a seeded one: quicker, and more various.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

Chosen = TypeVar("Chosen")
Case = TypeVar("Case")


def drawn(case: Callable[[Random], Case], count: int, seed: int = 0) -> tuple[Case, ...]:
    """Draw cases, the same ones each time; the first of many are those of few."""
    dice = Random(seed)  # noqa: S311
    return tuple(case(dice) for _ in range(count))


def rarely(draw: Random, out_of: int) -> bool:
    """Say yes about once in so many draws."""
    return draw.randrange(out_of) == out_of - 1


def some(draw: Random, values: Sequence[Chosen], most: int) -> list[Chosen]:
    """Choose one or a few of the values."""
    return draw.sample(values, draw.randint(1, min(most, len(values))))
