"""The tags that people get, and what to review before the sync."""

from schoolgate.language.predicate import NEVER, AllOf, AtMost, OneOf
from schoolgate.language.rule import UNKNOWN, Example, Explains, Owner, Rule, Severity
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, MATCHED, MAY_MATCH, NEW, SYNCED, UNLINKED
from schoolgate.suites.boost_promotion.rules import screens, words

_NO_LEARNER: Example = {"learner_id": None, "class_before": None, "year_before": None}
_MATCHED: Example = {
    "tag": MATCHED,
    "matching_learners": 1,
    "candidate_id": "L7",
    "match_agrees": "first name, last name, date of birth",
}
_MAY: Example = {
    "tag": MAY_MATCH,
    "matching_learners": 1,
    "candidate_id": "L7",
    "match_agrees": "last name, date of birth",
    "match_differs": "first name",
    "match_score": "91.6",
}
_UNTOLD: Example = {
    "tag": UNKNOWN,
    "matching_learners": UNKNOWN,
    "rivals": UNKNOWN,
    **dict.fromkeys(_NO_LEARNER, UNKNOWN),
}

RULES = (
    Rule(
        id="BP-201",
        title="Pupil matches a learner added by hand",
        asks="No pupil in range is the same person as a learner who is not linked yet.",
        facts=("pupils",),
        when=AllOf(words.IN_RANGE, OneOf("tag", (MATCHED,))),
        require=NEVER,
        severity=Severity.WARNING,
        message="The pupil has the same name and date of birth as learner {candidate_id}, who was added by hand.",
        fix="Nothing to mend if they are the same person: review the learner, then sync. Otherwise deselect the pupil.",
        owner=Owner.SCHOOL,
        screen=screens.REVIEW,
        source=words.REVIEW,
        column="mis_id",
        good=({}, _MAY, {**_MATCHED, "in_range": False}, _UNTOLD),
        bad=(_MATCHED,),
    ),
    Rule(
        id="BP-202",
        title="Pupil may match a learner added by hand",
        asks="No pupil in range resembles a learner who is not linked yet.",
        facts=("pupils",),
        when=AllOf(words.IN_RANGE, OneOf("tag", (MAY_MATCH,))),
        require=NEVER,
        severity=Severity.WARNING,
        message=(
            "The pupil may be learner {candidate_id}, who was added by hand. What differs: {match_differs}. The names "
            "are alike by {match_score} of 100."
        ),
        fix=(
            "Find out whether they are the same person. If so, correct what differs and sync. If not, make sure that "
            "the two are not matched."
        ),
        owner=Owner.SCHOOL,
        screen=screens.REVIEW,
        source=words.REVIEW,
        column="mis_id",
        good=({}, _MATCHED, {**_MAY, "in_range": False}, _UNTOLD),
        bad=(_MAY,),
    ),
    Rule(
        id="BP-203",
        title="Pupil will be added",
        asks="Every pupil in range is in the Admin Hub already.",
        facts=("pupils",),
        when=AllOf(words.IN_RANGE, OneOf("tag", (NEW,))),
        require=NEVER,
        severity=Severity.INFO,
        message="The pupil is not in the Admin Hub yet; the sync adds a learner.",
        fix="Nothing to mend, if the pupil has joined. If the learner is there under another name, put that right first.",
        owner=Owner.NOBODY,
        screen=screens.REVIEW,
        source=words.REVIEW,
        column="mis_id",
        good=({}, {"tag": NEW, "in_range": False, **_NO_LEARNER}, _UNTOLD),
        bad=({"tag": NEW, **_NO_LEARNER},),
    ),
    Rule(
        id="BP-204",
        title="Match is ambiguous",
        asks="A pupil in range matches at most one learner, and that learner no other pupil.",
        facts=("pupils",),
        when=words.IN_RANGE,
        require=AllOf(AtMost("matching_learners", 1), AtMost("rivals", 0)),
        severity=Severity.ERROR,
        message=(
            "{matching_learners} learner(s) match the pupil, the first is {candidate_id}, and {rivals} other pupil(s) match "
            "that learner too: the sync could link the wrong two."
        ),
        fix=(
            "Find out who is who. Correct names and dates of birth on either side until each pupil matches one learner, or "
            f"none. {words.AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.REVIEW,
        source=words.PROMOTION.section("review your learners", derived=True),
        column="mis_id",
        explains=(Explains(None, ("BP-204",)),),
        good=({}, _MATCHED, {**_MATCHED, "matching_learners": 2, "in_range": False}, _UNTOLD),
        bad=({**_MATCHED, "matching_learners": 2}, {**_MAY, "rivals": 1}),
    ),
    Rule(
        id="BP-205",
        title="Learner is desynced",
        asks="Every learner that was synced before is in the range chosen to sync.",
        facts=("learners",),
        when=words.IS_DESYNCED,
        require=NEVER,
        severity=Severity.INFO,
        message=(
            "The learner's pupil has left or is out of range: it stays in class {class_name} and year group {year_group}."
        ),
        fix="Nothing to mend, if the pupil has left. If not, see that the range and the export of the MIS are complete.",
        owner=Owner.NOBODY,
        screen=screens.REVIEW,
        source=words.REVIEW,
        column="mis_id",
        good=({}, {"mis_id": None, "link": None, "tag": UNLINKED}, {"link": UNKNOWN, "tag": UNKNOWN}),
        bad=({"link": DESYNCED, "tag": DESYNCED},),
    ),
    Rule(
        id="BP-206",
        title="Learner was added by hand",
        asks="Every learner is linked to a pupil, or is the one that a pupil matches.",
        facts=("learners",),
        when=OneOf("tag", (UNLINKED,)),
        require=NEVER,
        severity=Severity.INFO,
        message="The learner was added by hand and is not in the MIS: the sync leaves it as it is.",
        fix="Nothing to mend, if the learner belongs here. If it is in the MIS under another name, put that right first.",
        owner=Owner.NOBODY,
        screen=screens.LEARNERS,
        source=words.PROMOTION.section("review your learners", derived=True),
        column="mis_id",
        good=({}, {"mis_id": None, "link": None, "tag": MATCHED}, {"tag": UNKNOWN}, {"tag": SYNCED}),
        bad=({"mis_id": None, "link": None, "tag": UNLINKED},),
    ),
)
