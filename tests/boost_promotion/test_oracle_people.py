"""Hand-made cases of the rules about promotion, test data and e-mail, worked out from the requirements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from boost_promotion.oracle import Finding, Judgement, Settings
from boost_promotion.schools import (
    DEFAULTS,
    LEAVERS,
    LINKED,
    LOOSE,
    PUPIL,
    TICKED,
    Cells,
    found,
    learner,
    of_rule,
    outcome,
    pupil,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# ----------------------------------------------------------------------------------------------------------- promotion


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        ("5", "6", "pass"),
        ("6", "6", "pass"),
        ("6", "5", "fail"),
        ("5", "7", "fail"),
        ("R", "1", "pass"),
        ("N2", "R", "pass"),
        ("13", "13", "pass"),
        ("13", "N1", "fail"),
        ("13", "14", "not_applicable"),
        ("6.0", "6", "not_applicable"),
        (None, "6", "not_applicable"),
        ("5", None, "not_applicable"),
    ],
)
def test_a_year_group_is_kept_or_moves_by_one(now: str | None, then: str | None, expected: str) -> None:
    judgement = run([PUPIL | {"year_group": then}], [LINKED | {"year_group": now}])
    assert outcome(judgement, "BP-401", "learners") == expected


def test_the_order_of_year_groups_is_set() -> None:
    judgement = run(settings=Settings(year_order=("6", "5")))
    assert of_rule(judgement, "BP-401") == {("learners", 2, "L1", "year_group")}


def cohort(size: int, gone: int, **changes: str | None) -> tuple[list[Cells], list[Cells]]:
    """Build linked learners of year 5, the first ``gone`` of whom are not in the MIS, and one of year 6."""
    learners = [LINKED | {"learner_id": f"L{n}", "mis_id": f"P{n}"} | changes for n in range(size)]
    pupils = [PUPIL | {"mis_id": f"P{n}"} for n in range(gone, size)]
    return pupils, [*learners, LINKED | {"learner_id": "top", "mis_id": None, "first_name": "Zed", "year_group": "6"}]


@pytest.mark.parametrize(
    ("size", "kept", "expected"), [(10, 10, "fail"), (10, 9, "pass"), (9, 9, "not_applicable"), (11, 11, "fail")]
)
def test_a_promotion_that_promotes_no_one(size: int, kept: int, expected: str) -> None:
    pupils, learners = cohort(size, 0)
    pupils = [row | {"year_group": "5" if place < kept else "6"} for place, row in enumerate(pupils)]
    judgement = run(pupils, learners)
    assert outcome(judgement, "BP-402", "file") == expected
    about_file = Finding("pupils", None, "BP-402", "warning", None, None)
    assert (about_file in judgement.findings) is (expected == "fail")


def test_only_those_with_both_year_groups_are_counted() -> None:
    pupils, learners = cohort(10, 0)
    pupils = [row | {"year_group": "5"} for row in pupils]
    pupils[0]["year_group"] = None
    assert outcome(run(pupils, learners), "BP-402", "file") == "not_applicable"


def test_the_mis_has_rolled_over_even_if_its_groups_map_to_no_class() -> None:
    pupils, learners = cohort(10, 0)
    judgement = run(pupils, learners, class_map=[TICKED | {"class_name": None}])
    assert pupil(judgement).year_after == "5", "nobody moves"
    assert outcome(judgement, "BP-402", "file") == "pass", "but the two year groups differ"


@pytest.mark.parametrize(
    ("size", "gone", "expected"),
    [(10, 3, "pass"), (10, 4, "fail"), (9, 9, "not_applicable"), (20, 6, "pass"), (20, 7, "fail"), (13, 4, "fail")],
)
def test_a_mass_desync_is_a_wrong_range_or_a_truncated_extract(size: int, gone: int, expected: str) -> None:
    judgement = run(*cohort(size, gone))
    assert outcome(judgement, "BP-403", "file") == expected
    about_file = Finding("pupils", None, "BP-403", "error", None, None)
    assert (about_file in judgement.findings) is (expected == "fail")


@pytest.mark.parametrize(
    ("changes", "settings", "expected"),
    [
        ({"has_access": "no"}, DEFAULTS, "not_applicable"),
        ({"class_name": LEAVERS}, DEFAULTS, "not_applicable"),
        ({"year_group": "6"}, DEFAULTS, "not_applicable"),
        ({"year_group": "7"}, DEFAULTS, "not_applicable"),
        ({"year_group": "old"}, DEFAULTS, "fail"),
        ({"year_group": None}, DEFAULTS, "fail"),
        ({}, Settings(year_order=()), "fail"),
        ({}, Settings(year_order=("6", "5")), "not_applicable"),
    ],
)
def test_whom_the_guard_counts(changes: Cells, settings: Settings, expected: str) -> None:
    assert outcome(run(*cohort(10, 10, **changes), settings=settings), "BP-403", "file") == expected


def test_one_unreadable_access_leaves_the_guard_unchecked() -> None:
    pupils, learners = cohort(10, 10)
    learners[-1]["has_access"] = "?"
    assert outcome(run(pupils, learners), "BP-403", "file") == "not_checked"


# ----------------------------------------------------------------------------------------------------------- test data

TWO_YEARS: Final = [
    ("2024-09-01", date(2026, 9, 1), DEFAULTS, "pass"),
    ("2024-08-31", date(2026, 9, 1), DEFAULTS, "fail"),
    ("2024-02-29", date(2026, 2, 28), DEFAULTS, "pass"),
    ("2024-02-29", date(2026, 3, 1), DEFAULTS, "fail"),
    ("2025-09-01", date(2026, 9, 1), Settings(inactive_years=1), "pass"),
    ("2025-08-31", date(2026, 9, 1), Settings(inactive_years=1), "fail"),
    (None, date(2026, 9, 1), DEFAULTS, "not_applicable"),
    ("soon", date(2026, 9, 1), DEFAULTS, "not_checked"),
]


@pytest.mark.parametrize(("last", "as_of", "settings", "expected"), TWO_YEARS)
def test_who_has_no_test_for_two_years_is_inactive(
    last: str | None, as_of: date, settings: Settings, expected: str
) -> None:
    judgement = run(learners=[LINKED | {"last_test_date": last}], as_of=as_of, settings=settings)
    assert outcome(judgement, "BP-501", "learners") == expected
    if expected != "pass":
        assert outcome(judgement, "BP-502", "learners") == ("not_checked" if last == "soon" else "not_applicable")


@pytest.mark.parametrize(
    ("suites", "by_suite", "expected"),
    [
        ("PUMA", None, "fail"),
        ("ART", None, "pass"),
        ("PUMA; ART", None, "pass"),
        ("art", None, "fail"),
        ("PUMA ART", None, "fail"),
        (";AMT;", None, "pass"),
        (None, None, "fail"),
        ("ART", {}, "fail"),
        ("ART", {"ART": 2}, "fail"),
        ("ART;X", {"ART": 1, "X": 3}, "pass"),
        ("ART;PUMA", {"ART": 1}, "fail"),
    ],
)
def test_the_longest_limit_of_the_suites_counts(
    suites: str | None, by_suite: dict[str, int] | None, expected: str
) -> None:
    settings = DEFAULTS if by_suite is None else Settings(inactive_years_by_suite=by_suite)
    row = LINKED | {"last_test_date": "2023-09-01", "test_suites": suites}
    assert outcome(run(learners=[row], settings=settings), "BP-501", "learners") == expected


def test_a_suite_may_have_a_shorter_limit() -> None:
    row = LINKED | {"last_test_date": "2025-03-01", "test_suites": "PUMA;ART"}
    judgement = run(learners=[row], settings=Settings(inactive_years_by_suite={"ART": 1}))
    assert outcome(judgement, "BP-501", "learners") == "fail", "as of 1 September 2026 one year is over, two are not"


def test_suites_not_supplied_leave_the_limit_open() -> None:
    judgement = run(without=["learners.test_suites"])
    assert outcome(judgement, "BP-501", "learners") == outcome(judgement, "BP-502", "learners") == "not_checked"
    assert outcome(run(without=["learners.last_test_date"]), "BP-501", "learners") == "not_checked"
    no_test = run(learners=[LINKED | {"last_test_date": None}], without=["learners.test_suites"])
    assert outcome(no_test, "BP-501", "learners") == "not_applicable"


@pytest.mark.parametrize(
    ("last", "notice", "expected"),
    [
        ("2024-11-30", 90, "fail"),  # 30 September, 31 October, 29 November: 90 days to 30 November
        ("2024-12-01", 90, "pass"),
        ("2024-09-01", 0, "fail"),
        ("2024-09-02", 0, "pass"),
    ],
)
def test_who_will_soon_be_inactive_is_said(last: str, notice: int, expected: str) -> None:
    row = LINKED | {"last_test_date": last}
    judgement = run(learners=[row], settings=Settings(inactive_notice_days=notice))
    assert outcome(judgement, "BP-502", "learners") == expected
    assert learner(judgement).status == "ready"


@pytest.mark.parametrize(
    ("delete", "last", "expected"),
    [
        ("yes", "2026-06-01", "fail"),
        ("yes", None, "pass"),
        ("yes", "?", "not_checked"),
        ("?", "2026-06-01", "not_checked"),
        ("?", None, "not_applicable"),
        ("no", "2026-06-01", "not_applicable"),
        (None, "?", "not_applicable"),
    ],
)
def test_deleting_a_learner_deletes_its_test_data(delete: str | None, last: str | None, expected: str) -> None:
    judgement = run(learners=[LINKED | {"to_delete": delete, "last_test_date": last}])
    assert outcome(judgement, "BP-503", "learners") == expected
    if expected == "fail":
        assert of_rule(judgement, "BP-503") == {("learners", 2, "L1", "last_test_date")}


def test_nobody_is_deleted_by_default() -> None:
    assert outcome(run(without=["learners.to_delete"]), "BP-503", "learners") == "not_applicable"


# -------------------------------------------------------------------------------------------------------------- e-mail

SYNC: Final = Settings(sync_emails=True, platforms=("SNAP", "Boost Learning"))


def with_email(email: str | None, settings: Settings = SYNC, **change: str | None) -> Judgement:
    """Judge a pupil with this e-mail whose learner has one too."""
    return run([PUPIL | {"email": email} | change], [LINKED | {"email": "old@x.org"}], settings=settings)


def test_an_email_in_order() -> None:
    judgement = with_email("ada@x.org")
    assert found(judgement) == {("BP-608", "pupils", 2, "P1")}
    assert pupil(judgement).status == "ready"


@pytest.mark.parametrize(
    ("email", "valid"),
    [("a@x.org", True), ("a@x.y.org", True), ("a@x", False), ("a@x..org", False), ("a@b@x.org", False),
     ("a b@x.org", False), ("a@x.org.", False), (".@x.org", True), ("a@x\u00a0.org", False)],
)  # fmt: skip
def test_email_has_one_at_and_a_dotted_domain(email: str, *, valid: bool) -> None:
    judgement = with_email(email)
    assert outcome(judgement, "BP-601") == ("pass" if valid else "fail")
    assert outcome(judgement, "BP-608") == ("fail" if valid else "not_applicable")


def test_emails_matter_only_where_they_are_synced() -> None:
    off = with_email("?", Settings(platforms=("Boost Learning",)))
    out = with_email("?", Settings(sync_emails=True, year_groups=("5",)))
    none = with_email(None)
    for rule in ("BP-601", "BP-602", "BP-603", "BP-604", "BP-605", "BP-608"):
        assert {outcome(each, rule) for each in (off, out, none)} == {"not_applicable"}


@pytest.mark.parametrize(
    ("email", "domains", "expected"),
    [
        ("ada@x.org", ("x.org",), "pass"),
        ("ada@X.ORG", ("y.org", "x.Org"), "pass"),
        ("ada@home.net", ("x.org",), "fail"),
        ("ada@mail.x.org", ("x.org",), "fail"),
        ("ada@home.net", (), "not_applicable"),
        ("ada@home", ("x.org",), "not_applicable"),
    ],
)
def test_email_is_of_the_school(email: str, domains: tuple[str, ...], expected: str) -> None:
    judgement = with_email(email, Settings(sync_emails=True, school_email_domains=domains))
    assert outcome(judgement, "BP-602") == expected


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ([{"mis_id": "P1", "email": "STRASSE@x.org"}], "fail"),
        ([{"mis_id": "P2", "email": "straße@x.org"}], "pass"),
        ([{"mis_id": "P1", "email": None}], "pass"),
        ([{"mis_id": None, "email": "straße@x.org"}], "pass"),
        ([], "pass"),
        (None, "not_checked"),
    ],
)
def test_email_is_not_a_parents(contacts: Sequence[Cells] | None, expected: str) -> None:
    pupils = [PUPIL | {"email": "straße@x.org"}]
    judgement = run(pupils, contacts=contacts, settings=SYNC)
    assert outcome(judgement, "BP-603") == expected
    statuses = {"fail": "blocked", "not_checked": "undetermined", "pass": "ready_with_warnings"}
    assert pupil(judgement).status == statuses[expected]
    assert outcome(run(contacts=None, settings=SYNC), "BP-603") == "not_applicable", "no e-mail, nothing to compare"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"mis_id": "P2"}, "fail"),
        ({"mis_id": "P1"}, "fail"),
        ({"mis_id": None}, "pass"),
        ({"mis_id": "P2", "year_group": "7"}, "pass"),
        ({"mis_id": "P2", "email": "else@x.org"}, "pass"),
    ],
)
def test_email_is_no_other_pupils(other: Cells, expected: str) -> None:
    mine = PUPIL | {"email": "straße@x.org"}
    settings = Settings(sync_emails=True, year_groups=("6",))
    judgement = run([mine, PUPIL | {"email": "STRASSE@x.org"} | other], settings=settings)
    assert outcome(judgement, "BP-604") == expected


@pytest.mark.parametrize(
    ("learners", "expected"),
    [
        ([LINKED], "fail"),
        ([LOOSE], "fail"),
        ([LINKED | {"email": "old@x.org"}], "not_applicable"),
        ([LINKED | {"username": None}], "not_applicable"),
        ([LINKED, LINKED | {"learner_id": "L2", "username": None}], "fail"),
        ([LOOSE, LOOSE | {"learner_id": "L2"}], "not_applicable"),
        ([], "not_applicable"),
    ],
)
def test_who_has_a_username_cannot_go_back_to_it(learners: Sequence[Cells], expected: str) -> None:
    assert outcome(run([PUPIL | {"email": "ada@x.org"}], learners, settings=SYNC), "BP-605") == expected


def test_unknown_usernames() -> None:
    pupils = [PUPIL | {"email": "ada@x.org"}]
    assert outcome(run(pupils, settings=SYNC, without=["learners.username"]), "BP-605") == "not_checked"
    assert outcome(run(pupils, settings=SYNC, without=["learners.mis_id"]), "BP-605") == "not_checked"
    has_email = [LINKED | {"email": "old@x.org"}]
    assert outcome(run(pupils, has_email, settings=SYNC, without=["learners.username"]), "BP-605") == "not_applicable"
    unreadable = [pupils[0] | {"date_of_birth": "?"}]
    assert outcome(run(unreadable, [LOOSE], settings=SYNC), "BP-605") == "not_applicable", "it matches nothing"


@pytest.mark.parametrize(
    ("platforms", "sync", "expected", "login"),
    [
        (("Boost Learning",), True, "pass", "fail"),
        (("Hachette Learning Adaptive",), True, "pass", "fail"),
        (("SNAP", "Hachette Learning Magazines"), True, "pass", "fail"),
        (("Boost Insights", "SNAP", "Wellbeing"), True, "fail", "not_applicable"),
        ((), True, "fail", "not_applicable"),
        ((), False, "not_applicable", "not_applicable"),
        (("Boost Learning",), False, "not_applicable", "not_applicable"),
    ],
)
def test_emails_have_an_effect_on_the_email_platforms(
    platforms: tuple[str, ...], expected: str, login: str, *, sync: bool
) -> None:
    judgement = run(settings=Settings(sync_emails=sync, platforms=platforms))
    assert outcome(judgement, "BP-606", "file") == expected
    assert outcome(judgement, "BP-607") == login, "the pupil has no e-mail"


def test_a_verification_message_is_sent_where_emails_log_in() -> None:
    assert outcome(with_email("ada@x.org"), "BP-608") == "fail"
    assert (
        outcome(with_email("ada@x.org", Settings(sync_emails=True, platforms=("SNAP",))), "BP-608") == "not_applicable"
    )


def test_emails_not_supplied_cannot_be_checked() -> None:
    judgement = run(settings=SYNC, without=["pupils.email"])
    for rule in ("BP-601", "BP-603", "BP-604", "BP-605", "BP-607", "BP-608"):
        assert outcome(judgement, rule) == "not_checked"
    assert outcome(judgement, "BP-602") == "not_applicable", "no domains are set"
    assert pupil(judgement).status == "undetermined"
    assert pupil(run(without=["pupils.email"])).status == "ready"
