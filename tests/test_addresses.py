"""Nearly all addresses are told by one look at the column; those beside its edges are told as the standards say."""

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from oracle import addresses as oracle
from schoolgate.basics.addresses import delivered

LABELS = st.one_of(
    st.sampled_from(["a", "school", "x-y", "-a", "a-", "a--b", "", "é", "a b", "a_b"]),
    st.integers(55, 66).map(lambda long: "b" * long),
)
ADDRESSES = st.builds(
    lambda name, labels, end: f"{name}@{'.'.join([*labels, end])}",
    st.one_of(
        st.sampled_from(["ada", "a.b", "a..b", ".a", "o'neil", ""]), st.integers(55, 66).map(lambda long: "n" * long)
    ),
    st.lists(LABELS, min_size=1, max_size=3),
    st.sampled_from(["uk", "example", "c" * 63, "c" * 64]),
)


@given(st.lists(ADDRESSES, max_size=6))
@example([f"a@{'b' * 63}.uk", f"a@{'b' * 64}.uk", f"{'n' * 64}@b.uk", f"{'n' * 65}@b.uk", f"a@b.{'c' * 64}"])
def test_every_address_is_told_as_the_standards_say(addresses: list[str]) -> None:
    assert delivered(pl.Series(addresses, dtype=pl.String())).to_list() == list(map(oracle.delivered, addresses))
