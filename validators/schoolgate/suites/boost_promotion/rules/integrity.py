"""Whether the roll and the Admin Hub hang together: keys, references, cells that can be read."""

from schoolgate.language.integrity import Extract
from schoolgate.language.predicate import AllOf, AtMost, Filled, IsTrue, Not
from schoolgate.language.rule import UNKNOWN, Effect, Owner, Rule, Severity, Variant
from schoolgate.suites.boost_promotion.rules import screens
from schoolgate.suites.boost_promotion.rules.words import AGAIN, PROMOTION
from schoolgate.suites.boost_promotion.tables import CLASS_MAP, LEARNERS, PUPILS

_FILES = PROMOTION.section("the files themselves", derived=True)
_EXTRACT = Extract(_FILES, screens.EXTRACT, AGAIN)

RULES = (
    _EXTRACT.key_of_its_own(
        "BP-001",
        ("pupils", "learners", "classes", "class_map"),
        "row",
        fix="Export the table again, each row once and with its identifier or name.",
        effect=Effect.HARMS,
    ),
    Rule(
        id="BP-002",
        title="Two learners are linked to the same pupil",
        asks="No two learners were last synced with the same MIS record.",
        facts=("learners",),
        require=AtMost("others_with_mis_id", 0),
        severity=Severity.ERROR,
        message="{others_with_mis_id} other learner(s) are linked to the pupil {mis_id} too.",
        fix=f"Find out which learner is the pupil's and has the test data; ask support to put the other one right. {AGAIN}",
        owner=Owner.SUPPORT,
        screen=screens.LEARNERS,
        source=_FILES,
        column="mis_id",
        effect=Effect.HARMS,
        good=({}, {"mis_id": None}),
        bad=({"others_with_mis_id": 1},),
    ),
    _EXTRACT.unreadable("BP-003", PUPILS, LEARNERS, CLASS_MAP),
    Rule(
        id="BP-004",
        title="Ticked group is matched to no class",
        asks="Where the panel matches groups to classes, every group that is ticked has a class.",
        facts=("class_map",),
        when=AllOf(IsTrue("panel_maps"), IsTrue("set_up")),
        require=Filled("class_name"),
        severity=Severity.ERROR,
        message="Registration group {registration_group} is ticked, and no class is chosen for it.",
        fix=f"Choose a class for the group in the panel, or untick it. {AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=_FILES,
        column="class_name",
        good=(
            {},
            {"class_name": None, "set_up": False},
            {"class_name": None, "set_up": UNKNOWN},
            {"class_name": UNKNOWN, "panel_maps": False},
        ),
        bad=({"class_name": None},),
    ),
    Rule(
        id="BP-005",
        title="Class is of neither kind",
        asks="Every class is a registration class or a subject class.",
        facts=("classes",),
        require=Not(Filled("unknown_kind")),
        severity=Severity.WARNING,
        message='Class {class_name} is of kind "{unknown_kind}", which is neither registration nor subject.',
        fix=f"Write registration or subject as the kind of the class. {AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=_FILES,
        column="kind",
        variants=(
            Variant(
                Filled("kind_near"),
                message=(
                    'Class {class_name} is of kind "{unknown_kind}", which differs from "{kind_near}" only in spelling.'
                ),
            ),
        ),
        good=({}, {"kind": "subject"}),
        bad=(
            {"kind": UNKNOWN, "unknown_kind": "tutor"},
            {"kind": UNKNOWN, "unknown_kind": "s.ubject", "kind_near": "subject"},
        ),
    ),
    _EXTRACT.holds_a_record(
        "BP-006",
        PUPILS,
        "pupils",
        fix="Export the roll of the MIS again, and see that the export has finished before you copy the file.",
    ),
)
