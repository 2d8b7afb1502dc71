"""Where a Data Docs folder keeps what: its runs, what was found in each, and the small ledger for its first page.

    index.html             every run or every school, from the ledger alone
    runs/<run>/            a run's pages, and run.json, its line in the ledger
    runs/latest-<series>/  leads to the run that counts now
    store/<run>/           what the pages are made from: validation results, the model beside them, what later runs are
                           compared with, and the files to hand out
    store/series/<series>/ an empty file per run of a school and suite, so that nobody has to look through all of them
    store/lock             held by everybody who writes

A run without its line in the ledger is linked from nowhere: it is being written, or its writer died.
"""

import gzip
import hashlib
import json
import os
import secrets
import shutil
import zlib
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import chain, islice, product
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from schoolgate.basics.errors import InputError
from schoolgate.basics.holding import at_work
from schoolgate.basics.shown import visible
from schoolgate.basics.staging import PART, staging
from schoolgate.basics.temporary import is_old
from schoolgate.engines.gx_conditions import Json
from schoolgate.pages import failures
from schoolgate.pages.downloads import FILES, NAME
from schoolgate.pages.model import RunModel, RunSummary
from schoolgate.pages.notes import RUN, Notes
from schoolgate.pages.seen import Seen, seen
from schoolgate.pages.series import order_of, series_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Model = TypeVar("Model")
_OfRun = TypeVar("_OfRun", Seen, RunModel)
_FORGET = "delete its folder, to forget the run"
BATCH = "all-rows"
"""What a stored validation result is of, in its file's name."""
LOCK = "lock"
MODEL = "model.json.gz"
SEEN = "seen.json.gz"
SERIES = "series"
LATEST = "latest-"
"""How the name of the folder begins that leads to the newest run of a series."""
ENTRY = "run.json"
GOING = "going"
"""A file in the store's folder of a run that is to be forgotten, once no page links to it."""
UNFINISHED = "unfinished"
"""A file in the store's folder of a run that is being published. Without it, what is in the store was once published."""
LARGEST = 512 * 2**20
"""Bytes that a model may unpack to: a million students take a tenth of it, and what takes more was not written by us."""
_LEVEL = 5
"""Of compression: beyond it, time grows faster than the model shrinks."""


def run_name(suite: str, at: datetime) -> str:
    """A name that no other run has, even of the same second; by their names, runs stand in the order of their making."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{suite}-{at.microsecond >> 4:04x}{secrets.token_hex(2)}"


def harmless(document: str) -> str:
    r"""A JSON document that is no markup even where it is taken for a page: what it says stays the same.

    >>> harmless('{"key": "<img>"}')
    '{"key": "\\u003cimg\\u003e"}'
    """
    return document.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@dataclass(frozen=True, slots=True)
class Archive:
    """A Data Docs folder."""

    folder: Path

    @property
    def store(self) -> Path:
        """Where the validation results are, a folder per run."""
        return self.folder / "store"

    @property
    def published(self) -> Path:
        """Where the pages of runs are, a folder per run."""
        return self.folder / "runs"

    def runs(self) -> list[str]:
        """The runs in the ledger, oldest first."""
        return _names(self.published, ENTRY)

    def kept(self) -> list[str]:
        """The runs that pages can be made of, oldest first."""
        return [run for run in _names(self.store, MODEL) if not (self.store / run / GOING).exists()]

    def history(self) -> tuple[RunSummary, ...]:
        """The ledger, oldest run first.

        Raises:
            InputError: a line of it cannot be read.
        """
        reader = _reader(RunSummary)
        return tuple(found for run in self.runs() if (found := self._entry(run, reader)))

    def _entry(self, run: str, reader: "TypeAdapter[RunSummary]") -> RunSummary | None:
        path = self.published / run / ENTRY
        try:
            summary = reader.validate_json(_bounded(path))
            _refuse_other_name(summary.run, run)
        except FileNotFoundError:  # removed since it was listed
            return None
        except (OSError, ValueError):
            raise _unreadable(path, "delete its folder, or build the site again with: schoolgate docs build") from None
        return summary

    def enter(self, summary: RunSummary) -> None:
        """Enter a run, all pages of which are written, into the ledger."""
        self.notes.add(summary)
        failures.forget(self.notes.folder, series_of(summary).name)
        _written(self.published / summary.run / ENTRY, _reader(RunSummary).dump_json(summary))

    # ------------------------------------------------------------------------------------------------------- series

    @property
    def notes(self) -> Notes:
        """Which runs there are of each series."""
        return Notes(self.store / SERIES)

    def adopt(self) -> None:
        """Note which series those runs are of that an older version wrote."""
        if not self.notes.complete:
            self.notes.add_all(self.history())

    def series(self, name: str) -> list[RunSummary]:
        """The runs of a series, in the order of the moments that they are as of.

        Raises:
            InputError: a line of the ledger cannot be read.
        """
        reader = _reader(RunSummary)
        found = (self._entry(run, reader) for run in self.notes.of(name))
        return sorted((one for one in found if one is not None), key=order_of)

    def newest(self) -> list[RunSummary]:
        """The run of each series that counts now.

        Raises:
            InputError: a line of the ledger cannot be read.
        """
        reader = _reader(RunSummary)
        found: list[RunSummary] = []
        for series in self.notes.series():
            runs = (self._entry(run, reader) for run in reversed(self.notes.of(series)))
            found += islice(filter(None, runs), 1)
        return found

    def seen(self, run: str) -> Seen:
        """What a run saw; of one that an older version kept, from its model.

        Raises:
            InputError: neither can be read.
        """
        reader: TypeAdapter[Seen] = _reader(Seen)
        return self._recalled(run, SEEN, reader) or seen(self.model(run))

    def keep(self, model: RunModel, files: Mapping[str, bytes], found: Seen) -> None:
        """Keep a run, all of whose validation results are stored: the files that it hands out, what it saw, its model."""
        for name, content in files.items():
            whole(self._kept_file(model, name), gzip.compress(content, _LEVEL, mtime=0))
        _written(self.store / model.run / SEEN, _reader(Seen).dump_json(found), anew=False)
        _written(self.store / model.run / MODEL, _reader(RunModel).dump_json(model), anew=False)

    def recall(self, summary: RunSummary, found: Seen) -> None:
        """Know a run of another folder, as far as later ones tell of it."""
        self.enter(summary)
        _written(self.store / summary.run / SEEN, _reader(Seen).dump_json(found))

    def renew(self, model: RunModel) -> None:
        """Keep the model of a run as it is now, and what later runs are compared with."""
        # Of a run whose pages leave records out no model tells what it saw: that stays as it is.
        self.keep(model, {}, seen(model) if model.whole else self.seen(model.run))

    def keep_result(self, run: str, at: datetime, name: str, result: Json) -> None:
        """Keep a validation result under the name that Great Expectations' own stores would give it, in little space."""
        path = self.store / run / f"{name}--{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}--{BATCH}.json"
        _written(path, json.dumps(result, sort_keys=True, separators=(",", ":"), allow_nan=False).encode())

    def results(self, run: str) -> list[Json]:
        """The validation results of a run.

        Raises:
            InputError: one cannot be read.
        """
        found = []
        for path in sorted((self.store / run).glob("*.json")):
            try:
                result = json.loads(_bounded(path))
            except (OSError, ValueError, RecursionError):
                result = None
            if not isinstance(result, dict):
                raise _unreadable(path, _FORGET, what="a validation result")
            found.append(result)
        return found

    def model(self, run: str) -> RunModel:
        """The model of a run.

        Raises:
            InputError: it cannot be read.
        """
        reader: TypeAdapter[RunModel] = _reader(RunModel)
        found = self._recalled(run, MODEL, reader)
        if found is None:
            raise _unreadable(self.store / run / MODEL, _FORGET)
        return found

    def _recalled(self, run: str, name: str, reader: "TypeAdapter[_OfRun]") -> _OfRun | None:
        """What is kept of a run under that name, if anything is.

        Raises:
            InputError: it cannot be read, or is of another run.
        """
        path = self.store / run / name
        try:
            found = reader.validate_json(_unpacked(path))
            _refuse_other_name(found.run, run)
        except FileNotFoundError:
            return None
        except (OSError, EOFError, ValueError, zlib.error):
            raise _unreadable(path, _FORGET) from None
        return found

    def _kept_file(self, model: RunModel, name: str) -> Path:
        return self.store / model.run / f"{name}.gz"

    def files(self, model: RunModel) -> dict[str, bytes]:
        """The files that a run hands out, by their names: the very bytes that its model tells of.

        Raises:
            InputError: one of them is missing, or is another.
        """
        found: dict[str, bytes] = {}
        for told in model.downloads:
            path = self._kept_file(model, told.name)
            try:
                content = _unpacked(path) if NAME.fullmatch(told.name) else b""
            except (OSError, EOFError, ValueError, zlib.error):
                content = b""
            if hashlib.sha256(content).hexdigest() != told.sha256:
                raise _unreadable(path, _FORGET)
            found[told.name] = content
        return found

    def begin(self, run: str) -> None:
        """Mark a run as being published, if it has not been before."""
        place = self.store / run
        if not (place / MODEL).exists():
            place.mkdir(parents=True, exist_ok=True)
            (place / UNFINISHED).touch()

    def finish(self, run: str) -> None:
        """Take the mark away: all of the run is there, and linked."""
        (self.store / run / UNFINISHED).unlink(missing_ok=True)

    def strike(self, run: str) -> None:
        """Take a run out of the ledger: the next index does not link to it, and it is to be forgotten after that."""
        place = self.store / run
        place.mkdir(parents=True, exist_ok=True)
        (place / GOING).touch()
        (self.published / run / ENTRY).unlink(missing_ok=True)

    def forget_struck(self) -> None:
        """Remove the runs that were taken out of the ledger, now that no page links to them."""
        self.forget(*_names(self.store, GOING))

    def forget(self, *runs: str) -> None:
        """Remove all of some runs."""
        self.notes.forget(set(runs))
        # What says that it goes goes last: whoever is killed meanwhile is followed by somebody who goes on.
        for run, place in product(runs, (self.published, self.store)):
            for path in sorted((place / run).rglob("*"), key=lambda path: path.name == GOING):
                if path.is_file():
                    path.unlink(missing_ok=True)
            shutil.rmtree(place / run, ignore_errors=True)

    def lead_only_to(self, series: Container[str]) -> None:
        """Remove what leads to the newest run of a series that is no more."""
        for place in self.published.glob(f"{LATEST}*"):
            if place.name.removeprefix(LATEST) not in series:
                shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def being_written(self, *, sweeping: bool = True) -> Iterator[None]:
        """Be one of those who write to the folder; what killed runs left in it is removed before."""
        with at_work(self.store / LOCK, self.sweep if sweeping else lambda _: None):
            yield

    def sweep(self, alone: bool) -> None:  # noqa: FBT001 (what a lock tells)
        """Remove what killed runs left: marked runs, results without a model, pages without a line in the ledger.

        Where somebody else may be at work, or nobody can tell, only what a day has gone by over is taken for left behind.
        """
        for run in _names(self.store, UNFINISHED):
            if not (alone or is_old(self.store / run)):
                continue
            if (self.published / run / ENTRY).exists():
                self.finish(run)
            else:
                self.forget(run)
        for place, marker in ((self.store, MODEL), (self.published, ENTRY)):
            for run in _folders(place):
                if (place / run / marker).exists() or (self.store / run / GOING).exists():
                    continue
                if alone or is_old(place / run):
                    shutil.rmtree(place / run, ignore_errors=True)
        places = ((self.store, "*"), (self.store, f"{SERIES}/*"), (self.published, "*"), (self.published, f"*/{FILES}"))
        parts = [place.glob(f"{folders}/.*{PART}") for place, folders in places]
        for left in chain(*parts, self.folder.glob(f".*.html.*{PART}")):
            if alone or is_old(left):
                left.unlink(missing_ok=True)


def _refuse_other_name(found: str, folder: str) -> None:
    """Raise where a file says that its run is another than its folder's: a name leads to a place, and is checked."""
    if found != folder:
        msg = "a file is of another run than its folder"
        raise ValueError(msg)


def _bounded(path: Path) -> bytes:
    """What a file holds, as long as it is not more than `LARGEST`."""
    with path.open("rb") as file:
        return _refuse_larger(file.read(LARGEST + 1))


def _unpacked(path: Path) -> bytes:
    """What a packed file holds, as long as it is not more than `LARGEST`."""
    with gzip.open(path) as packed:
        return _refuse_larger(packed.read(LARGEST + 1))


def _refuse_larger(found: bytes) -> bytes:
    if len(found) > LARGEST:
        msg = "it holds more than anything that we write"
        raise ValueError(msg)
    return found


def _names(folder: Path, marker: str) -> list[str]:
    """The folders of runs that hold a marker file, in the order of their names."""
    return sorted(name for name in _folders(folder) if (folder / name / marker).exists())


def _folders(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if RUN.fullmatch(entry.name))
    except FileNotFoundError:
        return


@cache
def _reader(model: type[Model]) -> "TypeAdapter[Model]":
    from pydantic import TypeAdapter  # noqa: PLC0415 (working out how to read a model takes a quarter of a second)

    return TypeAdapter(model)


def whole(path: Path, content: bytes) -> None:
    """Write a file that appears complete, under a temporary name before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with staging() as files:
        files.path(path).write_bytes(content)


def _written(path: Path, document: bytes, *, anew: bool = True) -> None:
    """Write a document; one that is there already, where nothing is to be made `anew`, stays as it is."""
    text = harmless(document.decode()).encode()
    # Without the time of writing the same model gives the same bytes.
    content = gzip.compress(text, _LEVEL, mtime=0) if path.suffix == ".gz" else text
    if anew or not path.exists() or path.read_bytes() != content:
        whole(path, content)


def _unreadable(path: Path, what_to_do: str, what: str = "what this version of schoolgate writes") -> InputError:
    return InputError(f"{visible(str(path))}: cannot be read as {what}; {what_to_do}")
