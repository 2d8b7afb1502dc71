"""Words that are nearly another."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.basics import folding
from schoolgate.frames.near import closed_word, folded, near_miss, normalised


@pytest.mark.parametrize("spelling", ["On Roll", "ON ROLL", "on-roll", "On_Roll", "on \u2013 roll", " On\u00a0 roll "])
def test_a_closed_word_is_known_in_any_spelling(spelling: str) -> None:
    assert closed_word(pl.Series([spelling, None]), ["On Roll"]).to_list() == ["On Roll", None]


@pytest.mark.parametrize("other", ["OnRoll", "On Rolls", "0n Roll", "On.Roll", ""])
def test_another_word_stays_as_it_stands(other: str) -> None:
    assert closed_word(pl.Series([other]), ["On Roll"]).to_list() == [other]


@pytest.mark.parametrize(
    ("value", "near"),
    [
        ("bg-7a", "BG-7A"), ("BG7A", "BG-7A"), ("BG 7A", "BG-7A"), ("0BG-7A", "BG-7A"), ("ＢＧ７Ａ", "BG-7A"),
        ("BG-7A", None), ("BG-7B", None), (None, None), ("0", "00"), ("-", None),
    ],
)  # fmt: skip
def test_a_near_miss_names_the_one_known_value(value: str | None, near: str | None) -> None:
    known = pl.Series(["BG-7A", "7-1", "71", "00", None])
    assert near_miss(pl.Series([value], dtype=pl.String()), known).to_list() == [near]


def test_two_known_values_that_look_alike_are_no_answer() -> None:
    assert near_miss(pl.Series(["7 1"]), pl.Series(["7-1", "71"])).to_list() == [None]


def test_every_dash_of_unicode_is_one() -> None:
    dashes = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Pd"]
    assert {folding.closed(f"On{dash}Roll") for dash in dashes} == {"on roll"}


def test_nothing_but_zeros_keeps_one() -> None:
    assert folding.FOLDS["drop_leading_zeros"]("000") == "0"


KEYS = st.lists(st.text(alphabet="Aa0-_. \u00a0\u2013\u0660ßﬁé\t~", max_size=6) | st.none(), max_size=8)


@given(KEYS)
def test_values_are_folded_alike_one_by_one_and_all_at_once(values: list[str | None]) -> None:
    expected = [None if value is None else folding.near(value) for value in values]
    assert folded(pl.Series(values, dtype=pl.String())).to_list() == expected


@pytest.mark.parametrize("fold", folding.FOLDS)
@given(values=KEYS)
def test_keys_are_normalised_alike_one_by_one_and_all_at_once(fold: str, values: list[str | None]) -> None:
    expected = [None if value is None else folding.FOLDS[fold](value) for value in values]
    assert normalised(pl.Series(values, dtype=pl.String()), fold).to_list() == expected
