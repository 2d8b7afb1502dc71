"""A look at a source: what is there, what each suite would read as what, and everything that is in the way of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schoolgate.basics.errors import SchoolgateError
from schoolgate.intake.complaint import told
from schoolgate.intake.matching import match
from schoolgate.intake.names.aliases import names_of
from schoolgate.intake.opening import Opener
from schoolgate.intake.place import Place
from schoolgate.intake.profile import Profile, profile
from schoolgate.intake.proposing.suggestion import Opened
from schoolgate.intake.sheet import Sheet
from schoolgate.intake.sorting import Sorting
from schoolgate.intake.source import Source, Wanted, source_of
from schoolgate.judgement.mismatch import mismatches
from schoolgate.language.frame import TextTable
from schoolgate.language.suite import Suite

_LEAST = 2
"""A sheet with fewer of a table's columns is not like it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A table that a sheet is like: its columns with their headings, and the required ones that nothing supplies."""

    suite: str
    table: str
    columns: Mapping[str, str]
    absent: tuple[str, ...]
    asked: Mapping[str, tuple[str, ...]]

    @property
    def whole(self) -> bool:
        """Whether the sheet can be read as the table as it is."""
        return not (self.absent or self.asked)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one suite would read as what, what it would take to be so, and what is in the way, each with what settles it.

    `causes` are those of the obstacles that stop no check: it tells them as causes, and goes on.
    """

    suite: str
    readings: tuple[str, ...]
    assumed: tuple[str, ...]
    obstacles: tuple[str, ...]
    notes: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """All of it: the sheets with what they fit, what could not be opened, and the outlook of each suite that was asked."""

    source: str
    sheets: tuple[tuple[Profile, tuple[Fit, ...]], ...]
    notes: tuple[str, ...]
    outlooks: tuple[Outlook, ...]


def opened(paths: Sequence[Place], wanted: Wanted) -> tuple[Opened, list[str]]:
    """The source with its sheets open, and a note for each file that is not read.

    Raises:
        InputError: a path is not there or cannot be read.
    """
    opener = Opener(wanted.tables, wanted.said)
    for path in dict.fromkeys(paths):
        opener.open(path)
    where = ", ".join(map(str, paths))
    return Opened(opener.sheets, wanted, where, opener.beyond, opener.inside), [*opener.notes, *opener.strangers]


def look(paths: Sequence[Place], wanted: Mapping[Suite, Wanted], *, values: bool = False) -> Look:
    """Look at a source.

    Args:
        paths: of the source.
        wanted: the suites that are asked, and what each would read it for.
        values: whether the commonest cells of each column are told.

    Raises:
        InputError: a path is not there or cannot be read.
    """
    every = list(wanted.values())
    tables = tuple(table for one in every for table in one.tables)
    seen, notes = opened(paths, Wanted(tables, every[0].said, every[0].calendar))
    sorting = Sorting(tuple(seen.sheets), tables, every[0].said, seen.where)
    sheets = [_seen(sorting, sheet, wanted, values=values) for sheet in seen.sheets]
    outlooks = tuple(_outlook(replace(seen, wanted=one), suite) for suite, one in wanted.items())
    return Look(seen.where, tuple(sheets), tuple(notes), outlooks)


def _seen(
    sorting: Sorting, sheet: Sheet, wanted: Mapping[Suite, Wanted], *, values: bool
) -> tuple[Profile, tuple[Fit, ...]]:
    """What a sheet holds, and the tables that it is like."""
    found = sorting.opened(sheet)
    fits: list[Fit] = []
    known = 0
    for suite, one in wanted.items():
        for table in one.tables:
            got = match(found, names_of(table), one.said.of(table.name))
            known = max(known, got.known)
            columns = {ours: found.headings[at] for ours, at in got.columns.items()}
            if len(columns) >= min(_LEAST, len(table.columns)) or (columns and not got.unread):
                asked = {**got.clashes, **got.near, **got.doubtful}
                fits.append(Fit(suite.name, table.name, columns, got.absent, asked))
    fits.sort(key=lambda fit: (not fit.whole, len(fit.absent) - len(fit.columns)))
    return profile(found, known, values=values), tuple(fits)


def _outlook(seen: Opened, suite: Suite) -> Outlook:
    """What a suite would make of the source; what stops one table hides nothing of the others."""
    wanted = seen.wanted
    try:
        now = seen.arranged()
    except SchoolgateError as error:
        return Outlook(suite.name, (), (), (str(error),))
    notes = list(now.notes)
    obstacles = ["\n".join(told(seen.where, [complaint])) for complaint in now.complaints]
    text: dict[str, TextTable] = {}
    for table in suite.tables:
        if table.name in now.plans:
            try:
                text[table.name], further = now.text_of(table)
                notes += further
            except SchoolgateError as error:
                obstacles.append(str(error))
    read = source_of(text, Wanted(wanted.tables, now.sorting.said, wanted.calendar, wanted.suite), ())
    causes = tuple(_of_cells(suite, read))
    obstacles += causes
    readings = tuple(one.reading.sentence(name) for name, one in read.text.items() if one.reading is not None)
    assumed = tuple(f"{one.asks} Taken: {one.assumed}, as {one.evidence}. {one.answer}" for one in read.assumptions)
    return Outlook(suite.name, readings, assumed, tuple(obstacles), tuple(dict.fromkeys(notes)), causes)


def _of_cells(suite: Suite, read: Source) -> Iterable[str]:
    yield from (f"{one.message} {one.fix}" for one in read.spoilt)
    for one in mismatches(suite, read.typed):
        yield (
            f"{one.name}: {one.matched:,} of {one.references:,} match {one.target}.{one.target_key} only once normalised; "
            f"if they are the same: {one.answer}"
        )
