"""What a sheet holds, told without a value: rows, blanks, how many different cells, and the shapes they have."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import shortened
from schoolgate.intake.header import Headed
from schoolgate.intake.sheet import Sheet

SHAPES = 3
"""So many shapes of a column are told, the most frequent first; as many values, where they are asked for."""
_LONGEST = 32
# Letters become A or a, digits 9; a run of letters that is no code becomes one sign, so that no length tells a name.
_SIGNS = (
    (r"[\p{Ll}\p{Lo}\p{Lt}\p{Lm}\p{M}]", "a"),
    (r"\p{Lu}", "A"),
    (r"\p{N}", "9"),
    (r"A{4,}", "A+"),
    (r"a{2,}", "a+"),
    (r"9{13,}", "9+"),
)


@dataclass(frozen=True, slots=True)
class Profiled:
    """A column: its heading, how many cells are blank, how many differ, the commonest shapes with their numbers.

    `values` are the commonest cells with theirs, where they were asked for.
    """

    heading: str
    blank: int
    distinct: int
    shapes: tuple[tuple[str, int], ...]
    values: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A sheet: `header` is its row, 0 where no row has a name that any suite knows.

    `rows` and `columns` are None and empty where it cannot be read, and `why` says so.
    """

    sheet: Sheet
    header: int
    above: tuple[int, ...] = ()
    rows: int | None = None
    columns: tuple[Profiled, ...] = ()
    why: str = ""


def profile(found: Headed, known: int, *, values: bool = False) -> Profile:
    """What the sheet holds.

    Args:
        found: the sheet with its header.
        known: how many headings some suite knows. Of none, the first row may be somebody's record: it names no column.
        values: whether the commonest cells are told.
    """
    header = found.row if known else 0
    width = len(found.headings)
    names = found.headings if known or values else tuple(f"column {place}" for place in range(1, width + 1))
    try:
        frame = found.sheet.read(found.row, width, range(width)).frame
    except InputError as error:
        return Profile(found.sheet, header, found.above if known else (), why=str(error))
    columns = tuple(_column(name, frame[str(place)], values=values) for place, name in enumerate(names))
    return Profile(found.sheet, header, found.above if known else (), frame.height + (not known), columns)


def _column(heading: str, cells: pl.Series, *, values: bool) -> Profiled:
    counts = cells.drop_nulls().value_counts(sort=True, name="cells")
    counts = counts.rename({counts.columns[0]: "cell"})
    shapes = counts.group_by(shape(pl.col("cell")).alias("shape")).agg(pl.col("cells").sum())
    shapes = shapes.sort("cells", "shape", descending=[True, False]).head(SHAPES)
    seen: Sequence[tuple[str, int]] = counts.sort("cells", "cell", descending=[True, False]).head(SHAPES).rows()
    return Profiled(
        heading=heading,
        blank=cells.null_count(),
        distinct=counts.height,
        shapes=tuple((shortened(text, _LONGEST), number) for text, number in shapes.rows()),
        values=tuple(seen) if values else (),
    )


def shape(cells: pl.Expr) -> pl.Expr:
    r"""The shape of each cell.

    >>> pl.select(shape(pl.lit(pl.Series(["ABC-102", "3/11/2014", "Prowse"])))).to_series().to_list()
    ['AAA-999', '9/99/9999', 'Aa+']
    """
    for pattern, sign in _SIGNS:
        cells = cells.str.replace_all(pattern, sign)
    return cells
