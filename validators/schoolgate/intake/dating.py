"""In which format a whole column writes its dates. What has two readings is not read; the line that settles it is told.

Dates written YYYY-MM-DD are always read; what is judged is the rest. Cells that are no date in any format are nobody's
evidence: they stay what they are, cells that cannot be read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import polars as pl

from schoolgate.basics.dates import EXCEL, DateFormat
from schoolgate.intake.cells import date_in, iso_date, without_midnight

_ORDERS = {
    "DMY": "day first",
    "MDY": "month first",
    "YMD": "year first",
    EXCEL: "days as Excel counts them, from 1900 on",
}


@dataclass(frozen=True)
class Way:
    """One way to write dates: an order and a mark between its parts; the year in four digits or in two."""

    formats: tuple[DateFormat, ...]

    @property
    def spelled(self) -> tuple[str, ...]:
        """Its formats as people write them."""
        return tuple(form.spelled for form in self.formats)

    @property
    def told(self) -> str:
        """The same in a sentence."""
        return " or ".join(self.spelled)

    @property
    def value(self) -> str:
        """The same as a value of the settings: one text, or a list of them."""
        texts = [f'"{text}"' for text in self.spelled]
        return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"

    @cached_property
    def order(self) -> str:
        """Day first, month first, year first, or a spreadsheet's count of days."""
        return _ORDERS[self.formats[0].order]


def _way(*texts: str) -> Way:
    return Way(tuple(map(DateFormat.parse, texts)))


WAYS = (
    *(_way(f"%d{mark}%m{mark}%Y", f"%d{mark}%m{mark}%y") for mark in "/-."),
    *(_way(f"%m{mark}%d{mark}%Y", f"%m{mark}%d{mark}%y") for mark in "/-."),
    *(_way(f"%Y{mark}%m{mark}%d", f"%y{mark}%m{mark}%d") for mark in "/-."),
    *(
        _way(*(f"%d{mark}{month}{mark}{year}" for month in ("%b", "%B") for year in ("%Y", "%y")))
        for mark in (" ", "-", "/", ".")
    ),
    _way("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y"),
    _way("%Y%m%d"),
    _way(EXCEL),
)


@dataclass(frozen=True)
class Dated:
    """How a column is read: `formats` beside YYYY-MM-DD, tried in order.

    `found` is the way that its cells showed, with its `evidence`. Where it is not read, `unread` says why, `cells` how many
    cells that concerns, and `choices` the ways that would settle it.
    """

    formats: tuple[DateFormat, ...] = ()
    found: Way | None = None
    evidence: str = ""
    unread: str = ""
    cells: int = 0
    choices: tuple[Way, ...] = ()


PLAIN = Dated()


def dated(cells: pl.Series, asked: Sequence[DateFormat], listed: Sequence[DateFormat]) -> Dated:
    """How a column of dates is read.

    Args:
        cells: its text; blank cells are null.
        asked: the formats that the settings name for this column; they win over `listed`.
        listed: the formats that the settings name for all.
    """
    counts = cells.drop_nulls().value_counts(name="cells")
    if counts.is_empty():
        return PLAIN
    rest = counts.rename({counts.columns[0]: "cell"}).filter(_IS_NO_ISO_DATE)
    formats = tuple(asked or listed)
    # Few columns hold anything else, and hardly any of that is a date in some format: each has a digit.
    if not rest["cell"].str.contains("[0-9]").any():
        return Dated(formats) if formats else PLAIN
    shapes = _shapes(rest["cell"])
    fits = rest.select(
        "cell",
        "cells",
        *(_read_as(way.formats, shapes).alias(str(number)) for number, way in enumerate(WAYS)),
        *([_read(formats).alias("asked")] if formats else []),
    )
    dates = fits.filter(pl.any_horizontal(pl.exclude("cell", "cells").is_not_null()))
    if dates.is_empty():
        return Dated(formats)
    return _tested(dates, formats) if formats else _found(dates)


_IS_NO_ISO_DATE = iso_date(pl.col("cell")).is_null()


def _shapes(cells: pl.Series) -> list[str]:
    """What the cells look like, which is of few kinds: every digit is a 1, and midnight is left out."""
    return cells.to_frame("cell").select(_SHAPE).to_series().unique().to_list()


_SHAPE = without_midnight(pl.col("cell")).str.replace_all("[0-9]", "1")


def _read_as(formats: tuple[DateFormat, ...], shapes: Sequence[str]) -> pl.Expr:
    """The dates in one of the formats; one that fits no shape is not tried: compiling its pattern costs more."""
    tried = tuple(form for form in formats if any(map(_pattern(form).search, shapes)))
    return _read(tried) if tried else _NO_DATE


_NO_DATE = pl.lit(None, pl.Date())


@cache
def _pattern(form: DateFormat) -> re.Pattern[str]:
    # All that a pattern asks of a digit is that it is one; a spreadsheet's number does not begin with 0.
    return re.compile(form.pattern)


@cache
def _read(formats: tuple[DateFormat, ...]) -> pl.Expr:
    cell = without_midnight(pl.col("cell"))
    return pl.coalesce(date_in(pl.col("cell") if form.timed else cell, form) for form in formats)


def _tested(dates: pl.DataFrame, formats: tuple[DateFormat, ...]) -> Dated:
    """The formats that the settings name, unless cells of the column are dates in another one."""
    other = dates.filter(pl.col("asked").is_null())
    if other.is_empty():
        return Dated(formats)
    named = " or ".join(form.spelled for form in formats)
    against, whole = int(other["cells"].sum()), int(dates["cells"].sum())
    fitting = tuple(_covering(other))
    seen = f", and fit {fitting[0].told}" if fitting else ""
    why = f"the settings say {named}, but {against:,} of {whole:,} cells are dates that are not written so{seen}"
    return Dated(unread=why, cells=whole, choices=tuple(_covering(dates)) or _together(dates))


def _covering(dates: pl.DataFrame) -> list[Way]:
    """The ways in which every one of the cells is a date."""
    return [_needed(dates, way) for number, way in enumerate(WAYS) if dates[str(number)].null_count() == 0]


def _needed(dates: pl.DataFrame, way: Way) -> Way:
    """The way with those of its formats alone that its cells need: the years in four digits, in two, or in both."""
    formats: list[DateFormat] = []
    rest = dates.select("cell")
    for form in way.formats:
        read = rest.select(_read((form,)).is_not_null()).to_series()
        if read.any():
            formats.append(form)
            rest = rest.filter(~read)
    return Way(tuple(formats))


def _found(dates: pl.DataFrame) -> Dated:
    ways, whole = _covering(dates), int(dates["cells"].sum())
    if not ways:
        fits = [dates.filter(pl.col(str(number)).is_not_null()) for number in range(len(WAYS))]
        some = [(int(mine["cells"].sum()), _needed(mine, way)) for mine, way in zip(fits, WAYS, strict=True)]
        most = sorted((found for found in some if found[0]), key=lambda found: -found[0])[:2]
        told = " and ".join(f"{way.told} ({count:,} cell{'' if count == 1 else 's'})" for count, way in most)
        return Dated(unread=f"its dates are written in two formats, {told}", cells=whole, choices=_together(dates))
    first = dates.select(_read(ways[0].formats)).to_series()
    if any(not first.equals(dates.select(_read(way.formats)).to_series(), check_names=False) for way in ways[1:]):
        told = " or ".join(dict.fromkeys(way.order for way in ways))
        return Dated(
            unread=f"every one of its {whole:,} dates can be {told}",
            cells=whole,
            choices=tuple(ways),
        )
    return Dated(ways[0].formats, ways[0], _evidence(dates, ways[0], whole))


def _together(dates: pl.DataFrame) -> tuple[Way, ...]:
    """The ways that read every cell between them, as one, where no cell has two readings among them; else none."""
    rest, chosen = dates, []
    while not rest.is_empty():
        best = max(range(len(WAYS)), key=lambda number: rest[str(number)].count())
        chosen.append(best)
        rest = rest.filter(pl.col(str(best)).is_null())
    days = pl.concat_list(map(str, chosen)).list.drop_nulls().list.n_unique()
    # Day first and month first in one column: the next export's 03/04 would be both.
    first = {form.order[0] for number in chosen for form in WAYS[number].formats if form.numeric} & {"D", "M"}
    if len(first) > 1 or dates.select((days > 1).any()).item():
        return ()
    needed = [_needed(dates.filter(pl.col(str(number)).is_not_null()), WAYS[number]) for number in chosen]
    return (Way(tuple(form for way in needed for form in way.formats)),)


def _evidence(dates: pl.DataFrame, way: Way, whole: int) -> str:
    """How many cells are dates in this order alone."""
    against = [str(number) for number, other in enumerate(WAYS) if other.order != way.order]
    alone = int(dates.filter(pl.all_horizontal(pl.col(other).is_null() for other in against))["cells"].sum())
    if not alone:
        return f"{'all' if whole > 1 else 'that'} {whole:,} are the same days in any other order"
    return f"{alone:,} of {whole:,} cells fit only {way.order}"
