"""The table of names, `aliases.toml`, as the columns of a suite's tables claim them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from schoolgate.basics.folding import closed
from schoolgate.intake.names.fold import fold, forms
from schoolgate.language.table import Table


@cache
def _document() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "aliases.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Names:
    """What the headings of one table can mean. Every heading is given folded."""

    table: Table
    claimed: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Heading -> the columns that it is a name of; of several none may take it alone."""
    offered: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Heading -> the columns that it may be, which a person must say."""

    @cached_property
    def canonical(self) -> Mapping[str, str]:
        """The columns by their own names, folded."""
        return {fold(column.name): column.name for column in self.table.columns}

    def column(self, folded: str) -> str | None:
        """The column that a heading is by its own name or by an alias; None where nobody may say."""
        claimed_by = self.claimed.get(folded, ())
        return self.canonical.get(folded) or (claimed_by[0] if len(claimed_by) == 1 else None)

    def candidates(self, folded: str) -> tuple[str, ...]:
        """The columns that a heading may be, none of which may take it alone."""
        claimed_by = self.claimed.get(folded, ())
        return (*(claimed_by if len(claimed_by) > 1 else ()), *self.offered.get(folded, ()))

    def knows(self, folded: str) -> bool:
        """Whether the heading is a name of any column, even a doubtful one."""
        return folded in self.canonical or folded in self.claimed or folded in self.offered


def names_of(table: Table) -> Names:
    """The names of a table's columns."""
    columns = {column.name for column in table.columns}
    claimed_by: dict[int, dict[str, list[str]]] = {1: {}, 2: {}, 3: {}}
    for entry in _document()["columns"]:
        for ours in entry["ours"]:
            place, _, name = ours.rpartition(".")
            if name not in columns or place not in {"", table.name}:
                continue
            key_only = entry.get("key_only", [])
            first, second, doubtful = entry.get("names", []), entry.get("second", []), entry.get("doubtful", [])
            if name == table.key:
                first = [*first, *key_only]
            else:
                doubtful = [*doubtful, *key_only]
            for rank, spellings in enumerate((first, second, doubtful), start=1):
                for spelling in spellings:
                    claimed_by[rank].setdefault(fold(spelling), []).append(name)
    own = {fold(column.name) for column in table.columns}
    claimed = {
        name: tuple(dict.fromkeys(ours))
        for rank in (2, 1)
        for name, ours in claimed_by[rank].items()
        if name not in own
    }
    offered = {name: tuple(dict.fromkeys(ours)) for name, ours in claimed_by[3].items() if name not in own}
    return Names(table, claimed, offered)


def table_names(table: Table) -> frozenset[str]:
    """What a file of the table may be called, folded."""
    others = _document()["tables"].get(table.name, [])
    return frozenset().union(*map(forms, (table.name, *others)))


def is_role(heading: str) -> bool:
    """Whether a column of that heading says who is a student and who is not."""
    return fold(heading) in _roles()


def is_of_others(word: str) -> bool:
    """Whether a word of a column says that somebody is a person of a school, and no student."""
    return forms(word) & _others() != frozenset()


@cache
def _others() -> frozenset[str]:
    return frozenset().union(*(forms(word) for word in _document()["people"]["others"]))


@cache
def _roles() -> frozenset[str]:
    return frozenset(fold(name) for name in _document()["people"]["names"])


def is_elsewhere(heading: str) -> bool:
    """Whether a heading speaks of what is no column of ours: a school, an organisation, a password."""
    folded = fold(heading)
    return any(fold(word) in folded for word in _document()["elsewhere"]["words"])


def is_id(heading: str) -> bool:
    """Whether a heading says of itself that its cells are ids: "School_id", "orgSourcedIds"."""
    return re.search(r"(?:[a-z0-9]|[\s_-]|^)(?:ID|Id|IDs|Ids)$|[\s_-]ids?$", heading) is not None


def word_for(table: str, column: str, word: str) -> str | None:
    """What a word of a system may mean in a closed vocabulary of ours; itself where it is no such word; None: unknown."""
    every = _document()["words"]
    means = every.get(f"{table}.{column}") or every.get(column) or {}
    folded = closed(word)
    found = next((ours for ours, theirs in means.items() if folded in map(closed, theirs)), None)
    return word if found == "" else found


def looks_of(column: str) -> str:
    """What the cells of a column look like: a word of the table's `looks`; empty where nobody can say."""
    return next((word for word, columns in _document()["looks"].items() if column in columns), "")


def says_who_goes(column: str) -> bool:
    """Whether yes in that column is a person who leaves."""
    return column in _document()["leaving"]["names"]


def known_names(tables: Sequence[Table]) -> frozenset[str]:
    """Every heading, folded, that some column of the tables is known by."""
    every = [names_of(table) for table in tables]
    return frozenset(name for names in every for name in (*names.canonical, *names.claimed, *names.offered))
