"""What a column could be by its cells alone. Only ever a question to a person: nothing is read by it."""

import re
from collections.abc import Callable, Mapping

import polars as pl

from schoolgate.intake.cells import date_in, iso_date
from schoolgate.intake.dating import dated
from schoolgate.intake.header import Headed
from schoolgate.intake.matching import Match
from schoolgate.intake.names.aliases import is_id, is_of_others, is_role, looks_of, says_who_goes
from schoolgate.intake.sheet import Sheet
from schoolgate.language.table import Column, Kind, Table

_MOST_YEARS = 25
"""The birthdays of a school's pupils lie no more years apart than this."""
_YEAR = r"(?i)^(?:year|yr|y|grade|klasse|stufe)?[\s._-]*(?:[0-9]{1,2}|n[12]?|r)$"
_NAME = r"^[\p{L}\p{M}'\u2019 .-]+$"
_GROUP = r"^[\p{L}\p{N} ./-]{1,12}$"
_FEW_YEARS = 20
_HALF = 2
_ALL, _MOST = 1.0, 0.9


def student_word(cell: str) -> bool:
    """Whether a word of a column of roles says that somebody is a student."""
    return cell.strip().casefold().removesuffix("s") in {"student", "pupil", "learner", "child", ""} and bool(cell)


def may_say_who(found: Headed, place: int) -> bool:
    """Whether a column may say who is a student and who is not: by its heading, or by the cells right below it."""
    if is_role(found.headings[place]):
        return True
    filled = _first_cells(found, place).drop_nulls().to_list()
    return bool(filled) and all(student_word(cell) or is_of_others(cell) for cell in filled)


def says_who(found: Headed, place: int, cells: pl.Series) -> bool:
    """The same, of all its cells: those of students alone, or of parents alone, say it only where the heading does."""
    if is_role(found.headings[place]):
        return True
    words = cells.drop_nulls().unique().to_list()
    return any(map(student_word, words)) and any(map(is_of_others, words))


_GOES = frozenset(("active", "current", "on roll", "on-roll", "enrolled", "enabled", "with access", "on"))
_LEFT = frozenset(
    ("inactive", "former", "off roll", "off-roll", "left", "leaver", "disabled", "without access", "withdrawn", "off")
)
_MARKED = frozenset(("x", "✓", "✔", "☑", "-1", "ja", "oui"))
_UNMARKED = frozenset(("nein", "non", "☐", "✗", "✘"))


def meaning(column: Column, word: str) -> bool | None:
    """What a word may mean in a column of yes and no; None where it is no such word."""
    folded = " ".join(word.casefold().split())
    leaving = says_who_goes(column.name)
    if folded in _GOES | _LEFT:
        return (folded in _LEFT) == leaving
    return True if folded in _MARKED else False if folded in _UNMARKED else None


def guesses(column: Column, table: Table, cells: Mapping[str, pl.Series]) -> list[str]:
    """The headings, of those that nothing reads, whose cells look like the column's; the likeliest first."""
    test = _test(column, table)
    ids = column.person or bool(column.refers) or column.name == table.key
    names = [heading for heading in cells if ids or not is_id(heading)]
    return [] if test is None else [heading for heading in names if _fits(cells[heading], test)]


def is_whole_name(column: str, cells: pl.Series | None) -> bool:
    """Whether cells that should be a part of a name are names of several words: "Ada Prowse", "Prowse, Ada"."""
    if looks_of(column) != "name" or cells is None or cells.null_count() == len(cells):
        return False
    return _share(cells.drop_nulls(), r"\S[ ,]+\S") >= _MOST


def heading_row(sheet: Sheet) -> int | None:
    """The row of headings in words that nobody knows: names without a digit, above cells that have some."""
    lines = [line for line in sheet.top if any(line.cells)]
    if len(lines) <= _HALF:
        return None
    first, below = lines[0], lines[1:]
    if len({*first.cells}) < len(first.cells) or not all(re.fullmatch(r"[^\d@]+", cell) for cell in first.cells):
        return None
    columns = [[line.cells[at] for line in below if at < len(line.cells)] for at in range(len(first.cells))]
    told = sum(bool(cells) and all(re.search(r"\d", cell) for cell in cells) for cells in columns)
    return first.number if told else None


def order_of(table: Table, found: Headed) -> list[str]:
    """The columns of a sheet without a header from left to right: ours where the cells look so, else by their number."""
    lines = [line.cells for line in found.sheet.top if any(line.cells)]
    width = len(found.headings)
    cells = {
        f"column {at + 1}": pl.Series(
            "cell", [(line[at] or None) if at < len(line) else None for line in lines], pl.String
        )
        for at in range(width)
    }
    order = dict.fromkeys(cells, "")
    # The key first, then what is told apart best; names stand as their table has them.
    for look in ("key", "email", "date", "year", "group", "name"):
        for column in sorted(table.columns, key=lambda column: not column.required):
            is_key = column.name == table.key
            if look == ("key" if is_key else "date" if column.kind is Kind.DATE else looks_of(column.name)):
                alike = guesses(column, table, {name: series for name, series in cells.items() if not order[name]})
                if alike:
                    order[alike[0]] = column.name
    return [ours or name for name, ours in order.items()]


def whole_names(found: Headed, match: Match) -> frozenset[str]:
    """The headings that may be a part of a name by theirs, and whose first cells are whole names."""
    asked = [*match.doubtful.items(), *match.near.items()]
    return frozenset(
        heading
        for ours, several in asked
        for heading in several
        if is_whole_name(ours, _first_cells(found, found.headings.index(heading)))
    )


def _first_cells(found: Headed, place: int) -> pl.Series:
    below = [line.cells[place] for line in found.sheet.top if line.number > found.row and place < len(line.cells)]
    return pl.Series([cell or None for cell in below], dtype=pl.String())


def _fits(cells: pl.Series, test: Callable[[pl.Series], bool]) -> bool:
    filled = cells.drop_nulls()
    return len(filled) > 0 and test(filled)


def _test(column: Column, table: Table) -> Callable[[pl.Series], bool] | None:
    """Whether filled cells look like the column's."""
    if column.name == table.key and column.person:
        return lambda cells: bool(cells.is_unique().all()) and _share(cells, r"^\S*[0-9]\S*$") == _ALL
    if looks_of(column.name) == "birth":
        return _looks_like_birthdays
    if column.kind is Kind.DATE:
        return lambda cells: dated(cells, (), ()).found is not None or dated(cells, (), ()).cells > 0
    return _LOOKS.get(looks_of(column.name))


def _share(cells: pl.Series, pattern: str) -> float:
    return float(cells.str.contains(pattern).mean())  # type: ignore[arg-type]  # a mean of truths is a number


def _looks_like_birthdays(cells: pl.Series) -> bool:
    way = dated(cells, (), ())
    formats = way.formats or tuple(form for choice in way.choices[:1] for form in choice.formats)
    days = cells.to_frame("c").select(
        pl.coalesce(iso_date(pl.col("c")), *(date_in(pl.col("c"), form) for form in formats))
    )
    years = days.to_series().dt.year().drop_nulls()
    if len(years) * 10 < len(cells) * 9 or cells.n_unique() * _HALF < len(cells):
        return False
    return int(years.max()) - int(years.min()) <= _MOST_YEARS  # type: ignore[arg-type]  # years are numbers


def _looks_like_a_year(cells: pl.Series) -> bool:
    return cells.n_unique() <= _FEW_YEARS and _share(cells, _YEAR) >= _MOST


def _looks_like_a_name(cells: pl.Series) -> bool:
    return _share(cells, _NAME) >= _MOST and cells.n_unique() * _HALF > len(cells)


def _looks_like_a_group(cells: pl.Series) -> bool:
    return _share(cells, _GROUP) == _ALL and cells.n_unique() * _HALF <= len(cells) and _share(cells, r"[0-9]") > 0


def _looks_like_an_address(cells: pl.Series) -> bool:
    return _share(cells, r"^\S+@\S+$") >= _MOST


_LOOKS: Mapping[str, Callable[[pl.Series], bool]] = {
    "year": _looks_like_a_year,
    "name": _looks_like_a_name,
    "group": _looks_like_a_group,
    "email": _looks_like_an_address,
}
