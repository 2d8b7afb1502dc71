"""The rules of ``boost-promotion.md``, table by table: for its oracle.

A rule without a *when* applies to every record that has a key. Of what several rules ask, the comments say once how
it is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from boost_promotion.oracle_cells import (
    NEVER,
    UNKNOWN,
    Question,
    Row,
    Text,
    Truth,
    add_years,
    and3,
    equals,
    first_with_key,
    is_single,
    keyed,
    not3,
    one_of,
    or3,
    present,
)
from boost_promotion.oracle_tags import (
    DESYNCED,
    MATCHED,
    MAY_MATCH,
    NEW,
    SYNCED,
    UNLINKED,
    Learner,
    Pupil,
    School,
    maps_to,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

SEVERITY: Final = {
    "BP-001": "error", "BP-002": "error", "BP-003": "warning", "BP-004": "error",
    "BP-101": "warning", "BP-102": "warning", "BP-103": "error", "BP-104": "error", "BP-105": "warning",
    "BP-201": "warning", "BP-202": "warning", "BP-203": "info", "BP-204": "error", "BP-205": "info", "BP-206": "info",
    "BP-301": "warning", "BP-302": "warning", "BP-303": "warning", "BP-304": "warning", "BP-305": "warning",
    "BP-306": "info", "BP-307": "warning", "BP-308": "warning",
    "BP-401": "warning", "BP-402": "warning", "BP-403": "error",
    "BP-501": "warning", "BP-502": "info", "BP-503": "error",
    "BP-601": "error", "BP-602": "warning", "BP-603": "error", "BP-604": "error", "BP-605": "warning",
    "BP-606": "info", "BP-607": "warning", "BP-608": "info",
}  # fmt: skip

# The column a finding stands on. BP-001 stands on the table's key, BP-003 on the cell that does not parse, BP-104 on the
# first missing cell; a finding about the file stands on none.
COLUMN: Final = {
    "BP-002": "mis_id", "BP-004": "class_name",
    "BP-101": "registration_group", "BP-102": "registration_group", "BP-103": "class_name", "BP-105": "subject_class",
    "BP-201": "mis_id", "BP-202": "mis_id", "BP-203": "mis_id", "BP-204": "mis_id",
    "BP-205": "mis_id", "BP-206": "mis_id",
    "BP-301": "has_access", "BP-302": "has_access", "BP-303": "class_name", "BP-305": "class_name",
    "BP-306": "class_name", "BP-307": "class_name", "BP-308": "year_group", "BP-401": "year_group",
    "BP-501": "last_test_date", "BP-502": "last_test_date", "BP-503": "last_test_date",
    "BP-601": "email", "BP-602": "email", "BP-603": "email", "BP-604": "email", "BP-605": "email", "BP-607": "email",
    "BP-608": "email",
}  # fmt: skip

RULES: Final = {
    "pupils": ("BP-001", "BP-003", "BP-104", "BP-201", "BP-202", "BP-203", "BP-204",
               "BP-601", "BP-602", "BP-603", "BP-604", "BP-605", "BP-607", "BP-608"),
    "learners": ("BP-001", "BP-002", "BP-003", "BP-205", "BP-206", "BP-301", "BP-302", "BP-303", "BP-307", "BP-401",
                 "BP-501", "BP-502", "BP-503"),
    "classes": ("BP-001", "BP-305", "BP-306"),
    "class_map": ("BP-001", "BP-003", "BP-004", "BP-103"),
    "registration_groups": ("BP-101", "BP-102"),
    "subject_classes": ("BP-105",),
    "year_groups": ("BP-308",),
    "file": ("BP-304", "BP-402", "BP-403", "BP-606"),
}  # fmt: skip
"""By fact table. The last four are no tables of the school: a row per value in a rule's scope, and one for the file."""

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
EMAIL_PLATFORMS: Final = ("Boost Learning", "Hachette Learning Adaptive", "Hachette Learning Magazines")


@dataclass(frozen=True)
class Everybody:
    """The school with all that was worked out about its people."""

    school: School
    pupils: Sequence[Pupil]
    learners: Sequence[Learner]

    @property
    def in_range(self) -> list[Pupil]:
        """The pupils in range."""
        return [pupil for pupil in self.pupils if pupil.in_range]


# --------------------------------------------------------------------------------------------------------------- pupils


def pupil_questions(everybody: Everybody, pupil: Pupil) -> list[Question]:
    """BP-001, BP-003, BP-104, BP-201 to BP-204, BP-601 to BP-608."""
    row, there = pupil.row, pupil.in_range
    return [
        Question("BP-001", when=True, must=is_single(everybody.school.pupils, row)),
        Question("BP-003", when=True, must=not row.unparseable()),
        Question("BP-104", there, and3(present(row.text("year_group")), present(row.text("registration_group")))),
        Question("BP-201", and3(there, pupil.has_tag(MATCHED)), NEVER),
        Question("BP-202", and3(there, pupil.has_tag(MAY_MATCH)), NEVER),
        Question("BP-203", and3(there, pupil.has_tag(NEW)), NEVER),
        Question("BP-204", there, not3(pupil.ambiguous)),
        *email_questions(everybody, pupil),
    ]


def email_questions(everybody: Everybody, pupil: Pupil) -> list[Question]:
    """BP-601 to BP-608, but for BP-606."""
    settings, email = everybody.school.settings, pupil.row.text("email")
    syncs = pupil.in_range and settings.sync_emails
    as_601 = and3(syncs, present(email))
    logs_in = any(platform in EMAIL_PLATFORMS for platform in settings.platforms)
    return [
        Question("BP-601", as_601, matches_email(email)),
        Question(
            "BP-602", and3(as_601, bool(settings.school_email_domains)), from_school(everybody, email), ("BP-601",)
        ),
        Question("BP-603", as_601, not3(is_a_contacts(everybody, pupil, email))),
        Question("BP-604", as_601, not3(is_anothers(everybody, pupil, email))),
        Question("BP-605", and3(as_601, only_a_username(pupil)), NEVER),
        Question("BP-607", syncs and logs_in, present(email)),
        Question("BP-608", and3(as_601, logs_in), NEVER, ("BP-601",)),
    ]


def matches_email(email: Text) -> Truth:
    """One @, a dotted domain, no white space."""
    if email is UNKNOWN:
        return None
    return email is not None and EMAIL.fullmatch(email) is not None


def from_school(everybody: Everybody, email: Text) -> Truth:
    """Whether the domain is one of the school's, case folded on both sides."""
    if email is UNKNOWN:
        return None
    domains = {domain.casefold() for domain in everybody.school.settings.school_email_domains}
    return email is not None and email.rpartition("@")[2].casefold() in domains


def is_same_email(email: Text, other: Text) -> Truth:
    """Case folded; a missing e-mail is nobody's."""
    if email is UNKNOWN or other is UNKNOWN:
        return None
    return email is not None and other is not None and email.casefold() == other.casefold()


def is_a_contacts(everybody: Everybody, pupil: Pupil, email: Text) -> Truth:
    """Whether a contact of the pupil has the e-mail; unknown without the table."""
    if everybody.school.contacts is None or email is UNKNOWN:
        return None
    mine = [contact for contact in everybody.school.contacts if contact.text("mis_id") == pupil.row.key]
    return or3(*(is_same_email(email, contact.text("email")) for contact in mine))


def is_anothers(everybody: Everybody, pupil: Pupil, email: Text) -> Truth:
    """Whether another row that is in range has the e-mail."""
    if email is UNKNOWN:
        return None
    others = [other.row for other in everybody.in_range if other.row.number != pupil.row.number]
    return or3(*(is_same_email(email, other.text("email")) for other in others))


def only_a_username(pupil: Pupil) -> Truth:
    """Whether the pupil has a learner, and that has a username and no e-mail."""
    if pupil.learner is None:
        return False
    if pupil.learner is UNKNOWN:
        return None
    return and3(present(pupil.learner.text("username")), not3(present(pupil.learner.text("email"))))


# ------------------------------------------------------------------------------------------------------------- learners


def learner_questions(everybody: Everybody, learner: Learner) -> list[Question]:
    """BP-001 to BP-003, BP-205 to BP-503."""
    school, row = everybody.school, learner.row
    synced, desynced, access = learner.has_tag(SYNCED), learner.has_tag(DESYNCED), row.flag("has_access")
    class_after, year_after = learner.after
    leavers = school.settings.leavers_class
    steps = year_steps(school, learner)
    last = row.day("last_test_date")
    left = days_left(school, row)
    return [
        Question("BP-001", when=True, must=is_single(school.learners, row)),
        Question("BP-002", when=True, must=not3(shares_mis_id(school, row))),
        Question("BP-003", when=True, must=not row.unparseable()),
        Question("BP-205", desynced, NEVER),
        Question("BP-206", learner.has_tag(UNLINKED), NEVER),
        Question("BP-301", desynced, not3(access)),
        Question("BP-302", and3(synced, present(class_after), present(year_after)), access),
        Question("BP-303", desynced, equals(row.text("class_name"), leavers)),
        Question("BP-307", synced, not3(equals(class_after, leavers))),
        Question("BP-401", and3(synced, both_in_order(school, learner)), None if steps is None else steps in {0, 1}),
        Question("BP-501", present(last), None if left is None else left >= 0),
        Question(
            "BP-502", when=True, must=None if left is None else left > school.settings.inactive_notice_days,
            needs=("BP-501",),
        ),
        Question("BP-503", row.flag("to_delete"), not3(present(last))),
    ]  # fmt: skip


def shares_mis_id(school: School, row: Row) -> Truth:
    """Whether another learner's row has the same mis_id; a missing one is shared with nobody."""
    mis_id = row.text("mis_id")
    if mis_id is UNKNOWN:
        return None
    others = [other for other in keyed(school.learners) if other.number != row.number]
    return mis_id is not None and any(other.text("mis_id") == mis_id for other in others)


def both_in_order(school: School, learner: Learner) -> Truth:
    """Whether learner's and pupil's year group are in year_order; unknown where the pupil is."""
    order = school.settings.year_order
    mine = one_of(learner.row.text("year_group"), order)
    theirs = one_of(learner.pupil.text("year_group"), order) if learner.pupil else None
    return and3(mine, theirs)


def year_steps(school: School, learner: Learner) -> int | None:
    """Count the year groups from the learner's to its pupil's; None where one is not in year_order."""
    if learner.pupil is None or not both_in_order(school, learner):
        return None
    order = school.settings.year_order
    now, then = learner.row.filled("year_group"), learner.pupil.filled("year_group")
    return order.index(then or "") - order.index(now or "")


def days_left(school: School, row: Row) -> int | None:
    """Count the days from as_of to the end of the limit; None where there is no date or the suites are unknown."""
    last, suites = row.day("last_test_date"), row.text("test_suites")
    if last is UNKNOWN or last is None or suites is UNKNOWN:
        return None
    by_suite = school.settings.inactive_years_by_suite
    named = [part.strip() for part in (suites or "").split(";")]
    years = max((by_suite[suite] for suite in named if suite in by_suite), default=school.settings.inactive_years)
    end: date = add_years(last, years)
    return (end - school.as_of).days


# ------------------------------------------------------------------------------------------------ classes and class_map


def class_questions(everybody: Everybody, row: Row) -> list[Question]:
    """BP-001, and BP-305 and BP-306, which ask the first row of a class only."""
    school, name = everybody.school, row.key or ""
    is_first = first_with_key(school.classes, name) is row
    is_leavers = name == school.settings.leavers_class
    mapped = any(class_of(school, pupil) == name for pupil in everybody.in_range)
    mapped_by_any = any(class_of(school, pupil) == name for pupil in everybody.pupils)
    stays = or3(*(and3(learner.has_tag(DESYNCED, UNLINKED), is_in(learner, name)) for learner in everybody.learners))
    somebody = or3(*(is_in(learner, name) for learner in everybody.learners))
    return [
        Question("BP-001", when=True, must=is_single(school.classes, row)),
        Question("BP-305", is_first and not is_leavers and mapped, not3(stays)),
        Question("BP-306", is_first and row.text("kind") == "registration", or3(somebody, mapped_by_any, is_leavers)),
    ]


def class_of(school: School, pupil: Pupil) -> str | None:
    """Name the class that the pupil's registration group maps to."""
    return maps_to(school, pupil.row.filled("registration_group"))


def is_in(learner: Learner, class_name: str) -> Truth:
    """Whether the learner is in the class after the sync."""
    return equals(learner.after[0], class_name)


def map_questions(everybody: Everybody, row: Row) -> list[Question]:
    """BP-001, BP-003, BP-004, BP-103; duplicates included, and another row is another row."""
    school, name = everybody.school, row.filled("class_name")
    others = [other for other in keyed(school.class_map) if other.number != row.number]
    return [
        Question("BP-001", when=True, must=is_single(school.class_map, row)),
        Question("BP-003", when=True, must=not row.unparseable()),
        Question("BP-004", when=True, must=first_with_key(school.classes, name) is not None),
        Question("BP-103", when=True, must=name is None or all(other.filled("class_name") != name for other in others)),
    ]
