"""The examples of rules, judged: what the default engine says of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schoolgate.catalogue.examples import frame_of
from schoolgate.engines import fused
from schoolgate.language.outcome import Outcome, asked, on, then_column
from schoolgate.language.predicate import KEY, columns
from schoolgate.language.rule import UNKNOWN, Depends, Example, Rule, Severity
from schoolgate.language.suite import Suite
from schoolgate.language.table import FactTable

Cell = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Worked:
    """An example of a rule: the cells that matter, those of them that are `unknown`, and the outcome.

    `severity` is that of the finding, where there is one.
    """

    bad: bool
    cells: Mapping[str, Cell]
    unknown: tuple[str, ...]
    outcome: Outcome
    severity: Severity | None


def worked(suite: Suite) -> dict[str, tuple[Worked, ...]]:
    """The examples of each rule, the good ones first, on the first fact table that it judges."""
    examples: dict[str, list[tuple[Rule, Example]]] = {table.name: [] for table in suite.fact_tables}
    for rule in suite.rules:
        examples[rule.facts[0]] += [(rule, example) for example in (*rule.good, *rule.bad)]
    frames = {name: frame_of(suite, name, [example for _, example in rows]) for name, rows in examples.items()}
    outcomes = fused.evaluate(suite, frames)
    found: dict[str, list[Worked]] = {rule.id: [] for rule in suite.rules}
    for name, rows in examples.items():
        table = suite.facts_by_name[name]
        for (rule, example), judged in zip(rows, outcomes[name].iter_rows(named=True), strict=True):
            found[rule.id].append(_worked(suite, rule, table, example, judged))
    return {rule: tuple(rows) for rule, rows in found.items()}


def chain(suite: Suite, rule: Rule) -> Iterator[Rule]:
    """The rules that must pass before the rule is asked, the first one first, each once."""
    found: dict[str, Rule] = {}
    for need in rule.needs:
        needed = suite.rules_by_id[need]
        found |= {other.id: other for other in (*chain(suite, needed), needed)}
    yield from found.values()


def _worked(suite: Suite, rule: Rule, table: FactTable, example: Example, judged: Mapping[str, object]) -> Worked:
    full = _filled(table, example)
    cells = {name: full[name] for name in _matter(suite, rule, table)}
    outcome = Outcome(int(str(judged[rule.id])))
    return Worked(
        bad=any(example is other for other in rule.bad),
        cells={name: None if value is UNKNOWN else value for name, value in cells.items()},  # type: ignore[misc]  # what is not UNKNOWN is a cell
        unknown=tuple(name for name, value in cells.items() if value is UNKNOWN),
        outcome=outcome,
        severity=_severity(rule, judged) if outcome is Outcome.FAIL else None,
    )


def _severity(rule: Rule, judged: Mapping[str, object]) -> Severity:
    if isinstance(rule.severity, Severity):
        return rule.severity
    return rule.severity.then if judged[then_column(rule)] else rule.severity.otherwise


def _matter(suite: Suite, rule: Rule, table: FactTable) -> list[str]:
    """The columns that tell the examples apart: those that the rule or its needs read, and where a finding points.

    Columns that the rule does not judge are left out where they are the same in every example.
    """
    rows = [_filled(table, example) for example in (*rule.good, *rule.bad)]
    whom = [*columns(asked(rule, table))]
    for need in chain(suite, rule):
        whom += [*columns(asked(need, table)), *columns(on(need.require, table))]
    if isinstance(rule.severity, Depends):
        whom += columns(rule.severity.on)
    varied = {name for name in rows[0] if any(row[name] != rows[0][name] for row in rows)}
    judged = columns(on(rule.require, table))
    return [name for name in dict.fromkeys((*whom, *judged, rule.column)) if name in varied or name in judged]


def _filled(table: FactTable, example: Example) -> dict[str, object]:
    """A whole fact row: columns that the example leaves out take their neutral values."""
    given = {table.key if name == KEY and table.key else name: value for name, value in example.items()}
    return {name: given.get(name, fact.neutral) for name, fact in table.facts.items()}
