"""Tables and facts, as data: what a suite reads, what it derives, and which of it is nobody else's business."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from schoolgate.language.noun import RECORD, Noun
from schoolgate.language.predicate import Predicate
from schoolgate.language.truth import unknown_flag

ROW = "row"
"""The column of every table that holds a record's number in its file, as a spreadsheet shows it."""
UNPARSED = "unparsed"
"""The column of every table that names the record's first cell that could not be read as its type."""


class Kind(StrEnum):
    """The type of a column's cells. How text becomes each of them is `schoolgate.intake.cells`."""

    TEXT = "text"
    BOOL = "bool"
    DATE = "date"
    DATETIME = "datetime"
    INT = "int"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source table. Personal unless `shown`: its values stay out of every default output.

    `person` marks the identifier of a person, which is shown, but under a pseudonym where pseudonyms are asked for.
    `default` is what a missing cell counts as, and an absent column in every row; such a column counts as supplied.
    `missing_as` is what a missing cell counts as where the column is supplied. Where only `proof` counts, it is unknown.
    `closed` are the only words of a closed vocabulary: a cell that is one of them once folded is read as that word. `refers`
    names the tables whose key the column holds (`groups`): a look-up by key, so that keys written two ways are noticed.
    A column that is `blank_if_absent` and was not supplied counts as supplied and blank throughout, not as unknown.
    `instead` is the column of the same row that stands in for one that was not supplied, which then counts as supplied.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    shown: bool = False
    default: bool | str | None = None
    missing_as: bool | None = None
    about: str = ""
    person: bool = False
    proof: bool = False
    closed: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    blank_if_absent: bool = False
    instead: str | None = None

    @property
    def known_if_absent(self) -> bool:
        """Whether it is known what the cells of the column are where it was not supplied."""
        return self.default is not None or self.blank_if_absent or self.instead is not None

    @property
    def may_be_unknown(self) -> bool:
        """Whether a cell can be unknown: it may fail to parse, be no proof, or the column may not be supplied."""
        return self.kind is not Kind.TEXT or self.proof or not (self.required or self.known_if_absent)

    @property
    def may_be_missing(self) -> bool:
        """Whether a cell can be missing: those that count as something never are, nor those that must prove something."""
        return self.default is None and self.missing_as is None and not self.proof


@dataclass(frozen=True)
class Table:
    """A source table: a file of the extract. `key` is the name of its key column; it is always shown.

    A table without a key only says what belongs together: no rule judges its rows. Where the key only names a row, and rows
    without it count all the same, the table is `keyless`.
    `without` is what the run says once where the table is not supplied, if rules then do not apply rather than wait for it.
    `of` is what its rows are called.
    """

    name: str
    key: str | None
    columns: tuple[Column, ...]
    required: bool = False
    about: str = ""
    without: str = ""
    keyless: bool = False
    of: Noun = RECORD

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a fact can be unknown although every cell can be read: what `says` so in the data, and the `fix`.

    `source` is where it is mended, as `table.column`.
    """

    source: str
    says: str
    fix: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A column of a fact table: the table's own, or something that a person could look up; never a rule's outcome.

    `reads` names what it is derived from, as `table` or `table.column`: the reasons why it can be unknown. `missing` and
    `unknown` say which states it can be in. `neutral` is the value that an example row takes where it names none. `person`
    marks the identifier of a person, as in `Column`. A fact that `names_column` holds the name of a column of its row: where
    the findings of a rule point that is about several columns. `row_of` names the table whose row numbers it holds.
    `unclear` says why it can be unknown where no cell is at fault.
    """

    name: str
    kind: Kind = Kind.TEXT
    about: str = ""
    reads: tuple[str, ...] = ()
    shown: bool = True
    missing: bool = False
    unknown: bool = False
    neutral: str | int | bool | None = None
    person: bool = False
    names_column: bool = False
    row_of: str = ""
    unclear: Unclear | None = None


@dataclass(frozen=True, eq=False)
class FactTable:
    """One row per record (or value, or file) that rules judge. Findings are reported on source table `table`, by `key`.

    `own` are the source columns that come along, `derived` the rest. `carried`, for a table whose grain is a value, says
    which records carry it: the fact table, its column that holds the value, and the column that must be true there.
    Rules judge the rows of a `keyless` table without their key too. `of` is what its rows are called.
    """

    name: str
    table: str
    key: str | None
    own: tuple[Fact, ...] = ()
    derived: tuple[Fact, ...] = ()
    carried: "Carried | None" = None
    about: str = ""
    keyless: bool = False
    of: Noun = RECORD

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by its name, own columns first."""
        return {fact.name: fact for fact in (*self.own, *self.derived)}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the frame: the row number, each fact, and a flag beside each fact that can be unknown."""
        names = [ROW]
        for fact in self.facts.values():
            names += [fact.name, unknown_flag(fact.name)] if fact.unknown else [fact.name]
        return tuple(names)


@dataclass(frozen=True, slots=True)
class Carried:
    """The records that a value's finding counts in: rows of fact table `facts` in `scope` whose `column` holds it.

    Where records carry several values at once, `separator` is what stands between them in the column.
    """

    facts: str
    column: str
    scope: Predicate
    separator: str | None = None


def facts_of(
    table: Table, *derived: Fact, name: str | None = None, neutral: dict[str, str | int | bool | None] | None = None
) -> FactTable:
    """The fact table of a source table: its own columns, `unparsed`, and what is derived."""
    values = neutral or {}
    own = tuple(
        Fact(
            name=column.name,
            kind=column.kind,
            about=column.about,
            reads=(f"{table.name}.{column.name}",),
            shown=column.shown or column.name == table.key,
            missing=column.may_be_missing,
            unknown=column.may_be_unknown,
            neutral=values.get(column.name, column.default if column.missing_as is None else column.missing_as),
            person=column.person,
        )
        for column in table.columns
    )
    about = "the first column whose cell could not be read as its type"
    unparsed = Fact(UNPARSED, about=about, missing=True, names_column=True)
    return FactTable(
        name or table.name,
        table.name,
        table.key,
        own,
        (unparsed, *derived),
        about=table.about,
        keyless=table.keyless,
        of=table.of,
    )
