"""Where a suite's tables come from: which report, screen or file of which system holds which column.

The facts are `exports.toml` beside this module, as far as public documentation says; where it does not, that is said.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schoolgate.language.suite import Suite
from schoolgate.language.table import Table

_DATA = Path(__file__).with_name("exports.toml")
NOT_SAID = "not said"
_ABOUT = (
    "Which report, screen or file gives each column, as far as public documentation says; *not said* where it does not. "
    "A heading that differs from ours only in case, spaces or marks needs nothing, another one a line in `[intake]`."
)


@dataclass(frozen=True, slots=True)
class System:
    """A system that a school has, and where in it one exports from."""

    title: str
    where: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """What systems call one thing: `held` by the system's name; `note` holds for all of them."""

    held: Mapping[str, str]
    note: str


@dataclass(frozen=True, slots=True)
class Exports:
    """The guide: the systems, which of them a table can come from, and the fields by suite, table and column."""

    systems: Mapping[str, System]
    tables: Mapping[tuple[str, str], tuple[str, ...]]
    fields: Mapping[tuple[str, str, str], Field]


@cache
def exports() -> Exports:
    """The guide as the data have it."""
    document = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    systems = {
        name: System(said["title"], said["where"], tuple(said["sources"])) for name, said in document["systems"].items()
    }
    fields: dict[tuple[str, str, str], Field] = {}
    for said in document["fields"]:
        for number, place in enumerate(said["columns"]):
            held = {name: _one(said[name], number) for name in systems if name in said}
            suite, _, column = place.partition(" ")
            table, _, name = column.partition(".")
            fields[suite, table, name] = Field(held, said.get("note", ""))
    tables = {(place.split()[0], place.split()[1]): tuple(names) for place, names in document["tables"].items()}
    return Exports(systems, tables, fields)


def _one(said: str | list[str], number: int) -> str:
    """What is said of a column: for all alike, or a list of them."""
    return said if isinstance(said, str) else said[number]


def markdown(suites: Sequence[Suite], level: int = 1) -> str:
    """The guide of some suites as Markdown, its headings from `level` on."""
    guide, mark = exports(), "#" * level
    lines = [f"{mark} Where the columns come from", "", _ABOUT]
    used: dict[str, None] = {}
    for suite in suites:
        lines += ["", f"{mark}# {suite.name}"]
        for table in suite.tables:
            used.update(dict.fromkeys(guide.tables.get((suite.name, table.name), ())))
            optional = "" if table.required else " (optional)"
            lines += ["", f"{mark}## {table.name}{optional}", "", *_columns(suite, table)]
    lines += ["", f"{mark}# Where in each system", ""]
    for name in used:
        system = guide.systems[name]
        pages = ", ".join(f"[{number}]({page})" for number, page in enumerate(system.sources, start=1))
        lines.append(f"- **{system.title}**: {system.where}. Public pages: {pages}")
    return "\n".join(lines) + "\n"


def _columns(suite: Suite, table: Table) -> list[str]:
    """A row per column of the table, a column per system."""
    heads, *rows = grid(suite, table)
    told = [[f"`{name}`{f' ({note})' if note else ''}", *held] for name, note, *held in rows]
    return [f"| {' | '.join(row)} |" for row in (["column", *heads], ["---"] * (len(heads) + 1), *told)]


def grid(suite: Suite, table: Table) -> list[list[str]]:
    """The systems that a table can come from, then a row per column: its name, what is said of all, what each calls it."""
    guide = exports()
    names = guide.tables.get((suite.name, table.name), ())
    rows = [[guide.systems[name].title for name in names]]
    for column in table.columns:
        field = guide.fields.get((suite.name, table.name, column.name), Field({}, ""))
        held = [field.held.get(name, "" if field.note and not field.held else NOT_SAID) for name in names]
        rows.append([column.name, field.note, *held])
    return rows


def systems(suite: Suite) -> list[System]:
    """The systems that tables of a suite can come from."""
    guide = exports()
    names = dict.fromkeys(name for table in suite.tables for name in guide.tables.get((suite.name, table.name), ()))
    return [guide.systems[name] for name in names]
