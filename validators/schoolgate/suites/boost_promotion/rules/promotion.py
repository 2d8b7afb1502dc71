"""Whether the promotion as a whole makes sense, and each learner's step in it."""

from schoolgate.language.predicate import AllOf, AtLeast, AtMost, Filled
from schoolgate.language.rule import UNKNOWN, Explains, Owner, Rule, Severity
from schoolgate.suites.boost_promotion.facts import FILE
from schoolgate.suites.boost_promotion.facts_people import DESYNCED
from schoolgate.suites.boost_promotion.rules import screens, words

ENOUGH = 10
"""So many learners must be counted before their share says something."""

RULES = (
    Rule(
        id="BP-401",
        title="Learner moves back, or skips a year group",
        asks="A synced learner stays in its year group or moves up into the next one.",
        facts=("learners",),
        when=AllOf(words.IS_SYNCED, Filled("years_forward")),
        require=AllOf(AtLeast("years_forward", 0), AtMost("years_forward", 1)),
        severity=Severity.WARNING,
        message="The learner is in year group {year_group}, and the sync moves it to {pupil_year}.",
        fix=f"Check the pupil's year group in the MIS, and whether the learner is linked to the right pupil. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.MIS,
        source=words.PROMOTION.section("review your learners, what is overwritten", derived=True),
        column="year_group",
        good=(
            {"years_forward": 0},
            {"years_forward": 1},
            {"years_forward": None},
            {"years_forward": 2, "link": DESYNCED},
            {"years_forward": UNKNOWN, "link": UNKNOWN},
        ),
        bad=({"years_forward": 2}, {"years_forward": -1}),
    ),
    Rule(
        id="BP-402",
        title="Nobody is promoted",
        asks="Where ten or more synced learners are compared, the sync moves at least one into another year group.",
        facts=(FILE,),
        when=AtLeast("synced", ENOUGH),
        require=AtLeast("promoted", 1),
        severity=Severity.WARNING,
        message=(
            "All {synced} synced learners keep their year group: the MIS has not moved its pupils up yet, or they were "
            "promoted here before."
        ),
        fix="Wait until the MIS has moved its pupils up, export the roll again, and check again before you sync.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=words.PROMOTION.section("review your learners, what is overwritten", derived=True),
        column="promoted",
        explains=(Explains(None, ()),),
        good=(
            {"synced": 10, "promoted": 1},
            {"synced": 9, "promoted": 0},
            {"synced": UNKNOWN, "promoted": UNKNOWN},
        ),
        bad=({"synced": 10, "promoted": 0},),
    ),
    Rule(
        id="BP-403",
        title="Too many learners are desynced",
        asks=(
            "Of ten or more linked learners with access who are neither in the leavers class nor in the highest year group, "
            "at most 30 % are desynced."
        ),
        facts=(FILE,),
        when=AtLeast("should_have", ENOUGH),
        require=AtMost("desynced_beyond", 0),
        severity=Severity.ERROR,
        message=(
            "{should_have_desynced} of {should_have} learners whom the school should still have would be desynced: the "
            "range is too narrow, or the roll was cut short."
        ),
        fix=f"Do not sync. Check the range chosen to sync, and that the export of the MIS is complete. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.RANGE,
        source=words.PROMOTION.section("review your learners, desynced learners", derived=True),
        column="should_have_desynced",
        explains=(Explains(None, ("BP-205", "BP-301", "BP-303")),),
        good=(
            {"should_have": 10, "should_have_desynced": 3, "desynced_beyond": 0},
            {"should_have": 9, "should_have_desynced": 9, "desynced_beyond": 63},
            {"should_have": UNKNOWN, "should_have_desynced": UNKNOWN, "desynced_beyond": UNKNOWN},
        ),
        bad=(
            {"should_have": 11, "should_have_desynced": 4, "desynced_beyond": 7},
            {"should_have": 10, "should_have_desynced": 4, "desynced_beyond": 10},
            {"should_have": 13, "should_have_desynced": 4, "desynced_beyond": 1},
        ),
    ),
)
