"""Matching against the plain definition, pair by pair, and against rapidfuzz itself; many people at once."""

from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from boost_promotion.oracle_names import fold, similarity
from schoolgate.suites.boost_promotion import matching, similar
from schoolgate.suites.boost_promotion.names import folded
from schoolgate.suites.boost_promotion.people import people as compared

FIRST = (
    "Zoë",
    "Zoe",
    "Zoé-Mae",
    "Mary Ann",
    "Mary-Ann",
    "MARYANN",
    "Łukasz",
    "İpek",
    "Straße",
    "",
    "-",
    "D'Arcy",
    "李",
)
LAST = (
    "O'Brien",
    "O’Brien",
    "Obrien",
    "OBRIEN SMITH",
    "Smith Obrien",
    "Baxter",
    "Bater",
    "Smith-Jones",
    "",
    "伟",
    "ﬁsher",
)
BORN = (date(2015, 3, 1), date(2015, 3, 2), None)
PERSON = st.tuples(st.sampled_from(FIRST), st.sampled_from(LAST), st.sampled_from(BORN))
Person = tuple[str, str, date | None]


def frame(people: list[Person]) -> pl.DataFrame:
    schema = {"first_name": pl.String(), "last_name": pl.String(), "date_of_birth": pl.Date()}
    table = pl.DataFrame(people, schema=schema, orient="row").with_row_index("row", offset=2)
    return compared(table.with_columns(pl.col("row").cast(pl.Int64), date_of_birth__unknown=pl.lit(value=False)))


def plainly(pupils: list[Person], learners: list[Person], least: float) -> tuple[dict[int, object], dict[int, object]]:
    """The requirement's definition, for every pair."""

    def equal(one: Person, other: Person, part: int) -> bool:
        return fold(str(one[part])) == fold(str(other[part])) != ""

    def kind(one: Person, other: Person) -> str | None:
        first, last = equal(one, other, 0), equal(one, other, 1)
        born = one[2] is not None and one[2] == other[2]
        if first and last:
            return "Matched" if born else "May match"
        names = [fold(" ".join(person[:2])) for person in (one, other)]
        alike = all(names) and similarity(*names) >= Fraction(str(least))
        return "May match" if born and (first or last or alike) else None

    kinds = {
        (at, row): kind(pupil, learner)
        for at, pupil in enumerate(pupils, start=2)
        for row, learner in enumerate(learners, start=2)
    }
    taken = {row for (_, row), what in kinds.items() if what == "Matched"}
    found: dict[int, list[tuple[int, str]]] = {}
    for at in range(2, len(pupils) + 2):
        mine = [(row, str(what)) for (one, row), what in kinds.items() if one == at and what]
        matched = [(row, what) for row, what in mine if what == "Matched"]
        if some := matched or [(row, what) for row, what in mine if row not in taken]:
            found[at] = some
    claims: dict[int, list[tuple[int, str]]] = {}
    for at, some in found.items():
        for row, what in some:
            claims.setdefault(row, []).append((at, what))
    return told(found), told(claims)


def told(pairs: dict[int, list[tuple[int, str]]]) -> dict[int, object]:
    best = {at: min(what for _, what in some) for at, some in pairs.items()}
    return {at: (best[at], len(some), min(row for row, what in some if what == best[at])) for at, some in pairs.items()}


def as_found(pupils: list[Person], learners: list[Person], least: float) -> tuple[dict[int, object], dict[int, object]]:
    found = matching.match(frame(pupils), frame(learners), least)
    names = ("row", "match", "matching_learners", "candidate"), ("row", "match", "claims", "claimant")
    frames = (found.pupils.select(names[0]), found.learners.select(names[1]))
    ours, theirs = frames
    return _by_row(ours), _by_row(theirs)


def _by_row(side: pl.DataFrame) -> dict[int, object]:
    return {row: tuple(rest) for row, *rest in side.iter_rows()}


@given(
    pupils=st.lists(PERSON, max_size=6),
    learners=st.lists(PERSON, max_size=6),
    least=st.sampled_from((0.0, 50.0, 88.0, 88.5, 100.0)),
)
@settings(max_examples=300, deadline=None)
def test_matches_are_those_of_the_definition(pupils: list[Person], learners: list[Person], least: float) -> None:
    assert as_found(pupils, learners, least) == plainly(pupils, learners, least)


@given(people=st.lists(PERSON, min_size=30, max_size=40), others=st.lists(PERSON, min_size=30, max_size=40))
@settings(max_examples=25, deadline=None)
def test_a_day_cut_into_parts_gives_the_same(people: list[Person], others: list[Person]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        whole = as_found(people, others, 70.0)
        patch.setattr(similar, "_SMALL", 1)
        patch.setattr(similar, "_CELLS", 7)
        assert as_found(people, others, 70.0) == whole


@given(one=PERSON, other=PERSON)
def test_likeness_is_that_of_rapidfuzz_rounded_down(one: Person, other: Person) -> None:
    names = [folded(" ".join(person[:2])) for person in (one, other)]
    sides = [pl.Series([" ".join(sorted(name.split()))], dtype=pl.String) for name in names]
    (found,) = similar.likeness(*sides)
    score = fuzz.token_sort_ratio(*names)
    assert score - 0.1 < float(found) <= score + 1e-9


def test_equal_names_and_birthdays_by_the_thousand_are_counted_not_listed() -> None:
    many: list[Person] = [("Ada", "Okoro", date(2015, 3, 1))] * 3000
    undated: list[Person] = [("Ada", "Okoro", None)] * 3000
    both = matching.match(frame(many), frame(many), 88.0)
    assert set(both.pupils.select("match", "matching_learners", "candidate").iter_rows()) == {("Matched", 3000, 2)}
    loose = matching.match(frame(undated), frame(many), 88.0)
    assert set(loose.learners.select("match", "claims", "claimant").iter_rows()) == {("May match", 3000, 2)}


def test_88_is_exactly_88() -> None:
    # 25 letters together, 3 to change: 88 as a fraction, a hair below or above as a binary number.
    born = date(2015, 3, 1)
    for least, found in ((88.0, 1), (88.1, 0)):
        pupils, _ = as_found([("Anne", "Bcdefgh", born)], [("Ann", "Bcdefghij", born)], least)
        share = similarity(fold("Anne Bcdefgh"), fold("Ann Bcdefghij"))
        assert share == Fraction(88)
        assert len(pupils) == found


def test_letters_differ_no_more_than_names_do() -> None:
    """What lets parts of a day be left out: counting letters never makes two names more different than they are."""
    names = frame([(first, last, BORN[0]) for first in FIRST for last in LAST])
    side = similar._Side.of(names.filter(pl.col("name") != ""), names)  # noqa: SLF001 (the part that matches names)
    assert (side.letters.sum(axis=1) == side.lengths).all()
    for at in range(side.size):
        apart = np.abs(side.letters - side.letters[at]).sum(axis=1)
        for other in range(side.size):
            length = int(side.lengths[at] + side.lengths[other])
            alike = similarity(side.texts[at], side.texts[other])
            assert apart[other] <= length * (1 - alike / 100)
