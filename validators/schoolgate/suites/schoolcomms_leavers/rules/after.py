"""What becomes of a member once deleted: out of the queue, and after some days without a name."""

from schoolgate.language.predicate import KEY, NEVER, AllOf, AnyOf, AtLeast, AtMost, Filled, Not, OneOf
from schoolgate.language.rule import UNKNOWN, Effect, Example, Owner, Rule, Severity
from schoolgate.suites.schoolcomms_leavers.facts import ANONYMISED, IN_CLEAR
from schoolgate.suites.schoolcomms_leavers.rules import screens
from schoolgate.suites.schoolcomms_leavers.rules.words import (
    ANONYMISED_IN_TIME,
    DELETED,
    LEAVERS,
    NAME_IN_CLEAR,
    NOT_CLOSED_IN_TIME,
    QUEUE,
    WHEN,
)
from schoolgate.suites.schoolcomms_leavers.tables import CLOSED, OPEN

_LONG_AGO = {"deleted": True, "seconds_past_anonymising": 1, "seconds_past_queue": 86400}
_LATELY = {"deleted": True, "seconds_past_anonymising": 0, "seconds_past_queue": 86400}
_NAMELESS: Example = {
    "first_name_reads": ANONYMISED,
    "last_name_reads": ANONYMISED,
    "some_name_in_clear": False,
    "name_in_clear": None,
}
_IN_CLEAR: Example = {
    "first_name_reads": IN_CLEAR,
    "last_name_reads": IN_CLEAR,
    "some_name_in_clear": True,
    "name_in_clear": "first_name",
}

RULES = (
    Rule(
        id="SL-301",
        title="Deleted member is not anonymised in time",
        asks="Once the days until anonymising are over, no name of a deleted member can be read.",
        facts=("members",),
        when=AllOf(DELETED, AtLeast("seconds_past_anonymising", 1)),
        # A name that was not supplied does not count, so what is unknown of it is not asked.
        require=Not(Filled("name_in_clear")),
        severity=Severity.ERROR,
        message="With {anonymising_told}, the name should read as anonymised since {anonymised_from}, but can still be "
        "read.",
        fix="If the school asked for a longer time, say so with anonymise_after_days; if not, ask support why the name "
        "can still be read.",
        owner=Owner.SUPPORT,
        screen=screens.ANONYMISING,
        source=ANONYMISED_IN_TIME,
        column="name_in_clear",
        effect=Effect.AFTER,
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
        message="With {anonymising_told}, what stays of the member will read as anonymised from {anonymised_from} (local "
        "time).",
        fix="Nothing to mend. If the school needs the names for longer, ask for a longer anonymised period before then.",
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
        asks="Once the queue of deletions is over, a deleted member may still be listed by name for a while.",
        facts=("members",),
        # Whom SL-301 or SL-103 speaks of is not told a second time that there is nothing to mend.
        when=AllOf(
            DELETED,
            AtLeast("seconds_past_queue", 1),
            NAME_IN_CLEAR,
            Not(AllOf(AtLeast("seconds_past_anonymising", 1), Filled("name_in_clear"))),
            Not(NOT_CLOSED_IN_TIME),
        ),
        require=NEVER,
        severity=Severity.INFO,
        message="With a queue of {queue_told}, the member should be out of it, but Schoolcomms still lists the name.",
        fix="Nothing to mend yet: how long it takes depends on how many are being deleted. Check again later.",
        owner=Owner.NOBODY,
        screen=screens.DELETE,
        source=QUEUE,
        column="name_in_clear",
        reading="The article says that a deleted member may show for a short while, which depends on how many are "
        "deleted; it gives no figure. We read it as hours that run from the deletion, and look only once they are over.",
        good=(
            {**_LATELY, **_IN_CLEAR, "seconds_past_queue": 0},
            {**_LONG_AGO, **_IN_CLEAR},
            {**_LATELY, **_IN_CLEAR, "seconds_past_closing_sync": 0, "cypad_status": OPEN},
            {**_LATELY, **_IN_CLEAR, "seconds_past_closing_sync": 0, "cypad_status": UNKNOWN},
            {**_LATELY, **_NAMELESS},
            {**_LATELY, **_NAMELESS, "some_name_in_clear": UNKNOWN},
            {**_LATELY, **_IN_CLEAR, "seconds_past_queue": UNKNOWN},
            {**_LATELY, **_IN_CLEAR, "deleted": False},
            {KEY: None, **_LATELY, **_IN_CLEAR},
        ),
        bad=(
            {**_LATELY, **_IN_CLEAR, "seconds_past_queue": 1},
            {**_LATELY, **_IN_CLEAR, "seconds_past_closing_sync": 0, "cypad_status": CLOSED},
            {**_LATELY, **_IN_CLEAR, "seconds_past_closing_sync": -1, "cypad_status": OPEN},
            {**_LATELY, **_IN_CLEAR, "cypad_supplied": False, "in_cypad": UNKNOWN, "cypad_status": UNKNOWN},
            {**_LATELY, **_IN_CLEAR, "name_in_clear": "last_name"},
        ),
    ),
)
