"""What a column could be by its cells alone. Only ever a question to a person: nothing is read by it."""

from collections.abc import Callable, Mapping

import polars as pl

from schoolgate.intake.dating import dated
from schoolgate.intake.names.aliases import looks_of, says_who_goes
from schoolgate.language.table import Column, Kind, Table

_YEAR = r"(?i)^(?:year|yr|y|grade|klasse|stufe)?[\s._-]*(?:[0-9]{1,2}|n[12]?|r)$"
_NAME = r"^[\p{L}\p{M}'\u2019 .-]+$"
_GROUP = r"^[\p{L}\p{N} ./-]{1,12}$"
_FEW_YEARS = 20
_ALL, _MOST = 1.0, 0.9


def student_word(cell: str) -> bool:
    """Whether a word of a column of roles says that somebody is a student."""
    return cell.strip().casefold().removesuffix("s") in {"student", "pupil", "learner", "child", ""} and bool(cell)


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
    return [] if test is None else [heading for heading, series in cells.items() if _fits(series, test)]


def _fits(cells: pl.Series, test: Callable[[pl.Series], bool]) -> bool:
    filled = cells.drop_nulls()
    return len(filled) > 0 and test(filled)


def _test(column: Column, table: Table) -> Callable[[pl.Series], bool] | None:
    """Whether filled cells look like the column's."""
    if column.name == table.key and column.person:
        return lambda cells: bool(cells.is_unique().all()) and _share(cells, r"^\S*[0-9]\S*$") == _ALL
    if column.kind is Kind.DATE:
        return lambda cells: dated(cells, (), ()).found is not None or dated(cells, (), ()).cells > 0
    return _LOOKS.get(looks_of(column.name))


def _share(cells: pl.Series, pattern: str) -> float:
    return float(cells.str.contains(pattern).mean())  # type: ignore[arg-type]  # a mean of truths is a number


def _looks_like_a_year(cells: pl.Series) -> bool:
    return cells.n_unique() <= _FEW_YEARS and _share(cells, _YEAR) >= _MOST


def _looks_like_a_name(cells: pl.Series) -> bool:
    return _share(cells, _NAME) >= _MOST and cells.n_unique() * 2 > len(cells)


def _looks_like_a_group(cells: pl.Series) -> bool:
    return _share(cells, _GROUP) == _ALL and cells.n_unique() * 2 <= len(cells) and _share(cells, r"[0-9]") > 0


def _looks_like_an_address(cells: pl.Series) -> bool:
    return _share(cells, r"^\S+@\S+$") >= _MOST


_LOOKS: Mapping[str, Callable[[pl.Series], bool]] = {
    "year": _looks_like_a_year,
    "name": _looks_like_a_name,
    "group": _looks_like_a_group,
    "email": _looks_like_an_address,
}
