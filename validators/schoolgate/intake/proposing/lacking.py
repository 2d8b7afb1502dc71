"""What a preset's format does not carry: asked where it is missed, so that nobody takes its absence for an answer."""

from collections.abc import Iterator

from schoolgate.intake.arranging import Arranged
from schoolgate.intake.preset import preset
from schoolgate.intake.proposing.seen import Seen
from schoolgate.intake.proposing.suggestion import Suggestion
from schoolgate.intake.source import Wanted
from schoolgate.language.mapping import OPEN


def lacking(now: Arranged, wanted: Wanted, tables: list[Seen]) -> Iterator[Suggestion]:
    """The optional columns and tables that the presets in force lack, and nothing else supplies."""
    said = now.sorting.said
    names = dict.fromkeys(
        name for name in (said.preset, *(own.preset for own in wanted.said.tables.values())) if name is not None
    )
    for name in names:
        chosen = preset(name, "[intake]")
        for entry in chosen.lacks.get(wanted.suite, ()):
            what, _, means = entry.partition(": ")
            why = f"{chosen.title} does not carry it{f' ({means})' if means else ''}"
            yield from _column(what, why, [one for one in tables if one.table.name in chosen.tables[wanted.suite]])
            yield from _table(what, why, now, wanted)


def _column(what: str, why: str, tables: list[Seen]) -> Iterator[Suggestion]:
    for seen in tables:
        column = seen.table.by_name.get(what)
        if column is None or column.required or what in seen.said.constant:
            continue
        asked = {*seen.match.columns, *seen.match.clashes, *seen.match.near, *seen.match.doubtful}
        if what not in asked | {ours for join in seen.said.join for ours in join.columns}:
            told = (
                f'{why}. If it is the same for every row, say it here ("" is blank); else leave this: nobody has told'
            )
            yield Suggestion(("intake", seen.table.name, "constant"), what, OPEN, told)


def _table(what: str, why: str, now: Arranged, wanted: Wanted) -> Iterator[Suggestion]:
    table = next((one for one in wanted.tables if one.name == what), None)
    if table is not None and not table.required and what not in now.stands and not now.sorting.said.of(what).files:
        told = f"{why}. Is there a file of it ({table.about})? Else leave this: nobody has told"
        yield Suggestion(("intake", what), "file", OPEN, told)
