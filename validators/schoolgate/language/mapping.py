"""`[intake]` of the settings: what a school has decided about its files, so that the next export needs no decision."""

import codecs
from collections.abc import Mapping
from typing import Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schoolgate.basics.dates import DateFormat
from schoolgate.basics.folding import FOLDS

Word: TypeAlias = str | bool | int | float
Words: TypeAlias = Word | tuple[Word, ...]
_STRICT = ConfigDict(extra="forbid", frozen=True)
OPEN = "?"
"""What stands in the place of an answer that nobody has given yet."""


def spelled(word: Word) -> str:
    """A word of the settings as a file would hold it."""
    return str(word).lower() if isinstance(word, bool) else str(word)


def _encoding(name: str | None) -> str | None:
    if name is not None:
        try:
            return codecs.lookup(name).name
        except LookupError:
            msg = f"{name!r} is no encoding; expected one such as utf-8, cp1252 or utf-16"
            raise ValueError(msg) from None
    return None


def _delimiter(mark: str | None) -> str | None:
    if mark is not None and (len(mark) != 1 or mark in '"\r\n'):
        msg = 'expected one character, such as ";" or "\\t"'
        raise ValueError(msg)
    return mark


def _as_tuple(values: Any, *names: str) -> Any:
    """One thing where several may stand, as the one of a list."""
    if isinstance(values, Mapping):
        changed = dict(values)
        for name in names:
            one = changed.get(name)
            if name in {"key", "dates"} and isinstance(one, Mapping):
                changed[name] = {column: [said] if isinstance(said, str) else said for column, said in one.items()}
            elif isinstance(one, str | Mapping):
                changed[name] = [one]
        return changed
    return values


class Join(BaseModel):
    """Another file of which a table takes columns: `on` says which heading of the table equals which of that file.

    Rows for which that file has none keep the columns blank. What the other file is left with after `where` and its own
    `join` is what counts; of several rows for one the first counts, and how many there were is told.
    """

    model_config = _STRICT

    file: str = Field(description="the other file", min_length=1)
    on: str | dict[str, str] = Field(
        description='the heading that both share, or { theirs = "that of the other file" }'
    )
    columns: dict[str, str] = Field(default_factory=dict, description='what is taken: { ours = "heading there" }')
    sheet: str | None = Field(default=None, description="the sheet, where the file has several")
    where: dict[str, Words] = Field(default_factory=dict, description="which of its rows count")
    without: dict[str, Words] = Field(default_factory=dict, description="which of its rows do not count")
    join: "tuple[Join, ...]" = Field(default=(), description="a file that the other file itself is joined with")
    keep: bool = Field(default=True, description="false: rows of the table without a row there are left out")

    @model_validator(mode="before")
    @classmethod
    def _several(cls, values: Any) -> Any:
        return _as_tuple(values, "join")

    @property
    def pairs(self) -> Mapping[str, str]:
        """Heading of the table -> heading of the other file."""
        return {self.on: self.on} if isinstance(self.on, str) else self.on


class TableIntake(BaseModel):
    """`[intake.<table>]`: which file is the table, and what of it is what."""

    model_config = _STRICT

    file: str | tuple[str, ...] | None = Field(
        default=None, description="the file; a list of files is stacked, one below the other"
    )
    sheet: str | tuple[str, ...] | None = Field(
        default=None, description="the sheet of a workbook, or several, stacked"
    )
    preset: str | None = Field(default=None, description="a preset for this table alone")
    encoding: str | None = Field(default=None, description="such as utf-8, cp1252, utf-16")
    delimiter: str | None = Field(default=None, description="what separates the cells of a text file")
    header: int | Literal["none"] | None = Field(default=None, description='the row of the header, or "none"')
    columns_in_order: tuple[str, ...] = Field(
        default=(), description='the names of the columns from left to right, where header = "none"'
    )
    columns: dict[str, str] = Field(default_factory=dict, description='ours = "heading in the file"')
    ignore: tuple[str, ...] = Field(default=(), description="headings that are no column of ours, however like one")
    dates: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description='ours = "DD/MM/YYYY": how its dates are written; a list where in several ways'
    )
    values: dict[str, dict[str, Word]] = Field(
        default_factory=dict, description='ours = { "word in the file" = true, false or a word of ours }'
    )
    key: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description=f"ours = what is undone before keys are compared: {', '.join(FOLDS)}"
    )
    where: dict[str, Words] = Field(
        default_factory=dict, description='heading = ["word"]: only rows that hold one of them are the table\'s'
    )
    without: dict[str, Words] = Field(
        default_factory=dict, description='heading = ["word"]: rows that hold one of them are not'
    )
    constant: dict[str, Word] = Field(
        default_factory=dict, description='ours = what every row holds, for a column that the file lacks; "" is blank'
    )
    first: dict[str, str] = Field(
        default_factory=dict, description='ours = ",": of several words in a cell, so separated, the first counts'
    )
    partition: str | None = Field(
        default=None,
        description="the heading under which each row names its school, where there are several",
        min_length=1,
    )
    query: str | None = Field(
        default=None, description="what to ask of a database, where the table is not one of its own", min_length=1
    )
    unpivot: tuple[str, ...] | dict[str, tuple[str, ...]] = Field(
        default=(), description="headings of which each makes a row of its own: { ours = [...] }, or a list"
    )
    join: tuple[Join, ...] = Field(default=(), description="other files of which columns are taken, by a key")

    @model_validator(mode="before")
    @classmethod
    def _several(cls, values: Any) -> Any:
        return _as_tuple(values, "join", "key", "dates", "ignore")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str | None) -> str | None:
        return _encoding(name)

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, mark: str | None) -> str | None:
        return _delimiter(mark)

    @field_validator("dates")
    @classmethod
    def _known_formats(cls, formats: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for text in (text for texts in formats.values() for text in texts):
            DateFormat.parse(text)
        return formats

    @field_validator("key")
    @classmethod
    def _known_folds(cls, keys: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for fold in (fold for folds in keys.values() for fold in folds):
            if fold not in FOLDS:
                msg = f"{fold!r} is no way to normalise a key; known: {', '.join(FOLDS)}"
                raise ValueError(msg)
        return keys

    @model_validator(mode="after")
    def _answered(self) -> Self:
        said = {
            "file": self.files,
            "sheet": self.sheets,
            "columns_in_order": self.columns_in_order,
            "columns": tuple(self.columns.values()),
            "constant": tuple(self.constant.values()),
            **{f"where, {heading}": words for heading, words in self.where.items() if isinstance(words, tuple)},
            **{f"values, {ours}": tuple(words.values()) for ours, words in self.values.items()},
        }
        for name, words in said.items():
            if OPEN in words:
                msg = (
                    f'{name}: "{OPEN}" is a question that nobody has answered: put the answer there, or delete the line'
                )
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _header_and_columns(self) -> Self:
        if (self.header == "none") != bool(self.columns_in_order):
            msg = 'header = "none" and columns_in_order = [...] go together: where there is no header, its names stand here'
            raise ValueError(msg)
        if isinstance(self.header, int) and self.header < 1:
            msg = "header is the number of a row, counted from 1"
            raise ValueError(msg)
        return self

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are named."""
        return () if self.file is None else (self.file,) if isinstance(self.file, str) else self.file

    @property
    def unpivoted(self) -> tuple[str, ...]:
        """The headings that make rows of their own."""
        several = self.unpivot.values() if isinstance(self.unpivot, dict) else (self.unpivot,)
        return tuple(heading for headings in several for heading in headings)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that are named."""
        return () if self.sheet is None else (self.sheet,) if isinstance(self.sheet, str) else self.sheet


class IntakeSettings(BaseModel):
    """`[intake]`: what holds for all files, and `tables`, what holds for each table (`[intake.students]`)."""

    model_config = _STRICT

    preset: str | None = Field(default=None, description="a mapping with a name, for an export that many schools have")
    encoding: str | None = Field(default=None, description="of every text file that does not say its own")
    delimiter: str | None = Field(default=None, description="of every text file")
    ignore: tuple[str, ...] = Field(
        default=(), description="files and sheets that are no table, however like one's name"
    )
    empty: tuple[str, ...] = Field(default=(), description="tables that are rightly without a row")
    partition: str | None = Field(
        default=None,
        description="the heading under which the rows of every table that has it name their school: check with --each",
        min_length=1,
    )
    tables: dict[str, TableIntake] = Field(default_factory=dict, description="[intake.<table>]")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str | None) -> str | None:
        return _encoding(name)

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, mark: str | None) -> str | None:
        return _delimiter(mark)

    def of(self, table: str) -> TableIntake:
        """What holds for a table."""
        return self.tables.get(table) or TableIntake()

    def divided_by(self, table: str) -> str | None:
        """The heading under which rows of a table name their school, if they do."""
        return self.of(table).partition or self.partition


def intake_of(document: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """`[intake]` of a document, divided: what holds for all files, and the tables' own."""
    common = {key: value for key, value in document.items() if key in IntakeSettings.model_fields and key != "tables"}
    tables = {key: value for key, value in document.items() if key not in common}
    return common, tables
