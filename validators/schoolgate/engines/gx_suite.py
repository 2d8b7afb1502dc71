"""Rules as stock Great Expectations suites: one JSON file per fact table, which any Great Expectations from 1.8 on can run.

The files are written without Great Expectations, so that its version never makes them drift.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from schoolgate.basics.errors import ProgramError
from schoolgate.basics.staging import staging
from schoolgate.engines.gx_conditions import KNOWN, PRESENT, Json, Ways, both, refuse_unaskable, row_condition, ways
from schoolgate.language.outcome import applies, on
from schoolgate.language.predicate import AllOf, AnyOf, AtLeast, AtMost, Filled, IsTrue, Not, OneOf, Predicate
from schoolgate.language.rule import Rule, Severity
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import Surely, surely

_WRITE = "run `schoolgate expectations write`"
_NOT_NULL = "expect_column_values_to_not_be_null"
_NULL = "expect_column_values_to_be_null"
_IN_SET = "expect_column_values_to_be_in_set"
_NOT_IN_SET = "expect_column_values_to_not_be_in_set"
_BETWEEN = "expect_column_values_to_be_between"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One expectation of a rule: what it expects, of which rows, and what tells it from the rule's others."""

    type: str
    kwargs: Json
    rows: Ways
    aspect: str = ""


def suite_name(suite: Suite, table: FactTable) -> str:
    """The suite's name. A file store of Great Expectations keeps it as `<suite>/<fact table>.json`, and so do we."""
    return f"{suite.name}.{table.name}"


def expectation_suite(suite: Suite, table: FactTable) -> Json:
    """The ExpectationSuite of a fact table, serialised: what `gx.ExpectationSuite(**it)` takes.

    It holds no ids and no version, and is the same for the same rules. Every expectation carries its rule in `meta` and
    opens its description with the rule's id: suites are sets that look at descriptions, not at `meta`.

    Raises:
        ProgramError: Great Expectations cannot say a rule; the message names the rule and what to do.
    """
    expectations = [found for rule in suite.rules_on(table) for found in _expectations(suite, table, rule)]
    return {
        "name": suite_name(suite, table),
        "meta": {"suite": suite.name, "fact_table": table.name, "written_by": "schoolgate expectations write"},
        "expectations": expectations,
    }


def write(suite: Suite, directory: Path) -> None:
    """Write `<directory>/<suite>/<fact table>.json` for each fact table, and remove those of tables that are no more.

    Raises:
        InputError: a file cannot be written.
        ProgramError: a rule cannot be said.
    """
    texts = _texts(suite, directory)
    with staging() as files:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            files.path(path).write_bytes(text.encode())
        files.commit()
        for stale in _stale(suite, directory, texts):
            stale.unlink()


def check(suite: Suite, directory: Path) -> list[str]:
    """Say how the files differ from the rules: a line per file, with what to do; nothing where they agree."""
    texts = _texts(suite, directory)
    found = []
    for path, text in texts.items():
        if not path.is_file():
            found.append(f"{path}: is missing; {_WRITE}")
        elif path.read_text(encoding="utf-8", errors="replace") != text:
            found.append(f"{path}: does not say what the rules say; {_WRITE}")
    stale = _stale(suite, directory, texts)
    return found + [f"{path}: belongs to no fact table of {suite.name}; {_WRITE}, which deletes it" for path in stale]


def _texts(suite: Suite, directory: Path) -> dict[Path, str]:
    """What each file should hold."""
    folder = directory / suite.name
    return {folder / f"{table.name}.json": _text(expectation_suite(suite, table)) for table in suite.fact_tables}


def _text(compiled: Json) -> str:
    return json.dumps(compiled, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _stale(suite: Suite, directory: Path, texts: dict[Path, str]) -> list[Path]:
    return sorted(path for path in (directory / suite.name).glob("*.json") if path not in texts)


def _expectations(suite: Suite, table: FactTable, rule: Rule) -> list[Json]:
    """The expectations of a rule: one, perhaps a twin about missing cells, and these for each of its severities."""
    found = []
    try:
        rows = ways(applies(rule, table, suite.rules_by_id), table)
        for severity, graded, aspect in _by_severity(rule, table, rows):
            for asked in _asked(on(rule.require, table), table, graded):
                aspects = ", ".join(part for part in (aspect, asked.aspect) if part)
                found.append(_serialised(rule, table, asked, severity, aspects))
        if not found:
            msg = "it can never fail; mend the rule, or what its facts are said to be"
            raise ProgramError(msg)  # noqa: TRY301 (told like any other reason)
    except ProgramError as error:
        msg = f"rule {rule.id} cannot be said in Great Expectations on {table.name}: {error}"
        raise ProgramError(msg) from error
    return found


def _by_severity(rule: Rule, table: FactTable, rows: Ways) -> list[tuple[Severity, Ways, str]]:
    """The rows that the rule applies to, by the severity that it has there, which is also what tells them apart."""
    severity = rule.severity
    if isinstance(severity, Severity):
        return [(severity, rows, "")]
    depends = surely(on(severity.on, table))
    graded = ((severity.then, ways(depends, table)), (severity.otherwise, ways(depends, table, holds=False)))
    return [(level, both([rows, where], table), str(level)) for level, where in graded]


def _asked(require: Predicate, table: FactTable, rows: Ways) -> list[_Asked]:
    """What is expected of the `rows` where the rule applies, as far as there can be any."""
    return [asked for asked in _wanted(require, table, rows) if asked.rows]


def _wanted(require: Predicate, table: FactTable, rows: Ways) -> list[_Asked]:
    """Something of one column if that says it all, else that no row fails."""
    match require:
        case Not(part=Filled(column=column)):
            return [_Asked(_NULL, {"column": column}, rows)]
        case Filled(column=column):
            return [_Asked(_NOT_NULL, {"column": column}, both([rows, ({column: KNOWN},)], table))]
        case OneOf() | IsTrue() | AtLeast() | AtMost():
            return [_of_values(require, table, rows, holds=True), *_present(require.column, table, rows)]
        case Not(part=OneOf() | IsTrue() | AtLeast() | AtMost() as atom):
            return [_of_values(atom, table, rows, holds=False)]
        case AllOf() | AnyOf() | Not():
            fails = both([rows, ways(surely(require, holds=False), table)], table)
            return [_Asked(_NULL, {"column": ROW}, fails)]
        case _:
            assert_never(require)


def _of_values(atom: OneOf | IsTrue | AtLeast | AtMost, table: FactTable, rows: Ways, *, holds: bool) -> _Asked:
    """What is expected of the values that are there."""
    refuse_unaskable(atom, table.facts[atom.column])
    present = both([rows, ({atom.column: PRESENT},)], table)
    kind, kwargs = _core(atom, holds=holds)
    return _Asked(kind, {"column": atom.column, **kwargs}, present)


def _present(column: str, table: FactTable, rows: Ways) -> list[_Asked]:
    """The twin: a core expectation lets a missing cell pass, so where one fails, that it is filled is expected too."""
    known = both([rows, ({column: KNOWN},)], table)
    can_fail = both([known, ways(Surely(Filled(column), holds=False), table)], table)
    return [_Asked(_NOT_NULL, {"column": column}, known, f"{column} is filled")] if can_fail else []


def _core(atom: OneOf | IsTrue | AtLeast | AtMost, *, holds: bool) -> tuple[str, Json]:
    """The core expectation that every value satisfies the atom, or with `holds=False` that none does."""
    match atom:
        case OneOf(values=values):
            return _IN_SET if holds else _NOT_IN_SET, {"value_set": list(values)}
        case IsTrue():
            return _IN_SET, {"value_set": [holds]}
        case AtLeast(least=least):
            return _BETWEEN, {"min_value": least} if holds else {"max_value": least - 1}
        case AtMost(most=most):
            return _BETWEEN, {"max_value": most} if holds else {"min_value": most + 1}
        case _:
            assert_never(atom)


def _serialised(rule: Rule, table: FactTable, asked: _Asked, severity: Severity, aspects: str) -> Json:
    condition = row_condition(asked.rows, table)
    return {
        "type": asked.type,
        "kwargs": asked.kwargs if condition is None else {**asked.kwargs, "row_condition": condition},
        "meta": {
            "rule": rule.id,
            "owner": str(rule.owner),
            "source": str(rule.source),
            "basis": str(rule.basis),
            **({"reading": rule.reading} if rule.reading else {}),
            "effect": str(rule.effect_of(severity)),
        },
        "description": (
            f"{rule.id}{f' ({aspects})' if aspects else ''}: {rule.asks} Source: {rule.source}. Fix: {rule.fix}"
        ),
        "severity": _severity(severity),
    }


def _severity(severity: Severity) -> str:
    """The severity in the words of Great Expectations."""
    match severity:
        case Severity.ERROR:
            return "critical"
        case Severity.WARNING | Severity.INFO:
            return str(severity)
        case _:
            assert_never(severity)
