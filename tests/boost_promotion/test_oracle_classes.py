"""Hand-made cases of the rules about registration groups, leavers and classes, worked out from the requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from boost_promotion.oracle import Finding, Settings
from boost_promotion.schools import (
    GONE,
    LEAVERS,
    LINKED,
    LOOSE,
    PUPIL,
    SIX_A,
    TICKED,
    Cells,
    learner,
    of_rule,
    outcome,
    pupil,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAVERS_CLASS: Final[Cells] = {"class_name": LEAVERS, "kind": "registration"}
MATHS: Final[Cells] = {"class_name": "Maths", "kind": "subject"}
TIDY: Final[Cells] = GONE | {"has_access": "no", "class_name": LEAVERS}


# ----------------------------------------------------------------------------------------- registration groups, panel


def test_a_group_that_maps_to_no_class_of_the_hub_is_one_finding() -> None:
    other = PUPIL | {"mis_id": "P2", "first_name": "Tom", "registration_group": "9Z"}
    judgement = run([PUPIL, other, other | {"mis_id": "P3"}])
    assert of_rule(judgement, "BP-101") == {("pupils", 3, "9Z", "registration_group")}
    assert [("BP-101" in record.rules) for record in judgement.pupils] == [False, True, True]


@pytest.mark.parametrize(
    ("panel", "expected"),
    [
        ([TICKED], "pass"),
        (None, "pass"),
        ([], "pass"),
        ([TICKED | {"class_name": None}], "fail"),
        ([TICKED | {"class_name": "6a"}], "fail"),
        ([TICKED | {"set_up": "?", "class_name": "6a"}], "fail"),
        ([TICKED | {"set_up": "no", "class_name": "6a"}], "not_applicable"),
    ],
)
def test_groups_of_pupils_in_range_map_to_a_class(panel: Sequence[Cells] | None, expected: str) -> None:
    assert outcome(run(class_map=panel), "BP-101", "registration_groups") == expected


@pytest.mark.parametrize(
    ("tick", "expected"), [("yes", "pass"), ("no", "fail"), (None, "fail"), ("?", "not_checked"), ("-", "not_checked")]
)
def test_a_group_on_the_panel_is_ticked(tick: str | None, expected: str) -> None:
    judgement = run(class_map=[TICKED | {"set_up": tick}])
    assert outcome(judgement, "BP-102", "registration_groups") == expected
    assert bool(of_rule(judgement, "BP-102") == {("pupils", 2, "6A", "registration_group")}) is (expected == "fail")


def test_a_group_that_is_not_on_the_panel_needs_no_tick() -> None:
    assert outcome(run(class_map=[]), "BP-102", "registration_groups") == "not_applicable"
    assert outcome(run(class_map=None), "BP-102", "registration_groups") == "not_applicable"
    unchosen = run(class_map=[TICKED | {"set_up": "no"}], settings=Settings(year_groups=("5",)))
    assert ("BP-102", "registration_groups", 2) not in unchosen.outcomes


def test_two_groups_map_to_one_class() -> None:
    both = [TICKED, TICKED | {"registration_group": "6B", "set_up": "no"}]
    assert of_rule(run(class_map=both), "BP-103") == {
        ("class_map", 2, "6A", "class_name"),
        ("class_map", 3, "6B", "class_name"),
    }
    nowhere = [TICKED | {"class_name": None}, TICKED | {"registration_group": "6B", "class_name": None}]
    assert not of_rule(run(class_map=nowhere), "BP-103"), "no class is not the same class"
    keyless = [TICKED, TICKED | {"registration_group": None}]
    assert not of_rule(run(class_map=keyless), "BP-103")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"year_group": None}, "year_group"),
        ({"registration_group": " "}, "registration_group"),
        ({"year_group": None, "registration_group": None}, "year_group"),
    ],
)
def test_who_lacks_class_or_year_cannot_appear(change: Cells, column: str) -> None:
    assert of_rule(run([PUPIL | change]), "BP-104") == {("pupils", 2, "P1", column)}


@pytest.mark.parametrize(
    ("subject", "classes", "expected"),
    [
        ("Maths", [SIX_A, MATHS], "pass"),
        ("maths", [SIX_A, MATHS], "fail"),
        ("6A", [SIX_A, MATHS], "fail"),
        ("Maths", [SIX_A, MATHS | {"kind": "Subject"}], "fail"),
        ("Maths", [SIX_A, MATHS | {"kind": None}, MATHS], "fail"),
    ],
)
def test_subject_classes_are_set_up_as_such(subject: str, classes: Sequence[Cells], expected: str) -> None:
    enrolments: list[Cells] = [
        {"mis_id": "P9", "subject_class": subject},
        {"mis_id": "P1", "subject_class": f" {subject}"},
        {"mis_id": "P1", "subject_class": subject},
        {"mis_id": "P1", "subject_class": None},
    ]
    judgement = run(classes=classes, enrolments=enrolments)
    assert outcome(judgement, "BP-105", "subject_classes", 3) == expected
    there = {("subject_enrolments", 3, subject, "subject_class")} if expected == "fail" else set()
    assert of_rule(judgement, "BP-105") == there
    assert ("BP-105" in pupil(judgement).rules) is bool(there)


def test_a_subject_class_counts_in_the_status_of_its_pupils_only() -> None:
    others = [PUPIL | {"mis_id": key, "first_name": "Tom", "year_group": None} for key in ("P2", "P3")]
    enrolments: list[Cells] = [{"mis_id": "P2", "subject_class": "Latin"}]
    judgement = run([PUPIL, *others], classes=[SIX_A, MATHS], enrolments=enrolments)
    assert [record.rules for record in judgement.pupils] == [(), ("BP-104", "BP-105", "BP-203"), ("BP-104", "BP-203")]


def test_subject_classes_of_pupils_out_of_range_do_not_matter() -> None:
    enrolments: list[Cells] = [{"mis_id": "P1", "subject_class": "Latin"}]
    judgement = run(enrolments=enrolments, settings=Settings(year_groups=("5",)))
    assert not [key for key in judgement.outcomes if key[0] == "BP-105"]


def test_without_the_kind_every_class_is_a_registration_class() -> None:
    enrolments: list[Cells] = [{"mis_id": "P1", "subject_class": "Maths"}]
    judgement = run(classes=[SIX_A, MATHS], enrolments=enrolments, without=["classes.kind"])
    assert outcome(judgement, "BP-105", "subject_classes") == "fail"
    assert outcome(judgement, "BP-306", "classes", 3) == "fail"


# ----------------------------------------------------------------------------------------------------------- leavers


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({}, ("BP-205",)),
        ({"has_access": "yes"}, ("BP-205", "BP-301")),
        ({"class_name": "6A"}, ("BP-205", "BP-303")),
        ({"class_name": None}, ("BP-205", "BP-303")),
        ({"class_name": LEAVERS.lower()}, ("BP-205", "BP-303")),
        ({"has_access": None}, ("BP-205",)),
        ({"has_access": "?"}, ("BP-003", "BP-205")),
    ],
)
def test_desynced_learners_are_put_away(change: Cells, rules: tuple[str, ...]) -> None:
    assert learner(run(learners=[TIDY | change])).rules == rules


@pytest.mark.parametrize(
    ("pupil_change", "learner_change", "expected"),
    [
        ({}, {}, "pass"),
        ({}, {"has_access": "no"}, "fail"),
        ({}, {"has_access": "?"}, "not_checked"),
        ({}, {"has_access": "no", "mis_id": "P9"}, "not_applicable"),
        ({"year_group": None}, {"has_access": "no"}, "not_applicable"),
        ({"registration_group": None}, {"has_access": "no"}, "fail"),
        ({"registration_group": None}, {"has_access": "no", "class_name": None}, "not_applicable"),
        ({}, {"has_access": "no", "class_name": None, "year_group": None}, "fail"),
    ],
)
def test_synced_learners_with_a_class_and_a_year_group_have_access(
    pupil_change: Cells, learner_change: Cells, expected: str
) -> None:
    assert outcome(run([PUPIL | pupil_change], [LINKED | learner_change]), "BP-302", "learners") == expected


@pytest.mark.parametrize(
    ("learners", "classes", "expected"),
    [
        ([LINKED, TIDY], [SIX_A, LEAVERS_CLASS], "pass"),
        ([LINKED | {"class_name": LEAVERS}, TIDY | {"class_name": "6A"}], [LEAVERS_CLASS], "pass"),
        ([LINKED, TIDY | {"class_name": "6A"}], [SIX_A, LEAVERS_CLASS], "fail"),
        ([LINKED | {"class_name": LEAVERS}, TIDY], [SIX_A, LEAVERS_CLASS], "fail"),
        ([LINKED | {"has_access": "?"}, TIDY], [SIX_A, LEAVERS_CLASS], "not_checked"),
        ([LINKED | {"has_access": "?"}, TIDY], [SIX_A], "not_applicable"),
        ([TIDY, TIDY | {"learner_id": None, "class_name": "6A"}], [LEAVERS_CLASS], "pass"),
        ([], [LEAVERS_CLASS], "pass"),
    ],
)
def test_the_leavers_class_counts_those_without_access(
    learners: Sequence[Cells], classes: Sequence[Cells], expected: str
) -> None:
    judgement = run(learners=learners, classes=classes)
    assert outcome(judgement, "BP-304", "file") == expected
    about_file = Finding("pupils", None, "BP-304", "warning", None, None)
    assert (about_file in judgement.findings) is (expected == "fail")


# ------------------------------------------------------------------------------------------------------------- classes

STAYS: Final[list[tuple[str, Cells, str, str]]] = [
    ("desynced", {"class_name": "6A", "year_group": "6"}, "fail", "fail"),
    ("unlinked", {"class_name": "6A", "year_group": "6", "mis_id": None}, "fail", "fail"),
    ("elsewhere", {"class_name": "5A", "year_group": "5"}, "pass", "pass"),
    ("in the year only", {"class_name": None, "year_group": "6"}, "pass", "fail"),
    ("among the leavers", {"class_name": LEAVERS, "year_group": "6"}, "pass", "pass"),
    ("may be unlinked", {"class_name": "6A", "year_group": "6", "mis_id": None, "date_of_birth": "?"},
     "not_checked", "not_checked"),
    ("may be unlinked elsewhere", {"class_name": "5A", "year_group": "5", "mis_id": None, "date_of_birth": "?"},
     "pass", "pass"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "in_class", "in_year"), [case[1:] for case in STAYS], ids=[case[0] for case in STAYS]
)
def test_who_stays_overpopulates_class_and_year_group(change: Cells, in_class: str, in_year: str) -> None:
    judgement = run(learners=[LINKED, GONE | change])
    assert outcome(judgement, "BP-305", "classes") == in_class
    assert outcome(judgement, "BP-308", "year_groups") == in_year
    assert bool(of_rule(judgement, "BP-305") == {("classes", 2, "6A", "class_name")}) is (in_class == "fail")
    assert bool(of_rule(judgement, "BP-308") == {("pupils", 2, "6", "year_group")}) is (in_year == "fail")


def test_overpopulated_is_asked_of_the_first_row_of_a_class_that_pupils_go_to() -> None:
    staying = GONE | {"class_name": "6A"}
    judgement = run(learners=[LINKED, staying], classes=[SIX_A, SIX_A, SIX_A | {"class_name": "5A"}])
    assert [outcome(judgement, "BP-305", "classes", row) for row in (2, 3, 4)] == [
        "fail",
        "not_applicable",
        "not_applicable",
    ]
    assert (
        outcome(run(learners=[staying], settings=Settings(year_groups=("5",))), "BP-305", "classes") == "not_applicable"
    )
    leavers = run(learners=[LINKED, staying], settings=Settings(leavers_class="6A"))
    assert outcome(leavers, "BP-305", "classes") == "not_applicable"


def test_a_matched_learner_does_not_stay() -> None:
    judgement = run(learners=[LOOSE | {"class_name": "6A", "year_group": "6"}])
    assert outcome(judgement, "BP-305", "classes") == outcome(judgement, "BP-308", "year_groups") == "pass"


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Old", "registration", "fail"),
        ("Old", None, "fail"),
        ("Old", "subject", "not_applicable"),
        ("Old", "Registration", "not_applicable"),
        ("5A", None, "fail"),  # L1 leaves it
        ("6B", None, "pass"),  # L9 stays in it
        ("7A", None, "pass"),  # a pupil out of range is in it
        (LEAVERS, None, "pass"),
    ],
)
def test_a_class_that_nobody_is_in_is_defunct(name: str, kind: str | None, expected: str) -> None:
    judgement = run(
        [PUPIL, PUPIL | {"mis_id": "P2", "first_name": "Tom", "year_group": "7", "registration_group": "7A"}],
        [LINKED, GONE | {"class_name": "6B"}],
        classes=[SIX_A, {"class_name": name, "kind": kind}],
        settings=Settings(year_groups=("6",)),
    )
    assert outcome(judgement, "BP-306", "classes", 3) == expected
    assert bool(of_rule(judgement, "BP-306") == {("classes", 3, name, "class_name")}) is (expected == "fail")


@pytest.mark.parametrize(
    ("learner_change", "panel", "expected"),
    [
        ({"class_name": LEAVERS}, [TICKED], "pass"),
        ({"class_name": LEAVERS}, [TICKED | {"class_name": None}], "fail"),
        ({}, [TICKED | {"class_name": LEAVERS}], "fail"),
        ({"class_name": None}, [TICKED | {"class_name": None}], "pass"),
        ({"class_name": LEAVERS, "mis_id": "P9"}, [TICKED], "not_applicable"),
    ],
)
def test_a_synced_learner_is_not_hidden(learner_change: Cells, panel: Sequence[Cells], expected: str) -> None:
    judgement = run(learners=[LINKED | learner_change], class_map=panel)
    assert outcome(judgement, "BP-307", "learners") == expected
