"""Cells that faults write: words in turn, columns in turn."""

from collections.abc import Sequence

import numpy as np
import polars as pl


def in_turn(words: Sequence[str | None], count: int) -> pl.Series:
    """`count` cells: the words in turn, over and over."""
    return pl.Series(words, dtype=pl.String()).gather(np.arange(count) % len(words))


def alternated(options: Sequence[pl.Series]) -> pl.Series:
    """The cells of several equally long columns in turn: the first cell from the first, the second from the second .."""
    numbers = np.arange(len(options[0]))
    return pl.concat([option.rename("") for option in options]).gather(
        numbers + len(options[0]) * (numbers % len(options))
    )
