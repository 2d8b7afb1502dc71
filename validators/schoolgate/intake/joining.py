"""Columns of another file, by a key that both hold; and headings that each make a row of their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.intake.header import Headed
from schoolgate.intake.part import Part, kept, part_of
from schoolgate.language.mapping import Join
from schoolgate.language.reading import LeftOut
from schoolgate.language.table import ROW

Finder = Callable[[str, str | None], Headed]
"""The sheet of a file that the settings name, with its header found."""


def needed(joins: Sequence[Join], found: Headed) -> list[int]:
    """The places of a sheet that its joins look at; a heading that an earlier join brings along has none."""
    return [place for join in joins for mine in join.pairs if (place := found.place(mine)) is not None]


def joined(
    part: Part, joins: Sequence[Join], finder: Finder, further: Sequence[str] = ()
) -> tuple[Part, dict[str, int]]:
    """The part with the columns that its joins take: ours -> the place at which they now are.

    `further` are headings that somebody will ask for, and that may come from the other files alone.

    Raises:
        InputError: a file or a heading that a join names is not there.
    """
    taken: dict[str, int] = {}
    for join in joins:
        part, places = _join(part, join, finder, further)
        taken |= places
    return part, taken


def _join(part: Part, join: Join, finder: Finder, further: Sequence[str]) -> tuple[Part, dict[str, int]]:
    other, label = _other(join, finder, further)
    mine = [_place_in(part, heading, "the table's file") for heading in join.pairs]
    theirs = [_place_in(other, heading, join.file) for heading in join.pairs.values()]
    places = [_place_in(other, heading, join.file) for heading in join.columns.values()]
    own = [place for place in range(len(other.headings)) if str(place) in other.frame.columns]
    new = {place: len(part.headings) + at for at, place in enumerate(own)}
    keys = [f"key {at}" for at in range(len(theirs))]
    right = other.frame.select(
        *(pl.col(str(place)).alias(key) for place, key in zip(theirs, keys, strict=True)),
        *(pl.col(str(place)).alias(str(new[place])) for place in own),
        pl.lit(value=True).alias("found"),
    ).drop_nulls(keys)
    first = right.unique(keys, keep="first", maintain_order=True)
    several = right.height - first.height
    frame = part.frame.join(
        first, left_on=[str(place) for place in mine], right_on=keys, how="left", maintain_order="left", coalesce=True
    )
    left_out, notes = list(part.left_out), [*part.notes, *other.notes]
    if not join.keep:
        out = int(frame["found"].is_null().sum())
        frame = frame.filter(pl.col("found"))
        left_out += [LeftOut(out, f"{out:,} row{'' if out == 1 else 's'} that {label} does not have")] if out else []
    if several:
        notes.append(
            f"{label}: {several:,} further row{'' if several == 1 else 's'} for the same key; the first counts"
        )
    headings = (*part.headings, *(other.headings[place] for place in own))
    whole = replace(
        part,
        frame=frame.drop("found"),
        headings=headings,
        left_out=tuple(left_out),
        notes=tuple(notes),
        joined=(*part.joined, label, *other.joined),
        unmet=part.unmet | other.unmet,
    )
    return whole, {ours: new[place] for ours, place in zip(join.columns, places, strict=True)}


def _other(join: Join, finder: Finder, further: Sequence[str]) -> tuple[Part, str]:
    found = finder(join.file, join.sheet)
    asked = [*join.pairs.values(), *join.columns.values(), *join.where, *join.without, *further]
    inner = needed(join.join, found)
    # What the file's own joins bring along need not stand in it.
    places = [place for heading in asked if (place := found.place(heading)) is not None]
    part = part_of(found, [*places, *inner])
    lost = [heading for heading in asked if found.place(heading) is None]
    part, _ = joined(part, join.join, finder, lost)
    for heading, words in join.where.items():
        part = kept(part, heading, _place_in(part, heading, join.file), words)
    for heading, words in join.without.items():
        part = kept(part, heading, _place_in(part, heading, join.file), words, without=True)
    return part, found.sheet.label


def _place_in(part: Part, heading: str, where: str) -> int:
    place = part.place(heading)
    if place is None or str(place) not in part.frame.columns:
        raise InputError(_no_heading(where, heading))
    return place


def _no_heading(where: str, heading: str) -> str:
    return f"{where}: [intake] names the heading {heading!r}, which is not there; give it as the file has it"


def unpivoted(part: Part, places: Mapping[str, Sequence[int]]) -> tuple[Part, dict[str, int]]:
    """A row for each filled cell of the places: ours -> the place at which it now is. Rows keep their numbers."""
    taken: dict[str, int] = {}
    for ours, several in places.items():
        new = len(part.headings)
        pieces = [part.frame.with_columns(pl.col(str(place)).alias(str(new))) for place in several]
        frame = pl.concat(pieces).drop_nulls(str(new)).sort(ROW, maintain_order=True)
        part = replace(part, frame=frame, headings=(*part.headings, ours))
        taken[ours] = new
    return part, taken
