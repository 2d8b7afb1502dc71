"""What differs between two runs, and what a changed rule set, extract or setting explains of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from schoolgate.basics import folding
from schoolgate.basics.errors import UsageError
from schoolgate.gate.comparison import Seen, SeenRule, alike_told, changed_verdicts, compared, new_findings, newly_open
from schoolgate.gate.volume import MOST, lost
from schoolgate.language.rule import Severity

_SEVERAL = 5
"""With fewer records a school may well have others than before."""
_ALL = 100
OPPOSITES = {
    "rule added": "rule removed",
    "rule turned on": "rule turned off",
    "rule checked": "rule not checked",
    "record added": "record gone",
    "severity raised": "severity lowered",
}
"""What explains a finding that is new or worse, and what explains the same where the runs change places."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something around the findings that is not the same: `before` and `after` are null where it was not there."""

    what: str
    name: str | None
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """Two runs compared.

    `findings`: see `schoolgate.gate.comparison.compared`, with a column `because`, null where nothing explains the change;
    `records`: see `changed_verdicts`. `worse` says by severity how many findings are new or worse and not waived, `opened`
    how many records cannot be judged any more.
    """

    old: Seen
    new: Seen
    changes: tuple[Change, ...]
    findings: pl.DataFrame
    records: pl.DataFrame
    worse: dict[Severity, int]
    opened: int
    lost: tuple[str, ...] = ()
    """The tables of which too little came: see `schoolgate.gate.volume.lost`."""

    def passed(self, fail_on: Severity | None) -> bool:
        """Whether nothing at or above `fail_on` got worse, no table broke off, and all that could be judged still can."""
        if fail_on is None:
            return True
        return (
            not self.opened
            and not self.lost
            and not any(n for severity, n in self.worse.items() if severity.rank <= fail_on.rank)
        )


def difference(old: Seen, new: Seen) -> Difference:
    """What differs between two runs.

    Raises:
        UsageError: they cannot be compared.
    """
    refuse_other(old, new.name, new.suite, new.school, pseudonyms=new.pseudonyms)
    refuse_strangers(old, new.records, _most(new))
    findings = compared(old.findings, new.findings)
    return Difference(
        old=old,
        new=new,
        changes=tuple(_changes(old, new)),
        findings=findings.with_columns(_because(findings, old, new)),
        records=changed_verdicts(*alike_told(old.records, new.records)),
        worse=_worse(old, new),
        opened=newly_open(new.records, old.records),
        lost=tuple(lost(old, new.tables, new.rows, new.records, _most(new))),
    )


def _most(new: Seen) -> float:
    """How much a table may lose, by the settings of the later run."""
    told = new.settings.get("gate.max_loss_percent", MOST)
    return float(told) if isinstance(told, int | float) else MOST


def refuse_other(old: Seen, name: str, suite: str, school: str | None, *, pseudonyms: bool) -> None:
    """Raise where a run cannot be compared with an older one.

    Raises:
        UsageError: it is of another suite or school, or one of the two has pseudonyms.
    """
    if old.suite != suite:
        msg = f"{old.name} is a report of {old.suite} and {name} of {suite}; give two of the same suite"
        raise UsageError(msg)
    if old.school is not None and school is not None and folding.closed(old.school) != folding.closed(school):
        msg = f"{old.name} is of {old.school} and {name} of {school}, by their settings; give two of the same school"
        raise UsageError(msg)
    if old.pseudonyms != pseudonyms:
        one, other = (old.name, name) if old.pseudonyms else (name, old.name)
        msg = f"{one} has pseudonyms and {other} has not, so that nothing would match; make both in the same way"
        raise UsageError(msg)


def refuse_other_edition(old: Seen, suite: str, edition: int) -> None:
    """Raise where a baseline is of another edition of the rules: what is new would be theirs as likely as the school's.

    Raises:
        UsageError: it is.
    """
    if old.edition != edition:
        msg = (
            f"{old.name} holds what edition {old.edition} of the rules of {suite} found, and these are edition {edition}: a "
            "finding may be new because the rules are; make a new baseline"
        )
        raise UsageError(msg)


def refuse_strangers(old: Seen, records: pl.DataFrame, most: float) -> None:
    """Raise where nobody of an older run is in this one: it is of another school, or has pseudonyms of another key.

    Args:
        old: the older run.
        records: the judged records of this run, with `table` and `key`.
        most: the share of its keys that a table may lose, in per cent; where it may lose all, nobody need be the same.

    Raises:
        UsageError: there are several on both sides, and none is the same.
    """
    before, now = (frame.select("table", "key").drop_nulls().unique() for frame in (old.records, records))
    few = min(before.height, now.height) < _SEVERAL
    if few or most >= _ALL or before.join(now, on=["table", "key"], how="semi").height:
        return
    whose = "another school, or its pseudonyms have another key" if old.pseudonyms else "another school"
    msg = (
        f"{old.name} is of {whose}: none of its {before.height:,} records is among these {now.height:,}; give a report of "
        "the same school, or say that all may be others: [gate] max_loss_percent = 100"
    )
    raise UsageError(msg)


def _worse(old: Seen, new: Seen) -> dict[Severity, int]:
    found = new.findings.filter(new_findings(new.findings, old.findings) & ~pl.col("waived"))
    return {severity: int((found["severity"] == str(severity)).sum()) for severity in Severity}


def _changes(old: Seen, new: Seen) -> Iterator[Change]:
    for name, text in old.about.items():
        if text != new.about[name]:
            yield Change(name, None, text, new.about[name])
    for name in sorted(old.settings.keys() | new.settings.keys()):
        before, after = old.settings.get(name), new.settings.get(name)
        if before != after:
            yield Change("setting", name, before, after)
    for name in sorted(old.assumptions.keys() | new.assumptions.keys()):
        if old.assumptions.get(name) != new.assumptions.get(name):
            yield Change("assumption", name, old.assumptions.get(name), new.assumptions.get(name))
    for name in sorted(old.tables ^ new.tables):
        yield Change("table", name, *("supplied" if name in side.tables else None for side in (old, new)))
    for name in sorted(old.rules.keys() | new.rules.keys()):
        was, is_ = old.rules.get(name), new.rules.get(name)
        if was is None or is_ is None or _told_apart(was, is_):
            yield Change("rule", name, was and was.words, is_ and is_.words)


def _told_apart(was: SeenRule, is_: SeenRule) -> bool:
    known = was.severities and is_.severities
    return was.turned_off != is_.turned_off or bool(known and was.severities != is_.severities)


def _because(findings: pl.DataFrame, old: Seen, new: Seen) -> pl.Series:
    """What explains that a finding is new or fixed, or changed its severity; null where nothing does."""
    keys = {side: set(seen.records.select("table", "key").iter_rows()) for side, seen in (("old", old), ("new", new))}
    judged = {table for side in keys.values() for table, _ in side}
    told = []
    for row in findings.iter_rows(named=True):
        gone, came = row["fixed"] > 0, row["new"] > 0
        if not gone and not came:
            raised = row["before"] != row["after"]
            worse = raised and Severity(row["after"]).rank < Severity(row["before"]).rank
            told.append(("severity raised" if worse else "severity lowered") if raised else None)
            continue
        without, with_ = (old, new) if came else (new, old)
        reason = _of_rule(row["rule"], without, with_)
        if reason is None and row["table"] in judged and row["key"] is not None:
            there = keys["old" if came else "new"]
            reason = None if (row["table"], row["key"]) in there else "record added"
        told.append(reason if came or reason is None else OPPOSITES[reason])
    return pl.Series("because", told, dtype=pl.String())


def _of_rule(rule: str, without: Seen, with_: Seen) -> str | None:
    """What about the rule explains that one run has findings of it that the other has not."""
    there, here = without.rules.get(rule), with_.rules.get(rule)
    if there is None or here is None:
        return "rule added" if there is None else None
    if there.turned_off and not here.turned_off:
        return "rule turned on"
    return "rule checked" if here.checked and not there.checked else None
