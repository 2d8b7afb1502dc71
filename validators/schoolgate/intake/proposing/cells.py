"""What the cells of a table say: who is a student, how dates are written, what words mean."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from schoolgate.frames.near import closed_word
from schoolgate.intake.cells import parsed
from schoolgate.intake.dating import dated
from schoolgate.intake.guessing import may_say_who, meaning, says_who, student_word
from schoolgate.intake.names.aliases import word_for
from schoolgate.intake.names.fold import fold
from schoolgate.intake.proposing.seen import Seen
from schoolgate.intake.proposing.suggestion import Suggestion, in_quotes
from schoolgate.language.mapping import OPEN
from schoolgate.language.reading import listed
from schoolgate.language.table import Column, Kind, Table

_FEW = 12
"""A column with more different words than these is none of roles or of yes and no."""


def meanings(seen: Seen) -> Iterator[Suggestion]:
    """What there is to say of a table's cells."""
    said, match, headings = seen.said, seen.match, seen.first.headings
    spoken = set(map(fold, (*said.where, *said.without, *said.ignore)))
    roles = [headings[at] for at in match.unread if may_say_who(seen.first, at) and fold(headings[at]) not in spoken]
    cells = seen.cells([*roles, *(headings[at] for at in match.columns.values())])
    key = seen.table.by_name.get(seen.table.key or "")
    for heading in roles if key is not None and key.person else ():
        series, at = cells.get(heading), headings.index(heading)
        if series is not None and says_who(seen.first, at, series):
            yield from _role(heading, series, seen.table)
    for ours, at in match.columns.items():
        column, series = seen.table.by_name[ours], cells.get(headings[at])
        if series is None or series.null_count() == len(series):
            continue
        if column.kind is Kind.DATE and ours not in said.dates:
            yield from _date(column, series, seen)
        elif (column.kind is Kind.BOOL or column.closed) and ours not in said.values:
            yield from _words(column, series, seen)


def _role(heading: str, cells: pl.Series, table: Table) -> Iterator[Suggestion]:
    words = sorted(cells.drop_nulls().unique().to_list())
    if len({word.casefold() for word in words}) > 1:
        students = list({word.casefold(): word for word in words if student_word(word)}.values())
        told = f": it holds {listed(words)}" if len(words) <= _FEW else f": it holds {len(words)} different words"
        why = f"only these are {table.name}?{told}; if all are: ignore = {in_quotes([heading])}"
        yield Suggestion(("intake", table.name), "where", {heading: students or [OPEN]}, why)


def _date(column: Column, cells: pl.Series, seen: Seen) -> Iterator[Suggestion]:
    way, place = dated(cells, (), seen.wanted.calendar.formats), ("intake", seen.table.name, "dates")
    if way.found:
        yield Suggestion(place, column.name, _one_or_list(way.found.spelled), way.evidence, sure=True)
    elif way.unread and way.choices:
        also = f"; or {listed([choice.told for choice in way.choices[1:]])}" if len(way.choices) > 1 else ""
        why = f"how are they written? {way.unread}{also}"
        yield Suggestion(place, column.name, _one_or_list(way.choices[0].spelled), why)


def _one_or_list(texts: Sequence[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else list(texts)


def _words(column: Column, cells: pl.Series, seen: Seen) -> Iterator[Suggestion]:
    distinct = cells.drop_nulls().unique().sort()
    place = ("intake", seen.table.name, "values")
    if column.closed:
        read = closed_word(distinct, column.closed)
        odd = distinct.filter(~read.is_in(list(column.closed))).to_list()
        yield from _closed(column, odd, seen, place)
        return
    values = distinct.to_frame("c").select(parsed(pl.col("c"), column.kind, seen.wanted.calendar).is_null()).to_series()
    words = distinct.filter(values).to_list()
    if known := {word: said for word in words if (said := meaning(column, word)) is not None}:
        rest = len(words) - len(known)
        more = f" ({rest} other words are not known; inspect --show-values has them)" if rest else ""
        yield Suggestion(place, column.name, known, f"is that what they mean?{more}")


def _closed(column: Column, odd: Sequence[str], seen: Seen, place: tuple[str, ...]) -> Iterator[Suggestion]:
    """Words outside a closed vocabulary: what each may mean, by the table of names; some mean what they say."""
    if not odd or not column.shown or len(odd) > _FEW:
        return
    means: Mapping[str, str] = {word: word_for(seen.table.name, column.name, word) or OPEN for word in odd}
    asked = {word: said for word, said in means.items() if said != word}
    if asked:
        ours = column.closed[0] if len(column.closed) == 1 else f"one of {listed(column.closed)}"
        why = f"what do these mean? Ours is {ours}; delete a word that means something else"
        yield Suggestion(place, column.name, asked, why)
