"""How names compare: folded, so that accents, case, hyphens and apostrophes do not matter."""

import re
import unicodedata

import polars as pl

from schoolgate.basics.folding import DASHES

_DASH = re.compile(f"[{re.escape(DASHES)}]")


def folded(name: str) -> str:
    """The name as it is compared.

    >>> folded("  Zoë-Mae  O'Brien "), folded("ŁUKASZ"), folded("-")
    ('zoe mae obrien', 'łukasz', '')
    """
    plain = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    spaced = _DASH.sub(" ", "".join(plain).casefold())
    kept = (letter for letter in spaced if letter.isalnum() or letter.isspace())
    return " ".join("".join(kept).split())


def folded_all(names: pl.Series) -> pl.Series:
    """Each name folded, missing ones to nothing; each distinct one is worked out once."""
    distinct = names.drop_nulls().unique()
    if distinct.is_empty():
        return pl.repeat("", len(names), dtype=pl.String(), eager=True).alias(names.name)
    told = pl.Series([folded(name) for name in distinct], dtype=pl.String())
    return names.replace_strict(distinct, told, return_dtype=pl.String()).fill_null("")
