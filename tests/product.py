"""What the product says of a case, in the words of the oracles, so that the two can be compared."""

from __future__ import annotations

import atexit
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, TypeAlias

import schoolgate
from oracle.hand import HandCase, expected, observed
from oracle.judgement import FILE, FILE_ROW, Finding, Judgement, Record
from oracle.tables import Reading, Tables, write_csv
from schoolgate.delivery.handed import Report
from schoolgate.language.outcome import Outcome

COMMON = ("table", "row", "key", "status", "rules")


def checked(
    suite: str, tables: Tables, settings: Mapping[str, Any], as_of: date | str, engine: str = "fused"
) -> Report[Any]:
    """Check a case as a user of the library would, from files, which reports come back to."""
    folder = Path(mkdtemp(dir=_room()))
    write_csv(tables, folder)
    return schoolgate.check(suite, folder, settings=settings, as_of=as_of, engine=engine)


@cache
def _room() -> Path:
    room = Path(mkdtemp(prefix="schoolgate-cases-"))
    atexit.register(rmtree, room, ignore_errors=True)
    return room


Case: TypeAlias = tuple[Tables, Any, Any]
"""Tables, an oracle's settings, and what stands for now."""
Said: TypeAlias = tuple[Report[Any], Judgement]
"""The product's report on a case, and the oracle's judgement."""


class Compared:
    """A suite's drawn cases and those worked out by hand, each put to the product and to the oracle once for all."""

    def __init__(
        self,
        check: Callable[..., Report[Any]],
        judge: Callable[..., Judgement],
        drawn: Callable[[], Sequence[Case]],
        by_hand: Iterable[Case],
    ) -> None:
        """Compare what `check` reports with what `judge` says; the cases are drawn when the first is asked for."""
        self._check, self._judge, self._drawn, self._by_hand = check, judge, cache(drawn), list(by_hand)
        self._said: dict[tuple[bool, int], Said] = {}

    def drawn(self, number: int) -> Said:
        """Of a drawn case."""
        return self._of(self._drawn(), number)

    def by_hand(self, number: int) -> Said:
        """Of a case that was worked out by hand."""
        return self._of(self._by_hand, number)

    def all_drawn(self) -> list[Said]:
        """Of every drawn case."""
        return [self.drawn(number) for number in range(len(self._drawn()))]

    def _of(self, cases: Sequence[Case], number: int) -> Said:
        place = (cases is self._by_hand, number)
        if place not in self._said:
            case = cases[number]
            self._said[place] = self._check(*case), self._judge(*case)
        return self._said[place]


def settings_file(section: str, own: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """Say as a settings file does what an oracle's settings say; what nobody has answered is not in it."""
    given = {name: value for name, value in own.items() if value is not None}
    told: dict[str, Any] = {section: given, "date_formats": list(reading.date_formats), "timezone": reading.timezone}
    for (table, column), words in reading.keys.items():
        told.setdefault("intake", {}).setdefault(table, {}).setdefault("key", {})[column] = list(words)
    return told


def judgement_of(report: Report[Any], fact_tables: Mapping[str, str], fields: Collection[str]) -> Judgement:
    """Turn a report into a judgement; ``fact_tables`` names those that the oracles call otherwise.

    What messages name is asked of them by ``unsaid``, and causes of keys are in the exit code. What intake assumed, on
    evidence of its own, is no question of a suite.
    """
    result = report.result
    outcomes = {
        (rule.id, fact_tables.get(table.name, table.name), FILE_ROW if table.name == FILE else row): Outcome(
            value
        ).label
        for table in result.suite.fact_tables
        for rule in result.suite.rules_on(table)
        for row, value in result.outcomes[table.name].select("row", rule.id).iter_rows()
    }
    told = json.loads(report.to_json())
    asked = {question.name for question in result.suite.questions}
    findings = report.findings.select("table", "row", "rule", "severity", "key", "column").iter_rows()
    records = (
        Record(
            row["table"],
            row["row"],
            row["key"],
            row["status"],
            tuple(sorted(row["rules"])),
            {name: row.get(name) for name in fields},
        )
        for row in told["records"]
    )
    return Judgement(
        outcomes=outcomes,
        findings=frozenset(Finding(*finding) for finding in findings),
        records=tuple(records),
        assumptions={one["question"]: one["records"] for one in told["assumptions"] if one["question"] in asked},
        exit=int(not report.passed),
    )


def comparable(
    judgement: Judgement, column_open: Collection[str], keyless: Collection[tuple[str, str]] = ()
) -> Judgement:
    """Leave out what the requirements do not say: the column of some findings, the key in a table that has none."""
    findings = (
        replace(
            finding,
            column="" if finding.rule in column_open else finding.column,
            key=None if (finding.rule, finding.table) in keyless else finding.key,
        )
        for finding in judgement.findings
    )
    return replace(judgement, findings=frozenset(findings), named={}, causes=frozenset())


def outcome_differences(product: Judgement, oracle: Judgement) -> dict[str, object]:
    """Say where outcomes, or the severity of what fails, differ: (product, oracle) by place."""
    mine, theirs = _graded(product), _graded(oracle)
    said = {place: (mine.get(place), theirs.get(place)) for place in mine | theirs}
    return {" ".join(map(str, place)): pair for place, pair in said.items() if pair[0] != pair[1]}


def _graded(judgement: Judgement) -> dict[tuple[str, str, int | None, str], str]:
    said: dict[tuple[str, str, int | None, str], str] = {
        (rule, table, row, "outcome"): outcome for (rule, table, row), outcome in judgement.outcomes.items()
    }
    return said | {(one.rule, one.table, one.row, "severity"): one.severity for one in judgement.findings}


def differences(product: Judgement, oracle: Judgement) -> dict[str, object]:
    """Say where two comparable judgements differ: (product, oracle) by place."""
    places = sorted(set(product.outcomes) | set(oracle.outcomes))
    said = {
        f"{rule} {table}/{row}": (product.outcomes.get((rule, table, row)), oracle.outcomes.get((rule, table, row)))
        for rule, table, row in places
    }
    different: dict[str, object] = {where: pair for where, pair in said.items() if pair[0] != pair[1]}
    if product.findings != oracle.findings:
        different["findings"] = (product.findings - oracle.findings, oracle.findings - product.findings)
    for one, other in zip(product.records, oracle.records, strict=False):
        if one != other:
            different[f"record {other.row}"] = (one, other)
    for name in ("assumptions", "exit"):
        pair = (getattr(product, name), getattr(oracle, name))
        if pair[0] != pair[1]:
            different[name] = pair
    if len(product.records) != len(oracle.records):
        different["records"] = (len(product.records), len(oracle.records))
    return different


def unsaid(report: Report[Any], oracle: Judgement) -> dict[tuple[str, str, int], str]:
    """List what messages (with their mend) must name, and do not."""
    told = report.findings.select("rule", "table", "row", "message", "fix").iter_rows()
    texts = {(rule, table, row): f"{message} {fix}" for rule, table, row, message, fix in told}
    return {place: name for place, name in oracle.named.items() if name not in texts.get(place, "")}


def hand_case_differences(case: HandCase, report: Report[Any], judgement: Judgement) -> dict[str, object]:
    """Say where the product differs from what a person expects: (product, person) by what is asserted."""
    named = {where: name for where, name in expected(case).items() if where.startswith("named ")}
    person = {where: value for where, value in expected(case).items() if where not in named}
    product = observed(case, judgement)
    different: dict[str, object] = {
        where: (product[where], value) for where, value in person.items() if product[where] != value
    }
    spoken = report.findings.select("message", "fix").rows()
    for where, name in named.items():
        if not any(str(name) in f"{message} {fix}" for message, fix in spoken):
            different[where] = (None, name)
    return different
