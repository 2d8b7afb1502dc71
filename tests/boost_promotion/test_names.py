"""Folding and similarity, by hand and against rapidfuzz."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from boost_promotion.oracle_names import fold, similarity, year
from boost_promotion.strategies import EMPTY_NAMES, FIRST_NAMES, LAST_NAMES


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Zoë", "zoe"),
        ("ZOE\u0308", "zoe"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("O\u00b4Brien", "o brien"),  # NFKD makes a space and a combining mark of the spacing accent
        ("Mary-Ann", "mary ann"),
        ("Mary\u2014Ann-", "mary ann"),
        ("Mary\u00a0 Ann", "mary ann"),
        ("Straße", "strasse"),
        ("\ufb01eld", "field"),
        ("Ana\u0345", "ana"),  # a mark that case folding would turn into a letter is dropped before
        ("Łukasz", "łukasz"),  # a letter of its own, not an L with a mark
        ("Σίσυφος", "σισυφοσ"),
        ("李 小龍", "李 小龍"),
        ("²", "2"),
        ("J.R.", "jr"),
        ("a\u200bb", "ab"),
        ("_", ""),
        ("-", ""),
        ("\u0301", ""),
        ("", ""),
    ],
)
def test_folding_drops_what_people_write_differently(name: str, folded: str) -> None:
    assert fold(name) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        *((text, "3") for text in ("3", "03", "Year 3", "Yr 3", "Y3", "YEAR  003", "y-3", "year\u00a03")),
        *((text, "R") for text in ("R", "r", "Rec", "Reception", "Reception Year", "Year R", "YR", "FS2", "F2")),
        *((text, "N2") for text in ("N", "Nursery", "N2", "Nursery 2", "FS1", "f-1")),
        *((text, "N1") for text in ("N1", "n1", "Nursery 1")),
        ("10", "10"), ("Year 14", "14"), ("0", "0"), ("3.0", "3.0"), ("Upper", "upper"), ("Yr", "R"), ("Year", "year"),
        ("Year 3/4", "year3/4"), ("\u0663", "\u0663"), ("Grade 3", "grade3"),
    ],
)  # fmt: skip
def test_year_groups_compare_however_schools_write_them(written: str, normalised: str) -> None:
    assert year(written) == normalised


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("ada byron", "byron ada", 100),
        ("ada", "ada ada", 60),  # 3 of 3 and 7 letters in common: 2 * 3 / 10
        ("baxter christo", "bater chris", 88),  # 11 of 14 and 11: 2 * 11 / 25
        ("ella obrien", "bella obrien", Fraction(2200, 23)),
        ("ella byron", "bella byron", Fraction(1000, 21)),  # sorted, only one of them begins with "byron"
        ("jon smith", "ann lee", 25),  # sorted "jon smith", "ann lee": "n " in common, 2 * 2 / 16
        ("abc", "xyz", 0),
        ("abc", "", 0),
        ("", "", 100),
    ],
)
def test_similarity_counts_letters_in_common_after_sorting_words(one: str, other: str, score: Fraction | int) -> None:
    assert similarity(one, other) == similarity(other, one) == score


WORDS = st.text(alphabet=" abcdeë李-", max_size=14).map(fold)
NAMES = st.sampled_from([fold(name or "") for name in (*sum((*FIRST_NAMES, *LAST_NAMES), ()), *EMPTY_NAMES)])
FULL_NAMES = st.tuples(NAMES, NAMES).map(" ".join)


@given(st.one_of(WORDS, FULL_NAMES), st.one_of(WORDS, FULL_NAMES))
def test_similarity_is_that_of_rapidfuzz(one: str, other: str) -> None:
    assert float(similarity(one, other)) == pytest.approx(fuzz.token_sort_ratio(one, other), abs=1e-9)


@given(st.text(max_size=12), st.text(max_size=12))
def test_similarity_is_that_of_rapidfuzz_on_any_folded_text(one: str, other: str) -> None:
    expected = fuzz.token_sort_ratio(fold(one), fold(other))
    assert float(similarity(fold(one), fold(other))) == pytest.approx(expected, abs=1e-9)


def test_at_the_default_score_rapidfuzz_decides_as_exact_arithmetic_does() -> None:
    for shared in range(1, 25):
        for extra in range(25):
            for other in range(25):
                one, two = "a" * shared + "b" * extra, "a" * shared + "c" * other
                assert (similarity(one, two) >= 88) == (fuzz.token_sort_ratio(one, two) >= 88)


def test_at_other_scores_rapidfuzz_may_fall_short_by_a_rounding() -> None:
    one, two = "a" * 33 + "b" * 34, "a" * 33
    assert similarity(one, two) == 66
    assert 0 < 66 - fuzz.token_sort_ratio(one, two) < 1e-9
