"""Presets: the `[intake]` of a system's files, with a name. Each is a file of data in `presets/`; none has code of its own.

A preset file names itself (`title`, `about`, `source`), the `files` of its format, which are no tables of ours by their
names, what else it is recognised by (`headings`; `cells` where it has none), and for XML the `records`: paths from the root
to the elements that are records. `[lacks]` says per suite what the format does not carry, which `map` asks. Everything else
is `[<suite>.<table>]`, in the words of `[intake.<table>]`.

What a person says in the settings comes before what a preset says, word by word.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.intake.names.fold import fold
from schoolgate.intake.sheet import Sheet
from schoolgate.language.mapping import IntakeSettings, Join, TableIntake

FOLDER = Path(__file__).parent / "presets"
_OWN = ("title", "about", "source", "files", "headings", "cells", "records", "lacks")


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset: `tables` are what it says of them, by suite and table.

    `headings` and `cells` are what it is recognised by, beside what it reads: headings of its format that it leaves unread,
    and, of a format without a header, what each cell of a row looks like.
    """

    name: str
    title: str
    about: str
    source: str
    files: tuple[str, ...]
    headings: tuple[str, ...]
    cells: tuple[str, ...]
    records: tuple[str, ...]
    lacks: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Mapping[str, TableIntake]]


@cache
def presets(folder: Path = FOLDER) -> Mapping[str, Preset]:
    """The presets of a folder, by name."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> Preset:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return Preset(
        name=path.stem,
        title=document["title"],
        about=document["about"],
        source=document.get("source", ""),
        files=tuple(document.get("files", ())),
        headings=tuple(document.get("headings", ())),
        cells=tuple(document.get("cells", ())),
        records=tuple(document.get("records", ())),
        lacks={suite: tuple(said) for suite, said in document.get("lacks", {}).items()},
        tables={
            suite: {table: TableIntake.model_validate(said) for table, said in tables.items()}
            for suite, tables in document.items()
            if suite not in _OWN
        },
    )


def record_paths(folder: Path = FOLDER) -> tuple[str, ...]:
    """The paths of the elements that are records, of every preset that reads XML."""
    return tuple(path for preset in presets(folder).values() for path in preset.records)


def preset(name: str, where: str, folder: Path = FOLDER) -> Preset:
    """The preset of that name; `where` is what a complaint calls the place that names it.

    Raises:
        UsageError: there is none.
    """
    known = presets(folder)
    if name not in known:
        msg = f"{where}: there is no preset {name!r}; {nearest(name, list(known))}"
        raise UsageError(msg)
    return known[name]


def with_presets(said: IntakeSettings, suite: str, sheets: Sequence[Sheet], folder: Path = FOLDER) -> IntakeSettings:
    """What holds for each table once the presets that are named have spoken; files of theirs are no tables by their names.

    A preset is silent about a table or a join whose file is not among the sheets, and about a column whose heading that file
    does not have: a format has optional files and columns.

    Raises:
        UsageError: a preset is not known, or says nothing of what it is named for.
    """
    tables = dict(said.tables)
    files: dict[str, None] = {}
    for chosen, table in _chosen(said, suite, folder):
        files |= dict.fromkeys(chosen.files)
        own = tables.get(table, TableIntake())
        held = chosen.tables[suite][table]
        if own.files or not held.files or _words(sheets, held.files) is not None:
            tables[table] = _merged(held, own, sheets)
    named = {name.casefold() for one in tables.values() for name in one.files}
    ignore = [name for name in files if name.casefold() not in named]
    return said.model_copy(update={"tables": tables, "ignore": (*said.ignore, *ignore)})


def _chosen(said: IntakeSettings, suite: str, folder: Path) -> list[tuple[Preset, str]]:
    """The presets with the tables that each speaks of: a table's own before the one for all."""
    found: list[tuple[Preset, str]] = []
    for table, own in said.tables.items():
        if own.preset is not None:
            chosen = preset(own.preset, f"[intake.{table}]", folder)
            if table not in chosen.tables.get(suite, {}):
                places = [f"{of}'s {name}" for of, tables in chosen.tables.items() for name in tables]
                msg = f"[intake.{table}]: the preset {chosen.name!r} is not for it; it is for {', '.join(places)}"
                raise UsageError(msg)
            found.append((chosen, table))
    if said.preset is not None:
        chosen = preset(said.preset, "[intake]", folder)
        if suite not in chosen.tables:
            msg = f"[intake]: the preset {chosen.name!r} has no table of {suite}; it is for {', '.join(chosen.tables)}"
            raise UsageError(msg)
        found += [(chosen, table) for table in chosen.tables[suite] if said.of(table).preset is None]
    return found


def _words(sheets: Sequence[Sheet], files: Sequence[str]) -> frozenset[str] | None:
    """The folded words of the first rows of the files, their headings among them; None where none of them is there."""
    wanted = {name.casefold() for name in files}
    found = [sheet for sheet in sheets if not wanted or sheet.path.name.casefold() in wanted]
    return frozenset(fold(cell) for sheet in found for line in sheet.top for cell in line.cells) if found else None


def _merged(held: TableIntake, own: TableIntake, sheets: Sequence[Sheet]) -> TableIntake:
    """What the preset holds, and over it what a person says of the same table."""
    base = held.model_dump(exclude_unset=True)
    person = own.model_dump(exclude_unset=True)
    decided = {*person.get("columns", {}), *person.get("constant", {})}
    words = _words(sheets, own.files or held.files) or frozenset()
    joins = [_join(join, decided, sheets) for join in held.join]
    base["join"] = [join for join in joins if join is not None]
    for key in ("columns", "constant"):
        base[key] = {ours: theirs for ours, theirs in base.get(key, {}).items() if ours not in decided}
    known = {*(name for join in base["join"] for name in join["columns"]), *held.columns_in_order}
    base["columns"] = {
        ours: theirs for ours, theirs in base["columns"].items() if fold(theirs) in words or theirs in known
    }
    merged: dict[str, Any] = {**base, **person}
    for key, value in base.items():
        if isinstance(value, Mapping) and isinstance(person.get(key), Mapping):
            merged[key] = {**value, **person[key]}
        elif key == "ignore":
            merged[key] = [*value, *person.get(key, ())]
    return TableIntake.model_validate({key: value for key, value in merged.items() if key != "preset"})


def _join(join: Join, decided: Collection[str], sheets: Sequence[Sheet]) -> dict[str, Any] | None:
    """A join as far as its files and headings are there."""
    words = _words(sheets, [join.file])
    inner = [_join(one, (), sheets) for one in join.join]
    if words is None or None in inner:
        return None
    found = join.model_dump(exclude_unset=True)
    brought = {ours for one in inner if one for ours in one["columns"]}
    found["columns"] = {
        ours: theirs
        for ours, theirs in join.columns.items()
        if ours not in decided and (fold(theirs) in words or theirs in brought)
    }
    if inner:
        found["join"] = inner
    return found
