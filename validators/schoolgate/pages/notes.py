"""Which runs there are of each school and suite: an empty file per run, so that nobody looks through those of all schools.

A note names a run and the moment that it is as of. It is made before the run has its line in the ledger, and means nothing
without that line: nothing is lost, or found twice, whatever ends a run between the two.
"""

import os
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schoolgate.pages.series import series_of

if TYPE_CHECKING:
    from schoolgate.pages.model import RunSummary

RUN = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9A-Za-z-]+")
"""What a run is called: when it was made, so that the order of names is that of the runs."""
_NOTE = re.compile(rf"[0-9]{{12,14}}_{RUN.pattern}")
_DONE = "all-noted"
"""A file that says that every run has its note."""


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of all runs, a folder per series."""

    folder: Path

    @property
    def complete(self) -> bool:
        """Whether every run has its note; those that a version without notes wrote have none."""
        return (self.folder / _DONE).exists()

    def add(self, summary: "RunSummary") -> None:
        """Note a run."""
        folder = self.folder / series_of(summary).name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _note(summary)).touch()

    def add_all(self, summaries: "Iterable[RunSummary]") -> None:
        """Note all runs that there are, and drop every other note."""
        known = set()
        self.folder.mkdir(parents=True, exist_ok=True)
        for summary in summaries:
            self.add(summary)
            known.add((series_of(summary).name, _note(summary)))
        for series in self.series():
            for note in self._of(series):
                if (series, note) not in known:
                    (self.folder / series / note).unlink(missing_ok=True)
            with suppress(OSError):  # it is not empty
                (self.folder / series).rmdir()
        (self.folder / _DONE).touch()

    def forget(self, runs: Collection[str]) -> None:
        """Drop the notes of runs: all series are looked through once."""
        for series in self.series() if runs else ():
            for note in self._of(series):
                if _run_of(note) in runs:
                    (self.folder / series / note).unlink(missing_ok=True)

    def series(self) -> list[str]:
        """The names of all series."""
        try:
            with os.scandir(self.folder) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        except FileNotFoundError:
            return []

    def of(self, series: str) -> list[str]:
        """The runs of a series, in the order of the moments that they are as of; some may be in the ledger no more."""
        return [_run_of(note) for note in self._of(series)]

    def _of(self, series: str) -> list[str]:
        try:
            return sorted(path.name for path in (self.folder / series).iterdir() if _NOTE.fullmatch(path.name))
        except FileNotFoundError:
            return []


def _run_of(note: str) -> str:
    return note.partition("_")[2]


def _note(summary: "RunSummary") -> str:
    """The name of a note: the moment that the run is as of, in digits, then the run."""
    moment = re.sub(r"[^0-9]", "", summary.as_of).ljust(12, "0")[:14]
    return f"{moment}_{summary.run}"
