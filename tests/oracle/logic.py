"""Three-valued truth, and the four outcomes of a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

Truth: TypeAlias = bool | None
"""None is unknown."""


class Unknown(Enum):
    """The value of a cell that does not parse, or of a column that was not supplied. None is a *missing* cell."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

PASS, FAIL, NOT_APPLICABLE, NOT_CHECKED = "pass", "fail", "not_applicable", "not_checked"

NEVER: Final = False
"""What must hold in a rule that only reports."""


def and3(*parts: Truth) -> Truth:
    """One false part decides; otherwise one unknown part leaves it open."""
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def or3(*parts: Truth) -> Truth:
    """One true part decides; otherwise one unknown part leaves it open."""
    if any(part is True for part in parts):
        return True
    return None if any(part is None for part in parts) else False


def not3(part: Truth) -> Truth:
    """Negate; the opposite of unknown is unknown."""
    return None if part is None else not part


def present(cell: object) -> Truth:
    """Whether a cell is filled; of an unknown one nobody can say."""
    return None if cell is UNKNOWN else cell is not None


def equal(one: object, other: object) -> Truth:
    """Exact comparison; a missing cell equals nothing, an unknown one may equal anything."""
    if one is UNKNOWN or other is UNKNOWN:
        return None
    return one is not None and one == other


def same(one: object, other: object) -> Truth:
    """Whether nothing has changed: two missing cells are the same."""
    return None if one is UNKNOWN or other is UNKNOWN else one == other


def one_of(cell: object, values: Iterable[object] | None) -> Truth:
    """Membership; a missing cell is in no list, and ``values`` None means that the list itself was not supplied."""
    if cell is UNKNOWN:
        return None
    if cell is None:
        return False
    return None if values is None else cell in set(values)


@dataclass(frozen=True)
class Question:
    """One rule put to one record: when it applies, what must hold, and which rules must have passed before."""

    rule: str
    when: Truth
    must: Truth
    needs: tuple[str, ...] = ()


def answer(question: Question, earlier: Mapping[str, str] | None = None) -> str:
    """Give the outcome for a record that has a key; ``earlier`` holds the outcomes of the rules needed."""
    needs = [(earlier or {})[rule] for rule in question.needs]
    if question.when is False or FAIL in needs or NOT_APPLICABLE in needs:
        return NOT_APPLICABLE
    if NOT_CHECKED in needs:
        return NOT_CHECKED
    if question.when is None:
        return NOT_APPLICABLE if question.must is True else NOT_CHECKED
    if question.must is None:
        return NOT_CHECKED
    return PASS if question.must else FAIL


def answer_all(questions: Iterable[Question]) -> dict[str, str]:
    """Outcomes of one record by rule; a needed rule stands before those that need it."""
    outcomes: dict[str, str] = {}
    for question in questions:
        outcomes[question.rule] = answer(question, outcomes)
    return outcomes


def from_both_ends(possible: Iterable[str]) -> str:
    """Settle a rule that counts, from its outcomes over every way in which the unknown cells might read.

    Where no way makes it fail, it could not have failed: passed if it applies in each, else not applicable.
    """
    outcomes = set(possible)
    if FAIL in outcomes:
        return FAIL if outcomes == {FAIL} else NOT_CHECKED
    return PASS if outcomes == {PASS} else NOT_APPLICABLE
