"""What a student who left must carry, and for how long the portal keeps it."""

from schoolgate.language.predicate import AllOf, AtLeast, AtMost, Filled, IsTrue, Not, OneOf
from schoolgate.language.rule import UNKNOWN, Depends, Example, Owner, Rule, Severity
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
_LEFT: Example = {"type": "left", "type_from": "student_type", "roll_mode": "Left", "latest_dol": "2026-10-23"}
_LONG_GONE: Example = {**_LEFT, "type_from": "latest_dol", "days_inside_window": -1, "out_of_scope": True}

RULES = (
    Rule(
        id="PS-401",
        title="Left student is still On Roll",
        asks="The roll mode of a student who left is not On Roll.",
        facts=("students",),
        when=AllOf(IS_LEFT, IN_SCOPE),
        require=Not(OneOf("roll_mode", (ON_ROLL,))),
        severity=Severity.ERROR,
        message="The student is to sync as left, but the roll mode is still On Roll.",
        fix=f"End the student's enrolment in the MIS, so that the roll mode is no longer On Roll. {WAIT_FOR_SYNC}",
        owner=Owner.SCHOOL,
        screen=screens.ENROLMENT,
        source=LEFT,
        column="roll_mode",
        fixed=HARDCODED,
        good=(_LEFT, {**_LEFT, "roll_mode": None}, {"roll_mode": ON_ROLL}, {**_LONG_GONE, "roll_mode": ON_ROLL}),
        bad=({**_LEFT, "roll_mode": ON_ROLL},),
    ),
    Rule(
        id="PS-402",
        title="Left student has no leaving date",
        asks="A student who left has a leaving date in latest_dol.",
        facts=("students",),
        when=AllOf(IS_LEFT, IN_SCOPE),
        require=Filled("latest_dol"),
        severity=Severity.ERROR,
        message="The student is to sync as left, but latest_dol is empty.",
        fix=f"Record the date of leaving in the MIS. {WAIT_FOR_SYNC}",
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
        when=AllOf(IS_LEFT, Filled("latest_dol")),
        require=AllOf(AtLeast("days_since_leaving", 0), AtLeast("days_inside_window", 0)),
        severity=Depends(IsTrue("out_of_scope"), Severity.INFO, Severity.ERROR),
        message=(
            "The leaving date is outside the months in which leavers sync: {days_since_leaving} day(s) before the "
            "as-of date (a negative number lies ahead)."
        ),
        fix="Nothing, if the student need not sync. Otherwise correct latest_dol, or ask support to lengthen the window.",
        owner=Owner.SUPPORT,
        screen=screens.OPTIONS,
        source=LEFT_WINDOW,
        column="latest_dol",
        good=(
            {**_LEFT, "days_since_leaving": 0, "days_inside_window": 365},
            {**_LEFT, "days_since_leaving": 365, "days_inside_window": 0},
            {**_LEFT, "latest_dol": None, "days_since_leaving": None, "days_inside_window": None},
            {**_LEFT, "latest_dol": UNKNOWN, "days_since_leaving": UNKNOWN, "days_inside_window": UNKNOWN},
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
        message="The student counts as current, but latest_dol lies {days_since_leaving} day(s) before the as-of date.",
        fix="Correct the roll mode or the leaving date in the MIS: only one of them can be right.",
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
        message="The student syncs for the last time on {removed_on}; after that the portal removes it.",
        fix="Nothing, if that is right. To keep leavers for longer, ask support to lengthen the window.",
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
