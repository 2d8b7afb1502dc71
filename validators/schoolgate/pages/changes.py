"""What changed since the extract before of the same school and suite: who is newly held back, mended, still held back.

A record's answer may change because somebody changed something, or with nobody touching anything, because a day came or
went. The extract of now, judged as of the moment of then, tells: who has another answer then owes it to the calendar.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from schoolgate.language.noun import RECORD, Noun
from schoolgate.pages.seen import HELD, Seen, seen
from schoolgate.story.days import day

if TYPE_CHECKING:
    from schoolgate.pages.beyond import Beyond
    from schoolgate.pages.model import RunModel, RunSummary

NEW, MENDED, STILL = KINDS = ("new", "mended", "still")
"""Newly held back; held back before, and not now; held back then and now."""
_SAYS = {NEW: ("bad", "newly held back"), MENDED: ("good", "mended"), STILL: ("other", "still held back")}

WAS = {NEW: False, MENDED: True}
"""Whether today's extract, judged as of the moment of then, is held back where nobody touched what changed in that way."""

Positions = Mapping[str, tuple[int, ...]]
"""Positions of records, by fact table."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the run `run` of the same school and suite; `since` says what that was as of.

    Attributes:
        run: the run that this one is compared with.
        since: the moment that it was as of, in words.
        records: the positions of records by kind of change and fact table.
        gone: how many of those held back then are in the extract no more.
        dates: the new and the mended that nobody touched: a date passed. None where that is not known.
        rules: by rule how many newly fail it, and how many in the extract fail it no more.
    """

    run: str
    since: str
    records: Mapping[str, Positions]
    gone: int
    dates: Positions | None = None
    rules: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    of: tuple[str, str] = (RECORD.one, RECORD.many)
    """What one of the records is called, and several."""
    unlisted: Mapping[str, int] = field(default_factory=dict)
    """How many more changed in each way that are not on the page, which has no room for them."""
    unlisted_dates: int = 0
    """How many of these nobody touched."""
    unlisted_jobs: Mapping[int, int] | None = field(default_factory=dict)
    """How many of those newly held back are not on the page, by the position of the job; None where that is not known."""

    @property
    def noun(self) -> Noun:
        """What the records are called."""
        return Noun(*self.of)

    def count(self, kind: str) -> int:
        """How many records changed in that way."""
        return sum(map(len, self.records.get(kind, {}).values())) + self.unlisted.get(kind, 0)

    @property
    def chips(self) -> tuple[tuple[str, str, str], ...]:
        """Kind, tone and words of what there is to tell."""
        return tuple(
            (kind, tone, f"{count:,} {says}") for kind, (tone, says) in _SAYS.items() if (count := self.count(kind))
        )

    @property
    def by_itself(self) -> str:
        """What is told of those whom nobody touched; "" where there are none."""
        count = sum(map(len, (self.dates or {}).values())) + self.unlisted_dates
        return f"{count:,} of them because a date passed" if count else ""

    @property
    def aside(self) -> str:
        """What is told beside the chips."""
        gone = f"{self.noun.counted(self.gone)} held back then {'is' if self.gone == 1 else 'are'} not in this extract"
        start = "" if self.chips else "nobody is or was held back "
        return f"{start}since {self.since}" + (f"; {gone}" if self.gone else "")


def change(now: "RunModel", before: "RunModel") -> Change | None:
    """What changed from one run to another of the same school and suite, both of which are at hand."""
    return compared(now, seen(before), before.summary)


def compared(now: "RunModel", before: Seen, summary: "RunSummary", unlisted: "Beyond | None" = None) -> Change | None:
    """What changed from one run to another of the same school and suite.

    Args:
        now: the later run.
        before: what the earlier one saw.
        summary: the earlier one in a line.
        unlisted: the records of the later run that are not on its pages.

    Returns:
        None where most records are others: it is another school's all the same.
    """
    then = dict(_answered(before))
    records: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS}
    there: set[tuple[str, str]] = set()
    for table in now.records:
        held = _held(now, table.facts)
        for at, key in enumerate(table.keys or ()):
            if key is None or table.answer is None:
                continue
            there.add((table.facts, key))
            kind = _kind(table.answers[table.answer[at]] in held, then.get((table.facts, key), False))
            if kind:
                records[kind].setdefault(table.facts, []).append(at)
    there |= {
        (facts, key)
        for facts, one in (unlisted.rest if unlisted else {}).items()
        for key in one.keys
        if key is not None
    }
    shared = len(there & then.keys())
    if not shared or 2 * shared < min(len(there), len(then)):
        return None
    return Change(
        run=before.run,
        since=_moment(now, summary),
        records={kind: {facts: tuple(ats) for facts, ats in mine.items()} for kind, mine in records.items()},
        of=now.of,
        gone=sum(was_held for key, was_held in then.items() if key not in there),
        rules=dict(_rules(unlisted.seen if unlisted else seen(now), before)),
        **_unlisted(unlisted, before),
    )


def _kind(is_held: bool, was_held: bool) -> str | None:  # noqa: FBT001 (what is and what was)
    """In which way a record changed."""
    return (STILL if was_held else NEW) if is_held else MENDED if was_held else None


def turned(unlisted: "Beyond", before: Seen) -> Iterator[tuple[str, str, int]]:
    """What changed among those that are not on the page: the kind, the fact table, and the number among its `Rest`."""
    then = dict(_answered(before))
    for facts, one in unlisted.rest.items():
        for number, (key, held) in enumerate(zip(one.keys, one.held, strict=True)):
            kind = None if key is None else _kind(held, then.get((facts, key), False))
            if kind:
                yield kind, facts, number


def _unlisted(unlisted: "Beyond | None", before: Seen) -> dict[str, Any]:
    """What a change says of those that are not on the page."""
    if unlisted is None:
        return {}
    found = list(turned(unlisted, before))
    new = {(facts, number) for kind, facts, number in found if kind == NEW}
    known = all(one.jobs is not None for one in unlisted.rest.values())
    jobs = Counter(
        job for facts, one in unlisted.rest.items() for number, job in one.jobs or () if (facts, number) in new
    )
    return {"unlisted": dict(Counter(kind for kind, *_ in found)), "unlisted_jobs": dict(jobs) if known else None}


def with_dates(found: Change, then: Mapping[str, Sequence[bool]], unlisted: int = 0) -> Change:
    """The change, told apart by who owes it to a date.

    Args:
        found: what changed.
        then: for each record on the page, by fact table and in its order, whether it is held back as of the moment of the
            earlier run.
        unlisted: how many of those that are not on the page owe it to a date.
    """
    dates: dict[str, list[int]] = {}
    for kind, was in WAS.items():
        for facts, ats in found.records.get(kind, {}).items():
            held = then.get(facts, ())
            dates.setdefault(facts, []).extend(at for at in ats if at < len(held) and held[at] is was)
    told = {facts: tuple(sorted(ats)) for facts, ats in dates.items() if ats}
    return replace(found, dates=told, unlisted_dates=unlisted)


def _moment(now: "RunModel", before: "RunSummary") -> str:
    """What the run before was as of; where both are as of the same, when it was checked too."""
    told = day(before.as_of)
    return (
        f"{told}, checked {before.at[:10]} {before.at[11:16]} UTC" if before.as_of == now.as_of and before.at else told
    )


def _answered(before: Seen) -> Iterator[tuple[tuple[str, str], bool]]:
    """For each judged key whether something held it back."""
    for facts, table in before.tables.items():
        if table.answer:
            for key, answer in table.answered():
                yield (facts, key), table.is_held(answer)


def _rules(now: Seen, before: Seen) -> Iterator[tuple[str, tuple[int, int]]]:
    """For each rule how many newly fail it, and how many fail it no more and are still there."""
    for facts, table in now.tables.items():
        then = before.tables.get(facts)
        failed_then = {} if then is None else {rule: _keys(then.keys, ats) for rule, ats in then.failing.items()}
        failing = {rule: _keys(table.keys, ats) for rule, ats in table.failing.items()}
        there = set(table.keys)
        for rule in {**failing, **failed_then}:
            new = failing.get(rule, set()) - failed_then.get(rule, set())
            # Of a table that is not judged only those are known with whom something is wrong.
            gone = failed_then.get(rule, set()) - failing.get(rule, set())
            mended = gone & there if table.answer else gone
            if new or mended:
                yield rule, (len(new), len(mended))


def _keys(keys: Sequence[str], places: Sequence[int]) -> set[str]:
    return {keys[at] for at in places}


def _held(model: "RunModel", facts: str) -> set[str]:
    """The names of the answers that hold back."""
    return {
        one.name for verdict in model.verdicts if verdict.facts == facts for one in verdict.answers if one.tone in HELD
    }
