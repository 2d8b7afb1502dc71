"""Three-valued truth, compiled once for every engine into formulas that are always true or false.

A missing value is null. An unknown one is null too, with `<column>__unknown` true. A predicate compiles to two formulas,
*surely true* and *surely false*; where both are false it is undecided. Negation swaps the two, so it never touches a
value that might be null, and no engine's own idea of null logic takes part.
"""

from dataclasses import dataclass
from typing import assert_never

from schoolgate.language.predicate import AllOf, AnyOf, AtLeast, AtMost, Atom, Filled, IsTrue, Not, OneOf, Predicate


def unknown_flag(column: str) -> str:
    """The name of the boolean column that says where `column` is unknown."""
    return f"{column}__unknown"


def unread_flag(column: str) -> str:
    """The name of the boolean column that says where a cell of `column`, a proof, holds what nobody can read.

    A blank cell of such a column is unknown too; this tells the two apart. It stands in typed tables alone.
    """
    return f"{column}__unread"


@dataclass(frozen=True, slots=True)
class Surely:
    """An atom of which it is certain that it holds (`holds`), or certain that it does not."""

    atom: Atom
    holds: bool


@dataclass(frozen=True, slots=True)
class Both:
    """Every part is true. Without parts: true."""

    parts: "tuple[Formula, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """A part is true. Without parts: false."""

    parts: "tuple[Formula, ...]"


Formula = Surely | Both | Either


def surely(predicate: Predicate, *, holds: bool = True) -> Formula:
    """The formula that is true exactly where it is certain that `predicate` holds (or, with `holds=False`, does not)."""
    match predicate:
        case Filled() | OneOf() | IsTrue() | AtLeast() | AtMost():
            return Surely(predicate, holds)
        case AllOf(parts=parts):
            formulas = tuple(surely(part, holds=holds) for part in parts)
            return Both(formulas) if holds else Either(formulas)
        case AnyOf(parts=parts):
            formulas = tuple(surely(part, holds=holds) for part in parts)
            return Either(formulas) if holds else Both(formulas)
        case Not(part=part):
            return surely(part, holds=not holds)
        case _:
            assert_never(predicate)
