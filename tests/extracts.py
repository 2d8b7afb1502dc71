"""Extracts for any suite, made from what its tables declare: rows that a person could not have typed by accident."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from schoolgate.language.suite import Suite
from schoolgate.language.table import UNPARSED, Column, Kind, Table

MARK = "zqxcanary"
"""Stands in every personal text. No name, no word of ours and no hash holds it."""
DATES = ("1937-06-05", "2026-03-29")
NUMBER = 918273645
TRACES = (MARK, *DATES, str(NUMBER))
"""What must not be found anywhere."""

Cell = Callable[[Table, Column, int], str]
_ROWS = 7


@dataclass(frozen=True, slots=True)
class _Canaries:
    """Personal cells: every one of them different."""

    numbers: Iterator[int]

    def text(self) -> str:
        return f"{MARK}{next(self.numbers):05}"

    def readable(self, column: Column, row: int) -> str:
        """A value that the column's type takes; a yes-or-no cell gives nobody away, so there is no canary of that type."""
        match column.kind:
            case Kind.TEXT:
                return f"{self.text()}@x.example" if row % 2 else self.text()
            case Kind.DATE:
                return DATES[row % 2]
            case Kind.DATETIME:
                return f"{DATES[row % 2]} 09:30"
            case Kind.INT | Kind.NUMBER:
                return str(NUMBER)
            case Kind.BOOL:
                return "true"


def write_canaries(suite: Suite, folder: Path) -> Path:
    """An extract with a canary in every personal cell; the rest varies so that rules pass, fail and cannot be checked.

    Rows, from 2 on: all well; typed cells that cannot be read; shown cells blank; no key; the key of the first row again;
    shown cells of no known value; typed cells and shown cells both spoilt.
    """
    canaries = _Canaries(count())

    def cell(table: Table, column: Column, row: int) -> str:
        if column.name == table.key:
            return "" if row == 3 else _key(suite, table, 0 if row == 4 else row)
        if not column.shown:
            unreadable = row in {1, 6} and column.kind is not Kind.TEXT
            return canaries.text() if unreadable else canaries.readable(column, row)
        if row == 2:
            return ""
        return "odd" if row in {5, 6} else _neutral(suite, table, column)

    return _written(suite, folder, _ROWS, cell)


def write_shown(suite: Suite, folder: Path, texts: tuple[str, ...]) -> Path:
    """An extract with a row per text, which stands in the row's key and in all its shown text cells."""

    def cell(table: Table, column: Column, row: int) -> str:
        text = column.kind is Kind.TEXT and (column.shown or column.name == table.key)
        return texts[row] if text else ""

    return _written(suite, folder, len(texts), cell)


def _written(suite: Suite, folder: Path, rows: int, cell: Cell) -> Path:
    folder.mkdir()
    for table in suite.tables:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(column.name for column in table.columns)
            writer.writerows([cell(table, column, row) for column in table.columns] for row in range(rows))
    return folder


def _key(suite: Suite, table: Table, row: int) -> str:
    neutral = (table.key and _neutral(suite, table, table.by_name[table.key])) or "K"
    return neutral if row == 0 else f"{neutral}-{row}"


def _neutral(suite: Suite, table: Table, column: Column) -> str:
    """The value that an example row takes, so that references of neutral rows find each other."""
    facts = [facts for facts in suite.fact_tables if facts.table == table.name and column.name in facts.facts]
    value = facts[0].facts[column.name].neutral if facts else None
    return "" if value is None else str(value)


def points_at_persons(suite: Suite) -> bool:
    """Whether a finding can hold a personal cell: of a rule about one, or of one that cannot be read."""
    personal = {column.name: column.kind for table in suite.tables for column in table.columns if not column.shown}
    unreadable = any(kind is not Kind.TEXT for kind in personal.values())
    return any(rule.column in personal or (rule.column == UNPARSED and unreadable) for rule in suite.rules)
