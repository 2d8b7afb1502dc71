"""Hand-made cases of who is in range, who matches whom, what stays unknown and where everybody is after the sync."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from boost_promotion.oracle import Settings
from boost_promotion.schools import (
    DEFAULTS,
    LINKED,
    LOOSE,
    PUPIL,
    SIX_A,
    TICKED,
    Cells,
    found,
    learner,
    outcome,
    pupil,
    run,
    tags,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# ---------------------------------------------------------------------------------------------------------- the range

RANGE: Final[list[tuple[str, Cells, Settings, Cells | None, bool]]] = [
    ("no lists admit all", {}, DEFAULTS, TICKED, True),
    ("the year is listed", {}, Settings(year_groups=("5", "6")), TICKED, True),
    ("the year is not listed", {}, Settings(year_groups=("5",)), TICKED, False),
    ("the list is exact", {"year_group": "r"}, Settings(year_groups=("R",)), TICKED, False),
    ("a missing year is admitted", {"year_group": None}, Settings(year_groups=("5",)), TICKED, True),
    ("the group is not listed", {}, Settings(registration_groups=("6B",)), TICKED, False),
    ("a missing group is admitted", {"registration_group": " "}, Settings(registration_groups=("6B",)), TICKED, True),
    ("both must be", {}, Settings(year_groups=("6",), registration_groups=("6B",)), TICKED, False),
    ("unticked", {}, DEFAULTS, TICKED | {"set_up": "no"}, False),
    ("a missing tick unticks", {}, DEFAULTS, TICKED | {"set_up": None}, False),
    ("an unreadable tick does not", {}, DEFAULTS, TICKED | {"set_up": "?"}, True),
    ("no row does not", {}, DEFAULTS, TICKED | {"registration_group": "6B", "set_up": "no"}, True),
    ("no table does not", {}, DEFAULTS, None, True),
]


@pytest.mark.parametrize(
    ("change", "settings", "on_panel", "there"), [case[1:] for case in RANGE], ids=[case[0] for case in RANGE]
)
def test_who_is_in_range(change: Cells, settings: Settings, on_panel: Cells | None, *, there: bool) -> None:
    judgement = run([PUPIL | change], class_map=None if on_panel is None else [on_panel], settings=settings)
    assert tags(judgement) == ((["Synced"], ["Synced"]) if there else ([], ["Desynced"]))
    assert outcome(judgement, "BP-203") == "not_applicable"
    assert (outcome(judgement, "BP-204") == "pass") is there


# ------------------------------------------------------------------------------------------------------------ the match

PAIRS: Final[list[tuple[str, Cells, Cells, str]]] = [
    ("the same", {}, {}, "Matched"),
    ("folded alike", {"first_name": "Zoë", "last_name": "O'Neil"}, {"first_name": "ZOE", "last_name": "O’Neil"}, "Matched"),
    ("no birthday here", {"date_of_birth": None}, {}, "May match"),
    ("no birthday there", {}, {"date_of_birth": None}, "May match"),
    ("no birthdays", {"date_of_birth": None}, {"date_of_birth": None}, "May match"),
    ("no birthday, other name", {"date_of_birth": None}, {"last_name": "Byro"}, "New"),
    ("other birthday", {}, {"date_of_birth": "2015-03-02"}, "New"),
    # "ada byron" and "ada byro": 8 of 9 and 8 letters, 2 * 8 / 17 = 94.1
    ("a letter less", {}, {"last_name": "Byro"}, "May match"),
    ("names swapped", {}, {"first_name": "Byron", "last_name": "Ada"}, "May match"),
    # "baxter christo" and "bater chris": exactly 88
    ("at the score", {"first_name": "Christo", "last_name": "Baxter"}, {"first_name": "Chris", "last_name": "Bater"},
     "May match"),
    # "baxter christo" and "batr chris": 10 of 14 and 10, 2 * 10 / 24 = 83.3
    ("below it", {"first_name": "Christo", "last_name": "Baxter"}, {"first_name": "Chris", "last_name": "Batr"}, "New"),
    ("a doubled name", {"first_name": "Anna"}, {"first_name": "Anna Anna"}, "New"),  # 10 of 10 and 15: 80
    ("a hyphen is no space", {"first_name": "Mary-Ann"}, {"first_name": "Mary Ann"}, "New"),
    ("names that fold to nothing", {"first_name": "-", "last_name": "…"}, {"first_name": None, "last_name": "-"}, "New"),
    ("one name that folds to nothing", {"first_name": "-"}, {"first_name": None}, "May match"),
    ("the same without birthdays", {"first_name": "-", "date_of_birth": None}, {"first_name": "-"}, "New"),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "tag"), [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_a_pupil_and_a_learner_without_mis_id(ours: Cells, theirs: Cells, tag: str) -> None:
    judgement = run([PUPIL | ours], [LOOSE | theirs])
    assert tags(judgement) == ([tag], ["Unlinked" if tag == "New" else tag])
    rule = {"Matched": "BP-201", "May match": "BP-202", "New": "BP-203"}[tag]
    assert {each[0] for each in found(judgement)} >= {rule}
    assert {"BP-201", "BP-202", "BP-203", "BP-204"} & {each[0] for each in found(judgement)} == {rule}
    assert pupil(judgement).learner_id == (None if tag == "New" else "L1")


@pytest.mark.parametrize(("score", "tag"), [(72, "May match"), (72.5, "New")])
def test_a_hyphenated_name_may_still_be_near_enough(score: float, tag: str) -> None:
    # "gray maryann" against "ann gray mary": "gray mary" in common, 2 * 9 / 25 = 72
    ours: Cells = {"first_name": "Mary-Ann", "last_name": "Gray"}
    theirs: Cells = {"first_name": "Mary Ann", "last_name": "Gray"}
    judgement = run([PUPIL | ours], [LOOSE | theirs], settings=Settings(may_match_score=score))
    assert tags(judgement)[0] == [tag]


@pytest.mark.parametrize(("score", "tag"), [(88, "May match"), (88.5, "New"), (89, "New"), (0, "May match")])
def test_the_score_is_set_and_reached_when_equal(score: float, tag: str) -> None:
    ours: Cells = {"first_name": "Christo", "last_name": "Baxter"}
    theirs: Cells = {"first_name": "Chris", "last_name": "Bater"}
    judgement = run([PUPIL | ours], [LOOSE | theirs], settings=Settings(may_match_score=score))
    assert tags(judgement)[0] == [tag]


def test_a_score_of_zero_still_likens_nothing_to_no_name() -> None:
    judgement = run([PUPIL | {"first_name": "-", "last_name": None}], [LOOSE], settings=Settings(may_match_score=0))
    assert tags(judgement) == (["New"], ["Unlinked"])


def test_only_learners_without_mis_id_match() -> None:
    judgement = run(learners=[LINKED | {"mis_id": "P9"}])
    assert tags(judgement) == (["New"], ["Desynced"])


def test_only_pupils_in_range_without_a_learner_match() -> None:
    assert tags(run(learners=[LOOSE], settings=Settings(year_groups=("5",)))) == ([], ["Unlinked"])
    assert tags(run(learners=[LINKED, LOOSE | {"learner_id": "L2"}])) == (["Synced"], ["Synced", "Unlinked"])


def test_may_match_counts_only_where_nothing_is_matched() -> None:
    judgement = run(learners=[LOOSE | {"date_of_birth": None}, LOOSE | {"learner_id": "L2"}])
    assert tags(judgement) == (["Matched"], ["Unlinked", "Matched"])
    assert (pupil(judgement).learner_id, outcome(judgement, "BP-204")) == ("L2", "pass")


def test_two_candidates_are_ambiguous() -> None:
    judgement = run(learners=[LOOSE, LOOSE | {"learner_id": "L2"}])
    assert tags(judgement) == (["Matched"], ["Matched", "Matched"])
    assert (outcome(judgement, "BP-204"), outcome(judgement, "BP-201")) == ("fail", "fail")
    record = pupil(judgement)
    assert (record.learner_id, record.class_before, record.class_after, record.status) == (None, None, None, "blocked")


def test_a_candidate_of_two_pupils_makes_both_ambiguous() -> None:
    ella: Cells = {"first_name": "Ella", "last_name": "O'Brien"}
    bella: Cells = {"first_name": "Bella", "last_name": "O'Brien"}
    pupils = [PUPIL | ella, PUPIL | bella | {"mis_id": "P2"}]
    judgement = run(pupils, [LOOSE | ella])
    assert tags(judgement) == (["Matched", "May match"], ["Matched"]), "matched comes before may match"
    assert [outcome(judgement, "BP-204", row=row) for row in (2, 3)] == ["fail", "fail"]
    # The twin's own record takes her out of the way.
    judgement = run(pupils, [LOOSE | ella, LOOSE | bella | {"learner_id": "L2"}])
    assert [outcome(judgement, "BP-204", row=row) for row in (2, 3)] == ["pass", "pass"]
    assert [record.learner_id for record in judgement.pupils] == ["L1", "L2"]


def test_rows_without_a_key_are_nobodys_candidates_and_have_none() -> None:
    assert tags(run(learners=[LOOSE | {"learner_id": None}])) == (["New"], [None])
    judgement = run([PUPIL, PUPIL | {"mis_id": None}], [LOOSE])
    assert (outcome(judgement, "BP-204"), pupil(judgement).learner_id) == ("pass", "L1")
    judgement = run([PUPIL], [LINKED | {"learner_id": None}, LINKED | {"learner_id": "L2"}])
    assert pupil(judgement).learner_id == "L2"


def test_another_row_of_the_same_key_is_another() -> None:
    judgement = run([PUPIL, PUPIL], [LOOSE])
    assert [outcome(judgement, "BP-204", row=row) for row in (2, 3)] == ["fail", "fail"]
    judgement = run([PUPIL], [LOOSE, LOOSE])
    assert outcome(judgement, "BP-204") == "fail"


# ----------------------------------------------------------------------------------------------------- unknown values


def test_a_pupil_with_an_unreadable_birthday_matches_nothing_and_has_no_tag() -> None:
    judgement = run([PUPIL | {"date_of_birth": "1 March"}], [LOOSE])
    assert tags(judgement) == ([None], ["Unlinked"])
    assert {outcome(judgement, f"BP-20{number}") for number in (1, 2, 3, 4)} == {"not_checked"}
    record = pupil(judgement)
    assert (record.status, record.learner_id, record.class_after, record.year_after) == (
        "undetermined",
        None,
        None,
        None,
    )


def test_a_learner_with_an_unreadable_birthday_matches_nothing_and_has_no_tag() -> None:
    judgement = run(learners=[LOOSE | {"date_of_birth": "1 March"}])
    assert tags(judgement) == (["New"], [None])
    assert outcome(judgement, "BP-206", "learners") == "not_checked"
    assert outcome(judgement, "BP-205", "learners") == outcome(judgement, "BP-302", "learners") == "not_applicable"
    assert (outcome(judgement, "BP-204"), learner(judgement).status) == ("pass", "ready")


def test_an_unreadable_birthday_is_not_a_missing_one() -> None:
    judgement = run([PUPIL | {"date_of_birth": None}], [LOOSE | {"date_of_birth": "1 March"}])
    assert tags(judgement) == (["New"], [None])


def test_linked_people_need_no_birthday() -> None:
    judgement = run([PUPIL | {"date_of_birth": "?"}], [LINKED | {"date_of_birth": "?"}])
    assert tags(judgement) == (["Synced"], ["Synced"])
    assert outcome(judgement, "BP-204") == "pass"


def test_a_column_of_birthdays_that_is_not_supplied_leaves_it_open_who_matches() -> None:
    assert tags(run(learners=[LOOSE], without=["pupils.date_of_birth"])) == ([None], [None])
    assert tags(run(learners=[LOOSE], without=["learners.date_of_birth"])) == ([None], [None])
    assert tags(run(without=["pupils.date_of_birth", "learners.date_of_birth"])) == (["Synced"], ["Synced"])


def test_without_the_learners_mis_id_nobody_has_a_tag() -> None:
    judgement = run(learners=[LINKED, LOOSE | {"learner_id": "L2"}], without=["learners.mis_id"])
    assert tags(judgement) == ([None], [None, None])
    assert {outcome(judgement, f"BP-20{number}") for number in (1, 2, 3, 4)} == {"not_checked"}
    for rule in ("BP-002", "BP-205", "BP-206", "BP-301", "BP-303", "BP-307", "BP-401"):
        assert outcome(judgement, rule, "learners") == "not_checked"
    assert outcome(judgement, "BP-302", "learners") == "not_applicable", "it has access, so it could not fail"
    record = pupil(judgement)
    assert (record.learner_id, record.class_before, record.class_after, record.status) == (
        None,
        None,
        None,
        "undetermined",
    )
    assert outcome(judgement, "BP-305", "classes") == outcome(judgement, "BP-308", "year_groups") == "not_checked"
    assert {outcome(judgement, rule, "file") for rule in ("BP-402", "BP-403")} == {"not_checked"}


# ------------------------------------------------------------------------------------------------------ after the sync

AFTER: Final[list[tuple[str, Cells, Sequence[Cells], tuple[str | None, ...]]]] = [
    ("mapped", {}, [TICKED | {"class_name": "Six"}], ("5A", "Six", "5", "6")),
    ("of the same name", {}, [TICKED | {"registration_group": "6B"}], ("5A", "6A", "5", "6")),
    ("of the same name, though there is none", {"registration_group": "9Z"}, [TICKED], ("5A", "9Z", "5", "6")),
    ("maps to no class", {}, [TICKED | {"class_name": None}], ("5A", "5A", "5", "5")),
    ("without a group", {"registration_group": None}, [TICKED], ("5A", "5A", "5", "5")),
    ("without a year group", {"year_group": None}, [TICKED], ("5A", "6A", "5", None)),
]


@pytest.mark.parametrize(("change", "panel", "places"), [case[1:] for case in AFTER], ids=[case[0] for case in AFTER])
@pytest.mark.parametrize("found_by", [LINKED, LOOSE], ids=["linked", "matched"])
def test_where_a_pupil_is_after_the_sync(
    found_by: Cells, change: Cells, panel: Sequence[Cells], places: tuple[str | None, ...]
) -> None:
    record = pupil(run([PUPIL | change], [found_by], class_map=panel))
    assert (record.class_before, record.class_after, record.year_before, record.year_after) == places


def test_a_new_pupil_comes_from_nowhere() -> None:
    record = pupil(run(learners=()))
    assert (record.tag, record.learner_id) == ("New", None)
    assert (record.class_before, record.class_after, record.year_before, record.year_after) == (None, "6A", None, "6")
    record = pupil(run(learners=(), class_map=[TICKED | {"class_name": None}]))
    assert (record.class_after, record.year_after) == (None, None)


@pytest.mark.parametrize(
    ("learners", "in_old_class", "in_new_class"),
    [
        ([LINKED], "fail", "pass"),
        ([LINKED, LINKED | {"learner_id": "L2"}], "fail", "pass"),  # both are Synced, and both move
        ([LOOSE], "fail", "pass"),
        ([LOOSE | {"date_of_birth": None}], "fail", "pass"),
        ([LOOSE, LOOSE | {"learner_id": "L2"}], "pass", "pass"),  # ambiguous, so both stay
        ([LINKED | {"mis_id": "P9"}], "pass", "pass"),
        ([LOOSE | {"first_name": "Tom"}], "pass", "pass"),
        ([LOOSE | {"date_of_birth": "?"}], "pass", "pass"),
    ],
)
def test_who_leaves_a_class_empty(learners: Sequence[Cells], in_old_class: str, in_new_class: str) -> None:
    judgement = run(learners=learners, classes=[SIX_A | {"class_name": "5A"}, SIX_A])
    assert [outcome(judgement, "BP-306", "classes", row) for row in (2, 3)] == [in_old_class, in_new_class]
