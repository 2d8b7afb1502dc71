"""Which heading is which column: its own name, its fold, an alias, or what the settings say. Nothing else is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schoolgate.intake.header import Headed
from schoolgate.intake.names.aliases import Names
from schoolgate.intake.names.fold import alike, fold
from schoolgate.language.mapping import TableIntake

_NEAR, _FAR = 0.8, 0.6
"""How like a heading must be to a column to be asked about, or to be offered for one that is missed."""


@dataclass(frozen=True)
class Match:
    """How the headings of one sheet fit one table.

    Args:
        columns: ours -> the place of its heading.
        absent: required columns that nothing supplies.
        clashes: ours -> the headings that are equally its name, first the one that the table of names has first.
        lost: ours -> the heading that the settings name, and the sheet does not have.
        doubtful: ours, not supplied -> headings that may be it, by a name that is never taken alone.
        near: ours, not supplied -> headings that are only like it.
        unread: the places of the other headings.
        known: how many headings are some column's, of this table.
    """

    columns: Mapping[str, int]
    absent: tuple[str, ...] = ()
    clashes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)
    doubtful: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unread: tuple[int, ...] = ()
    known: int = 0

    @property
    def fits(self) -> bool:
        """Whether the sheet can be read as the table without another word from anybody."""
        return not (self.absent or self.clashes or self.lost or self.doubtful or self.near)


def match(found: Headed, names: Names, said: TableIntake, elsewhere: Sequence[str] = ()) -> Match:
    """How the sheet fits the table; `elsewhere` are columns that come from another file, or from no file."""
    table = names.table
    folds = [fold(heading) for heading in found.headings]
    free = dict(enumerate(folds))
    columns: dict[str, int] = {}
    clashes: dict[str, tuple[str, ...]] = {}
    lost: dict[str, str] = {}
    ignored = {fold(heading) for heading in said.ignore}
    for ours, theirs in said.columns.items():
        place = found.place(theirs)
        if place is None:
            lost[ours] = theirs
        else:
            columns[ours] = place
            free.pop(place, None)
    free = {place: folded for place, folded in free.items() if folded not in ignored}
    taken = {*columns, *lost, *elsewhere}
    ranked: dict[str, dict[int, list[int]]] = {}
    for place, folded in free.items():
        column = names.column(folded)
        if column is not None and column not in taken:
            rank = 0 if found.headings[place] == column else 1 if folded in names.canonical else 2
            ranked.setdefault(column, {}).setdefault(rank, []).append(place)
    order = {name: number for number, name in enumerate(names.claimed)}
    for ours, ranks in ranked.items():
        best = sorted(ranks[min(ranks)], key=lambda place: order.get(folds[place], -1))
        if len(best) > 1:
            clashes[ours] = tuple(found.headings[place] for place in best)
        else:
            columns[ours] = best[0]
    used = set(columns.values())
    supplied = {*columns, *elsewhere, *lost, *clashes}
    open_columns = [column.name for column in table.columns if column.name not in supplied]
    left = {place: folded for place, folded in free.items() if place not in used}
    doubtful = _offered(left, found, names, open_columns)
    offered = {heading for headings in doubtful.values() for heading in headings}
    near = _near(left, found, names, open_columns, offered)
    return Match(
        columns=columns,
        absent=tuple(column.name for column in table.columns if column.required and column.name in open_columns),
        clashes=clashes,
        lost=lost,
        doubtful=doubtful,
        near=near,
        unread=tuple(place for place in range(len(folds)) if place not in used),
        known=sum(map(names.knows, folds)) + len(said.columns) - len(lost),
    )


def _offered(
    left: Mapping[int, str], found: Headed, names: Names, columns: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    offered: dict[str, list[str]] = {}
    for place, folded in left.items():
        for ours in names.candidates(folded):
            if ours in columns:
                offered.setdefault(ours, []).append(found.headings[place])
    return {ours: tuple(headings) for ours, headings in offered.items()}


def _near(
    left: Mapping[int, str], found: Headed, names: Names, columns: Sequence[str], offered: set[str]
) -> dict[str, tuple[str, ...]]:
    """The headings that are like a column that nothing supplies; each is held against its likeliest."""
    near: dict[str, list[str]] = {}
    if not columns:
        return {}
    for place, folded in left.items():
        heading = found.headings[place]
        if heading in offered or names.knows(folded):
            continue
        # A required column stops the run anyway: there a far likeness is a help, and no hindrance.
        required = {ours: names.table.by_name[ours].required for ours in columns}
        likeness = {ours: alike(heading, ours, _FAR if required[ours] else _NEAR) for ours in columns}
        best = max(likeness, key=lambda ours: likeness[ours])
        if likeness[best]:
            near.setdefault(best, []).append(heading)
    return {ours: tuple(headings) for ours, headings in near.items()}
