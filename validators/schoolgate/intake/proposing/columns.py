"""Which heading is which column: what an alias says as answers, what the name or the cells only hint at as questions."""

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from schoolgate.intake.complaint import later
from schoolgate.intake.guessing import guesses, is_whole_name, order_of
from schoolgate.intake.header import twice
from schoolgate.intake.names.aliases import is_elsewhere, is_role, looks_of
from schoolgate.intake.names.fold import fold
from schoolgate.intake.proposing.seen import Seen
from schoolgate.intake.proposing.suggestion import Suggestion, in_quotes
from schoolgate.language.mapping import OPEN
from schoolgate.language.reading import listed
from schoolgate.language.table import Column

_HALF = 2
_ASKED = ("email", "birth")
"""What cells of an optional column must look like for `map` to ask about it where no name does."""


def headings(seen: Seen) -> Iterator[Suggestion]:
    """What there is to say of a table's columns."""
    place = ("intake", seen.table.name, "columns")
    for ours, at in seen.match.columns.items():
        heading = seen.first.headings[at]
        if (
            fold(heading) != fold(ours)
            and ours not in seen.said.columns
            and all(one.place(heading) is not None for one in seen.headed)
        ):
            yield Suggestion(place, ours, heading, "a known name of it", sure=True)
    same = twice(seen.first)
    ignore = later(same)
    whys = [f"columns {' and '.join(map(str, numbers))} have the same name: is it the first?" for numbers in same]
    for ours, clashing in seen.match.clashes.items():
        if len(set(clashing)) > 1:
            yield _clash(seen, ours, clashing)
    for ours, several in {**seen.match.near, **seen.match.doubtful}.items():
        whole = [heading for heading in several if is_whole_name(ours, seen.cells([heading]).get(heading))]
        if whole:
            ignore += whole
            split = "; nothing splits them by guess: export forename and surname as columns of their own"
            why = f"the cells of {listed(whole)} look like whole names, not {ours}: is it none of our columns?"
            whys.append(f"{why}{split if ours in seen.match.absent else ''}")
        if rest := [heading for heading in several if heading not in whole]:
            yield _named_like(seen, ours, rest)
    if ignore:
        yield Suggestion(("intake", seen.table.name), "ignore", ignore, " ".join(whys))
    yield from _not_there(seen, ignore)


def _clash(seen: Seen, ours: str, clashing: Sequence[str]) -> Suggestion:
    """Two names of one column: the one whose cells the other tables know, else the first of them."""
    names = list(clashing)
    cells = seen.cells(names)
    found = {name: seen.elsewhere.evidence(seen.table, ours, cells[name]) for name in names if name in cells}
    names.sort(key=lambda name: -found.get(name, (0, 0, ""))[0])
    why = f"or is it {listed(names[1:])}? Both are names of it"
    return Suggestion(("intake", seen.table.name, "columns"), ours, names[0], f"{why}{_told(found.get(names[0]))}")


def _named_like(seen: Seen, ours: str, several: Sequence[str]) -> Suggestion:
    cells = seen.cells(several)
    found = {name: seen.elsewhere.evidence(seen.table, ours, cells[name]) for name in several if name in cells}
    names = sorted(several, key=lambda name: -found.get(name, (0, 0, ""))[0])
    also = f", or {listed(names[1:])}" if len(names) > 1 else ""
    why = f"is it that{also}? The name alone does not say{_told(found.get(names[0]))}; if not: ignore = {in_quotes(names)}"
    return Suggestion(("intake", seen.table.name, "columns"), ours, names[0], why)


def _told(evidence: tuple[int, int, str] | None) -> str:
    if not evidence or not evidence[0]:
        return ""
    there, whole, where = evidence
    return f"; {there:,} of its {whole:,} different cells are in {where}"


def _not_there(seen: Seen, ignored: Sequence[str]) -> Iterator[Suggestion]:
    """Columns that no name supplies: what looks like them; for a required one, else the question what it is."""
    asked = {**seen.match.near, **seen.match.doubtful}
    taken = {*ignored, *(heading for several in asked.values() for heading in several)}
    free = [name for name in seen.unread if name not in taken and not is_role(name)]
    supplied = {*seen.match.columns, *seen.match.clashes, *seen.match.lost, *asked, *seen.said.constant}
    supplied |= {ours for join in seen.said.join for ours in join.columns}
    cells = {name: series for name, series in seen.cells(free).items() if series.null_count() < len(series)}
    absent = [column for column in seen.table.columns if column.name not in supplied]
    # What is required is asked for first: a heading is offered for one column alone.
    for column in sorted(absent, key=lambda column: not column.required):
        asks = column.required or looks_of(column.name) in _ASKED
        names = _likely(seen, column, cells) if asks else _known(seen, column, cells) if column.refers else []
        if names:
            cells.pop(names[0])
            yield _looks_like(seen, column, names)
        elif column.name in seen.match.absent:
            yield _open(seen, column, free)


def _likely(seen: Seen, column: Column, cells: Mapping[str, pl.Series]) -> list[str]:
    """The headings whose cells could be the column's: first those whose cells other tables have, then those that look so."""
    # A key is known by its cells, which all differ: some systems call a pupil's number that of the school.
    cells = {name: one for name, one in cells.items() if column.name == seen.table.key or not is_elsewhere(name)}
    known = _known(seen, column, cells)
    return [*known, *(name for name in guesses(column, seen.table, cells) if name not in known)]


def _known(seen: Seen, column: Column, cells: Mapping[str, pl.Series]) -> list[str]:
    """The headings below which most cells are those that other tables have for the same."""
    found = {name: seen.elsewhere.evidence(seen.table, column.name, series) for name, series in cells.items()}
    known = [name for name, (there, whole, _) in found.items() if there and there * _HALF >= whole]
    return sorted(known, key=lambda name: -found[name][0])


def _looks_like(seen: Seen, column: Column, names: Sequence[str]) -> Suggestion:
    also = f", or {listed(names[1:])}" if len(names) > 1 else ""
    cells = seen.cells(names[:1])[names[0]]
    evidence = _told(seen.elsewhere.evidence(seen.table, column.name, cells)) or "; its cells look like it"
    need = "required" if column.required else "not there"
    place = ("intake", seen.table.name, "columns")
    return Suggestion(place, column.name, names[0], f"{need}{evidence}: is it that{also}?")


def _open(seen: Seen, column: Column, free: Sequence[str]) -> Suggestion:
    """A required column of which nobody can guess where it is."""
    table = seen.table
    about = re.sub(r"^-> \w+(?:; |$)", "", column.about)
    about = f" ({about})" if about else ""
    unread = f"; not read so far: {listed(free)}" if free else ""
    why = f"required{about}, and no heading of {seen.label} says it{unread}"
    if column.name == table.key:
        # Where one is left it is written down, and still asked.
        left, asks = (free[0], "Is it that?") if len(free) == 1 else (OPEN, "Which heading is it?")
        return Suggestion(("intake", table.name, "columns"), column.name, left, f"{why}. {asks}")
    # Blank is offered only where the table says what a blank cell means.
    value = "" if "missing" in column.about else OPEN
    why += f'. Name its heading under [intake.{table.name}.columns], or say here what every row holds ("" is blank)'
    return Suggestion(("intake", table.name, "constant"), column.name, value, why)


def foreign(seen: Seen, row: int) -> Iterator[Suggestion]:
    """A sheet whose headings nobody knows, in another language: what the cells below them look like."""
    why = f"row {row} of {seen.label} looks like headings, of which none is known: is it the header?"
    yield Suggestion(("intake", seen.table.name), "header", row, why)
    yield from _not_there(seen, ())


def unheaded(seen: Seen) -> Iterator[Suggestion]:
    """A sheet without a known heading: the order of its columns, as far as their cells show it."""
    place, names = ("intake", seen.table.name), order_of(seen.table, seen.first)
    why = (
        f"no row of {seen.label} has a heading that is known: is the header missing? Then answer this and the next line"
    )
    yield Suggestion(place, "header", "none", why)
    told = f"its {len(names)} columns from left to right, as their cells look; put right what is not so"
    yield Suggestion(place, "columns_in_order", names, told)
