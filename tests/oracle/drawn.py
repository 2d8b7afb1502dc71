"""Cases drawn at random: a corpus that is the same each time, and a strategy that hypothesis can shrink."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from oracle.tables import Cells, RawTable

Case = TypeVar("Case")
Chosen = TypeVar("Chosen")
PADS = (" ", "  ", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85", "\x1f", "\x0b")
ODD_TEXT = ("NA", "NULL", "Zoë", 'O\'Brien, "Bob"', "=1+1", "🎓", "\u200b", "007", "<b>x</b>", "a;b|c")


@cache
def corpus_of(case_of: Callable[[Random], Case], count: int) -> tuple[Case, ...]:
    """Draw as many cases: the same ones each time, a longer corpus begins with a shorter one, drawn once a process."""
    return tuple(case_of(Random(number)) for number in range(count))  # noqa: S311 - no secrets


def strategy_of(case_of: Callable[[Random], Case]) -> SearchStrategy[Case]:
    """Make a strategy of the same cases, for whoever looks for the smallest that differs."""
    return st.randoms(use_true_random=False).map(case_of)


def rarely(dice: Random, out_of: int) -> bool:
    """Say yes about once in so many draws."""
    return dice.randrange(out_of) == 0


def some(dice: Random, values: Sequence[Chosen], most: int) -> list[Chosen]:
    """Choose one or a few of the values."""
    return dice.sample(values, dice.randint(1, min(most, len(values))))


def padded(dice: Random, cell: str | None) -> str:
    """Put white space around a cell."""
    return f"{dice.choice((*PADS, ''))}{cell or ''}{dice.choice(PADS)}"


def as_file(dice: Random, rows: Sequence[Cells], columns: Sequence[str], optional: Sequence[str] = ()) -> RawTable:
    """Lay a table out as people do: optional columns left out, others added or moved, blank lines in between."""
    kept = list(columns)
    if optional and rarely(dice, 8):
        for column in dice.sample(optional, dice.randint(1, len(optional))):
            kept.remove(column)
    if rarely(dice, 6):
        kept.append("note")
        rows = [{**row, "note": dice.choice((None, *ODD_TEXT))} for row in rows]
    if rarely(dice, 4):
        dice.shuffle(kept)
    lines = [{column: row.get(column) for column in kept} for row in rows]
    if rarely(dice, 5):
        for _ in range(dice.randint(1, 3)):
            lines.insert(dice.randint(0, len(lines)), dict.fromkeys(kept, dice.choice((None, "", " ", "\u00a0"))))
    return RawTable(tuple(kept), tuple(enumerate(lines, start=2)))
