"""Words that are nearly another: closed words in another spelling, references that miss by a zero, a capital or a space."""

from collections.abc import Callable, Sequence

import polars as pl

from schoolgate.basics import folding


def closed_word(cells: pl.Series, words: Sequence[str]) -> pl.Series:
    """The cells, each that is one of `words` once folded as that word; the others as they stand."""
    spelled = {folding.closed(word): word for word in words}
    distinct = cells.drop_nulls().unique().to_list()
    changes = {cell: spelled[folded] for cell in distinct if (folded := folding.closed(cell)) in spelled}
    changes = {cell: word for cell, word in changes.items() if cell != word}
    return cells.replace(list(changes), list(changes.values())) if changes else cells


def near_miss(values: pl.Series, known: pl.Series) -> pl.Series:
    """For each of `values` the one known value that it equals once both are folded; null where there is none or several.

    What is known itself is no miss: null. Only what is unknown is folded, so it costs next to nothing where all is well.
    """
    missing = values.filter(~values.is_in(known.drop_nulls().unique().implode())).drop_nulls().unique()
    nobody = pl.repeat(None, len(values), dtype=pl.String(), eager=True).alias(values.name)
    if missing.is_empty():
        return nobody
    spelled = _by_fold(known, folding.near)
    found = {value: spelled[folded] for value in missing.to_list() if (folded := folding.near(value)) in spelled}
    hits = {value: near for value, near in found.items() if near is not None}
    if not hits:
        return nobody
    return values.replace_strict(list(hits), list(hits.values()), default=None, return_dtype=pl.String())


def _by_fold(known: pl.Series, fold: Callable[[str], str]) -> dict[str, str | None]:
    """The known values by their fold; None where two of them share one, and nothing for those that fold to nothing."""
    spelled: dict[str, str | None] = {}
    for value in known.drop_nulls().unique().to_list():
        folded = fold(value)
        spelled[folded] = None if folded in spelled else value
    spelled.pop("", None)
    return spelled
