"""Tables, settings, tags and what the sync does, in the order of ``boost-promotion.md``: for its oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from boost_promotion.oracle_cells import (
    UNKNOWN,
    Layout,
    Row,
    Tables,
    Text,
    Truth,
    Unknown,
    first_with_key,
    keyed,
    read_table,
)
from boost_promotion.oracle_names import fold, similarity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

# --------------------------------------------------------------------------------------------------------------- Tables

LAYOUTS: Final = {
    "pupils": Layout(key="mis_id", typed=("date_of_birth",)),
    "learners": Layout(
        key="learner_id",
        bools=("has_access", "to_delete"),
        typed=("date_of_birth", "last_test_date", "has_access", "to_delete"),
        defaults=(("to_delete", "false"),),
    ),
    "classes": Layout(key="class_name", defaults=(("kind", "registration"),)),
    "class_map": Layout(key="registration_group", bools=("set_up",), typed=("set_up",)),
    "subject_enrolments": Layout(key=None),
    "contacts": Layout(key=None),
}

# ------------------------------------------------------------------------------------------------------------- Settings


@dataclass(frozen=True)
class Settings:
    """The settings that the suite reads; ``date_formats`` is the common one."""

    year_groups: tuple[str, ...] = ()
    registration_groups: tuple[str, ...] = ()
    year_order: tuple[str, ...] = ("N1", "N2", "R", *(str(number) for number in range(1, 14)))
    sync_emails: bool = False
    school_email_domains: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    leavers_class: str = "Leavers/Desynced"
    inactive_years: int = 2
    inactive_years_by_suite: Mapping[str, int] = field(default_factory=lambda: {"ART": 3, "AMT": 3})
    inactive_notice_days: int = 90
    may_match_score: float = 88
    date_formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class School:
    """All tables as rows, and what the rules are judged against."""

    pupils: tuple[Row, ...]
    learners: tuple[Row, ...]
    classes: tuple[Row, ...]
    class_map: tuple[Row, ...]
    """Without the table: names must be equal and every group counts as set up, as in a table without a row."""
    enrolments: tuple[Row, ...]
    """Without the table: no subject classes, as in a table without a row."""
    contacts: tuple[Row, ...] | None
    undated: bool
    """A whole column of birthdays was not supplied: then nobody can tell who matches whom."""
    settings: Settings
    as_of: date


def read_school(tables: Tables, settings: Settings, as_of: date) -> School:
    """Read whatever tables there are."""
    read = {
        name: read_table(name, layout, tables[name], settings.date_formats)
        for name, layout in LAYOUTS.items()
        if name in tables
    }
    return School(
        pupils=read["pupils"],
        learners=read["learners"],
        classes=read["classes"],
        class_map=read.get("class_map", ()),
        enrolments=read.get("subject_enrolments", ()),
        contacts=read.get("contacts"),
        undated=any("date_of_birth" not in tables[name].columns for name in ("pupils", "learners")),
        settings=settings,
        as_of=as_of,
    )


# ------------------------------------------------------------------------------------------------------ Tags: the range


def admits(listed: Sequence[str], value: str | None) -> bool:
    """Whether a list of the settings admits a value: an empty list admits all, every list a missing value."""
    return not listed or value is None or value in listed


def in_chosen_range(school: School, pupil: Row) -> bool:
    """Whether the settings' lists admit both the pupil's year group and its registration group."""
    return admits(school.settings.year_groups, pupil.filled("year_group")) and admits(
        school.settings.registration_groups, pupil.filled("registration_group")
    )


def map_row(school: School, group: str | None) -> Row | None:
    """Find the row of class_map for a registration group."""
    return first_with_key(school.class_map, group)


def in_range(school: School, pupil: Row) -> bool:
    """Whether the pupil is in the chosen range and class_map does not untick its group (an unreadable tick is none)."""
    row = map_row(school, pupil.filled("registration_group"))
    unticked = row is not None and row.flag("set_up") is False
    return in_chosen_range(school, pupil) and not unticked


def maps_to(school: School, group: str | None) -> str | None:
    """Name the class that a registration group maps to, there or not; None where it maps to no class."""
    row = map_row(school, group)
    return group if row is None else row.filled("class_name")


# ----------------------------------------------------------------------------------------------------- Tags: the match

SYNCED, DESYNCED, MATCHED, MAY_MATCH, NEW, UNLINKED = "Synced", "Desynced", "Matched", "May match", "New", "Unlinked"
PUPIL_TAGS = frozenset({SYNCED, MATCHED, MAY_MATCH, NEW})
LEARNER_TAGS = frozenset({SYNCED, DESYNCED, MATCHED, MAY_MATCH, UNLINKED})


def folded(row: Row, column: str) -> str:
    """Fold a name; a missing one folds to nothing."""
    return fold(row.filled(column) or "")


def same_name(pupil: Row, learner: Row) -> bool:
    """Whether first names are equal and last names are equal; a name that folds to nothing equals nothing."""
    return all(folded(pupil, part) == folded(learner, part) != "" for part in ("first_name", "last_name"))


def alike(school: School, pupil: Row, learner: Row) -> bool:
    """Whether "first last" of both is similar enough; where that folds to nothing it is like nothing."""
    ours, theirs = (
        fold(f"{row.filled('first_name') or ''} {row.filled('last_name') or ''}") for row in (pupil, learner)
    )
    return bool(ours and theirs) and similarity(ours, theirs) >= Fraction(school.settings.may_match_score)


def is_matched(pupil: Row, learner: Row) -> bool:
    """Equal names, and birthdays equal and present on both."""
    ours, theirs = pupil.day("date_of_birth"), learner.day("date_of_birth")
    return same_name(pupil, learner) and ours is not UNKNOWN and ours is not None and ours == theirs


def may_match(school: School, pupil: Row, learner: Row) -> bool:
    """Equal names and a birthday missing, or equal birthdays and similar names; an unreadable birthday matches nothing."""
    ours, theirs = pupil.day("date_of_birth"), learner.day("date_of_birth")
    if ours is UNKNOWN or theirs is UNKNOWN:
        return False
    if ours is None or theirs is None:
        return same_name(pupil, learner)
    return ours == theirs and alike(school, pupil, learner)


def linked_learner(school: School, pupil: Row) -> Row | Unknown | None:
    """Find the first learner that carries the pupil's mis_id; unknown where nobody knows what learners carry."""
    learners = keyed(school.learners)
    if any(learner.text("mis_id") is UNKNOWN for learner in learners):
        return UNKNOWN
    return next((learner for learner in learners if learner.text("mis_id") == pupil.key), None)


@dataclass(frozen=True)
class Match:
    """What an in-range pupil gets: the tags that it may get (one, where it is known), and its candidates."""

    pupil: Row
    tags: frozenset[str]
    link: Row | Unknown | None
    candidates: tuple[Row, ...] = ()


def match(school: School, pupil: Row) -> Match:
    """Compare an in-range pupil with the learners."""
    link = linked_learner(school, pupil)
    if link is UNKNOWN:
        return Match(pupil, PUPIL_TAGS, link)
    if link is not None:
        return Match(pupil, frozenset({SYNCED}), link)
    loose = [learner for learner in keyed(school.learners) if learner.text("mis_id") is None]
    if school.undated and loose:
        return Match(pupil, PUPIL_TAGS - {SYNCED}, UNKNOWN)
    if pupil.day("date_of_birth") is UNKNOWN:
        return Match(pupil, PUPIL_TAGS - {SYNCED}, None)
    if matched := tuple(learner for learner in loose if is_matched(pupil, learner)):
        return Match(pupil, frozenset({MATCHED}), None, matched)
    if similar := tuple(learner for learner in loose if may_match(school, pupil, learner)):
        return Match(pupil, frozenset({MAY_MATCH}), None, similar)
    return Match(pupil, frozenset({NEW}), None)


def is_ambiguous(matches: Iterable[Match], mine: Match) -> bool:
    """More than one candidate, or one that another pupil's row has too."""
    others = [match for match in matches if match.pupil.number != mine.pupil.number]
    shared = any(candidate in other.candidates for candidate in mine.candidates for other in others)
    return len(mine.candidates) > 1 or shared


# ------------------------------------------------------------------------------------------------- Tags: after the sync

Place: TypeAlias = "tuple[Text, Text]"
"""Class and year group."""
NOWHERE: Final[Place] = (None, None)
ANYWHERE: Final[Place] = (UNKNOWN, UNKNOWN)


def current_place(learner: Row | None) -> Place:
    """Where a learner is before the sync; nowhere if there is none."""
    return NOWHERE if learner is None else (learner.filled("class_name"), learner.filled("year_group"))


def moved(school: School, pupil: Row, before: Place) -> Place:
    """Move to the pupil's year group and the class of its registration group; one that maps to none moves nobody."""
    class_name = maps_to(school, pupil.filled("registration_group"))
    return before if class_name is None else (class_name, pupil.filled("year_group"))


@dataclass(frozen=True)
class Pupil:
    """A pupil row that has a key, with what has to be worked out before the rules can be asked."""

    row: Row
    tags: frozenset[str]
    """The tags that it may get: one where it is known, none for a pupil out of range."""
    ambiguous: Truth
    learner: Row | Unknown | None
    before: Place
    after: Place

    @property
    def in_range(self) -> bool:
        """Whether the pupil is in range, and so has a tag, be it unknown."""
        return bool(self.tags)

    def has_tag(self, *tags: str) -> Truth:
        """Whether its tag is one of these."""
        return surely(self.tags, tags)


@dataclass(frozen=True)
class Learner:
    """A learner row that has a key, likewise."""

    row: Row
    tags: frozenset[str]
    pupil: Row | None
    """The in-range pupil whose mis_id it carries."""
    after: Place

    def has_tag(self, *tags: str) -> Truth:
        """Whether its tag is one of these."""
        return surely(self.tags, tags)


def surely(possible: frozenset[str], tags: Sequence[str]) -> Truth:
    """Whether the tag is one of these, given those that it may be."""
    if possible.isdisjoint(tags):
        return False
    return True if possible <= set(tags) else None


def only(tags: frozenset[str]) -> str | None:
    """Name the tag, None where it is not known or there is none."""
    return next(iter(tags)) if len(tags) == 1 else None


def pupil_worked_out(school: School, row: Row, matches: Sequence[Match]) -> Pupil:
    """Settle tag, learner and place of one pupil."""
    mine = next((match for match in matches if match.pupil.number == row.number), None)
    if mine is None:
        return Pupil(row, tags=frozenset(), ambiguous=None, learner=None, before=NOWHERE, after=NOWHERE)
    if mine.link is UNKNOWN:
        return Pupil(row, mine.tags, ambiguous=None, learner=UNKNOWN, before=ANYWHERE, after=ANYWHERE)
    ambiguous = is_ambiguous(matches, mine) if only(mine.tags) else None
    learner = mine.link
    if learner is None and ambiguous is False:
        learner = next(iter(mine.candidates), None)
    before = current_place(learner)
    gets_there = learner is not None or mine.tags == {NEW}
    after = moved(school, row, before) if gets_there else before
    return Pupil(row, mine.tags, ambiguous, learner, before, after)


def learner_worked_out(school: School, row: Row, matches: Sequence[Match]) -> Learner:
    """Settle tag and place of one learner."""
    mis_id, before = row.text("mis_id"), current_place(row)
    if mis_id is UNKNOWN:
        return Learner(row, LEARNER_TAGS, None, ANYWHERE)
    if mis_id is not None:
        pupil = first_with_key(school.pupils, mis_id)
        if pupil is None or not in_range(school, pupil):
            return Learner(row, frozenset({DESYNCED}), None, before)
        return Learner(row, frozenset({SYNCED}), pupil, moved(school, pupil, before))
    if school.undated and any(match.tags != {SYNCED} for match in matches):
        return Learner(row, LEARNER_TAGS - {SYNCED, DESYNCED}, None, ANYWHERE)
    if row.day("date_of_birth") is UNKNOWN:
        return Learner(row, LEARNER_TAGS - {SYNCED, DESYNCED}, None, before)
    suitors = [match for match in matches if row in match.candidates]
    after = next((moved(school, match.pupil, before) for match in suitors if not is_ambiguous(matches, match)), before)
    tags = {tag for match in suitors for tag in match.tags}
    tag = MATCHED if MATCHED in tags else MAY_MATCH if MAY_MATCH in tags else UNLINKED
    return Learner(row, frozenset({tag}), None, after)


def work_out(school: School) -> tuple[list[Pupil], list[Learner]]:
    """Settle everybody who has a key."""
    matches = [match(school, row) for row in keyed(school.pupils) if in_range(school, row)]
    return (
        [pupil_worked_out(school, row, matches) for row in keyed(school.pupils)],
        [learner_worked_out(school, row, matches) for row in keyed(school.learners)],
    )
