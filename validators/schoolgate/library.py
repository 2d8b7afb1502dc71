"""The library's door: what the command line does, for programs and notebooks.

>>> import polars as pl
>>> import schoolgate
>>> frames = {
...     "students": pl.DataFrame(
...         {
...             "student_id": ["S1", "S2"],
...             "salutation": ["Ms", None],
...             "first_name": ["Ada", "Bo"],
...             "last_name": ["Okoro", "Ng"],
...             "roll_mode": ["On Roll", "On Roll"],
...             "base_group_id": ["7A", "7A"],
...         }
...     ),
...     "groups": pl.DataFrame(
...         {"group_id": ["7A"], "kind": ["base"], "active": [True], "year_group_id": ["Y7"], "name": ["7A"]}
...     ),
...     "year_groups": pl.DataFrame({"year_group_id": ["Y7"], "name": ["Year 7"], "synced": [True]}),
... }
>>> report = schoolgate.check("portal-sync", frames, as_of="2026-11-22")
>>> report.passed
False
>>> report.summary["ready"], report.summary["blocked"]
(1, 1)
>>> report.findings.filter(severity="error").select("rule", "table", "row", "key", "column").rows()
[('PS-101', 'students', 3, 'S2', 'salutation')]
>>> print(report.explain("S2").splitlines()[0])
S2 will not sync: Salutation is missing (PS-101).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast, overload

import polars as pl

from schoolgate import suites
from schoolgate.basics.clock import Moment, moment
from schoolgate.basics.errors import ProgramError, SchoolgateError, UsageError, nearest
from schoolgate.commands.check import FAIL_ON
from schoolgate.commands.explain import find
from schoolgate.commands.parser import SETTINGS_FILE
from schoolgate.gate.decision import Gate
from schoolgate.gate.waivers import WAIVERS_FILE, read_waivers
from schoolgate.intake.frames import is_pandas, read_frames
from schoolgate.language.rule import Severity
from schoolgate.language.settings import Settings, read_settings, settings_from
from schoolgate.language.suite import Suite
from schoolgate.report import checklist, json_report, notebook, terminal
from schoolgate.run.check import Engine, judged
from schoolgate.run.check import check as check_files
from schoolgate.run.result import Result
from schoolgate.story import rows
from schoolgate.story.checklist import explain

if TYPE_CHECKING:
    import pandas as pd

Frame = TypeVar("Frame")
FailOn: TypeAlias = Literal["error", "warning", "never"]
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

    @property
    def passed(self) -> bool:
        """Whether to go ahead: no error was found, and every record could be judged."""
        return self.passes()

    def passes(self, *, fail_on: FailOn = "error") -> bool:
        """Whether nothing at or above `fail_on` was found and every record could be judged.

        Raises:
            UsageError: `fail_on` is no such level.
        """
        return self.result.passed(_gate(fail_on))

    @cached_property
    def findings(self) -> Frame:
        """What is wrong, one row each: rule, severity, table, row, key, column, value, message, fix.

        Where there is a file of waivers, also waived (true or false) and waiver (until when and why).
        """
        return self._handed(self.result.findings())

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

    def to_json(self, *, fail_on: FailOn = "error") -> str:
        """Render the JSON report, `schoolgate.report/1`, as `schoolgate check --report json` does."""
        return json_report.render(self.result, fail_on=_gate(fail_on))

    def show(self, *, fail_on: FailOn = "error") -> None:
        """Print the report that `schoolgate check` prints."""
        terminal.show(self.result, terminal.console(quiet=False), fail_on=_gate(fail_on))

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
        return cast("Frame", _to_pandas(frame) if self.pandas else frame)


Polars: TypeAlias = "pl.DataFrame | pl.LazyFrame"
When: TypeAlias = str | date | datetime | None
SettingsSource: TypeAlias = str | Path | Mapping[str, Any] | None


@overload
def check(
    suite: str,
    source: "Mapping[str, pd.DataFrame]",
    settings: SettingsSource = None,
    as_of: When = None,
    engine: str = "fused",
    waivers: str | Path | None = None,
) -> "Report[pd.DataFrame]": ...
@overload
def check(
    suite: str,
    source: "str | Path | Mapping[str, pl.DataFrame] | Mapping[str, pl.LazyFrame] | Mapping[str, Polars]",
    settings: SettingsSource = None,
    as_of: When = None,
    engine: str = "fused",
    waivers: str | Path | None = None,
) -> Report[pl.DataFrame]: ...
def check(
    suite: str,
    source: object,
    settings: SettingsSource = None,
    as_of: When = None,
    engine: str = "fused",
    waivers: str | Path | None = None,
) -> Any:
    """Check frames, or a folder of files, and say per record what will happen, why, and how to mend it.

    Args:
        suite: the workflow, such as "portal-sync".
        source: a folder with a file per table, or a pandas or Polars frame for each table, by its name. Columns may hold
            text as a file would, or yes and no, dates and numbers; None, NaN, NaT and NA are missing. Records are
            numbered from 2 in the frame's order, as a spreadsheet numbers them under its header; an index is not read.
            Columns that no rule reads are noted and ignored. Read CSV files with `dtype=str` in pandas, or
            `infer_schema=False` in Polars: what guesses types drops leading zeros of keys.
        settings: a mapping with the same keys as the TOML file, or the path of such a file. Without it: the file
            `settings.toml` in the folder, if it is there; for frames the defaults.
        as_of: what stands for now: a date, a date-time (without an offset it is local time at the school), or text such as
            "2026-09-01".
        engine: who judges, "fused", "pandera" or "gx"; all find the same.
        waivers: the path of a TOML file of findings that are let pass until a day. Without it: the file `waivers.toml` in
            the folder, if it is there; for frames none.

    Raises:
        UsageError: there is no such suite, engine or setting, or a waiver is wrong; the message names the nearest.
        InputError: a required table or column is not there, or the source cannot be read.
        ProgramError: a rule or an engine crashed, or two engines disagree.

    >>> import schoolgate
    >>> schoolgate.check("portal-snyc", "extract")
    Traceback (most recent call last):
    schoolgate.basics.errors.UsageError: There is no suite 'portal-snyc': did you mean portal-sync?
    >>> schoolgate.check("portal-sync", {"students": getfixture("students")}, settings={"timezone": "Europe/Dublin"})
    Traceback (most recent call last):
    schoolgate.basics.errors.InputError: frames: the required table groups is absent (found: students)
    """
    try:
        return _checked(suites.load(suite), source, settings, as_of, engine, waivers)
    except SchoolgateError as error:
        raise type(error)(str(error)) from _why(error.__cause__)
    except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001  told as a fault below
        # The text of a library's error may quote a cell, so only its kind is told.
        msg = f"a fault of schoolgate itself ({type(error).__name__}); set SCHOOLGATE_DEBUG=1 to see where"
        raise ProgramError(msg) from _why(error)


def _why(cause: BaseException | None) -> BaseException | None:
    """What a traceback may quote: a notebook keeps what it prints, and the text of a library's error may hold a cell."""
    return cause if os.environ.get("SCHOOLGATE_DEBUG") else None


def _checked(
    suite: Suite, source: object, settings: SettingsSource, as_of: When, engine: str, waivers: str | Path | None
) -> Report[Any]:
    engines = [known.value for known in Engine]
    if engine not in engines:
        msg = f"There is no engine {engine!r}: {nearest(str(engine), engines)}"
        raise UsageError(msg)
    if isinstance(source, str | Path):
        folder = Path(source)
        own = _settings(suite, settings, folder / SETTINGS_FILE)
        gate = _gate_of(suite, waivers, folder / WAIVERS_FILE)
        return Report(check_files(suite, folder, own, _moment(as_of, own, suite), Engine(engine)).gated(gate))
    if not isinstance(source, Mapping):
        msg = f"source is of type {type(source).__name__}; expected a path, or frames by the names of their tables"
        raise UsageError(msg)
    own = _settings(suite, settings, None)
    now = _moment(as_of, own, suite)
    read = read_frames(source, suite.tables, own.calendar)
    pandas = any(is_pandas(frame) for frame in source.values())
    name = f"{len(read.text)} {'pandas' if pandas else 'Polars'} frame{'' if len(read.text) == 1 else 's'}"
    gate = _gate_of(suite, waivers, None)
    return Report(judged(suite, read, name, own, now, Engine(engine)).gated(gate), pandas=pandas)


def _gate_of(suite: Suite, given: str | Path | None, beside: Path | None) -> Gate:
    path = beside if given is None and beside is not None and beside.is_file() else given
    return Gate(waivers=None if path is None else read_waivers(Path(path), suite))


def _settings(suite: Suite, given: object, beside: Path | None) -> Settings:
    section, sections = suites.section(suite.name), [suites.section(name) for name in suites.names()]
    if isinstance(given, Mapping):
        return settings_from(given, "settings", section, suite.settings, sections)
    if given is not None and not isinstance(given, str | Path):
        msg = f"settings are of type {type(given).__name__}; expected a mapping, or the path of a TOML file"
        raise UsageError(msg)
    path = beside if beside is not None and beside.is_file() else None
    return read_settings(path if given is None else Path(given), section, suite.settings, sections)


def _moment(when: object, settings: Settings, suite: Suite) -> Moment:
    if isinstance(when, datetime):
        text: str | None = when.isoformat(timespec="seconds")
    elif isinstance(when, date):
        text = when.isoformat()
    elif when is None or isinstance(when, str):
        text = when
    else:
        msg = f"as_of is of type {type(when).__name__}; expected a date, a date-time or text such as 2026-09-01"
        raise UsageError(msg)
    try:
        return moment(text, settings.zone, suite.bare_date)
    except UsageError as error:
        raise UsageError(str(error).replace("--as-of", "as_of", 1)) from None


def _gate(fail_on: str) -> Severity | None:
    if fail_on not in FAIL_ON:
        msg = f"fail_on = {fail_on!r}: {nearest(str(fail_on), FAIL_ON)}"
        raise UsageError(msg)
    return FAIL_ON[fail_on]


def _to_pandas(frame: pl.DataFrame) -> "pd.DataFrame":
    """The frame as pandas, without pyarrow, its types the same whether or not a cell is missing."""
    import pandas as pd  # noqa: PLC0415  only for those who came with it

    kinds = {pl.String(): "string", pl.Boolean(): "boolean", pl.Int64(): "Int64"}
    return pd.DataFrame(
        {column.name: pd.Series(column.to_list(), dtype=kinds.get(column.dtype, "object")) for column in frame}
    )
