"""What a check hands to a program: frames of its own kind, texts, files; and errors that quote no cell."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast

import polars as pl

from schoolgate.basics.errors import ProgramError, SchoolgateError, UsageError
from schoolgate.delivery.requests import deliver, delivery
from schoolgate.language.question import Assumption
from schoolgate.report import checklist, json_report, notebook, terminal
from schoolgate.report.formats import Telling
from schoolgate.run.order import level
from schoolgate.run.result import Result
from schoolgate.story import rows
from schoolgate.story.checklist import explain
from schoolgate.story.search import find

if TYPE_CHECKING:
    import pandas as pd

Frame = TypeVar("Frame")
FailOn: TypeAlias = Literal["error", "warning", "never", "new", "new-warning"]
_BY_ENDING = {
    ".xlsx": "fixlist",
    ".json": "json",
    ".csv": "findings",
    ".parquet": "findings",
    ".xml": "junit",
    ".sarif": "sarif",
    ".md": "markdown",
}
_CAUSES = {
    "rule": pl.String(),
    "key": pl.String(),
    "records": pl.Int64(),
    "ready_if_mended": pl.Int64(),
    "owner": pl.String(),
    "message": pl.String(),
    "fix": pl.String(),
}


@dataclass(frozen=True, repr=False, eq=False)
class Report(Generic[Frame]):
    """What a check found. Frames are of the caller's kind: pandas for pandas, otherwise Polars.

    No part of it shows a cell of a personal column. In a notebook, a report as the last line of a cell shows itself.

    >>> report = getfixture("report")
    >>> report
    <schoolgate.Report portal-sync as of 2026-11-22: FAILED, 1 ready, 1 blocked; 1 error>
    >>> report.passes(fail_on="never")
    True
    >>> report.records.select("row", "key", "status", "rules").rows()
    [(2, 'S1', 'ready', []), (3, 'S2', 'blocked', ['PS-101'])]
    >>> report.causes.height
    0
    """

    result: Result
    """The finished check behind it: typed facts, outcomes, what each rule covered. Always in Polars."""
    pandas: bool = field(default=False)
    fail_on: FailOn = "error"
    show_values: bool = False

    @property
    def passed(self) -> bool:
        """Whether to go ahead: nothing at or above the level that fails was found, and every record could be judged."""
        return self.passes()

    def passes(self, *, fail_on: FailOn | None = None) -> bool:
        """The same for another level than the one that the check was asked for.

        Raises:
            UsageError: `fail_on` is no such level.
        """
        return self.result.passed(level(fail_on or self.fail_on))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The questions that nobody answered and that made a difference: what was assumed, and what answers it."""
        return self.result.assumptions

    @cached_property
    def findings(self) -> Frame:
        """What is wrong, one row each: rule, severity, table, row, key, column, value, message, fix.

        Where there is a file of waivers, also waived (true or false) and waiver (until when and why).
        """
        return self._handed(self.result.findings(show_values=self.show_values))

    @cached_property
    def records(self) -> Frame:
        """The verdict on each record: table, row, key, status, rules (a list), and the suite's own fields."""
        return self._handed(rows.records(self.result))

    @cached_property
    def causes(self) -> Frame:
        """What blocks many records at once, the gravest first: rule, key, records, ready_if_mended, owner, message, fix."""
        return self._handed(pl.DataFrame(rows.causes(self.result), schema=_CAUSES))

    @property
    def summary(self) -> dict[str, int]:
        """How many records have each status, whatever their table."""
        return dict(self.result.statuses)

    @property
    def summary_by_table(self) -> dict[str, dict[str, int]]:
        """How many records of each judged table have each status."""
        suite = self.result.suite
        return {
            suite.facts_by_name[verdict.facts].table: self.result.statuses_of(verdict) for verdict in suite.verdicts
        }

    def explain(self, key: str, *, table: str | None = None) -> str:
        """Say why one record will, or will not, go through: plain text, as `schoolgate explain --reply` writes it.

        `key` is the record's key, or "row N"; `table` says which table's, where it is not the judged records'.

        Raises:
            UsageError: there is no such key or table; the message names the nearest.
        """
        told = [explain(self.result, facts, index) for facts, index in find(self.result, key, table)]
        return checklist.reply(self.result, told)

    def to_json(self, *, fail_on: FailOn | None = None) -> str:
        """Render the JSON report, `schoolgate.report/1.1`, as `schoolgate check --report json` does."""
        return json_report.render(self.result, fail_on=level(fail_on or self.fail_on), show_values=self.show_values)

    def show(self, *, fail_on: FailOn | None = None) -> None:
        """Print the report that `schoolgate check` prints."""
        terminal.show(self.result, terminal.console(quiet=False), fail_on=level(fail_on or self.fail_on))

    def write(self, path: str | Path, report: str | None = None, *, only_safe: bool = False) -> None:
        """Write a report to a file, as `schoolgate check --report NAME=PATH` does.

        Args:
            path: where to. The ending says how it is written; nothing is written half.
            report: which report: json, findings, records, fixlist, junit, sarif, markdown, or one that only this suite
                has. Without it the ending decides: .xlsx is the fix list, .json the report, .csv and .parquet the findings,
                .xml JUnit, .sarif SARIF, .md Markdown.
            only_safe: write what is safe even where a report would rather not be written.

        Raises:
            UsageError: there is no such report, or it cannot have that ending, or it would rather not be written.
            InputError: the file cannot be written.
        """
        place = Path(path)
        name = report or _BY_ENDING.get(place.suffix.casefold())
        if name is None:
            msg = f"{place}: its ending names no report; expected one of {', '.join(_BY_ENDING)}, or say which report"
            raise UsageError(msg)
        self._deliver([f"{name}={place}"], [], only_safe=only_safe)

    def docs(self, place: str | Path, *, native: bool = False) -> None:
        """Add the run to the Data Docs in a folder, or write it as one page, where `place` ends in .html.

        Args:
            place: the folder, or the page.
            native: let Great Expectations itself judge the facts and build the site, which takes seconds.

        Raises:
            UsageError: the folder holds something else.
            InputError: it cannot be written.
        """
        self._deliver([], [Path(place)], native=native)

    def _deliver(self, reports: list[str], pages: list[Path], **how: Any) -> None:
        telling = Telling(level(self.fail_on), self.show_values)
        with told():
            done = deliver(self.result, delivery(reports, pages, self.result.suite, **how), telling)
        for name, reason in done.result.gate.refused.items():
            msg = f"the report {name} was not written: {reason}"
            raise UsageError(msg)

    def __repr__(self) -> str:
        """One line, without values."""
        statuses = [f"{n} {status.replace('_', ' ')}" for status, n in self.summary.items() if n]
        severities = [f"{n} {severity}{'' if n == 1 else 's'}" for severity, n in self.result.severities.items() if n]
        counts = "; ".join(", ".join(words) for words in (statuses or ["no records"], severities) if words)
        verdict = "PASSED" if self.passed else "FAILED"
        return f"<schoolgate.Report {self.result.suite.name} as of {terminal.as_of(self.result)}: {verdict}, {counts}>"

    def _repr_html_(self) -> str:
        return notebook.render(self.result)

    def _handed(self, frame: pl.DataFrame) -> Frame:
        return cast("Frame", to_pandas(frame) if self.pandas else frame)


@contextmanager
def told() -> Iterator[None]:
    """Errors without a traceback that could quote a cell: a notebook keeps what it prints."""
    try:
        yield
    except SchoolgateError as error:
        raise type(error)(str(error)) from _why(error.__cause__)
    except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001  told as a fault below
        # The text of a library's error may quote a cell, so only its kind is told.
        msg = f"a fault of schoolgate itself ({type(error).__name__}); set SCHOOLGATE_DEBUG=1 to see where"
        raise ProgramError(msg) from _why(error)


def _why(cause: BaseException | None) -> BaseException | None:
    """What a traceback may quote."""
    return cause if os.environ.get("SCHOOLGATE_DEBUG") else None


def to_pandas(frame: pl.DataFrame) -> "pd.DataFrame":
    """The frame as pandas, without pyarrow, its types the same whether or not a cell is missing."""
    import pandas as pd  # noqa: PLC0415  only for those who came with it

    kinds = {pl.String(): "string", pl.Boolean(): "boolean", pl.Int64(): "Int64"}
    return pd.DataFrame(
        {column.name: pd.Series(column.to_list(), dtype=kinds.get(column.dtype, "object")) for column in frame}
    )
