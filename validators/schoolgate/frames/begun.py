"""Work whose result is needed later, begun now: beside what goes on where it is long, else when its result is asked for."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from threading import Thread
from typing import TypeVar

import polars as pl

_Found = TypeVar("_Found")
_LONG = 50_000
"""From so many rows on it takes longer than to start a thread, by far."""


def begun(work: Callable[[], _Found], rows: int) -> Callable[[], _Found]:
    """Begin the work, and give what waits for its result.

    Args:
        work: touches nothing that anything else changes; Polars lets other threads run while it works.
        rows: of how many rows it is. Of few, or where Polars is to have one core, nothing is begun before it is asked for.

    Returns:
        What gives the result, however often it is called; it raises what the work raised.

    >>> begun(lambda: 6 * 7, rows=2)()
    42
    """
    if rows < _LONG or pl.thread_pool_size() == 1:
        return cache(work)
    found: Future[_Found] = Future()
    Thread(target=_carry_out, args=(work, found), daemon=True).start()
    return found.result


def at_once(rows: int, *works: Callable[[], _Found]) -> list[_Found]:
    """The results of works that do not wait for each other, in their order: see `begun`.

    At most as many go on at once as there are cores: what each needs while it works is there so often at most.
    """
    if rows < _LONG or pl.thread_pool_size() == 1:
        return [work() for work in works]
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        return [found.result() for found in [pool.submit(work) for work in works]]


def _carry_out(work: Callable[[], _Found], found: "Future[_Found]") -> None:
    try:
        found.set_result(work())
    except BaseException as error:  # noqa: BLE001  (whoever asks for the result is told)
        found.set_exception(error)
