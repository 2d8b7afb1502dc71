"""Predicates in words for people, and formulas in SQL for anyone who wants to run one over exported facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from schoolgate.language.predicate import AllOf, AnyOf, AtLeast, AtMost, Atom, Filled, IsTrue, Not, OneOf, Predicate
from schoolgate.language.table import FactTable
from schoolgate.language.truth import Both, Either, Formula, Surely, unknown_flag


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined by one word. Without parts, "and" is always true and "or" never."""

    word: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        """The conditions as one text."""
        return f" {self.word} ".join(self.parts) if self.parts else _EMPTY[self.word]


_EMPTY = {"and": "always", "or": "never", "AND": "TRUE", "OR": "FALSE"}


def joined(word: str, parts: Iterable[Joined]) -> Joined:
    """The parts joined by `word`: those joined by it already are taken apart, others bracketed, each said once."""
    every = tuple(parts)
    if len(every) == 1:
        return every[0]
    found: list[str] = []
    for part in every:
        if part.word == word or len(part.parts) == 1:
            found += part.parts
        else:
            found.append(f"({part})" if part.parts else str(part))
    return Joined(word, tuple(dict.fromkeys(found)))


# ------------------------------------------------------------------------------------------------------------- words


def phrase(predicate: Predicate) -> str:
    """A predicate in words.

    >>> phrase(AllOf(Filled("name"), Not(OneOf("kind", ("base", "intake")))))
    'name is filled and kind is none of "base", "intake"'
    """
    return str(_said(predicate, holds=True))


def _said(predicate: Predicate, *, holds: bool) -> Joined:
    """Negation is carried down to the atoms, as in `schoolgate.language.truth`: "not (a and b)" is harder to read."""
    match predicate:
        case Filled() | OneOf() | IsTrue() | AtLeast() | AtMost():
            return Joined("and", (f"{predicate.column} {_asked(predicate, holds=holds)}",))
        case AllOf(parts=parts):
            return joined("and" if holds else "or", (_said(part, holds=holds) for part in parts))
        case AnyOf(parts=parts):
            return joined("or" if holds else "and", (_said(part, holds=holds) for part in parts))
        case Not(part=part):
            return _said(part, holds=not holds)
        case _:
            assert_never(predicate)


def _asked(atom: Atom, *, holds: bool) -> str:
    """What is said of the column. A missing value meets no atom, so "not at least 1" is true of a blank cell too."""
    is_ = "is" if holds else "is not"
    match atom:
        case Filled():
            return "is filled" if holds else "is missing"
        case OneOf(values=(value,)):
            return f'{is_} "{value}"'
        case OneOf(values=values):
            listed = ", ".join(f'"{value}"' for value in values)
            return f"is {'one' if holds else 'none'} of {listed}"
        case IsTrue():
            return f"{is_} true"
        case AtLeast(least=least):
            return f"{is_} at least {least}"
        case AtMost(most=most):
            return f"{is_} at most {most}"
        case _:
            assert_never(atom)


# --------------------------------------------------------------------------------------------------------------- SQL


def where(formula: Formula, table: FactTable) -> tuple[str, ...]:
    """A formula as conditions in standard SQL on the table's exported facts, all of which must hold in a WHERE clause.

    There a comparison with a null counts as false, and nothing but a column that is yes or no is negated.
    """
    found = _sql(formula, table)
    return found.parts if found.parts and found.word == "AND" else (str(found),)


def _sql(formula: Formula, table: FactTable) -> Joined:
    match formula:
        case Surely(atom=atom, holds=True):
            return Joined("AND", (_met(atom),))
        case Surely(atom=atom):
            return _not_met(atom, table)
        case Both(parts=parts):
            return joined("AND", (_sql(part, table) for part in parts))
        case Either(parts=parts):
            return joined("OR", (_sql(part, table) for part in parts))
        case _:
            assert_never(formula)


def _met(atom: Atom) -> str:
    column = _quoted(atom.column)
    match atom:
        case Filled():
            return f"{column} IS NOT NULL"
        case OneOf(values=(value,)):
            return f"{column} = {_text(value)}"
        case OneOf(values=values):
            return f"{column} IN ({', '.join(map(_text, values))})"
        case IsTrue():
            return column
        case AtLeast(least=least):
            return f"{column} >= {least}"
        case AtMost(most=most):
            return f"{column} <= {most}"
        case _:
            assert_never(atom)


def _not_met(atom: Atom, table: FactTable) -> Joined:
    """The value is another one, or missing; but not unknown."""
    column, fact = _quoted(atom.column), table.facts[atom.column]
    ways = [] if isinstance(atom, Filled) else [Joined("AND", (_other(atom),))]
    if fact.missing or not ways:
        ways.append(Joined("AND", (f"{column} IS NULL",)))
    known = [Joined("AND", (f"NOT {_quoted(unknown_flag(atom.column))}",))] if fact.unknown else []
    return joined("AND", [joined("OR", ways), *known])


def _other(atom: OneOf | IsTrue | AtLeast | AtMost) -> str:
    """The value is there and does not satisfy the atom."""
    column = _quoted(atom.column)
    match atom:
        case OneOf(values=(value,)):
            return f"{column} <> {_text(value)}"
        case OneOf(values=values):
            return f"{column} NOT IN ({', '.join(map(_text, values))})"
        case IsTrue():
            return f"NOT {column}"
        case AtLeast(least=least):
            return f"{column} < {least}"
        case AtMost(most=most):
            return f"{column} > {most}"
        case _:
            assert_never(atom)


def _quoted(column: str) -> str:
    return f'"{column}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
