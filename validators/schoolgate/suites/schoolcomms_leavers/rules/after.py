"""What becomes of a member once deleted: out of the queue, and after some days without a name."""

from schoolgate.language.predicate import KEY, NEVER, AllOf, AnyOf, AtLeast, AtMost, Not, OneOf
from schoolgate.language.rule import UNKNOWN, Owner, Rule, Severity
from schoolgate.suites.schoolcomms_leavers.facts import ANONYMISED, IN_CLEAR
from schoolgate.suites.schoolcomms_leavers.rules import screens
from schoolgate.suites.schoolcomms_leavers.rules.words import (
    ANONYMISED_IN_TIME,
    DELETED,
    LEAVERS,
    NAME_IN_CLEAR,
    QUEUE,
    WHEN,
)

_LONG_AGO = {"deleted": True, "seconds_past_anonymising": 1, "seconds_past_queue": 86400}
_LATELY = {"deleted": True, "seconds_past_anonymising": 0, "seconds_past_queue": 86400}
_NAMELESS = {"first_name_reads": ANONYMISED, "last_name_reads": ANONYMISED, "name_in_clear": None}
_IN_CLEAR = {"first_name_reads": IN_CLEAR, "last_name_reads": IN_CLEAR, "name_in_clear": "first_name"}

RULES = (
    Rule(
        id="SL-301",
        title="Deleted member is not anonymised in time",
        asks="Once the days until anonymising are over, no name of a deleted member can be read.",
        facts=("members",),
        when=AllOf(DELETED, AtLeast("seconds_past_anonymising", 1)),
        require=Not(NAME_IN_CLEAR),
        severity=Severity.ERROR,
        message="The name should have been anonymised by {anonymised_from}, but can still be read.",
        fix="Ask support why the name can still be read; if the school asked for a longer time, set anonymise_after_days.",
        owner=Owner.SUPPORT,
        screen=screens.ANONYMISING,
        source=ANONYMISED_IN_TIME,
        column="name_in_clear",
        good=(
            {**_LONG_AGO, **_NAMELESS},
            {**_LONG_AGO, "first_name_reads": None, "last_name_reads": ANONYMISED, "name_in_clear": None},
            {**_LONG_AGO, "first_name_reads": UNKNOWN, "last_name_reads": ANONYMISED, "name_in_clear": None},
            {**_LATELY, **_IN_CLEAR},
            {**_LONG_AGO, **_IN_CLEAR, "seconds_past_anonymising": UNKNOWN},
            {**_LONG_AGO, **_IN_CLEAR, "deleted": False},
            {KEY: None, **_LONG_AGO, **_IN_CLEAR},
        ),
        bad=(
            {**_LONG_AGO, **_IN_CLEAR},
            {**_LONG_AGO, "first_name_reads": UNKNOWN, "last_name_reads": IN_CLEAR, "name_in_clear": "last_name"},
            {**_LONG_AGO, "first_name_reads": IN_CLEAR, "last_name_reads": ANONYMISED, "name_in_clear": "first_name"},
        ),
    ),
    Rule(
        id="SL-302",
        title="Deleted member will be anonymised",
        asks="What is left of a deleted member is anonymised once the days until then are over.",
        facts=("members",),
        when=AllOf(DELETED, AtMost("seconds_past_anonymising", 0)),
        require=NEVER,
        severity=Severity.INFO,
        message="The member will read as anonymised from {anonymised_from} (local time).",
        fix="Nothing to mend. If the school needs the name for longer, ask for a longer time before then.",
        owner=Owner.NOBODY,
        screen=screens.ANONYMISING,
        source=ANONYMISED_IN_TIME,
        column="deleted_at",
        good=(
            {**_LATELY, "seconds_past_anonymising": 1},
            {**_LATELY, "seconds_past_anonymising": UNKNOWN},
            {**_LATELY, "deleted": False},
            {"deleted": False, "seconds_past_anonymising": None},
        ),
        bad=(_LATELY, {**_LATELY, "seconds_past_anonymising": -1}),
    ),
    Rule(
        id="SL-303",
        title="Member reads as anonymised, but was not deleted",
        asks="Only a deleted member reads as anonymised.",
        facts=("members",),
        when=Not(DELETED),
        require=Not(AnyOf(OneOf("first_name_reads", (ANONYMISED,)), OneOf("last_name_reads", (ANONYMISED,)))),
        severity=Severity.WARNING,
        message="A name of the member reads as anonymised, though no deletion is recorded.",
        fix="Find out whether the member was deleted; if not, ask support how the name was lost.",
        owner=Owner.SUPPORT,
        screen=screens.ANONYMISING,
        source=LEAVERS.section(f"{WHEN}, anonymised in 14 days", derived=True),
        column="name_anonymised",
        good=(
            {**_IN_CLEAR},
            {"first_name_reads": None, "last_name_reads": IN_CLEAR},
            {"first_name_reads": UNKNOWN, "last_name_reads": IN_CLEAR},
            {**_NAMELESS, "deleted": True, "name_anonymised": "first_name"},
        ),
        bad=(
            {**_NAMELESS, "name_anonymised": "first_name"},
            {"first_name_reads": ANONYMISED, "last_name_reads": IN_CLEAR, "name_anonymised": "first_name"},
            {"first_name_reads": UNKNOWN, "last_name_reads": ANONYMISED, "name_anonymised": "last_name"},
        ),
    ),
    Rule(
        id="SL-304",
        title="Deleted member is still listed in Schoolcomms",
        asks="Once the queue of deletions is over, a deleted member is no longer listed by name.",
        facts=("members",),
        when=AllOf(DELETED, AtLeast("seconds_past_queue", 0), NAME_IN_CLEAR),
        require=NEVER,
        severity=Severity.INFO,
        message="The queue of deletions should be over for this member, but Schoolcomms still lists the name.",
        fix="Nothing to mend yet: a long queue takes longer. If the name stays listed for days, ask support.",
        owner=Owner.NOBODY,
        screen=screens.DELETE,
        source=QUEUE,
        column="name_in_clear",
        good=(
            {**_LATELY, **_IN_CLEAR, "seconds_past_queue": -1},
            {**_LATELY, **_NAMELESS},
            {**_LATELY, "first_name_reads": None, "last_name_reads": UNKNOWN},
            {**_LATELY, **_IN_CLEAR, "seconds_past_queue": UNKNOWN},
            {**_LATELY, **_IN_CLEAR, "deleted": False},
            {KEY: None, **_LATELY, **_IN_CLEAR},
        ),
        bad=(
            {**_LATELY, **_IN_CLEAR, "seconds_past_queue": 0},
            {**_LATELY, "first_name_reads": ANONYMISED, "last_name_reads": IN_CLEAR, "name_in_clear": "last_name"},
        ),
    ),
)
