"""One table as `map` sees it: its sheets, how they match, and their cells without what is no record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from schoolgate.basics.errors import SchoolgateError
from schoolgate.basics.folding import near
from schoolgate.intake.arranging import Arranged
from schoolgate.intake.header import Headed
from schoolgate.intake.matching import Match
from schoolgate.intake.names.aliases import looks_of
from schoolgate.intake.part import part_of
from schoolgate.intake.source import Wanted
from schoolgate.language.mapping import TableIntake
from schoolgate.language.table import Table

_MOST = 200_000
"""So many different words of the other tables are looked at; more tell nothing new."""


@dataclass(frozen=True)
class Seen:
    """A table with the sheets that it is read from, or would be.

    `headed` are its sheets with their headers, `match` how the first of them fits.
    """

    now: Arranged
    wanted: Wanted
    table: Table
    headed: Sequence[Headed]
    match: Match
    elsewhere: "Elsewhere" = field(repr=False)

    @property
    def said(self) -> TableIntake:
        """What the settings say of it, presets among them."""
        return self.now.sorting.said.of(self.table.name)

    @property
    def first(self) -> Headed:
        """The first of its sheets."""
        return self.headed[0]

    @property
    def label(self) -> str:
        """What its first sheet is called."""
        return self.first.sheet.label

    @cached_property
    def unread(self) -> Sequence[str]:
        """The headings that nothing reads."""
        return [self.first.headings[at] for at in self.match.unread]

    def cells(self, headings: Iterable[str]) -> dict[str, pl.Series]:
        """The cells below some headings, of all sheets; nothing where a sheet cannot be read."""
        wanted = dict.fromkeys(headings)
        found: dict[str, list[pl.Series]] = {heading: [] for heading in wanted}
        for one in self.headed:
            places = {heading: at for heading in wanted if (at := one.place(heading)) is not None}
            try:
                frame = part_of(one, sorted(places.values())).frame if places else pl.DataFrame()
            except SchoolgateError:
                continue
            for heading, at in places.items():
                found[heading].append(frame[str(at)].alias("cell"))
        return {heading: pl.concat(several) for heading, several in found.items() if several}


@dataclass(frozen=True)
class Elsewhere:
    """The words that the other tables have for the same things: classes for a registration group, ids for an id."""

    now: Arranged
    tables: Sequence[Table]

    def evidence(self, table: Table, column: str, cells: pl.Series) -> tuple[int, int, str]:
        """How many of the different cells are there, of how many, and in which table and column; the most of any."""
        mine = _folded(cells)
        told = [(len(mine & words), len(mine), where) for where, words in self._words(table, column).items()]
        return max(told, default=(0, len(mine), ""))

    def _words(self, table: Table, column: str) -> Mapping[str, frozenset[str]]:
        """Table and column -> its words, of those that hold what the column holds."""
        own = table.by_name[column]
        look = looks_of(column)
        targets = {(name, key) for name in own.refers for key in (self._key(name),)}
        for other in self.tables:
            for theirs in other.columns:
                refers = column == table.key and table.name in theirs.refers
                same = look == "group" and looks_of(theirs.name) == look
                if other is not table and (refers or same):
                    targets.add((other.name, theirs.name))
        return {f"{name}.{theirs}": words for name, theirs in sorted(targets) if (words := self._cells(name, theirs))}

    def _key(self, table: str) -> str:
        return next((one.key or "" for one in self.tables if one.name == table), "")

    def _cells(self, table: str, column: str) -> frozenset[str]:
        frame = self._frames.get(table)
        if frame is None or column not in frame.columns:
            return frozenset()
        return _folded(frame[column])

    @cached_property
    def _frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables that can be read as things stand."""
        found: dict[str, pl.DataFrame] = {}
        for table in self.tables:
            if table.name in self.now.plans:
                try:
                    found[table.name] = self.now.text_of(table)[0].frame
                except SchoolgateError:
                    # What is in the way is told where the source is inspected.
                    continue
        return found


def _folded(cells: pl.Series) -> frozenset[str]:
    return frozenset(near(cell) for cell in cells.drop_nulls().unique().head(_MOST).to_list())
