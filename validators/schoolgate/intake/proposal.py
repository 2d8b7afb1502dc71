"""What could be said of a source in `[intake]`: what is plain as an answer, what is doubtful as a question to a person."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from schoolgate.basics.errors import SchoolgateError
from schoolgate.basics.folding import SAYS
from schoolgate.frames.near import closed_word
from schoolgate.intake.cells import parsed
from schoolgate.intake.dating import dated
from schoolgate.intake.guessing import guesses, meaning, student_word
from schoolgate.intake.header import Headed
from schoolgate.intake.matching import Match
from schoolgate.intake.names.aliases import is_role, names_of
from schoolgate.intake.names.fold import fold
from schoolgate.intake.preset import preset as preset_called
from schoolgate.intake.recognising import recognised
from schoolgate.intake.sheet import Sheet
from schoolgate.intake.source import Arranged, Wanted, arranged, source_of
from schoolgate.judgement.mismatch import mismatches
from schoolgate.language.frame import TextTable
from schoolgate.language.mapping import IntakeSettings, TableIntake, intake_of
from schoolgate.language.reading import listed
from schoolgate.language.suite import Suite
from schoolgate.language.table import Column, Kind, Table

_ROUNDS = 4
_FEW = 12
"""A column with more different words than these is none of roles or of yes and no."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line of settings.

    Args:
        section: where it stands, such as ("intake", "pupils", "columns").
        key: what it sets.
        value: to what: text, a truth, a list of texts, or a mapping of texts.
        why: the evidence, or the question; it names headings and words of systems, never what may be somebody's.
        sure: whether it says what is read without it too, or what has no second reading. Else it is a question.
    """

    section: tuple[str, ...]
    key: str
    value: Any
    why: str
    sure: bool = False


@dataclass(frozen=True)
class Opened:
    """A source whose sheets are open, and what it is read for."""

    sheets: Sequence[Sheet]
    wanted: Wanted
    where: str
    beyond: Callable[[str], Sequence[Sheet]] | None = field(default=None, repr=False)
    inside: Callable[[Table], Sequence[str]] = field(default=lambda _: (), repr=False)

    def arranged(self) -> Arranged:
        """The sheets as tables; see `schoolgate.intake.source.arranged`."""
        return arranged(self.sheets, self.wanted, self.where, self.beyond, self.inside)

    def told(self, suggestions: Iterable[Suggestion]) -> "Opened":
        """The same, with the suggestions taken for answers; what a person said comes before them."""
        return replace(self, wanted=replace(self.wanted, said=answered(self.wanted.said, suggestions)))


def answered(said: IntakeSettings, suggestions: Iterable[Suggestion]) -> IntakeSettings:
    """What the settings say once the suggestions stand in them; what a person said comes before them."""
    document: dict[str, Any] = said.model_dump(exclude_unset=True)
    document |= document.pop("tables", {})
    for one in suggestions:
        place = document
        for name in one.section[1:]:
            place = place.setdefault(name, {})
        place.setdefault(one.key, one.value)
    common, tables = intake_of(document)
    return IntakeSettings.model_validate(
        {**common, "tables": {name: TableIntake.model_validate(own) for name, own in tables.items()}}
    )


def proposed(opened: Opened, suite: Suite, preset: str | None = None) -> tuple[Suggestion, ...]:
    """What could be said of the source, beside what the settings say already.

    Raises:
        InputError: the settings name a file or a heading that is not there, or a header has a name twice.
        UsageError: the settings name what there is not, or there is no such preset.
    """
    sure = [one for one in _presets(opened, suite, preset) if one.sure]
    asked = [one for one in _presets(opened, suite, preset) if not one.sure]
    # What is plain of one table may leave but one file for another: answers are taken in before the next is asked.
    for _ in range(_ROUNDS):
        now = opened.told(sure)
        arrangement = now.arranged()
        found = [one for table in suite.tables for one in _of_table(arrangement, table, now.wanted)]
        new = [one for one in found if one.sure]
        sure += new
        if not new:
            break
    asked += [one for one in found if not one.sure]
    return (*sure, *asked, *_keys(opened.told(sure), suite))


def _presets(opened: Opened, suite: Suite, preset: str | None) -> Iterator[Suggestion]:
    said = opened.wanted.said
    if preset is not None:
        chosen = preset_called(preset, "--preset")
        tables = list(chosen.tables.get(suite.name, ()))
        if said.preset != preset:
            place = ("intake", tables[0]) if len(tables) == 1 and len(suite.tables) > 1 else ("intake",)
            yield Suggestion(place, "preset", preset, f"as asked: {chosen.title}", sure=True)
        return
    for one in recognised(opened.sheets, suite.name):
        tables = list(one.preset.tables[suite.name])
        if said.preset is not None or any(said.of(table).preset is not None for table in tables):
            continue
        place = ("intake", tables[0]) if len(tables) == 1 and len(suite.tables) > 1 else ("intake",)
        rivals = f"; {listed(one.rivals)} would fit as well" if one.rivals else ""
        why = f"{one.preset.title}: {one.evidence} of its files and headings are there{rivals}"
        yield Suggestion(place, "preset", one.preset.name, why, sure=not one.rivals)


def _of_table(now: Arranged, table: Table, wanted: Wanted) -> Iterator[Suggestion]:
    """What could be said of one table: which file it is, then its columns, then their cells."""
    sorting, place = now.sorting, ("intake", table.name)
    said = sorting.said.of(table.name)
    stands = list(now.stands.get(table.name, ()))
    twins = [] if said.files or said.sheets else _twins(now, table)
    if len(twins) > 1:
        files = list(dict.fromkeys(sheet.path.name for sheet in twins))
        key, names = ("file", files) if len(files) > 1 else ("sheet", [sheet.name for sheet in twins])
        why = f"{listed(names)} have the same headings: are they one table? Else delete one, or name it alone"
        yield Suggestion(place, key, names, why)
        stands = twins
    elif not stands:
        sheet = _likest(now, table)
        if sheet is None:
            if table.required:
                yield Suggestion(
                    place, "file", "?", f"no file looks like {table.name}, which is required: {table.about}"
                )
            return
        yield from _file(now, sheet, place)
        stands = [sheet]
    headed = [sorting.opened(sheet, table) for sheet in stands]
    match = sorting.matched(headed[0], table)
    if not match.known:
        yield from _unheaded(headed[0], match, place)
        return
    yield from _columns(headed, match, table, said)
    yield from _cells(headed[0], match, table, said, wanted)


def _twins(now: Arranged, table: Table) -> list[Sheet]:
    """Sheets with the same headings that could each be the table, and are no other table."""
    others = {id(sheet) for name, sheets in now.stands.items() if name != table.name for sheet in sheets}
    mine = now.stands.get(table.name, ())
    free = [sheet for sheet in now.sorting.usable if id(sheet) not in others]
    seen = [sheet for sheet in free if now.sorting.opened(sheet, table).headings]
    found = [sheet for sheet in seen if sheet in mine or _likely(now, sheet, table)]
    if not found:
        return []
    first = mine[0] if mine else found[0]
    headings = [fold(name) for name in now.sorting.opened(first, table).headings]
    return [one for one in found if [fold(name) for name in now.sorting.opened(one, table).headings] == headings]


def _likely(now: Arranged, sheet: Sheet, table: Table) -> bool:
    """Whether most of the required columns are there."""
    match = now.sorting.matched(now.sorting.opened(sheet, table), table)
    required = [column.name for column in table.columns if column.required]
    return len(required) > 1 and sum(name in match.columns for name in required) * 2 > len(required)


def _likest(now: Arranged, table: Table) -> Sheet | None:
    """The sheet that most looks like a table that is not there: by its headings, else by its name."""
    if table.required and (likest := now.sorting.likeliest(table, now.stands)) is not None:
        return likest[0].sheet
    return now.sorting.like(now.stands).get(table.name)


def _file(now: Arranged, sheet: Sheet, place: tuple[str, ...]) -> Iterator[Suggestion]:
    alone = len(now.sorting.free(now.stands)) == 1
    why = "the only one that is left" if alone else "of all that is left it is the likest; is it the right one?"
    yield Suggestion(place, "file", sheet.path.name, why, sure=alone)
    if sheet.inside:
        yield Suggestion(place, "sheet", sheet.name, why, sure=alone)


def _unheaded(found: Headed, match: Match, place: tuple[str, ...]) -> Iterator[Suggestion]:
    width = len(found.headings)
    names = [*match.absent, *(f"column {number}" for number in range(len(match.absent) + 1, width + 1))][:width]
    why = (
        f"no row of {found.sheet.label} has a heading that is known: is the header missing? Then put the names in order"
    )
    yield Suggestion(place, "header", "none", why)
    yield Suggestion(place, "columns_in_order", names, f"its {width} columns, from left to right")


def _columns(headed: Sequence[Headed], match: Match, table: Table, said: TableIntake) -> Iterator[Suggestion]:
    """Which heading is which column: those that an alias says as answers, the others as questions."""
    found, place = headed[0], ("intake", table.name, "columns")
    label = found.sheet.label
    for ours, at in match.columns.items():
        heading = found.headings[at]
        if (
            fold(heading) != fold(ours)
            and ours not in said.columns
            and all(one.place(heading) is not None for one in headed)
        ):
            yield Suggestion(place, ours, heading, "a known name of it", sure=True)
    known = list(names_of(table).claimed)
    for ours, clashing in match.clashes.items():
        # Of several names the one that stands first in the table of names is the likelier.
        names = sorted(clashing, key=lambda heading: known.index(fold(heading)) if fold(heading) in known else -1)
        yield Suggestion(place, ours, names[0], f"or is it {listed(names[1:])}? Both are names of it")
    asked = {**match.near, **match.doubtful}
    for ours, several in asked.items():
        also = f", or {listed(several[1:])}" if len(several) > 1 else ""
        why = f"is it that{also}? The name alone does not say; if not: ignore = [{', '.join(map(_quoted, several))}]"
        yield Suggestion(place, ours, several[0], why)
    absent = [ours for ours in match.absent if ours not in asked]
    if absent:
        yield from _absent(absent, found, match, table, label)


def _absent(absent: Sequence[str], found: Headed, match: Match, table: Table, label: str) -> Iterator[Suggestion]:
    """Required columns that nothing supplies: what looks like them, else what to say."""
    taken = {heading for several in (*match.near.values(), *match.doubtful.values()) for heading in several}
    unread = [at for at in match.unread if found.headings[at] not in taken and not is_role(found.headings[at])]
    cells = _read(found, unread)
    for ours in absent:
        column = table.by_name[ours]
        alike = guesses(column, table, cells)
        if alike:
            cells = {heading: series for heading, series in cells.items() if heading != alike[0]}
            also = f", or {listed(alike[1:])}" if len(alike) > 1 else ""
            yield Suggestion(
                ("intake", table.name, "columns"),
                ours,
                alike[0],
                f"required; its cells look like it: is it that{also}?",
            )
            continue
        about = f" ({column.about})" if column.about else ""
        why = f"required{about}, and no heading of {label} says it: which is it? Not read: {listed([*cells]) or 'none'}"
        if ours == table.key:
            yield Suggestion(("intake", table.name, "columns"), ours, "?", why)
        else:
            why += f". Name its heading under [intake.{table.name}.columns]; or say here what every row holds"
            yield Suggestion(("intake", table.name, "constant"), ours, "", why)


def _read(found: Headed, places: Sequence[int]) -> dict[str, pl.Series]:
    """The cells of some columns by their headings; none where the sheet cannot be read."""
    try:
        frame = found.sheet.read(found.row, len(found.headings), sorted(places)).frame
    except SchoolgateError:
        return {}
    return {found.headings[at]: frame[str(at)] for at in places}


def _cells(found: Headed, match: Match, table: Table, said: TableIntake, wanted: Wanted) -> Iterator[Suggestion]:
    """What the cells say: who is a student, how dates are written, what words mean."""
    roles = [
        at
        for at in match.unread
        if is_role(found.headings[at])
        and not {fold(found.headings[at])} & set(map(fold, (*said.where, *said.without, *said.ignore)))
    ]
    key = table.by_name.get(table.key or "")
    cells = _read(found, [*roles, *match.columns.values()])
    for at in roles if key is not None and key.person else ():
        yield from _role(found.headings[at], cells.get(found.headings[at]), table)
    for ours, at in match.columns.items():
        column, series = table.by_name[ours], cells.get(found.headings[at])
        if series is None or series.null_count() == len(series):
            continue
        if column.kind is Kind.DATE and ours not in said.dates:
            yield from _date(column, series, table, wanted)
        elif (column.kind is Kind.BOOL or column.closed) and ours not in said.values:
            yield from _words(column, series, table, wanted)


def _role(heading: str, cells: pl.Series | None, table: Table) -> Iterator[Suggestion]:
    words = [] if cells is None else sorted(cells.drop_nulls().unique().to_list())
    if len({word.casefold() for word in words}) > 1:
        students = list({word.casefold(): word for word in words if student_word(word)}.values())
        told = f": it holds {listed(words)}" if len(words) <= _FEW else f": it holds {len(words)} different words"
        why = f"only these are {table.name}?{told}; if all are: ignore = [{_quoted(heading)}]"
        yield Suggestion(("intake", table.name), "where", {heading: students or ["?"]}, why)


def _date(column: Column, cells: pl.Series, table: Table, wanted: Wanted) -> Iterator[Suggestion]:
    way, place = dated(cells, (), wanted.calendar.formats), ("intake", table.name, "dates")
    if way.found:
        yield Suggestion(place, column.name, _one_or_list(way.found.spelled), way.evidence, sure=True)
    elif way.unread and way.choices:
        also = f"; or {listed([choice.told for choice in way.choices[1:]])}" if len(way.choices) > 1 else ""
        why = f"how are they written? {way.unread}{also}"
        yield Suggestion(place, column.name, _one_or_list(way.choices[0].spelled), why)


def _one_or_list(texts: Sequence[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else list(texts)


def _words(column: Column, cells: pl.Series, table: Table, wanted: Wanted) -> Iterator[Suggestion]:
    distinct = cells.drop_nulls().unique().sort()
    if column.closed:
        read = closed_word(distinct, column.closed)
        odd = distinct.filter(~read.is_in(list(column.closed)))
    else:
        odd = distinct.filter(
            distinct.to_frame("c").select(parsed(pl.col("c"), column.kind, wanted.calendar).is_null()).to_series()
        )
    if odd.is_empty():
        return
    place, words = ("intake", table.name, "values"), odd.to_list()
    if column.closed and column.shown and len(words) <= _FEW:
        means: Mapping[str, str | bool] = dict.fromkeys(words, column.closed[0])
        yield Suggestion(place, column.name, means, f"what do these mean? One of {listed(column.closed)} each")
    elif known := {word: said for word in words if (said := meaning(column, word)) is not None}:
        rest = len(words) - len(known)
        more = f" ({rest} other words are not known; inspect --show-values has them)" if rest else ""
        yield Suggestion(place, column.name, known, f"is that what they mean?{more}")


def _keys(opened: Opened, suite: Suite) -> Iterator[Suggestion]:
    """Keys that match only once they are normalised, as far as the tables can be read."""
    text: dict[str, TextTable] = {}
    try:
        now = opened.arranged()
        for table in suite.tables:
            if table.name in now.plans:
                text[table.name], _ = now.text_of(table)
        typed = source_of(text, replace(opened.wanted, said=now.sorting.said), ()).typed
    except SchoolgateError:
        # What is in the way is told where the source is inspected.
        return
    for one in mismatches(suite, typed):
        found = f"{one.matched:,} of {one.references:,} find {one.target}.{one.target_key} only then"
        why = f"{found}: {SAYS[one.fold]}. Are they the same?"
        yield Suggestion(("intake", one.table, "key"), one.column, [one.fold], why)


def _quoted(text: str) -> str:
    return f'"{text}"'
