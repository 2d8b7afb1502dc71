"""A key is looked up the same whether texts or their hashes are compared, and whatever two hashes happen to be."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolgate.frames import relations
from schoolgate.frames.relations import few_within, looked_up

KEYS = st.one_of(
    st.none(), st.sampled_from(["", "7", "07", "S1", "s1", "Ä", "\N{LATIN CAPITAL LETTER A}\u0308", "x" * 40])
)
TABLES = st.lists(KEYS, unique=True)
HASHES: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "as they are": pl.Expr.hash,
    "all equal": lambda column: pl.when(column.is_not_null()).then(pl.lit(1, dtype=pl.UInt64())),
    "equal by length": lambda column: column.str.len_bytes().cast(pl.UInt64()),
}


@pytest.mark.parametrize("hashes", HASHES)
@given(asked=st.lists(KEYS), known=TABLES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_looking_up_finds_the_row_whose_key_is_equal(
    hashes: str, asked: list[str | None], known: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relations, "_MANY", -1)
    monkeypatch.setattr(pl.Expr, "hash", HASHES[hashes])
    table = pl.DataFrame({"key": known, "place": range(len(known))}, schema={"key": pl.String(), "place": pl.Int64()})
    found = looked_up(pl.Series("asked", asked, dtype=pl.String()), table, "key")
    assert found.columns == ["place"]
    assert found["place"].to_list() == [known.index(key) if key in known and key is not None else None for key in asked]


@given(values=st.lists(KEYS), known=st.lists(KEYS))
def test_few_values_are_within_the_known_ones(values: list[str | None], known: list[str | None]) -> None:
    found = few_within(pl.Series(values, dtype=pl.String()), pl.Series(known, dtype=pl.String()))
    assert found.to_list() == [None if value is None else value in known for value in values]
