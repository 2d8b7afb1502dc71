"""The first page of many schools, and what support must mend across them: from one line of the ledger for each."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schoolgate import suites
from schoolgate.basics.errors import SchoolgateError
from schoolgate.pages.failures import NoVerdict
from schoolgate.pages.filling import as_json, page
from schoolgate.pages.model import RunSummary, StatusCount
from schoolgate.pages.series import school_of
from schoolgate.story import words

SUPPORT = "support.html"
FIRST = 100
"""How many schools stand on the page itself; the script has all."""
FEWEST = 5
"""Counts below are not shown across schools: who reads them should not be able to tell which school is meant."""
_NUMBER = re.compile(r"\d[\d,]*")
_SILENT = "unknown"
"""The tone of a check that came to no verdict: a run has none of it."""
_RANKS = {"bad": 1, "warn": 2, "good": 3}
_RUN = re.compile(r"(\d{8}T\d{6}Z)-(.+)-([0-9a-f]{6,8})")


@dataclass(frozen=True, slots=True)
class Row:
    """A school and suite: how its newest extract is answered; `run` is its last run, "" where there is none."""

    school: str
    suite: str
    title: str
    told: str
    tone: str
    headline: str
    held: int
    new: int
    mended: int
    compared: bool
    as_of: str
    run: str

    @property
    def silent(self) -> bool:
        """Whether the last check came to no verdict."""
        return self.tone == _SILENT

    @property
    def rank(self) -> tuple[int, int, str]:
        """The worst first: no verdict, then who may not go ahead, by how many are held back."""
        return _RANKS.get(self.tone, 0), -self.held, self.school.casefold()


def rows(newest: Sequence[RunSummary], failures: Sequence[NoVerdict]) -> list[Row]:
    """The schools, the worst first."""
    found = [_row(one) for one in newest]
    failed = {(one.school.casefold(), one.suite) for one in failures}
    last = {(one.school.casefold(), one.suite): one.run for one in found}
    found = [one for one in found if (one.school.casefold(), one.suite) not in failed]
    for one in failures:
        found.append(
            Row(
                one.school,
                one.suite,
                one.title,
                one.why,
                _SILENT,
                "No verdict",
                0,
                0,
                0,
                compared=False,
                as_of=one.at[:10],
                run=last.get((one.school.casefold(), one.suite), ""),
            )
        )
    return sorted(found, key=lambda one: one.rank)


def _row(one: RunSummary) -> Row:
    return Row(
        school=school_of(one),
        suite=one.suite,
        title=one.title,
        told=" ".join(one.outlook),
        tone=one.tone,
        headline=one.headline,
        held=one.held,
        new=one.changed.get("new", 0),
        mended=one.changed.get("mended", 0),
        compared=bool(one.changed),
        as_of=one.as_of,
        run=one.run,
    )


def portfolio(newest: Sequence[RunSummary], failures: Sequence[NoVerdict], *, linked: bool = True) -> Mapping[str, str]:
    """The first page, and the page across schools.

    Args:
        newest: the run of each series that counts now.
        failures: the schools that came to no verdict since.
        linked: whether each run has pages of its own, below the first page.
    """
    found = rows(newest, failures)
    passed = sum(one.tone in {"good", "warn"} for one in found)
    silent = sum(one.silent for one in found)
    schools = len({one.school.casefold() for one in found})
    about: dict[str, Any] = {
        "rows": found[:FIRST],
        "linked": linked,
        "count": len(found),
        "schools": schools,
        "several": len({one.suite for one in found}) > 1,
        "heading": _heading(
            words.counted(len(found), "school" if schools == len(found) else "check"), len(found), passed, silent
        ),
        "strip_of": [("bad", len(found) - passed - silent), ("unknown", silent), ("good", passed)],
        "totals": _totals(newest),
        "index_page": None,
        "records_page": None,
    }
    told = _across(newest)
    return {
        SUPPORT: page(
            "support.html", (), rules=told, schools=schools, fewest=FEWEST, index_page="index.html", records_page=None
        ),
        "index.html": page(
            "portfolio.html", ["portfolio.js"], data=_data(found, linked=linked), support_page=SUPPORT, **about
        ),
    }


def _heading(counted: str, count: int, passed: int, silent: int) -> str:
    parts = [f"{passed:,} of {counted} can go ahead"]
    if held := count - passed - silent:
        parts.append(f"{held:,} cannot")
    if silent:
        parts.append(f"{silent:,} came to no verdict")
    return "; ".join(parts) + "."


def _totals(newest: Sequence[RunSummary]) -> list[tuple[str, list[StatusCount]]]:
    """For each suite how many records of all schools have each answer."""
    counts: dict[str, Counter[tuple[str, str, str]]] = {}
    for run in newest:
        for given in run.answers.values():
            for one in given:
                counts.setdefault(run.title, Counter())[one.name, one.label, one.tone] += one.count
    return [(title, [StatusCount(*one, n) for one, n in mine.items()]) for title, mine in sorted(counts.items())]


def _data(found: Sequence[Row], *, linked: bool) -> Any:
    """The rows in little space: sentences that differ in their numbers alone are kept once."""
    tables: dict[str, dict[str, int]] = {name: {} for name in ("told", "suites", "titles", "headlines", "moments")}

    def number(table: str, text: str) -> int:
        return tables[table].setdefault(text, len(tables[table]))

    packed = []
    for one in found:
        named = _RUN.fullmatch(one.run)
        run = f"{named[1]}-{named[3]}" if named and named[2] == one.suite else one.run
        numbers = [] if one.silent else [int(text.replace(",", "")) for text in _NUMBER.findall(one.told)]
        told = one.told if one.silent else _NUMBER.sub("#", one.told)
        packed.append(
            [
                one.school,
                number("suites", one.suite),
                number("titles", one.title),
                number("told", told),
                numbers,
                _RANKS.get(one.tone, 0),
                number("headlines", one.headline),
                one.held,
                [one.new, one.mended] if one.compared else 0,
                number("moments", one.as_of),
                run,
            ]
        )
    return as_json({"linked": linked, **{name: list(table) for name, table in tables.items()}, "rows": packed})


@dataclass(frozen=True, slots=True)
class Across:
    """A requirement that support must mend: how many schools and records it holds back, in words."""

    id: str
    title: str
    suite: str
    schools: str
    records: str
    share: int


def _across(newest: Sequence[RunSummary]) -> list[Across]:
    """What support must mend, what holds back most schools first."""
    schools: Counter[tuple[str, str]] = Counter()
    records: Counter[tuple[str, str]] = Counter()
    of_suite = Counter(run.suite for run in newest)
    for run in newest:
        for rule, held in run.support.items():
            schools[run.suite, rule] += 1
            records[run.suite, rule] += held
    order = sorted(schools, key=lambda one: (-max(schools[one], FEWEST - 1), one))
    return [
        Across(
            id=rule,
            title=_title(suite, rule),
            suite=suite,
            schools=suppressed(schools[suite, rule]),
            records=suppressed(records[suite, rule]) if schools[suite, rule] >= FEWEST else "",
            share=100 * schools[suite, rule] // of_suite[suite] if schools[suite, rule] >= FEWEST else 0,
        )
        for suite, rule in order
    ]


def suppressed(count: int) -> str:
    """A count that can be told of many schools.

    >>> suppressed(4), suppressed(1234)
    ('fewer than 5', '1,234')
    """
    return f"fewer than {FEWEST}" if count < FEWEST else f"{count:,}"


def _title(suite: str, rule: str) -> str:
    """What a requirement is called; of one that this version does not know any more, nothing."""
    try:
        found = suites.load(suite).rules_by_id.get(rule)
    except SchoolgateError:
        return ""
    return found.title if found else ""
