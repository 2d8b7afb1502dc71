"""Cases of keys, registration groups, leavers and classes, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from boost_promotion.oracle_tags import Settings
from boost_promotion.schools import (
    FIVE_A,
    GONE,
    LEAVERS,
    LEAVERS_CLASS,
    LINKED,
    LOOSE,
    MATHS,
    PUPIL,
    SECOND,
    SIX_A,
    TICKED,
    TIDY,
    Case,
    Cells,
    case,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

EMPTY: Final[Cells] = {"mis_id": "\u00a0", "email": "a@x.org", "date_of_birth": "?", "registration_group": "9Z"}

# ------------------------------------------------------------------------------------------------------ keys and cells


def keys() -> list[Case]:
    named = {"pupils": "P1", "learners": "L1", "classes": "6A", "class_map": "6A"}
    columns = {"pupils": "mis_id", "learners": "learner_id", "classes": "class_name", "class_map": "registration_group"}
    six = Settings(year_groups=("6",))
    nobody: Cells = dict.fromkeys(("tag", "learner_id", "class_before", "class_after", "year_before", "year_after"))
    blank: Cells = dict.fromkeys(PUPIL, "\u00a0")
    return [
        case("in order", {"findings": set(), "pupils 2": {"status": "ready"}, "learners 2": {"status": "ready"},
             "assumptions": {}, "exit": 0}),
        case("duplicated keys", {"BP-001": {(table, row, key, columns[table], "error")
             for table, key in named.items() for row in (2, 3)}, "exit": 1}, [PUPIL, PUPIL],
             [LINKED, LINKED | {"mis_id": "P2"}], classes=[SIX_A, SIX_A], class_map=[TICKED, TICKED]),
        case("a row without a key takes part in nothing else",
             {"findings": {("BP-001", table, 2, None) for table in named}
              | {("BP-605", "pupils", 3, "P1"), ("BP-608", "pupils", 3, "P1"), ("BP-609", "pupils", None, None)},
              "BP-104 pupils 2": "not_applicable", "BP-003 pupils 2": "not_applicable",
              "pupils 2": {"status": "blocked", "key": None, "rules": ("BP-001",), **nobody},
              "learners 2": {"status": "blocked", "tag": None, "desynced_because": None},
              "pupils 3": {"learner_id": "L1"}},
             [PUPIL | EMPTY, PUPIL | {"email": "a@x.org"}],
             [LINKED | {"learner_id": None, "has_access": "?", "last_test_date": "2001-01-01"}, LINKED],
             classes=[SIX_A | {"class_name": None, "kind": "registration"}, SIX_A],
             class_map=[TICKED | {"registration_group": None, "set_up": "?"}, TICKED],
             settings=Settings(sync_emails=True, platforms=("Boost Learning",))),
        case("the first in-range row of a pupil counts", {"pupils 2": None, "pupils 3": {"tag": "Synced"},
             "learners 2": {"tag": "Synced"}}, [PUPIL | {"year_group": "7"}, PUPIL], settings=six),
        case("wherever it stands", {"pupils 3": None, "learners 2": {"tag": "Synced"}},
             [PUPIL, PUPIL | {"year_group": "7"}], settings=six),
        case("two learners with one mis_id", {"BP-002": {("learners", 2, "L1", "mis_id", "error"),
             ("learners", 3, "L2", "mis_id", "error")}, "learners 2": {"tag": "Synced"}, "learners 3": {"tag": "Synced"},
             "pupils 2": {"learner_id": "L1", "class_before": "5A"}},
             learners=[LINKED, LINKED | {"learner_id": "L2", "class_name": "5B"}]),
        case("a missing mis_id is shared with nobody", {"BP-002": set()},
             learners=[LOOSE, LOOSE | {"learner_id": "L2", "last_name": "Gray"}]),
        case("cells that do not parse are one finding on the first column",
             {"BP-003": {("pupils", 2, "P1", "date_of_birth", "warning"),
                         ("learners", 2, "L1", "last_test_date", "warning"),
                         ("class_map", 2, "6A", "set_up", "warning")}},
             [PUPIL | {"date_of_birth": "soon"}], [LINKED | {"to_delete": "perhaps", "last_test_date": "soon"}],
             class_map=[TICKED | {"set_up": "?"}]),
        case("blank lines are no records but keep their numbers", {"pupils 2": None, "pupils 3": {"key": "P1"},
             "pupils 4": None, "pupils 5": {"key": "P2"}}, [blank, PUPIL, blank, SECOND]),
        case("no pupils", {"BP-006": {("pupils", None, None, None, "error")}, "exit": 1}, ()),
        case("rows without a key are records", {"BP-006 file": "pass"}, [PUPIL | {"mis_id": None}]),
        case("zeros eaten", {"causes": {("learners", "mis_id")}, "exit": 1, "learners 2": {"tag": "Desynced"}},
             [PUPIL | {"mis_id": f"00{n}"} for n in range(1, 6)],
             [LINKED | {"learner_id": f"L{n}", "mis_id": str(n)} for n in range(1, 6)]),
        case("four are too few for a cause", {"causes": set(), "exit": 0},
             [PUPIL | {"mis_id": f"00{n}", "first_name": "X", "date_of_birth": None} for n in range(1, 5)],
             [LINKED | {"learner_id": f"L{n}", "mis_id": str(n)} for n in range(1, 5)]),
    ]  # fmt: skip


# ----------------------------------------------------------------------------------------- registration groups, panel


def panel() -> list[Case]:
    other = PUPIL | {"mis_id": "P2", "first_name": "Tom", "registration_group": "9Z"}
    maps: Sequence[tuple[Sequence[Cells] | None, str]] = (
        ([TICKED], "pass"), (None, "pass"), ([], "pass"), ([TICKED | {"class_name": None}], "fail"),
        ([TICKED | {"class_name": "6a"}], "fail"), ([TICKED | {"set_up": "?", "class_name": "6a"}], "fail"),
        ([TICKED | {"set_up": "no", "class_name": "6a"}], "not_applicable"),
    )  # fmt: skip
    ticks = (("yes", "pass"), ("no", "fail"), (None, "fail"), ("?", "not_checked"), ("-", "not_checked"))
    rows: Sequence[tuple[Cells, str]] = (
        ({}, "pass"), ({"class_name": None}, "fail"), ({"class_name": "6a"}, "pass"),
        ({"class_name": None, "set_up": "no"}, "not_applicable"), ({"class_name": None, "set_up": "?"}, "not_checked"),
    )  # fmt: skip
    both = [TICKED, TICKED | {"registration_group": "6B", "set_up": "no"}]
    nowhere = [TICKED | {"class_name": None}, TICKED | {"registration_group": "6B", "class_name": None}]
    lacking: Sequence[tuple[Cells, str]] = (
        ({"year_group": None}, "year_group"), ({"registration_group": " "}, "registration_group"),
        ({"year_group": None, "registration_group": None}, "year_group"),
    )  # fmt: skip
    return [
        case("a group that maps to no class is one finding, of nobody's status",
             {"BP-101": {("pupils", 3, "9Z", "registration_group", "warning")}, "pupils 3": {"status": "ready",
              "rules": ("BP-203",)}, "assumptions": {"class_map": 2}}, [PUPIL, other, other | {"mis_id": "P3"}]),
        *(case(f"groups map to a class {number}", {"BP-101 registration_groups 2": got}, class_map=rows)
          for number, (rows, got) in enumerate(maps)),
        *(case(f"a group is ticked: {tick}", {"BP-102 registration_groups 2": got, "BP-102":
               {("pupils", 2, "6A", "registration_group", "warning")} if got == "fail" else set()},
               class_map=[TICKED | {"set_up": tick}]) for tick, got in ticks),
        case("a group that the panel does not list", {"BP-102": {("pupils", 2, "6A")}, "pupils 2": {"tag": "Synced"},
             "assumptions": {"class_map": 1}}, class_map=[TICKED | {"registration_group": "6a"}]),
        case("without a panel nothing can be ticked", {"BP-102 registration_groups 2": "not_applicable",
             "assumptions": {"class_map": 1}}, class_map=None),
        case("groups out of the chosen range are not asked", {"BP-102 registration_groups 2": None, "BP-106":
             {("pupils", None, None, None, "warning")}}, class_map=[TICKED | {"set_up": "no"}],
             settings=Settings(year_groups=("5",))),
        *(case(f"a ticked group has a class {number}", {"BP-004 class_map 2": got, "BP-004":
               {("class_map", 2, "6A", "class_name", "error")} if got == "fail" else set()}, class_map=[TICKED | change])
          for number, (change, got) in enumerate(rows)),
        case("two groups map to one class", {"BP-103": {("class_map", 2, "6A", "class_name", "warning"),
             ("class_map", 3, "6B", "class_name", "warning")}, "exit": 0}, class_map=both),
        case("no class is not the same class", {"BP-103": set()}, class_map=nowhere),
        case("nor is that of a row without a key", {"BP-103": set()},
             class_map=[TICKED, TICKED | {"registration_group": None}]),
        *(case(f"who lacks class or year cannot appear: {change}", {"BP-104": {("pupils", 2, "P1", column, "error")},
               "pupils 2": {"status": "blocked"}}, [PUPIL | change]) for change, column in lacking),
        case("a year group of the range that no pupil has", {"BP-106": {("pupils", None, None)}, "pupils 2":
             {"status": "ready"}}, settings=Settings(year_groups=("Y6", "7"))),
        case("a group of the range that no pupil has", {"BP-106 file": "fail"},
             settings=Settings(registration_groups=("6A", "6a"))),
        case("the range is as pupils have it", {"BP-106 file": "pass"},
             settings=Settings(year_groups=("Year 06",), registration_groups=("6A",))),
        case("no range", {"BP-106 file": "not_applicable"}),
    ]  # fmt: skip


def subjects() -> list[Case]:
    asked: Sequence[tuple[str, Sequence[Cells], str]] = (
        ("Maths", [SIX_A, MATHS], "pass"),
        ("maths", [SIX_A, MATHS], "fail"),
        ("6A", [SIX_A, MATHS], "fail"),
        ("Maths", [SIX_A, MATHS | {"kind": "SUBJECT"}], "pass"),
        ("Maths", [SIX_A, MATHS | {"kind": "set"}], "not_checked"),
        ("Maths", [SIX_A, MATHS | {"kind": None}, MATHS], "fail"),
    )

    def enrolled(name: str) -> list[Cells]:
        rows = (("P9", name), ("P1", f" {name}"), ("P1", name), ("P1", None))
        return [{"mis_id": who, "subject_class": what} for who, what in rows]

    latin: list[Cells] = [{"mis_id": "P1", "subject_class": "Latin"}]
    return [
        *(case(f"subject class {number}", {"BP-105 subject_classes 3": got, "BP-105":
               {("subject_enrolments", 3, name, "subject_class", "warning")} if got == "fail" else set(),
               "pupils 2": {"rules": ()}}, classes=classes, enrolments=enrolled(name))
          for number, (name, classes, got) in enumerate(asked)),
        case("pupils out of range do not matter", {"BP-105": set()}, enrolments=latin,
             settings=Settings(year_groups=("5",))),
        case("without the kind, classes that enrolments name are subject classes",
             {"BP-105 subject_classes 2": "pass", "BP-306 classes 3": "not_applicable", "BP-306 classes 4": "fail",
              "BP-005 classes 3": "pass"}, classes=[SIX_A, MATHS, FIVE_A],
             enrolments=[{"mis_id": "P1", "subject_class": "Maths"}], without=["classes.kind"]),
        case("a kind that is neither", {"BP-005": {("classes", 3, "Old", "kind", "warning")},
             "BP-306 classes 3": "not_checked", "BP-306 classes 2": "pass"},
             classes=[SIX_A, {"class_name": "Old", "kind": "house"}]),
        case("nobody asks of the kind of a class in use", {"BP-306 classes 2": "not_applicable"},
             classes=[SIX_A | {"kind": "house"}]),
    ]  # fmt: skip


# ----------------------------------------------------------------------------------------------------------- leavers


def leavers() -> list[Case]:
    away: Sequence[tuple[Cells, tuple[str, ...], str]] = (
        ({}, ("BP-205",), "ready"),
        ({"has_access": "yes"}, ("BP-205", "BP-301"), "ready_with_warnings"),
        ({"class_name": "6A"}, ("BP-205", "BP-303"), "ready_with_warnings"),
        ({"class_name": None}, ("BP-205", "BP-303"), "ready_with_warnings"),
        ({"class_name": LEAVERS.lower()}, ("BP-205", "BP-303"), "ready_with_warnings"),
        ({"has_access": None}, ("BP-205",), "ready"),
        ({"has_access": "?"}, ("BP-003", "BP-205"), "ready"),
    )
    access: Sequence[tuple[Cells, Cells, str]] = (
        ({}, {}, "pass"),
        ({}, {"has_access": "no"}, "fail"),
        ({}, {"has_access": "?"}, "not_checked"),
        ({}, {"has_access": "no", "mis_id": "P9"}, "not_applicable"),
        ({"year_group": None}, {"has_access": "no"}, "not_applicable"),
        ({"registration_group": None}, {"has_access": "no"}, "fail"),
        ({"registration_group": None}, {"has_access": "no", "class_name": None}, "not_applicable"),
        ({}, {"has_access": "no", "class_name": None, "year_group": None}, "fail"),
    )
    counts: Sequence[tuple[Sequence[Cells], Sequence[Cells], str]] = (
        ([LINKED, TIDY], [SIX_A, LEAVERS_CLASS], "pass"),
        ([LINKED | {"class_name": LEAVERS}, TIDY | {"class_name": "6A"}], [LEAVERS_CLASS], "pass"),
        ([LINKED, TIDY | {"class_name": "6A"}], [SIX_A, LEAVERS_CLASS], "fail"),
        ([LINKED | {"has_access": "?"}, TIDY], [SIX_A, LEAVERS_CLASS], "not_checked"),
        ([LINKED | {"has_access": "?"}, TIDY | {"class_name": "6A"}], [LEAVERS_CLASS], "fail"),
        ([LINKED | {"has_access": "?"}, TIDY], [SIX_A], "not_applicable"),
        ([TIDY, TIDY | {"learner_id": None, "class_name": "6A"}], [LEAVERS_CLASS], "pass"),
        ([], [LEAVERS_CLASS], "pass"),
    )
    unticked: Cells = {"registration_group": "6B", "class_name": "6B", "set_up": "no"}
    return [
        *(case(f"who has left is put away {number}", {"learners 2": {"rules": rules, "status": status}},
               learners=[TIDY | change]) for number, (change, rules, status) in enumerate(away)),
        case("whose group is not ticked is only told", {"BP-301": {("learners", 2, "L9", "has_access", "info")},
             "BP-303": {("learners", 2, "L9", "class_name", "info")}, "assumptions": {"year_groups": 1},
             "learners 2": {"status": "ready", "desynced_because": "out_of_range"}},
             [PUPIL, PUPIL | {"mis_id": "P9", "first_name": "Tom", "registration_group": "6B"}], [GONE],
             class_map=[TICKED, unticked]),
        case("a blank access is without, and told", {"BP-302 learners 2": "fail", "assumptions": {"has_access": 1}},
             learners=[LINKED | {"has_access": None}]),
        *(case(f"who is synced has access {number}", {"BP-302 learners 2": got}, [PUPIL | ours], [LINKED | theirs])
          for number, (ours, theirs, got) in enumerate(access)),
        *(case(f"the leavers class counts those without access {number}", {"BP-304 file": got, "BP-304":
               {("pupils", None, None, None, "warning")} if got == "fail" else set()}, learners=learners,
               classes=classes) for number, (learners, classes, got) in enumerate(counts)),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- classes


def classes() -> list[Case]:
    stays: Sequence[tuple[str, Cells, str, str]] = (
        ("desynced", {"class_name": "6A", "year_group": "6"}, "fail", "fail"),
        ("unlinked", {"class_name": "6A", "year_group": "6", "mis_id": None}, "fail", "fail"),
        ("elsewhere", {"class_name": "5A", "year_group": "5"}, "pass", "pass"),
        ("in the year only", {"class_name": None, "year_group": "Year 6"}, "pass", "fail"),
        ("among the leavers", {"class_name": LEAVERS, "year_group": "6"}, "pass", "pass"),
    )
    staying = GONE | {"class_name": "6A"}
    kinds: Sequence[tuple[str, str | None, str]] = (
        ("Old", "registration", "fail"), ("Old", None, "fail"), ("Old", "subject", "not_applicable"),
        ("Old", "REGISTRATION", "fail"), ("5A", None, "fail"), ("6B", None, "pass"), ("7A", None, "pass"),
        (LEAVERS, None, "pass"),
    )  # fmt: skip
    hidden: Sequence[tuple[Cells, Sequence[Cells], str]] = (
        ({"class_name": LEAVERS}, [TICKED], "pass"),
        ({"class_name": LEAVERS}, [TICKED | {"class_name": None}], "fail"),
        ({}, [TICKED | {"class_name": LEAVERS}], "fail"),
        ({"class_name": None}, [TICKED | {"class_name": None}], "pass"),
        ({"class_name": LEAVERS, "mis_id": "P9"}, [TICKED], "not_applicable"),
    )
    seventh = PUPIL | {"mis_id": "P2", "first_name": "Tom", "year_group": "7", "registration_group": "7A"}
    return [
        *(case(f"who stays: {name}", {"BP-305 classes 2": in_class, "BP-308 year_groups 2": in_year, "pupils 2":
               {"rules": ()}, "BP-305": {("classes", 2, "6A", "class_name", "warning")} if in_class == "fail" else set(),
               "BP-308": {("pupils", 2, "6", "year_group", "warning")} if in_year == "fail" else set()},
               learners=[LINKED, GONE | change]) for name, change, in_class, in_year in stays),
        case("a year group is one, however it is spelt", {"BP-308": {("pupils", 3, "Year 6")}},
             [PUPIL | {"year_group": "7"}, SECOND | {"year_group": "Year 6"}, SECOND | {"mis_id": "P3"}],
             [GONE | {"year_group": "Y6"}]),
        case("asked of the first row of a class that pupils go to",
             {f"BP-305 classes {row}": got for row, got in zip((2, 3, 4), ("fail", *["not_applicable"] * 2), strict=True)},
             learners=[LINKED, staying], classes=[SIX_A, SIX_A, FIVE_A]),
        case("not of a class that nobody goes to", {"BP-305 classes 2": "not_applicable"}, learners=[staying],
             settings=Settings(year_groups=("5",))),
        case("nor of the leavers class", {"BP-305 classes 2": "not_applicable"}, learners=[LINKED, staying],
             settings=Settings(leavers_class="6A")),
        case("a matched learner does not stay", {"BP-305 classes 2": "pass", "BP-308 year_groups 2": "pass"},
             learners=[LOOSE | {"class_name": "6A", "year_group": "6"}]),
        *(case(f"a class that nobody is in: {name} {kind}", {"BP-306 classes 3": got, "BP-306":
               {("classes", 3, name, "class_name", "info")} if got == "fail" else set()}, [PUPIL, seventh],
               [LINKED, GONE | {"class_name": "6B"}], classes=[SIX_A, {"class_name": name, "kind": kind}],
               settings=Settings(year_groups=("6",))) for name, kind, got in kinds),
        case("names that do not compare", {"BP-306 classes 2": "not_checked", "BP-306 classes 3": "not_checked",
             "BP-306 classes 4": "not_checked", "BP-101": {("pupils", 2, "6A")}},
             learners=[LINKED, GONE | {"class_name": "6B"}], class_map=None,
             classes=[{"class_name": name, "kind": None} for name in ("Six A", "6B", LEAVERS)]),
        *(case(f"a synced learner is not hidden {number}", {"BP-307 learners 2": got}, learners=[LINKED | change],
               class_map=rows) for number, (change, rows, got) in enumerate(hidden)),
    ]  # fmt: skip


CASES: Final = (*keys(), *panel(), *subjects(), *leavers(), *classes())
