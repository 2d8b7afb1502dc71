"""The days on which an import changes by itself: a new year, which moves the latest graduation year."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from schoolgate.basics.clock import YEARS
from schoolgate.language.suite import FactFrames
from schoolgate.suites.student_import.settings import StudentImportSettings


def turns(_facts: FactFrames, _settings: StudentImportSettings) -> Iterator[pl.Series]:
    """See `schoolgate.language.suite.Suite`."""
    yield pl.Series([date(year, 1, 1) for year in YEARS])
