"""Which preset a source looks like: by the files of a format, and the headings that the preset reads, all of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schoolgate.intake.names.fold import fold
from schoolgate.intake.preset import Preset, presets
from schoolgate.intake.sheet import Sheet
from schoolgate.language.mapping import Join, TableIntake

_LEAST, _LEAST_OF_FILES = 3, 6
"""So many headings of a format must be there, or files and headings where it has files: fewer are anybody's."""
_MISSING = 4
"""One heading in so many may be missing: formats have optional columns."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A preset that fits: how many files and headings of it are there, and other presets that fit as well.

    `headless` is the sheet without a header whose cells look like the format's: nothing but a question.
    """

    preset: Preset
    evidence: int
    rivals: tuple[str, ...] = ()
    headless: Sheet | None = None


def recognised(sheets: Sequence[Sheet], suite: str) -> list[Recognised]:
    """The presets that fit, at most one for each table of the suite, the fittest first."""
    fitting = [
        (evidence, one)
        for one in presets().values()
        if suite in one.tables and (evidence := _evidence(one, suite, sheets))
    ]
    fitting.sort(key=lambda found: (-found[0], found[1].name))
    chosen: list[Recognised] = []
    for evidence, one in fitting:
        tables = set(one.tables[suite])
        if not any(tables & set(other.preset.tables[suite]) for other in chosen):
            rivals = [o.name for e, o in fitting if e == evidence and o is not one and tables & set(o.tables[suite])]
            chosen.append(Recognised(one, evidence, tuple(rivals)))
    for one in presets().values():
        if suite in one.tables and one.cells:
            found = [sheet for sheet in sheets if not sheet.hidden and _looks_like(sheet, one.cells)]
            if len(found) == 1:
                chosen.append(Recognised(one, len(one.cells), headless=found[0]))
    return chosen


def _looks_like(sheet: Sheet, cells: Sequence[str]) -> bool:
    """Whether every one of the first rows has the cells of a format without a header."""
    rows = [line.cells for line in sheet.top if any(line.cells)]
    return bool(rows) and all(
        len(row) == len(cells) and all(re.fullmatch(look, cell.strip()) for look, cell in zip(cells, row, strict=True))
        for row in rows
    )


def _evidence(preset: Preset, suite: str, sheets: Sequence[Sheet]) -> int:
    there = {sheet.path.name.casefold() for sheet in sheets}
    files = sum(name.casefold() in there for name in preset.files)
    found = missing = 0
    for said in preset.tables[suite].values():
        for names, headings in _read_by(said):
            words = [_words(sheet) for sheet in sheets if not names or sheet.path.name.casefold() in names]
            if words:
                best = max(len(headings & one) for one in words)
                found, missing = found + best, missing + len(headings) - best
    further = {fold(name) for name in preset.headings}
    if further and sheets:
        best = max(len(further & _words(sheet)) for sheet in sheets)
        found, missing = found + best, missing + len(further) - best
    least = _LEAST_OF_FILES if preset.files else _LEAST
    return found + files if found + files >= least and missing * _MISSING < found + files else 0


def _read_by(said: TableIntake) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The files that a table is read from, folded by case, and the headings that are read there."""
    asked = [*said.columns.values(), *said.where, *said.without, *(ours for join in said.join for ours in join.pairs)]
    yield frozenset(map(str.casefold, said.files)), frozenset(map(fold, asked))
    yield from _joined(said.join)


def _joined(joins: Sequence[Join]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for join in joins:
        brought = {ours for inner in join.join for ours in inner.columns}
        asked = {*join.pairs.values(), *join.where, *join.without, *(set(join.columns.values()) - brought)}
        yield frozenset((join.file.casefold(),)), frozenset(map(fold, asked))
        yield from _joined(join.join)


def _words(sheet: Sheet) -> frozenset[str]:
    return frozenset(fold(cell) for line in sheet.top for cell in line.cells)
