"""What is worked out of a thing that never changes is worked out once, and kept for as long as the thing lives."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

_Thing = TypeVar("_Thing")
_Others = TypeVarTuple("_Others")
_Found = TypeVar("_Found")


def remembered(
    work_out: Callable[[_Thing, *_Others], _Found],
) -> Callable[[_Thing, *_Others], _Found]:
    """Work out once what follows from a thing and what else is given: the thing is told from others by being itself.

    What is found must not hold the thing, which it would keep alive; what else is given must be hashable.

    >>> class Thing:
    ...     name = "roll"
    >>> @remembered
    ... def shouted(thing, mark):
    ...     print("once")
    ...     return thing.name.upper() + mark
    >>> thing = Thing()
    >>> shouted(thing, "!"), shouted(thing, "!")
    once
    ('ROLL!', 'ROLL!')
    """
    kept: WeakKeyDictionary[_Thing, dict[object, _Found]] = WeakKeyDictionary()

    @wraps(work_out)
    def found(thing: _Thing, *others: *_Others) -> _Found:
        mine = kept.setdefault(thing, {})
        if others not in mine:
            mine[others] = work_out(thing, *others)
        return mine[others]

    return found
