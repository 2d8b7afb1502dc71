"""What changes by itself: the extract judged again on each day on which something may, with nobody touching anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from schoolgate.basics.clock import moment
from schoolgate.basics.stages import as_one
from schoolgate.judgement.records import ANSWER, answers_of
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Rule
from schoolgate.language.suite import Answer, Suite, Verdict
from schoolgate.language.table import Fact, FactTable
from schoolgate.run.usual import DAYS

if TYPE_CHECKING:
    from schoolgate.run.result import Result

_DAY = timedelta(days=1)
_MOST_DAYS, _MOST_ROWS = 8, 12_000
_SPEAKS = (Outcome.FAIL.value, Outcome.NOT_CHECKED.value)


@dataclass(frozen=True, slots=True)
class Turn:
    """Records whose answer changes on the same day, in the same way, for the same rules.

    Attributes:
        day: the first day on which they have the other answer; the first of its month where that alone is told.
        by_month: whether only the month is told: the day would give a personal date back.
        verdict: the verdict whose records they are.
        before: the answer up to that day, and `after` the one from that day on.
        rules: the rules that fail or wait only from that day on, or else those that no longer do, in the article's order.
        records: the positions of the records among those of the verdict.
        keys: their keys, or "… row N" where they have none.
    """

    day: date
    by_month: bool
    verdict: Verdict
    before: Answer
    after: Answer
    rules: tuple[str, ...]
    records: tuple[int, ...]
    keys: tuple[str, ...]

    @property
    def when(self) -> str:
        """The day, as 2026-09-01, or its month alone, as 2026-09."""
        return f"{self.day:%Y-%m}" if self.by_month else self.day.isoformat()


def days_of(result: "Result", ahead: int) -> list[date]:
    """The days up to so many ahead on which something may change by itself."""
    if result.suite.turns is None or result.again is None:
        return []
    today = result.moment.date
    # No suite asks about a day beyond the calendar: what would lie there is never.
    last = today + min(timedelta(days=ahead), date.max - today - 2 * _DAY)
    found: set[date] = set()
    for days in result.suite.turns(result.facts, result.settings.own):
        found.update(days.filter((days > today) & (days <= last)).unique())
    return sorted(found)


def calendar(result: "Result", ahead: int = DAYS) -> tuple[Turn, ...]:
    """What changes by itself within so many days, the nearest first."""
    return _turns(result, days_of(result, ahead))


def soon(result: "Result") -> tuple[tuple[Turn, ...], bool]:
    """What changes by itself within `DAYS`, as far ahead as it costs little to look, and whether that is all of it.

    A report that is asked for something else looks at the next eight days on which something may change, at fewer in a large
    extract.
    """
    most = min(_MOST_DAYS, _MOST_ROWS // max(1, sum(frame.height for frame in result.facts.values())))
    if not most:
        return (), False
    days = days_of(result, DAYS)
    looked = days[:most]
    return _turns(result, looked), looked == days


def _turns(result: "Result", days: Sequence[date]) -> tuple[Turn, ...]:
    if result.again is None:
        return ()
    zone, bare_date = result.settings.zone, result.suite.bare_date
    again = result.again

    def on(part: int, day: date) -> "Result":
        with as_one("looking ahead", part, len(days)):
            return again(moment(day.isoformat(), zone, bare_date))

    judged = (on(part, day) for part, day in enumerate(days, start=1))
    turns: list[Turn] = []
    for day, (before, after) in zip(days, pairwise(_each(result, judged)), strict=True):
        for verdict in result.suite.verdicts:
            turns += _turned(day, verdict, before, after)
    return tuple(sorted(_merged(turns), key=lambda turn: (turn.day, not turn.by_month)))


def _merged(turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns; those that are told by their month are one where they are alike: nobody learns of their days."""
    months: dict[tuple[object, ...], list[Turn]] = {}
    for turn in turns:
        if turn.by_month:
            alike = (turn.when, turn.verdict.facts, turn.before.name, turn.after.name, turn.rules)
            months.setdefault(alike, []).append(turn)
        else:
            yield turn
    for some in months.values():
        records = sorted(one for turn in some for one in zip(turn.records, turn.keys, strict=True))
        yield replace(
            some[0],
            day=some[0].day.replace(day=1),
            records=tuple(record for record, _ in records),
            keys=tuple(key for _, key in records),
        )


def _each(first: "Result", others: Iterable["Result"]) -> Iterator["Result"]:
    yield first
    yield from others


def _turned(day: date, verdict: Verdict, before: "Result", after: "Result") -> Iterator[Turn]:
    """The records of a verdict whose answer is another one on that day, those that change alike together."""
    then, now = (one.records[verdict.facts] for one in (before, after))
    at = (then[ANSWER] != now[ANSWER]).arg_true()
    if at.is_empty():
        return
    table = after.suite.facts_by_name[verdict.facts]
    rules = dict(_rules(verdict, before, after, at))
    hidden = _hidden(table, before, after, at, rules)
    answers = {one.name: one for one in answers_of(after.suite, verdict).values}
    alike: dict[tuple[str, str, tuple[str, ...], bool], list[int]] = {}
    for place, (old, new) in enumerate(zip(then[ANSWER][at], now[ANSWER][at], strict=True)):
        said = tuple(rule for rule, changed in rules.items() if changed[place])
        alike.setdefault((old, new, said, place in hidden), []).append(place)
    keys = now["key"][at].to_list()
    rows = now["row"][at].to_list()
    for (old, new, said, by_month), places in alike.items():
        yield Turn(
            day=day,
            by_month=by_month,
            verdict=verdict,
            before=answers[old],
            after=answers[new],
            rules=said,
            records=tuple(at.gather(places).to_list()),
            keys=tuple(keys[one] if keys[one] is not None else f"{table.table} row {rows[one]}" for one in places),
        )


def _rules(verdict: Verdict, before: "Result", after: "Result", at: pl.Series) -> Iterator[tuple[str, pl.Series]]:
    """The rules that the records owe their other answer to, and of which of them."""
    then, now = (one.outcomes[verdict.facts][at] for one in (before, after))
    on_table = after.suite.rules_on(after.suite.facts_by_name[verdict.facts])
    rules = [rule.id for rule in on_table if not then[rule.id].equals(now[rule.id])]
    begun = {rule: (then[rule] != now[rule]) & now[rule].is_in(_SPEAKS) for rule in rules}
    some = reduce(or_, begun.values(), pl.repeat(value=False, n=len(at), eager=True))
    for rule in rules:
        # What is asked no more, now that another rule has spoken, is no reason.
        ended = (then[rule] != now[rule]) & then[rule].is_in(_SPEAKS) & ~some
        if (changed := begun[rule] | ended).any():
            yield rule, changed


def _hidden(
    table: FactTable, before: "Result", after: "Result", at: pl.Series, rules: dict[str, pl.Series]
) -> frozenset[int]:
    """Which of the records, by their places in `at`, do not change for public dates alone: their day would tell another."""
    then, now = (one.facts[table.name][at] for one in (before, after))
    turned = {name: then[name].ne_missing(now[name]) for name in table.facts if name in now.columns}
    public = {name for name, fact in table.facts.items() if _is_public(fact, after.suite)}
    found: set[int] = set()
    for place in range(len(at)):
        mine = [after.suite.rules_by_id[rule] for rule, changed in rules.items() if changed[place]]
        reads = {name for rule in mine for name in _read(rule, after.suite)}
        owed = {name for name in reads & turned.keys() if turned[name][place]}
        if not owed or owed - public:
            found.add(place)
    return frozenset(found)


def _is_public(fact: Fact, suite: Suite) -> bool:
    """Whether the fact may be shown, and is made from what may be."""
    columns = (source.partition(".") for source in fact.reads)
    return fact.shown and all(suite.tables_by_name[table].by_name[name].shown for table, _, name in columns if name)


def _read(rule: Rule, suite: Suite) -> Iterator[str]:
    """The facts that a rule depends on, those of the rules that it waits for included."""
    yield from rule.reads
    for need in rule.needs:
        yield from _read(suite.rules_by_id[need], suite)
