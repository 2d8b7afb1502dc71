"""A record's history: what the answer was at each check, told in spans: since when it is what it is, and what it was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from schoolgate.pages.seen import Seen

MOST = 60
"""How many moments are looked back at."""
Span = tuple[int, int]
"""The number of the extract with which it begins, and of the answer; -1: it was not in the extract."""


@dataclass(frozen=True, slots=True)
class Past:
    """The histories of all records on a page, those that are alike kept once.

    Attributes:
        extracts: what each check was as of, oldest first; the last is the run's own.
        answers: label and tone of each answer.
        histories: each a sequence of spans, oldest first.
        of: by fact table the position of each key's history, by key.
    """

    extracts: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    histories: tuple[tuple[Span, ...], ...]
    of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def past(extracts: Sequence[tuple[str, Seen]]) -> Past | None:
    """The histories of the records of the last of several extracts; None where there is no other.

    Args:
        extracts: what each was as of, with what its run saw, oldest first.
    """
    last = extracts[-MOST:]
    if len(last) < 2:  # noqa: PLR2004 (one is no history)
        return None
    answers: dict[tuple[str, str], int] = {}
    histories: dict[tuple[Span, ...], int] = {}
    of: dict[str, dict[str, int]] = {}
    for facts, table in last[-1][1].tables.items():
        if not table.answer:
            continue
        listed = table.on_page
        told = [_told(seen, facts, answers, listed) for _, seen in last]
        mine = of[facts] = {}
        for key in listed:
            spans: list[Span] = []
            for number, given in enumerate(told):
                answer = given.get(key, -1)
                # Before it was there for the first time there is nothing to tell.
                if (spans or answer >= 0) and (not spans or spans[-1][1] != answer):
                    spans.append((number, answer))
            mine[key] = histories.setdefault(tuple(spans), len(histories))
    return Past(tuple(as_of for as_of, _ in last), tuple(answers), tuple(histories), of)


def _told(seen: Seen, facts: str, answers: dict[tuple[str, str], int], listed: Collection[str]) -> dict[str, int]:
    """For each of these keys that an extract has the number of its answer among all."""
    table = seen.tables.get(facts)
    if table is None or not table.answer:
        return {}
    numbers = [answers.setdefault((label, tone), len(answers)) for _, label, tone in table.answers]
    return {key: numbers[answer] for key, answer in table.answered() if key in listed}
