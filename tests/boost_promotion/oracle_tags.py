"""Tables, settings, tags and what the sync does, in the order of ``boost-promotion.md``: for its oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from boost_promotion.oracle_names import fold, similarity, year
from oracle.cells import fold_word
from oracle.logic import UNKNOWN
from oracle.tables import Column, Layout, Reading, Row, Table, Tables, Text, read_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

# --------------------------------------------------------------------------------------------------------------- Tables

TEXT: Final = Column()
DATE: Final = Column("date")
OF_PUPIL: Final = Column(to="pupils")
LAYOUTS: Final = (
    Layout(
        "pupils",
        "mis_id",
        {
            "mis_id": TEXT, "first_name": TEXT, "last_name": TEXT, "date_of_birth": DATE, "year_group": TEXT,
            "registration_group": Column(to="class_map"), "email": TEXT,
        },
    ),
    Layout(
        "learners",
        "learner_id",
        {
            "learner_id": TEXT, "first_name": TEXT, "last_name": TEXT, "mis_id": OF_PUPIL, "date_of_birth": DATE,
            "last_test_date": DATE, "year_group": TEXT, "class_name": TEXT, "has_access": Column("bool", blank="no"),
            "username": TEXT, "email": TEXT, "test_suites": Column(blank="", absent=""),
            "to_delete": Column("bool", blank="no", absent="no"),
        },
    ),
    Layout("classes", "class_name", {"class_name": TEXT, "kind": Column(blank="registration")}),
    Layout(
        "class_map",
        "registration_group",
        {"registration_group": TEXT, "class_name": TEXT, "set_up": Column("bool", blank="no")},
    ),
    Layout("subject_enrolments", None, {"mis_id": OF_PUPIL, "subject_class": TEXT}),
    Layout("contacts", None, {"mis_id": OF_PUPIL, "email": TEXT}),
)  # fmt: skip
REFERENCES: Final = tuple(
    (layout.name, name, column.to) for layout in LAYOUTS for name, column in layout.columns.items() if column.to
)
EMAIL_PLATFORMS: Final = ("Boost Learning", "Hachette Learning Adaptive", "Hachette Learning Magazines")

# ------------------------------------------------------------------------------------------------------------- Settings


@dataclass(frozen=True)
class Settings:
    """The settings that the suite reads; None is one that was not given."""

    year_groups: tuple[str, ...] | None = None
    registration_groups: tuple[str, ...] | None = None
    year_order: tuple[str, ...] = ("N1", "N2", "R", *(str(number) for number in range(1, 15)))
    sync_emails: bool = False
    school_email_domains: tuple[str, ...] | None = None
    platforms: tuple[str, ...] | None = None
    leavers_class: str = "Leavers/Desynced"
    inactive_years: int = 2
    inactive_years_by_suite: Mapping[str, int] = field(default_factory=lambda: {"ART": 3, "AMT": 3})
    inactive_notice_days: int = 90
    may_match_score: float = 88
    reading: Reading = field(default_factory=Reading)

    @property
    def logs_in_by_email(self) -> bool | None:
        """Whether an e-mail platform is named; unknown where nobody said which platforms there are."""
        if self.platforms is None:
            return None
        named = {fold_word(platform) for platform in self.platforms}
        return any(fold_word(platform) in named for platform in EMAIL_PLATFORMS)

    def place_of(self, year_group: str) -> int | None:
        """Find a year group in year_order; None where it is not there, and so unknown."""
        order = [year(each) for each in self.year_order]
        return order.index(year(year_group)) if year(year_group) in order else None


@dataclass(frozen=True)
class School:
    """All tables, and what the rules are judged against."""

    tables: Mapping[str, Table]
    """Those that were supplied."""
    settings: Settings
    as_of: date

    @property
    def pupils(self) -> Table:
        """The MIS."""
        return self.tables["pupils"]

    @property
    def learners(self) -> Table:
        """The Admin Hub."""
        return self.tables["learners"]

    @property
    def classes(self) -> Table:
        """Its classes."""
        return self.tables["classes"]

    @property
    def class_map(self) -> Table | None:
        """The panel, if there is one."""
        return self.tables.get("class_map")

    @property
    def contacts(self) -> Table | None:
        """Parents and carers, if somebody told them."""
        return self.tables.get("contacts")

    @property
    def enrolments(self) -> tuple[Row, ...]:
        """Who is in which subject class; without the table there are no subject classes."""
        return tuple(self.tables.get("subject_enrolments", ()))

    @property
    def maps_classes(self) -> bool:
        """Whether the panel names classes; the current one does not."""
        return self.class_map is not None and "class_name" in self.class_map.columns


def read_school(tables: Tables, settings: Settings, as_of: date) -> School:
    """Read whatever tables there are."""
    return School(read_tables(LAYOUTS, tables, settings.reading), settings, as_of)


def filled(row: Row, column: str) -> str | None:
    """Read a text cell of a required column, which is never unknown."""
    cell = row.text(column)
    return cell if isinstance(cell, str) else None


def kind_of(school: School, row: Row) -> Text:
    """Say of what kind a class is; unknown where the cell is neither of the two words nor blank."""
    word = row.word("kind")
    if word is UNKNOWN:
        named = any(enrolment.text("subject_class") == row.key for enrolment in school.enrolments)
        return "subject" if named else "registration"
    return word if word in {"registration", "subject"} else UNKNOWN


# ------------------------------------------------------------------------------------------------------ Tags: the range


def admits(listed: Sequence[str], value: str | None) -> bool:
    """Whether a list of the settings admits a value: an empty list admits all, every list a missing value."""
    return not listed or value is None or value in listed


def in_chosen_range(school: School, pupil: Row) -> bool:
    """Whether the settings' lists admit both the pupil's year group and its registration group."""
    year_group = filled(pupil, "year_group")
    years = [year(each) for each in school.settings.year_groups or ()]
    return admits(years, None if year_group is None else year(year_group)) and admits(
        school.settings.registration_groups or (), filled(pupil, "registration_group")
    )


def map_row(school: School, group: str | None) -> Row | None:
    """Find the row of class_map for a registration group."""
    if school.class_map is None or group is None:
        return None
    return next(
        (row for row in school.class_map.keyed() if row.id == row.normalised("registration_group", group)), None
    )


def in_range(school: School, pupil: Row) -> bool:
    """Whether the pupil is in the chosen range and class_map does not untick its group (an unreadable tick is none)."""
    row = map_row(school, filled(pupil, "registration_group"))
    unticked = row is not None and row.flag("set_up") is False
    return in_chosen_range(school, pupil) and not unticked


def maps_to(school: School, group: str | None) -> str | None:
    """Name the class that a registration group maps to, there or not; None where it maps to no class."""
    row = map_row(school, group)
    return group if row is None or not school.maps_classes else filled(row, "class_name")


# ------------------------------------------------------------------------------------------------------ Tags: the match

SYNCED, DESYNCED, MATCHED, MAY_MATCH, NEW, UNLINKED = "Synced", "Desynced", "Matched", "May match", "New", "Unlinked"
LEFT, OUT_OF_RANGE = "left", "out_of_range"


def folded(row: Row, column: str) -> str:
    """Fold a name; a missing one folds to nothing."""
    return fold(filled(row, column) or "")


def same(pupil: Row, learner: Row, part: str) -> bool:
    """Whether a part of the name is equal; one that folds to nothing equals nothing."""
    return folded(pupil, part) == folded(learner, part) != ""


def same_name(pupil: Row, learner: Row) -> bool:
    """Whether first names are equal and last names are equal."""
    return same(pupil, learner, "first_name") and same(pupil, learner, "last_name")


def alike(school: School, pupil: Row, learner: Row) -> bool:
    """Whether "first last" of both is similar enough; who has no name is like nobody."""
    ours, theirs = (f"{folded(row, 'first_name')} {folded(row, 'last_name')}".strip() for row in (pupil, learner))
    return bool(ours and theirs) and similarity(ours, theirs) >= Fraction(school.settings.may_match_score)


def same_birthday(pupil: Row, learner: Row) -> bool:
    """Whether the dates of birth are equal and present; one that cannot be read counts as missing."""
    ours = pupil.day("date_of_birth")
    return ours is not UNKNOWN and ours is not None and ours == learner.day("date_of_birth")


def is_matched(pupil: Row, learner: Row) -> bool:
    """Equal names, and birthdays equal and present on both."""
    return same_name(pupil, learner) and same_birthday(pupil, learner)


def may_match(school: School, pupil: Row, learner: Row) -> bool:
    """Equal names and other birthdays, or equal birthdays and a name that is equal or similar."""
    if not same_birthday(pupil, learner):
        return same_name(pupil, learner)
    one_name = same(pupil, learner, "first_name") or same(pupil, learner, "last_name")
    return not same_name(pupil, learner) and (one_name or alike(school, pupil, learner))


@dataclass(frozen=True)
class Match:
    """What an in-range pupil gets: its tag, the learner that carries its mis_id, else its candidates."""

    pupil: Row
    tag: str
    link: Row | None
    candidates: tuple[Row, ...] = ()


def match_all(school: School) -> list[Match]:
    """Compare every in-range pupil with the learners."""
    pupils = [pupil for pupil in school.pupils.keyed() if in_range(school, pupil)]
    learners = school.learners.keyed()
    loose = [learner for learner in learners if filled(learner, "mis_id") is None]
    links = {
        pupil.number: next((learner for learner in learners if learner.ref("mis_id") == pupil.id), None)
        for pupil in pupils
    }
    matched = {
        pupil.number: tuple(each for each in loose if links[pupil.number] is None and is_matched(pupil, each))
        for pupil in pupils
    }
    taken = {learner.number for found in matched.values() for learner in found}
    matches = []
    for pupil in pupils:
        link, sure = links[pupil.number], matched[pupil.number]
        similar = tuple(each for each in loose if each.number not in taken and may_match(school, pupil, each))
        if link is not None:
            matches.append(Match(pupil, SYNCED, link))
        elif sure:
            matches.append(Match(pupil, MATCHED, None, sure))
        elif similar:
            matches.append(Match(pupil, MAY_MATCH, None, similar))
        else:
            matches.append(Match(pupil, NEW, None))
    return matches


def is_ambiguous(matches: Iterable[Match], mine: Match) -> bool:
    """More than one candidate, or one that another pupil's row has too."""
    others = [match for match in matches if match.pupil.number != mine.pupil.number]
    shared = any(candidate in other.candidates for candidate in mine.candidates for other in others)
    return len(mine.candidates) > 1 or shared


# ------------------------------------------------------------------------------------------------- Tags: after the sync

Place: TypeAlias = "tuple[str | None, str | None]"
"""Class and year group."""
NOWHERE: Final[Place] = (None, None)


def current_place(learner: Row | None) -> Place:
    """Where a learner is before the sync; nowhere if there is none."""
    return NOWHERE if learner is None else (filled(learner, "class_name"), filled(learner, "year_group"))


def moved(school: School, pupil: Row, before: Place) -> Place:
    """Move to the pupil's year group and the class of its registration group; one that maps to none moves nobody."""
    class_name = maps_to(school, filled(pupil, "registration_group"))
    return before if class_name is None else (class_name, filled(pupil, "year_group"))


@dataclass(frozen=True)
class Pupil:
    """A pupil row that has a key, with what has to be worked out before the rules can be asked."""

    row: Row
    tag: str | None
    """None for a pupil out of range."""
    ambiguous: bool
    learner: Row | None
    before: Place
    after: Place

    @property
    def in_range(self) -> bool:
        """Whether the pupil is in range, and so has a tag."""
        return self.tag is not None


@dataclass(frozen=True)
class Learner:
    """A learner row that has a key, likewise."""

    row: Row
    tag: str
    because: str | None
    """Why it is Desynced."""
    pupil: Row | None
    """The in-range pupil whose mis_id it carries."""
    after: Place


def pupil_worked_out(school: School, row: Row, matches: Sequence[Match]) -> Pupil:
    """Settle tag, learner and place of one pupil."""
    mine = next((match for match in matches if match.pupil.number == row.number), None)
    if mine is None:
        return Pupil(row, tag=None, ambiguous=False, learner=None, before=NOWHERE, after=NOWHERE)
    ambiguous = is_ambiguous(matches, mine)
    learner = mine.link
    if learner is None and not ambiguous:
        learner = next(iter(mine.candidates), None)
    before = current_place(learner)
    gets_there = learner is not None or mine.tag == NEW
    after = moved(school, row, before) if gets_there else before
    return Pupil(row, mine.tag, ambiguous, learner, before, after)


def learner_worked_out(school: School, row: Row, matches: Sequence[Match]) -> Learner:
    """Settle tag and place of one learner."""
    mis_id, before = row.ref("mis_id"), current_place(row)
    if mis_id is not None:
        pupil = next((match.pupil for match in matches if match.pupil.id == mis_id), None)
        if pupil is not None:
            return Learner(row, SYNCED, None, pupil, moved(school, pupil, before))
        because = LEFT if school.pupils.first(mis_id) is None else OUT_OF_RANGE
        return Learner(row, DESYNCED, because, None, before)
    suitors = [match for match in matches if row in match.candidates]
    after = next((moved(school, match.pupil, before) for match in suitors if not is_ambiguous(matches, match)), before)
    tags = {match.tag for match in suitors}
    tag = MATCHED if MATCHED in tags else MAY_MATCH if MAY_MATCH in tags else UNLINKED
    return Learner(row, tag, None, None, after)


def work_out(school: School) -> tuple[list[Pupil], list[Learner]]:
    """Settle everybody who has a key."""
    matches = match_all(school)
    return (
        [pupil_worked_out(school, row, matches) for row in school.pupils.keyed()],
        [learner_worked_out(school, row, matches) for row in school.learners.keyed()],
    )
