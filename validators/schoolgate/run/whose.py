"""Whose extract a source is, where nobody says it: the name of its folder or file, without the day that stands in it."""

import re
from collections.abc import Sequence
from pathlib import Path

from schoolgate.intake.place import STDIN, Place

_YEAR, _MONTH, _DAY = "(?:19|20)[0-9]{2}", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_TIME = "(?:[T _-]?[0-9]{2}[-_:.]?[0-9]{2}(?:[-_:.]?[0-9]{2})?Z?)?"
_WHEN = re.compile(
    rf"(?<![0-9])(?:{_YEAR}[-_. ]?{_MONTH}[-_. ]?{_DAY}|{_DAY}[-_. ]{_MONTH}[-_. ]{_YEAR}){_TIME}(?![0-9])"
)
"""A day, with or without a time: an extract is of a day, a school is not."""
_EDGES = " -_.,()"
_TABLES = frozenset({".csv", ".tsv", ".txt", ".parquet", ".arrow", ".feather", ".ipc", ".json", ".jsonl", ".ndjson"})
"""Endings of files that are a table and no school: their folder is the school's."""


def school_named(sources: Sequence[Place]) -> str:
    """What the school of a source is called after it; "" where nothing names one.

    >>> school_named([Path("extracts/Ash High 2026-11-15")]), school_named([Path("ash/2026-11-15/students.csv")])
    ('Ash High', 'ash')
    """
    if not sources or str(sources[0]) == STDIN:
        return ""
    first = sources[0]
    if not isinstance(first, Path):
        return without_day(Path(str(first).partition("?")[0].rstrip("/").rpartition("/")[2]).stem)
    try:
        first = first.resolve()
        is_folder = first.is_dir()
    except OSError:
        is_folder = False
    names = [first.name if is_folder else first.stem, *(folder.name for folder in first.parents)]
    if not is_folder and (len(sources) > 1 or first.suffix.casefold() in _TABLES):
        del names[0]
    return next(filter(None, map(without_day, names)), "")


def without_day(name: str) -> str:
    """A name without the day in it.

    >>> without_day("ash_20261115T0630"), without_day("2026-11-15"), without_day("year 2026")
    ('ash', '', 'year 2026')
    """
    return _WHEN.sub("", name).strip(_EDGES)
