"""How year groups compare: as schools write them (Year 3, Yr 3, Y3, 03), whatever the spelling."""

import re

import polars as pl

from schoolgate.basics.folding import DASHES
from schoolgate.frames.relations import looked_up

_DROPPED = re.compile(rf"[\s{re.escape(DASHES)}]+")
_NUMBERED = re.compile(r"(?:year|yr|y)?0*([0-9]+)")
_NAMED = {
    **dict.fromkeys(("r", "rec", "reception", "receptionyear", "yr", "yearr", "fs2", "f2"), "R"),
    **dict.fromkeys(("n", "nursery", "n2", "nursery2", "fs1", "f1"), "N2"),
    **dict.fromkeys(("n1", "nursery1"), "N1"),
}


def normalised(label: str) -> str:
    """The year group as it is compared; a label that is no year group is its folded self.

    >>> [normalised(label) for label in ("Year  3", "Y-03", "Reception", "YR", "FS1", "Nurture Group")]
    ['3', '3', 'R', 'R', 'N2', 'nurturegroup']
    """
    bare = _DROPPED.sub("", label.casefold())
    numbered = _NUMBERED.fullmatch(bare)
    return numbered[1] if numbered else _NAMED.get(bare, bare)


def normalised_all(labels: pl.Series) -> pl.Series:
    """Each label normalised, missing ones null; each distinct one is worked out once."""
    distinct = labels.drop_nulls().unique()
    if distinct.is_empty():
        return labels
    told = pl.Series([normalised(label) for label in distinct], dtype=pl.String())
    return labels.replace_strict(distinct, told, return_dtype=pl.String())


def place_of(years: pl.Series, order: tuple[str, ...]) -> pl.Series:
    """The place of each normalised year group in the order, from 0; null where it is not in it."""
    places = pl.DataFrame(
        {"year": [normalised(year) for year in order], "place": range(len(order))},
        schema={"year": pl.String(), "place": pl.Int64()},
    )
    return looked_up(years, places, "year")["place"]


def unknown(labels: pl.Series, years: pl.Series, order: tuple[str, ...]) -> pl.Series:
    """The labels, as they stand, of which the normalised `years` are not in the order; null for the others."""
    known = years.is_in([normalised(year) for year in order]) | years.is_null()
    return labels.to_frame("label").select(pl.when(~known).then("label").alias("label"))["label"]
