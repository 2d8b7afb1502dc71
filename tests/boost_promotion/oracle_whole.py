"""The rules of ``boost-promotion.md`` that judge a value or the whole file: for its oracle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from boost_promotion.oracle_names import year
from boost_promotion.oracle_rules import Everybody, class_of, is_promoted
from boost_promotion.oracle_tags import (
    DESYNCED,
    LEFT,
    OUT_OF_RANGE,
    UNLINKED,
    Learner,
    Pupil,
    filled,
    in_chosen_range,
    kind_of,
    map_row,
)
from oracle.logic import (
    FAIL,
    NOT_APPLICABLE,
    NOT_CHECKED,
    PASS,
    Question,
    Truth,
    answer,
    equal,
    from_both_ends,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# --------------------------------------------------------------------------------------------------------------- values


@dataclass(frozen=True)
class Value:
    """A value that rules judge once for all who carry it, on the first row in their scope."""

    facts: str
    key: str
    table: str
    row: int
    questions: tuple[Question, ...]


def values(everybody: Everybody) -> list[Value]:
    """List the values in the scope of BP-101, BP-102, BP-105 and BP-308."""
    return [*registration_groups(everybody), *subject_classes(everybody), *year_groups(everybody)]


def registration_groups(everybody: Everybody) -> list[Value]:
    """Ask BP-101 and BP-102 of the registration groups of the chosen range; BP-101 only where it is not unticked."""
    school = everybody.school
    groups: dict[str, list[Pupil]] = {}
    for pupil in everybody.pupils:
        group = filled(pupil.row, "registration_group")
        if group is not None and in_chosen_range(school, pupil.row):
            groups.setdefault(group, []).append(pupil)
    found = []
    for group, pupils in groups.items():
        on_panel = map_row(school, group)
        there = school.classes.first(class_of(school, pupils[0])) is not None
        questions = (
            Question("BP-101", any(pupil.in_range for pupil in pupils), there),
            Question("BP-102", school.class_map is not None, on_panel.flag("set_up") if on_panel else False),
        )
        found.append(Value("registration_groups", group, "pupils", pupils[0].row.number, questions))
    return found


def subject_classes(everybody: Everybody) -> list[Value]:
    """Ask BP-105 of the subject classes of in-range pupils."""
    school = everybody.school
    in_range = {pupil.row.id for pupil in everybody.in_range}
    first: dict[str, int] = {}
    for enrolment in school.enrolments:
        name = filled(enrolment, "subject_class")
        if name is not None and enrolment.ref("mis_id") in in_range:
            first.setdefault(name, enrolment.number)
    found = []
    for name, row in first.items():
        there = school.classes.first(name)
        must = equal(kind_of(school, there), "subject") if there else False
        found.append(
            Value("subject_classes", name, "subject_enrolments", row, (Question("BP-105", when=True, must=must),))
        )
    return found


def year_groups(everybody: Everybody) -> list[Value]:
    """Ask BP-308 of the year groups of in-range pupils: however it is spelt, it is one year group."""
    leavers = everybody.school.settings.leavers_class
    first: dict[str, tuple[str, int]] = {}
    for pupil in everybody.in_range:
        spelt = filled(pupil.row, "year_group")
        if spelt is not None:
            first.setdefault(year(spelt), (spelt, pupil.row.number))
    staying = {
        year(learner.after[1] or "")
        for learner in everybody.learners
        if learner.tag in {DESYNCED, UNLINKED} and learner.after[0] != leavers
    }
    return [
        Value("year_groups", spelt, "pupils", row, (Question("BP-308", when=True, must=normalised not in staying),))
        for normalised, (spelt, row) in first.items()
    ]


# ----------------------------------------------------------------------------------------------------------------- file


def file_outcomes(everybody: Everybody, of_pupils: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Settle the rules about the file; ``of_pupils`` holds the outcomes of the rows of pupils."""
    settings = everybody.school.settings
    listed = bool(settings.year_groups or settings.registration_groups)
    promoted = [change for change in map(is_promoted, everybody.learners) if change is not None]
    asked = (
        Question("BP-006", when=True, must=len(everybody.school.pupils) > 0),
        Question("BP-106", listed, not unheard_of(everybody)),
        Question("BP-402", len(promoted) >= 10, 10 * sum(promoted) >= len(promoted)),
        Question("BP-606", settings.sync_emails and or_unknown(settings.platforms), settings.logs_in_by_email),
        Question("BP-609", settings.sync_emails, nobody_fails([each["BP-605"] for each in of_pupils])),
    )
    return {question.rule: answer(question) for question in asked} | {
        "BP-304": from_both_ends(tidy_counts(everybody)),
        "BP-403": from_both_ends(desynced_counts(everybody, LEFT)),
        "BP-404": from_both_ends(desynced_counts(everybody, OUT_OF_RANGE)),
    }


def or_unknown(platforms: tuple[str, ...] | None) -> Truth:
    """Whether platforms are set: where nobody said, there may be some."""
    return None if platforms is None else True


def nobody_fails(outcomes: list[str]) -> Truth:
    """Whether none of these failed, given that some may not have been checked."""
    if FAIL in outcomes:
        return False
    return None if NOT_CHECKED in outcomes else True


def unheard_of(everybody: Everybody) -> list[str]:
    """List the values of the range in the settings that no pupil has."""
    settings = everybody.school.settings
    years = {year(filled(pupil.row, "year_group") or "") for pupil in everybody.pupils}
    groups = {filled(pupil.row, "registration_group") for pupil in everybody.pupils}
    return [
        *(each for each in settings.year_groups or () if year(each) not in years),
        *(each for each in settings.registration_groups or () if each not in groups),
    ]


def accesses(everybody: Everybody) -> Iterator[list[bool]]:
    """Say of every learner whether it has access, in each way in which the unreadable cells might read.

    Of learners who are alike in all that is counted, it matters only how many have it.
    """
    read = [learner.row.flag("has_access") for learner in everybody.learners]
    alike: dict[object, list[int]] = {}
    for place, learner in enumerate(everybody.learners):
        if read[place] is None:
            row = learner.row
            counted = (
                filled(row, "mis_id") is None,
                filled(row, "class_name"),
                filled(row, "year_group"),
                learner.because,
            )
            alike.setdefault(counted, []).append(place)
    for chosen in product(*(range(len(places) + 1) for places in alike.values())):
        access = [bool(cell) for cell in read]
        for places, many in zip(alike.values(), chosen, strict=True):
            for place in places[:many]:
                access[place] = True
        yield access


def tidy_counts(everybody: Everybody) -> Iterator[str]:
    """BP-304: as many in the leavers class as without access."""
    school, learners = everybody.school, everybody.learners
    leavers = sum(filled(learner.row, "class_name") == school.settings.leavers_class for learner in learners)
    applies = school.classes.first(school.settings.leavers_class) is not None
    for access in accesses(everybody):
        yield (PASS if leavers == access.count(False) else FAIL) if applies else NOT_APPLICABLE


def desynced_counts(everybody: Everybody, because: str) -> Iterator[str]:
    """BP-403 and BP-404: at most three tenths of those who should stay are Desynced for this reason."""
    for access in accesses(everybody):
        with_access = [learner for learner, has in zip(everybody.learners, access, strict=True) if has]
        counted = expected_to_stay(everybody, with_access)
        gone = sum(learner.because == because for learner in counted)
        if len(counted) < 10:
            yield NOT_APPLICABLE
        else:
            yield PASS if 10 * gone <= 3 * len(counted) else FAIL


def expected_to_stay(everybody: Everybody, with_access: list[Learner]) -> list[Learner]:
    """Leave out who was added by hand, the leavers class, and the highest year group found."""
    settings = everybody.school.settings
    places = [settings.place_of(filled(learner.row, "year_group") or "") for learner in with_access]
    highest = max((place for place in places if place is not None), default=None)
    return [
        learner
        for learner, place in zip(with_access, places, strict=True)
        if filled(learner.row, "mis_id") is not None
        and filled(learner.row, "class_name") != settings.leavers_class
        and (place is None or place != highest)
    ]
