"""What a student who left must carry, and for how long the portal keeps it."""

from schoolgate.language.predicate import AllOf, AtLeast, AtMost, Filled, IsTrue, Not
from schoolgate.language.rule import UNKNOWN, Depends, Example, Owner, Rule, Severity, Variant
from schoolgate.suites.portal_sync.rules import screens
from schoolgate.suites.portal_sync.rules.words import (
    HARDCODED,
    IN_SCOPE,
    IS_CURRENT,
    IS_LEFT,
    LEFT,
    LEFT_WINDOW,
    SYNC,
    WAIT_FOR_SYNC,
)
from schoolgate.suites.portal_sync.tables import ON_ROLL

NOTICE_DAYS = 90
"""How long before its removal a leaver is announced."""
_LEFT: Example = {
    "type": "left",
    "type_basis": "stated",
    "roll_mode": "Left",
    "on_roll": False,
    "latest_dol": "2026-10-23",
}
_LONG_GONE: Example = {**_LEFT, "type_basis": "nearest", "days_inside_window": -1, "out_of_scope": True}

RULES = (
    Rule(
        id="PS-401",
        title="Left student is still On Roll",
        asks="The roll mode of a student who left is not On Roll.",
        facts=("students",),
        when=AllOf(IS_LEFT, IN_SCOPE),
        require=Not(IsTrue("on_roll")),
        severity=Severity.ERROR,
        message="The student is stated to have left, but the roll mode is still On Roll.",
        fix=(
            "If the student has left, end its enrolment in the MIS; if it is on roll, leave the record as it is and correct "
            f"student_type in the extract. {WAIT_FOR_SYNC}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=LEFT,
        column="roll_mode",
        fixed=HARDCODED,
        good=(
            _LEFT,
            {**_LEFT, "roll_mode": None, "on_roll": UNKNOWN},
            {"roll_mode": ON_ROLL, "on_roll": True},
            {**_LONG_GONE, "roll_mode": ON_ROLL, "on_roll": True},
        ),
        bad=({**_LEFT, "roll_mode": ON_ROLL, "on_roll": True},),
    ),
    Rule(
        id="PS-402",
        title="Left student has no leaving date",
        asks="A student who left has a leaving date in latest_dol.",
        facts=("students",),
        when=AllOf(IS_LEFT, IN_SCOPE),
        require=Filled("latest_dol"),
        severity=Severity.ERROR,
        message="The student is stated to have left, but latest_dol is blank.",
        fix=f"If the student has left, enter its leaving date in the MIS. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=LEFT,
        column="latest_dol",
        good=(_LEFT, {"latest_dol": None}, {**_LEFT, "latest_dol": UNKNOWN}),
        bad=({**_LEFT, "latest_dol": None},),
    ),
    Rule(
        id="PS-403",
        title="Left student's leaving date is outside the window",
        asks="The leaving date lies in the months for which the portal keeps leavers (12 unless support changed it).",
        facts=("students",),
        # Not needs=PS-402: that rule does not apply to a student out of scope, and this one must.
        when=AllOf(IS_LEFT, IsTrue("left_dated")),
        require=AllOf(AtLeast("days_since_leaving", 0), AtLeast("days_inside_window", 0)),
        severity=Depends(IsTrue("out_of_scope"), Severity.INFO, Severity.ERROR),
        message=("The leaving date lies before the as-of date, too long ago to sync with a window of {leaver_window}."),
        fix="Nothing, if the student need not sync; otherwise ask support about the window.",
        owner=Owner.SUPPORT,
        screen=screens.OPTIONS,
        source=LEFT_WINDOW,
        column="latest_dol",
        reading=(
            "Both ends of the window count: who left exactly so many months ago still syncs, and so does who leaves "
            "today. The "
            "article could also leave either day out."
        ),
        variants=(
            Variant(
                AtMost("days_since_leaving", -1),
                message="The leaving date lies ahead of the as-of date.",
                fix="Correct the leaving date in the MIS if it is wrong; otherwise wait for it.",
                owner=Owner.SCHOOL,
                screen=screens.ENROLMENT,
            ),
            Variant(
                IsTrue("out_of_scope"),
                message=(
                    "The leaving date lies before the as-of date, too long ago to sync with a window of {leaver_window}, "
                    "and nobody said that the student should."
                ),
                owner=Owner.NOBODY,
            ),
        ),
        good=(
            {**_LEFT, "days_since_leaving": 0, "days_inside_window": 365},
            {**_LEFT, "days_since_leaving": 365, "days_inside_window": 0},
            {**_LEFT, "left_dated": False, "days_since_leaving": None, "days_inside_window": None},
            {**_LEFT, "left_dated": UNKNOWN, "days_since_leaving": UNKNOWN, "days_inside_window": UNKNOWN},
            {"latest_dol": "2020-07-31", "days_since_leaving": 2000, "days_inside_window": -1000},
        ),
        bad=(
            {**_LEFT, "days_since_leaving": -1, "days_inside_window": 366},
            {**_LEFT, "days_since_leaving": 366, "days_inside_window": -1},
            {**_LONG_GONE, "days_since_leaving": 366},
        ),
    ),
    Rule(
        id="PS-404",
        title="Current student has a leaving date that has passed",
        asks="A current student's leaving date, if there is one, lies ahead.",
        facts=("students",),
        when=AllOf(IS_CURRENT, Filled("latest_dol")),
        require=AtMost("days_since_leaving", -1),
        severity=Severity.WARNING,
        message=("The student counts as current, but its leaving date has passed by the as-of date."),
        fix=(
            "Find out whether the student has left, and correct the one of roll mode and leaving date that is wrong "
            "in the MIS."
        ),
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=SYNC.section("Check the Requirements for a Left Student", derived=True),
        column="latest_dol",
        good=(
            {"latest_dol": "2027-07-20", "days_since_leaving": -1},
            {"latest_dol": None, "days_since_leaving": None},
            {**_LEFT, "days_since_leaving": 0},
            {"latest_dol": UNKNOWN, "days_since_leaving": UNKNOWN},
        ),
        bad=({"latest_dol": "2026-11-22", "days_since_leaving": 0},),
    ),
    Rule(
        id="PS-405",
        title="Portal soon removes the left student",
        asks="A student who left stays in the portal for more than 90 days yet.",
        facts=("students",),
        needs=("PS-403",),
        require=AtLeast("days_until_removal", NOTICE_DAYS + 1),
        severity=Severity.INFO,
        message="With a window of {leaver_window} a student syncs until a day of {removed_in}, then the portal removes it.",
        fix="Nothing, if that is right; to keep leavers for longer, ask support about the window.",
        owner=Owner.NOBODY,
        screen=screens.OPTIONS,
        source=LEFT_WINDOW,
        column="latest_dol",
        good=(
            {**_LEFT, "days_until_removal": 91},
            {**_LEFT, "days_since_leaving": -1, "days_until_removal": 10},
            {"latest_dol": "2025-12-01", "days_until_removal": 9},
        ),
        bad=({**_LEFT, "days_until_removal": 90},),
    ),
)
