"""From the sheets of a table to its text: columns named as ours, rows that are none of its left out, all of it told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from schoolgate.basics.errors import InputError, UsageError, nearest
from schoolgate.intake.cells import without_midnight
from schoolgate.intake.guessing import may_say_who, says_who
from schoolgate.intake.header import Headed
from schoolgate.intake.joining import Finder, joined, needed, unpivoted
from schoolgate.intake.matching import Match
from schoolgate.intake.names.aliases import names_of
from schoolgate.intake.names.fold import fold
from schoolgate.intake.part import Part, kept, part_of
from schoolgate.intake.words import explained, first_of, unexplained, unmet_words
from schoolgate.language.frame import Piece, TextTable
from schoolgate.language.mapping import Join, TableIntake, spelled
from schoolgate.language.reading import Reading
from schoolgate.language.table import ROW, Kind, Table


@dataclass(frozen=True)
class Planned:
    """A sheet that is (a part of) a table, and which of its places are which columns."""

    found: Headed
    match: Match
    unpivot: Mapping[str, Sequence[int]]


def refuse_unknown(said: TableIntake, table: Table, where: str) -> None:
    """Refuse settings that name a column which the table does not have.

    Raises:
        UsageError: they do; the message names the nearest.
    """
    given: dict[str, Iterable[str]] = {
        "columns": said.columns,
        "dates": said.dates,
        "values": said.values,
        "key": said.key,
        "first": said.first,
        "constant": said.constant,
        "unpivot": said.unpivot if isinstance(said.unpivot, dict) else (),
        "join": [ours for join in said.join for ours in join.columns],
    }
    for name, columns in given.items():
        for column in columns:
            if column not in table.by_name:
                msg = f"{where}, [intake.{table.name}]: {name} names the column {column!r}: {nearest(column, table.by_name)}"
                raise UsageError(msg)


def text_of(
    table: Table,
    plans: Sequence[Planned],
    said: TableIntake,
    own: TableIntake,
    finder: Finder,
    divided_by: str | None = None,
) -> tuple[TextTable, tuple[str, ...]]:
    """The text of a table, and what is worth a note. `own` is what a person says of it, `said` presets besides.

    Where all its sheets have a heading `divided_by`, what stands there names the school of each row.

    Raises:
        InputError: a file cannot be read, or holds what cannot be of the table.
        UsageError: a constant is given for a column that the file has.
    """
    for plan in plans:
        _refuse_constants(table, plan, said)
    divided_by = _divided_by(table, plans, said, divided_by)
    schools: list[pl.Series] = []
    frames, parts, pieces, offset = [], [], [], 0
    for plan in plans:
        part, places = _part(table, plan, said, finder, divided_by)
        if divided_by is not None:
            schools.append(part.frame[str(_place(plan.found, divided_by, plan.match))].alias("school"))
        _refuse_roles(table, plan, part, said)
        frame, unmet = _named(part, places, said, table)
        part = replace(part, unmet=part.unmet | unmet)
        pieces.append(Piece(plan.found.sheet.path, plan.found.sheet.label, offset, part.lines))
        frames.append(frame.with_columns(pl.col(ROW) + offset) if offset else frame)
        parts.append((part, places))
        offset += int(frame[ROW].max() or plan.found.row) if len(plans) > 1 else 0  # type: ignore[arg-type]  # row numbers are whole
    first = plans[0].found.sheet
    columns = tuple(column.name for column in table.columns if all(column.name in frame.columns for frame in frames))
    whole = pl.concat([frame.select(ROW, *columns) for frame in frames]) if len(frames) > 1 else frames[0]
    text = TextTable(
        frame=whole.select(ROW, *columns),
        columns=columns,
        path=first.path,
        encoding=first.encoding,
        delimiter=first.delimiter,
        in_file=first.in_file,
        lines=parts[0][0].lines if len(parts) == 1 else None,
        pieces=tuple(pieces),
        unreadable=_unreadable(parts, pieces),
        reading=_reading(table, plans, parts, said, divided_by),
        plain=all(part.plain for part, _ in parts),
        bare=all(part.bare for part, _ in parts),
        schools=pl.concat(schools) if schools else None,
    )
    slips = unmet_words(table.name, own, [part.unmet for part, _ in parts])
    return text, (*(note for part, _ in parts for note in part.notes), *slips)


def _divided_by(table: Table, plans: Sequence[Planned], said: TableIntake, heading: str | None) -> str | None:
    """The heading that names schools, where the sheets have it; one that is named for this table must be there.

    Raises:
        InputError: it is not, or only some of the sheets have it.
    """
    if heading is None:
        return None
    without = [plan.found.sheet.place for plan in plans if _place(plan.found, heading, plan.match) is None]
    if not without:
        return heading
    if said.partition is None and len(without) == len(plans):
        return None
    where = f"[intake.{table.name}]" if said.partition is not None else "[intake]"
    msg = f"{without[0]}: {where} partition names the heading {heading!r}, which is not there"
    raise InputError(msg)


def _refuse_constants(table: Table, plan: Planned, said: TableIntake) -> None:
    """Refuse a constant for a column that the file has: one of them is a slip."""
    names, ignored = names_of(table), {fold(heading) for heading in said.ignore}
    for place in plan.match.unread:
        heading = plan.found.headings[place]
        ours = names.column(fold(heading))
        if ours in said.constant and fold(heading) not in ignored:
            msg = (
                f"[intake.{table.name}] constant: {ours} is in {plan.found.sheet.label} already, as {heading!r}; "
                "delete the constant, or put the heading into ignore"
            )
            raise UsageError(msg)


def _part(
    table: Table, plan: Planned, said: TableIntake, finder: Finder, divided_by: str | None
) -> tuple[Part, dict[str, int]]:
    """The records of a sheet that are the table's, and where its columns are."""
    found = plan.found
    of_schools = None if divided_by is None else _place(found, divided_by, plan.match)
    asked = [*said.where, *said.without]
    places = {
        *plan.match.columns.values(),
        *(place for heading in asked if (place := _place(found, heading, plan.match)) is not None),
        *needed(said.join, found),
        *(place for several in plan.unpivot.values() for place in several),
        *_roles(table, plan, said),
        *([] if of_schools is None else [of_schools]),
    }
    part = part_of(found, sorted(places))
    lost = [heading for heading in asked if _place(found, heading, plan.match) is None]
    part, taken = joined(part, said.join, finder, lost)
    for words, without in ((said.where, False), (said.without, True)):
        for heading, several in words.items():
            at = _place(found, heading, plan.match)
            at = part.place(heading) if at is None else at
            if at is None or str(at) not in part.frame.columns:
                msg = f"{found.sheet.place}: [intake.{table.name}] names the heading {heading!r}, which is not there"
                raise InputError(msg)
            part = kept(part, heading, at, several, without=without)
    part, rows = unpivoted(part, plan.unpivot)
    return part, {**plan.match.columns, **taken, **rows}


def _place(found: Headed, heading: str, match: Match) -> int | None:
    """The place of a heading of the file, or of a column of ours."""
    place = found.place(heading)
    return match.columns.get(heading) if place is None else place


def _roles(table: Table, plan: Planned, said: TableIntake) -> list[int]:
    """The places of columns that look like a role, of a table of people, of which the settings say nothing."""
    key = table.by_name.get(table.key or "")
    if key is None or not key.person:
        return []
    spoken = {fold(name) for name in (*said.ignore, *said.where, *said.without)}
    joins = {fold(name) for join in _every(said.join) for name in (*join.where, *join.without)}
    return [
        place
        for place in plan.match.unread
        if may_say_who(plan.found, place) and fold(plan.found.headings[place]) not in spoken | joins
    ]


def _every(joins: Sequence[Join]) -> list[Join]:
    return [one for join in joins for one in (join, *_every(join.join))]


def _refuse_roles(table: Table, plan: Planned, part: Part, said: TableIntake) -> None:
    for place in _roles(table, plan, said):
        cells = part.frame[str(place)]
        kinds = cells.drop_nulls().str.to_lowercase().n_unique()
        if kinds > 1 and says_who(plan.found, place, cells):
            heading = plan.found.headings[place]
            says = (
                f"{plan.found.sheet.place}: the column {heading!r} has {kinds} different values, and looks as if not every "
                f"row were one of the {table.name}. Say which are, in settings.toml:"
            )
            where, ignore = f'where = {{ "{heading}" = ["..."] }}', f'ignore = ["{heading}"]'
            raise InputError(says, f"    [intake.{table.name}]", f"    {where}   # or, where it says nothing: {ignore}")


def _named(
    part: Part, places: Mapping[str, int], said: TableIntake, table: Table
) -> tuple[pl.DataFrame, set[tuple[str, str, str]]]:
    """The frame with our names: what the settings explain as they say, and their constants; and words that no cell has."""
    columns: list[pl.Series] = []
    unmet: set[tuple[str, str, str]] = set()
    for column in table.columns:
        if column.name in places:
            cells = part.frame[str(places[column.name])].alias(column.name)
            if column.name in said.first:
                cells = first_of(cells, said.first[column.name])
            if part.typed and column.kind is not Kind.DATETIME:
                # A frame's day is a date-time at midnight, whatever its column means.
                cells = cells.to_frame().select(without_midnight(pl.col(column.name))).to_series()
            words = said.values.get(column.name, {})
            unmet |= {("values", column.name, word) for word in unexplained(cells, words)}
            columns.append(explained(cells, words))
        elif column.name in said.constant:
            word = spelled(said.constant[column.name]).strip() or None
            columns.append(pl.repeat(word, part.frame.height, dtype=pl.String(), eager=True).alias(column.name))
    return pl.DataFrame([part.frame[ROW], *columns]), unmet


def _unreadable(parts: Sequence[tuple[Part, Mapping[str, int]]], pieces: Sequence[Piece]) -> dict[str, frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for (part, places), piece in zip(parts, pieces, strict=True):
        for ours, place in places.items():
            if place in part.unreadable:
                rows.setdefault(ours, set()).update(row + piece.offset for row in part.unreadable[place])
    return {ours: frozenset(several) for ours, several in rows.items()}


def _reading(
    table: Table,
    plans: Sequence[Planned],
    parts: Sequence[tuple[Part, Mapping[str, int]]],
    said: TableIntake,
    divided_by: str | None,
) -> Reading:
    first = plans[0]
    places = parts[0][1]
    unread = dict.fromkeys(
        plan.found.headings[at]
        for plan in plans
        for at in plan.match.unread
        if at not in _else_read(plan, said, divided_by)
    )
    headings = parts[0][0].headings
    columns = {column.name: headings[places[column.name]] for column in table.columns if column.name in places}
    columns |= {
        ours: " and ".join(first.found.headings[at] for at in several) for ours, several in first.unpivot.items()
    }
    return Reading(
        sources=tuple(plan.found.sheet.label for plan in plans),
        words=tuple(dict.fromkeys(word for plan in plans for word in plan.found.sheet.words)),
        header=first.found.row,
        above=first.found.above,
        columns=columns,
        constants={ours: spelled(word) for ours, word in said.constant.items()},
        unread=tuple(unread),
        left_out=tuple(left for part, _ in parts for left in part.left_out),
        keys=dict(said.key),
        values={
            ours: {word: spelled(meaning) for word, meaning in words.items()} for ours, words in said.values.items()
        },
        joined=tuple(dict.fromkeys(file for part, _ in parts for file in part.joined)),
    )


def _else_read(plan: Planned, said: TableIntake, divided_by: str | None) -> set[int]:
    """The places that are read, and are no column: they say which rows count, or make rows of their own."""
    several = {place for places in plan.unpivot.values() for place in places}
    headings = (*said.where, *said.without, *([] if divided_by is None else [divided_by]))
    asked = (_place(plan.found, heading, plan.match) for heading in headings)
    return {*several, *(place for place in asked if place is not None)}


def planned(found: Headed, match: Match, said: TableIntake, column: str | None) -> Planned:
    """The plan of a sheet; `column` is what a list of headings in `unpivot` makes rows of.

    Raises:
        InputError: a heading that is to be unpivoted is not there.
    """
    wanted = (
        said.unpivot if isinstance(said.unpivot, dict) else {column: said.unpivot} if said.unpivot and column else {}
    )
    rows: dict[str, Sequence[int]] = {}
    for ours, headings in wanted.items():
        places = [found.place(heading) for heading in headings]
        if None in places:
            heading = headings[places.index(None)]
            msg = f"{found.sheet.place}: unpivot names the heading {heading!r}, which is not there"
            raise InputError(msg)
        rows[str(ours)] = [place for place in places if place is not None]
    return Planned(found, replace(match, unread=match.unread), rows)
