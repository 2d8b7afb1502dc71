"""The fast reader: Polars, for files of which the survey has shown that every reader reads them the same."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from schoolgate.intake.delimited.survey import Places
from schoolgate.intake.text import numbered, stripped


def read(
    source: Path | bytes,
    delimiter: str,
    lines: int,
    header: int,
    width: int,
    wanted: Sequence[int],
    *,
    quotes: bool,
    plain: bool,
    untidy: Sequence[Places],
) -> pl.DataFrame | None:
    """The records below line `header` as `schoolgate.intake.sheet.Records` has them; None where the parser disagrees.

    Args:
        source: the file, or its bytes, as UTF-8.
        delimiter: one ASCII character.
        lines: how many lines it has; each is a record.
        header: the line of the header; 0 for none.
        width: how many cells a record has.
        wanted: the places that are read.
        quotes: whether there are quotation marks.
        plain: whether all is ASCII.
        untidy: for each place, the lines whose cell may have to be stripped.
    """
    if lines == header:
        return numbered(pl.DataFrame(schema={str(place): pl.String() for place in wanted}), header + 1)
    names = [str(place) for place in range(width)]
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
        odd = {name: pl.Series(lines - (header + 1)) for name, lines in zip(names, untidy, strict=True)}
        read = [str(place) for place in wanted]
        cells = stripped(lazy.select(read).collect(engine="streaming"), odd, plain=plain)
        if cells.height != lines - header:
            return None
        kept = numbered(cells, header + 1)
        if kept.height < cells.height and len(wanted) < width:
            # Blank in what is wanted is not wholly blank: look at the other cells too.
            others = lazy.select(pl.exclude(read)).collect(engine="streaming")
            filled = stripped(others, odd, plain=plain).select(
                pl.any_horizontal(pl.all().is_not_null()).fill_null(value=False)
            )
            kept = numbered(cells, header + 1, filled.to_series())
    except (pl.exceptions.PolarsError, OSError, TypeError):  # the last: a path that is not UTF-8
        return None
    return kept
