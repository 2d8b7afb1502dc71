"""Tables that hold several schools, divided: each school has its own rows, under the numbers that they have in the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.intake.arranging import Texts
from schoolgate.intake.files import read_texts
from schoolgate.intake.place import Place
from schoolgate.intake.source import Wanted
from schoolgate.language.frame import TextTable
from schoolgate.language.table import ROW

_FIRST = 5


@dataclass(frozen=True)
class Part:
    """The tables of one school, as text; `school` is what the cells call it, `where` what it is a part of."""

    school: str
    where: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Divided:
    """The parts of a source, in the order of the schools' names; and what is told of rows that name no school."""

    parts: tuple[Part, ...]
    nobodys: str


def divides(wanted: Wanted) -> bool:
    """Whether the settings say that tables hold several schools."""
    return any(wanted.said.divided_by(table.name) is not None for table in wanted.tables)


def refuse_several(wanted: Wanted) -> None:
    """Refuse to check several schools as if they were one: keys of one would be looked up in another.

    Raises:
        UsageError: the settings say that tables hold several.
    """
    if divides(wanted):
        msg = "the settings say that the tables hold several schools ([intake] partition): give --each to check each of them"
        raise UsageError(msg)


def divided(paths: Sequence[Place], wanted: Wanted) -> Divided:
    """Read once, and divide. A table that does not name schools is every school's, and that is told of each.

    Raises:
        InputError: a path or a file cannot be read, a required table or column is not there, no row names a school, or the
            main table does not say whose its records are.
        UsageError: the settings name what there is not.
    """
    where = ", ".join(map(str, paths))
    texts = read_texts(paths, wanted)
    main = texts.tables.get(wanted.tables[0].name)
    if main is not None and main.schools is None:
        msg = (
            f"{main.path}: does not say whose its records are, though the settings divide tables by schools: name the "
            f"heading in [intake.{wanted.tables[0].name}] partition, as the file has it"
        )
        raise InputError(msg)
    shared = [text.path.name for text in texts.tables.values() if text.schools is None]
    notes = [f"{name}: names no school: its rows are taken as every school's" for name in shared]
    texts = replace(texts, notes=(*texts.notes, *notes))
    held = {name: text for name, text in texts.tables.items() if text.schools is not None}
    rows = {name: _rows(text.schools) for name, text in held.items() if text.schools is not None}
    schools = sorted({school for of in rows.values() for school in of if school is not None})
    if not schools:
        msg = f"{where}: no row names a school, though the settings divide the tables by schools"
        raise InputError(msg)
    parts = tuple(_part(school, where, texts, rows) for school in schools)
    return Divided(parts, "; ".join(_nobodys(held, rows)))


def _rows(schools: pl.Series) -> dict[str | None, Sequence[int]]:
    """The positions of each school's rows."""
    named = schools.alias("school").to_frame().with_row_index("at")
    return dict(named.group_by("school", maintain_order=True).agg("at").iter_rows())


def _part(school: str, where: str, texts: Texts, rows: Mapping[str, Mapping[str | None, Sequence[int]]]) -> Part:
    mine = {
        name: _of_school(text, rows[name].get(school, [])) if name in rows else text
        for name, text in texts.tables.items()
    }
    return Part(school, where, replace(texts, tables=mine))


def _of_school(text: TextTable, at: Sequence[int]) -> TextTable:
    frame = text.frame[at]
    lines = None
    if text.lines is not None:
        rows = frame[ROW].to_list()
        # Not those of all schools: a part goes to a process of its own.
        lines = partial(_lines, dict(zip(rows, text.lines(rows), strict=True)))
    pieces = tuple(replace(piece, lines=None) for piece in text.pieces) if len(text.pieces) == 1 else text.pieces
    return replace(text, frame=frame, schools=None, lines=lines, pieces=pieces)


def _lines(known: Mapping[int, int], rows: Sequence[int]) -> list[int]:
    return [known[row] for row in rows]


def _nobodys(held: Mapping[str, TextTable], rows: Mapping[str, Mapping[str | None, Sequence[int]]]) -> Iterator[str]:
    """The rows of each table that name no school: they are in nobody's check."""
    for name, text in held.items():
        at = rows[name].get(None)
        if at is not None:
            numbers = text.frame[ROW][at[:_FIRST]].to_list()
            more = ", ..." if len(at) > len(numbers) else ""
            many = "row names" if len(at) == 1 else "rows name"
            yield f"{len(at):,} {many} no school in {text.path.name} (row {', '.join(map(str, numbers))}{more})"
