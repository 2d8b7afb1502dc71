"""Cases of promotion, of a mass desync, of test data and of e-mail, worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from boost_promotion.oracle_tags import Settings
from boost_promotion.schools import DEFAULTS, LEAVERS, LINKED, LOOSE, PUPIL, TICKED, Case, Cells, case

if TYPE_CHECKING:
    from collections.abc import Sequence

# ----------------------------------------------------------------------------------------------------------- promotion


def years() -> list[Case]:
    steps = (
        ("5", "6", "pass"), ("6", "6", "pass"), ("6", "5", "fail"), ("5", "7", "fail"), ("R", "1", "pass"),
        ("N2", "R", "pass"), ("13", "14", "pass"), ("14", "N1", "fail"), ("13", "15", "not_checked"),
        ("6.0", "6", "not_checked"), ("old", "old", "not_checked"), (None, "6", "not_applicable"),
        ("5", None, "not_applicable"), ("Year 5", "Y06", "pass"), ("yr  5", "Year\u20117", "fail"),
        ("Nursery", "reception", "pass"), ("f2", "1", "pass"), ("Year R", "year 1", "pass"), ("FS1", "n1", "fail"),
    )  # fmt: skip
    return [
        *(case(f"from year {now} to {then}", {"BP-401 learners 2": got, "BP-401":
               {("learners", 2, "L1", "year_group", "warning")} if got == "fail" else set()},
               [PUPIL | {"year_group": then}], [LINKED | {"year_group": now}]) for now, then, got in steps),
        case("the order of year groups is set", {"BP-401 learners 2": "fail"}, settings=Settings(year_order=("6", "5"))),
        case("and may be spelt in any way", {"BP-401 learners 2": "pass"},
             settings=Settings(year_order=("Year 5", "Year 6"))),
        case("fields keep the spelling of the data", {"pupils 2": {"year_before": "Yr 5", "year_after": "Y6"}},
             [PUPIL | {"year_group": "Y6"}], [LINKED | {"year_group": "Yr 5"}]),
    ]  # fmt: skip


def cohort(size: int, gone: int, **changes: str | None) -> tuple[list[Cells], list[Cells]]:
    """Build linked learners of year 5, the first ``gone`` of whom are not in the MIS, and one of year 6."""
    learners = [LINKED | {"learner_id": f"L{n}", "mis_id": f"P{n}"} | changes for n in range(size)]
    pupils = [PUPIL | {"mis_id": f"P{n}"} for n in range(gone, size)]
    top = {"learner_id": "top", "mis_id": None, "first_name": "Zed", "last_name": "Zeal", "year_group": "6"}
    return pupils, [*learners, LINKED | top | {"date_of_birth": None}]


def with_access(learners: list[Cells], place: int, access: str) -> list[Cells]:
    """Say something else of the access of one learner."""
    return [row | {"has_access": access} if row is learners[place] else row for row in learners]


def promoted() -> list[Case]:
    sizes = (
        (10, 10, "fail"), (10, 9, "pass"), (9, 9, "not_applicable"), (11, 11, "fail"), (11, 10, "fail"),
        (20, 18, "pass"), (20, 19, "fail"),
    )  # fmt: skip
    cases = []
    for size, kept, got in sizes:
        pupils, learners = cohort(size, 0)
        pupils = [row | {"year_group": "Year 5" if place < kept else "6"} for place, row in enumerate(pupils)]
        found = {("pupils", None, None, None, "warning")} if got == "fail" else set()
        cases.append(
            case(f"{kept} of {size} stay in their year", {"BP-402 file": got, "BP-402": found}, pupils, learners)
        )
    pupils, learners = cohort(10, 0)
    lacking = [row | {"year_group": None} if place == 0 else row for place, row in enumerate(pupils)]
    return [
        *cases,
        case("only those with both year groups count", {"BP-402 file": "not_applicable"}, lacking, learners),
        case("the MIS has rolled over even if its groups map to no class", {"BP-402 file": "pass", "pupils 2":
             {"year_after": "5"}}, pupils, learners, class_map=[TICKED | {"class_name": None}]),
        case("outside the order, another spelling is a change", {"BP-402 file": "pass"},
             [row | {"year_group": "Upper"} for row in pupils], [row | {"year_group": "Lower"} for row in learners]),
        case("and the same is none", {"BP-402 file": "fail"},
             [row | {"year_group": "UPPER"} for row in pupils], [row | {"year_group": "Upper"} for row in learners]),
    ]  # fmt: skip


def desynced() -> list[Case]:
    sizes = (
        (10, 3, "pass"), (10, 4, "fail"), (9, 9, "not_applicable"), (20, 6, "pass"), (20, 7, "fail"), (13, 4, "fail"),
    )  # fmt: skip
    counted: Sequence[tuple[Cells, Settings, str]] = (
        ({"has_access": "no"}, DEFAULTS, "not_applicable"),
        ({"class_name": LEAVERS}, DEFAULTS, "not_applicable"),
        ({"year_group": "Year 6"}, DEFAULTS, "not_applicable"),
        ({"year_group": "7"}, DEFAULTS, "not_applicable"),
        ({"year_group": "old"}, DEFAULTS, "fail"),
        ({"year_group": None}, DEFAULTS, "fail"),
        ({}, Settings(year_order=()), "fail"),
        ({}, Settings(year_order=("6", "5")), "not_applicable"),
    )
    unread = ((10, 10, -1, "not_checked"), (10, 10, 0, "not_checked"), (11, 11, 0, "fail"), (20, 6, 0, "pass"),
              (20, 6, 19, "not_checked"))  # fmt: skip
    cases = []
    for size, gone, got in sizes:
        pupils, learners = cohort(size, gone)
        left, away = (
            {("pupils", None, None, None, level)} if got == "fail" else set() for level in ("error", "warning")
        )
        cases.append(
            case(f"{gone} of {size} have left", {"BP-403 file": got, "BP-403": left, "BP-404": set(),
                 "exit": int(got == "fail" or not pupils)}, pupils, learners)
        )  # fmt: skip
        elsewhere = [PUPIL | {"mis_id": f"P{n}", "registration_group": "6B"} for n in range(gone)]
        cases.append(
            case(f"{gone} of {size} are out of range", {"BP-404 file": got, "BP-404": away, "BP-403": set(), "exit": 0},
                 [*elsewhere, *pupils], learners, settings=Settings(registration_groups=("6A",)))
        )  # fmt: skip
    for change, settings, got in counted:
        name = f"whom the guard counts: {change} {len(settings.year_order)}"
        cases.append(case(name, {"BP-403 file": got}, *cohort(10, 10, **change), settings=settings))
    for size, gone, place, got in unread:
        pupils, learners = cohort(size, gone)
        cases.append(
            case(f"counted from both ends: {gone} of {size}, {place}", {"BP-403 file": got, "exit": int(got != "pass")},
                 pupils, with_access(learners, place, "?"))
        )  # fmt: skip
    return cases


# ----------------------------------------------------------------------------------------------------------- test data


def tests() -> list[Case]:
    two_years: Sequence[tuple[str | None, date, Settings, str]] = (
        ("2024-09-01", date(2026, 9, 1), DEFAULTS, "pass"),
        ("2024-08-31", date(2026, 9, 1), DEFAULTS, "fail"),
        ("2024-02-29", date(2026, 2, 28), DEFAULTS, "pass"),
        ("2024-02-29", date(2026, 3, 1), DEFAULTS, "fail"),
        ("2025-09-01", date(2026, 9, 1), Settings(inactive_years=1), "pass"),
        ("2025-08-31T00:00", date(2026, 9, 1), Settings(inactive_years=1), "fail"),
        (None, date(2026, 9, 1), DEFAULTS, "not_applicable"),
        ("soon", date(2026, 9, 1), DEFAULTS, "not_checked"),
    )
    after_three = LINKED | {"last_test_date": "2023-09-01"}
    suites: Sequence[tuple[str | None, Settings, str]] = (
        ("PUMA", DEFAULTS, "fail"), ("ART", DEFAULTS, "pass"), ("PUMA; ART", DEFAULTS, "pass"), ("art", DEFAULTS, "pass"),
        ("PUMA ART", DEFAULTS, "fail"), (";AMT;", DEFAULTS, "pass"), (None, DEFAULTS, "fail"),
        ("ART", Settings(inactive_years_by_suite={}), "fail"),
        ("ART", Settings(inactive_years_by_suite={"ART": 2}), "fail"),
        ("ART;X", Settings(inactive_years_by_suite={"ART": 1, "X": 3}), "pass"),
        ("ART;PUMA", Settings(inactive_years_by_suite={"ART": 1}), "fail"),
    )  # fmt: skip
    # 30 September, 31 October, 29 November: 90 days to 30 November
    notice = (
        ("2024-11-30", 90, "fail"),
        ("2024-12-01", 90, "pass"),
        ("2024-09-01", 0, "fail"),
        ("2024-09-02", 0, "pass"),
    )
    deletes = (
        ("yes", "2026-06-01", "fail"), ("yes", None, "pass"), ("yes", "?", "not_checked"),
        ("?", "2026-06-01", "not_checked"), ("?", None, "not_applicable"), ("no", "2026-06-01", "not_applicable"),
        (None, "?", "not_applicable"),
    )  # fmt: skip
    needing = {
        "pass": "pass",
        "fail": "not_applicable",
        "not_applicable": "not_applicable",
        "not_checked": "not_checked",
    }
    return [
        *(case(f"last test {last} as of {as_of}, {settings.inactive_years}", {"BP-501 learners 2": got} |
               ({} if got == "pass" else {"BP-502 learners 2": needing[got]}),
               learners=[LINKED | {"last_test_date": last}], as_of=as_of, settings=settings)
          for last, as_of, settings, got in two_years),
        *(case(f"the longest limit counts: {named} {settings.inactive_years_by_suite}", {"BP-501 learners 2": got},
               learners=[after_three | {"test_suites": named}], settings=settings) for named, settings, got in suites),
        case("a suite may have a shorter limit", {"BP-501 learners 2": "fail"},
             learners=[LINKED | {"last_test_date": "2025-03-01", "test_suites": "PUMA;ART"}],
             settings=Settings(inactive_years_by_suite={"ART": 1})),
        case("suites not supplied are none", {"BP-501 learners 2": "fail"}, learners=[after_three],
             without=["learners.test_suites"]),
        case("tests not supplied", {"BP-501 learners 2": "not_checked", "BP-502 learners 2": "not_checked",
             "learners 2": {"status": "ready"}}, without=["learners.last_test_date"]),
        *(case(f"soon inactive {last} {days}", {"BP-502 learners 2": got, "learners 2": {"status": "ready"}},
               learners=[LINKED | {"last_test_date": last}], settings=Settings(inactive_notice_days=days))
          for last, days, got in notice),
        *(case(f"to delete {delete}, last test {last}", {"BP-503 learners 2": got, "BP-503":
               {("learners", 2, "L1", "last_test_date", "error")} if got == "fail" else set(), "learners 2": {"status":
               {"fail": "blocked", "not_checked": "undetermined"}.get(got, "ready")}},
               learners=[LINKED | {"to_delete": delete, "last_test_date": last}]) for delete, last, got in deletes),
        case("nobody is deleted by default", {"BP-503 learners 2": "not_applicable"}, without=["learners.to_delete"]),
    ]  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- e-mail

SYNC: Final = Settings(sync_emails=True, platforms=("SNAP", "Boost Learning"))
SCHOOLS: Final = Settings(sync_emails=True, platforms=(), school_email_domains=("x.org",))
HAS_EMAIL: Final = [LINKED | {"email": "old@x.org"}]
OF_EMAIL: Final = ("BP-601", "BP-602", "BP-603", "BP-604", "BP-605", "BP-608")


def all_of(rules: Sequence[str], outcome: str) -> dict[str, object]:
    """Expect one outcome of many rules of the first pupil."""
    return {f"{rule} pupils 2": outcome for rule in rules}


def emails() -> list[Case]:
    valid = (
        ("a@x.org", True), ("a@x.y.org", True), ("a@x", False), ("a@x..org", False), ("a@b@x.org", False),
        ("a b@x.org", False), ("a@x.org.", False), ("a@x\u00a0.org", False),
    )  # fmt: skip
    domains: Sequence[tuple[str, tuple[str, ...] | None, str]] = (
        ("ada@x.org", ("x.org",), "pass"), ("ada@X.ORG", ("y.org", "x.Org"), "pass"), ("ada@home.net", ("x.org",), "fail"),
        ("ada@mail.x.org", ("x.org",), "pass"), ("ada@mailx.org", ("x.org",), "fail"), ("ada@home.net", (), "pass"),
        ("ada@gmail.com", None, "fail"), ("ada@Gmail.COM", (), "fail"), ("ada@gmail.com", ("gmail.com",), "pass"),
        ("ada@home", ("x.org",), "not_applicable"),
    )  # fmt: skip
    ada = [PUPIL | {"email": "ada@x.org"}]
    return [
        case("an e-mail in order", {"findings": {("BP-608", "pupils", 2)}, "pupils 2": {"status": "ready"},
             "assumptions": {"school_email_domains": 1}}, ada, HAS_EMAIL, settings=SYNC),
        *(case(f"an e-mail {email!r}", {"BP-601 pupils 2": "pass" if good else "fail",
               "BP-608 pupils 2": "fail" if good else "not_applicable"}, [PUPIL | {"email": email}], HAS_EMAIL,
               settings=SYNC) for email, good in valid),
        case("not synced", all_of(OF_EMAIL, "not_applicable"), [PUPIL | {"email": "?"}],
             settings=Settings(platforms=("Boost Learning",))),
        case("out of range", all_of(OF_EMAIL, "not_applicable"), [PUPIL | {"email": "?"}],
             settings=Settings(sync_emails=True, year_groups=("5",))),
        case("no e-mail", all_of(OF_EMAIL, "not_applicable"), settings=SYNC),
        *(case(f"the domain of {email} and {listed}", {"BP-602 pupils 2": got}, [PUPIL | {"email": email}], HAS_EMAIL,
               settings=Settings(sync_emails=True, platforms=(), school_email_domains=listed))
          for email, listed, got in domains),
        case("e-mails not supplied", {**all_of((*OF_EMAIL, "BP-607"), "not_checked"), "pupils 2":
             {"status": "undetermined"}, "exit": 1}, settings=SYNC, without=["pupils.email"]),
        case("and not synced either", {"pupils 2": {"status": "ready"}}, without=["pupils.email"]),
    ]  # fmt: skip


def parents() -> list[Case]:
    strasse = [PUPIL | {"email": "straße@x.org"}]
    contacts: Sequence[tuple[Sequence[Cells] | None, str]] = (
        ([{"mis_id": "P1", "email": "STRASSE@x.org"}], "fail"),
        ([{"mis_id": "P2", "email": "straße@x.org"}], "pass"),
        ([{"mis_id": "P1", "email": None}], "pass"),
        ([{"mis_id": None, "email": "straße@x.org"}], "pass"),
        ([], "pass"),
        (None, "not_checked"),
    )
    said: dict[str, dict[str, object]] = {
        "fail": {"pupils 2": {"status": "blocked"}, "exit": 1},
        "not_checked": {"pupils 2": {"status": "undetermined"}, "exit": 1,
                        "assumptions": {"school_email_domains": 1, "contacts": 1}},
        "pass": {"pupils 2": {"status": "ready"}, "exit": 0},
    }  # fmt: skip
    others: Sequence[tuple[Cells, str]] = (
        ({"mis_id": "P2"}, "fail"), ({"mis_id": "P1"}, "fail"), ({"mis_id": None}, "pass"),
        ({"mis_id": "P2", "year_group": "7"}, "pass"), ({"mis_id": "P2", "email": "else@x.org"}, "pass"),
    )  # fmt: skip
    return [
        *(case(f"contacts {number}", {"BP-603 pupils 2": got, **said[got]}, strasse, contacts=rows, settings=SYNC)
          for number, (rows, got) in enumerate(contacts)),
        case("no e-mail, nothing to compare", {"BP-603 pupils 2": "not_applicable"}, contacts=None, settings=SYNC),
        case("without contacts, an address of the school's is no parent's", {"BP-603 pupils 2": "pass",
             "assumptions": {}}, strasse, contacts=None, settings=SCHOOLS),
        case("any other may be", {"BP-603 pupils 2": "not_checked", "assumptions": {"contacts": 1}},
             [PUPIL | {"email": "ada@home.net"}], contacts=None, settings=SCHOOLS),
        *(case(f"another pupil's {number}", {"BP-604 pupils 2": got},
               [*strasse, PUPIL | {"email": "STRASSE@x.org"} | other],
               settings=Settings(sync_emails=True, year_groups=("6",))) for number, (other, got) in enumerate(others)),
    ]  # fmt: skip


def logins() -> list[Case]:
    ada = [PUPIL | {"email": "ada@x.org"}]
    learners: Sequence[tuple[Sequence[Cells], str]] = (
        ([LINKED], "fail"), ([LOOSE], "fail"), (HAS_EMAIL, "not_applicable"),
        ([LINKED | {"username": None}], "not_applicable"),
        ([LINKED, LINKED | {"learner_id": "L2", "username": None}], "fail"),
        ([LOOSE, LOOSE | {"learner_id": "L2"}], "not_applicable"), ([], "not_applicable"),
    )  # fmt: skip
    platforms: Sequence[tuple[tuple[str, ...] | None, bool, str, str]] = (
        (("Boost Learning",), True, "pass", "fail"),
        (("boost-learning",), True, "pass", "fail"),
        (("Hachette Learning Adaptive",), True, "pass", "fail"),
        (("SNAP", "Hachette Learning Magazines"), True, "pass", "fail"),
        (("Boost Insights", "SNAP", "Wellbeing"), True, "fail", "not_applicable"),
        ((), True, "fail", "not_applicable"),
        (None, True, "not_checked", "not_checked"),
        ((), False, "not_applicable", "not_applicable"),
        (None, False, "not_applicable", "not_applicable"),
    )
    unasked = Settings(sync_emails=True)
    return [
        *(case(f"who has a username {number}", {"BP-605 pupils 2": got, "BP-609 file":
               "fail" if got == "fail" else "pass", "BP-609":
               {("pupils", None, None, None, "warning")} if got == "fail" else set(), "BP-605":
               {("pupils", 2, "P1", "email", "info")} if got == "fail" else set()}, ada, rows, settings=SYNC)
          for number, (rows, got) in enumerate(learners)),
        case("usernames not supplied", {"BP-605 pupils 2": "not_checked", "BP-609 file": "not_checked"}, ada,
             settings=SYNC, without=["learners.username"]),
        case("nor wanted of who has an e-mail", {"BP-605 pupils 2": "not_applicable", "BP-609 file": "pass"}, ada,
             HAS_EMAIL, settings=SYNC, without=["learners.username"]),
        case("nothing to decide", {"BP-609 file": "not_applicable"}),
        *(case(f"platforms {named}, {sync}", {"BP-606 file": got, "BP-607 pupils 2": login, "assumptions":
               {"platforms": 1} if got == "not_checked" else {}},
               settings=Settings(sync_emails=sync, platforms=named)) for named, sync, got, login in platforms),
        case("whether a message comes nobody told", {"BP-608 pupils 2": "not_checked", "BP-607 pupils 2":
             "not_applicable", "pupils 2": {"status": "ready"}, "exit": 0,
             "assumptions": {"platforms": 1, "school_email_domains": 1}}, ada, HAS_EMAIL, settings=unasked),
        case("none comes without an e-mail platform", {"BP-608 pupils 2": "not_applicable"}, ada, HAS_EMAIL,
             settings=Settings(sync_emails=True, platforms=("SNAP",))),
        case("platforms matter where nobody is in range", {"BP-606 file": "not_checked", "assumptions":
             {"platforms": 0, "year_groups": 1}}, (), settings=unasked),
    ]  # fmt: skip


CASES: Final = (*years(), *promoted(), *desynced(), *tests(), *emails(), *parents(), *logins())
