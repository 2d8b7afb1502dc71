"""Facts in somebody else's database, and what the views say of them there, beside what is said of them here."""

from collections.abc import Callable, Sequence
from typing import Any

from schoolgate.engines import fused
from schoolgate.engines.sql_names import Dialect, usual_names
from schoolgate.engines.sql_views import views
from schoolgate.language.outcome import Outcome, then_column
from schoolgate.language.rule import Depends
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import ROW, FactTable, Kind
from schoolgate.language.truth import unknown_flag

Said = dict[str, tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]]
"""By fact table: each row with the outcomes of the rules, and each finding as rule, severity and row."""

_TYPES = {
    Kind.TEXT: "text",
    Kind.BOOL: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamptz",
    Kind.INT: "bigint",
    Kind.NUMBER: "decimal(38, 9)",
}


def columns_in(table: FactTable, dialect: Dialect) -> str:
    """The columns of a fact table, as CREATE TABLE has them."""
    types = dict.fromkeys(Kind, "") if dialect is Dialect.SQLITE else _TYPES
    told = [f'"{ROW}" {types[Kind.INT]}']
    for fact in table.facts.values():
        told.append(f'"{fact.name}" {types[fact.kind]}')
        told += [f'"{unknown_flag(fact.name)}" {types[Kind.BOOL]}'] if fact.unknown else []
    return ", ".join(told)


def script(suite: Suite, dialect: Dialect) -> str:
    """The views of a suite, under their usual names."""
    return views(suite, dialect, usual_names(suite))


def found_in(suite: Suite, ask: Callable[[str], Sequence[Sequence[Any]]], quote: str = '"') -> Said:
    """What the views say; `ask` puts a query to the database."""
    said: Said = {}
    for table in suite.fact_tables:
        view = usual_names(suite).views.replace("{table}", table.name)
        names = ", ".join(f"{quote}{name}{quote}" for name in (ROW, *(rule.id for rule in suite.rules_on(table))))
        outcomes = ask(f"SELECT {names} FROM {view}_outcomes")  # noqa: S608 (our own names)
        findings = ask(f"SELECT rule, severity, {quote}{ROW}{quote} FROM {view}_findings")  # noqa: S608 (as above)
        said[table.name] = {tuple(row) for row in outcomes}, {tuple(row) for row in findings}
        assert len(outcomes) == len(said[table.name][0])
        assert len(findings) == len(said[table.name][1])
    return said


def told_here(suite: Suite, facts: FactFrames) -> Said:
    """The same by the engine that judges by default."""
    said: Said = {}
    for name, frame in fused.evaluate(suite, facts).items():
        rules = suite.rules_on(suite.facts_by_name[name])
        outcomes, findings = set(), set()
        for row in frame.iter_rows(named=True):
            outcomes.add((row[ROW], *(Outcome(row[rule.id]).label for rule in rules)))
            for rule in rules:
                if row[rule.id] == Outcome.FAIL:
                    severity = rule.severity
                    if isinstance(severity, Depends):
                        severity = severity.then if row[then_column(rule)] else severity.otherwise
                    findings.add((rule.id, severity.value, row[ROW]))
        said[name] = outcomes, findings
    return said
