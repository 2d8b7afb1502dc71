"""Cases of who is in range, who matches whom, and where everybody is after the sync, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from boost_promotion.oracle_tags import Settings
from boost_promotion.schools import DEFAULTS, FIVE_A, LINKED, LOOSE, PUPIL, SIX_A, TICKED, Case, Cells, case

if TYPE_CHECKING:
    from collections.abc import Sequence

CHRISTO: Final[Cells] = {"first_name": "Christo", "last_name": "Baxter"}
CHRIS: Final[Cells] = {"first_name": "Chris", "last_name": "Bater"}
ELLA: Final[Cells] = {"first_name": "Ella", "last_name": "O'Brien"}
BELLA: Final[Cells] = {"first_name": "Bella", "last_name": "O'Brien"}
L2: Final[Cells] = {"learner_id": "L2"}
P2: Final[Cells] = {"mis_id": "P2"}

# ---------------------------------------------------------------------------------------------------------- the range

RANGE: Final[Sequence[tuple[str, Cells, Settings, Cells | None, bool]]] = (
    ("no lists admit all", {}, DEFAULTS, TICKED, True),
    ("the year is listed", {}, Settings(year_groups=("5", "6")), TICKED, True),
    (
        "the year is listed in another spelling",
        {"year_group": "Yr 06"},
        Settings(year_groups=("Year 6",)),
        TICKED,
        True,
    ),
    ("reception by another name", {"year_group": "FS2"}, Settings(year_groups=("R",)), TICKED, True),
    ("the year is not listed", {}, Settings(year_groups=("5",)), TICKED, False),
    ("a missing year is admitted", {"year_group": None}, Settings(year_groups=("5",)), TICKED, True),
    ("the group is not listed", {}, Settings(registration_groups=("6B",)), TICKED, False),
    ("groups are exact", {"registration_group": "6a"}, Settings(registration_groups=("6A",)), TICKED, False),
    ("a missing group is admitted", {"registration_group": " "}, Settings(registration_groups=("6B",)), TICKED, True),
    ("both must be", {}, Settings(year_groups=("6",), registration_groups=("6B",)), TICKED, False),
    ("unticked", {}, DEFAULTS, TICKED | {"set_up": "no"}, False),
    ("a missing tick unticks", {}, DEFAULTS, TICKED | {"set_up": None}, False),
    ("an unreadable tick does not", {}, DEFAULTS, TICKED | {"set_up": "?"}, True),
    ("no row does not", {}, DEFAULTS, TICKED | {"registration_group": "6B", "set_up": "no"}, True),
    ("no table does not", {}, DEFAULTS, None, True),
)


def in_range() -> list[Case]:
    inside = {"pupils 2": {"tag": "Synced"}, "learners 2": {"tag": "Synced", "desynced_because": None},
              "BP-204 pupils 2": "pass"}  # fmt: skip
    outside = {"pupils 2": None, "learners 2": {"tag": "Desynced", "desynced_because": "out_of_range"},
               "BP-203 pupils 2": "not_applicable", "BP-204 pupils 2": "not_applicable"}  # fmt: skip
    return [
        case(f"range: {name}", inside if there else outside, [PUPIL | change],
             class_map=None if on_panel is None else [on_panel], settings=settings)
        for name, change, settings, on_panel, there in RANGE
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ the match

PAIRS: Final[Sequence[tuple[str, Cells, Cells, str]]] = (
    ("the same", {}, {}, "Matched"),
    (
        "folded alike",
        {"first_name": "Zoë", "last_name": "O'Neil"},
        {"first_name": "ZOE", "last_name": "O’Neil"},
        "Matched",
    ),
    ("a hyphen is a space", {"first_name": "Mary-Ann"}, {"first_name": "Mary Ann"}, "Matched"),
    ("no birthday here", {"date_of_birth": None}, {}, "May match"),
    ("no birthday there", {}, {"date_of_birth": None}, "May match"),
    ("no birthdays", {"date_of_birth": None}, {"date_of_birth": None}, "May match"),
    ("another birthday", {}, {"date_of_birth": "2015-03-02"}, "May match"),
    ("an unreadable birthday here", {"date_of_birth": "1 March"}, {}, "May match"),
    ("an unreadable birthday there", {}, {"date_of_birth": "1 March"}, "May match"),
    ("an unreadable birthday and another name", {"date_of_birth": "1 March"}, {"last_name": "Byro"}, "New"),
    ("no birthday, another name", {"date_of_birth": None}, {"last_name": "Byro"}, "New"),
    ("another surname", {}, {"last_name": "Gray"}, "May match"),
    ("another first name", {}, {"first_name": "Tom"}, "May match"),
    ("names swapped", {}, {"first_name": "Byron", "last_name": "Ada"}, "May match"),
    # "baxter christo" and "bater chris": 11 of 14 and 11 letters, 2 * 11 / 25 = 88
    ("at the score", CHRISTO, CHRIS, "May match"),
    # "baxter christo" and "batr chris": 10 of 14 and 10, 2 * 10 / 24 = 83.3
    ("below it", CHRISTO, CHRIS | {"last_name": "Batr"}, "New"),
    ("at the score, another birthday", CHRISTO, CHRIS | {"date_of_birth": "2015-03-02"}, "New"),
    (
        "names that fold to nothing",
        {"first_name": "-", "last_name": "…"},
        {"first_name": None, "last_name": "-"},
        "New",
    ),
    ("one name that folds to nothing", {"first_name": "-"}, {"first_name": None}, "May match"),
    ("the same without birthdays", {"first_name": "-", "date_of_birth": None}, {"first_name": "-"}, "New"),
)


def pairs() -> list[Case]:
    rules = {"Matched": "BP-201", "May match": "BP-202", "New": "BP-203"}
    cases = []
    for name, ours, theirs, tag in PAIRS:
        expected: dict[str, object] = {
            f"{rule} pupils 2": "fail" if rule == rules[tag] else "not_applicable" for rule in rules.values()
        }
        expected["pupils 2"] = {"tag": tag, "learner_id": None if tag == "New" else "L1"}
        expected["learners 2"] = {"tag": "Unlinked" if tag == "New" else tag, "desynced_because": None}
        expected["BP-204 pupils 2"] = "pass"
        cases.append(case(f"pair: {name}", expected, [PUPIL | ours], [LOOSE | theirs]))
    return cases


def scores() -> list[Case]:
    said = ((88, "May match"), (88.5, "New"), (89, "New"), (0, "May match"))
    nameless: Cells = {"first_name": "-", "last_name": None}
    return [
        *(case(f"score {score}", {"pupils 2": {"tag": tag}}, [PUPIL | CHRISTO], [LOOSE | CHRIS],
               settings=Settings(may_match_score=score))
          for score, tag in said),
        case("a score of zero likens nobody to who has no name", {"pupils 2": {"tag": "New"}}, [PUPIL | nameless],
             [LOOSE], settings=Settings(may_match_score=0)),
    ]  # fmt: skip


def several() -> list[Case]:
    ambiguous = {"learner_id": None, "class_before": None, "class_after": None, "year_after": None}
    undated: Cells = {"date_of_birth": None}
    return [
        case("only learners without mis_id match", {"pupils 2": {"tag": "New"},
             "learners 2": {"tag": "Desynced", "desynced_because": "left"}}, learners=[LINKED | {"mis_id": "P9"}]),
        case("only pupils in range match", {"pupils 2": None, "learners 2": {"tag": "Unlinked"}}, learners=[LOOSE],
             settings=Settings(year_groups=("5",))),
        case("who has a learner matches no other", {"pupils 2": {"tag": "Synced"}, "learners 3": {"tag": "Unlinked"}},
             learners=[LINKED, LOOSE | L2]),
        case("may match counts only where nothing is matched",
             {"pupils 2": {"tag": "Matched", "learner_id": "L2"}, "learners 2": {"tag": "Unlinked"},
              "learners 3": {"tag": "Matched"}, "BP-204 pupils 2": "pass"}, learners=[LOOSE | undated, LOOSE | L2]),
        case("two who are Matched are an error", {"pupils 2": {"tag": "Matched", "status": "blocked", **ambiguous},
             "BP-204": {("pupils", 2, "P1", "mis_id", "error")}, "BP-201 pupils 2": "fail", "exit": 1},
             learners=[LOOSE, LOOSE | L2]),
        case("two who may match are to be reviewed",
             {"pupils 2": {"tag": "May match", "status": "ready_with_warnings", **ambiguous},
              "BP-204": {("pupils", 2, "P1", "mis_id", "warning")}, "exit": 0},
             learners=[LOOSE | undated, LOOSE | L2 | undated]),
        case("two pupils who may match one learner",
             {"pupils 2": {"tag": "May match", **ambiguous}, "pupils 3": {"tag": "May match", **ambiguous},
              "learners 2": {"tag": "May match"}, "BP-204": {("pupils", 2), ("pupils", 3)}},
             [PUPIL | undated, PUPIL | undated | P2], [LOOSE]),
        case("whoever is somebody's Matched learner is nobody's candidate",
             {"pupils 2": {"tag": "Matched", "learner_id": "L1"}, "pupils 3": {"tag": "New", "learner_id": None},
              "BP-204": set()}, [PUPIL | ELLA, PUPIL | BELLA | P2], [LOOSE | ELLA]),
        case("the other is left", {"pupils 2": {"tag": "Matched", "learner_id": "L1"},
             "pupils 3": {"tag": "May match", "learner_id": "L2"}, "BP-204": set()},
             [PUPIL | ELLA, PUPIL | BELLA | P2], [LOOSE | ELLA, LOOSE | BELLA | L2 | {"first_name": "Bela"}]),
        case("rows without a key are nobody's candidates", {"pupils 2": {"tag": "New"}, "learners 2": {"tag": None}},
             learners=[LOOSE | {"learner_id": None}]),
        case("nor have they any", {"pupils 2": {"tag": "Matched", "learner_id": "L1"}, "BP-204": set()},
             [PUPIL, PUPIL | {"mis_id": None}], [LOOSE]),
        case("another row of the same key is another", {"BP-204": {("pupils", 2), ("pupils", 3)}}, [PUPIL, PUPIL],
             [LOOSE]),
        case("so is a learner's", {"BP-204": {("pupils", 2)}}, learners=[LOOSE, LOOSE]),
        case("linked people need no birthday", {"pupils 2": {"tag": "Synced"}, "BP-204": set()},
             [PUPIL | {"date_of_birth": "?"}], [LINKED | {"date_of_birth": "?"}]),
        *(case(f"birthdays not supplied count as missing: {table}", {"pupils 2": {"tag": "May match"}},
               learners=[LOOSE], without=[f"{table}.date_of_birth"]) for table in ("pupils", "learners")),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------ after the sync

AFTER: Final[Sequence[tuple[str, Cells, Sequence[Cells], tuple[str | None, ...]]]] = (
    ("mapped", {}, [TICKED | {"class_name": "Six"}], ("5A", "Six", "5", "6")),
    ("of the same name", {}, [TICKED | {"registration_group": "6B"}], ("5A", "6A", "5", "6")),
    ("of the same name, though there is none", {"registration_group": "9Z"}, [TICKED], ("5A", "9Z", "5", "6")),
    ("maps to no class", {}, [TICKED | {"class_name": None}], ("5A", "5A", "5", "5")),
    ("without a group", {"registration_group": None}, [TICKED], ("5A", "5A", "5", "5")),
    ("without a year group", {"year_group": None}, [TICKED], ("5A", "6A", "5", None)),
    ("as the MIS spells it", {"year_group": "Year  6"}, [TICKED], ("5A", "6A", "5", "Year  6")),
)
PLACES: Final = ("class_before", "class_after", "year_before", "year_after")


def after() -> list[Case]:
    new = {"tag": "New", "learner_id": None}
    moves: Sequence[tuple[str, Sequence[Cells], str]] = (
        ("linked", [LINKED], "fail"),
        ("both of one mis_id", [LINKED, LINKED | L2], "fail"),
        ("matched", [LOOSE], "fail"),
        ("who may match", [LOOSE | {"date_of_birth": None}], "fail"),
        ("not who is ambiguous", [LOOSE, LOOSE | L2], "pass"),
        ("not who has left", [LINKED | {"mis_id": "P9"}], "pass"),
        ("not who was added by hand", [LOOSE | {"first_name": "Tom", "last_name": "Gray"}], "pass"),
    )
    return [
        *(case(f"after, {how}: {name}", {"pupils 2": dict(zip(PLACES, places, strict=True))}, [PUPIL | change], [by],
               class_map=panel)
          for how, by in (("linked", LINKED), ("matched", LOOSE)) for name, change, panel, places in AFTER),
        case("a panel without classes", {"pupils 2": {"class_after": "6A", "year_after": "6"}, "BP-004": set(),
             "BP-103 class_map 2": "not_applicable", "assumptions": {}}, without=["class_map.class_name"]),
        case("a new pupil comes from nowhere", {"pupils 2": new | dict(zip(PLACES, (None, "6A", None, "6"), strict=True))},
             learners=()),
        case("and goes nowhere without a class", {"pupils 2": new | dict.fromkeys(PLACES)}, learners=(),
             class_map=[TICKED | {"class_name": None}]),
        *(case(f"leaves a class empty: {name}", {"BP-306 classes 2": empty, "BP-306 classes 3": "pass"},
               learners=learners, classes=[FIVE_A, SIX_A]) for name, learners, empty in moves),
    ]  # fmt: skip


CASES: Final = (*in_range(), *pairs(), *scores(), *several(), *after())
