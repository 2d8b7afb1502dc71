"""Test data that is, or soon will be, anonymised; and learners that must not be deleted."""

from schoolgate.language.predicate import AtLeast, Filled, IsTrue, Not
from schoolgate.language.rule import UNKNOWN, Effect, Example, Owner, Rule, Severity
from schoolgate.suites.boost_promotion.rules import screens, words

_UNTOLD: Example = {
    "last_test_date": UNKNOWN,
    "inactive_on": UNKNOWN,
    "days_until_inactive": UNKNOWN,
    "days_beyond_notice": UNKNOWN,
}
_NO_TEST: Example = {
    "last_test_date": None,
    "inactive_on": None,
    "days_until_inactive": None,
    "days_beyond_notice": None,
}
RULES = (
    Rule(
        id="BP-501",
        title="Learner is inactive",
        asks="A learner who has taken a test has taken one within the years that its test suites allow.",
        facts=("learners",),
        when=Filled("last_test_date"),
        require=AtLeast("days_until_inactive", 0),
        severity=Severity.WARNING,
        message="The learner counts as inactive since after {inactive_on}: its test data is, or will be, anonymised.",
        fix="Look at the test data now if it is still there and needed: once anonymised it can no longer be viewed.",
        owner=Owner.SCHOOL,
        screen=screens.LEARNERS,
        source=words.CLOSING,
        reading=words.CLIPPED,
        column="last_test_date",
        good=({"days_until_inactive": 0}, _NO_TEST, _UNTOLD),
        bad=({"days_until_inactive": -1, "days_beyond_notice": -91, "inactive_on": "2026-11-21"},),
    ),
    Rule(
        id="BP-502",
        title="Learner will soon be inactive",
        asks="It is some time until a learner counts as inactive.",
        facts=("learners",),
        needs=("BP-501",),
        require=AtLeast("days_beyond_notice", 1),
        severity=Severity.INFO,
        message="Without another test the learner counts as inactive after {inactive_on}, in {days_until_inactive} day(s).",
        fix="Nothing to mend if the learner has left. Look at the test data before that day if it is still needed.",
        owner=Owner.SCHOOL,
        screen=screens.LEARNERS,
        source=words.CLOSING,
        reading=words.CLIPPED,
        column="last_test_date",
        good=(
            {"days_until_inactive": 91, "days_beyond_notice": 1},
            {"days_until_inactive": -1, "days_beyond_notice": -91},
            _NO_TEST,
            _UNTOLD,
        ),
        bad=({"days_until_inactive": 90, "days_beyond_notice": 0},),
    ),
    Rule(
        id="BP-503",
        title="Deleting the learner deletes its test data",
        asks="A learner that is to be deleted has no test data.",
        facts=("learners",),
        when=IsTrue("to_delete"),
        require=Not(Filled("last_test_date")),
        severity=Severity.ERROR,
        message="The learner is to be deleted, and has test data of {last_test_date}: deleting the record deletes it.",
        fix="Do not delete the learner if the test data is still needed: revoke its access and add it to the leavers class.",
        owner=Owner.SCHOOL,
        screen=screens.LEARNERS,
        source=words.TIDY_UP,
        effect=Effect.HARMS,
        column="last_test_date",
        good=({}, {**_NO_TEST, "to_delete": True}, {**_UNTOLD, "to_delete": True}, {"to_delete": UNKNOWN}),
        bad=({"to_delete": True},),
    ),
)
