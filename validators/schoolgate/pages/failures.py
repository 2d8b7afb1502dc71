"""Schools that came to no verdict when all were checked: kept beside their series until the next run of it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import visible
from schoolgate.basics.staging import staging
from schoolgate.pages.series import Series

NAME = "no-verdict.json"
_LONGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class NoVerdict:
    """A school whose extract could not be checked: when that was, an ISO date-time in UTC, and why."""

    school: str
    suite: str
    title: str
    at: str
    why: str

    @property
    def series(self) -> str:
        """The name of its series."""
        return Series(self.school, self.suite).name

    def document(self) -> bytes:
        """What is kept of it."""
        return json.dumps(asdict(self), ensure_ascii=True, sort_keys=True).encode()


def keep(folder: Path, one: NoVerdict) -> None:
    """Keep a school that came to no verdict, in the folder of series."""
    place = folder / one.series
    place.mkdir(parents=True, exist_ok=True)
    with staging() as files:
        files.path(place / NAME).write_bytes(one.document())


def forget(folder: Path, series: str) -> None:
    """A run of the series came to a verdict."""
    (folder / series / NAME).unlink(missing_ok=True)


def forget_older(folder: Path, than: datetime) -> None:
    """Forget those whose last check was longer ago."""
    for one in list(read_all(folder)):
        if datetime.fromisoformat(one.at) < than:
            forget(folder, one.series)


def read_all(folder: Path) -> Iterator[NoVerdict]:
    """Those that are kept in the folder of series.

    Raises:
        InputError: one cannot be read.
    """
    for path in sorted(folder.glob(f"*/{NAME}")):
        try:
            told = json.loads(path.read_bytes()[:_LONGEST])
            found = NoVerdict(**{name: visible(str(told[name])) for name in NoVerdict.__slots__})
            datetime.fromisoformat(found.at)
            yield found
        except FileNotFoundError:  # removed since it was listed
            continue
        except (OSError, ValueError, KeyError, TypeError):
            msg = f"{visible(str(path))}: cannot be read as what this version of schoolgate writes; delete it"
            raise InputError(msg) from None
