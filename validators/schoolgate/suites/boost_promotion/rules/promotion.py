"""Whether the promotion as a whole makes sense, and each learner's step in it."""

from schoolgate.language.integrity import FILE
from schoolgate.language.predicate import AllOf, AtLeast, AtMost, Filled, IsTrue
from schoolgate.language.rule import UNKNOWN, Effect, Explains, Owner, Rule, Severity, Variant
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, ENOUGH, LEFT, OUT_OF_RANGE
from schoolgate.suites.boost_promotion.rules import screens, words

RULES = (
    Rule(
        id="BP-401",
        title="Learner moves back, or skips a year group",
        asks="A synced learner stays in its year group or moves up into the next one.",
        facts=("learners",),
        when=AllOf(words.IS_SYNCED, Filled("year_group"), Filled("pupil_year")),
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
            {"years_forward": None, "pupil_year": None},
            {"years_forward": None, "year_group": None},
            {"years_forward": 2, "link": DESYNCED},
            {"years_forward": UNKNOWN, "pupil_year": "Nurture"},
        ),
        bad=({"years_forward": 2}, {"years_forward": -1}),
    ),
    Rule(
        id="BP-402",
        title="Hardly anybody is promoted",
        asks="Where ten or more synced learners are compared, the sync moves at least 10 % of them into another year group.",
        facts=(FILE,),
        when=AtLeast("synced", ENOUGH),
        require=AtLeast("promoted_beyond", 0),
        severity=Severity.WARNING,
        message=(
            "Only {promoted} of {synced} synced learners change their year group: the MIS may not have moved its pupils up "
            "yet, or the sync was run before."
        ),
        fix="Wait until the MIS has moved its pupils up, export the roll again, and check again before you sync.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=words.PROMOTION.section("review your learners, what is overwritten", derived=True),
        column="promoted",
        explains=(Explains(None, ()),),
        good=(
            {"synced": 10, "promoted": 1, "promoted_beyond": 0},
            {"synced": 9, "promoted": 0, "promoted_beyond": -9},
        ),
        bad=(
            {"synced": 10, "promoted": 0, "promoted_beyond": -10},
            {"synced": 11, "promoted": 1, "promoted_beyond": -1},
        ),
    ),
    Rule(
        id="BP-403",
        title="Too many learners have left",
        asks=(
            "Of ten or more linked learners with access who are neither in the leavers class nor in the highest year group, "
            "at most 30 % have no pupil in the MIS."
        ),
        facts=(FILE,),
        when=AtLeast(f"asked_{LEFT}", ENOUGH),
        require=AtMost(f"beyond_{LEFT}", 0),
        severity=Severity.ERROR,
        message=(
            f"{{gone_{LEFT}}} of {{asked_{LEFT}}} learners whom the school should still have would be desynced, as the MIS "
            "has nobody of their mis_id: the roll was cut short, it is the wrong file, or its ids are written otherwise."
        ),
        fix=(
            f"Do not sync. See that the export of the MIS is complete and has the mis_id as the Admin Hub has it. "
            f"{words.AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=words.PROMOTION.section("review your learners, desynced learners", derived=True),
        column=f"gone_{LEFT}",
        effect=Effect.HARMS,
        explains=(Explains(None, ("BP-205", "BP-301", "BP-303"), where="has_left"),),
        good=(
            {f"asked_{LEFT}": 10, f"gone_{LEFT}": 3, f"beyond_{LEFT}": 0},
            {f"asked_{LEFT}": 9, f"gone_{LEFT}": 9, f"beyond_{LEFT}": 63},
            {f"asked_{LEFT}": UNKNOWN, f"gone_{LEFT}": UNKNOWN, f"beyond_{LEFT}": UNKNOWN},
        ),
        bad=(
            {f"asked_{LEFT}": 11, f"gone_{LEFT}": 4, f"beyond_{LEFT}": 7},
            {f"asked_{LEFT}": 10, f"gone_{LEFT}": 4, f"beyond_{LEFT}": 10},
            {f"asked_{LEFT}": 13, f"gone_{LEFT}": 4, f"beyond_{LEFT}": 1},
        ),
    ),
    Rule(
        id="BP-404",
        title="Too many learners are out of range",
        asks=(
            "Of ten or more linked learners with access who are neither in the leavers class nor in the highest year group, "
            "at most 30 % have a pupil outside what was chosen to sync."
        ),
        facts=(FILE,),
        when=AtLeast(f"asked_{OUT_OF_RANGE}", ENOUGH),
        require=AtMost(f"beyond_{OUT_OF_RANGE}", 0),
        severity=Severity.WARNING,
        message=(
            f"{{gone_{OUT_OF_RANGE}}} of {{asked_{OUT_OF_RANGE}}} learners whom the school should still have would be "
            "desynced, as {unticked_groups} registration group(s) are not ticked."
        ),
        fix=(
            f"See whether the range chosen to sync, or the ticks in the panel, leave out what they should not. {words.AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.RANGE,
        source=words.PROMOTION.section("review your learners, desynced learners", derived=True),
        column=f"gone_{OUT_OF_RANGE}",
        explains=(Explains(None, ("BP-205", "BP-301", "BP-303"), where="is_out_of_range"),),
        variants=(
            Variant(
                IsTrue("range_chosen"),
                message=(
                    f"{{gone_{OUT_OF_RANGE}}} of {{asked_{OUT_OF_RANGE}}} learners whom the school should still have would "
                    "be desynced: only {range_named} was chosen to sync, and {unticked_groups} of its registration group(s) "
                    "are not ticked."
                ),
            ),
        ),
        good=(
            {f"asked_{OUT_OF_RANGE}": 10, f"gone_{OUT_OF_RANGE}": 3, f"beyond_{OUT_OF_RANGE}": 0},
            {f"asked_{OUT_OF_RANGE}": 9, f"gone_{OUT_OF_RANGE}": 9, f"beyond_{OUT_OF_RANGE}": 63},
            {
                f"asked_{OUT_OF_RANGE}": UNKNOWN,
                f"gone_{OUT_OF_RANGE}": UNKNOWN,
                f"beyond_{OUT_OF_RANGE}": UNKNOWN,
            },
        ),
        bad=(
            {f"asked_{OUT_OF_RANGE}": 10, f"gone_{OUT_OF_RANGE}": 4, f"beyond_{OUT_OF_RANGE}": 10},
            {
                f"asked_{OUT_OF_RANGE}": 13,
                f"gone_{OUT_OF_RANGE}": 4,
                f"beyond_{OUT_OF_RANGE}": 1,
                "range_chosen": True,
                "range_named": "year groups R, 1",
            },
        ),
    ),
)
