"""The rules of ``boost-promotion.md`` that judge a row, table by table: for its oracle.

A rule without a *when* applies to every record that has a key. Of what several rules ask, the comments say once how
it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from boost_promotion.oracle_names import year
from boost_promotion.oracle_tags import (
    DESYNCED,
    MATCHED,
    MAY_MATCH,
    NEW,
    OUT_OF_RANGE,
    SYNCED,
    UNLINKED,
    Learner,
    Pupil,
    School,
    filled,
    kind_of,
    maps_to,
)
from oracle.addresses import delivered
from oracle.cells import fold_word
from oracle.logic import NEVER, UNKNOWN, Question, Truth, and3, equal, not3, or3, present

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from oracle.tables import Row, Text

SEVERITY: Final = {
    "BP-001": "error", "BP-002": "error", "BP-003": "warning", "BP-004": "error", "BP-005": "warning",
    "BP-006": "error",
    "BP-101": "warning", "BP-102": "warning", "BP-103": "warning", "BP-104": "error", "BP-105": "warning",
    "BP-106": "warning",
    "BP-201": "warning", "BP-202": "warning", "BP-203": "info", "BP-205": "info", "BP-206": "info",
    "BP-302": "warning", "BP-304": "warning", "BP-305": "warning", "BP-306": "info", "BP-307": "warning",
    "BP-308": "warning",
    "BP-401": "warning", "BP-402": "warning", "BP-403": "error", "BP-404": "warning",
    "BP-501": "warning", "BP-502": "info", "BP-503": "error",
    "BP-601": "error", "BP-602": "warning", "BP-603": "error", "BP-604": "error", "BP-605": "info",
    "BP-606": "info", "BP-607": "warning", "BP-608": "info", "BP-609": "warning",
}  # fmt: skip
"""Of BP-204, BP-301 and BP-303 it depends on the record."""

# The column a finding stands on. BP-001 stands on the table's key, BP-003 on the cell that does not parse, BP-104 on the
# first missing cell; a finding about the file stands on none.
COLUMN: Final = {
    "BP-002": "mis_id", "BP-004": "class_name", "BP-005": "kind",
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
    "classes": ("BP-001", "BP-005", "BP-305", "BP-306"),
    "class_map": ("BP-001", "BP-003", "BP-004", "BP-103"),
    "registration_groups": ("BP-101", "BP-102"),
    "subject_classes": ("BP-105",),
    "year_groups": ("BP-308",),
    "file": ("BP-006", "BP-106", "BP-304", "BP-402", "BP-403", "BP-404", "BP-606", "BP-609"),
}  # fmt: skip
"""By fact table. The last four are no tables of the school: a row per value in a rule's scope, and one for the file."""

PROVIDERS: Final = frozenset({"gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com"})
"""Public mail providers, where the caller names none: the whole list is the product's data."""


@dataclass(frozen=True)
class Everybody:
    """The school with all that was worked out about its people."""

    school: School
    pupils: Sequence[Pupil]
    learners: Sequence[Learner]
    providers: frozenset[str]

    @property
    def in_range(self) -> list[Pupil]:
        """The pupils in range."""
        return [pupil for pupil in self.pupils if pupil.in_range]


def severity_of(rule: str, record: Pupil | Learner | None) -> str:
    """Give the severity of a rule for a record."""
    if rule == "BP-204":
        return "error" if isinstance(record, Pupil) and record.tag == MATCHED else "warning"
    if rule in {"BP-301", "BP-303"}:
        return "info" if isinstance(record, Learner) and record.because == OUT_OF_RANGE else "warning"
    return SEVERITY[rule]


# --------------------------------------------------------------------------------------------------------------- pupils


def pupil_questions(everybody: Everybody, pupil: Pupil) -> list[Question]:
    """BP-001, BP-003, BP-104, BP-201 to BP-204, BP-601 to BP-608."""
    row, there = pupil.row, pupil.in_range
    return [
        Question("BP-001", when=True, must=everybody.school.pupils.is_single(row)),
        Question("BP-003", when=True, must=not row.unparseable()),
        Question("BP-104", there, and3(present(row.text("year_group")), present(row.text("registration_group")))),
        Question("BP-201", pupil.tag == MATCHED, NEVER),
        Question("BP-202", pupil.tag == MAY_MATCH, NEVER),
        Question("BP-203", pupil.tag == NEW, NEVER),
        Question("BP-204", there, not pupil.ambiguous),
        *email_questions(everybody, pupil),
    ]


def email_questions(everybody: Everybody, pupil: Pupil) -> list[Question]:
    """BP-601 to BP-608, but for BP-606."""
    settings, email = everybody.school.settings, pupil.row.text("email")
    syncs = pupil.in_range and settings.sync_emails
    as_601 = and3(syncs, present(email))
    logs_in = settings.logs_in_by_email
    return [
        Question("BP-601", as_601, matches_email(email)),
        Question("BP-602", as_601, is_fitting(everybody, email), ("BP-601",)),
        Question("BP-603", as_601, not3(is_a_parents(everybody, pupil, email))),
        Question("BP-604", as_601, not3(is_anothers(everybody, pupil, email))),
        Question("BP-605", and3(as_601, only_a_username(pupil)), NEVER),
        Question("BP-607", and3(syncs, logs_in), present(email)),
        Question("BP-608", and3(as_601, logs_in), NEVER, ("BP-601",)),
    ]


def matches_email(email: Text) -> Truth:
    """One @, a dotted domain, no white space."""
    if email is UNKNOWN:
        return None
    return email is not None and delivered(email)


def domain_of(email: str) -> str:
    """Give what stands after the last @, case folded."""
    return email.rpartition("@")[2].casefold()


def is_schools(everybody: Everybody, email: str) -> bool:
    """Whether the domain is one of the school's, or a subdomain of one."""
    domains = [domain.casefold() for domain in everybody.school.settings.school_email_domains or ()]
    mine = domain_of(email)
    return any(mine == domain or mine.endswith(f".{domain}") for domain in domains)


def is_fitting(everybody: Everybody, email: Text) -> Truth:
    """Whether the domain is the school's; where nobody said which these are, whether it is no public provider's."""
    if email is UNKNOWN:
        return None
    if email is None:
        return False
    if everybody.school.settings.school_email_domains:
        return is_schools(everybody, email)
    return domain_of(email) not in everybody.providers


def is_same_email(email: Text, other: Text) -> Truth:
    """Case folded; a missing e-mail is nobody's."""
    if email is UNKNOWN or other is UNKNOWN:
        return None
    return email is not None and other is not None and email.casefold() == other.casefold()


def is_a_parents(everybody: Everybody, pupil: Pupil, email: Text) -> Truth:
    """Whether a contact of the pupil has the e-mail; without the table only one of the school's is surely none."""
    if email is UNKNOWN or email is None:
        return None
    if everybody.school.contacts is None:
        return False if is_schools(everybody, email) else None
    mine = [contact for contact in everybody.school.contacts if contact.ref("mis_id") == pupil.row.id]
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
    return and3(present(pupil.learner.text("username")), not3(present(pupil.learner.text("email"))))


# ------------------------------------------------------------------------------------------------------------- learners


def learner_questions(everybody: Everybody, learner: Learner) -> list[Question]:
    """BP-001 to BP-003, BP-205 to BP-503."""
    school, row = everybody.school, learner.row
    synced, desynced, access = learner.tag == SYNCED, learner.tag == DESYNCED, row.flag("has_access")
    class_after, year_after = learner.after
    leavers = school.settings.leavers_class
    last = row.day("last_test_date")
    left = days_left(school, row)
    steps = year_steps(school, learner)
    return [
        Question("BP-001", when=True, must=school.learners.is_single(row)),
        Question("BP-002", when=True, must=not shares_mis_id(school, row)),
        Question("BP-003", when=True, must=not row.unparseable()),
        Question("BP-205", desynced, NEVER),
        Question("BP-206", learner.tag == UNLINKED, NEVER),
        Question("BP-301", desynced, not3(access)),
        Question("BP-302", synced and class_after is not None and year_after is not None, access),
        Question("BP-303", desynced, equal(row.text("class_name"), leavers)),
        Question("BP-307", synced, class_after != leavers),
        Question("BP-401", years_of(learner) is not None, None if steps is None else steps in {0, 1}),
        Question("BP-501", present(last), None if left is None else left >= 0),
        Question(
            "BP-502", when=True, must=None if left is None else left > school.settings.inactive_notice_days,
            needs=("BP-501",),
        ),
        Question("BP-503", row.flag("to_delete"), not3(present(last))),
    ]  # fmt: skip


def shares_mis_id(school: School, row: Row) -> bool:
    """Whether another learner's row has the same mis_id; a missing one is shared with nobody."""
    others = [other for other in school.learners.keyed() if other.number != row.number]
    mis_id = row.ref("mis_id")
    return mis_id is not None and any(other.ref("mis_id") == mis_id for other in others)


def years_of(learner: Learner) -> tuple[str, str] | None:
    """Give the year groups of a Synced learner and of its pupil; None where one is missing."""
    now = filled(learner.row, "year_group")
    then = filled(learner.pupil, "year_group") if learner.pupil else None
    return None if now is None or then is None else (now, then)


def year_steps(school: School, learner: Learner) -> int | None:
    """Count the year groups from the learner's to its pupil's; None where one is not in year_order."""
    years = years_of(learner)
    if years is None:
        return None
    now, then = (school.settings.place_of(each) for each in years)
    return None if now is None or then is None else then - now


def is_promoted(learner: Learner) -> bool | None:
    """Whether the two year groups differ once normalised; None where one is missing."""
    years = years_of(learner)
    return None if years is None else year(years[0]) != year(years[1])


def days_left(school: School, row: Row) -> int | None:
    """Count the days from as_of to the end of the limit; None where the date is not known."""
    last, suites = row.day("last_test_date"), row.text("test_suites")
    if last is UNKNOWN or last is None:
        return None
    limits = [(fold_word(suite), years) for suite, years in school.settings.inactive_years_by_suite.items()]
    named = {fold_word(part) for part in str(suites).split(";")}
    years = max((limit for suite, limit in limits if suite in named), default=school.settings.inactive_years)
    return (add_years(last, years) - school.as_of).days


def add_years(day: date, years: int) -> date:
    """Move by whole years; 29 February becomes the 28th in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


# ------------------------------------------------------------------------------------------------ classes and class_map


def class_questions(everybody: Everybody, row: Row) -> list[Question]:
    """BP-001 and BP-005, and BP-305 and BP-306, which ask the first row of a class only."""
    school, name = everybody.school, row.key or ""
    is_first = school.classes.is_first(row)
    is_leavers = name == school.settings.leavers_class
    mapped = any(class_of(school, pupil) == name for pupil in everybody.in_range)
    mapped_by_any = any(class_of(school, pupil) == name for pupil in everybody.pupils)
    names_compare = any(school.classes.first(class_of(school, pupil)) for pupil in everybody.pupils)
    staying = [learner for learner in everybody.learners if learner.tag in {DESYNCED, UNLINKED}]
    somebody = any(learner.after[0] == name for learner in everybody.learners)
    kept = somebody or mapped_by_any or is_leavers
    kind = kind_of(school, row)
    return [
        Question("BP-001", when=True, must=school.classes.is_single(row)),
        Question("BP-005", when=True, must=kind is not UNKNOWN),
        Question(
            "BP-305", is_first and not is_leavers and mapped, not any(learner.after[0] == name for learner in staying)
        ),
        Question("BP-306", and3(is_first, equal(kind, "registration")), kept if names_compare else None),
    ]


def class_of(school: School, pupil: Pupil) -> str | None:
    """Name the class that the pupil's registration group maps to."""
    return maps_to(school, filled(pupil.row, "registration_group"))


def map_questions(everybody: Everybody, row: Row) -> list[Question]:
    """BP-001, BP-003, BP-004, BP-103; duplicates included, and another row is another row.

    A panel without classes has none that could be missing or shared.
    """
    school, panel = everybody.school, everybody.school.tables["class_map"]
    name = filled(row, "class_name") if school.maps_classes else None
    others = [other for other in panel.keyed() if other.number != row.number]
    ticked = row.flag("set_up")
    return [
        Question("BP-001", when=True, must=panel.is_single(row)),
        Question("BP-003", when=True, must=not row.unparseable()),
        Question("BP-004", and3(school.maps_classes, ticked), name is not None),
        Question("BP-103", name is not None, all(other.text("class_name") != name for other in others)),
    ]
