"""Cases of who may be deleted: the MIS, the four proofs, who is selected, keys and cells; worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from oracle.tables import Reading
from schoolcomms_leavers.handmade import (
    CLOSED,
    CURRENT,
    DELETED,
    EVERYONE,
    FORM,
    LEAVER,
    LEFT,
    ON_ROLL,
    OPEN,
    PICKED,
    PUPIL,
    UNPROVEN,
    Case,
    Cells,
    case,
)
from schoolcomms_leavers.oracle_records import PROOFS, Settings

DELETING: Final = ("SL-201", "SL-202", "SL-203", "SL-204", "SL-205", "SL-206")
NEXT: Final = datetime(2026, 11, 22, 15, tzinfo=UTC)


def told(verdict: str, status: str, *rules: str) -> dict[str, object]:
    """Expect of the first member this verdict, this status and these failing rules."""
    return {"members 2": {"verdict": verdict, "status": status, "rules": rules}}


def all_of(rules: Sequence[str], outcome: str) -> dict[str, object]:
    """Expect one outcome of many rules of the first member."""
    return {f"{rule} members 2": outcome for rule in rules}


# ----------------------------------------------------------------------------------------------------------- in order


def in_order() -> list[Case]:
    found: Sequence[tuple[str, Cells, Cells, Cells, str, str, str]] = (
        ("SL-101", PUPIL | {"leaving_date": "2026-11-20"}, OPEN, LEFT, "keep", "warning", "is_leaver"),
        ("SL-102", LEAVER, OPEN, LEFT, "safe_to_delete", "warning", "cypad_status"),
        ("SL-102", PICKED, OPEN, LEFT, "safe_to_delete", "info", "cypad_status"),
        ("SL-106", PUPIL, CLOSED, ON_ROLL, "keep", "warning", "cypad_status"),
        ("SL-107", LEAVER | {"leaving_date": "2026-11-19"}, CLOSED, LEFT, "safe_to_delete", "warning", "leaving_date"),
        ("SL-107", LEAVER | {"leaving_date": None}, CLOSED, LEFT, "safe_to_delete", "warning", "leaving_date"),
        ("SL-107", PUPIL | {"leaving_date": "2026-11-30"}, OPEN, ON_ROLL, "keep", "warning", "leaving_date"),
        ("SL-108", PUPIL | {"class_name": "7a"}, OPEN, ON_ROLL, "keep", "warning", "class_name"),
        (
            "SL-203",
            PICKED | {"outstanding_balance": "-£0.01"},
            CLOSED,
            LEFT,
            "not_safe",
            "error",
            "outstanding_balance",
        ),
        ("SL-204", PICKED | {"open_bookings": "2.0"}, CLOSED, LEFT, "not_safe", "error", "open_bookings"),
        ("SL-205", PICKED | {"messages_saved": "no"}, CLOSED, LEFT, "not_safe", "error", "messages_saved"),
        ("SL-206", PICKED | {"transactions_settled": "0"}, CLOSED, LEFT, "not_safe", "error", "transactions_settled"),
        ("SL-303", PUPIL | {"last_name": "XXXX"}, OPEN, ON_ROLL, "keep", "warning", "last_name"),
    )
    status = {"error": "blocked", "warning": "ready_with_warnings", "info": "ready"}
    faults = [
        case(f"one fault, one finding {number}: {rule}", {"findings": {(rule, "members", 2, "M1")},
             rule: {("members", 2, "M1", column, level)}, "exit": int(level == "error"),
             **told(verdict, status[level], rule)}, member, cypad=[cypad], mis=[mis])
        for number, (rule, member, cypad, mis, verdict, level, column) in enumerate(found)
    ]  # fmt: skip
    clean = {"status": "ready", "next_sync": NEXT, "expected_cypad_status": "Open", "rules": ()}
    return [
        *(case(f"in order: {name}", {"findings": set(), "members 2": clean | {"verdict": verdict}, "exit": 0,
               "assumptions": {}}, member, cypad=[cypad], mis=[mis])
          for name, member, cypad, mis, verdict in (("a leaver", LEAVER, CLOSED, LEFT, "safe_to_delete"),
              ("picked", PICKED, CLOSED, LEFT, "safe_to_delete"), ("a pupil", PUPIL, OPEN, ON_ROLL, "keep"))),
        *faults,
        case("who is not marked and is picked", told("not_safe", "blocked", "SL-101", "SL-201"),
             PICKED | {"is_leaver": "no"}, cypad=[OPEN]),
        case("no members", {"SL-006": {("members", None, None, None, "error")}, "exit": 1}, cypad=[], mis=[]),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- the MIS


def mis() -> list[Case]:
    later = LEFT | {"leaving_date": "2026-11-23"}
    pupils = [PUPIL | {"member_id": name} for name in ("M7", "M8", "M9")]
    rolls: Sequence[tuple[str, Sequence[str], str]] = (
        ("all of the roll are found", ("M7", "M8", "M9"), "pass"),
        ("half of them is enough", ("M7", "M8"), "pass"),
        ("one of three is not", ("M7",), "not_checked"),
        ("none", (), "not_checked"),
    )
    dates = (
        ("2026-11-20", "2026-11-20", "pass"), (None, None, "not_applicable"), ("2026-11-20", None, "fail"),
        ("?", None, "not_checked"), ("?", "?", "not_checked"), ("?", "2026-11-20", "not_checked"),
    )  # fmt: skip
    own: Sequence[tuple[str | None, str, str, str]] = (
        ("2026-11-22", "pass", "safe_to_delete", "ready"), ("2026-11-23", "fail", "not_safe", "blocked"),
        (None, "not_checked", "undetermined", "undetermined"), ("soon", "not_checked", "undetermined", "undetermined"),
    )  # fmt: skip
    day_first = Settings(reading=Reading(date_formats=("%d/%m/%Y",)))
    return [
        *(case(f"on roll by the MIS {number}, {settings.mis_holds}", {"SL-202 members 2": "fail",
               "members 2": {"verdict": "not_safe", "status": "blocked"}}, PICKED, *pupils, mis=[row, *roll],
               settings=settings)
          for number, row in enumerate((ON_ROLL, later))
          for settings in (Settings(), EVERYONE, CURRENT)
          for roll in [[ON_ROLL | {"member_id": each["member_id"]} for each in pupils]]),
        case("the MIS is silent, and holds everyone", {"SL-202 members 2": "fail", "assumptions": {}}, PICKED, mis=[],
             settings=EVERYONE),
        case("the MIS is silent, and nobody said whom it holds", {"SL-202 members 2": "not_checked", "assumptions":
             {"mis_holds": 1}, "exit": 1, "members 2": {"verdict": "undetermined", "status": "undetermined"}}, PICKED,
             mis=[]),
        *(case(f"the current roll: {name}", {"SL-202 members 2": got}, PICKED, *pupils, settings=CURRENT,
               mis=[ON_ROLL | {"member_id": each} for each in found]) for name, found, got in rolls),
        case("the current roll has the member in another spelling", {"SL-202 members 2": "fail"},
             PICKED | {"member_id": "M-01"}, *pupils, settings=CURRENT,
             mis=[ON_ROLL | {"member_id": each} for each in ("m01", "M7", "M8")]),
        case("the current roll without leaving dates", {"SL-202 members 2": "fail", "SL-202 members 6": "pass"}, PICKED,
             *pupils, LEAVER | {"member_id": "M2"}, settings=CURRENT, without=["mis.leaving_date"],
             mis=[LEFT, *(LEFT | {"member_id": each} for each in ("M7", "M8"))]),
        case("any other MIS without leaving dates", {"SL-202 members 2": "not_checked"}, PICKED,
             without=["mis.leaving_date"], settings=EVERYONE),
        *(case(f"without the MIS, the last import: {day}", {"SL-202 members 2": got, "SL-107 members 2": "not_checked",
               "SL-101 members 2": "not_applicable", "members 2": {"verdict": verdict, "status": status},
               "assumptions": {"mis": 1}}, PICKED | {"leaving_date": day}, mis=None) for day, got, verdict, status in own),
        case("nor can it say who will be marked", {"SL-101 members 2": "not_checked", "members 2": {"status": "ready"}},
             PUPIL, cypad=[OPEN], mis=None),
        case("an unreadable date of the MIS is no proof", {"SL-202 members 2": "not_checked", "SL-107 members 2":
             "not_checked", "findings": {("SL-002", "mis", 2, "M1")}, "members 2": {"verdict": "undetermined"}},
             LEAVER, mis=[LEFT | {"leaving_date": "soon"}]),
        case("a listed format is read", {"members 2": {"verdict": "safe_to_delete"}}, LEAVER,
             mis=[LEFT | {"leaving_date": "20/11/2026"}], settings=day_first),
        *(case(f"leaving dates are equal: {ours}, {theirs}", {"SL-107 members 2": got}, DELETED | {"leaving_date": ours},
               mis=[LEFT | {"leaving_date": theirs}]) for ours, theirs, got in dates),
        case("who is not in the MIS has no other date", {"SL-107 members 2": "not_applicable"}, LEAVER, mis=[]),
        *(case(f"the next import marks who has left: {day}", {"SL-101 members 2": got}, PUPIL,
               mis=[LEFT | {"leaving_date": day}])
          for day, got in (("2026-11-22", "fail"), ("2026-11-23", "not_applicable"))),
        case("known to the MIS by another number", {"members 2": {"verdict": "safe_to_delete"}, "assumptions": {}},
             PICKED | {"mis_id": "A1"}, mis=[LEFT | {"member_id": "A1"}]),
        case("a blank number is unknown, not absent", {"SL-202 members 2": "not_checked", "assumptions": {},
             "members 2": {"verdict": "undetermined"}}, PICKED | {"mis_id": None}, settings=EVERYONE),
        *(case(f"today is the date on the wall: {as_of}", {"SL-202 members 2": got}, PICKED,
               mis=[LEFT | {"leaving_date": "2026-07-02"}], as_of=as_of)
          for as_of, got in (("2026-07-01T22:59:59Z", "fail"), ("2026-07-01T23:00:00Z", "pass"))),
        case("zeros eaten", {"causes": {("members", "member_id")}, "exit": 1},
             *(PUPIL | {"member_id": f"0{n}"} for n in range(1, 6)), cypad=None,
             mis=[ON_ROLL | {"member_id": str(n)} for n in range(1, 6)]),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------------- the four proofs


def proofs() -> list[Case]:
    unproven: Sequence[tuple[str, str, tuple[str | None, ...]]] = (
        ("SL-203", "outstanding_balance", (None, "\u00a0", "nil", "0,00", "0.", ".0", "0e0", "(0)", "0-", "0 0")),
        ("SL-204", "open_bookings", (None, "none", "0.5", "£0")),
        ("SL-205", "messages_saved", (None, "maybe")),
        ("SL-206", "transactions_settled", (None, "done")),
    )
    nothing = ("0", "£0", "-£0.00", "£-0", "0 €", "$ 0.00", "+0", "- 0")
    something = ("£1,200.00", "1,000", "-£2", "0.01", "5 £")
    spoilt = dict(zip(PROOFS, ("1", "1", "no", "no"), strict=True))
    chosen: Sequence[tuple[str | None, str, str]] = (
        ("yes", "error", "blocked"), (None, "warning", "ready_with_warnings"), ("maybe", "error", "blocked"),
    )  # fmt: skip
    cases = []
    for rule, column, texts in unproven:
        for text in texts:
            open_ = {f"{rule} members 2": "not_checked"}
            lacking = {"proofs": 1} if not (text or "").strip() else {}
            unread = () if lacking else ("SL-002",)
            cases += [
                case(f"picked, {column} {text!r}", open_ | told("undetermined", "undetermined", *unread)
                     | {"assumptions": lacking, "exit": 1}, PICKED | {column: text}),
                case(f"a leaver, {column} {text!r}", open_ | told("undetermined", "ready", *unread) | {"exit": 0},
                     LEAVER | {column: text}),
            ]  # fmt: skip
        cases.append(
            case(f"{column} not supplied", {f"{rule} members 2": "not_checked", "assumptions": {"proofs": 1},
                 "members 2": {"verdict": "undetermined"}}, LEAVER, without=[column])
        )  # fmt: skip
    return [
        *cases,
        *(case(f"settled: {text}", {"SL-203 members 2": "pass"}, PICKED | {"outstanding_balance": text})
          for text in nothing),
        *(case(f"not settled: {text}", {"SL-203 members 2": "fail"}, PICKED | {"outstanding_balance": text})
          for text in something),
        case("one failure outweighs what is unproven", told("not_safe", "ready_with_warnings", "SL-203"),
             LEAVER | {"outstanding_balance": "5", "open_bookings": None}),
        case("asked of whoever is picked", {"SL-201 members 2": "fail", "SL-202 members 2": "fail",
             **all_of(DELETING[2:], "not_checked"), "members 2": {"verdict": "not_safe", "status": "blocked"}},
             PUPIL | {"selected": "yes"}, mis=[ON_ROLL]),
        case("asked of nobody who stays", all_of(DELETING, "not_applicable"), PUPIL),
        case("nor of who has gone", all_of(DELETING, "not_applicable") | {"assumptions": {"queue_hours": 1,
             "anonymise_after_days": 1}}, DELETED | UNPROVEN, cypad=[OPEN]),
        *(case(f"an error if picked: {selected}", {"SL-205": {("members", 2, "M1", "messages_saved", level)},
               "members 2": {"verdict": "not_safe", "status": status}}, LEAVER | spoilt | {"selected": selected})
          for selected, level, status in chosen),
        case("nobody is picked by default", told("not_safe", "ready_with_warnings", "SL-203")
             | {"SL-201 members 2": "not_applicable"}, LEAVER | {"outstanding_balance": "1"}, without=["selected"]),
        case("perhaps picked", told("undetermined", "undetermined", "SL-002") | {"SL-201 members 2": "not_checked"},
             PUPIL | {"selected": "?"}, cypad=[OPEN], mis=[ON_ROLL]),
        case("perhaps a leaver", told("undetermined", "ready", "SL-002") | {"SL-205 members 2": "not_checked"},
             LEAVER | {"is_leaver": "?", "messages_saved": "no"}),
        case("picked, and perhaps a leaver", told("undetermined", "undetermined", "SL-002") | {"SL-201 members 2":
             "not_checked"}, PICKED | {"is_leaver": "?"}),
        case("a leaver, perhaps picked, with all the proof", told("undetermined", "ready", "SL-002"),
             LEAVER | {"selected": "?"}),
        case("perhaps a leaver, with all the proof", told("undetermined", "ready", "SL-002"), LEAVER | {"is_leaver": "?"}),
    ]  # fmt: skip


def form() -> list[Case]:
    bare, filled = PICKED | UNPROVEN, {column: PICKED[column] for column in PROOFS}
    answered = FORM | filled
    twice: Mapping[str, tuple[Cells, Sequence[Cells], str, str]] = {
        "the same": (PICKED, [answered], "pass", "safe_to_delete"),
        "numbers are compared as numbers": (PICKED, [answered | {"outstanding_balance": "£0"}], "pass", "safe_to_delete"),
        "another": (PICKED, [answered | {"open_bookings": "1"}], "fail", "undetermined"),
        "blank in the form": (PICKED, [FORM], "not_applicable", "safe_to_delete"),
        "blank in members": (bare, [answered], "not_applicable", "safe_to_delete"),
        "unreadable in members": (PICKED | {"open_bookings": "?"}, [answered], "pass", "undetermined"),
        "unreadable in the form": (PICKED, [answered | {"messages_saved": "?"}], "pass", "safe_to_delete"),
        "unreadable in the form, blank in members": (bare, [answered | {"messages_saved": "?"}], "not_applicable",
                                                     "undetermined"),
        "two lines that say the same": (bare, [answered, FORM | {"open_bookings": "0.0"}], "not_applicable",
                                        "safe_to_delete"),
        "two lines that differ": (bare, [answered, answered | {"messages_saved": "no"}], "not_applicable", "undetermined"),
        "of somebody else": (bare, [answered | {"member_id": "M2"}], "not_applicable", "undetermined"),
        "without a key": (bare, [answered | {"member_id": None}], "not_applicable", "undetermined"),
        "an objection": (bare, [answered | {"open_bookings": "1"}], "not_applicable", "not_safe"),
    }  # fmt: skip
    return [
        *(case(f"the form: {name}", {"SL-005 members 2": got, "members 2": {"verdict": verdict}, "SL-005":
               {("members", 2, "M1", "open_bookings", "error")} if got == "fail" else set()}, member, proofs=rows)
          for name, (member, rows, got, verdict) in twice.items()),
        case("a contradiction is an error", {"members 2": {"status": "blocked", "verdict": "undetermined"},
             "SL-204 members 2": "not_checked", "exit": 1, "assumptions": {}}, PICKED,
             proofs=[answered | {"open_bookings": "1"}]),
        case("of whoever has gone too", {"SL-005 members 2": "fail"}, DELETED,
             proofs=[FORM | {"messages_saved": "no"}]),
        case("the form answers columns that were not supplied", {"members 2": {"verdict": "safe_to_delete"},
             "assumptions": {}}, PICKED, proofs=[answered], without=list(PROOFS)),
        case("a form without some columns", {"members 2": {"verdict": "undetermined"}, "assumptions": {"proofs": 1}}, bare,
             proofs=[answered], without=["proofs.open_bookings"]),
        case("keys and cells of the form", {"SL-001": {("proofs", 2, "M1", "member_id", "error"),
             ("proofs", 3, "M1", "member_id", "error"), ("proofs", 4, None, "member_id", "error")},
             "SL-002": {("proofs", 2, "M1", "open_bookings", "warning")}, "SL-002 proofs 4": "not_applicable"}, PICKED,
             proofs=[FORM | {"open_bookings": "?"}, FORM, answered | {"member_id": None, "open_bookings": "?"}]),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------------- keys, rows, cells


def keys() -> list[Case]:
    nobody = PICKED | {"member_id": "\u00a0", "deleted_at": "soon", "is_leaver": "?"}
    blank: Cells = dict.fromkeys(LEAVER, "\u00a0")
    padded: Cells = {name: f"\u00a0{text or ''}\u2003" for name, text in PICKED.items()}
    nothing = dict.fromkeys(("key", "verdict", "next_sync", "expected_cypad_status"))
    return [
        case("without a key", {"findings": {("SL-001", name, 2, None) for name in ("members", "cypad", "mis")},
             "members 2": {**nothing, "status": "blocked", "rules": ("SL-001",)}, "SL-002 members 2": "not_applicable",
             "SL-003 cypad 2": "not_applicable"}, nobody, cypad=[OPEN | {"member_id": None, "status": "?"}],
             mis=[LEFT | {"member_id": " ", "leaving_date": "?"}]),
        case("duplicates are each judged, and none is safe",
             {f"members {row}": {"verdict": verdict, "status": "blocked", "rules": rules} for row, verdict, rules in (
                 (2, "undetermined", ("SL-001",)), (3, "not_safe", ("SL-001", "SL-203")),
                 (4, "deleted", ("SL-001", "SL-302")))},
             LEAVER, LEAVER | {"outstanding_balance": "5"}, LEAVER | {"deleted_at": "2026-11-22T10:30"}),
        case("looked up, the first row counts", {"findings": {("SL-001", name, row, "M1") for name in ("cypad", "mis")
             for row in (2, 3)}, **told("safe_to_delete", "ready")}, LEAVER, cypad=[CLOSED, OPEN], mis=[LEFT, ON_ROLL]),
        case("whatever it says", {"members 2": {"rules": ("SL-102", "SL-107", "SL-202")}}, LEAVER, cypad=[OPEN, CLOSED],
             mis=[ON_ROLL, LEFT]),
        case("cells that do not parse are one finding", {"SL-002": {("members", 2, "M1", "leaving_date", "warning")},
             **told("keep", "ready", "SL-002")},
             PUPIL | {"messages_saved": "?", "open_bookings": "?", "leaving_date": "?"}, mis=[], cypad=[OPEN]),
        case("blank lines are no records but keep their numbers", {"members 2": None, "members 3": {"key": "M1"},
             "members 4": None, "members 5": {"key": "M2"}}, blank, LEAVER, blank, PUPIL | {"member_id": "M2"}),
        case("white space around a cell does not count", {"members 2": {"verdict": "safe_to_delete"}}, padded),
    ]  # fmt: skip


CASES: Final = (*in_order(), *mis(), *proofs(), *form(), *keys())
