"""What a long run is at, and how far: the work says it to whoever listens. It knows of no terminal; a door sets who does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

Listener: TypeAlias = Callable[[str, int, int], None]
"""Hears what is being done (the name of a file in it is as somebody gave it), and the how manyeth part of how many it is.

Where nobody counts parts, both are 0.
"""
_LISTENERS: list[Listener] = []
_WHOLE: list[str] = []
"""What is told as one: its parts are not."""


def stage(doing: str, part: int = 0, of: int = 0) -> None:
    """Say what is done from here on: part `part` of `of`, counted from 1, where there are parts."""
    if not _WHOLE:
        for listener in _LISTENERS:
            listener(doing, part, of)


@contextmanager
def as_one(doing: str, part: int = 0, of: int = 0) -> Iterator[None]:
    """Say what is done in the block, and nothing of what that consists of."""
    stage(doing, part, of)
    _WHOLE.append(doing)
    try:
        yield
    finally:
        _WHOLE.remove(doing)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let somebody listen for as long as the block lasts."""
    _LISTENERS.append(listener)
    try:
        yield
    finally:
        _LISTENERS.remove(listener)
