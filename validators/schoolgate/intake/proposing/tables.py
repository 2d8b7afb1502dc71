"""Which file is which table: the only one that is left, the likest, or several that are one table."""

from collections.abc import Iterator

from schoolgate.intake.arranging import Arranged
from schoolgate.intake.names.fold import fold
from schoolgate.intake.proposing.suggestion import Suggestion
from schoolgate.intake.sheet import Sheet
from schoolgate.language.mapping import OPEN
from schoolgate.language.reading import listed
from schoolgate.language.table import Table

_MOST_FOREIGN = 2
"""Of an optional table's likest sheet, one heading in so many may be no column of it."""


def files(now: Arranged, table: Table) -> tuple[list[Sheet], list[Suggestion]]:
    """The sheets that a table is read from, or would be once what is suggested is answered so; and the suggestions."""
    said, place = now.sorting.said.of(table.name), ("intake", table.name)
    stands = list(now.stands.get(table.name, ()))
    twins = [] if said.files or said.sheets else _twins(now, table)
    if len(twins) > 1:
        names = list(dict.fromkeys(sheet.path.name for sheet in twins))
        key, names = ("file", names) if len(names) > 1 else ("sheet", [sheet.name for sheet in twins])
        why = f"{listed(names)} have the same headings: are they one table? Else delete one, or name it alone"
        return twins, [Suggestion(place, key, names, why)]
    if stands:
        return stands, []
    sheet = _likest(now, table)
    if sheet is not None:
        return [sheet], list(_file(now, sheet, table))
    if table.required:
        return [], [
            Suggestion(place, "file", OPEN, f"no file looks like {table.name}, which is required: {table.about}")
        ]
    return [], []


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
    if now.sorting.fit(sheet, table):
        return True
    match = now.sorting.matched(now.sorting.opened(sheet, table), table)
    required = [column.name for column in table.columns if column.required]
    return len(required) > 1 and sum(name in match.columns for name in required) * 2 > len(required)


def _likest(now: Arranged, table: Table) -> Sheet | None:
    """The sheet that most looks like a table that is not there: by its headings, else by its name."""
    if table.required and (likest := now.sorting.likeliest(table, now.stands)) is not None:
        return likest[0].sheet
    by_name = now.sorting.like(now.stands).get(table.name)
    return by_name if by_name is not None or table.required else _whole(now, table)


def _whole(now: Arranged, table: Table) -> Sheet | None:
    """The only sheet that could be read as an optional table as it stands, and is hardly anything else."""
    found = []
    for sheet in now.sorting.free(now.stands):
        match = now.sorting.matched(now.sorting.opened(sheet, table), table)
        foreign = len(match.unread) * _MOST_FOREIGN > len(match.columns) + len(match.unread)
        if match.fits and len(match.columns) >= min(2, len(table.columns)) and not foreign:
            found.append(sheet)
    return found[0] if len(found) == 1 and len(table.columns) > 1 else None


def _file(now: Arranged, sheet: Sheet, table: Table) -> Iterator[Suggestion]:
    place = ("intake", table.name)
    alone = table.required and len(now.sorting.free(now.stands)) == 1
    why = "the only one that is left" if alone else "of all that is left it is the likest; is it the right one?"
    if not table.required:
        why = f"its headings could be {table.name} ({table.about}): is it that?"
    if not now.sorting.is_one_file:
        yield Suggestion(place, "file", sheet.path.name, why, sure=alone)
    if sheet.inside:
        yield Suggestion(place, "sheet", sheet.name, why, sure=alone)
