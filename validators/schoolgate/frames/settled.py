"""What no day changes is worked out once: the same tables are judged on many days to say what changes by itself."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from schoolgate.language.frame import TypedTables

_Told = TypeVar("_Told")
_Found = TypeVar("_Found")


def settled(work_out: Callable[[TypedTables, _Told], _Found]) -> Callable[[TypedTables, _Told], _Found]:
    """Keep what tables and settings give, for as long as somebody has these tables, and asks with the same settings."""
    kept: WeakKeyDictionary[TypedTables, tuple[_Told, _Found]] = WeakKeyDictionary()

    @wraps(work_out)
    def found(tables: TypedTables, settings: _Told) -> _Found:
        known = kept.get(tables)
        if known is None or known[0] is not settings:
            known = kept[tables] = (settings, work_out(tables, settings))
        return known[1]

    return found
