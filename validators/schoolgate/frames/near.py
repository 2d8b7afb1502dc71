"""Words that are nearly another: closed words in another spelling, references that miss by a zero, a capital or a space."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

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
    unknown = values.is_not_null() & ~values.is_in(known.drop_nulls().implode())
    return near_unknown(values, unknown, known)


def near_unknown(values: pl.Series, unknown: pl.Series, known: pl.Series) -> pl.Series:
    """`near_miss` where it has been found out already which of the values are not `known`."""
    rows = (unknown & values.is_not_null()).arg_true()
    lost = values.gather(rows)
    nobody = pl.repeat(None, len(values), dtype=pl.String(), eager=True).alias(values.name)
    if lost.is_empty():
        return nobody
    distinct = lost.unique()
    missing = pl.DataFrame({"value": distinct, "fold": folded(distinct)}).filter(pl.col("fold") != "")
    # Few are lost: of all that is known, only what folds to the same is looked at any further.
    spelled = pl.DataFrame({"near": known, "fold": folded(known)})
    spelled = spelled.filter(pl.col("fold").is_in(missing["fold"].implode())).unique()
    hits = missing.join(spelled.filter(pl.len().over("fold") == 1), on="fold")
    if hits.is_empty():
        return nobody
    return nobody.scatter(
        rows, lost.replace_strict(hits["value"], hits["near"], default=None, return_dtype=pl.String())
    )


def folded(values: pl.Series) -> pl.Series:
    """Each value as `near_miss` compares it; of visible ASCII, which nearly all keys are, without a loop."""
    lower = values.str.to_lowercase()
    rows = values.str.contains(_MORE_THAN_CASE).arg_true()
    if rows.is_empty():
        return lower
    bare = _without_zeros(_without_punctuation(lower.gather(rows)))
    return lower.scatter(rows, _unless_odd(values.gather(rows), bare, folding.near))


def normalised(values: pl.Series, fold: str) -> pl.Series:
    """Each value as the fold of that name in `schoolgate.basics.folding.FOLDS` makes it, without a loop likewise.

    The very same series comes back where the fold is seen to change none of them.
    """
    return _unless_odd(values, _QUICK[fold](values), folding.FOLDS[fold])


def _without_zeros(values: pl.Series) -> pl.Series:
    """Zeros alone leave one."""
    if not values.str.starts_with("0").any():
        return values
    bare = values.str.strip_chars_start("0")
    return bare.zip_with((bare != "").fill_null(value=True), values.str.slice(-1))


_PUNCTUATION = r"[ \-_.]+"
_MORE_THAN_CASE = r"^0|[^0-9A-Za-z]"
"""Where a fold changes more than capitals."""


def _without_punctuation(values: pl.Series) -> pl.Series:
    return values.str.replace_all(_PUNCTUATION, "") if values.str.contains(_PUNCTUATION).any() else values


_QUICK: Mapping[str, Callable[[pl.Series], pl.Series]] = MappingProxyType(
    {
        "drop_leading_zeros": _without_zeros,
        "drop_spaces": _without_punctuation,
        "fold_case": lambda values: values.str.to_lowercase(),
    }
)


def _unless_odd(values: pl.Series, quick: pl.Series, fold: Callable[[str], str]) -> pl.Series:
    """The values as folded by Polars, those with other than visible ASCII by Python, whose the whole of Unicode is."""
    others = values.filter(~values.str.contains(r"^[ -~]*$")).unique()
    if others.is_empty():
        return quick
    slow = values.replace_strict(others, [fold(value) for value in others], default=None, return_dtype=pl.String())
    return quick.zip_with(slow.is_null(), slow)
