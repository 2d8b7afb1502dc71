"""Whether the roll and the Admin Hub hang together: keys, references, cells that can be read."""

from schoolgate.language.predicate import KEY, AtMost, Filled, IsTrue, Not
from schoolgate.language.rule import ABOUT_KEYS, UNKNOWN, Owner, Rule, Severity
from schoolgate.language.table import UNPARSED
from schoolgate.suites.boost_promotion.rules import screens
from schoolgate.suites.boost_promotion.rules.words import AGAIN, PROMOTION

_FILES = PROMOTION.section("the files themselves", derived=True)
_EXACTLY_ONE_ROW = AtMost("rows_with_key", 1)
"""A missing value meets no comparison, so a row without a key does not meet this either."""

RULES = (
    Rule(
        id="BP-001",
        title="Row has no key of its own",
        asks="Every pupil, learner, class and row of class_map has a key, and no two of a table have the same.",
        facts=("pupils", "learners", "classes", "class_map"),
        require=_EXACTLY_ONE_ROW,
        severity=Severity.ERROR,
        message="The key of this row is missing, or stands in another row too.",
        fix=f"Export the table again, each row once and with its identifier or name. {AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=_FILES,
        column=KEY,
        keyless=True,
        fixed=ABOUT_KEYS,
        good=({KEY: "K1", "rows_with_key": 1},),
        bad=({KEY: None, "rows_with_key": None}, {KEY: "K1", "rows_with_key": 2}),
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
        good=(
            {},
            {"mis_id": None},
            {"mis_id": UNKNOWN, "others_with_mis_id": UNKNOWN},
        ),
        bad=({"others_with_mis_id": 1},),
    ),
    Rule(
        id="BP-003",
        title="Cell cannot be read",
        asks="Every date is YYYY-MM-DD or in a format of the settings, every yes-or-no cell says one of the two.",
        facts=("pupils", "learners", "class_map"),
        require=Not(Filled(UNPARSED)),
        severity=Severity.WARNING,
        message="The cell in {unparsed} cannot be read as what that column holds; what depends on it was not checked.",
        fix="Write dates as 2026-09-01 (or name your format in date_formats), yes-or-no cells as true or false.",
        owner=Owner.SCHOOL,
        screen=screens.EXTRACT,
        source=_FILES,
        column=UNPARSED,
        counts=False,
        good=({UNPARSED: None},),
        bad=({UNPARSED: "date_of_birth"},),
    ),
    Rule(
        id="BP-004",
        title="Group is mapped to no class that exists",
        asks="Every row of class_map names a class of the Admin Hub.",
        facts=("class_map",),
        require=IsTrue("class_exists"),
        severity=Severity.ERROR,
        message="Registration group {registration_group} is mapped to class {class_name}, which is not among the classes.",
        fix=f"Make the class on the Classes tab, or choose another one for the group in the panel. {AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=_FILES,
        column="class_name",
        good=({},),
        bad=({"class_exists": False}, {"class_name": None, "class_exists": False}),
    ),
)
