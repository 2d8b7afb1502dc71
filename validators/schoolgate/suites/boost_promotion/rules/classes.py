"""Registration groups and subject classes: what to tick, and which class to make first."""

from schoolgate.language.predicate import AllOf, AtMost, Filled, IsTrue, OneOf
from schoolgate.language.rule import UNKNOWN, Owner, Rule, Severity
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
            "Tick the new group in the panel. Where the panel maps groups to classes, make the class on the Classes tab "
            f"first, and choose it there. {words.AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=words.NEW_GROUPS,
        column="registration_group",
        good=({}, {"class_exists": False, "in_range": False, "set_up": False}),
        bad=({"class_exists": False}, {"class_name": None, "class_exists": False}),
    ),
    Rule(
        id="BP-102",
        title="Registration group is not set up",
        asks="Every registration group of the pupils chosen to sync that stands in the panel is ticked as set up.",
        facts=(GROUPS,),
        when=IsTrue("in_map"),
        require=IsTrue("set_up"),
        severity=Severity.WARNING,
        message="Registration group {registration_group} is not ticked in Set Up?, so its {pupils} pupil(s) are not synced.",
        fix=f"Tick the group in the column Set Up? and save, unless its pupils are not meant to sync. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=words.SET_UP,
        column="registration_group",
        good=({}, {"in_map": False, "set_up": None}, {"set_up": UNKNOWN}),
        bad=({"set_up": False, "in_range": False},),
    ),
    Rule(
        id="BP-103",
        title="Two groups are mapped to one class",
        asks="No two rows of class_map name the same class.",
        facts=("class_map",),
        require=AtMost("other_groups", 0),
        severity=Severity.ERROR,
        message="{other_groups} other group(s) go to class {class_name} too: their pupils would end up in one class.",
        fix=f"Give each registration group a class of its own in the panel. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.GROUPS,
        source=words.OLDER.section("Performing a Manual Sync, matching class names", derived=True),
        column="class_name",
        good=({},),
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
        fix=f"Fill in the pupil's year group and registration group in the MIS. {words.AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.MIS,
        source=words.ACCESS,
        column="first_blank",
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
        good=({},),
        bad=({"kind": None}, {"kind": REGISTRATION}),
    ),
)
