"""What a run leaves for later runs to be compared with: whose answer was what, and who failed which requirement.

It holds keys, answers and rule ids, as the validation results beside it do, and nothing else of the extract.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
        listed: the positions of the keys that are on the page, where it has no room for all; nothing where it shows all.
    """

    keys: tuple[str, ...]
    answers: tuple[tuple[str, str, str], ...]
    answer: tuple[int, ...]
    failing: Mapping[str, tuple[int, ...]]
    listed: tuple[int, ...] = ()

    def answered(self) -> Iterator[tuple[str, int]]:
        """Each judged key with the position of its answer."""
        return zip(self.keys, self.answer, strict=bool(self.answer))

    @property
    def on_page(self) -> Collection[str]:
        """The keys that are on the page, in their order."""
        return dict.fromkeys((self.keys[place] for place in self.listed) if self.listed else self.keys)

    def is_held(self, answer: int) -> bool:
        """Whether an answer holds a record back."""
        return self.answers[answer][2] in HELD


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run saw, by fact table."""

    run: str
    tables: Mapping[str, SeenTable]


def seen(model: "RunModel") -> Seen:
    """What a run saw, as far as its pages show it. Runs that an older version kept without answers are judged by nothing."""
    tables = {
        table.facts: seen_table(
            told_answers(model, table.facts, table.answers),
            keys=table.keys,
            answer=table.answer,
            failing=((at, rule) for at, rule, *_ in table.findings),
        )
        for table in model.records
        if table.keys is not None
    }
    return Seen(model.run, tables)


def told_answers(model: "RunModel", facts: str, names: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    """Name, label and tone of answers of a fact table."""
    told = {
        one.name: (one.name, one.label, one.tone)
        for verdict in model.verdicts
        if verdict.facts == facts
        for one in verdict.answers
    }
    return tuple(told.get(name, (name, name, "other")) for name in names)


def seen_table(
    answers: tuple[tuple[str, str, str], ...],
    *,
    keys: Sequence[str | None],
    answer: Sequence[int] | None,
    failing: Iterable[tuple[int, str]],
    listed: Iterable[str | None] = (),
) -> SeenTable:
    """What was seen of records.

    Args:
        answers: name, label and tone of each answer that some record has.
        keys: of the records; a key may be there twice.
        answer: the position of each one's answer; nothing where they are not judged.
        failing: the number of a record, and a rule that it fails.
        listed: the keys on the page, where it has no room for all.
    """
    held = [tone in HELD for *_, tone in answers]
    given = answer or ()
    first: dict[str, int] = {}
    for at, key in enumerate(keys):
        if key is not None and (key not in first or (given and held[given[at]] and not held[given[first[key]]])):
            first[key] = at
    place = {key: number for number, key in enumerate(first)}
    found: dict[str, dict[int, None]] = {}
    for at, rule in failing:
        key = keys[at]
        if key is not None:
            found.setdefault(rule, {})[place[key]] = None
    return SeenTable(
        keys=tuple(first),
        answers=answers,
        answer=tuple(given[at] for at in first.values()) if given else (),
        failing={rule: tuple(places) for rule, places in found.items()},
        listed=tuple(sorted({place[key] for key in listed if key is not None})),
    )
