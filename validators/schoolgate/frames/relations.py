"""What every suite's facts do with keys: look one up, count its rows, compare text without its case.

A look-up takes the narrow column of keys and gives back a frame of as many rows, to be laid beside the records: a join of
whole tables would copy every column at every step.
"""

import polars as pl

from schoolgate.language.integrity import FILE_ROWS
from schoolgate.language.table import ROW

_FIRST = 2
"""The number of the one row about a file: any will do, reports do not show it."""
_FEW = 20_000


def keyed(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """The rows that have a key: the others take part in nothing."""
    return frame.filter(pl.col(key).is_not_null()) if frame[key].has_nulls() else frame


def first_rows(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """The first row of each key, in their order: looking a key up finds this one."""
    rows = keyed(frame, key)
    several = repeated(rows[key])
    if not several.any():
        return rows
    # Nearly all keys stand once: only the others are compared as text.
    suspects = rows.select(key).with_row_index("at").filter(several)
    first = suspects.unique(subset=key, keep="first")["at"]
    return rows.filter((~several).scatter(first, True))  # noqa: FBT003  the value that is set


def looked_up(keys: pl.Series, table: pl.DataFrame, key: str) -> pl.DataFrame:
    """The row of `table` for each of `keys`, in their order; nulls where there is none. Keys in `table` are unique."""
    return keys.alias(key).to_frame().join(table, on=key, how="left", maintain_order="left").drop(key)


def looked_up_for_few(keys: pl.Series, table: pl.DataFrame, key: str) -> pl.DataFrame:
    """As `looked_up`, for keys of which few are in the table.

    To take a yes or no costs as much as a number, to leave it missing next to nothing: so only these few are taken.
    """
    places = pl.int_range(table.height, dtype=pl.UInt32(), eager=True).alias("at")
    at = looked_up(keys, table.select(key).with_columns(places), key)["at"]
    there, whole = at.is_not_null().arg_true(), table.drop(key).rechunk()
    flags = whole.select(name for name, kind in whole.schema.items() if kind == pl.Boolean)
    few, nothing = flags[at.drop_nulls()], pl.repeat(None, len(at), dtype=pl.Boolean(), eager=True)
    taken = pl.DataFrame([nothing.scatter(there, few[name]).alias(name) for name in few.columns])
    return beside(whole.select(pl.exclude(few.columns).gather(at)), taken).select(whole.columns)


def few_within(values: pl.Series, known: pl.Series) -> pl.Series:
    """Whether each value is among the known ones; null for null. For few values among many: these are looked for there."""
    return values.is_in(known.filter(hashed_within(known, values)).drop_nulls().implode())


def hashed_within(values: pl.Series, known: pl.Series) -> pl.Series:
    """Whether each value has the hash of a known one: surely not known where it has not. Hashes cost a tenth of texts."""
    hashes, those = values.hash(), known.hash()
    if len(those) > len(hashes):
        # The fewer there are to look among, the quicker it is.
        those = those.filter(those.is_in(hashes.implode()))
    return hashes.is_in(those.implode())


def beside(frame: pl.DataFrame, *found: pl.DataFrame) -> pl.DataFrame:
    """The frames side by side: each has a row for each row of the first."""
    return frame.hstack([column for other in found for column in other.get_columns()])


def repeated(keys: pl.Series) -> pl.Series:
    """Where a key may stand in another row too. Where it is false it surely does not; null keys are never repeated.

    Nearly all keys stand once. Comparing their hashes finds that out for a fraction of what comparing texts costs; equal
    hashes are rare enough to be looked into one by one. Of few keys the one step is quicker that compares them all.
    """
    if keys.len() < _FEW:
        return keys.is_duplicated() & keys.is_not_null()
    hashes = keys.hash()
    ordered = hashes.sort()
    twice = ordered.filter(ordered == ordered.shift()).unique()
    if twice.is_empty():
        return pl.repeat(value=False, n=keys.len(), eager=True)
    return hashes.is_in(twice.implode()) & keys.is_not_null()


def rows_with_key(keys: pl.Series) -> pl.Series:
    """How many rows have each row's key; null without a key. The name of the result is `rows_with_key`."""
    name = "rows_with_key"
    once = keys.to_frame("key").select(pl.when(pl.col("key").is_not_null()).then(pl.lit(1, dtype=pl.Int64)))
    suspects = repeated(keys).arg_true()
    if suspects.is_empty():
        return once.to_series().alias(name)
    counts = keys.gather(suspects).to_frame("key").select(pl.len().over("key").cast(pl.Int64))
    return once.to_series().alias(name).scatter(suspects, counts.to_series())


def first_row(frame: pl.DataFrame, key: str) -> pl.Series:
    """Whether each row is the one that looking its key up finds; false without a key."""
    return frame[ROW].is_in(first_rows(frame, key)[ROW].implode()).alias("first_row")


def casefolded(text: pl.Series) -> pl.Series:
    """Python's `str.casefold` of each value; for the ASCII ones, nearly all, lower case is the same and fast."""
    lower = text.str.to_lowercase()
    distinct = text.filter(text.str.len_bytes() != text.str.len_chars()).unique()
    if distinct.is_empty():
        return lower
    folded = pl.Series([value.casefold() for value in distinct], dtype=pl.String())
    return text.replace_strict(distinct, folded, default=lower)


def file_row(main: pl.DataFrame) -> pl.DataFrame:
    """The one row of facts about a whole file whose records are `main`: how many there are. Suites add their own."""
    return pl.DataFrame({ROW: [_FIRST], FILE_ROWS.name: [main.height]})
