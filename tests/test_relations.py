"""A key finds the row that has it, and a missing key none; few values are looked for among many."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.frames.relations import few_within, looked_up, looked_up_for_few

KEYS = st.one_of(
    st.none(), st.sampled_from(["", "7", "07", "S1", "s1", "Ä", "\N{LATIN CAPITAL LETTER A}\u0308", "x" * 40])
)
TABLES = st.lists(KEYS, unique=True)


@given(asked=st.lists(KEYS), known=TABLES)
def test_looking_up_finds_the_row_whose_key_is_equal(asked: list[str | None], known: list[str | None]) -> None:
    table = pl.DataFrame({"key": known, "place": range(len(known))}, schema={"key": pl.String(), "place": pl.Int64()})
    found = looked_up(pl.Series("asked", asked, dtype=pl.String()), table, "key")
    assert found.columns == ["place"]
    assert found["place"].to_list() == [known.index(key) if key in known and key is not None else None for key in asked]


@given(asked=st.lists(KEYS), known=TABLES, flags=st.data())
def test_what_few_keys_find_is_what_many_would(
    asked: list[str | None], known: list[str | None], flags: st.DataObject
) -> None:
    drawn = flags.draw(st.lists(st.sampled_from([None, True, False]), min_size=len(known), max_size=len(known)))
    half = len(known) // 2
    table = pl.DataFrame(
        {"flag": drawn, "key": known, "place": range(len(known))},
        schema={"flag": pl.Boolean(), "key": pl.String(), "place": pl.Int64()},
    )
    # In two pieces, as what is put together from two frames is.
    table = pl.concat([table.head(half), table.tail(len(known) - half)], rechunk=False)
    keys = pl.Series("asked", asked, dtype=pl.String())
    assert looked_up_for_few(keys, table, "key").equals(looked_up(keys, table, "key"))


@given(values=st.lists(KEYS), known=st.lists(KEYS))
def test_few_values_are_within_the_known_ones(values: list[str | None], known: list[str | None]) -> None:
    found = few_within(pl.Series(values, dtype=pl.String()), pl.Series(known, dtype=pl.String()))
    assert found.to_list() == [None if value is None else value in known for value in values]
