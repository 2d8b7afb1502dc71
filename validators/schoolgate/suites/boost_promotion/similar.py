"""Names that are alike: by letters to drop and to add, each distinct name of a birthday compared once."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from schoolgate.language.table import ROW
from schoolgate.suites.boost_promotion.people import NAME, Found, grouped

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
_CELLS = 4_000_000
"""So many pairs are compared at once, at the most."""
_SMALL = 250_000
"""A birthday with more pairs is cut into names of which the letters are alike enough."""
_LETTERS = ("[ae]", "[io]", "[nr]", "[ltsd]", "[hmcu]")
"""Letters that are counted together. The counts of two names differ by no more than the names do."""
_NOBODY = np.iinfo(np.int64).max


def similar(pupils: pl.DataFrame, learners: pl.DataFrame, least: float) -> Found:
    """Those born on the same day, of neither name equal, whose names are alike all the same.

    Every distinct name of a day is compared once.
    """
    by = ("born", *NAME)
    dated = pl.col("born").is_not_null() & (pl.col("name") != "")
    sides = [_Side.of(side.filter(dated), other) for side, other in ((pupils, learners), (learners, pupils))]
    if not sides[0].size or not sides[1].size:
        nothing = pl.DataFrame(schema={ROW: pl.Int64(), "count": pl.Int64(), "head": pl.Int64()})
        return nothing, nothing
    longest = int(sides[0].lengths.max() + sides[1].lengths.max())
    allowed = _allowed(least, longest)
    hits = [_Hits.none(side.size) for side in sides]
    for ours, theirs in _days(sides[0], sides[1]):
        for mine, others in _parts(sides[0], sides[1], ours, theirs, allowed):
            _compare(sides[0], sides[1], mine, others, allowed, hits)
    found = []
    for people, side, hit in zip((pupils, learners), sides, hits, strict=True):
        told = side.names.with_columns(count=pl.Series(hit.count), head=pl.Series(hit.head)).filter(pl.col("count") > 0)
        found.append(people.join(told.select(*by, "count", "head"), on=by).select(ROW, "count", "head"))
    return found[0], found[1]


@dataclass(frozen=True, slots=True)
class _Side:
    """The distinct names of pupils, or of learners, day by day; only days that the other side has too.

    `people` counts who has the name, `heads` is the row of the first of them, `letters` how often it has which letters;
    `first` and `last` are its two parts.
    """

    names: pl.DataFrame
    texts: list[str]
    first: Texts
    last: Texts
    born: npt.NDArray[np.int32]
    people: Ints
    heads: Ints
    lengths: Ints
    letters: npt.NDArray[np.int16]

    @property
    def size(self) -> int:
        """How many names there are."""
        return len(self.texts)

    @classmethod
    def of(cls, people: pl.DataFrame, others: pl.DataFrame) -> "_Side":
        """The names of the people who share a birthday with others."""
        days = others["born"].drop_nulls().unique()
        here = people.filter(pl.col("born").is_in(days.implode()))
        names = grouped(here, ("born", "name", *NAME)).sort("born", "name", *NAME)
        lengths = names["name"].str.len_chars().cast(pl.Int64)
        counts = [names["name"].str.count_matches(letters).cast(pl.Int16) for letters in _LETTERS]
        other = lengths.cast(pl.Int16) - sum(counts, start=pl.zeros(names.height, dtype=pl.Int16(), eager=True))
        return cls(
            names.select("born", *NAME),
            names["name"].to_list(),
            np.array(names["first"].to_list(), dtype=np.object_),
            np.array(names["last"].to_list(), dtype=np.object_),
            names["born"].to_physical().to_numpy(),
            names["count"].to_numpy(),
            names["head"].to_numpy(),
            lengths.to_numpy(),
            np.column_stack([column.to_numpy() for column in (*counts, other)]),
        )


@dataclass(frozen=True, slots=True)
class _Hits:
    """For each name of a side: how many people of the other side are alike, and the row of the first of them."""

    count: Ints
    head: Ints

    @classmethod
    def none(cls, size: int) -> "_Hits":
        """Nobody yet."""
        return cls(np.zeros(size, dtype=np.int64), np.full(size, _NOBODY, dtype=np.int64))

    def add(self, at: Ints, side: _Side, others: Ints) -> None:
        """At the names `at` those `others` of the other side are alike."""
        np.add.at(self.count, at, side.people[others])
        np.minimum.at(self.head, at, side.heads[others])


def _allowed(least: float, longest: int) -> Ints:
    """By the length of two names together: how many letters to drop and to add may tell them apart, at the most.

    rapidfuzz's ratio is 100 (1 - letters / length); here it is compared in whole numbers, so that 88 is exactly 88.
    """
    share = 1 - Fraction(str(least)) / 100
    return np.array([share.numerator * length // share.denominator for length in range(longest + 1)], dtype=np.int64)


def _days(pupils: _Side, learners: _Side) -> Iterator[tuple[Ints, Ints]]:
    """The names of each day, those of pupils and those of learners."""
    days = np.intersect1d(pupils.born, learners.born)
    bounds = [
        (np.searchsorted(side.born, days), np.searchsorted(side.born, days, "right")) for side in (pupils, learners)
    ]
    for (start, end), (first, last) in zip(zip(*bounds[0], strict=True), zip(*bounds[1], strict=True), strict=True):
        yield np.arange(start, end), np.arange(first, last)


def _parts(pupils: _Side, learners: _Side, ours: Ints, theirs: Ints, allowed: Ints) -> Iterator[tuple[Ints, Ints]]:
    """What to compare with what: all of a day, or where that is much, only names whose letters are alike enough."""
    if ours.size * theirs.size <= _SMALL:
        yield ours, theirs
        return
    kinds, of_kind = np.unique(pupils.letters[ours], axis=0, return_inverse=True)
    others, of_other = np.unique(learners.letters[theirs], axis=0, return_inverse=True)
    together = _gathered(of_other.ravel(), len(others))
    mine = _gathered(of_kind.ravel(), len(kinds))
    lengths = others.sum(axis=1, dtype=np.int64)
    for number, kind in enumerate(kinds):
        apart = np.abs(others - kind).sum(axis=1, dtype=np.int64)
        near = np.flatnonzero(apart <= allowed[lengths + int(kind.sum())])
        if near.size:
            yield ours[mine[number]], theirs[np.concatenate([together[one] for one in near])]


def _gathered(numbers: Ints, count: int) -> list[Ints]:
    """For each of so many numbers the places at which it stands."""
    order = np.argsort(numbers, kind="stable")
    return np.split(order, np.searchsorted(numbers[order], np.arange(1, count)))


def _compare(pupils: _Side, learners: _Side, ours: Ints, theirs: Ints, allowed: Ints, hits: list[_Hits]) -> None:
    """Compare every name with every other, so many at once that memory stays small."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 (only this suite pays for it, and only where names are compared)
    from rapidfuzz.process import cdist  # noqa: PLC0415 (only where names are compared)

    texts = [learners.texts[place] for place in theirs]
    step = max(1, _CELLS // theirs.size)
    for start in range(0, ours.size, step):
        mine = ours[start : start + step]
        most = int(allowed[pupils.lengths[mine].max() + learners.lengths[theirs].max()])
        names = [pupils.texts[place] for place in mine]
        workers = -1 if mine.size * theirs.size > _SMALL else 1
        apart = cdist(names, texts, scorer=Indel.distance, score_cutoff=most, dtype=np.int32, workers=workers)
        line, column = np.nonzero(apart <= most)
        alike = apart[line, column] <= allowed[pupils.lengths[mine[line]] + learners.lengths[theirs[column]]]
        left, right = mine[line[alike]], theirs[column[alike]]
        told_apart = ~(
            _same(pupils.first[left], learners.first[right]) | _same(pupils.last[left], learners.last[right])
        )
        left, right = left[told_apart], right[told_apart]
        hits[0].add(left, learners, right)
        hits[1].add(right, pupils, left)


def _same(ours: Texts, theirs: Texts) -> npt.NDArray[np.bool_]:
    """Where two names are equal, and are any."""
    equal: npt.NDArray[np.bool_] = (ours == theirs) & (ours != "")
    return equal.astype(np.bool_)


def alike(pupils: pl.Series, learners: pl.Series, least: float) -> pl.Series:
    """Whether the names of each pair are alike enough; false where a name folds to nothing."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 (as above)
    from rapidfuzz.process import cpdist  # noqa: PLC0415 (only where names are compared)

    if pupils.is_empty():
        return pl.Series([], dtype=pl.Boolean())
    ours, theirs = pupils.to_list(), learners.to_list()
    lengths = np.array([len(one) + len(other) for one, other in zip(ours, theirs, strict=True)])
    apart = cpdist(ours, theirs, scorer=Indel.distance, dtype=np.int64)
    named = np.array([bool(one and other) for one, other in zip(ours, theirs, strict=True)])
    return pl.Series((apart <= _allowed(least, int(lengths.max()))[lengths]) & named)


def likeness(pupils: pl.Series, learners: pl.Series) -> pl.Series:
    """How alike the names of each pair are, 0 to 100, rounded down to a tenth; null where a name is."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 (as above)
    from rapidfuzz.process import cpdist  # noqa: PLC0415 (only where names are compared)

    pairs = pl.DataFrame({"pupil": pupils, "learner": learners}).with_row_index("pair").drop_nulls()
    unlike = pairs.filter(pl.col("pupil") != pl.col("learner"))
    tenths = pl.repeat(None, len(pupils), dtype=pl.Int64(), eager=True).scatter(pairs["pair"], 1000)
    if not unlike.is_empty():
        apart = cpdist(unlike["pupil"].to_list(), unlike["learner"].to_list(), scorer=Indel.distance, dtype=np.int64)
        length = (unlike["pupil"].str.len_chars() + unlike["learner"].str.len_chars()).cast(pl.Int64)
        tenths = tenths.scatter(unlike["pair"], 1000 * (length - pl.Series(apart)) // length)
    whole, tenth = (tenths // 10).cast(pl.String), (tenths % 10).cast(pl.String)
    return whole.zip_with((tenths % 10 == 0).fill_null(value=True), whole + "." + tenth)
