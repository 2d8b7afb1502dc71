"""The tidy-up of leavers: access, the leavers class, classes and year groups that are too full."""

from schoolgate.language.integrity import FILE
from schoolgate.language.predicate import AllOf, AnyOf, AtLeast, AtMost, Filled, IsTrue, Not, OneOf
from schoolgate.language.rule import UNKNOWN, Depends, Effect, Example, Owner, Rule, Severity, Variant
from schoolgate.suites.boost_promotion.facts import YEARS
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, LEFT, OUT_OF_RANGE
from schoolgate.suites.boost_promotion.rules import screens, words
from schoolgate.suites.boost_promotion.tables import REGISTRATION, SUBJECT

_GONE: Example = {"link": DESYNCED, "tag": DESYNCED, "desynced_because": LEFT, "has_left": True}
_OUT: Example = {"link": DESYNCED, "tag": DESYNCED, "desynced_because": OUT_OF_RANGE, "is_out_of_range": True}
_IF_LEFT = Depends(words.HAS_LEFT, Severity.WARNING, Severity.INFO)
_TIDY = {Severity.WARNING: Effect.AFTER, Severity.INFO: Effect.REVIEW}
_ASK_FIRST = "Ask first whether the pupil's registration group should be ticked, or the range be wider."
_FIRST = IsTrue("first_of_name")

RULES = (
    Rule(
        id="BP-301",
        title="Desynced learner still has access",
        asks="A desynced learner is Without Access.",
        facts=("learners",),
        when=words.IS_DESYNCED,
        require=Not(IsTrue("has_access")),
        severity=_IF_LEFT,
        message="The learner has left and is With Access.",
        fix="After the sync, select the learner in Pupils > With Access and click Revoke Access.",
        owner=Owner.SCHOOL,
        screen=screens.WITH_ACCESS,
        source=words.TIDY_UP,
        reading=words.ONLY_LEAVERS,
        column="has_access",
        effect=_TIDY,
        variants=(
            Variant(
                IsTrue("is_out_of_range"),
                message="The learner is With Access, and its pupil is in the MIS, but outside what was chosen to sync.",
                fix=_ASK_FIRST,
                screen=screens.GROUPS,
            ),
        ),
        good=({}, {**_GONE, "has_access": False}, {**_OUT, "has_access": False}, {**_GONE, "has_access": UNKNOWN}),
        bad=(_GONE, _OUT),
    ),
    Rule(
        id="BP-302",
        title="Synced learner has no access",
        asks="A synced learner with a class and a year group after the sync is With Access.",
        facts=("learners",),
        when=AllOf(words.IS_SYNCED, Filled("class_after"), Filled("year_after")),
        require=IsTrue("has_access"),
        severity=Severity.WARNING,
        message="The learner is synced and Without Access, so it does not appear on the platform.",
        fix="After the sync, select the learner in Pupils > Without Access and click Grant Access to Selected.",
        owner=Owner.SCHOOL,
        screen=screens.WITHOUT_ACCESS,
        source=words.ACCESS,
        reading=(
            "The articles know learners with access and without; a blank cell is taken for without, and may mean either."
        ),
        column="has_access",
        effect=Effect.AFTER,
        variants=(
            Variant(
                IsTrue("access_blank"),
                message="The learner is synced, and its has_access is blank, which is taken for Without Access.",
            ),
        ),
        good=(
            {},
            {**_GONE, "has_access": False},
            {"has_access": False, "class_after": None},
            {"has_access": False, "year_after": None},
            {"has_access": UNKNOWN},
        ),
        bad=({"has_access": False}, {"has_access": False, "access_blank": True}),
    ),
    Rule(
        id="BP-303",
        title="Desynced learner is not in the leavers class",
        asks="A desynced learner is in the leavers class.",
        facts=("learners",),
        when=words.IS_DESYNCED,
        require=IsTrue("in_leavers_class"),
        severity=_IF_LEFT,
        message="The learner has left and is in class {class_name}, where it stays after the sync.",
        fix="After the sync, open the leavers class on the Classes tab (make it if need be) and add the learner.",
        owner=Owner.SCHOOL,
        screen=screens.CLASSES,
        source=words.TIDY_UP,
        reading=words.ONLY_LEAVERS,
        column="class_name",
        effect=_TIDY,
        variants=(
            Variant(
                IsTrue("is_out_of_range"),
                message=(
                    "The learner stays in class {class_name}, and its pupil is in the MIS, but outside what was chosen to "
                    "sync."
                ),
                fix=_ASK_FIRST,
                screen=screens.GROUPS,
            ),
        ),
        good=({}, {**_GONE, "in_leavers_class": True}, {**_OUT, "in_leavers_class": True}),
        bad=(_GONE, _OUT),
    ),
    Rule(
        id="BP-304",
        title="Leavers class and Without Access do not agree",
        asks="The leavers class has as many learners as there are Without Access.",
        facts=(FILE,),
        when=IsTrue("leavers_class_exists"),
        require=AllOf(AtLeast("more_in_class", 0), AtMost("more_in_class", 0)),
        severity=Severity.WARNING,
        message="Class {leavers_class} has {in_leavers_class} learner(s), and {without_access} are Without Access.",
        fix="Work through what BP-301 to BP-303 and BP-307 list; then see whether the two numbers agree.",
        owner=Owner.SCHOOL,
        screen=screens.CLASSES,
        source=words.TIDY_UP,
        column="in_leavers_class",
        good=(
            {},
            {"leavers_class_exists": False, "in_leavers_class": 0, "more_in_class": -12},
            {"without_access": "11 to 13", "more_in_class": UNKNOWN},
        ),
        bad=(
            {"in_leavers_class": 13, "more_in_class": 1},
            {"in_leavers_class": 11, "more_in_class": -1},
        ),
    ),
    Rule(
        id="BP-305",
        title="Class will be overpopulated",
        asks="No desynced or unlinked learner stays in a class that pupils in range go to.",
        facts=("classes",),
        when=AllOf(_FIRST, Not(IsTrue("is_leavers_class")), AtLeast("groups_in_range", 1)),
        require=AtMost("staying", 0),
        severity=Severity.WARNING,
        message=(
            "{staying} desynced or unlinked learner(s) stay in class {class_name}: it will have {learners_after} "
            "learner(s), besides new ones, and the MIS has {pupils} pupil(s) for it."
        ),
        fix="After the sync, add those who have left to the leavers class; `--report worklist` lists them.",
        owner=Owner.SCHOOL,
        screen=screens.CLASSES,
        source=words.TIDY_UP,
        column="class_name",
        good=(
            {},
            {"staying": 2, "is_leavers_class": True},
            {"staying": 2, "groups_in_range": 0},
            {"staying": 2, "first_of_name": False},
        ),
        bad=({"staying": 1, "learners_after": 29},),
    ),
    Rule(
        id="BP-306",
        title="Class is defunct",
        asks="A registration class has learners after the sync, or is the class of a registration group.",
        facts=("classes",),
        when=AllOf(_FIRST, OneOf("kind", (REGISTRATION,))),
        require=AllOf(
            Filled("names_compare"),
            AnyOf(AtLeast("learners_after", 1), AtLeast("groups", 1), IsTrue("is_leavers_class")),
        ),
        severity=Severity.INFO,
        effect=Effect.AFTER,
        message="Class {class_name} has no learner after the sync, and no registration group goes to it.",
        fix="After the sync, select the class on the Classes tab and click Delete Class, or leave it.",
        owner=Owner.SCHOOL,
        screen=screens.CLASSES,
        source=words.TIDY_UP,
        column="class_name",
        good=(
            {},
            {"learners_after": 0},
            {"groups": 0, "groups_in_range": 0, "learners_after": 1},
            {"groups": 0, "groups_in_range": 0, "learners_after": 0, "is_leavers_class": True},
            {"groups": 0, "groups_in_range": 0, "learners_after": 0, "kind": SUBJECT},
            {"groups": 0, "groups_in_range": 0, "learners_after": 0, "first_of_name": False},
            {"names_compare": UNKNOWN, "groups": UNKNOWN, "groups_in_range": 0, "learners_after": 0},
            {"groups": 0, "groups_in_range": 0, "learners_after": 0, "kind": UNKNOWN},
        ),
        bad=({"groups": 0, "groups_in_range": 0, "learners_after": 0},),
    ),
    Rule(
        id="BP-307",
        title="Synced learner stays hidden",
        asks="A synced learner is not in the leavers class after the sync.",
        facts=("learners",),
        when=words.IS_SYNCED,
        require=Not(IsTrue("leavers_class_after")),
        severity=Severity.WARNING,
        message="The learner is synced, but will be in class {class_after}, whose learners are hidden.",
        fix="Move the learner into its own class, or see to it that its registration group goes to one.",
        owner=Owner.SCHOOL,
        screen=screens.CLASSES,
        source=words.TIDY_UP,
        column="class_name",
        good=(
            {},
            {**_GONE, "leavers_class_after": True},
        ),
        bad=({"class_after": "Leavers/Desynced", "leavers_class_after": True},),
    ),
    Rule(
        id="BP-308",
        title="Year group will be overpopulated",
        asks="Outside the leavers class, no desynced or unlinked learner stays in a year group of pupils in range.",
        facts=(YEARS,),
        require=AtMost("staying", 0),
        severity=Severity.WARNING,
        message=(
            "{staying} desynced or unlinked learner(s) stay in year group {year_group}, for which the MIS has {pupils} "
            "pupil(s) in range."
        ),
        fix="After the sync, add those who have left to the leavers class; `--report worklist` lists them.",
        owner=Owner.SCHOOL,
        screen=screens.CLASSES,
        source=words.TIDY_UP,
        column="year_group",
        good=({},),
        bad=({"staying": 1},),
    ),
)
