"""The ledger of a run over many schools: a line for each, whatever came of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from pydantic import TypeAdapter, ValidationError

from schoolgate import __version__, suites
from schoolgate.basics.errors import InputError, SchoolgateError
from schoolgate.basics.shown import visible
from schoolgate.cluster.work import SCHOOL, Worker
from schoolgate.language.rule import Severity
from schoolgate.pages.failures import NoVerdict
from schoolgate.pages.model import RunSummary, plain
from schoolgate.pages.summary import summary_of
from schoolgate.report.schools import ENDINGS
from schoolgate.run.order import level
from schoolgate.run.result import Result

COLUMNS = (
    pa.field(SCHOOL, pa.string()),
    pa.field("suite", pa.string()),
    pa.field("status", pa.string()),
    pa.field("exit_code", pa.int64()),
    pa.field("error", pa.string()),
    pa.field("reasons", pa.string()),
    pa.field("total", pa.int64()),
    pa.field("good", pa.int64()),
    pa.field("held", pa.int64()),
    *(pa.field(f"{severity}s", pa.int64()) for severity in Severity),
    pa.field("as_of", pa.string()),
    pa.field("at", pa.string()),
    pa.field("seconds", pa.float64()),
    pa.field("version", pa.string()),
    pa.field("summary", pa.string()),
)
"""What the ledger says of a school: `status` in a word ("go ahead", "findings", "settings", "no input", "fault") and its
exit code; why there is no verdict (`error`), or why not to go ahead (`reasons`); how many records in `total`, how many of
them are `good` and how many `held` back; findings by severity; as of when and when it was checked, in how many seconds,
by which version; and the run in a line, as JSON."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger; `columns` are those of `COLUMNS`, the seconds left out."""

    exit_code: int
    columns: Mapping[str, Any]


def line_of(result: Result, school: str, worker: Worker) -> Line:
    """The line of a school that came to a verdict."""
    fail_on = level(worker.fail_on)
    summary = summary_of(result, run="", at=worker.at, fail_on=fail_on)
    exit_code = 0 if summary.passed else 1
    counts = {f"{severity}s": result.severities[severity] for severity in Severity}
    return _line(
        worker,
        school,
        exit_code,
        reasons=visible("; ".join(result.decision(fail_on).reasons)) or None,
        **counts,
        total=summary.records,
        good=summary.good,
        held=summary.held,
        as_of=summary.as_of,
        summary=json.dumps(summary, default=plain, ensure_ascii=False, separators=(",", ":")),
    )


def without_verdict(worker: Worker, school: str, exit_code: int, why: str) -> Line:
    """The line of a school that could not be checked."""
    return _line(worker, school, exit_code, error=visible(why), as_of=worker.as_of)


def _line(worker: Worker, school: str, exit_code: int, **others: Any) -> Line:
    told = {
        SCHOOL: school,
        "suite": worker.suite,
        "status": ENDINGS[exit_code],
        "exit_code": exit_code,
        "at": worker.at,
        "version": __version__,
    }
    return Line(exit_code, {**dict.fromkeys(one.name for one in COLUMNS), **told, **others})


LEDGER = "ledger"
RUN = "run"


@dataclass(frozen=True, slots=True)
class Newest:
    """How each school and suite stands after its newest run: those with a verdict, and those without."""

    runs: Sequence[RunSummary]
    without: Sequence[NoVerdict]


def newest(folder: Path) -> Newest:
    """What the ledger says last of each school: of several runs of a suite the one that is as of the last moment.

    Args:
        folder: where runs were written to, or the folder `ledger` in it.

    Raises:
        InputError: there is no ledger, or it cannot be read.
    """
    place = folder / LEDGER if (folder / LEDGER).is_dir() else folder
    found = sorted(place.glob(f"{RUN}=*/*.parquet"))
    if not found:
        msg = f"{visible(str(folder))}: holds no ledger; one is written by: schoolgate spark SUITE --out DIR"
        raise InputError(msg)
    try:
        lines = pl.concat([pl.read_parquet(path).with_columns(pl.lit(_run(path)).alias(RUN)) for path in found])
        last = lines.sort("as_of", "at", RUN).unique([SCHOOL, "suite"], keep="last", maintain_order=True)
        told = list(last.sort(SCHOOL, "suite").iter_rows(named=True))
        return Newest(tuple(_verdicts(told)), tuple(map(_without, (one for one in told if one["summary"] is None))))
    except (OSError, pl.exceptions.PolarsError, ValidationError) as error:
        msg = f"{visible(str(place))}: cannot be read as a ledger of this version ({type(error).__name__})"
        raise InputError(msg) from None


def _run(path: Path) -> str:
    return path.parent.name.removeprefix(f"{RUN}=")


def _verdicts(lines: Sequence[Mapping[str, Any]]) -> Iterator[RunSummary]:
    reader = TypeAdapter(RunSummary)
    for line in lines:
        if line["summary"] is not None:
            yield replace(reader.validate_json(line["summary"]), run=line[RUN])


def _without(line: Mapping[str, Any]) -> NoVerdict:
    try:
        title = suites.load(line["suite"]).title
    except SchoolgateError:  # a suite that this version does not know any more
        title = line["suite"]
    return NoVerdict(line[SCHOOL] or "(no school)", line["suite"], title, line["at"], line["error"] or "")
