"""Registration groups and subject classes: what to tick, and which class to make first."""

from schoolgate.language.integrity import FILE
from schoolgate.language.predicate import AllOf, AtMost, Filled, IsTrue, Not, OneOf
from schoolgate.language.rule import UNKNOWN, Effect, Owner, Rule, Severity, Variant
from schoolgate.suites.boost_promotion.facts import GROUPS, SUBJECTS
from schoolgate.suites.boost_promotion.rules import screens, words
from schoolgate.suites.boost_promotion.tables import REGISTRATION, SUBJECT

RULES = (
    Rule(
        id="BP-101",
        title="Registration group has no class to go to",
        asks="Every registration group of pupils in range goes to a class that the Admin Hub has.",
        facts=(GROUPS,),
        when=words.IN_RANGE,
        require=IsTrue("class_exists"),
        severity=Severity.WARNING,
        message=(
            "Registration group {registration_group}, of {pupils} pupil(s) in range, goes to class {class_name}, which is "
            "not among the classes."
        ),
        fix=(
            "If the group is new, tick it in the panel; if it has a class by another name, write the name alike on both "
            f"sides. {words.AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=words.NEW_GROUPS,
        column="registration_group",
        variants=(
            Variant(
                Not(Filled("class_name")),
                message="Registration group {registration_group}, of {pupils} pupil(s) in range, is matched to no class.",
                fix=f"Choose a class for the group in the panel. {words.AGAIN}",
            ),
            Variant(
                Filled("class_near"),
                message=(
                    "Registration group {registration_group}, of {pupils} pupil(s) in range, goes to class {class_name}, "
                    "which is not among the classes; it differs from {class_near} only in spelling."
                ),
                fix=f"If that class is meant, write its name alike on both sides. {words.AGAIN}",
            ),
            Variant(
                IsTrue("panel_maps"),
                fix=(
                    "Make the class on the Classes tab first (it may stay empty, the sync fills it), and choose it for the "
                    f"group in the panel. {words.AGAIN}"
                ),
            ),
        ),
        good=({}, {"class_exists": False, "in_range": False, "set_up": False}),
        bad=(
            {"class_exists": False},
            {"class_exists": False, "panel_maps": False},
            {"class_exists": False, "class_near": "5 A"},
            {"class_name": None, "class_exists": False},
        ),
    ),
    Rule(
        id="BP-102",
        title="Registration group is not set up",
        asks="Every registration group of the pupils chosen to sync stands in the panel, ticked as set up.",
        facts=(GROUPS,),
        when=IsTrue("panel"),
        # A group without a row is not ticked either.
        require=IsTrue("set_up"),
        severity=Severity.WARNING,
        message="Registration group {registration_group} is not ticked in Set Up?, so its {pupils} pupil(s) are not synced.",
        fix=f"Tick the group in the column Set Up? and save, unless its pupils are not meant to sync. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=words.SET_UP,
        reading=(
            "The articles tell what to do with groups that the panel lists. A group that class_map does not list is taken "
            "for a new one that will be ticked, with the class of its own name; it may also be one that is not to sync."
        ),
        column="registration_group",
        variants=(
            Variant(
                AllOf(Not(IsTrue("in_map")), Filled("group_near")),
                message=(
                    "Registration group {registration_group}, of {pupils} pupil(s), is not in class_map; it differs from "
                    "{group_near} only in spelling."
                ),
                fix=f"If that group is meant, write its name alike on both sides. {words.AGAIN}",
            ),
            Variant(
                Not(IsTrue("in_map")),
                message=(
                    "Registration group {registration_group} is not in class_map: its {pupils} pupil(s) are taken to sync, "
                    "into class {class_name}."
                ),
                fix=f"Tick the group in the panel if its pupils are to sync, and export the panel again. {words.AGAIN}",
            ),
        ),
        good=({}, {"panel": False, "in_map": False, "set_up": None}, {"set_up": UNKNOWN}),
        bad=(
            {"set_up": False, "in_range": False},
            {"in_map": False, "set_up": None},
            {"in_map": False, "set_up": None, "group_near": "5-A"},
        ),
    ),
    Rule(
        id="BP-103",
        title="Two groups are mapped to one class",
        asks="No two rows of class_map name the same class.",
        facts=("class_map",),
        when=Filled("class_name"),
        require=AtMost("other_groups", 0),
        severity=Severity.WARNING,
        message="{other_groups} other group(s) go to class {class_name} too, so their pupils will be in one class.",
        fix=f"See that this is meant; if not, give each registration group a class of its own in the panel. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=words.OLDER.section("Performing a Manual Sync, matching class names", derived=True),
        column="class_name",
        good=({}, {"class_name": UNKNOWN}, {"class_name": None}),
        bad=({"other_groups": 1},),
    ),
    Rule(
        id="BP-104",
        title="Pupil has no year group or no registration group",
        asks="Every pupil in range has a year group and a registration group.",
        facts=("pupils",),
        when=words.IN_RANGE,
        require=AllOf(Filled("year_group"), Filled("registration_group")),
        severity=Severity.ERROR,
        message="The pupil's {first_blank} is blank, so the learner cannot appear on the platform.",
        fix=(
            "See in the MIS why the pupil has none, and record the year group and the registration group that it is in. "
            f"{words.AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.MIS,
        source=words.ACCESS,
        column="first_blank",
        effect=Effect.HARMS,
        good=({}, {"in_range": False, "year_group": None, "first_blank": "year_group"}),
        bad=(
            {"year_group": None, "first_blank": "year_group"},
            {"registration_group": None, "first_blank": "registration_group"},
        ),
    ),
    Rule(
        id="BP-105",
        title="Subject class is not set up",
        asks="Every subject class that pupils in range take is a subject class of the Admin Hub.",
        facts=(SUBJECTS,),
        require=OneOf("kind", (SUBJECT,)),
        severity=Severity.WARNING,
        message="Subject class {subject_class}, of {pupils} pupil(s) in range, is not among the subject classes.",
        fix=f"Tick the new subject class in the panel, if the school uses it on the platform. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.SUBJECTS,
        source=words.SUBJECTS,
        column="subject_class",
        variants=(
            Variant(
                Filled("class_near"),
                message=(
                    "Subject class {subject_class}, of {pupils} pupil(s) in range, is not among the classes; it differs "
                    "from {class_near} only in spelling."
                ),
                fix=f"If that class is meant, write its name alike on both sides. {words.AGAIN}",
            ),
        ),
        good=({}, {"kind": UNKNOWN}),
        bad=({"kind": None}, {"kind": REGISTRATION}, {"kind": None, "class_near": "5A-Ma1"}),
    ),
    Rule(
        id="BP-106",
        title="Nobody is in what was chosen",
        asks="Every year group and every registration group that was chosen to sync has a pupil.",
        facts=(FILE,),
        when=IsTrue("range_chosen"),
        require=AtMost("chosen_by_nobody", 0),
        severity=Severity.WARNING,
        message="The range chosen to sync names what no pupil has: {chosen_by_nobody_named}.",
        fix=f"Correct year_groups or registration_groups in the settings, or the range that you choose. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.RANGE,
        source=words.PROMOTION.section("the year group or class range chosen to sync", derived=True),
        column="chosen_by_nobody_named",
        good=({}, {"range_chosen": True}),
        bad=({"range_chosen": True, "chosen_by_nobody": 1, "chosen_by_nobody_named": "year group 44"},),
    ),
)
