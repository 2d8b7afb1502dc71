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
>>> told = {"portal_sync": {"students_log_in": "none"}}
>>> report = schoolgate.check("portal-sync", frames, told, as_of="2026-11-22")
>>> report.passed
False
>>> report.summary["ready"], report.summary["blocked"]
(1, 1)
>>> report.findings.filter(severity="error").select("rule", "table", "row", "key", "column").rows()
[('PS-101', 'students', 3, 'S2', 'salutation')]
>>> print(report.explain("S2").splitlines()[0])
S2 will not sync: Salutation is missing (PS-101).
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast, overload

import polars as pl

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.delivery.handed import FailOn, Report, to_pandas, told
from schoolgate.engines.engine import Engine
from schoolgate.frames.export import masked
from schoolgate.intake.place import place_of
from schoolgate.run.order import Order, carried_out

if TYPE_CHECKING:
    import pandas as pd

Polars: TypeAlias = "pl.DataFrame | pl.LazyFrame"
When: TypeAlias = str | date | datetime | None
SettingsSource: TypeAlias = str | Path | Mapping[str, Any] | None
PathLike: TypeAlias = str | Path | None


@overload
def check(
    suite: str,
    source: "Mapping[str, pd.DataFrame]",
    settings: SettingsSource = None,
    as_of: When = None,
    engine: str = "fused",
    waivers: PathLike = None,
    *,
    notes: PathLike = None,
    fail_on: FailOn = "error",
    baseline: PathLike = None,
    max_findings: Mapping[str, int] | None = None,
    max_percent: Mapping[str, float] | None = None,
    strict: bool = False,
    pseudonyms: "bool | str | Path" = False,
    show_values: bool = False,
) -> "Report[pd.DataFrame]": ...
@overload
def check(
    suite: str,
    source: "str | Path | Mapping[str, pl.DataFrame] | Mapping[str, pl.LazyFrame] | Mapping[str, Polars]",
    settings: SettingsSource = None,
    as_of: When = None,
    engine: str = "fused",
    waivers: PathLike = None,
    *,
    notes: PathLike = None,
    fail_on: FailOn = "error",
    baseline: PathLike = None,
    max_findings: Mapping[str, int] | None = None,
    max_percent: Mapping[str, float] | None = None,
    strict: bool = False,
    pseudonyms: "bool | str | Path" = False,
    show_values: bool = False,
) -> Report[pl.DataFrame]: ...
def check(
    suite: str,
    source: object,
    settings: SettingsSource = None,
    as_of: When = None,
    engine: str = "fused",
    waivers: PathLike = None,
    *,
    notes: PathLike = None,
    fail_on: FailOn = "error",
    baseline: PathLike = None,
    max_findings: Mapping[str, int] | None = None,
    max_percent: Mapping[str, float] | None = None,
    strict: bool = False,
    pseudonyms: "bool | str | Path" = False,
    show_values: bool = False,
) -> Any:
    """Check frames, or a folder of files, and say per record what will happen, why, and how to mend it.

    Args:
        suite: the workflow, such as "portal-sync".
        source: a folder with a file per table, or a pandas or Polars frame for each table, by its name. Columns may hold
            text as a file would, or yes and no, dates and numbers; None, NaN, NaT and NA are missing. Records are
            numbered from 2 in the frame's order, as a spreadsheet numbers them under its header; an index is not read, and
            refused where it has a name. Columns that no rule reads are noted and ignored. Read CSV files with `dtype=str`
            in pandas, or `infer_schema=False` in Polars: what guesses types drops leading zeros of keys.
        settings: a mapping with the same keys as the TOML file, or the path of such a file. Without it: the file
            `settings.toml` in the folder, if it is there; for frames the defaults.
        as_of: what stands for now: a date, a date-time (without an offset it is local time at the school), or text such as
            "2026-09-01".
        engine: who judges, "fused", "pandera", "gx" or "sql" (extra `duckdb`); all find the same.
        waivers: the path of a TOML file of findings that are let pass until a day. Without it: the file `waivers.toml` in
            the folder, if it is there; for frames none.
        notes: the path of a TOML file of what people noted of rules and records. Without it: the file `notes.toml` in the
            folder, if it is there; for frames none.
        fail_on: the least severity that fails the run; "new" and "new-warning": only what got worse than the baseline.
        baseline: the path of the JSON report of an earlier run, to tell what is new.
        max_findings: how many findings of a rule pass, by its id.
        max_percent: the same as a percentage of the records that the rule asks.
        strict: whether a run that rests on an assumption fails.
        pseudonyms: replace the identifiers of persons: True takes the key from the environment, a path from that file.
        show_values: show cell values of personal columns too.

    Raises:
        UsageError: there is no such suite, engine or setting, or a waiver or a note is wrong; the message names the nearest.
        InputError: a required table or column is not there, or the source cannot be read.
        ProgramError: a rule or an engine crashed, or two engines disagree.

    >>> import schoolgate
    >>> schoolgate.check("portal-snyc", "extract")
    Traceback (most recent call last):
    schoolgate.basics.errors.UsageError: There is no suite 'portal-snyc': did you mean portal-sync?
    """
    with told():
        order = Order(
            suite=suites.load(suite),
            source=_source(source),
            settings=settings,
            as_of=as_of,
            engine=_engine(engine),
            fail_on=fail_on,
            waivers=_path(waivers),
            notes=_path(notes),
            baseline=_path(baseline),
            max_findings=_thresholds(max_findings),
            max_percent=_thresholds(max_percent),
            strict=strict,
            pseudonyms=pseudonyms is not False,
            key_file=None if isinstance(pseudonyms, bool) else Path(pseudonyms),
            show_values=show_values,
        )
        pandas = isinstance(source, Mapping) and any(_is_pandas(frame) for frame in source.values())
        return Report(carried_out(order), pandas=pandas, fail_on=fail_on, show_values=show_values)


def facts(
    suite: str,
    source: object,
    settings: SettingsSource = None,
    as_of: When = None,
    *,
    show_values: bool = False,
) -> dict[str, Any]:
    """The facts that the rules judge, worked out from frames or from a folder of files.

    They are what the committed Great Expectations suites and `schoolgate.schemas` take. Personal text is replaced by a
    marker, so that whether there is any can still be asked.

    Args:
        suite: the workflow.
        source: as for `check`.
        settings: as for `check`.
        as_of: as for `check`.
        show_values: leave personal text as it stands.

    Returns:
        A frame per fact table, by its name: pandas for pandas, otherwise Polars. Each has the columns `row`, the key, the
        table's own columns and what is derived, and a flag `<column>__unknown` beside each that can be unknown.

    Raises:
        UsageError: as for `check`.
        InputError: as for `check`.
        ProgramError: as for `check`.
    """
    report = check(suite, cast("Any", source), settings, as_of)
    tables = report.result.suite.facts_by_name
    frames = {
        name: frame if show_values else masked(frame, tables[name], report.result.suite)
        for name, frame in report.result.facts.items()
    }
    return {name: to_pandas(frame) if report.pandas else frame for name, frame in frames.items()}


def _engine(name: str) -> Engine:
    engines = [known.value for known in Engine]
    if name not in engines:
        msg = f"There is no engine {name!r}: {nearest(str(name), engines)}"
        raise UsageError(msg)
    return Engine(name)


def _source(source: object) -> object:
    return place_of(source) if isinstance(source, str) else source


def _path(given: PathLike) -> Path | None:
    return None if given is None else Path(given)


def _thresholds(given: Mapping[str, int] | Mapping[str, float] | None) -> tuple[str, ...]:
    return tuple(f"{rule}={most}" for rule, most in (given or {}).items())


def _is_pandas(frame: object) -> bool:
    return type(frame).__module__.partition(".")[0] == "pandas"
