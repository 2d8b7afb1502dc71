"""What could be said of a source in `[intake]`: what is plain as an answer, what is doubtful as a question to a person."""

from collections.abc import Iterator
from dataclasses import replace

from schoolgate.basics.errors import SchoolgateError
from schoolgate.basics.folding import SAYS
from schoolgate.intake.guessing import heading_row
from schoolgate.intake.names.fold import forms
from schoolgate.intake.preset import preset as preset_called
from schoolgate.intake.proposing.cells import meanings
from schoolgate.intake.proposing.columns import foreign, headings, unheaded
from schoolgate.intake.proposing.lacking import lacking
from schoolgate.intake.proposing.seen import Elsewhere, Seen
from schoolgate.intake.proposing.suggestion import Opened, Suggestion
from schoolgate.intake.proposing.tables import files
from schoolgate.intake.recognising import recognised
from schoolgate.intake.source import source_of
from schoolgate.judgement.mismatch import mismatches
from schoolgate.language.frame import TextTable
from schoolgate.language.reading import listed
from schoolgate.language.suite import Suite

_ROUNDS = 4
_HEADLESS = ("header", "columns_in_order")
_STRUCTURE = ("file", "sheet", "preset")
"""What decides on what is read at all: what such a question leads to is asked with it."""


def proposed(opened: Opened, suite: Suite, preset: str | None = None) -> tuple[Suggestion, ...]:
    """What could be said of the source, beside what the settings say already.

    Raises:
        InputError: the settings name a file or a heading that is not there.
        UsageError: the settings name what there is not, or there is no such preset.
    """
    first = list(_presets(opened, suite, preset))
    sure = [one for one in first if one.sure]
    asked = [one for one in first if not one.sure]
    # What is plain of one table may leave but one file for another: answers are taken in before the next is asked.
    for _ in range(_ROUNDS):
        found = _of_tables(opened.told(sure), suite)
        new = [one for one in found if one.sure]
        sure += new
        if not new:
            break
    # What a preset may answer is not asked column by column too.
    may_be = {one.section for one in asked if one.key == "preset"}
    asked += [one for one in found if not (one.sure or (one.section in may_be and one.key in _HEADLESS))]
    # A yes to a question of structure must not lead to another map: what comes then is asked at once.
    likely = [one for one in asked if one.guessed and (one.key in _STRUCTURE or one.section[-1] == "columns")]
    if likely:
        further = _of_tables(opened.told([*sure, *likely]), suite)
        asked += [replace(one, sure=False) for one in further]
    asked += _keys(opened.told([*sure, *likely]), suite)
    kept: dict[tuple[tuple[str, ...], str], Suggestion] = {}
    for one in (*sure, *asked):
        kept.setdefault((one.section, one.key), one)
    return tuple(kept.values())


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
        if one.headless is not None:
            why = f"{one.headless.label} has no heading that is known, and its cells look like it: {one.preset.about}"
            yield Suggestion(place, "preset", one.preset.name, f"{why}. Is it that?")
            if not forms(one.headless.name) & forms(tables[0]):
                yield Suggestion(
                    ("intake", tables[0]), "file", one.headless.path.name, "the file of that format, if it is"
                )
            continue
        rivals = f"; {listed(one.rivals)} would fit as well" if one.rivals else ""
        why = f"{one.preset.title}: {one.evidence} of its files and headings are there{rivals}"
        yield Suggestion(place, "preset", one.preset.name, why, sure=not one.rivals)


def _of_tables(opened: Opened, suite: Suite) -> list[Suggestion]:
    """What could be said of each table: which file it is, then its columns, then their cells."""
    now = opened.arranged()
    found: list[Suggestion] = []
    tables: list[Seen] = []
    elsewhere = Elsewhere(now, suite.tables)
    for table in suite.tables:
        sheets, suggested = files(now, table)
        found += suggested
        if not sheets:
            continue
        headed = [now.sorting.opened(sheet, table) for sheet in sheets]
        seen = Seen(now, opened.wanted, table, headed, now.sorting.matched(headed[0], table), elsewhere)
        tables.append(seen)
        if not seen.match.known and not seen.said.columns_in_order and not seen.said.header:
            if (row := heading_row(seen.first.sheet)) is None:
                found += unheaded(seen)
            else:
                found += foreign(seen, row)
        else:
            found += [*headings(seen), *meanings(seen)]
    return [*found, *lacking(now, opened.wanted, tables)]


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
