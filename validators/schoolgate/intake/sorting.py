"""Which sheet is which table: the one that the settings name, else by its name, else by its headings alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from schoolgate.basics.errors import InputError
from schoolgate.intake.complaint import Complaint, toml_list, toml_text
from schoolgate.intake.header import Headed, headed, told_apart, unheaded
from schoolgate.intake.matching import Match, match
from schoolgate.intake.names.aliases import Names, known_names, names_of, table_names
from schoolgate.intake.names.fold import alike, fold, forms
from schoolgate.intake.sheet import Sheet
from schoolgate.language.mapping import IntakeSettings, Join, TableIntake
from schoolgate.language.reading import listed
from schoolgate.language.table import Table

_LONGEST = 100
_SURE = 2
"""So many required columns must be there for headings alone to say which table a sheet is,"""
_WHOLE = 4
"""or every column of a table that has so many."""


@dataclass(frozen=True)
class Sorting:
    """The sheets of a source, and which of them are which table.

    Args:
        sheets: all of them.
        tables: of the suite.
        said: `[intake]`.
        where: what messages call the source.
        beyond: opens a file that the settings name and that is not among the sheets.
    """

    sheets: tuple[Sheet, ...]
    tables: tuple[Table, ...]
    said: IntakeSettings
    where: str
    beyond: Callable[[str], Sequence[Sheet]] | None = field(default=None, repr=False)
    _opened: dict[tuple[int, str], Headed] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _known(self) -> frozenset[str]:
        theirs = {fold(name) for said in self.said.tables.values() for name in said.columns.values()}
        return known_names(self.tables) | theirs

    @cached_property
    def _ignored(self) -> frozenset[str]:
        return frozenset(fold(name) for name in self.said.ignore)

    @cached_property
    def _names(self) -> Mapping[str, Names]:
        return {table.name: names_of(table) for table in self.tables}

    def is_ignored(self, sheet: Sheet) -> bool:
        """Whether the settings say that a sheet is no table."""
        return any(fold(name) in self._ignored for name in (sheet.path.name, sheet.path.stem, sheet.name, sheet.label))

    @cached_property
    def usable(self) -> tuple[Sheet, ...]:
        """The sheets that may be a table without being named: not hidden, not ignored, not what another table takes from."""
        said = self.said.tables.values()
        return tuple(
            sheet
            for sheet in self.sheets
            if not sheet.hidden and not self.is_ignored(sheet) and not any(_takes(one, sheet) for one in said)
        )

    @cached_property
    def is_one_file(self) -> bool:
        """Whether all sheets are of one workbook, whose name need not be said: next month it may be another."""
        return len(self.sheets) > 1 and all(one.inside and one.path == self.sheets[0].path for one in self.sheets)

    @cached_property
    def _shared(self) -> tuple[Sheet, ...]:
        """The sheets that the settings name for a table, and that may be another one's too."""
        usable = {id(sheet) for sheet in self.usable}
        return tuple(
            one for one in self.sheets if not one.hidden and not self.is_ignored(one) and id(one) not in usable
        )

    def named(self, file: str, sheet: str | None = None, table: str = "") -> Sheet:
        """The sheet of a file that the settings name.

        Raises:
            InputError: there is no such file or sheet, or the file has several and none is named.
        """
        found = [one for one in self.sheets if file in _called(one)]
        found = found or [one for one in self.sheets if fold(file) in {fold(name) for name in _called(one)}]
        if not found and self.beyond is not None:
            found = list(self.beyond(file))
        if not found:
            there = ", ".join(dict.fromkeys(one.path.name for one in self.sheets)) or "nothing"
            msg = f'{self.where}: [intake] names the file "{file}", which is not there; there is {there}'
            raise InputError(msg)
        if sheet is not None:
            same = [one for one in found if fold(one.name) == fold(sheet)]
            if not same:
                msg = f"{found[0].path}: has no sheet {sheet!r}; it has {', '.join(one.name for one in found)}"
                raise InputError(msg)
            return same[0]
        seen = [one for one in found if not one.hidden]
        own = [one for one in seen if table and forms(one.name) & forms(table)]
        chosen = own if len(seen) > 1 and len(own) == 1 else seen
        if len(chosen) != 1:
            msg = f'{found[0].path}: has several sheets ({", ".join(o.name for o in seen)}); say which: sheet = "..."'
            raise InputError(msg)
        return chosen[0]

    def stands(self, table: Table) -> list[Sheet]:
        """The sheets that the settings name for a table."""
        said = self.said.of(table.name)
        sheets: Sequence[str | None] = said.sheets or (None,)
        if said.files:
            return [self.named(file, sheet, table.name) for file in said.files for sheet in sheets]
        return [one for name in said.sheets for one in self.sheets if fold(one.name) == fold(name)]

    def opened(self, sheet: Sheet, table: Table | None = None) -> Headed:
        """The sheet with its header found, as one of a table or as any."""
        place = (id(sheet), table.name if table else "")
        if place not in self._opened:
            self._opened[place] = self._open(sheet, table)
        return self._opened[place]

    def _open(self, sheet: Sheet, table: Table | None) -> Headed:
        said = self.said.of(table.name) if table else TableIntake()
        if said.header == "none":
            return unheaded(sheet, said.columns_in_order)
        names = self._names[table.name] if table else None
        theirs = {fold(name) for name in (*said.columns.values(), *said.unpivoted)}

        def known(cell: str) -> bool:
            if not cell or len(cell) > _LONGEST:
                return False
            folded = fold(cell)
            return (names.knows(folded) if names else folded in self._known) or folded in theirs

        spoken = (*said.columns.values(), *said.ignore, *said.where, *said.without, *said.unpivoted)
        return told_apart(headed(sheet, known, said.header), spoken)

    def matched(self, found: Headed, table: Table) -> Match:
        """How a sheet fits a table, with what the settings say of that."""
        said = self.said.of(table.name)
        elsewhere = [*said.constant, *(ours for join in said.join for ours in join.columns)]
        elsewhere += list(said.unpivot) if isinstance(said.unpivot, dict) else []
        if isinstance(said.unpivot, tuple) and said.unpivot and (ours := self.unpivoted(table, found)):
            elsewhere.append(ours)
        return match(found, self._names[table.name], said, elsewhere)

    def unpivoted(self, table: Table, found: Headed) -> str | None:
        """The column that a list of headings makes rows of: the required one that nothing else supplies."""
        said = self.said.of(table.name)
        bare = match(found, self._names[table.name], said, [*said.constant])
        return next((name for name in bare.absent), None)

    def fit(self, sheet: Sheet, table: Table) -> int:
        """How many columns of a table a sheet has; 0 where it cannot be read as it is, or might be any."""
        found = self.opened(sheet, table)
        got = self.matched(found, table)
        required = sum(column.required and column.name in got.columns for column in table.columns)
        whole = len(got.columns) == len(table.columns) >= _WHOLE
        return len(got.columns) if got.fits and (required >= _SURE or whole) else 0

    def sorted(self) -> tuple[dict[str, list[Sheet]], list[Complaint], list[str]]:
        """The sheets of each table, what is in the way, and what is worth a note."""
        stands: dict[str, list[Sheet]] = {}
        complaints: list[Complaint] = []
        notes: list[str] = []
        for table in self.tables:
            if found := self.stands(table):
                stands[table.name] = found
        self._by_name(stands, complaints)
        self._by_unpivot(stands, complaints)
        self._by_headings(stands, complaints, notes)
        complaints += self._beside(stands)
        return stands, complaints, notes

    def free(self, stands: Mapping[str, Sequence[Sheet]]) -> list[Sheet]:
        """The usable sheets that are no table yet."""
        taken = {id(sheet) for sheets in stands.values() for sheet in sheets}
        return [sheet for sheet in self.usable if id(sheet) not in taken]

    def _by_name(self, stands: dict[str, list[Sheet]], complaints: list[Complaint]) -> None:
        """Sheets that are called as a table is; an alias of its name counts where no sheet has the name itself."""
        for spelled in (lambda table: forms(table.name), table_names):
            for table in self.tables:
                if table.name in stands:
                    continue
                names = spelled(table)
                same = [sheet for sheet in self.free(stands) if names & self.called(sheet)]
                # A file that another table takes rows or columns from may be this one too, where its headings say so.
                same = same or [one for one in self._shared if names & self.called(one) and self.fit(one, table)]
                # What another table's headings say beyond doubt is that table, whatever it is called.
                same = [sheet for sheet in same if not self._is_another(sheet, table, stands)]
                if len(same) > 1:
                    complaints.append(self._twice(table, same))
                if same:
                    stands[table.name] = same[:1]

    def _twice(self, table: Table, same: Sequence[Sheet]) -> Complaint:
        both = " and ".join(sheet.label for sheet in same)
        says = (
            f"{self.where}: holds both {both} for the table {table.name}; delete or rename one of them, or stack them"
        )
        return Complaint(says, write=self.naming(table, same))

    def naming(self, table: Table, sheets: Sequence[Sheet]) -> list[str]:
        """The lines of settings that say that these sheets are the table."""
        inside = [one.name for one in sheets if sum(other.path == one.path for other in self.usable) > 1]
        files = [] if self.is_one_file else list(dict.fromkeys(sheet.file for sheet in sheets))
        return [
            f"[intake.{table.name}]",
            *([f"file = {toml_list(files) if len(files) > 1 else toml_text(files[0])}"] if files else []),
            *([f"sheet = {toml_list(inside) if len(inside) > 1 else toml_text(inside[0])}"] if inside else []),
        ]

    def _beside(self, stands: Mapping[str, Sequence[Sheet]]) -> Iterator[Complaint]:
        """Sheets that are like a table that is there, by their names and by all their headings: "students (2).csv"."""
        for table in self.tables:
            if table.name in stands and not self.said.of(table.name).files:
                free = [one for one in self.free(stands) if alike(one.name, table.name) and self.fit(one, table)]
                if free:
                    yield self._twice(table, [*stands[table.name], *free])

    def _by_unpivot(self, stands: dict[str, list[Sheet]], complaints: list[Complaint]) -> None:
        """Sheets with all the headings of which the settings make rows: another table's file as a rule."""
        for table in self.tables:
            headings = self.said.of(table.name).unpivoted
            if not headings or table.name in stands:
                continue
            seen = [one for one in self.sheets if not one.hidden and not self.is_ignored(one)]
            found = [sheet for sheet in seen if all(map(self._open(sheet, table).has, headings))]
            if found:
                stands[table.name] = found[:1]
            if len(found) > 1:
                complaints.append(self._twice(table, found))
            elif not found:
                says = f"{self.where}: no file has {listed(headings)}, which [intake.{table.name}] unpivot names"
                complaints.append(Complaint(says, write=[f"[intake.{table.name}]", 'file = "?"']))

    def called(self, sheet: Sheet) -> frozenset[str]:
        """What a sheet's table may be called after: the sheet; the file too, where it shows no other sheet."""
        beside = [one for one in self.usable if one.path == sheet.path]
        return forms(sheet.name) | (forms(sheet.path.stem) if len(beside) == 1 else frozenset())

    def _is_another(self, sheet: Sheet, table: Table, stands: Mapping[str, Sequence[Sheet]]) -> bool:
        if self.matched(self.opened(sheet, table), table).known:
            return False
        return any(other.name not in stands and self.fit(sheet, other) for other in self.tables if other is not table)

    def _by_headings(self, stands: dict[str, list[Sheet]], complaints: list[Complaint], notes: list[str]) -> None:
        """Sheets whose headings say which table they are: all that is required, of one table, in one sheet."""
        missing = [table for table in self.tables if table.name not in stands]
        free = self.free(stands)
        fits = {
            (table.name, number): size
            for table in missing
            for number, sheet in enumerate(free)
            if (size := self.fit(sheet, table))
        }
        for table in sorted(missing, key=lambda table: not table.required):
            mine = [number for name, number in fits if name == table.name and self._fittest(fits, name, number)]
            if not mine:
                continue
            same = [free[number] for number in mine]
            stands[table.name] = same[:1]
            fits = {place: size for place, size in fits.items() if place[1] not in mine}
            if len(same) > 1:
                complaints.append(self._twice(table, same))
            else:
                notes.append(f"{same[0].label}: read as {table.name}, which its headings say")

    @staticmethod
    def _fittest(fits: Mapping[tuple[str, int], int], table: str, number: int) -> bool:
        """Whether a sheet has more columns of that table than of any other."""
        return all(
            size < fits[table, number] for (name, place), size in fits.items() if place == number and name != table
        )

    def like(self, stands: Mapping[str, Sequence[Sheet]]) -> dict[str, Sheet]:
        """Tables that are not there -> the sheet that is only like one by its name."""
        found: dict[str, Sheet] = {}
        missing = [table.name for table in self.tables if table.name not in stands]
        for sheet in self.free(stands):
            likeness = {name: alike(sheet.name, name) for name in missing}
            best = max(likeness, key=lambda name: likeness[name], default=None)
            if best is not None and likeness[best]:
                found.setdefault(best, sheet)
        return found

    def likeliest(self, table: Table, stands: Mapping[str, Sequence[Sheet]]) -> tuple[Headed, Match] | None:
        """The sheet that most looks like a table that is not there, if any does."""
        tried = [(found := self.opened(sheet, table), self.matched(found, table)) for sheet in self.free(stands)]
        best = max(tried, key=lambda one: len(one[1].columns), default=None)
        return best if best is not None and (len(best[1].columns) >= _SURE or len(self.sheets) == 1) else None


def _called(sheet: Sheet) -> tuple[str, ...]:
    """What settings may call a sheet's file."""
    return (sheet.file, sheet.path.name, sheet.path.stem, str(sheet.path), str(Path(*sheet.path.parts[-2:])))


def _takes(said: TableIntake, sheet: Sheet) -> bool:
    """Whether a table that the settings speak of takes rows or columns from a sheet."""
    called = {fold(name) for name in _called(sheet)}
    if called & {fold(name) for name in _joined(said.join)}:
        return True
    # Of a workbook the other sheets are as free as ever.
    named = not said.sheets or fold(sheet.name) in {fold(name) for name in said.sheets}
    return named and bool(called & {fold(name) for name in said.files})


def _joined(joins: Sequence[Join]) -> list[str]:
    return [file for join in joins for file in (join.file, *_joined(join.join))]
