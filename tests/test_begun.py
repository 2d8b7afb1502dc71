"""Work that is begun before it is asked for: the same result, the same errors, whoever does it."""

import io
import threading
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from checked import checked
from schoolgate.frames import begun as module
from schoolgate.frames.begun import at_once, begun
from schoolgate.language.rule import Severity
from schoolgate.report import terminal
from schoolgate.suites import names

MANY = 10**9


def test_long_work_goes_on_beside_what_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 2)
    going, done = threading.Event(), threading.Event()

    def work() -> str:
        going.set()
        assert done.wait(10)
        return threading.current_thread().name

    found = begun(work, rows=MANY)
    assert going.wait(10), "not begun before it is asked for"
    done.set()
    assert found() != threading.current_thread().name
    assert found() == found()


@pytest.mark.parametrize(("rows", "cores"), [(10, 2), (MANY, 1)])
def test_short_work_and_a_single_core_wait_until_asked(rows: int, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pl, "thread_pool_size", lambda: cores)
    did: list[str] = []
    found = begun(lambda: did.append(threading.current_thread().name), rows)
    assert not did
    found()
    found()
    assert did == [threading.current_thread().name]


@pytest.mark.parametrize("rows", [10, MANY])
def test_what_goes_wrong_is_told_to_whoever_asks(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 2)

    def work() -> int:
        raise KeyError

    found = begun(work, rows)
    with pytest.raises(KeyError):
        found()


@pytest.mark.parametrize("rows", [10, MANY])
def test_several_keep_their_order(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 2)
    assert at_once(rows, *((lambda one=one: one) for one in range(20))) == list(range(20))


@pytest.mark.parametrize("suite", names())
def test_a_check_says_the_same_however_many_do_it(suite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> tuple[object, ...]:
        result = checked(Path("data") / suite / "faulty", suite)
        console = Console(file=io.StringIO(), width=120)
        terminal.show(result, console, fail_on=Severity.ERROR)
        assert isinstance(console.file, io.StringIO)
        frames = [*result.facts.values(), *result.outcomes.values(), *result.records.values(), result.findings()]
        return console.file.getvalue(), result.notes, [frame.to_dicts() for frame in frames]

    alone = told()
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 2)
    monkeypatch.setattr(module, "_LONG", 0)
    before = threading.Thread.start
    started: list[str] = []

    def start(thread: threading.Thread) -> None:
        started.append(thread.name)
        before(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    assert told() == alone
    assert len(started) > 20
