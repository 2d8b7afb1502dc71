"""The tags that people get, and what to review before the sync."""

from schoolgate.language.predicate import NEVER, AllOf, AtLeast, AtMost, Filled, IsTrue, OneOf
from schoolgate.language.rule import Depends, Effect, Example, Explains, Owner, Rule, Severity, Variant
from schoolgate.suites.boost_promotion.facts_people import (
    DESYNCED,
    LEFT,
    MATCHED,
    MAY_MATCH,
    NEW,
    OUT_OF_RANGE,
    SYNCED,
    UNLINKED,
)
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
_LEFT: Example = {"link": DESYNCED, "tag": DESYNCED, "desynced_because": LEFT, "has_left": True}
_OUT: Example = {"link": DESYNCED, "tag": DESYNCED, "desynced_because": OUT_OF_RANGE, "is_out_of_range": True}

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
        fix="Look at both before you sync. If they are not the same person, do not sync the pupil until that is settled.",
        owner=Owner.SCHOOL,
        screen=screens.REVIEW,
        source=words.REVIEW,
        column="mis_id",
        good=({}, _MAY, {**_MATCHED, "in_range": False}),
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
            "The pupil may be learner {candidate_id}, who was added by hand. What differs: {match_differs}. The names are "
            "alike by {match_score} of 100."
        ),
        fix=(
            "Find out whether they are the same person. If so, correct in the Admin Hub what is wrong there. If not, see in "
            "the panel that the two are not matched."
        ),
        owner=Owner.SCHOOL,
        screen=screens.REVIEW,
        source=words.REVIEW,
        reading=words.ALIKE,
        column="mis_id",
        good=({}, _MATCHED, {**_MAY, "in_range": False}),
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
        message="No learner is like the pupil, so the sync adds one.",
        fix="Nothing to mend if the pupil has joined. If a learner is there under another name, put that right first.",
        owner=Owner.NOBODY,
        screen=screens.REVIEW,
        source=words.REVIEW,
        reading=words.ALIKE,
        column="mis_id",
        good=({}, {"tag": NEW, "in_range": False, **_NO_LEARNER}),
        bad=({"tag": NEW, **_NO_LEARNER},),
    ),
    Rule(
        id="BP-204",
        title="Match is ambiguous",
        asks="A pupil in range matches at most one learner, and that learner no other pupil.",
        facts=("pupils",),
        when=words.IN_RANGE,
        require=AllOf(AtMost("matching_learners", 1), AtMost("rivals", 0)),
        severity=Depends(OneOf("tag", (MATCHED,)), Severity.ERROR, Severity.WARNING),
        message=(
            "Learner {candidate_id} matches this pupil and {rivals} other pupil(s), so the sync could link the wrong two."
        ),
        fix=(
            "Find out who is who, and correct in the Admin Hub what is wrong there, until each pupil matches one learner, "
            f"or none. {words.AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.REVIEW,
        source=words.PROMOTION.section("review your learners", derived=True),
        column="mis_id",
        effect={Severity.ERROR: Effect.HARMS},
        explains=(Explains(None, ("BP-204",)),),
        variants=(
            Variant(
                AtLeast("matching_learners", 2),
                message=(
                    "{matching_learners} learners match this pupil, the first is {candidate_id}, so the sync could link the "
                    "wrong two."
                ),
            ),
        ),
        good=({}, _MATCHED, {**_MATCHED, "matching_learners": 2, "in_range": False}),
        bad=({**_MATCHED, "matching_learners": 2}, {**_MATCHED, "rivals": 1}, {**_MAY, "rivals": 1}),
    ),
    Rule(
        id="BP-205",
        title="Learner is desynced",
        asks="Every learner that was synced before has a pupil in the range chosen to sync.",
        facts=("learners",),
        when=words.IS_DESYNCED,
        require=NEVER,
        severity=Severity.INFO,
        message=(
            "The MIS has nobody of the learner's mis_id {mis_id}: it stays in class {class_name} and year group "
            "{year_group}."
        ),
        fix="Nothing to mend if the pupil has left. If not, see that the export of the MIS is complete.",
        owner=Owner.NOBODY,
        screen=screens.REVIEW,
        source=words.REVIEW,
        reading=words.LINK,
        column="mis_id",
        variants=(
            Variant(
                IsTrue("is_out_of_range"),
                message=(
                    "The learner's pupil {mis_id} is in the MIS, but outside what was chosen to sync: the learner stays in "
                    "class {class_name} and year group {year_group}."
                ),
                fix="Ask first whether the pupil's registration group should be ticked, or the range be wider.",
            ),
            Variant(
                Filled("mis_id_near"),
                message=(
                    "The MIS has nobody of the learner's mis_id {mis_id}; it differs from that of pupil {mis_id_near} only "
                    "in spelling."
                ),
                fix="See which of the two files has the mis_id as the MIS writes it, and export the other one again.",
            ),
        ),
        good=({}, {"mis_id": None, "link": None, "tag": UNLINKED}),
        bad=(_LEFT, _OUT, {**_LEFT, "mis_id_near": "0P1"}),
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
        good=({}, {"mis_id": None, "link": None, "tag": MATCHED}, {"tag": SYNCED}),
        bad=({"mis_id": None, "link": None, "tag": UNLINKED},),
    ),
)
