"""The page of records tells each record what `explain` tells it."""

from pathlib import Path

import pytest

from extracts import write_canaries
from schoolgate.basics.shown import visible
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Severity
from schoolgate.pages.checklists import NOT_ASKED, NOT_LISTED, RecordTable
from schoolgate.pages.jobs import JobModel
from schoolgate.pages.model import RunModel, run_model
from schoolgate.run.result import Result
from schoolgate.story.checklist import explain
from schoolgate.story.explanation import Explanation
from schoolgate.suites import load, names
from sites import checked, modelled

DATA = Path(__file__).parents[2] / "data"
LETTERS = {Outcome.PASS: "p", Outcome.FAIL: "f", Outcome.NOT_CHECKED: "c"}
SUITES = pytest.mark.parametrize("name", names())


def extract(name: str, tmp_path: Path) -> Path:
    """The shipped sample with every fault, or rows that any suite has."""
    sample = DATA / name / "faulty"
    return sample if sample.is_dir() else write_canaries(load(name), tmp_path / "extract")


@SUITES
def test_every_checklist_is_the_one_that_explain_gives(name: str, tmp_path: Path) -> None:
    result = checked(name, extract(name, tmp_path))
    model = run_model(result)
    for table in model.records:
        # The first and the last record of each pattern: what lies between them is ticked alike.
        ends = {table.pattern[at]: at for at in reversed(range(len(table.rows)))}.values()
        for at in sorted({*ends, *{pattern: at for at, pattern in enumerate(table.pattern)}.values()}):
            explained = explain(result, result.suite.facts_by_name[table.facts], position(result, table, at))
            assert letters(table, at) == told(explained), f"{table.facts} {table.rows[at]}"
            assert waits(table, at) == waiting(explained)
            assert findings(table, at) == failed(explained)
            held = {rule for job in jobs_of(model, table, at) for rule in job.rules}
            if explained.verdict:
                errors = {item.rule.id for item in explained.having(Outcome.FAIL, Severity.ERROR) if item.rule.counts}
                assert errors <= held, "every error is of one of the record's jobs"
                assert bool(held) >= (explained.status in {"blocked", "undetermined"})
            assert status(table, at) == explained.status
    assert sum(len(table.rows) for table in model.records) >= 7


def position(result: Result, table: RecordTable, at: int) -> int:
    """Where the record stands in its fact table."""
    frame = result.facts[table.facts]
    key = result.suite.facts_by_name[table.facts].key
    rows, keys = frame["row"].to_list(), frame[key].to_list() if key else [None] * frame.height
    wanted = None if table.keys is None else table.keys[at]
    places = [n for n, found in enumerate(keys) if (None if found is None else visible(found)) == wanted]
    return next(n for n in places if table.rows[at] is None or rows[n] == table.rows[at])


def letters(table: RecordTable, at: int) -> dict[str, str]:
    """What the page ticks: p, f, c, or n where it does not apply for whatever reason."""
    pattern = table.patterns[table.pattern[at]]
    ticked = zip(table.rules, pattern, strict=True)
    return {rule: "n" if letter == "w" else letter for rule, letter in ticked if letter != NOT_LISTED}


def told(explained: Explanation) -> dict[str, str]:
    return {item.rule.id: LETTERS.get(item.outcome, NOT_ASKED) for item in explained.items}


def waits(table: RecordTable, at: int) -> set[str]:
    """What does not apply, but not because it asks only other records."""
    if table.keys is not None and table.keys[at] is None:
        return set()
    ticked = zip(table.rules, table.patterns[table.pattern[at]], strict=True)
    return {rule for rule, letter in ticked if letter == "w"}


def waiting(explained: Explanation) -> set[str]:
    if explained.table.key is not None and explained.key is None:
        return set()
    idle = explained.having(Outcome.NOT_APPLICABLE)
    return {item.rule.id for item in idle if not str(item.why).startswith("asks only where")}


def findings(table: RecordTable, at: int) -> list[tuple[str, str, str, str | None]]:
    found = [one for one in table.findings if one[0] == at]
    return sorted((rule, severity, table.messages[message], column) for _, rule, severity, column, message, _ in found)


def failed(explained: Explanation) -> list[tuple[str, str, str, str | None]]:
    items = explained.having(Outcome.FAIL)
    return sorted((item.rule.id, str(item.severity), visible(str(item.message)), item.column) for item in items)


def jobs_of(model: RunModel, table: RecordTable, at: int) -> list[JobModel]:
    return [model.jobs[number] for record, number in table.jobs if record == at]


def status(table: RecordTable, at: int) -> str | None:
    return None if table.status is None else table.statuses[table.status[at]]


@SUITES
def test_the_counts_are_those_of_the_check(name: str, tmp_path: Path) -> None:
    folder = extract(name, tmp_path)
    result, model = checked(name, folder), modelled(name, folder)
    assert {one.id: one.failed for one in model.requirements} == {one.rule.id: one.failed for one in result.coverage}
    assert sum(one.failed for one in model.requirements) == result.findings().height
    assert model.summary.statuses == {name: count for name, count in result.statuses.items() if count}
    assert [(one.id, one.frees, one.touches) for one in model.jobs] == [
        (one.id, one.frees, one.touches) for one in result.jobs.ranked
    ]
    held: dict[int, int] = {}
    for table in model.records:
        for _, job in table.jobs:
            held[job] = held.get(job, 0) + 1
    assert held == {number: one.touches for number, one in enumerate(model.jobs) if one.touches}
    waiting = {(table.facts, record) for table in model.records for record, _ in table.jobs}
    assert len(waiting) == result.jobs.held


@SUITES
def test_only_the_first_findings_stand_on_the_page_and_the_records_have_all(name: str, tmp_path: Path) -> None:
    model = modelled(name, extract(name, tmp_path))
    own = {one.id: 0 for one in model.requirements}
    for table in model.records:
        for _, rule, *_ in table.findings:
            if table.facts in next(one.facts for one in model.requirements if one.id == rule):
                own[rule] += 1
    assert own == {one.id: one.failed for one in model.requirements}
    assert all(len(one.failing) == min(one.failed, 50) for one in model.requirements)
