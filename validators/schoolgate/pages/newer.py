"""What the pages of an older run say of the newest one: that it is there, and what it says of each record."""

from collections.abc import Mapping
from dataclasses import dataclass

from schoolgate.pages.seen import Seen
from schoolgate.story.days import day

TOLD = 60
"""How many runs before the newest are told of it each time; those before them keep what they were told last."""


@dataclass(frozen=True, slots=True)
class Newer:
    """The run that counts now: where it is, and by fact table and key the answer of those whose answer is another one.

    Attributes:
        place: the folder that leads to the newest run, beside the run's own.
        as_of: what that run is as of, in words.
        answers: label and tone of each answer.
        others: by fact table and key the position of the answer there; -1 where the record is not in that extract. None
            where most records are others: keys are pseudonyms in one of the two, or it is another school's all the same.
    """

    place: str
    as_of: str
    answers: tuple[tuple[str, str], ...]
    others: Mapping[str, Mapping[str, int]] | None


def newer(place: str, as_of: str, mine: Seen, theirs: Seen) -> Newer:
    """What an older run, which saw `mine`, is told of a newer one, which saw `theirs`."""
    answers: dict[tuple[str, str], int] = {}
    others: dict[str, dict[str, int]] = {}
    shared = fewer = 0
    for facts, table in mine.tables.items():
        there = theirs.tables.get(facts)
        if not table.answer or there is None or not there.answer:
            continue
        now = dict(there.answered())
        shared += len(now.keys() & set(table.keys))
        fewer += min(len(now), len(table.keys))
        listed = table.on_page
        for key, answer in table.answered():
            if key not in listed:
                continue
            if key not in now:
                others.setdefault(facts, {})[key] = -1
                continue
            _, label, tone = there.answers[now[key]]
            if label != table.answers[answer][1]:
                others.setdefault(facts, {})[key] = answers.setdefault((label, tone), len(answers))
    return Newer(place, day(as_of), tuple(answers), others if 2 * shared >= fewer else None)
