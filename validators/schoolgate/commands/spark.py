"""`schoolgate spark`: every school of a lake, on the Spark that is there."""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.shown import visible
from schoolgate.basics.stages import stage
from schoolgate.commands import progress
from schoolgate.report.schools import ENDINGS
from schoolgate.story import words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_FORMATS = {".csv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".orc": "orc"}
_CSV = {"header": "true", "multiLine": "true", "escape": '"'}
"""A header, and line breaks and quotes in cells as RFC 4180 writes them; no cell is taken for anything but text."""


def run(options: argparse.Namespace) -> int:
    """Check, write, and say how many schools ended how."""
    places = _places([*options.tables, *options.more])
    if bool(places) == (options.schools is not None):
        msg = "which schools? Give --tables TABLE=PATH with the rows of all, or --schools PATH with the place of each"
        raise UsageError(msg)
    # The workers of a Spark of this machine are to be of this environment.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from schoolgate.cluster import spark as cluster  # noqa: PLC0415 (part of the extra)

    with _told(), progress.told():
        stage("starting Spark")
        session = _session(options.remote)
        stage("checking every school on Spark")
        tables = {name: _frame(session, place) for name, place in places.items()}
        written = cluster.check(
            tables or _frame(session, options.schools),
            options.suite,
            options.out,
            partition=options.partition,
            settings=options.settings,
            as_of=options.as_of,
            order=options.order,
            only=options.school,
            partitions=options.partitions,
            fail_on=options.fail_on,
            show_values=options.show_values,
        )
        stage("counting how the schools ended")
        endings = written.endings()
    told = ", ".join(f"{count:,} {ENDINGS[code]}" for code, count in endings.items())
    counted = words.counted(sum(endings.values()), "school")
    print(f"{counted}: {told or 'none'}. Run {written.run} in {visible(written.out)}")  # noqa: T201 (what people are told)
    return max(endings, default=InputError.exit_code)


def _places(texts: list[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, sign, place = text.partition("=")
        if not (name and sign and place):
            msg = f"--tables {text}: expected TABLE=PATH, such as students=lake/students"
            raise UsageError(msg)
        if name in found:
            msg = f"--tables {text}: {name} is given twice; a folder may hold several files"
            raise UsageError(msg)
        found[name] = place
    return found


@contextmanager
def _told() -> Iterator[None]:
    """Tell what Spark refused in a line: the text of what fails in a task may quote a cell."""
    from pyspark.errors import AnalysisException, PySparkException  # noqa: PLC0415 (part of the extra)

    try:
        yield
    except AnalysisException as error:
        told = visible(str(error).strip().partition("\n")[0].partition(" SQLSTATE")[0])
        msg = f"Spark: {told}"
        raise InputError(msg) from None
    except PySparkException as error:
        if "No module named 'schoolgate" in str(error):
            msg = "Spark: its workers have no schoolgate; install the wheel in their environment (docs/scale.md)"
        else:
            told = getattr(error, "getCondition", lambda: None)() or type(error).__name__
            msg = f"Spark came to no end ({told}); its own log says where"
        raise InputError(msg) from None


def _session(remote: str | None) -> "SparkSession":
    from pyspark.sql import SparkSession  # noqa: PLC0415 (part of the extra)

    builder = SparkSession.builder.appName("schoolgate")
    return (builder.remote(remote) if remote else builder).getOrCreate()


def _frame(session: "SparkSession", place: str) -> "DataFrame":
    """The rows at a place, their cells as they stand there."""
    form = _FORMATS.get(Path(place).suffix.casefold())
    if form == "csv":
        return session.read.options(**_CSV).csv(place)
    if form is not None:
        return session.read.format(form).load(place)
    is_name = "/" not in place and "\\" not in place and not Path(place).exists()
    return session.table(place) if is_name else session.read.parquet(place)
