"""Rules as plain SQL over a table of facts: outcomes in layers of CASE, and a row per finding. Written without a database.

Each distinct atom is asked once and becomes a column that is true or false, never null. A rule stands in the layer above
those that it needs. How names and texts are quoted is sqlglot's work; what is said is the same in every dialect.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import assert_never

from sqlglot import ParseError, TokenError, exp, parse_one

from schoolgate.basics.errors import UsageError
from schoolgate.engines.sql_names import TABLE, Dialect, Names
from schoolgate.language.outcome import Outcome, asked, on, scope_column, then_column
from schoolgate.language.predicate import AtLeast, AtMost, Atom, Filled, IsTrue, OneOf, Predicate
from schoolgate.language.rule import Depends, Rule
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import Both, Either, Formula, Surely, surely, unknown_flag


def views(suite: Suite, dialect: Dialect, names: Names) -> str:
    """The script that makes, of each fact table, the views of outcomes and of findings; it replaces those that are there.

    Raises:
        UsageError: a name cannot be read in that dialect.
    """
    parts = [_preamble(suite, dialect)]
    for table in suite.fact_tables:
        facts, begins = (text.replace(TABLE, table.name) for text in (names.facts, names.views))
        outcomes, findings = (_named(f"{begins}_{what}", dialect) for what in ("outcomes", "findings"))
        kept = tuple(dict.fromkeys((*names.also, ROW, *([table.key] if table.key else []))))
        judged = outcomes_of(suite, table, _source(facts, dialect), kept, dialect)
        found = _findings_of(suite, table, outcomes, kept, dialect)
        parts += [f"DROP VIEW IF EXISTS {_text(view, dialect)};" for view in (findings, outcomes)]
        parts += [
            f"CREATE VIEW {_text(view, dialect)} AS\n{_text(query, dialect)};"
            for view, query in ((outcomes, judged), (findings, found))
        ]
    return "\n\n".join(parts) + "\n"


def outcomes_of(
    suite: Suite, table: FactTable, source: exp.Expr, kept: tuple[str, ...], dialect: Dialect
) -> exp.Select:
    """The query that gives what each rule says of each fact row.

    Args:
        suite: whose rules are asked.
        table: the fact table.
        source: what stands after FROM: rows as the fact table declares them.
        kept: the columns of the facts that come along.
        dialect: where it will run.

    Returns:
        A query of the `kept` columns, of a column per rule that holds `Outcome.label`, and of the boolean columns
        `then_column` and `scope_column`.
    """
    return _Compiler(suite, table, dialect).query(source, kept)


def _preamble(suite: Suite, dialect: Dialect) -> str:
    return (
        f"-- What the rules of {suite.name} say of its facts, in the SQL of {dialect}. Written by: schoolgate suites sql.\n"
        "-- <…>_outcomes: a row per fact row and a column per rule: pass, fail, not_applicable or not_checked.\n"
        "-- <…>_findings: a row per rule and fact row that fails it."
    )


# --------------------------------------------------------------------------------------------------------- compiling


def holds_in_sql(atom: Atom) -> exp.Expr:
    """Where the atom surely holds: true or false, never null."""
    column = _column(atom.column)
    match atom:
        case Filled():
            return exp.Not(this=exp.Is(this=column, expression=exp.Null()))
        case OneOf(values=values):
            texts = [exp.Literal.string(value) for value in values]
            return _known(exp.In(this=column, expressions=texts))
        case IsTrue():
            return _known(column)
        case AtLeast(least=least):
            return _known(exp.GTE(this=column, expression=exp.Literal.number(least)))
        case AtMost(most=most):
            return _known(exp.LTE(this=column, expression=exp.Literal.number(most)))
        case _:
            assert_never(atom)


def _known(condition: exp.Expr) -> exp.Expr:
    """The condition, false where it asks a null."""
    return exp.Coalesce(this=condition, expressions=[exp.false()])


@dataclass
class _Compiler:
    """Collects the atoms of one fact table while its rules are compiled."""

    suite: Suite
    table: FactTable
    dialect: Dialect
    atoms: dict[Atom, str] = field(default_factory=dict)

    def query(self, source: exp.Expr, kept: tuple[str, ...]) -> exp.Select:
        rules = self.suite.rules_on(self.table)
        layers = [{rule.id: self.outcome(rule) for rule in layer} for layer in _layers(rules)]
        flags = dict(self.flags(rules))
        # The atoms are known once all else is compiled.
        steps = [{name: holds_in_sql(atom) for atom, name in self.atoms.items()}, *layers, flags]
        below, query = source, exp.select(*map(_column, (*kept, *(rule.id for rule in rules), *flags)))
        for number, step in enumerate(step for step in steps if step):
            name = exp.to_identifier("atoms" if step is steps[0] else f"layer_{number}")
            said = exp.select("*", *(exp.alias_(asks, called, quoted=True) for called, asks in step.items()))
            query = query.with_(name, as_=said.from_(below), materialized=self.dialect.inlines or None, copy=False)
            below = exp.Table(this=name.copy())
        return query.from_(below)

    def holds(self, predicate: Predicate, *, holds: bool = True) -> exp.Expr:
        return self.compiled(surely(predicate, holds=holds))

    def compiled(self, formula: Formula) -> exp.Expr:
        """The formula as a condition that is never null; every part of several stands in brackets."""
        match formula:
            case Surely(atom=atom, holds=True):
                return self._once(atom)
            case Surely(atom=atom) if self.table.facts[atom.column].unknown:
                return _all([_not(self._once(atom)), _not(self._once(IsTrue(unknown_flag(atom.column))))])
            case Surely(atom=atom):
                return _not(self._once(atom))
            case Both(parts=parts):
                return _all([self.compiled(part) for part in parts])
            case Either(parts=parts):
                return _any([self.compiled(part) for part in parts])
            case _:
                assert_never(formula)

    def _once(self, atom: Atom) -> exp.Expr:
        return _column(self.atoms.setdefault(atom, f"atom {len(self.atoms) + 1}"))

    def flags(self, rules: tuple[Rule, ...]) -> Iterator[tuple[str, exp.Expr]]:
        """Where a severity that depends is the one of `then`; and which rows are in the scope of a table of values."""
        for rule in rules:
            match rule.severity:
                case Depends(on=depends, then=then, otherwise=otherwise) if then.rank < otherwise.rank:
                    # Where it cannot be told, the graver counts.
                    yield then_column(rule), _not(self.holds(depends, holds=False))
                case Depends(on=depends):
                    yield then_column(rule), self.holds(depends)
        for other in self.suite.fact_tables:
            if other.carried and other.carried.facts == self.table.name:
                yield scope_column(other), self.holds(other.carried.scope)

    def outcome(self, rule: Rule) -> exp.Expr:
        """The rule's outcome, in the order of judgement."""
        when, require = asked(rule, self.table), on(rule.require, self.table)
        met, not_met = self.holds(require), self.holds(require, holds=False)
        asks, never_asks = self.holds(when), self.holds(when, holds=False)
        silent = [_is(need, Outcome.FAIL, Outcome.NOT_APPLICABLE) for need in rule.needs]
        open_ = [_is(need, Outcome.NOT_CHECKED) for need in rule.needs]
        steps = [
            (never_asks, Outcome.NOT_APPLICABLE),
            *((need, Outcome.NOT_APPLICABLE) for need in silent),
            *((need, Outcome.NOT_CHECKED) for need in open_),
            (_all([met, asks]), Outcome.PASS),
            # Whether it asks is unknown, but one that is met could not have failed.
            (met, Outcome.NOT_APPLICABLE),
            (_not(asks), Outcome.NOT_CHECKED),
            (not_met, Outcome.FAIL),
        ]
        case = exp.Case()
        for condition, outcome in steps:
            if condition != exp.false():
                case = case.when(condition, _said(outcome), copy=False)
        return case.else_(_said(Outcome.NOT_CHECKED), copy=False)


def _layers(rules: tuple[Rule, ...]) -> list[list[Rule]]:
    """The rules, each in the layer above those that it needs."""
    height: dict[str, int] = {}
    for rule in rules:
        height[rule.id] = 1 + max((height[need] for need in rule.needs), default=-1)
    return [
        [rule for rule in rules if height[rule.id] == level] for level in range(1 + max(height.values(), default=-1))
    ]


def _findings_of(
    suite: Suite, table: FactTable, outcomes: exp.Expr, kept: tuple[str, ...], dialect: Dialect
) -> exp.Expr:
    """The query of what fails: the rule, its severity and title, and the columns that are kept of the row."""
    judged = exp.Table(this=exp.to_identifier("judged"))
    rules = suite.rules_on(table)
    found = (_by_number if dialect is Dialect.SPARK else _one_by_one)(rules, kept, judged)
    # One look at the outcomes serves all rules.
    once = None if dialect is Dialect.SPARK else True
    return found.with_(judged.this.copy(), as_=exp.select("*").from_(outcomes), materialized=once, copy=False)


def _one_by_one(rules: Sequence[Rule], kept: Sequence[str], judged: exp.Expr) -> exp.Query:
    """What fails the first rule, then what fails the second: each is a look at what was judged once."""
    parts = [
        exp.select(
            exp.alias_(exp.Literal.string(rule.id), "rule", quoted=True),
            exp.alias_(_severity(rule), "severity", quoted=True),
            *map(_column, kept),
            exp.alias_(exp.Literal.string(rule.title), "title", quoted=True),
        )
        .from_(judged.copy())
        .where(_is(rule.id, Outcome.FAIL))
        for rule in rules
    ]
    found: exp.Query = parts[0]
    for part in parts[1:]:
        found = exp.Union(this=found, expression=part, distinct=False)
    return found


def _by_number(rules: Sequence[Rule], kept: Sequence[str], judged: exp.Expr) -> exp.Query:
    """Each row beside each rule: where nothing is kept of what was judged, a look for each rule would judge all anew."""
    number = exp.column("number", table="rules")
    told = [
        exp.Tuple(expressions=[exp.Literal.number(at), *map(exp.Literal.string, (rule.id, rule.title))])
        for at, rule in enumerate(rules)
    ]
    listed = exp.values(told, alias="rules", columns=["number", "rule", "title"])
    outcome, severity = exp.Case(this=number.copy()), exp.Case(this=number.copy())
    for at, rule in enumerate(rules):
        outcome = outcome.when(exp.Literal.number(at), _column(rule.id), copy=False)
        severity = severity.when(exp.Literal.number(at), _severity(rule), copy=False)
    return (
        exp.select(
            exp.column("rule", table="rules"),
            exp.alias_(severity, "severity", quoted=True),
            *(exp.column(name, table="judged", quoted=True) for name in kept),
            exp.column("title", table="rules"),
        )
        .from_(judged.copy())
        .join(listed, join_type="cross")
        .where(exp.EQ(this=outcome, expression=_said(Outcome.FAIL)))
    )


def _severity(rule: Rule) -> exp.Expr:
    match rule.severity:
        case Depends(then=then, otherwise=otherwise):
            graded = exp.Case().when(_column(then_column(rule)), exp.Literal.string(then.value))
            return graded.else_(exp.Literal.string(otherwise.value))
        case severity:
            return exp.Literal.string(severity.value)


def _not(condition: exp.Expr) -> exp.Expr:
    return exp.false() if condition == exp.true() else exp.Not(this=condition)


def _all(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """True where every condition is: without one, true."""
    if exp.false() in conditions:
        return exp.false()
    told = [one for one in conditions if one != exp.true()]
    return _bracketed(exp.And, told) if told else exp.true()


def _any(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """True where one of the conditions is: without one, false."""
    return _bracketed(exp.Or, conditions) if conditions else exp.false()


def _bracketed(kind: type[exp.And] | type[exp.Or], conditions: Sequence[exp.Expr]) -> exp.Expr:
    if len(conditions) == 1:
        return conditions[0]
    return exp.Paren(this=reduce(lambda one, other: kind(this=one, expression=other), conditions))


def _is(rule: str, *outcomes: Outcome) -> exp.Expr:
    return exp.In(this=_column(rule), expressions=[_said(one) for one in outcomes])


def _said(outcome: Outcome) -> exp.Expr:
    return exp.Literal.string(outcome.label)


def _column(name: str) -> exp.Expr:
    return exp.column(name, quoted=True)


# ------------------------------------------------------------------------------------------------------------- names


def _text(expression: exp.Expr, dialect: Dialect) -> str:
    return expression.sql(dialect=dialect.theirs, pretty=True, comments=False)


def _named(name: str, dialect: Dialect) -> exp.Expr:
    """What a view is called, with the schema before it if there is one."""
    source = _source(name, dialect)
    if not isinstance(source, exp.Table) or not isinstance(source.this, exp.Identifier):
        raise _unreadable(name, dialect, "the name of a view, such as gate.portal_sync_students")
    return source


def _source(text: str, dialect: Dialect) -> exp.Expr:
    """What stands after FROM."""
    try:
        query = parse_one(f"SELECT * FROM {text}", dialect=dialect.theirs)  # noqa: S608 (read, not run)
    except (ParseError, TokenError):
        query = None
    parts = {} if query is None else {name: part for name, part in query.args.items() if part}
    if parts.keys() != {"expressions", "from_"}:
        raise _unreadable(text, dialect, "a table, such as gate.facts_students")
    source: exp.Expr = parts["from_"].this
    return source


def _unreadable(text: str, dialect: Dialect, expected: str) -> UsageError:
    return UsageError(f"{text!r} is no name in the SQL of {dialect}; expected {expected}")
