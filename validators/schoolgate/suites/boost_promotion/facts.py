"""The facts of a promotion, table by table: what a person could look up about a pupil, a learner, a class, a group.

No fact says whether a requirement holds. `derive.py` works them out.
"""

from schoolgate.language.integrity import ROWS_WITH_KEY, about_file
from schoolgate.language.noun import Noun
from schoolgate.language.predicate import IsTrue
from schoolgate.language.table import Carried, Fact, FactTable, Kind, facts_of
from schoolgate.suites.boost_promotion.facts_people import (
    EMAIL_PLATFORM,
    LEARNER_FACTS,
    LEFT,
    LINKS,
    OUT_OF_RANGE,
    PUPIL_FACTS,
    TAGS,
)
from schoolgate.suites.boost_promotion.tables import CLASS_MAP, CLASSES, PUPILS, REGISTRATION, SUBJECT

GROUPS, SUBJECTS, YEARS = "registration_groups", "subject_classes", "year_groups"
"""The fact tables of values."""
SEPARATOR = "\x1f"
"""Stands between the subject classes of a pupil: ASCII's own character for that, which no name of a class has."""

_PUPILS = Fact("pupils", Kind.INT, "how many pupils in range have it in the MIS", neutral=28)
_STAY = Fact("staying", Kind.INT, "how many Desynced or Unlinked learners it has after the sync", TAGS, neutral=0)
_PANEL_MAPS = Fact(
    "panel_maps", Kind.BOOL, "class_map has a column class_name: the panel matches classes", neutral=True
)
_COMPARED = ("classes.class_name", "pupils.registration_group")

CLASS_FACTS = facts_of(
    CLASSES,
    ROWS_WITH_KEY,
    Fact("first_of_name", Kind.BOOL, "the first row of that name", neutral=True),
    Fact("unknown_kind", about="the word in kind that is neither registration nor subject", missing=True),
    Fact("kind_near", about="the one of the two that this word differs from only in spelling", missing=True),
    Fact("is_leavers_class", Kind.BOOL, "it is the leavers class of the settings", neutral=False),
    Fact("groups_in_range", Kind.INT, "how many registration groups of pupils in range go to it", neutral=1),
    Fact(
        "groups",
        Kind.INT,
        "how many registration groups of any pupils go to it; unknown where none goes to any class",
        _COMPARED,
        unknown=True,
        neutral=1,
    ),
    Fact(
        "names_compare",
        Kind.BOOL,
        "a registration group of some pupil goes to some class; unknown where none does, as names may differ throughout",
        _COMPARED,
        unknown=True,
        neutral=True,
    ),
    _PUPILS,
    Fact("learners_after", Kind.INT, "how many learners it has after the sync", TAGS, neutral=28),
    _STAY,
    neutral={"class_name": "5A", "kind": REGISTRATION},
)
CLASS_MAP_FACTS = facts_of(
    CLASS_MAP,
    ROWS_WITH_KEY,
    _PANEL_MAPS,
    Fact("other_groups", Kind.INT, "how many other rows map to the same class", neutral=0),
    neutral={"registration_group": "5A", "class_name": "5A", "set_up": True},
)
GROUP_FACTS = FactTable(
    GROUPS,
    table="pupils",
    key="registration_group",
    of=Noun("registration group", "registration groups"),
    own=(
        Fact(
            "registration_group",
            about="of a pupil whose year group and registration group were chosen to sync",
            reads=("pupils.registration_group",),
            neutral="5A",
        ),
    ),
    derived=(
        Fact("pupils", Kind.INT, "how many of these pupils are in it", neutral=28),
        Fact("in_range", Kind.BOOL, "they are in range: the group is not left unticked in class_map", neutral=True),
        Fact("panel", Kind.BOOL, "class_map was supplied", neutral=True),
        _PANEL_MAPS,
        Fact("in_map", Kind.BOOL, "the group has a row in class_map", neutral=True),
        Fact(
            "group_near",
            about="the one group of class_map that differs from one not listed only in spelling",
            missing=True,
        ),
        Fact(
            "set_up",
            Kind.BOOL,
            "that row is ticked",
            ("class_map.set_up",),
            missing=True,
            unknown=True,
            neutral=True,
        ),
        Fact("class_name", about="the class that the group goes to", missing=True, neutral="5A"),
        Fact("class_exists", Kind.BOOL, "that class is in classes", neutral=True),
        Fact("class_near", about="the one class that differs from it only in spelling, if it is not", missing=True),
    ),
    carried=Carried("pupils", column="registration_group", scope=IsTrue("in_chosen_range")),
    about="each registration group of pupils chosen to sync, once",
)
SUBJECT_FACTS = FactTable(
    SUBJECTS,
    table="subject_enrolments",
    key="subject_class",
    of=Noun("subject class", "subject classes"),
    own=(
        Fact(
            "subject_class",
            about="taken by a pupil in range",
            reads=("subject_enrolments.subject_class",),
            neutral="5A/Ma1",
        ),
    ),
    derived=(
        _PUPILS,
        Fact(
            "kind",
            about="the kind of the class of that name in classes",
            reads=("classes.kind",),
            missing=True,
            unknown=True,
            neutral=SUBJECT,
        ),
        Fact("class_near", about="the one class that differs from it only in spelling, if there is none", missing=True),
    ),
    carried=Carried("pupils", column="subject_classes", scope=IsTrue("in_range"), separator=SEPARATOR),
    about="each subject class that pupils in range take, once",
)
YEAR_FACTS = FactTable(
    YEARS,
    table="pupils",
    key="year_group",
    of=Noun("year group", "year groups"),
    own=(Fact("year_group", about="of a pupil in range", reads=("pupils.year_group",), neutral="5"),),
    derived=(
        _PUPILS,
        Fact(
            "staying",
            Kind.INT,
            "how many Desynced or Unlinked learners outside the leavers class it has after the sync",
            TAGS,
            neutral=0,
        ),
    ),
    carried=Carried("pupils", column="year_spelled", scope=IsTrue("in_range")),
    about="each year group of pupils in range, once, however it is spelled",
)
_ACCESS = ("learners.has_access",)


def _of_mass(because: str, gone: str) -> tuple[Fact, ...]:
    """The counts behind a share of learners whom the school should still have."""
    reads = (*LINKS, *_ACCESS)
    return (
        Fact(
            f"asked_{because}",
            Kind.INT,
            "how many learners with a mis_id and access are neither in the leavers class nor in the highest year group",
            reads,
            unknown=True,
            neutral=200,
        ),
        Fact(f"gone_{because}", Kind.INT, f"how many of these are Desynced, as {gone}", reads, unknown=True, neutral=4),
        Fact(
            f"beyond_{because}",
            Kind.INT,
            "ten times that, less three times how many there are: above 0 it is over 30 %",
            reads,
            unknown=True,
            neutral=-560,
        ),
    )


FILE_FACTS = about_file(
    PUPILS,
    Fact("leavers_class", about="setting: the class that groups leavers", neutral="Leavers/Desynced"),
    Fact("leavers_class_exists", Kind.BOOL, "that class is in classes", neutral=True),
    Fact("in_leavers_class", Kind.INT, "how many learners are in it, as supplied", neutral=12),
    Fact(
        "without_access",
        about="how many learners have no access; from the fewest to the most where cells cannot be read",
        reads=_ACCESS,
        neutral="12",
    ),
    Fact(
        "more_in_class",
        Kind.INT,
        "how many more learners are in the class than have no access; negative: fewer",
        _ACCESS,
        unknown=True,
        neutral=0,
    ),
    Fact("synced", Kind.INT, "how many Synced learners have a year group here and in the MIS", LINKS, neutral=200),
    Fact("promoted", Kind.INT, "how many of these change their year group", LINKS, neutral=200),
    Fact(
        "promoted_beyond",
        Kind.INT,
        "ten times how many change it, less how many there are: below 0 it is under 10 %",
        LINKS,
        neutral=1800,
    ),
    *_of_mass(LEFT, "the MIS has nobody of their mis_id"),
    *_of_mass(OUT_OF_RANGE, "their pupils are out of range"),
    Fact("range_chosen", Kind.BOOL, "setting: a range was chosen to sync", neutral=False),
    Fact("range_named", about="setting: that range", missing=True),
    Fact("chosen_by_nobody", Kind.INT, "how many values of the range no pupil has", neutral=0),
    Fact("chosen_by_nobody_named", about="these values", missing=True),
    Fact("unticked_groups", Kind.INT, "how many registration groups that were chosen are not ticked", neutral=0),
    Fact("sync_emails", Kind.BOOL, "setting: e-mail addresses are synced", neutral=False),
    EMAIL_PLATFORM,
    Fact("platforms", about="setting: the platforms that learners use", missing=True, neutral="Boost Learning"),
    Fact(
        "no_way_back",
        Kind.INT,
        "how many learners of pupils in range have a user name and no e-mail, and would get one",
        ("pupils.email", "learners.username", "learners.email"),
        unknown=True,
        neutral=0,
    ),
)
FACT_TABLES = (
    PUPIL_FACTS,
    LEARNER_FACTS,
    CLASS_FACTS,
    CLASS_MAP_FACTS,
    GROUP_FACTS,
    SUBJECT_FACTS,
    YEAR_FACTS,
    FILE_FACTS,
)
