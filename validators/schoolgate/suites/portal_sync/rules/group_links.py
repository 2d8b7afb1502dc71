"""The ways in which a student or an application can lack its group, told apart."""

from schoolgate.language.predicate import Filled, IsTrue, Not
from schoolgate.language.rule import Variant
from schoolgate.suites.portal_sync.rules import screens
from schoolgate.suites.portal_sync.rules.words import MEND_SPELLING, SUPPLY_GROUP, WAIT_FOR_SYNC


def _without(group: str, kind: str, holder: str, screen: str) -> tuple[Variant, ...]:
    """No group given; one almost like a group of the table; one that the table lacks. What is left is the other kind."""
    return (
        Variant(
            Not(Filled(f"{group}_id")),
            message=f"The {holder} has no {kind} group.",
            fix=f"Link the {holder} to {'an' if kind == 'intake' else 'a'} {kind} group in the MIS. {WAIT_FOR_SYNC}",
            screen=screen,
        ),
        Variant(
            Filled(f"{group}_near"),
            message=f"{{{group}_id}} is not in groups; it differs from {{{group}_near}} only in spelling.",
            fix=MEND_SPELLING,
            screen=screens.EXTRACT,
        ),
        Variant(
            Not(IsTrue(f"{group}_found")),
            message=f"The {kind} group {{{group}_id}} is not in groups: the extract lacks it, or the id is wrong.",
            fix=SUPPLY_GROUP,
            screen=screens.EXTRACT,
        ),
    )


WITHOUT_BASE_GROUP = _without("base_group", "base", "student", screens.ENROLMENT)
WITHOUT_INTAKE_GROUP = _without("intake_group", "intake", "application", screens.APPLICATION)
