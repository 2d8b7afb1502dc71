"""Which file a new export takes the place of: the one with its name but for a date, or the one with its columns."""

import contextlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from schoolgate import suites
from schoolgate.basics.errors import SchoolgateError
from schoolgate.intake.sheet import Sheet
from schoolgate.serving.place import folder_of, opened_of, settings_text
from schoolgate.serving.told import Wish
from schoolgate.serving.uploads import BESIDE

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_DATE = "[0-9]{4,}|(?<![0-9])[0-9]{1,2}(?:[-. ][0-9]{1,2}){1,2}(?![0-9])"
_PASSING = re.compile(rf"\((?:[0-9]{{1,3}}|copy)\)|\b(?:{_MONTHS}|copy|new|mended)\b|{_DATE}")
_BETWEEN = re.compile(r"[\W_]+")
"""What differs in the name of the same export from one month to the next, and what a browser adds to it."""


def replaced(wish: Wish, fresh: Sequence[str], *, again: bool) -> list[str]:
    """Put new exports in the place of those before, and say of each that had another name.

    Args:
        wish: whose files they are.
        fresh: the names of the files that came last.
        again: whether there was a verdict on those before; else they are still being gathered, and two with the same columns
            may be one table.
    """
    folder = Path(folder_of(wish))
    there = {path.name for path in folder.iterdir()} - BESIDE
    named = set(_named(tomllib.loads(settings_text(wish)).get("intake", {})))
    news, renamed = [], list(fresh)
    for name in fresh:
        rivals = [other for other in fresh if _core(other) == _core(name)]
        others = (there - set(fresh) if again else set()) | (named - there)
        before = [one for one in others if _core(one) == _core(name) and _core(one)[0]]
        if name not in named and len(rivals) == len(before) == 1:
            (folder / name).replace(folder / before[0])
            renamed[renamed.index(name)] = before[0]
            news.append(f"{name} was put in the place of {before[0]}: their names differ by a date alone")
    old = there - {*fresh, *renamed} - named
    if not old or not again:
        return news
    heads = _heads(wish)
    for name in set(renamed) & set(fresh):
        mine = heads.get(name, [])
        twins = [one for one in sorted(old) if heads.get(one) == mine and any(mine)]
        if [heads.get(other) for other in renamed].count(mine) > 1:
            continue
        if len(twins) == 1:
            (folder / twins[0]).unlink()
            old -= set(twins)
            news.append(f"{name} was put in the place of {twins[0]}, which has the same columns")
    return news


def _core(name: str) -> tuple[str, str]:
    """What stays of a file's name, and its ending."""
    stem = _BETWEEN.sub(" ", _PASSING.sub(" ", Path(name).stem.casefold().replace("_", " "))).strip()
    return stem, Path(name).suffix.casefold()


def _named(said: Any) -> Iterator[str]:
    """The files that the settings name."""
    for key, value in said.items() if isinstance(said, dict) else ():
        if key == "file":
            yield from [value] if isinstance(value, str) else value
        else:
            yield from _named(value)


def _heads(wish: Wish) -> dict[str, list[tuple[str, ...]]]:
    """The first row of each sheet, by the name of its file."""
    heads: dict[str, list[tuple[str, ...]]] = {}
    with contextlib.suppress(SchoolgateError):
        for sheet in opened_of(wish, suites.load(wish.suite)).sheets:
            heads.setdefault(sheet.path.name, []).append(_headings(sheet))
    return heads


def _headings(sheet: Sheet) -> tuple[str, ...]:
    """The first row of a sheet, where it looks like headings: more than one cell of it is filled."""
    cells = sheet.top[0].cells if sheet.top else ()
    return cells if sum(map(bool, cells)) > 1 else ()
