"""What changes by itself: the days that a suite names are all there are, and each record turns on the day that is told."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from icalendar import Calendar

from schoolgate import cli, suites
from schoolgate.basics.clock import moment
from schoolgate.judgement.records import ANSWER
from schoolgate.run.calendar import calendar, days_of
from schoolgate.run.order import Order, carried_out
from schoolgate.run.result import Result
from schoolgate.run.usual import VARIABLE
from schoolgate.suites import load

DATA = Path(__file__).parents[1] / "data"
AHEAD = 45
NOTHING = ("schoolcomms-leavers", "2026-11-22")
"""Of these suites the extract of which nobody changes by itself."""
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


EVERY = [
    pytest.param(suite, one, marks=() if at == len(starts) - 1 else pytest.mark.slow)
    for suite, starts in STARTS.items()
    for at, one in enumerate(starts)
]


@pytest.mark.parametrize(("suite", "as_of"), EVERY)
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
    assert bool(changed) == (suite in {"portal-sync", "schoolcomms-leavers"} and (suite, as_of) != NOTHING)


TURNS = ("calendar", "portal-sync", str(DATA / "portal-sync" / "faulty"), "--as-of", "2027-07-30")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main([*TURNS, *words])
    return code, *capsys.readouterr()


def test_the_terminal_says_when_who_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "--days", "60")
    assert code == 0
    assert "What changes by itself within 60 days" in out
    turn = r"1 September 2027 +7 students from “will sync” to “will not sync”\n +PS-302 Admission date has passed"
    assert re.search(turn, out)
    assert "S000055, S000061, S000091" in out


def test_a_check_and_its_page_tell_what_comes_next(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    cli.main(["check", *TURNS[1:], "--docs", str(page)])
    out = capsys.readouterr().out
    assert "What changes by itself next" in out
    text = page.read_text("utf-8")
    assert "7 students from “will sync” to “will not sync”" in text
    cli.main(["check", *TURNS[1:], "--brief"])
    assert "by itself" not in capsys.readouterr().out


def test_where_a_check_looked_at_every_day_it_says_how_far(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    days = days_of(result_of("portal-sync", TURNS[-1]), 90)
    for most, told in ((len(days), "within 90 days"), (len(days) - 1, "next")):
        monkeypatch.setattr("schoolgate.run.calendar._MOST_DAYS", most)
        cli.main(["check", *TURNS[1:]])
        assert f"What changes by itself {told}" in capsys.readouterr().out


def test_nothing_is_said_where_nothing_changes(capsys: pytest.CaptureFixture[str]) -> None:
    clean = ("student-import", str(DATA / "student-import" / "clean"), "--as-of", "2026-02-01")
    assert cli.main(["calendar", *clean]) == 0
    assert "Nobody gets another answer by itself." in capsys.readouterr().out
    cli.main(["check", *clean])
    assert "by itself" not in capsys.readouterr().out


def test_a_personal_date_is_told_by_its_month_alone(tmp_path: Path) -> None:
    """The portal's leaving dates, and what follows them, stand in no report, to the day."""
    result = result_of("portal-sync", "2027-07-30")
    hidden = result.facts["students"].select(
        pl.col("latest_dol").dt.offset_by(f"{12}mo").dt.offset_by(f"{later}d").alias(str(later)) for later in range(4)
    )
    days = {day for column in hidden.iter_columns() for day in column.drop_nulls()}
    assert cli.main([*TURNS, "--report", f"ics={tmp_path / 'x.ics'}", "--report", f"json={tmp_path / 'x.json'}"]) == 0
    turns = json.loads((tmp_path / "x.json").read_text("utf-8"))["turns"]
    assert {turn["when"] for turn in turns if turn["rules"] == ["PS-403"]} == {"2027-08", "2027-09", "2027-10"}
    calendar_file = Calendar.from_ical((tmp_path / "x.ics").read_bytes())
    events = list(calendar_file.walk("VEVENT"))
    assert len(events) == len(turns)
    for event, turn in zip(events, turns, strict=True):
        first, after = event.decoded("dtstart"), event.decoded("dtend")
        assert f"{first}".startswith(turn["when"])
        if len(turn["when"]) == len("2027-08"):
            assert (first.day, after.day) == (1, 1)
            assert first not in days or first.day == 1
        assert all(key in str(event["description"]) for key in turn["keys"])
    assert len({event["uid"] for event in events}) == len(events)


def test_pseudonyms_stay_pseudonyms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "a key of more than sixteen random bytes: 7f3b9c")
    order = Order(
        suite=load("portal-sync"), source=DATA / "portal-sync" / "faulty", as_of="2027-07-30", pseudonyms=True
    )
    keys = {key for turn in calendar(carried_out(order), AHEAD) for key in turn.keys}
    assert keys
    assert not keys & {key for turn in calendar(result_of("portal-sync", "2027-07-30"), AHEAD) for key in turn.keys}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--days", "0"), 2, "expected 1 to 3660"),
        (("--report", "icz=x.ics"), 2, "did you mean ics?"),
        (("--report", "ics", "--report", "json"), 2, "one of them can go to stdout"),
        (("--report", f"ics={DATA / 'portal-sync' / 'faulty' / 'students.csv'}"), 2, "the check reads that file"),
        (("--report", "ics=nowhere/x.ics"), 3, "does not exist"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, says: str
) -> None:
    try:
        found = cli.main([*TURNS, *words])
    except SystemExit as ended:
        found = int(ended.code or 0)
    assert (found, says in capsys.readouterr().err) == (code, True)


def test_a_suite_that_names_no_days_does_not_say_that_nothing_changes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suites, "load", lambda name: replace(load(name), turns=None))
    code, out, err = told(capsys)
    assert (code, out) == (2, "")
    assert "nobody can tell whether it does" in err


def test_what_comes_next_is_judged_once_for_the_terminal_and_the_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    looked: list[int] = []

    def days(result: Result, ahead: int) -> list[date]:
        looked.append(ahead)
        return days_of(result, ahead)

    monkeypatch.setattr("schoolgate.run.calendar.days_of", days)
    cli.main(["check", *TURNS[1:], "--docs", str(tmp_path / "page.html")])
    assert "What changes by itself next" in capsys.readouterr().out
    assert looked == [90]
