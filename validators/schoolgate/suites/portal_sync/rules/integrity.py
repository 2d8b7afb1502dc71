"""Whether the extract hangs together: keys, references, cells that can be read."""

from schoolgate.language.integrity import Extract
from schoolgate.language.predicate import Filled, OneOf
from schoolgate.language.rule import Effect, Owner, Rule, Severity, Variant
from schoolgate.suites.portal_sync.rules import screens
from schoolgate.suites.portal_sync.rules.words import SYNC
from schoolgate.suites.portal_sync.tables import APPLICATIONS, GROUPS, KINDS, STUDENTS, TYPES, YEAR_GROUPS

_SOURCE = SYNC.section("the extract itself", derived=True)
_EXTRACT = Extract(_SOURCE, screens.EXTRACT)

RULES = (
    _EXTRACT.key_missing("PS-001", "students", "student", "student_id", effect=Effect.HARMS),
    _EXTRACT.key_repeated(
        "PS-002",
        "students",
        "students",
        "student_id",
        fix="Find out which row is the student's, and take the others out of the extract or correct their student_id.",
        effect=Effect.HARMS,
    ),
    _EXTRACT.key_repeated(
        "PS-003",
        "applications",
        "applications",
        "application_id",
        severity=Severity.WARNING,
        when=Filled("application_id"),
        fix="Export the applications again, each with an identifier of its own.",
    ),
    _EXTRACT.reference(
        "PS-004",
        "applications",
        "application",
        "student_id",
        to="students",
        found="student_found",
        near="student_near",
        fix="Correct the application's student_id, or export the student as well.",
    ),
    _EXTRACT.key_of_its_own("PS-005", ("groups",), "group", "group_id"),
    _EXTRACT.unreadable("PS-006", STUDENTS, APPLICATIONS, GROUPS, YEAR_GROUPS),
    Rule(
        id="PS-007",
        title="Group is neither base nor intake",
        asks="Every group's kind is base or intake.",
        facts=("groups",),
        require=OneOf("kind", KINDS),
        severity=Severity.ERROR,
        message="Group {group_id} is neither of kind base nor of kind intake.",
        fix="Write base or intake in the group's kind.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=_SOURCE,
        column="kind",
        variants=(
            Variant(
                Filled("kind_near"),
                message="Group {group_id} is of kind {kind}, which differs from {kind_near} only in spelling.",
            ),
        ),
        good=({"kind": "base"}, {"kind": "intake"}),
        bad=({"kind": None}, {"kind": "tutor"}),
    ),
    Rule(
        id="PS-008",
        title="Stated student type is not one of the three",
        asks="A stated student type is current, prospective or left.",
        facts=("students",),
        when=Filled("student_type"),
        require=OneOf("student_type", TYPES),
        severity=Severity.WARNING,
        message="The stated type {student_type} is none of current, prospective, left; the type was inferred instead.",
        fix="Write current, prospective or left in student_type, or leave it blank.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=_SOURCE,
        column="student_type",
        variants=(
            Variant(
                Filled("student_type_near"),
                message=(
                    "The stated type {student_type} differs from {student_type_near} only in spelling; the type was "
                    "inferred "
                    "instead."
                ),
            ),
        ),
        good=({"student_type": "left"}, {"student_type": None}),
        bad=({"student_type": "alumnus"},),
    ),
    _EXTRACT.reference(
        "PS-009",
        "groups",
        "group",
        "year_group_id",
        to="year_groups",
        found="year_group_in_portal",
        near="year_group_near",
        optional=True,
        severity=Severity.WARNING,
        fix="Link the group to a year group that the portal has, or ask support to add the year group.",
        screen=screens.GROUPS,
    ),
    _EXTRACT.holds_a_record("PS-010", STUDENTS, "student"),
)
