"""Whom names are compared of: their names folded, and how many have the same."""

import polars as pl

from schoolgate.language.table import ROW
from schoolgate.suites.boost_promotion.names import folded_all

Found = tuple[pl.DataFrame, pl.DataFrame]
"""For pupils and for learners: `row`, `count` of the others that it matches, and `head`, the row of the first of them."""
NAME = ("first", "last")
"""The two parts of a name, by which people are told apart."""


def people(frame: pl.DataFrame) -> pl.DataFrame:
    """What is compared of the rows: names folded, `name` with its words in order, and the date of birth.

    A date that could not be read counts as missing.
    """
    first, last = folded_all(frame["first_name"]), folded_all(frame["last_name"])
    words = pl.concat_str("first", "last", separator=" ").str.strip_chars(" ")
    columns = {ROW: frame[ROW], "first": first, "last": last, "born": frame["date_of_birth"]}
    return pl.DataFrame(columns).with_columns(
        name=words.str.split(" ").list.sort().list.join(" "),
        # A name that folds to nothing is nobody's.
        named=(pl.col("first") != "") & (pl.col("last") != ""),
        unread=frame["date_of_birth__unknown"],
    )


def grouped(people: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """How many people have `by` in common (`count`), and the row of the first of them (`head`)."""
    return people.group_by(by).agg(count=pl.len().cast(pl.Int64), head=pl.col(ROW).min())
