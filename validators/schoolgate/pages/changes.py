"""What changed since the run before: who is newly held back, who is mended, and whom something still holds back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolgate.language.noun import RECORD, Noun

if TYPE_CHECKING:
    from schoolgate.pages.model import RunModel

NEW, MENDED, STILL = KINDS = ("new", "mended", "still")
"""Newly held back; held back before, and not now; held back then and now."""
_SAYS = {NEW: ("bad", "newly held back"), MENDED: ("good", "mended"), STILL: ("other", "still held back")}
_HELD = ("bad", "unknown")
"""The tones of answers that hold a record back."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the run `run` of the same suite; `since` says when that was.

    `records` are the positions of records by kind of change and fact table, `gone` counts those held back before that are
    in the extract no more.
    """

    run: str
    since: str
    records: Mapping[str, Mapping[str, tuple[int, ...]]]
    gone: int
    of: tuple[str, str] = (RECORD.one, RECORD.many)
    """What one of the records is called, and several."""

    @property
    def noun(self) -> Noun:
        """What the records are called."""
        return Noun(*self.of)

    @property
    def chips(self) -> tuple[tuple[str, str, str], ...]:
        """Kind, tone and words of what there is to tell."""
        told = []
        for kind, (tone, says) in _SAYS.items():
            if count := sum(map(len, self.records.get(kind, {}).values())):
                told.append((kind, tone, f"{count:,} {says}"))
        return tuple(told)

    @property
    def aside(self) -> str:
        """What is told beside the chips."""
        gone = f"{self.noun.counted(self.gone)} held back then {'is' if self.gone == 1 else 'are'} not in this extract"
        start = "" if self.chips else "nobody is or was held back "
        return f"{start}since {self.since}" + (f"; {gone}" if self.gone else "")


def change(now: "RunModel", before: "RunModel") -> Change | None:
    """What changed from one run to another of the same suite; None where most records are others: it is another school's."""
    then = dict(_answers(before))
    records: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS}
    seen: set[tuple[str, str]] = set()
    for table in now.records:
        held = _held(now, table.facts)
        for at, key in enumerate(table.keys or ()):
            if key is None or table.answer is None:
                continue
            seen.add((table.facts, key))
            is_held, was_held = table.answers[table.answer[at]] in held, then.get((table.facts, key), False)
            kind = (STILL if was_held else NEW) if is_held else MENDED if was_held else None
            if kind:
                records[kind].setdefault(table.facts, []).append(at)
    shared = len(seen & then.keys())
    if not shared or 2 * shared < min(len(seen), len(then)):
        return None
    return Change(
        run=before.run,
        since=_moment(before, now),
        records={kind: {facts: tuple(ats) for facts, ats in mine.items()} for kind, mine in records.items()},
        gone=sum(was_held for key, was_held in then.items() if key not in seen),
        of=now.of,
    )


def _moment(before: "RunModel", now: "RunModel") -> str:
    """The day of a run, with the time where both are of one day; without either what it was as of."""
    day, time = before.at[:10], before.at[11:16]
    return f"{day} {time} UTC" if day and day == now.at[:10] else day or before.as_of


def _answers(model: "RunModel") -> Iterator[tuple[tuple[str, str], bool]]:
    """For each judged record that has a key whether something held it back; of those that share one any."""
    found: dict[tuple[str, str], bool] = {}
    for table in model.records:
        held = _held(model, table.facts)
        for at, key in enumerate(table.keys or ()):
            if key is not None and table.answer is not None:
                name = (table.facts, key)
                found[name] = found.get(name, False) or table.answers[table.answer[at]] in held
    yield from found.items()


def _held(model: "RunModel", facts: str) -> set[str]:
    """The names of the answers that hold back."""
    return {
        one.name for verdict in model.verdicts if verdict.facts == facts for one in verdict.answers if one.tone in _HELD
    }
