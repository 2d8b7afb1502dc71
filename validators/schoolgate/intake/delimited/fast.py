"""The fast reader: Polars, for files of which the survey has shown that every reader reads them the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from schoolgate.intake.text import numbered, stripped

if TYPE_CHECKING:
    from schoolgate.intake.delimited.many import Places

_DISAGREES = (pl.exceptions.PolarsError, OSError, TypeError)
"""How Polars says that it reads a file in another way; the last: a path that is not UTF-8."""


@dataclass(slots=True)
class Cells:
    """What stands in a file: the cells that are wanted, as they stand, and a way to the others."""

    wanted: pl.DataFrame
    others: pl.LazyFrame

    def taken(self) -> pl.DataFrame:
        """The cells that are wanted, which nobody keeps from here on: they are as large as the file."""
        cells, self.wanted = self.wanted, self.wanted.clear()
        return cells


def cells(
    source: Path | bytes,
    delimiter: str,
    lines: int,
    header: int,
    width: int,
    wanted: Sequence[int],
    *,
    quotes: bool,
) -> Cells | None:
    """The cells below line `header`, in columns called by their places; None where the parser counts others.

    Args:
        source: the file, or its bytes, as UTF-8.
        delimiter: one ASCII character.
        lines: how many lines it has; each is a record.
        header: the line of the header; 0 for none.
        width: how many cells a record has.
        wanted: the places that are read.
        quotes: whether there are quotation marks.
    """
    names, read = [str(place) for place in range(width)], [str(place) for place in wanted]
    if lines == header:
        nothing = pl.DataFrame(schema=dict.fromkeys(names, pl.String()))
        return Cells(nothing.select(read), nothing.lazy().select(pl.exclude(read)))
    try:
        lazy = pl.scan_csv(
            source,
            infer_schema=False,
            has_header=header > 0,
            skip_lines=max(header - 1, 0),
            new_columns=names,
            separator=delimiter,
            quote_char='"' if quotes else None,
            glob=False,
        )
        if lazy.collect_schema().names() != names:
            return None
        found = lazy.select(read).collect(engine="streaming")
    except _DISAGREES:
        return None
    return Cells(found, lazy.select(pl.exclude(read))) if found.height == lines - header else None


def records(
    found: Cells, header: int, width: int, untidy: "Sequence[Places] | None", *, plain: bool
) -> pl.DataFrame | None:
    """The cells as `schoolgate.intake.sheet.Records` has them; None where the parser disagrees.

    Args:
        found: what stands in the file.
        header: the line of the header; 0 for none.
        width: how many cells a record has.
        untidy: for each place, the lines whose cell may have to be stripped; None where nobody looked.
        plain: whether all is ASCII.
    """
    counted = {id(lines): pl.Series(lines - (header + 1)) for lines in untidy or ()}
    odd = None if untidy is None else {str(place): counted[id(lines)] for place, lines in enumerate(untidy)}
    tidy = stripped(found.taken(), odd, plain=plain)
    kept = numbered(tidy, header + 1)
    if kept.height == tidy.height or found.wanted.width == width:
        return kept
    # Blank in what is wanted is not wholly blank: look at the other cells too.
    try:
        others = stripped(found.others.collect(engine="streaming"), odd, plain=plain)
    except _DISAGREES:
        return None
    filled = others.select(pl.any_horizontal(pl.all().is_not_null()).fill_null(value=False))
    return numbered(tidy, header + 1, filled.to_series())
