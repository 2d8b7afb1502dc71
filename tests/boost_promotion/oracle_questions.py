"""What nobody answered, and whom it concerned: for boost-promotion's oracle.

A question is told where a rule that reads its answer passed, failed or was not checked; the records counted are those
pupils and learners for whom it did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boost_promotion.oracle_tags import DESYNCED, filled, map_row
from oracle.judgement import FILE, FILE_ROW
from oracle.logic import NOT_APPLICABLE, NOT_CHECKED

if TYPE_CHECKING:
    from boost_promotion.oracle_rules import Everybody
    from oracle.judgement import Outcomes


def assumptions(everybody: Everybody, outcomes: Outcomes) -> dict[str, int]:
    """Count the records that each unanswered question touches, by what answers it."""
    settings = everybody.school.settings
    said = settings.year_groups is not None or settings.registration_groups is not None
    found = {
        "year_groups": 0 if said else desynced(everybody),
        "class_map": not_on_the_panel(everybody),
        "has_access": without_a_word(everybody, outcomes),
        "platforms": of_pupils(outcomes, {"BP-607", "BP-608"}) if settings.platforms is None else 0,
        "school_email_domains": domains(everybody, outcomes),
        "contacts": unheard_contacts(everybody, outcomes),
    }
    told = {name: count for name, count in found.items() if count}
    if settings.platforms is None and outcomes["BP-606", FILE, FILE_ROW] == NOT_CHECKED:
        told.setdefault("platforms", 0)
    return told


def of_pupils(outcomes: Outcomes, rules: set[str]) -> int:
    """Count the pupils of whom one of the rules was asked."""
    return len({row for (rule, _, row), got in outcomes.items() if rule in rules and got != NOT_APPLICABLE})


def desynced(everybody: Everybody) -> int:
    """Count the learners that are Desynced."""
    return sum(learner.tag == DESYNCED for learner in everybody.learners)


def not_on_the_panel(everybody: Everybody) -> int:
    """Count the pupils in range whose group counted as ticked, and as going to the class of its name."""
    groups = [filled(pupil.row, "registration_group") for pupil in everybody.in_range]
    return sum(group is not None and map_row(everybody.school, group) is None for group in groups)


def without_a_word(everybody: Everybody, outcomes: Outcomes) -> int:
    """Count the learners whose blank access counted as without, for a rule of theirs or for one that counts all."""
    blank = [each.row.number for each in everybody.learners if each.row.cells["has_access"] is None]
    counted = any(outcomes[rule, FILE, FILE_ROW] != NOT_APPLICABLE for rule in ("BP-304", "BP-403", "BP-404"))
    own = [
        row for row in blank if any(outcomes[rule, "learners", row] != NOT_APPLICABLE for rule in ("BP-301", "BP-302"))
    ]
    return len(blank if counted else own)


def domains(everybody: Everybody, outcomes: Outcomes) -> int:
    """Count the pupils whose address was compared with public providers, or could not be told from a parent's."""
    if everybody.school.settings.school_email_domains:
        return 0
    return of_pupils(outcomes, {"BP-602"} if everybody.school.contacts is not None else {"BP-602", "BP-603"})


def unheard_contacts(everybody: Everybody, outcomes: Outcomes) -> int:
    """Count the pupils whose address may be a parent's."""
    if everybody.school.contacts is not None:
        return 0
    return sum(rule == "BP-603" and got == NOT_CHECKED for (rule, _, _), got in outcomes.items())
