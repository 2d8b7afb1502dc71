"""The table of many schools for programs: JSON, CSV, JUnit, Markdown."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from schoolgate import __version__, suites
from schoolgate.basics.shown import in_markdown, in_xml, json_document
from schoolgate.language.rule import Severity
from schoolgate.report import tables
from schoolgate.report.schools import ENDINGS, School, gravest
from schoolgate.report.summaries import Summary
from schoolgate.story.cases import case_names

SCHEMA = "schoolgate.schools/1"
_FINDINGS = 1


def render(form: Summary, suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> str:
    """The table in one of its forms; `others` are the names of what lies among the schools and is none."""
    match form:
        case Summary.JSON:
            return _as_json(suite, source, schools, others)
        case Summary.CSV:
            return _as_csv(suite, source, schools, others)
        case Summary.JUNIT:
            return _as_junit(suite, source, schools, others)
        case Summary.MARKDOWN:
            return _as_markdown(suite, source, schools, others)


def _as_json(suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> str:
    """A document with an object per school; `passed` where all of them can go ahead."""
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "suite": suite,
        "source": source,
        "passed": gravest(schools) == 0,
        "exit_code": gravest(schools),
        "schools": [
            {
                "school": one.name,
                "exit_code": one.exit_code,
                "ends_with": ENDINGS[one.exit_code],
                "answers": {label: count for (label, _), count in one.answers.items()},
                "findings": dict(one.severities),
                "why": one.why or None,
            }
            for one in schools
        ],
        "no_schools": list(others),
    }
    return json_document(told)


def _as_csv(suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> str:
    """A row per school, the same columns whatever is found; a count that nobody could make is blank."""
    del source, others
    labels = dict.fromkeys(_column(label) for one in schools for label, _ in one.answers)
    rows = []
    for one in schools:
        answers = {_column(label): count for (label, _), count in one.answers.items()}
        counted = bool(one.answers)
        rows.append(
            {
                "suite": suite,
                "school": one.name,
                "exit_code": one.exit_code,
                "ends_with": ENDINGS[one.exit_code],
                **{label: answers.get(label, 0) if counted else None for label in labels},
                **{f"{name}s": one.severities.get(str(name), 0) if counted else None for name in Severity},
                "why": one.why or None,
            }
        )
    return tables.as_csv(pl.DataFrame(rows, infer_schema_length=None))


def _column(label: str) -> str:
    """An answer as the name of a column.

    >>> _column("will sync, and should not yet")
    'will_sync_and_should_not_yet'
    """
    return re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")


def _as_junit(suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> str:
    """A suite per school, with a case per rule, and one that says why where there is no verdict."""
    del source, others
    names = case_names(suites.load(suite).rules)
    lines: list[str] = []
    totals: Counter[str] = Counter()
    for one in schools:
        found = one.cases if one.exit_code <= _FINDINGS else [("verdict", "error", one.why)]
        states = Counter(state for _, state, _ in found)
        totals += Counter({"tests": len(found), **states})
        lines.append(f'  <testsuite name="{in_xml(one.name)}" {_counts(len(found), states)}>')
        lines += (line for case in found for line in _case(f"{suite}.{one.name}", names, *case))
        lines.append("  </testsuite>")
    heading = f'<testsuites name="schoolgate" {_counts(totals["tests"], totals)}>'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', heading, *lines, "</testsuites>"]) + "\n"


def _counts(tests: int, states: Mapping[str, int]) -> str:
    told = {"failures": "failed", "errors": "error", "skipped": "skipped"}
    return " ".join([f'tests="{tests}"', *(f'{name}="{states.get(of, 0)}"' for name, of in told.items()), 'time="0"'])


def _case(group: str, names: Mapping[str, str], case: str, state: str, summary: str) -> Iterator[str]:
    name = names.get(case, "There is a verdict." if state == "error" else case)
    why = [*map(in_xml, summary.splitlines())] or [""]
    told = {
        "failed": f'<failure message="{why[0]}" type="finding">{"&#10;".join(why)}</failure>',
        "error": f'<error message="{why[0]}" type="no verdict">{"&#10;".join(why)}</error>',
        "skipped": f'<skipped message="{why[0]}"/>',
    }
    yield f'    <testcase classname="{in_xml(group)}" name="{in_xml(name)}" time="0">'
    if state in told:
        yield f"      {told[state]}"
    yield "    </testcase>"


def _as_markdown(suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> str:
    """The table as GitHub shows it, the worst schools first; what ended without a verdict says why below."""
    passed = sum(one.exit_code == 0 for one in schools)
    mark = "✅" if passed == len(schools) else "❌"
    labels = list(dict.fromkeys(label for one in schools for (label, _), count in one.answers.items() if count))
    heads = ["school", *labels, "errors", "warnings", "ends with"]
    lines = [
        f"## {mark} {in_markdown(suite)}: {passed:,} of {len(schools):,} schools can go ahead",
        "",
        f"{in_markdown(source)}",
        "",
        "| " + " | ".join(map(in_markdown, heads)) + " |",
        "| --- |" + " ---: |" * (len(heads) - 2) + " --- |",
    ]
    for one in sorted(schools, key=_worst):
        counts = {label: count for (label, _), count in one.answers.items()}
        numbers = [counts.get(label, 0) for label in labels] + [
            one.severities.get(name, 0) for name in ("error", "warning")
        ]
        cells = [f"{number:,}" if one.answers else "-" for number in numbers]
        lines.append(
            "| " + " | ".join([in_markdown(one.name), *cells, f"{one.exit_code} {ENDINGS[one.exit_code]}"]) + " |"
        )
    silent = [one for one in schools if one.exit_code > _FINDINGS]
    if silent:
        lines += [
            "",
            "### No verdict",
            "",
            *(
                f"- {in_markdown(one.name)}: {in_markdown('; '.join(map(str.strip, one.why.splitlines())))}"
                for one in silent
            ),
        ]
    if others:
        lines += ["", f"No folder of a school, so not checked: {', '.join(map(in_markdown, others))}."]
    return "\n".join(lines) + "\n"


def _worst(one: School) -> tuple[int, int, str]:
    held = sum(count for (_, tone), count in one.answers.items() if tone in {"bad", "unknown"})
    return -one.exit_code, -held, one.name
