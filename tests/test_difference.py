"""What differs between two runs: counted apart from the frames, the same both ways round, in whatever order the rows are."""

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate import cli
from schoolgate.basics.errors import UsageError
from schoolgate.gate.comparison import FINDING, RECORD, Seen, SeenRule
from schoolgate.gate.difference import OPPOSITES, Difference, difference
from schoolgate.language.rule import Severity
from schoolgate.report import diff

RULES = ("XX-101", "XX-102", "XX-103")
TABLES = ("people", "groups")
KEYS = (None, "a", "b", "c")
STATUSES = ("ready", "blocked", "undetermined", "out_of_scope")
VERDICTS = ('{"type": "x"}', '{"type": "y"}')
RANK = {"error": 0, "warning": 1, "info": 2}

finding = st.tuples(
    st.sampled_from(RULES),
    st.sampled_from(["error", "warning", "info"]),
    st.sampled_from(TABLES),
    st.sampled_from(KEYS),
).map(lambda row: (*row, row[3] == "c"))
"""A waiver is for a rule, table and key: here for all findings at the key c."""
record = st.tuples(st.just("people"), st.sampled_from(KEYS), st.sampled_from(STATUSES), st.sampled_from(VERDICTS))
rule = st.builds(
    SeenRule,
    severities=st.sampled_from([("error",), ("warning",), ("error", "info"), ()]),
    turned_off=st.booleans(),
    checked=st.booleans(),
)


@st.composite
def runs(draw: st.DrawFn) -> Seen:
    return Seen(
        name=draw(st.sampled_from(["monday.json", "tuesday.json"])),
        suite="a-suite",
        about={"version": draw(st.sampled_from(["0.1.0", "0.2.0"])), "engine": "fused", "as of": "2026-11-22"},
        settings=draw(st.dictionaries(st.sampled_from(["timezone", "a_suite.months"]), st.integers(0, 2))),
        rules=draw(st.dictionaries(st.sampled_from(RULES), rule)),
        assumptions=draw(
            st.dictionaries(st.sampled_from(["students_log_in", "groups"]), st.sampled_from(["unknown", "12"]))
        ),
        tables=draw(st.frozensets(st.sampled_from(TABLES))),
        findings=pl.DataFrame(
            draw(st.lists(finding, max_size=8)), schema={**FINDING, "waived": pl.Boolean()}, orient="row"
        ),
        records=pl.DataFrame(draw(st.lists(record, max_size=6)), schema=RECORD, orient="row"),
    )


def turned(found: Difference) -> Any:
    """The difference as it must be where the runs change places."""
    opposite: dict[str | None, str | None] = {None: None}
    for before, after in OPPOSITES.items():
        opposite |= {before: after, after: before}
    findings = [
        (rule, table, key, fixed, new, persisting, after, before, opposite[because])
        for rule, table, key, new, fixed, persisting, before, after, because in found.findings.iter_rows()
    ]
    records = [
        (table, key, after, before, verdict_after, verdict_before)
        for table, key, before, after, verdict_before, verdict_after in found.records.iter_rows()
    ]
    return findings, sorted(records, key=str), [(c.what, c.name, c.after, c.before) for c in found.changes]


@given(runs())
def test_a_run_does_not_differ_from_itself(run: Seen) -> None:
    found = difference(run, run)
    assert found.findings.select(pl.col("new", "fixed").sum()).row(0) == (0, 0)
    assert found.findings["persisting"].sum() == run.findings.height
    assert found.findings["because"].null_count() == found.findings.height
    assert (found.changes, found.records.height, found.opened) == ((), 0, 0)
    assert set(found.worse.values()) == {0}
    assert all(found.passed(level) for level in (None, *Severity))


@given(runs(), runs())
def test_the_difference_is_the_same_both_ways_round(one: Seen, other: Seen) -> None:
    there, back = difference(one, other), difference(other, one)
    findings, records, changes = turned(there)
    assert back.findings.rows() == findings
    assert sorted(back.records.rows(), key=str) == records
    assert [(c.what, c.name, c.before, c.after) for c in back.changes] == changes


@given(runs(), runs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(one: Seen, other: Seen, dice: random.Random) -> None:
    def shuffled(seen: Seen) -> Seen:
        frames = {}
        for name in ("findings", "records"):
            frame: pl.DataFrame = getattr(seen, name)
            order = list(range(frame.height))
            dice.shuffle(order)
            frames[name] = frame[order]
        return Seen(**{**vars(seen), **frames})

    assert diff.render(difference(one, other), Severity.ERROR, "new") == diff.render(
        difference(shuffled(one), shuffled(other)), Severity.ERROR, "new"
    )


@given(runs(), runs())
def test_findings_are_counted_as_one_would_by_hand(one: Seen, other: Seen) -> None:
    def which(seen: Seen) -> Counter[tuple[str, str, str | None]]:
        return Counter((rule, table, key) for rule, _, table, key, _ in seen.findings.iter_rows())

    before, after = which(one), which(other)
    found = difference(one, other).findings
    assert {row[:3]: row[3:6] for row in found.iter_rows()} == {
        place: (
            max(after[place] - before[place], 0),
            max(before[place] - after[place], 0),
            min(after[place], before[place]),
        )
        for place in before | after
    }


@given(runs(), runs())
def test_what_got_worse_is_counted_as_one_would_by_hand(one: Seen, other: Seen) -> None:
    worse: Counter[str] = Counter()
    places = {row[:1] + row[2:4] for row in other.findings.iter_rows()}
    for place in places:
        was = [row[1] for row in one.findings.iter_rows() if row[:1] + row[2:4] == place]
        now = [row for row in other.findings.iter_rows() if row[:1] + row[2:4] == place]
        # The mildest are those that were there before.
        now.sort(key=lambda row: -RANK[row[1]])
        for number, row in enumerate(now):
            graver = was and RANK[row[1]] < min(RANK[severity] for severity in was)
            if (number >= len(was) or graver) and not row[4]:
                worse[row[1]] += 1
    found = difference(one, other)
    assert {str(severity): count for severity, count in found.worse.items() if count} == dict(worse)
    opened = 0
    for key in KEYS:
        now_open = sum(row[1] == key and row[2] == "undetermined" for row in other.records.iter_rows())
        before = sum(row[1] == key and row[2] in {"blocked", "undetermined"} for row in one.records.iter_rows())
        opened += max(now_open - before, 0)
    assert found.opened == opened
    assert found.passed(Severity.ERROR) is (not (found.worse[Severity.ERROR] or opened or found.lost))


@given(runs(), runs())
def test_every_record_whose_verdict_changed_is_there_once(one: Seen, other: Seen) -> None:
    found = difference(one, other).records
    before, after = Counter(one.records.iter_rows()), Counter(other.records.iter_rows())
    sides = (
        Counter((row[0], row[1], row[2], row[4]) for row in found.iter_rows() if row[2] is not None),
        Counter((row[0], row[1], row[3], row[5]) for row in found.iter_rows() if row[3] is not None),
    )
    assert sides == (before - after, after - before)


def seen(*findings: tuple[str, str], **changed: Any) -> Seen:
    rules = {"XX-101": SeenRule(("error",), turned_off=False, checked=True)}
    rows = [("XX-101", severity, "people", key, False) for severity, key in findings]
    values: dict[str, Any] = {
        "name": "r.json",
        "suite": "a-suite",
        "about": {"version": "0.1.0", "engine": "fused", "as of": "2026-11-22"},
        "settings": {},
        "rules": rules,
        "tables": frozenset({"people"}),
        "findings": pl.DataFrame(rows, schema={**FINDING, "waived": pl.Boolean()}, orient="row"),
        "records": pl.DataFrame([("people", "a", "ready", "{}")], schema=RECORD, orient="row"),
    }
    return Seen(**{**values, **changed})


OFF = {"XX-101": SeenRule(("error",), turned_off=True, checked=True)}
UNCHECKED = {"XX-101": SeenRule(("error",), turned_off=False, checked=False)}
BECAUSE = {
    "rule added": (seen(rules={}), seen(("error", "a"))),
    "rule removed": (seen(("error", "a")), seen(rules={})),
    "rule turned on": (seen(rules=OFF), seen(("error", "a"))),
    "rule turned off": (seen(("error", "a")), seen(rules=OFF)),
    "rule checked": (seen(rules=UNCHECKED), seen(("error", "a"))),
    "rule not checked": (seen(("error", "a")), seen(rules=UNCHECKED)),
    "record added": (seen(records=pl.DataFrame(schema=RECORD)), seen(("error", "a"))),
    "record gone": (seen(("error", "a")), seen(records=pl.DataFrame(schema=RECORD))),
    "severity raised": (seen(("warning", "a")), seen(("error", "a"))),
    "severity lowered": (seen(("error", "a")), seen(("warning", "a"))),
    None: (seen(), seen(("error", "a"))),
}


@pytest.mark.parametrize("because", BECAUSE)
def test_what_explains_a_change_is_told(because: str | None) -> None:
    assert difference(*BECAUSE[because]).findings["because"].to_list() == [because]


def test_what_changed_around_the_findings_is_told() -> None:
    old = seen(settings={"months": 12}, tables=frozenset({"people", "groups"}), rules={})
    new = seen(settings={"months": 6}, about={"version": "0.2.0", "engine": "fused", "as of": "2026-11-22"})
    assert [(c.what, c.name, c.before, c.after) for c in difference(old, new).changes] == [
        ("version", None, "0.1.0", "0.2.0"),
        ("setting", "months", 12, 6),
        ("table", "groups", "supplied", None),
        ("rule", "XX-101", None, "error"),
    ]


def test_runs_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(UsageError, match=r"a report of a-suite and r.json of b-suite"):
        difference(seen(), seen(suite="b-suite"))
    with pytest.raises(UsageError, match=r"has pseudonyms and r.json has not"):
        difference(seen(), seen(pseudonyms=True))


@pytest.fixture(scope="module")
def leavers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of a school before and after, and of before as an older version wrote it: without answers."""
    folder, data, name = tmp_path_factory.mktemp("leavers"), Path(__file__).parents[1] / "data", "schoolcomms-leavers"
    for school in ("clean", "faulty"):
        report = f"--report=json={folder / school}.json"
        cli.main(["check", name, str(data / name / school), "--as-of", "2026-11-22", "--quiet", report])
    document = json.loads((folder / "clean.json").read_text("utf-8"))
    for record in document["records"]:
        del record["answer"]
    (folder / "older.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def told(folder: Path, old: str, new: str, capsys: pytest.CaptureFixture[str]) -> str:
    cli.main(["diff", str(folder / old), str(folder / new)])
    return " ".join(capsys.readouterr().out.split())


def test_verdicts_that_changed_are_told_in_the_words_of_the_answers(
    leavers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(leavers, "clean.json", "faulty.json", capsys)
    assert " 3 members can no longer be judged." in text
    assert "may be deleted stay 2 M000146, M000242" in text
    assert "stay must not be deleted 3 M000044, M000144, M000159" in text
    assert "stay stay, but otherwise" in text
    # What is gravest now comes first, as everywhere else.
    grave, fine, last = (
        text.index(told) for told in ("stay must not be", "stay cannot be told", "may be deleted stay")
    )
    assert grave < fine < last
    assert not re.search(r"not_safe|safe_to_delete|\b(ready|blocked)\b", text.partition("Verdicts that changed")[2])


def test_an_older_report_without_answers_has_changed_in_nothing_by_that(
    leavers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for sides in (("older.json", "clean.json"), ("clean.json", "older.json")):
        assert "Verdicts that changed" not in told(leavers, *sides, capsys)
    assert "ready blocked 24" in told(leavers, "older.json", "faulty.json", capsys)
