"""Three-valued truth: surely true, surely false, or undecided, and never both."""

from hypothesis import given
from hypothesis import strategies as st

from examples import frame_of
from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.language.predicate import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Filled,
    IsTrue,
    Not,
    OneOf,
    Predicate,
)
from schoolgate.language.rule import UNKNOWN
from schoolgate.language.truth import surely
from schoolgate.suites import load

SUITE = load("portal-sync")
GROUPS = SUITE.facts_by_name["groups"]
ATOMS: list[Predicate] = [
    Filled("year_group_id"),
    OneOf("kind", ("base", "intake")),
    IsTrue("active"),
    AtLeast("users", 1),
    AtMost("prospective_users", 0),
]
PREDICATES = st.recursive(
    st.sampled_from([*ATOMS, ALWAYS, NEVER]),
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.lists(parts, max_size=3).map(lambda some: AllOf(*some)),
        st.lists(parts, max_size=3).map(lambda some: AnyOf(*some)),
    ),
    max_leaves=8,
)
ROWS = [
    {"year_group_id": year, "kind": kind, "active": active, "users": users, "prospective_users": users}
    for year in ("Y1", None, UNKNOWN)
    for kind in ("base", "house", None)
    for active in (True, False, UNKNOWN)
    for users in (0, 1, UNKNOWN)
]
FACTS = frame_of(SUITE, "groups", ROWS)


def truth(predicate: Predicate, *, holds: bool = True) -> list[bool]:
    expression = compiled(surely(predicate, holds=holds), GROUPS, holds_in_polars)
    return FACTS.select(said=expression)["said"].to_list()


def kleene(predicate: Predicate, row: int) -> bool | None:
    """The same by the textbook: None is unknown."""
    cells = FACTS.row(row, named=True)
    match predicate:
        case AllOf(parts=parts):
            said = [kleene(part, row) for part in parts]
            return False if False in said else None if None in said else True
        case AnyOf(parts=parts):
            said = [kleene(part, row) for part in parts]
            return True if True in said else None if None in said else False
        case Not(part=part):
            inner = kleene(part, row)
            return None if inner is None else not inner
    if cells.get(f"{predicate.column}__unknown"):
        return None
    cell = cells[predicate.column]
    match predicate:
        case Filled():
            return cell is not None
        case OneOf(values=values):
            return cell in values
        case IsTrue():
            return cell is True
        case AtLeast(least=least):
            return cell is not None and cell >= least
        case AtMost(most=most):
            return cell is not None and cell <= most


@given(PREDICATES)
def test_surely_is_kleene_s_logic(predicate: Predicate) -> None:
    expected = [kleene(predicate, row) for row in range(FACTS.height)]
    assert truth(predicate) == [said is True for said in expected]
    assert truth(predicate, holds=False) == [said is False for said in expected]


@given(PREDICATES)
def test_negation_swaps_the_two(predicate: Predicate) -> None:
    assert truth(Not(predicate)) == truth(predicate, holds=False)
    assert truth(Not(Not(predicate))) == truth(predicate)
