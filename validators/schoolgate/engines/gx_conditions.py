"""Formulas as what a row condition of Great Expectations can say: an OR of ANDs of plain conditions on one column each.

A column of a fact row is in one of three states: it holds a value, it is missing, or it is unknown. So a formula is a
tuple of *ways*, each way maps columns to the states that it allows, and AND, OR and NOT are operations on these.
Nothing is negated in the conditions that come out, and none depends on what an engine makes of comparing with a null.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, assert_never

from schoolgate.basics.errors import ProgramError
from schoolgate.frames.export import is_hidden
from schoolgate.language.predicate import AtLeast, AtMost, Atom, Filled, IsTrue, OneOf
from schoolgate.language.table import Fact, FactTable, Kind
from schoolgate.language.truth import Both, Either, Formula, Surely, unknown_flag

LIMIT = 100
"""How many conditions Great Expectations allows in one row condition."""

Value = str | bool
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Values:
    """Which values a column may hold: those of `only` (None: any) but `never` these, between `least` and `most`."""

    only: frozenset[Value] | None = None
    never: frozenset[Value] = frozenset()
    least: int | None = None
    most: int | None = None


ANY = Values()


@dataclass(frozen=True, slots=True)
class State:
    """What a column may be: hold a value that `values` allows (None: it holds none), be missing, be unknown."""

    values: Values | None = None
    missing: bool = False
    unknown: bool = False


PRESENT = State(ANY)
MISSING = State(missing=True)
KNOWN = State(ANY, missing=True)
"""Not unknown."""

Way = Mapping[str, State]
Ways = tuple[Way, ...]
"""True where every column of one of the ways is in its state. No way: never; a way without columns: always."""

ALWAYS: Ways = ({},)


def ways(formula: Formula, table: FactTable, *, holds: bool = True) -> Ways:
    """The ways in which a formula is true, or with `holds=False` the ways in which it is not.

    Raises:
        ProgramError: an atom asks of a column what it cannot be asked.
    """
    match formula:
        case Surely(atom=atom, holds=atom_holds):
            fact = table.facts[atom.column]
            allowed = (_possible(fact, state) for state in _states(atom, fact, atom_holds=atom_holds, holds=holds))
            return either(() if state is None else ({atom.column: state},) for state in allowed)
        case Both(parts=parts):
            found = (ways(part, table, holds=holds) for part in parts)
            return both(found, table) if holds else either(found)
        case Either(parts=parts):
            found = (ways(part, table, holds=holds) for part in parts)
            return either(found) if holds else both(found, table)
        case _:
            assert_never(formula)


def both(alternatives: Iterable[Ways], table: FactTable) -> Ways:
    """The ways in which all of `alternatives` are true."""

    def met(left: Ways, right: Ways) -> Ways:
        found = (_met(one, other, table) for one in left for other in right)
        return either((way,) for way in found if way is not None)

    return reduce(met, alternatives, ALWAYS)


def either(alternatives: Iterable[Ways]) -> Ways:
    """The ways in which one of `alternatives` is true, those left out that another one covers."""
    found = [way for some in alternatives for way in some]
    kept: list[Way] = []
    for way in found:
        if not any(_covers(other, way) for other in kept):
            kept = [other for other in kept if not _covers(way, other)] + [way]
    return tuple(kept)


def _met(one: Way, other: Way, table: FactTable) -> Way | None:
    """The way in which both hold; None where they cannot."""
    way = dict(one)
    for column, state in other.items():
        common = _possible(table.facts[column], _common(way.get(column, State(ANY, missing=True, unknown=True)), state))
        if common is None:
            return None
        way[column] = common
    return {column: state for column, state in way.items() if not _is_all(table.facts[column], state)}


def _covers(wide: Way, narrow: Way) -> bool:
    """Whether `wide` is true wherever `narrow` is."""
    return all(column in narrow and _common(state, narrow[column]) == narrow[column] for column, state in wide.items())


def _common(one: State, other: State) -> State:
    values = None if one.values is None or other.values is None else _common_values(one.values, other.values)
    return State(values, one.missing and other.missing, one.unknown and other.unknown)


def _common_values(one: Values, other: Values) -> Values | None:
    """The values that both allow; None where there is none."""
    never = one.never | other.never
    only = (one.only if other.only is None else one.only & other.only) if one.only is not None else other.only
    least = max((n for n in (one.least, other.least) if n is not None), default=None)
    most = min((n for n in (one.most, other.most) if n is not None), default=None)
    if least is not None and most is not None and least > most:
        return None
    if only is None:
        return Values(None, never, least, most)
    return Values(only - never, frozenset(), least, most) if only - never else None


def _possible(fact: Fact, state: State) -> State | None:
    """The state without what the column never is; None where nothing is left."""
    state = replace(state, missing=state.missing and fact.missing, unknown=state.unknown and fact.unknown)
    return state if state.values is not None or state.missing or state.unknown else None


def _is_all(fact: Fact, state: State) -> bool:
    """Whether the state is everything that the column can be, so that there is nothing to ask."""
    return state == _possible(fact, State(ANY, missing=True, unknown=True))


def _states(atom: Atom, fact: Fact, *, atom_holds: bool, holds: bool) -> tuple[State, ...]:
    """In which states the column is where `Surely(atom, atom_holds)` is true (`holds`), or is not."""
    refuse_unaskable(atom, fact)
    satisfied, not_satisfied = State(_allowed(atom)), State(_forbidden(atom))
    if atom_holds:
        return (satisfied,) if holds else (not_satisfied, State(missing=True, unknown=True))
    return (not_satisfied, MISSING) if holds else (satisfied, State(unknown=True))


def refuse_unaskable(atom: Atom, fact: Fact) -> None:
    """Refuse a question that Great Expectations, which sees masked facts in pandas, would answer wrongly.

    Raises:
        ProgramError: the column is of another kind, or personal and therefore masked.
    """
    match atom:
        case Filled():
            return
        case OneOf():
            fits, wanted = fact.kind is Kind.TEXT and not is_hidden(fact), "a text that is not personal"
        case IsTrue():
            fits, wanted = fact.kind is Kind.BOOL, "a yes-or-no fact"
        case AtLeast() | AtMost():
            fits, wanted = fact.kind is Kind.INT, "a whole number"
        case _:
            assert_never(atom)
    if not fits:
        msg = f"{type(atom).__name__} asks of column {fact.name} what only {wanted} can be asked; add a derived fact"
        raise ProgramError(msg)


def _allowed(atom: Atom) -> Values:
    """The values that satisfy an atom."""
    match atom:
        case Filled():
            return ANY
        case OneOf(values=values):
            return Values(frozenset(values))
        case IsTrue():
            return Values(frozenset([True]))
        case AtLeast(least=least):
            return Values(least=least)
        case AtMost(most=most):
            return Values(most=most)
        case _:
            assert_never(atom)


def _forbidden(atom: Atom) -> Values | None:
    """The values that do not satisfy an atom; None where every value does."""
    match atom:
        case Filled():
            return None
        case OneOf(values=values):
            return Values(never=frozenset(values))
        case IsTrue():
            return Values(frozenset([False]))
        case AtLeast(least=least):
            return Values(most=least - 1)
        case AtMost(most=most):
            return Values(least=most + 1)
        case _:
            assert_never(atom)


def row_condition(found: Ways, table: FactTable) -> Json | None:
    """The ways, of which there is at least one, as a serialised row condition; None where they are always true.

    Raises:
        ProgramError: they need more conditions than Great Expectations allows.
    """
    written = [
        [part for column, state in way.items() for part in _conditions(table.facts[column], state)] for way in found
    ]
    count = sum(map(len, written))
    if count > LIMIT:
        msg = f"it takes {count} conditions, Great Expectations allows {LIMIT}; add a fact that says part of it"
        raise ProgramError(msg)
    return None if [] in written else _joined("or", [_joined("and", parts) for parts in written])


def _joined(how: str, conditions: list[Json]) -> Json:
    return conditions[0] if len(conditions) == 1 else {"type": how, "conditions": conditions}


def _conditions(fact: Fact, state: State) -> list[Json]:
    """The state as conditions, all of which must hold."""
    flag = unknown_flag(fact.name)
    if state.values is None:
        if state.unknown:
            return [_null(fact.name, is_null=True)] if state.missing else [_compared(flag, "==", parameter=True)]
        not_unknown = [_compared(flag, "==", parameter=False)] if fact.unknown else []
        return [_null(fact.name, is_null=True), *not_unknown]
    if state.missing:
        # No atom allows only some values and missing cells in one state; `KNOWN` allows every value.
        return [_compared(flag, "==", parameter=False)]
    return _value_conditions(fact.name, state.values) or [_null(fact.name, is_null=False)]


def _value_conditions(column: str, values: Values) -> list[Json]:
    conditions = []
    if values.only is not None:
        only = sorted(values.only, key=str)
        conditions.append(_compared(column, "==", only[0]) if len(only) == 1 else _compared(column, "IN", only))
    if values.never:
        # On its own NOT_IN would be true of a null in pandas and not in SQL.
        conditions += [_null(column, is_null=False), _compared(column, "NOT_IN", sorted(values.never, key=str))]
    if values.least is not None:
        conditions.append(_compared(column, ">=", values.least))
    if values.most is not None:
        conditions.append(_compared(column, "<=", values.most))
    return conditions


def _compared(column: str, operator: str, parameter: str | int | list[Value]) -> Json:
    return {"type": "comparison", "column": {"name": column}, "operator": operator, "parameter": parameter}


def _null(column: str, *, is_null: bool) -> Json:
    return {"type": "nullity", "column": {"name": column}, "is_null": is_null}
