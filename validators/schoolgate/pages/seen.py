"""What a run leaves for later runs to be compared with: whose answer was what, and who failed which requirement.

It holds keys, answers and rule ids, as the validation results beside it do, and nothing else of the extract.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schoolgate.pages.model import RunModel

HELD = ("bad", "unknown")
"""The tones of answers that hold a record back."""


@dataclass(frozen=True, slots=True)
class SeenTable:
    """The records of a fact table that have a key, each once: of rows that share one, the first that is held back counts.

    Attributes:
        keys: of the records.
        answers: name, label and tone of each answer that some record has.
        answer: for each key the position in `answers`; nothing where the table is not judged.
        failing: the positions of the keys that fail a rule, by rule.
    """

    keys: tuple[str, ...]
    answers: tuple[tuple[str, str, str], ...]
    answer: tuple[int, ...]
    failing: Mapping[str, tuple[int, ...]]

    def answered(self) -> Iterator[tuple[str, int]]:
        """Each judged key with the position of its answer."""
        return zip(self.keys, self.answer, strict=bool(self.answer))

    def is_held(self, answer: int) -> bool:
        """Whether an answer holds a record back."""
        return self.answers[answer][2] in HELD


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run saw, by fact table."""

    run: str
    tables: Mapping[str, SeenTable]


def seen(model: "RunModel") -> Seen:
    """What a run saw. Runs that an older version kept without answers are judged by nothing."""
    told = {
        verdict.facts: {one.name: (one.name, one.label, one.tone) for one in verdict.answers}
        for verdict in model.verdicts
    }
    tables = {}
    for table in model.records:
        if table.keys is None:
            continue
        answers = tuple(told.get(table.facts, {}).get(name, (name, name, "other")) for name in table.answers)
        held = [tone in HELD for *_, tone in answers]
        given = table.answer or ()
        first: dict[str, int] = {}
        for at, key in enumerate(table.keys):
            if key is not None and (key not in first or (given and held[given[at]] and not held[given[first[key]]])):
                first[key] = at
        place = {key: number for number, key in enumerate(first)}
        failing: dict[str, dict[int, None]] = {}
        for at, rule, *_ in table.findings:
            key = table.keys[at]
            if key is not None:
                failing.setdefault(rule, {})[place[key]] = None
        tables[table.facts] = SeenTable(
            keys=tuple(first),
            answers=answers,
            answer=tuple(given[at] for at in first.values()) if given else (),
            failing={rule: tuple(places) for rule, places in failing.items()},
        )
    return Seen(model.run, tables)
