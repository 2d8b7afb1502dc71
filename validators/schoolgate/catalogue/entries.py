"""The catalogue: everything there is to know about each requirement, as data. `schoolgate.report.catalogue` prints it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.catalogue.wording import Joined, joined, phrase, where
from schoolgate.catalogue.worked import Worked, chain, worked
from schoolgate.engines import gx_suite
from schoolgate.language.outcome import asked, fails, needs_key, on
from schoolgate.language.predicate import ALWAYS, KEY, AllOf, Filled, IsTrue, Predicate, columns
from schoolgate.language.rule import Depends, Rule
from schoolgate.language.suite import Suite
from schoolgate.language.table import Fact, FactTable


@dataclass(frozen=True, slots=True)
class Read:
    """A fact that a rule reads, and what it means.

    `unknown_without` names the tables and columns without which it is unknown, as where their cells cannot be read. `via`
    is the needed rule that reads the fact; None: the rule itself does.
    """

    name: str
    kind: str
    meaning: str
    derived: bool
    unknown_without: tuple[str, ...]
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """An expectation of Great Expectations, with the rows that it is asked of in words; None: every row."""

    type: str
    arguments: Mapping[str, Any]
    rows: str | None
    severity: str


@dataclass(frozen=True, slots=True)
class Expressed:
    """A rule on one fact table, as each engine has it."""

    facts: str
    fails_where: tuple[str, ...]
    """Conditions in SQL over the exported facts, all of which hold where it fails; the default engine asks the same."""
    check: str
    schema: tuple[str, str]
    """A line that imports, and one that builds the schema."""
    suite_file: str
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class Requirement:
    """One rule, ready to be shown.

    `asks` says in words which records it asks, those that its needs ask and pass included; `must_hold` what must hold
    there. `explained_by` are the rules that name a cause of its failures, with the column that leads to it. `lone_fact`
    is the derived fact that a rule asks outright: the judgement is then in how that fact is looked up.
    """

    suite: Suite
    rule: Rule
    severity: str
    asks: str
    must_hold: str
    explained_by: tuple[tuple[str, str | None], ...]
    reads: tuple[Read, ...]
    lone_fact: Read | None
    examples: tuple[Worked, ...]
    engines: tuple[Expressed, ...]


def requirements(suite: Suite) -> tuple[Requirement, ...]:
    """Every requirement of a suite, in the article's order."""
    examples = worked(suite)
    compiled = {table.name: gx_suite.expectation_suite(suite, table)["expectations"] for table in suite.fact_tables}
    return tuple(_requirement(suite, rule, examples[rule.id], compiled) for rule in suite.rules)


def find(name: str | None) -> tuple[Requirement, ...]:
    """The requirements of the suite or the rule of that name; without one, of every suite.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    every = [suites.load(suite) for suite in suites.names()]
    if name is None:
        return tuple(found for suite in every for found in requirements(suite))
    for suite in every:
        if name == suite.name:
            return requirements(suite)
        if name.upper() in suite.rules_by_id:
            return tuple(found for found in requirements(suite) if found.rule.id == name.upper())
    hint = nearest(name, [*(suite.name for suite in every), *(rule.id for suite in every for rule in suite.rules)])
    if hint.startswith("known:"):
        hint = f"known suites: {', '.join(suites.names())}; `schoolgate rules` lists every rule"
    msg = f"There is no rule or suite {name!r}: {hint}"
    raise UsageError(msg)


def _requirement(
    suite: Suite, rule: Rule, examples: tuple[Worked, ...], compiled: Mapping[str, Sequence[Any]]
) -> Requirement:
    tables = [suite.facts_by_name[name] for name in rule.facts]
    reads = tuple(_reads(suite, rule, tables))
    outright = rule.require.column if isinstance(rule.require, IsTrue) else None
    lone = next((read for read in reads if read.name == outright and read.derived and read.via is None), None)
    return Requirement(
        suite=suite,
        rule=rule,
        severity=_severity(rule),
        asks=_asks(suite, rule, tables),
        must_hold=phrase(_named(rule.require, tables)),
        explained_by=tuple(
            (other.id, explains.column)
            for other in suite.rules
            for explains in other.explains
            if rule.id in explains.rules and other is not rule
        ),
        reads=reads,
        lone_fact=lone,
        examples=examples,
        engines=tuple(_expressed(suite, table, rule, compiled[table.name]) for table in tables),
    )


def _severity(rule: Rule) -> str:
    if not isinstance(rule.severity, Depends):
        return str(rule.severity)
    return f"{rule.severity.then} where {phrase(rule.severity.on)}, otherwise {rule.severity.otherwise}"


def _named(predicate: Predicate, tables: Sequence[FactTable]) -> Predicate:
    """The predicate with the key called by its name, unless the tables have several."""
    return on(predicate, tables[0]) if len({table.key for table in tables}) == 1 and tables[0].key else predicate


def _asks(suite: Suite, rule: Rule, tables: Sequence[FactTable]) -> str:
    """Whom the rule asks, whom its needs ask included. Several tables have several keys: all are called the key."""
    parts: list[Predicate] = []
    for needed in (*chain(suite, rule), rule):
        if all(needs_key(needed, table) for table in tables):
            parts.append(Filled(KEY))
        parts += [needed.when] if needed is rule else [needed.when, needed.require]
    told = list(dict.fromkeys(_named(part, tables) for part in parts if part != ALWAYS))
    return phrase(AllOf(*told)) if told else "every record"


def _reads(suite: Suite, rule: Rule, tables: Sequence[FactTable]) -> Iterator[Read]:
    """The facts that the rule reads itself, then those that only its needs read. Several tables have several keys."""
    table, several = tables[0], len(tables) > 1
    depends = columns(rule.severity.on) if isinstance(rule.severity, Depends) else ()
    seen: set[str] = set()
    for reader in (rule, *chain(suite, rule)):
        names = (*columns(asked(reader, table)), *columns(on(reader.require, table)))
        for name in names + (depends if reader is rule else ()):
            if name not in seen:
                seen.add(name)
                read = _read(table.facts[name], suite, table, via=None if reader is rule else reader.id)
                is_key = several and name == table.key
                yield replace(read, name=KEY, meaning="the key of the table") if is_key else read


def _read(fact: Fact, suite: Suite, table: FactTable, *, via: str | None) -> Read:
    source = suite.tables_by_name[table.table]
    derived = fact in table.derived
    meaning = fact.about
    if fact.name == table.key:
        meaning = meaning or f"the key of {source.name}"
    elif not derived:
        meaning = meaning or f"the column {fact.name} of {source.name}"
    return Read(fact.name, str(fact.kind), meaning, derived, fact.reads if fact.unknown else (), via)


# ----------------------------------------------------------------------------------------------------------- engines


def _expressed(suite: Suite, table: FactTable, rule: Rule, compiled: Sequence[Any]) -> Expressed:
    return Expressed(
        facts=table.name,
        fails_where=where(fails(rule, table, suite.rules_by_id), table),
        check=rule.id,
        schema=("from schoolgate import schemas", f'schemas.facts("{suite.name}", "{table.name}")'),
        suite_file=f"expectations/{suite.name}/{table.name}.json",
        expectations=tuple(_expectation(found) for found in compiled if found["meta"]["rule"] == rule.id),
    )


def _expectation(serialised: Mapping[str, Any]) -> Expectation:
    arguments = dict(serialised["kwargs"])
    rows = arguments.pop("row_condition", None)
    return Expectation(
        type=serialised["type"],
        arguments=arguments,
        rows=None if rows is None else str(_rows(rows)),
        severity=serialised["severity"],
    )


def _rows(condition: Mapping[str, Any]) -> Joined:
    """A row condition in words: an OR of ANDs of comparisons of one column each."""
    if condition["type"] == "and":
        return joined("and", (_rows(part) for part in condition["conditions"]))
    if condition["type"] == "or":
        return _factored([_rows(part).parts for part in condition["conditions"]])
    column = condition["column"]["name"]
    if condition["type"] == "nullity":
        return Joined("and", (f"{column} is {'null' if condition['is_null'] else 'not null'}",))
    return Joined("and", (f"{column} {condition['operator']} {_literal(condition['parameter'])}",))


def _factored(ways: Sequence[tuple[str, ...]]) -> Joined:
    """An OR of ANDs with what all of them ask said once: Great Expectations allows no OR inside an AND, people read it."""
    common = [part for part in ways[0] if all(part in way for way in ways)]
    rest = (Joined("and", tuple(part for part in way if part not in common)) for way in ways)
    return joined("and", (*(Joined("and", (part,)) for part in common), joined("or", rest)))


def _literal(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list():
            return f"({', '.join(map(_literal, value))})"
        case _:
            return str(value)
