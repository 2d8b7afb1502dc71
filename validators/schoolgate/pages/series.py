"""The runs of one school and suite: a series, in the order of the moments that its extracts stand for."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from schoolgate.basics import folding
from schoolgate.run.whose import without_day

if TYPE_CHECKING:
    from schoolgate.pages.model import RunSummary

_LONGEST = 40
_NAMELESS = "school"


@dataclass(frozen=True, slots=True)
class Series:
    """A school and a suite: only runs of both are compared with each other."""

    school: str
    suite: str

    @property
    def name(self) -> str:
        """What it is called in paths: small letters, digits and hyphens, the same for the same school in any spelling.

        >>> Series("Ash High", "portal-sync").name, Series("ash", "portal-sync").name
        ('ash-high-1568ac-portal-sync', 'ash-portal-sync')
        """
        return f"{_in_paths(self.school)}-{self.suite}"


@lru_cache(1024)
def _in_paths(name: str) -> str:
    """A folder of many runs asks this of each run for each other, and there are few schools."""
    school = _folded(name)
    plain = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", school).encode("ascii", "ignore").decode())
    plain = plain.strip("-")[:_LONGEST].rstrip("-")
    if plain != school:
        plain = f"{plain or _NAMELESS}-{hashlib.sha256(school.encode()).hexdigest()[:6]}"
    return plain


def _folded(school: str) -> str:
    return folding.closed(unicodedata.normalize("NFKC", school))


def school_of(summary: "RunSummary") -> str:
    """Whose a run is; of one that an older version wrote without a school, what its source is called."""
    return summary.school or without_day(summary.source.rpartition(".")[0] or summary.source) or summary.source


def series_of(summary: "RunSummary") -> Series:
    """The series that a run belongs to."""
    return Series(school_of(summary), summary.suite)


def order_of(summary: "RunSummary") -> tuple[str, str]:
    """Where a run stands among those of its series: by the moment that it is as of, then by when it was made."""
    return summary.as_of, summary.run


def mine(runs: "Iterable[RunSummary]", summary: "RunSummary") -> "list[RunSummary]":
    """The runs of the same series, in their order."""
    name = series_of(summary).name
    return sorted((one for one in runs if series_of(one).name == name), key=order_of)


def points(runs: "Iterable[RunSummary]") -> "list[RunSummary]":
    """One run per extract, the last check of it, in the order of time; runs of older versions are extracts of their own."""
    last: dict[str, RunSummary] = {}
    for one in sorted(runs, key=lambda one: one.run):
        last[one.extract or one.run] = one
    return sorted(last.values(), key=order_of)


def moments(runs: "Iterable[RunSummary]") -> "list[RunSummary]":
    """One run per moment, the last check as of it: an extract that nobody changed may have another answer a week later."""
    last = {one.as_of: one for one in sorted(runs, key=lambda one: one.run)}
    return sorted(last.values(), key=order_of)


def compared_with(summary: "RunSummary", runs: "Sequence[RunSummary]") -> "RunSummary | None":
    """The run to compare with: the last check of the extract before; without one the first check of this very extract."""
    extract = summary.extract or summary.run
    earlier = [one for one in runs if order_of(one) < order_of(summary)]
    others = [one for one in points(earlier) if (one.extract or one.run) != extract]
    if others:
        return others[-1]
    same = [one for one in earlier if one.as_of < summary.as_of]
    return min(same, key=order_of, default=None)


def newest(runs: "Iterable[RunSummary]") -> "RunSummary | None":
    """The run that counts now."""
    return max(runs, key=order_of, default=None)
