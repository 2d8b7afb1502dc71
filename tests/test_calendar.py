"""What changes by itself: the days that a suite names are all there are, and each record turns on the day that is told."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from schoolgate.basics.clock import moment
from schoolgate.judgement.records import ANSWER
from schoolgate.run.calendar import calendar, days_of
from schoolgate.run.order import Order, carried_out
from schoolgate.run.result import Result
from schoolgate.suites import load

DATA = Path(__file__).parents[1] / "data"
AHEAD = 45
STARTS = {
    "portal-sync": ("2026-11-22", "2027-07-30", "2027-02-10"),
    "student-import": ("2026-11-22", "2026-12-20"),
    "boost-promotion": ("2026-11-22", "2028-01-01"),
    "schoolcomms-leavers": ("2026-11-22", "2026-11-02", "2026-08-20"),
}


def result_of(suite: str, as_of: str, kind: str = "faulty") -> Result:
    return carried_out(Order(suite=load(suite), source=DATA / suite / kind, as_of=as_of))


def answers(result: Result) -> dict[str, list[str]]:
    return {verdict.facts: result.records[verdict.facts][ANSWER].to_list() for verdict in result.suite.verdicts}


def on(result: Result, day: date) -> dict[str, list[str]]:
    assert result.again is not None
    return answers(result.again(moment(day.isoformat(), result.settings.zone, result.suite.bare_date)))


@pytest.mark.parametrize(("suite", "as_of"), [(suite, one) for suite, starts in STARTS.items() for one in starts])
def test_nothing_changes_on_a_day_that_is_not_named(suite: str, as_of: str) -> None:
    result = result_of(suite, as_of)
    named = set(days_of(result, AHEAD))
    before = answers(result)
    changed: dict[date, dict[tuple[str, int], tuple[str, str]]] = {}
    for ahead in range(1, AHEAD + 1):
        day = result.moment.date + timedelta(days=ahead)
        now = on(result, day)
        for facts, told in now.items():
            for at, (old, new) in enumerate(zip(before[facts], told, strict=True)):
                if old != new:
                    changed.setdefault(day, {})[facts, at] = (old, new)
        before = now
    assert changed.keys() <= named
    turns: dict[str, dict[tuple[str, int], tuple[str, str]]] = {}
    for turn in calendar(result, AHEAD):
        for at in turn.records:
            turns.setdefault(turn.when, {})[turn.verdict.facts, at] = (turn.before.name, turn.after.name)
    for day, records in changed.items():
        for record, way in records.items():
            assert (turns.get(f"{day}", {}) | turns.get(f"{day:%Y-%m}", {}))[record] == way
    assert sum(map(len, turns.values())) <= sum(map(len, changed.values()))
