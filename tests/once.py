"""Extracts that lie there unchanged while many commands tell of them: each is read and judged once for all of these."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schoolgate.language.settings import Settings
from schoolgate.run import order
from schoolgate.run.order import Order
from schoolgate.run.result import Result


@pytest.fixture
def judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find an extract judged that one of them had judged as it is, with the same settings, as of the same moment.

    For tests of what commands tell; how an extract is read and judged is not what they are about. What weighs findings
    (waivers, a baseline, thresholds) is read anew by each command.
    """
    monkeypatch.setattr(order, "_checked", _once)


_CHECKED = order._checked  # noqa: SLF001 (the place at which a run has its order, and nothing but the order)
_FOUND: dict[str, Result] = {}


def _once(asked: Order, settings: Settings, at: object) -> Result:
    known = repr((asked.suite.name, asked.engine, asked.part, settings, at, list(_files(asked.source))))
    if known not in _FOUND:
        _FOUND[known] = _CHECKED(asked, settings, at)  # type: ignore[arg-type]  # what it is called with
    return _FOUND[known]


def _files(source: object) -> Iterator[tuple[object, ...]]:
    """What the files are, so that one that changed is read again."""
    for place in source if isinstance(source, tuple) else (source,):
        assert isinstance(place, Path)
        yield (place,)
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            found = path.stat()
            yield path, found.st_ino, found.st_size, found.st_mtime_ns
