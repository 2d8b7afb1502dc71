"""Tables as text become a source: typed, with what is worth saying once about each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from schoolgate.basics.dates import Calendar, DateFormat
from schoolgate.frames.begun import begun
from schoolgate.intake import doubts
from schoolgate.intake.cells import typed
from schoolgate.intake.dating import Dated, dated
from schoolgate.intake.keys import normalised
from schoolgate.intake.words import closed_words
from schoolgate.judgement.tally import not_supplied
from schoolgate.language.frame import TextTable, TypedTables
from schoolgate.language.mapping import IntakeSettings
from schoolgate.language.question import Assumption
from schoolgate.language.reading import listed
from schoolgate.language.spoilt import Spoilt
from schoolgate.language.table import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: the text tables by name, the same typed, and what is worth saying once about the run.

    `assumptions` are what intake took to be so; `spoilt` the columns that cannot be read as they should, told as causes;
    `hollow` the optional tables that are there without a record, of which nobody has said that this is right.
    """

    text: dict[str, TextTable]
    typed: TypedTables
    notes: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()
    spoilt: tuple[Spoilt, ...] = ()
    hollow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a source is read for: the suite's tables, what the settings say of it, how they write dates; which suite."""

    tables: tuple[Table, ...]
    said: IntakeSettings
    calendar: Calendar
    suite: str = ""


def source_of(text: Mapping[str, TextTable], wanted: Wanted, notes: Sequence[str]) -> Source:
    """The source that the text tables make; `notes` come before what there is to say of each table."""
    doubtful = {
        table.name: begun(partial(doubts.notes, text[table.name], table), text[table.name].frame.height)
        for table in wanted.tables
        if table.name in text
    }
    told: list[str] = []
    whole: dict[str, TextTable] = {}
    ways: dict[str, dict[str, Dated]] = {}
    assumptions: list[Assumption] = []
    spoilt: list[Spoilt] = []
    for table in wanted.tables:
        if table.name not in text:
            if table.without:
                told.append(f"{not_supplied(table.name)}: {table.without}")
            continue
        one = text[table.name]
        ways[table.name] = _ways(one, table, wanted)
        reading = one.reading
        if reading is not None:
            said = {ours: " or ".join(forms) for ours, forms in wanted.said.of(table.name).dates.items()}
            found = {ours: way.found.told for ours, way in ways[table.name].items() if way.found}
            reading = replace(reading, dates={**said, **found})
        whole[table.name] = replace(one, reading=reading)
        told += _notes(whole[table.name], table, wanted)
        told += doubtful[table.name]()
        for name, way in ways[table.name].items():
            spoilt += [_undated(one, table, name, way)] if way.unread else []
            assumptions += [_assumed(one, table, name, way)] if way.found else []
        spoilt += _spoilt(one, table)
        assumptions += _constants(one, table)
    frames, absent, further = _typed(whole, wanted, ways)
    by_name = {table.name: table for table in wanted.tables}
    return Source(
        text=whole,
        typed=TypedTables(frames, absent),
        notes=(*notes, *told, *further),
        assumptions=tuple(assumptions),
        spoilt=tuple(spoilt),
        hollow=tuple(name for name, one in whole.items() if _is_hollow(one, by_name[name], wanted.said)),
    )


def _ways(text: TextTable, table: Table, wanted: Wanted) -> dict[str, Dated]:
    """How each column of dates is read, where it is not simply YYYY-MM-DD."""
    said = wanted.said.of(table.name).dates
    ways: dict[str, Dated] = {}
    for column in table.columns:
        own = tuple(map(DateFormat.parse, said.get(column.name, ())))
        if column.name in text.columns and column.kind is Kind.DATE:
            ways[column.name] = dated(text.frame[column.name], own, wanted.calendar.formats)
        elif column.name in text.columns and column.kind is Kind.DATETIME:
            ways[column.name] = Dated(own or wanted.calendar.formats)
    return ways


def _assumed(text: TextTable, table: Table, column: str, way: Dated) -> Assumption:
    return Assumption(
        question=f"{table.name}.{column}",
        asks=f"How are the dates in {column} of {text.path.name} written?",
        assumed=f"{way.found.order} ({way.found.told})" if way.found else "",
        records=way.cells,
        answer=f"[intake.{table.name}.dates] {column} = {way.found.value}" if way.found else "",
        evidence=way.evidence,
        of=table.of,
    )


def _constants(text: TextTable, table: Table) -> Iterable[Assumption]:
    """What the settings say that every row holds: a person's word, which no file bears out."""
    for ours, said in text.reading.constants.items() if text.reading is not None else ():
        yield Assumption(
            question=f"{table.name}.{ours}",
            asks=f"Is {ours} the same in every row of {text.path.name}?",
            assumed=said or "blank",
            records=text.frame.height,
            answer=f"a column of {ours} in {text.path.name}, instead of [intake.{table.name}.constant]",
            evidence="the settings say so, and no file does",
            of=table.of,
        )


def _undated(text: TextTable, table: Table, column: str, way: Dated) -> Spoilt:
    answer = " or ".join(f"{column} = {choice.value}" for choice in way.choices)
    return Spoilt(
        name=f"{table.name}.{column}",
        records=way.cells,
        message=f"{column} of {text.path.name} is not read as dates: {way.unread}.",
        fix=f"Say how they are written: [intake.{table.name}.dates] {answer or f'{column} = ...'}"
        if way.choices
        else "Export the file again with one way to write dates.",
        fails=False,
    )


def _spoilt(text: TextTable, table: Table) -> Iterable[Spoilt]:
    for column in table.columns:
        if column.name in text.columns and (column.person or column.name == table.key):
            how = doubts.spoilt(text, column)
            if how is not None:
                yield Spoilt(
                    name=f"{table.name}.{column.name}",
                    records=text.frame[column.name].drop_nulls().len(),
                    message=f"Every {column.name} of {text.path.name} is written {how}: a spreadsheet changed the ids.",
                    fix="Export the file again, and open it with that column as text; nothing is turned back by guess.",
                    fails=True,
                )
            if rows := sorted(text.unreadable.get(column.name, ())):
                yield _without_key(text, table, column, rows)


def _without_key(text: TextTable, table: Table, column: Column, rows: Sequence[int]) -> Spoilt:
    """Cells of a key, or of what names one, that nobody can read: it is not the school that left them out."""
    many = len(rows) > 1
    return Spoilt(
        name=f"{table.name}.{column.name}",
        records=len(rows),
        message=(
            f"{len(rows):,} {'cells' if many else 'cell'} of {column.name} in {text.path.name} cannot be read "
            f"({'rows' if many else 'row'} {listed(list(map(str, rows)), 5)}): an error, a formula without a value, "
            "or a number longer than the fifteen digits that a spreadsheet keeps."
        ),
        fix=f"Export the file again with {column.name} as text; nothing is guessed.",
        # A record without a key that its table must have takes part in nothing.
        fails=column.name == table.key and column.required,
    )


def _notes(text: TextTable, table: Table, wanted: Wanted) -> list[str]:
    reading, label = text.reading, text.path.name
    notes: list[str] = []
    if reading is not None and not reading.is_plain:
        notes.append(reading.sentence(table.name))
    elif reading is not None and reading.unread:
        notes.append(f"{label}: columns that no rule reads: {listed(reading.unread)}")
    if not text.frame.height:
        asks = _EMPTY.format(table.name) if _is_hollow(text, table, wanted.said) else ""
        notes.append(f"{label}: holds no records{asks}")
    return notes


_EMPTY = ', and is taken at its word; is that so? Then [intake] empty = ["{0}"] says it, else export it again'


def _is_hollow(text: TextTable, table: Table, said: IntakeSettings) -> bool:
    return not (text.frame.height or table.required or table.name in said.empty)


def _typed(
    text: Mapping[str, TextTable], wanted: Wanted, ways: Mapping[str, Mapping[str, Dated]]
) -> tuple[Mapping[str, pl.DataFrame], frozenset[str], list[str]]:
    frames: dict[str, pl.DataFrame] = {}
    absent: set[str] = set()
    notes: list[str] = []
    for table in wanted.tables:
        found = text.get(table.name)
        if found is None:
            absent.add(table.name)
        supplied = found.columns if found else ()
        cells = found.frame if found else None
        if found is not None and cells is not None:
            cells, spellings = closed_words(cells, table)
            notes += [f"{found.path.name}: {note}" for note in spellings]
        formats = {column: way.formats for column, way in ways.get(table.name, {}).items()}
        unreadable = found.unreadable if found else {}
        frames[table.name] = typed(cells, supplied, table, wanted.calendar, formats, unreadable)
        notes += _ends_of_days(found, table) if found else []
        absent |= {
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.name not in supplied and not column.known_if_absent
        }
    return normalised(frames, wanted.tables, wanted.said), frozenset(absent), notes


def _ends_of_days(text: TextTable, table: Table) -> Iterable[str]:
    for column in _moments(text, table):
        days = text.frame[column.name].str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$").sum()
        if days:
            many = "cells are days" if days > 1 else "cell is a day"
            yield f"{text.path.name}: {column.name}: {days:,} {many} without a time; the end of that day is assumed"


def _moments(text: TextTable, table: Table) -> Iterable[Column]:
    return (one for one in table.columns if one.kind is Kind.DATETIME and one.name in text.columns)
