"""Which sheet is which table, and its text; or all that is in the way, told at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.stages import stage
from schoolgate.intake import doubts
from schoolgate.intake.building import Planned, planned, refuse_unknown, text_of
from schoolgate.intake.complaint import Complaint, absent_table, of_match, of_same_names, refuse, toml_list
from schoolgate.intake.guessing import whole_names
from schoolgate.intake.header import Headed, twice
from schoolgate.intake.preset import with_presets
from schoolgate.intake.sheet import Sheet
from schoolgate.intake.sorting import Sorting
from schoolgate.intake.source import Source, Wanted, source_of
from schoolgate.language.frame import TextTable
from schoolgate.language.mapping import IntakeSettings
from schoolgate.language.table import Table


@dataclass(frozen=True)
class Texts:
    """The tables of a source as text, with what it is read for, presets among it, and what is worth saying once."""

    tables: Mapping[str, TextTable]
    wanted: Wanted
    notes: tuple[str, ...]

    def source(self) -> Source:
        """The same, typed."""
        stage("reading dates and numbers")
        return source_of(self.tables, self.wanted, self.notes)


def texts_of(
    sheets: Sequence[Sheet],
    wanted: Wanted,
    where: str,
    notes: Sequence[str] = (),
    beyond: Callable[[str], Sequence[Sheet]] | None = None,
    inside: Callable[[Table], Sequence[str]] = lambda _: (),
    strangers: Sequence[str] = (),
) -> Texts:
    """The tables that the sheets make.

    Args:
        sheets: everything that the source holds.
        wanted: what it is read for.
        where: what messages call it.
        notes: what there is to say already.
        beyond: opens a file that the settings name and that is not among the sheets.
        inside: folders of the source that hold a file for a table.
        strangers: what there is to say where a table is missed.

    Raises:
        InputError: a required table or column is not there, a name is only like one, or a file cannot be read.
        UsageError: the settings name a table or column that there is not.
    """
    found = arranged(sheets, wanted, where, beyond, inside)
    refuse(where, found.complaints, [*(note for note in notes if ": not read: " in note), *strangers])
    wanted = replace(wanted, said=found.sorting.said)
    told = list(found.notes)
    text: dict[str, TextTable] = {}
    planned = [table for table in wanted.tables if table.name in found.plans]
    for part, table in enumerate(planned, start=1):
        stage(f"reading {table.name}", part, len(planned))
        text[table.name], further = found.text_of(table)
        told += further
    missed = strangers if len(planned) < len(wanted.tables) else ()
    return Texts(text, wanted, (*notes, *missed, *told, *_unused(found.sorting, found.stands, text)))


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
        finder, divided_by = partial(_found, self.sorting), self.sorting.said.divided_by(table.name)
        text, notes = text_of(table, self.plans[table.name], said, own, finder, divided_by)
        doubts.refuse_swallowed(text, table)
        return text, notes


def arranged(
    sheets: Sequence[Sheet],
    wanted: Wanted,
    where: str,
    beyond: Callable[[str], Sequence[Sheet]] | None = None,
    inside: Callable[[Table], Sequence[str]] = lambda _: (),
) -> Arranged:
    """The sheets as the tables that they are, presets among what the settings say; the arguments are `texts_of`'s.

    Raises:
        InputError: the settings name a file or a heading that is not there.
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
            # Of no known name the first row is a record, in which two cells may well be the same.
            if match.known and (same := twice(found)):
                complaints.append(of_same_names(table.name, sheet.place, same))
            elif not match.fits:
                complaints.append(of_match(table.name, sheet.place, found.headings, match, whole_names(found, match)))
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
            complaint = of_match(table.name, found.sheet.place, found.headings, match, whole_names(found, match))
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
