"""The vocabulary in which requirements are written: small, closed, pure data.

An *atom* asks one thing of one column of a fact row. Connectives combine atoms. There is no lambda and no column against
column: what does not fit becomes a fact, so that every engine, a stock Great Expectations suite included, can say it.

A missing value never satisfies an atom. An unknown value leaves it undecided: `schoolgate.language.truth` says how.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Filled:
    """The column holds something."""

    column: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The text column holds exactly one of these values, case included."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsTrue:
    """The boolean column is true."""

    column: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The whole number in the column is not below `least`."""

    column: str
    least: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """The whole number in the column is not above `most`."""

    column: str
    most: int


@dataclass(frozen=True, slots=True, init=False)
class AllOf:
    """Every part holds. Without parts it always does."""

    parts: "tuple[Predicate, ...]"

    def __init__(self, *parts: "Predicate") -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """At least one part holds. Without parts it never does."""

    parts: "tuple[Predicate, ...]"

    def __init__(self, *parts: "Predicate") -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Predicate"


Atom = Filled | OneOf | IsTrue | AtLeast | AtMost
Predicate = Atom | AllOf | AnyOf | Not

ALWAYS = AllOf()
NEVER = AnyOf()
"""`require=NEVER`: whatever meets `when` is reported."""

KEY = "key"
"""Stands for the key column of whichever table a rule judges."""


def atoms(predicate: Predicate) -> Iterator[Atom]:
    """Every atom of a predicate, left to right."""
    match predicate:
        case Filled() | OneOf() | IsTrue() | AtLeast() | AtMost():
            yield predicate
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from atoms(part)
        case Not(part=part):
            yield from atoms(part)
        case _:
            assert_never(predicate)


def columns(predicate: Predicate) -> tuple[str, ...]:
    """The columns that a predicate reads, in order, each once."""
    return tuple(dict.fromkeys(atom.column for atom in atoms(predicate)))
