"""What every way in has in common: sheets become tables, tables a source; or all that is in the way is told at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from schoolgate.basics.dates import Calendar, DateFormat
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.frames.begun import begun
from schoolgate.intake import doubts
from schoolgate.intake.building import Planned, planned, refuse_unknown, text_of
from schoolgate.intake.cells import typed
from schoolgate.intake.complaint import Complaint, absent_table, of_match, refuse, toml_list
from schoolgate.intake.dating import Dated, dated
from schoolgate.intake.header import Headed, refuse_twice
from schoolgate.intake.keys import normalised
from schoolgate.intake.preset import with_presets
from schoolgate.intake.sheet import Sheet
from schoolgate.intake.sorting import Sorting
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


def read_sheets(
    sheets: Sequence[Sheet],
    wanted: Wanted,
    where: str,
    notes: Sequence[str] = (),
    beyond: Callable[[str], Sequence[Sheet]] | None = None,
    inside: Callable[[Table], Sequence[str]] = lambda _: (),
) -> Source:
    """The source that the sheets make.

    Args:
        sheets: everything that the source holds.
        wanted: what it is read for.
        where: what messages call it.
        notes: what there is to say already.
        beyond: opens a file that the settings name and that is not among the sheets.
        inside: folders of the source that hold a file for a table.

    Raises:
        InputError: a required table or column is not there, a name is only like one, or a file cannot be read.
        UsageError: the settings name a table or column that there is not.
    """
    found = arranged(sheets, wanted, where, beyond, inside)
    refuse(where, found.complaints, [note for note in notes if ": not read: " in note])
    wanted = replace(wanted, said=found.sorting.said)
    told = list(found.notes)
    text: dict[str, TextTable] = {}
    for table in wanted.tables:
        if table.name in found.plans:
            text[table.name], further = found.text_of(table)
            told += further
    return source_of(text, wanted, [*notes, *told, *_unused(found.sorting, found.stands, text)])


@dataclass(frozen=True)
class Arranged:
    """Which sheets are which table, how each would be read, and what keeps one from it; no record is read yet."""

    sorting: Sorting
    stands: Mapping[str, Sequence[Sheet]]
    plans: Mapping[str, Sequence[Planned]]
    complaints: Sequence[Complaint]
    notes: Sequence[str]
    own: IntakeSettings

    def text_of(self, table: Table) -> tuple[TextTable, tuple[str, ...]]:
        """The text of a table that has a plan, and what is worth a note.

        Raises:
            InputError: a file cannot be read, or holds what cannot be of the table.
            UsageError: a constant is given for a column that the file has.
        """
        said = self.sorting.said.of(table.name)
        own = self.own.of(table.name)
        text, notes = text_of(table, self.plans[table.name], said, own, partial(_found, self.sorting))
        doubts.refuse_swallowed(text, table)
        return text, notes


def arranged(
    sheets: Sequence[Sheet],
    wanted: Wanted,
    where: str,
    beyond: Callable[[str], Sequence[Sheet]] | None = None,
    inside: Callable[[Table], Sequence[str]] = lambda _: (),
) -> Arranged:
    """The sheets as the tables that they are, presets among what the settings say; the arguments are `read_sheets`'.

    Raises:
        InputError: the settings name a file or a heading that is not there, or a header has a name twice.
        UsageError: the settings name a table, a column or a preset that there is not.
    """
    _refuse_unknown_tables(wanted)
    said = with_presets(wanted.said, wanted.suite, sheets)
    sorting = Sorting(tuple(sheets), wanted.tables, said, where, beyond)
    stands, complaints, notes = sorting.sorted()
    plans = _plans(sorting, stands, complaints)
    complaints += _missing(sorting, stands, inside)
    return Arranged(sorting, stands, plans, complaints, notes, wanted.said)


def _refuse_unknown_tables(wanted: Wanted) -> None:
    own = {table.name: table for table in wanted.tables}
    for name, said in wanted.said.tables.items():
        if name in own:
            refuse_unknown(said, own[name], "Settings")
        elif name not in _tables_of_other_suites():
            msg = f"Settings: [intake.{name}] is no table: {nearest(name, own)}"
            raise UsageError(msg)
    for name in wanted.said.empty:
        if name not in own and name not in _tables_of_other_suites():
            msg = f"Settings: [intake] empty names {name!r}, which is no table: {nearest(name, own)}"
            raise UsageError(msg)


def _tables_of_other_suites() -> set[str]:
    """One settings file may serve several suites."""
    from schoolgate import suites  # noqa: PLC0415  the other suites are loaded only where a name asks for them

    return {table.name for name in suites.names() for table in suites.load(name).tables}


def _found(sorting: Sorting, file: str, sheet: str | None) -> Headed:
    return sorting.opened(sorting.named(file, sheet))


def _plans(
    sorting: Sorting, stands: Mapping[str, Sequence[Sheet]], complaints: list[Complaint]
) -> dict[str, list[Planned]]:
    """How each table's sheets are read; what keeps one from it is a complaint."""
    plans: dict[str, list[Planned]] = {}
    for table in sorting.tables:
        for sheet in stands.get(table.name, ()):
            found = sorting.opened(sheet, table)
            match = sorting.matched(found, table)
            if match.known:
                # Of no known name the first row is a record, in which two cells may well be the same.
                refuse_twice(found)
            if not match.fits:
                complaints.append(of_match(table.name, sheet.place, found.headings, match))
            else:
                said = sorting.said.of(table.name)
                column = sorting.unpivoted(table, found) if said.unpivot else None
                plans.setdefault(table.name, []).append(planned(found, match, said, column))
    return plans


def _missing(
    sorting: Sorting, stands: Mapping[str, Sequence[Sheet]], inside: Callable[[Table], Sequence[str]]
) -> Iterable[Complaint]:
    """The required tables that are not there, and files that are only called like a table."""
    like = sorting.like(stands)
    for table in sorting.tables:
        if table.name in stands:
            continue
        likeliest = sorting.likeliest(table, stands) if table.required else None
        if likeliest is not None:
            found, match = likeliest
            complaint = of_match(table.name, found.sheet.place, found.headings, match)
            complaint.says = f"{sorting.where}: the required table {table.name} is absent. Likest is {complaint.says}"
            named = sorting.naming(table, [found.sheet])
            complaint.write = [*named, *(line for line in complaint.write if line != named[0])]
            yield complaint
        elif table.name in like:
            sheet = like[table.name]
            says = f"{sheet.place}: is called much like the table {table.name}, and is not taken for it alone"
            none = sheet.label if sheet.inside else sheet.file
            write = [*sorting.naming(table, [sheet]), "# or, where it is none:"]
            yield Complaint(says, write=[*write, "[intake]", f"ignore = {toml_list([none])}"])
        elif table.required:
            free = sorting.free(stands)
            write = sorting.naming(table, free) if len(free) == 1 else []
            yield absent_table(sorting.where, table.name, _candidates(sorting, stands), write, inside(table))


def _candidates(sorting: Sorting, stands: Mapping[str, Sequence[Sheet]]) -> list[str]:
    return list(dict.fromkeys(sheet.label for sheet in sorting.free(stands))) or [
        sheet.label for sheets in stands.values() for sheet in sheets
    ]


def _unused(sorting: Sorting, stands: Mapping[str, Sequence[Sheet]], text: Mapping[str, TextTable]) -> Iterable[str]:
    """The sheets that are no table, each with why; and what there is to say of those that are one."""
    joined = {file for one in text.values() if one.reading for file in one.reading.joined}
    taken = {id(sheet) for sheets in stands.values() for sheet in sheets}
    for sheet in sorting.sheets:
        if id(sheet) in taken:
            yield from (f"{sheet.label}: {note}" for note in sheet.notes)
        elif sheet.label not in joined:
            why = "ignored, as the settings say" if sorting.is_ignored(sheet) else "no table of this suite, not read"
            yield f"{sheet.label}: {'hidden, not read' if sheet.hidden else why}"


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
