"""Whether the extract hangs together: keys, cells that can be read, dates that have come."""

from schoolgate.language.predicate import KEY, AllOf, AtLeast, AtMost, Filled, IsTrue, Not, OneOf
from schoolgate.language.rule import ABOUT_KEYS, UNKNOWN, Owner, Rule, Severity
from schoolgate.language.table import UNPARSED
from schoolgate.suites.schoolcomms_leavers.rules import screens
from schoolgate.suites.schoolcomms_leavers.rules.words import DELETED, LEAVERS
from schoolgate.suites.schoolcomms_leavers.tables import STATUSES

EXTRACT = LEAVERS.section("the extract itself", derived=True)

RULES = (
    Rule(
        id="SL-001",
        title="Record has no member_id of its own",
        asks="Every record has a member_id, and no two of a table have the same.",
        facts=("members", "cypad", "mis"),
        require=AtMost("rows_with_key", 1),
        severity=Severity.ERROR,
        message="The member_id of this record is missing or stands in another row too, so nobody can tell whom it is about.",
        fix="Export the table again, each member once and with the member_id.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=EXTRACT,
        column="member_id",
        keyless=True,
        fixed=ABOUT_KEYS,
        good=({KEY: "M1", "rows_with_key": 1},),
        bad=({KEY: None, "rows_with_key": None}, {KEY: "M1", "rows_with_key": 2}),
    ),
    Rule(
        id="SL-002",
        title="Cell cannot be read",
        asks="Every date, date-time, number and yes-or-no cell can be read as what its column holds.",
        facts=("members", "mis"),
        require=Not(Filled(UNPARSED)),
        severity=Severity.WARNING,
        message="The cell in {unparsed} cannot be read as what that column holds; what depends on it was not checked.",
        fix=(
            "Write dates as 2026-09-01 (or name your format in date_formats), date-times as 2026-09-01 14:30, amounts as "
            "12.50 without a currency sign, yes-or-no cells as true or false."
        ),
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=EXTRACT,
        column=UNPARSED,
        counts=False,
        good=({UNPARSED: None},),
        bad=({UNPARSED: "leaving_date"},),
    ),
    Rule(
        id="SL-003",
        title="Status in Cypad is neither Open nor Closed",
        asks="Every record of Cypad is Open or Closed.",
        facts=("cypad",),
        require=OneOf("status", STATUSES),
        severity=Severity.ERROR,
        message="The status of {member_id} in Cypad is {status}, which is neither Open nor Closed.",
        fix="Export Cypad's records again with the status as Cypad shows it, Open or Closed.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=EXTRACT,
        column="status",
        good=({"status": "Open"}, {"status": "Closed"}),
        bad=({"status": "closed"}, {"status": None}),
    ),
    Rule(
        id="SL-004",
        title="Deleted member has a date that has not come",
        asks="A deleted member was deleted, and left, no later than now.",
        facts=("members",),
        when=DELETED,
        require=AllOf(AtLeast("seconds_since_deletion", 0), Not(IsTrue("leaving_date_ahead"))),
        severity=Severity.WARNING,
        message="The member is deleted, but {date_ahead} lies ahead.",
        fix="Check the date where it comes from. If the member is still on roll, ask support at once what was deleted.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=EXTRACT,
        column="date_ahead",
        good=(
            {"deleted": True, "seconds_since_deletion": 0},
            {"deleted": True, "seconds_since_deletion": 60, "leaving_date_ahead": None},
            {"deleted": True, "seconds_since_deletion": UNKNOWN},
            {"deleted": True, "seconds_since_deletion": 60, "leaving_date_ahead": UNKNOWN},
            {"deleted": False, "leaving_date_ahead": True},
            {"deleted": UNKNOWN, "seconds_since_deletion": UNKNOWN, "leaving_date_ahead": True},
        ),
        bad=(
            {"deleted": True, "seconds_since_deletion": -1, "date_ahead": "deleted_at"},
            {
                "deleted": True,
                "seconds_since_deletion": UNKNOWN,
                "leaving_date_ahead": True,
                "date_ahead": "leaving_date",
            },
        ),
    ),
)
