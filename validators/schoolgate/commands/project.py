"""`schoolgate.toml`: what a project checks, so that `schoolgate check` needs no arguments. What is given wins."""

import argparse
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.looking import exists, is_folder
from schoolgate.gate.levels import LEVELS, NEW_LEVELS
from schoolgate.intake.place import STDIN, Address, Place, place_of
from schoolgate.language.files import SETTINGS_FILE
from schoolgate.language.settings import toml_document, validated
from schoolgate.options.project import PROJECT_FILE
from schoolgate.run.order import Order, beside, named

GIVEN, DEFAULT = "the command line", "the default"
"""Who says what no project file says."""
_FAIL_ON = "error"
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)


class ProjectGate(BaseModel):
    """`[gate]`: what fails the run, as the options of the same names say it."""

    model_config = _STRICT

    fail_on: str | None = Field(default=None, description="as --fail-on")
    strict: bool | None = Field(default=None, description="as --strict")
    baseline: str | None = Field(default=None, description="as --baseline")
    waivers: str | None = Field(default=None, description="as --waivers")
    max_findings: dict[str, int | float] = Field(default_factory=dict, description="{ RULE = NUMBER }")
    max_percent: dict[str, int | float] = Field(default_factory=dict, description="{ RULE = PERCENT }")

    @field_validator("fail_on")
    @classmethod
    def _a_level(cls, name: str | None) -> str | None:
        if name is not None and name not in {**LEVELS, **NEW_LEVELS}:
            raise ValueError(nearest(name, {**LEVELS, **NEW_LEVELS}))
        return name


class Project(BaseModel):
    """What the file may hold. Paths are relative to the folder that it lies in."""

    model_config = _STRICT

    suite: str | None = Field(default=None, description="the workflow")
    source: tuple[str, ...] = Field(default=(), strict=False, description="a folder, a file, a database; or several")
    school: str | None = Field(default=None, description="as --school")
    settings: str | None = Field(default=None, description="as --settings")
    notes: str | None = Field(default=None, description="as --notes")
    reports: tuple[str, ...] = Field(default=(), strict=False, description='as --report: "junit=report.xml"')
    docs: tuple[str, ...] = Field(default=(), strict=False, description="as --docs; one, or several")
    gate: ProjectGate = Field(default_factory=ProjectGate, description="what fails the run")

    @field_validator("source", "reports", "docs", mode="before")
    @classmethod
    def _one_or_several(cls, given: Any) -> Any:
        return (given,) if isinstance(given, str) else given


@dataclass(frozen=True)
class Config:
    """What a check is asked, and who says so.

    Args:
        options: of the command line, filled.
        told_by: the name of an option -> who gave it: `GIVEN`, `DEFAULT`, or the project file.
        path: of the project file, if there is one that holds.
    """

    options: argparse.Namespace
    told_by: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None


def filled(options: argparse.Namespace, command: str = "check", *, any_suite: bool = False) -> Config:
    """The options, where nothing is given as the project file says; of another suite than is given it says nothing.

    Args:
        options: those of a command that takes a suite, sources and settings; what else a project file may say counts as
            far as the command has an option for it.
        command: what the command is called.
        any_suite: it can do without a suite.

    Raises:
        UsageError: the file cannot be used, or nobody says which suite or which source.
    """
    suite, source = _suite_and_source(options.suite, options.source)
    path = None if options.no_config else options.config or _found(_here())
    project = Project() if path is None else _read(path)
    if suite is not None and project.suite not in {None, suite}:
        if options.config is not None:
            msg = f"{path}: is about {project.suite}, not {suite}; leave one of them out"
            raise UsageError(msg)
        path, project = None, Project()
    values, told_by = _merged(vars(options) | {"suite": suite, "source": source}, project, path)
    if values["suite"] is None and not any_suite:
        raise UsageError(_no_suite(source, command))
    if values["suite"] is not None:
        suites.load(values["suite"])
    if not values["source"]:
        named = f" {values['suite']}" if values["suite"] and not any_suite else ""
        msg = (
            f"which source? Give a folder, a file or a database: schoolgate {command}{named} SOURCE; or name it in "
            f"{PROJECT_FILE}"
        )
        raise UsageError(msg)
    return Config(argparse.Namespace(**values), told_by, path)


def kept_in(options: argparse.Namespace, option: str, name: str) -> tuple[Path, Path | None]:
    """Where a file lies that is found beside the tables, and their folder, as far as a project file says so.

    Args:
        options: with `file`, which wins, `config` and `no_config`.
        option: what a check names the file by, without its dashes.
        name: what the file is called beside the tables.

    Raises:
        UsageError: the project file cannot be used.
    """
    path = None if options.no_config else options.config or _found(_here())
    said = {} if path is None else dict(_values(_read(path), path.parent))
    places = [place for place in said.get("source", ()) if isinstance(place, Path) and str(place) != STDIN]
    source = next((place if is_folder(place) else place.parent for place in places), None)
    found = None if source is None else named(source, name) or source / name
    return options.file or said.get(option) or found or Path(name), source


@dataclass(frozen=True, slots=True)
class Reports:
    """What a project file says of reports to compare: the `old` one, the `new` one that a check writes, and what fails."""

    old: Path | None = None
    new: Path | None = None
    fail_on: str | None = None


def reports_of(options: argparse.Namespace) -> Reports:
    """The reports of the project: its baseline, and the JSON report that its checks write.

    Raises:
        UsageError: the project file cannot be used.
    """
    path = None if options.no_config else options.config or _found(_here())
    said = {} if path is None else dict(_values(_read(path), path.parent))
    written = (text.removeprefix("json=") for text in said.get("report", ()) if text.startswith("json="))
    new = next((Path(place) for place in written if place not in {"", STDIN}), None)
    return Reports(said.get("baseline"), new, said.get("fail_on"))


def _suite_and_source(suite: str | None, source: Sequence[Place]) -> tuple[str | None, list[Place]]:
    """The two, where the first word may be the source: what is no suite, and is there, is one."""
    if suite is None or suite in suites.names():
        return suite, list(source)
    place = place_of(suite)
    # No suite has one of these marks in its name.
    if isinstance(place, Address) or suite == STDIN or exists(place) or set(suite) & set("/\\."):
        return None, [place, *source]
    return suite, list(source)


def _no_suite(source: Sequence[Place], command: str) -> str:
    names = ", ".join(suites.names())
    place = str(source[0]) if source else "SOURCE"
    return (
        f"which workflow? Its name comes first: schoolgate {command} SUITE {place}, with one of {names}; schoolgate inspect "
        f"{place} says which of them the files fit"
    )


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError:  # the folder is gone
        return Path()


def _found(folder: Path) -> Path | None:
    """The project file in a folder, or in the nearest above it.

    Raises:
        UsageError: it lies where anybody may write: what it says may be a stranger's.
    """
    for one in (folder, *folder.parents):
        path = one / PROJECT_FILE
        with suppress(OSError):
            if not stat.S_ISREG(path.stat().st_mode):
                continue
            if os.name == "posix" and one.stat().st_mode & stat.S_IWOTH:
                msg = f"{_shown(path)}: lies in a folder that anybody may write to; is it yours? Then name it with --config"
                raise UsageError(msg)
            return path
    return None


def _read(path: Path) -> Project:
    where = _shown(path)
    document = toml_document(path, where, "--config")
    for given, model, place in ((document, Project, where), (document.get("gate"), ProjectGate, f"{where}, [gate]")):
        for key in given if isinstance(given, Mapping) else ():
            if key not in model.model_fields:
                msg = f"{place}: unknown setting {key!r}: {nearest(key, model.model_fields)}"
                raise UsageError(msg)
    found = validated(Project, document, where)
    if found.suite is not None and found.suite not in suites.names():
        msg = f"{where}: suite = {found.suite!r}: {nearest(found.suite, suites.names())}"
        raise UsageError(msg)
    return found


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_absolute() else str(path)


def _merged(given: Mapping[str, Any], project: Project, path: Path | None) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that count, each with who says so."""
    values, told_by = dict(given), {}
    file = {} if path is None else dict(_values(project, path.parent))
    asked = ("suite", "source", "school", "settings", "notes", "report", "docs", *ProjectGate.model_fields)
    for name in (one for one in asked if one in given):
        if name == "settings" and given.get("trusted_settings") is not None:
            # Trusted settings alone count: those of the project stand beside them.
            continue
        if given[name] not in (None, []):
            told_by[name] = GIVEN
        elif name in file:
            values[name] = file[name]
            told_by[name] = _shown(path) if path is not None else ""
        elif name in {"fail_on", "strict"}:
            told_by[name] = DEFAULT
    if "fail_on" in values:
        values["fail_on"] = values["fail_on"] or _FAIL_ON
        values["strict"] = bool(values["strict"])
    return values, told_by


def _values(project: Project, folder: Path) -> Iterator[tuple[str, Any]]:
    """What the file says, as the options of these names would hold it."""
    plain = {"suite": project.suite, "school": project.school}
    yield from ((name, value) for name, value in plain.items() if value is not None)
    if project.source:
        yield "source", [_placed(folder, text) for text in project.source]
    if project.settings is not None:
        yield "settings", _beside(folder, project.settings)
    if project.notes is not None:
        yield "notes", _beside(folder, project.notes)
    if project.reports:
        yield "report", [_report(folder, text) for text in project.reports]
    if project.docs:
        yield "docs", [_beside(folder, text) for text in project.docs]
    for name, value in project.gate:
        if name in {"baseline", "waivers"} and value is not None:
            yield name, _beside(folder, value)
        elif isinstance(value, dict) and value:
            yield name, [f"{rule}={most}" for rule, most in value.items()]
        elif value not in (None, {}):
            yield name, value


def _beside(folder: Path, text: str) -> Path:
    """A path of the file, as one would write it here."""
    return Path(os.path.relpath(folder / text)) if not Path(text).is_absolute() else Path(text)


def _placed(folder: Path, text: str) -> Place:
    place = place_of(text)
    return place if isinstance(place, Address) or text == STDIN else _beside(folder, text)


def _report(folder: Path, text: str) -> str:
    name, given, place = text.partition("=")
    return f"{name}={_beside(folder, place)}" if given and place not in {"", STDIN} else text


def printed(config: Config) -> str:
    """What would be checked, as a project file would say it from this folder, each line with who says so."""
    options, rows = config.options, []
    settings = options.settings or options.trusted_settings
    told_by = dict(config.told_by)
    if settings is None:
        order = Order(suite=suites.load(options.suite), source=tuple(options.source))
        settings = beside(order, SETTINGS_FILE)
        told_by["settings"] = "beside the source"
    elif options.settings is None:
        told_by["settings"] = f"{GIVEN}, trusted"
    rows.append(("suite", options.suite, "suite"))
    rows.append(("source", [str(place) for place in options.source], "source"))
    if options.school is not None:
        rows.append(("school", options.school, "school"))
    if settings is not None:
        rows.append(("settings", str(settings), "settings"))
    if options.notes is not None:
        rows.append(("notes", str(options.notes), "notes"))
    rows.append(("reports", options.report, "report"))
    rows.append(("docs", [str(place) for place in options.docs], "docs"))
    lines = [_line(key, value, told_by.get(name, DEFAULT)) for key, value, name in rows]
    lines += ["", "[gate]"]
    for name in ProjectGate.model_fields:
        value = getattr(options, name)
        if name in {"max_findings", "max_percent"}:
            value = dict(text.split("=", 1) for text in value)
        if value not in (None, {}):
            lines.append(_line(name, value, told_by.get(name, DEFAULT)))
    return "\n".join(lines) + "\n"


def _line(key: str, value: Any, who: str) -> str:
    return f"{key} = {_toml(value)}  # {who}"


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{ " + ", ".join(f"{json.dumps(rule)} = {most}" for rule, most in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return json.dumps(str(value), ensure_ascii=False)
