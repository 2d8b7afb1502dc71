"""What a suite says about its synthetic extract: how a clean one is built, and how each fault is planted in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from schoolgate.language.settings import Setting
from schoolgate.sample.dice import Dice, Ints


@dataclass(frozen=True)
class Draft:
    """An extract in the making.

    `tables` are its tables as text: a frame per table, missing cells null. `about` has a row for each row of the main
    table, in the same order: what the generator knows of the record and no file says.
    """

    tables: Mapping[str, pl.DataFrame]
    about: pl.DataFrame
    as_of: date

    def rows_of(self, table: str, column: str, values: pl.Series) -> Ints:
        """The positions of the first rows of `table` that hold each of the distinct `values` in `column`, ascending."""
        found = self.tables[table].select(pl.arg_where(pl.col(column).is_in(values.unique().implode())))
        return found.to_series().cast(pl.Int64).to_numpy()


@dataclass(frozen=True, slots=True)
class Edit:
    """Cells that a fault overwrites: `values[i]` goes to row `rows[i]` (from 0) of a column."""

    table: str
    column: str
    rows: Ints
    values: pl.Series


@dataclass(frozen=True, slots=True)
class Expected:
    """Findings that a fault must cause: one of `rule` in each of `rows` (from 0) of a table.

    `key` is that of a finding about a value; without it, each row's own key stands. Without `rows` it is one finding about
    the whole file, which has neither row nor key.
    """

    rule: str
    table: str
    rows: Ints | None
    key: str | None = None


@dataclass(frozen=True)
class Planted:
    """What planting a fault comes to: cells to overwrite, rows to append, and findings that it must cause.

    `settings` are those of the suite under which it is a fault.
    """

    edits: tuple[Edit, ...] = ()
    expected: tuple[Expected, ...] = ()
    appended: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A way in which an extract goes wrong.

    `rules` are those it makes fail, the one it is about first, then the knock-on ones. `fits`, over the draft's
    `about`, says in which records of the main table it can be planted; `plant` plants it in the chosen ones (positions
    from 0) and always reads the clean draft, as no record is given to two faults that could meddle with each other.
    `weight` is its share among the faults, `least` in how many records it is planted at the least.

    `cluster` names a column of `about`: records are then chosen cluster by cluster (whole classes, families); `pairs`
    chooses them two by two, where there is a cluster two of the same one. A fault that `joins` is also planted in some
    records that already have another one, unless that one `hides` what else is wrong with its record.
    """

    name: str
    rules: tuple[str, ...]
    plant: Callable[[Draft, Ints, Dice], Planted]
    fits: pl.Expr
    weight: float
    least: int = 1
    cluster: str | None = None
    pairs: bool = False
    joins: bool = False
    hides: bool = False


@dataclass(frozen=True)
class Sample:
    """A suite's synthetic extract. `build` makes a clean one: rows of the main table, dice, as-of date.

    `faults` are placed in their order, so the choosiest come first; the last one takes up what the others have no room
    for. `world` says what is wrong, or set up in another way, besides what is wrong with single records. `scenarios` are
    other ways in which the extract can be faulty, where the settings decide which rules can fail at all. `settings` are
    those of the suite that every extract comes with, a clean one too, or how they follow from the as-of date: they answer
    its questions.
    """

    build: Callable[[int, Dice, date], Draft]
    faults: tuple[Fault, ...]
    world: Callable[[Draft], Planted] | None = None
    scenarios: Mapping[str, "Sample"] = field(default_factory=dict)
    settings: Mapping[str, Setting] | Callable[[date], Mapping[str, Setting]] = field(default_factory=dict)
