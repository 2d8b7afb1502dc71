"""The rules of ``boost-promotion.md`` that judge a value or the whole file: for its oracle."""

from __future__ import annotations

from dataclasses import dataclass

from boost_promotion.oracle_cells import UNKNOWN, Question, and3, equals, first_with_key, not3, or3
from boost_promotion.oracle_rules import EMAIL_PLATFORMS, Everybody, is_in
from boost_promotion.oracle_tags import DESYNCED, UNLINKED, Learner, Pupil, in_chosen_range, in_range, map_row, maps_to

# --------------------------------------------------------------------------------------------------------------- values


@dataclass(frozen=True)
class Value:
    """A value that rules judge once for all who carry it, on the first row in their scope."""

    facts: str
    key: str
    table: str
    row: int
    carriers: frozenset[int]
    """The rows of in-range pupils that carry it."""
    questions: tuple[Question, ...]


def values(everybody: Everybody) -> list[Value]:
    """List the values in the scope of BP-101, BP-102, BP-105 and BP-308."""
    return [*registration_groups(everybody), *subject_classes(everybody), *year_groups(everybody)]


def registration_groups(everybody: Everybody) -> list[Value]:
    """Ask BP-101 and BP-102 of the registration groups of the chosen range; BP-101 only where it is not unticked."""
    school = everybody.school
    rows: dict[str, list[Pupil]] = {}
    for pupil in everybody.pupils:
        group = pupil.row.filled("registration_group")
        if group is not None and in_chosen_range(school, pupil.row):
            rows.setdefault(group, []).append(pupil)
    found = []
    for group, pupils in rows.items():
        ours = [pupil for pupil in pupils if pupil.in_range]
        on_panel = map_row(school, group)
        there = first_with_key(school.classes, maps_to(school, group)) is not None
        questions = (
            Question("BP-101", bool(ours), there),
            Question("BP-102", on_panel is not None, on_panel.flag("set_up") if on_panel else None),
        )
        carriers = frozenset(pupil.row.number for pupil in ours)
        found.append(Value("registration_groups", group, "pupils", pupils[0].row.number, carriers, questions))
    return found


def subject_classes(everybody: Everybody) -> list[Value]:
    """Ask BP-105 of the subject classes of in-range pupils."""
    school = everybody.school
    first: dict[str, int] = {}
    for enrolment in school.enrolments:
        pupil = first_with_key(school.pupils, enrolment.filled("mis_id"))
        name = enrolment.filled("subject_class")
        if name is not None and pupil is not None and in_range(school, pupil):
            first.setdefault(name, enrolment.number)
    found = []
    for name, row in first.items():
        there = first_with_key(school.classes, name)
        question = Question("BP-105", when=True, must=there is not None and there.text("kind") == "subject")
        keys = {each.filled("mis_id") for each in school.enrolments if each.filled("subject_class") == name}
        carriers = frozenset(pupil.row.number for pupil in everybody.in_range if pupil.row.key in keys)
        found.append(Value("subject_classes", name, "subject_enrolments", row, carriers, (question,)))
    return found


def year_groups(everybody: Everybody) -> list[Value]:
    """Ask BP-308 of the year groups of in-range pupils."""
    leavers = everybody.school.settings.leavers_class
    rows: dict[str, list[int]] = {}
    for pupil in everybody.in_range:
        year = pupil.row.filled("year_group")
        if year is not None:
            rows.setdefault(year, []).append(pupil.row.number)
    found = []
    for year, numbers in rows.items():
        stays = or3(
            *(
                and3(learner.has_tag(DESYNCED, UNLINKED), not3(is_in(learner, leavers)), equals(learner.after[1], year))
                for learner in everybody.learners
            )
        )
        question = Question("BP-308", when=True, must=not3(stays))
        found.append(Value("year_groups", year, "pupils", numbers[0], frozenset(numbers), (question,)))
    return found


# ----------------------------------------------------------------------------------------------------------------- file


def file_questions(everybody: Everybody) -> list[Question]:
    """BP-304, BP-402, BP-403, BP-606. One unknown cell among those that a rule reads leaves it unchecked."""
    school, learners = everybody.school, everybody.learners
    settings = school.settings
    access = [learner.row.flag("has_access") for learner in learners]
    access_known = None not in access
    links_known = all(learner.row.text("mis_id") is not UNKNOWN for learner in learners)
    leavers = sum(learner.row.filled("class_name") == settings.leavers_class for learner in learners)
    with_class = first_with_key(school.classes, settings.leavers_class) is not None

    pairs = [
        (learner.row.filled("year_group"), learner.pupil.filled("year_group")) for learner in learners if learner.pupil
    ]
    both = [(now, then) for now, then in pairs if now is not None and then is not None]

    counted = [learner for learner in learners if counts_for_403(everybody, learner)]
    desynced = sum(learner.has_tag(DESYNCED) is True for learner in counted)
    guard = links_known and access_known
    return [
        Question("BP-304", with_class, leavers == access.count(False) if access_known else None),
        Question(
            "BP-402", len(both) >= 10 if links_known else None,
            any(now != then for now, then in both) if links_known else None,
        ),
        Question(
            "BP-403", len(counted) >= 10 if guard else None, desynced * 100 <= 30 * len(counted) if guard else None
        ),
        Question(
            "BP-606", settings.sync_emails, any(platform in EMAIL_PLATFORMS for platform in settings.platforms)
        ),
    ]  # fmt: skip


def counts_for_403(everybody: Everybody, learner: Learner) -> bool:
    """Whether it has a mis_id and access, and is neither in the leavers class nor in the highest year group found."""
    order = everybody.school.settings.year_order
    found = [one.row.filled("year_group") for one in everybody.learners]
    highest = max((year for year in found if year in order), key=lambda year: order.index(year or ""), default=None)
    year, row = learner.row.filled("year_group"), learner.row
    return (
        isinstance(row.text("mis_id"), str)
        and row.flag("has_access") is True
        and row.filled("class_name") != everybody.school.settings.leavers_class
        and (highest is None or year != highest)
    )
