"""Cases of what follows a deletion, and of what Cypad holds, worked out by hand.

Britain's clocks: 2026-03-29 from 01:00 to 02:00 (01:00Z), 2026-10-25 from 02:00 to 01:00 (01:00Z).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from oracle.tables import Reading
from schoolcomms_leavers.hand_members import all_of, told
from schoolcomms_leavers.handmade import CLOSED, DELETED, LEAVER, LEFT, OPEN, PICKED, PUPIL, Case, Cells, case
from schoolcomms_leavers.oracle_records import Settings

OF_DELETED: Final = ("SL-004", "SL-103", "SL-104", "SL-301", "SL-302", "SL-304")
OF_OTHERS: Final = ("SL-101", "SL-102", "SL-106", "SL-108", "SL-201", "SL-202", "SL-303")
OF_CYPAD: Final = ("SL-102", "SL-103", "SL-104", "SL-106", "SL-108")

# A day in the queue, then the next sync: deleted at, the last second before that sync, and its second.
QUEUES: Final = (
    ("2026-11-20T10:59:59", "2026-11-21T10:59:59", "2026-11-21T11:00:00"),
    ("2026-11-20T11:00:00", "2026-11-21T14:59:59", "2026-11-21T15:00:00"),
    ("2026-11-20T18:00:00", "2026-11-22T05:59:59", "2026-11-22T06:00:00"),
    # 24 hours from 10:30 end at 11:30 by the new clock: the 11:00 is missed.
    ("2026-03-28T10:30:00", "2026-03-29T14:59:59", "2026-03-29T15:00:00"),
    # 24 hours from 11:30 end at 10:30 by the new clock: the 11:00 is caught.
    ("2026-10-24T11:30:00", "2026-10-25T10:59:59", "2026-10-25T11:00:00"),
)
DAYS: Final = (
    ("2026-11-01T12:00", "2026-11-15T12:00:00", "2026-11-15"),
    ("2026-03-20T12:00", "2026-04-03T13:00:00", "2026-04-03"),  # fourteen days of 24 hours, an hour later
    ("2026-10-20T12:00", "2026-11-03T11:00:00", "2026-11-03"),  # and an hour earlier
    ("2026-03-20T23:30", "2026-04-04T00:30:00", "2026-04-04"),  # which may be another day
)


def gone(deleted_at: str | None, **changes: str | None) -> Cells:
    """Make a member that was deleted then."""
    return LEAVER | {"deleted_at": deleted_at} | changes


# ------------------------------------------------------------------------------------------------------ hours and days


def queue() -> list[Case]:
    cases = []
    for deleted_at, early, late in QUEUES:
        member = gone(deleted_at, leaving_date=None)
        asked = ((OPEN, early, "not_applicable", "fail"), (OPEN, late, "fail", "not_applicable"),
                 (CLOSED, early, "not_applicable", "not_applicable"), (CLOSED, late, "pass", "not_applicable"))  # fmt: skip
        for cypad, as_of, after, before in asked:
            expected: dict[str, object] = {"SL-103 members 2": after, "SL-104 members 2": before,
                                           "members 2": {"expected_cypad_status": "Closed"}}  # fmt: skip
            if before == "fail":
                expected["named SL-104 members 2"] = f"{late[:10]} {late[11:16]}"
            cases.append(
                case(f"{cypad['status']} as of {as_of}, deleted {deleted_at}", expected, member, cypad=[cypad], mis=[],
                     as_of=as_of)
            )  # fmt: skip
    for deleted_at, last, first_day in DAYS:
        within: dict[str, object] = {"SL-301 members 2": "not_applicable", "SL-302 members 2": "fail",
                                     "named SL-302 members 2": first_day}  # fmt: skip
        beyond = {"SL-301 members 2": "fail", "SL-302 members 2": "not_applicable"}
        cases += [
            case(f"fourteen days, to the second: {last}", within, gone(deleted_at), as_of=last),
            case(f"fourteen days, and a second: {last}", beyond, gone(deleted_at), as_of=f"{last[:-1]}1"),
        ]
    other = gone("2026-11-01T12:00", first_name="Gone", last_name="Gone")
    edge = (("2026-11-21T10:30:00", "not_applicable"), ("2026-11-21T10:30:01", "fail"))
    named: Cells = {"first_name": "XXXX", "last_name": None}
    return [
        *cases,
        case("a deletion in the queue", {**told("deleted", "ready", "SL-104", "SL-302"), "exit": 0,
             "named SL-104 members 2": "2026-11-23 11:00", "named SL-302 members 2": "2026-12-06",
             "assumptions": {"queue_hours": 1, "anonymise_after_days": 1}}, DELETED, cypad=[OPEN]),
        case("the figures were told", {"assumptions": {}}, DELETED, cypad=[OPEN],
             settings=Settings(queue_hours=24, anonymise_after_days=14)),
        case("another word", {"SL-301 members 2": "fail"}, other),
        case("that was set", {"SL-301 members 2": "pass"}, other, settings=Settings(anonymised_text="Gone")),
        case("a school can have longer", {"SL-301 members 2": "not_applicable"}, other,
             settings=Settings(anonymise_after_days=30)),
        *(case(f"over is more than the queue's hours: {as_of}", {"SL-304 members 2": got}, gone("2026-11-20T10:30"),
               as_of=as_of) for as_of, got in edge),
        case("anonymised names are not listed", {"SL-304 members 2": "not_applicable"},
             gone("2026-11-20T10:30") | named, as_of=edge[1][0]),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- deleted


def deleted() -> list[Case]:
    bare = (("2026-11-21", "pass"), ("2026-11-22", "fail"))
    spoilt = PUPIL | {"deleted_at": "2026-11-22T10:30", "selected": "yes", "last_name": "XXXX", "class_name": "7B"}
    forms = ("2026-11-20T10:30:00.5", "2026-11-20 10:30Z", "2026-11-20T10:30+01:00", "2026-11-20T10:30:59+0100")
    unreadable = ("soon", "2026-11-20T10", "2026-11-20T24:00", "2026-11-20T10:30+01", "2026-11-20T10:30 Z")
    day_first = Settings(reading=Reading(date_formats=("%d/%m/%Y", "%d/%m/%Y %H:%M")))
    later: Cells = {"leaving_date": "2026-11-23"}
    old = gone("2026-10-01T12:00", first_name=None)
    return [
        *(case(f"deleted is whoever has a deleted_at: {moment}", {"members 2": {"verdict": "deleted"}},
               PICKED | {"deleted_at": moment, "outstanding_balance": "5"})
          for moment in ("soon", "2027-01-01T00:00", "2020-01-01T00:00")),
        case("a blank one is none", {"members 2": {"verdict": "safe_to_delete"}}, PICKED | {"deleted_at": "\u00a0"}),
        *(case(f"a bare date is its end: {day}", {"SL-004 members 2": got, "SL-002 members 2": "pass"}, gone(day))
          for day, got in bare),
        *(case(f"read: {text}", {"SL-002 members 2": "pass", "SL-302 members 2": "fail"}, gone(text)) for text in forms),
        *(case(f"not read: {text}", {"SL-002 members 2": "fail", "SL-302 members 2": "not_checked"}, gone(text))
          for text in unreadable),
        case("a listed format", {"SL-002 members 2": "pass", "SL-004 members 2": "fail"}, gone("22/11/2026 12:01"),
             settings=day_first),
        case("a listed format without a time is the end of the day", {"SL-004 members 2": "fail"}, gone("22/11/2026"),
             settings=day_first),
        case("rules of the deleted", all_of(OF_DELETED, "not_applicable"), LEAVER, cypad=[OPEN], mis=[]),
        case("rules of the others", all_of(OF_OTHERS, "not_applicable"), spoilt),
        case("an unreadable deleted_at leaves all that counts from it open", {**all_of(OF_DELETED, "not_checked"),
             "members 2": {"verdict": "deleted", "status": "undetermined", "expected_cypad_status": None}},
             DELETED | {"deleted_at": "soon"}, cypad=[OPEN]),
        case("but not what is settled", all_of(("SL-103", "SL-104", "SL-301", "SL-304"), "not_applicable"),
             gone("soon", first_name="XXXX", last_name=None)),
        case("a deletion to come", told("deleted", "ready_with_warnings", "SL-004", "SL-104", "SL-302") | {"SL-004":
             {("members", 2, "M1", "deleted_at", "warning")}}, gone("2026-11-22T12:00:01"), mis=[], cypad=[OPEN]),
        case("now is not to come", {"SL-004 members 2": "pass"}, gone("2026-11-22T12:00:00")),
        *(case(f"leaves later, deleted {moment}", {"SL-004": {("members", 2, "M1", "leaving_date", "warning")}},
               gone(moment) | later) for moment in ("2026-11-22T10:30", "2027-01-01T00:00", "soon")),
        case("without leaving", {"SL-004 members 2": "pass"}, DELETED | {"leaving_date": None}),
        case("perhaps leaving", {"SL-004 members 2": "not_checked"}, DELETED | {"leaving_date": "?"}),
        case("without the column nobody is deleted", told("safe_to_delete", "ready_with_warnings", "SL-102")
             | {"assumptions": {"deleted_at": 1}}, LEAVER, cypad=[OPEN], without=["deleted_at"]),
        case("missing names need no anonymising", {"SL-301 members 2": "pass"}, old | {"last_name": "XXXX"}),
        case("what is graver is said, and that only", {"SL-301": {("members", 2, "M1", "last_name", "error")},
             "SL-304 members 2": "not_applicable"}, old | {"last_name": "xxxx"}),
        case("names that were not supplied do not count", {"SL-301 members 2": "pass", "SL-304 members 2": "not_checked"},
             old | {"first_name": "XXXX"}, without=["last_name"]),
        case("the other decides", {"SL-301 members 2": "fail"}, gone("2026-10-01T12:00"), without=["last_name"]),
        case("a name not supplied may be anonymised", {"SL-303 members 2": "not_checked"}, LEAVER, without=["last_name"]),
        case("a class is not a name", {"SL-303 members 2": "pass"}, LEAVER | {"class_name": "XXXX"}),
    ]  # fmt: skip


# --------------------------------------------------------------------------------------------------------------- Cypad


def cypad() -> list[Case]:
    words = (("OPEN", "fail"), ("open", "fail"), ("closed", "pass"), (" CLOSED ", "pass"))
    long_gone = gone("2026-11-19T12:00", first_name="XXXX", last_name="XXXX")
    names: Sequence[tuple[str | None, str | None, Sequence[str], str]] = (
        ("7A", "7B", (), "fail"), (None, "7B", (), "not_applicable"), ("7A", None, (), "not_applicable"),
        ("7A", "7A", ("cypad.class_name",), "not_checked"), (None, "7A", ("cypad.class_name",), "not_applicable"),
        ("7A", "7A", ("class_name",), "not_checked"),
    )  # fmt: skip
    after: Sequence[tuple[str | None, Cells, str | None]] = (
        ("2026-11-21T14:59:59", OPEN, "Closed"), ("2026-11-21T15:00:00", OPEN, "Open"), ("2027-01-01T00:00", OPEN, "Open"),
        ("2026-11-21T15:00:00", CLOSED, "Closed"), ("2027-01-01T00:00", CLOSED, "Closed"), (None, OPEN, "Open"),
        (None, CLOSED, "Open"), ("2026-11-21T15:00:00", OPEN | {"status": "?"}, None),
        ("2026-11-21T14:59:59", OPEN | {"status": "?"}, "Closed"), ("2026-11-21T14:59:59", OPEN | {"member_id": "M9"}, None),
    )  # fmt: skip
    return [
        *(case(f"closed words in another spelling: {word}", {"SL-003 cypad 2": "pass", "SL-102 members 2": got}, LEAVER,
               cypad=[OPEN | {"status": word}]) for word, got in words),
        case("who is not in Cypad", all_of(OF_CYPAD, "not_applicable"), LEAVER, cypad=[]),
        *(case(f"any other status is as good as unreadable: {word}",
               {"SL-003": {("cypad", 2, "M1", "status", "error"), ("cypad", 3, "M9", "status", "error")}, "exit": 1,
                "SL-102 members 2": "not_checked", "SL-105 cypad 2": "not_applicable", "SL-105 cypad 3": "not_checked",
                **told("safe_to_delete", "ready")}, LEAVER,
               cypad=[OPEN | {"status": word}, OPEN | {"member_id": "M9", "status": word}])
          for word in ("Leaver", None, "NA", "O pen")),
        case("an unreadable status of who is long gone", {"SL-103 members 2": "not_checked", "SL-104 members 2":
             "not_applicable", "SL-304 members 2": "not_applicable", "members 2": {"status": "undetermined"}}, long_gone,
             cypad=[OPEN | {"status": "?"}]),
        case("open without a member", {"findings": {("SL-105", "cypad", 3, "m1")}, "SL-105 cypad 4": "not_applicable",
             "named SL-105 cypad 3": "M1"},
             PUPIL, cypad=[OPEN, OPEN | {"member_id": "m1"}, CLOSED | {"member_id": "M9"}], mis=[]),
        case("known to Cypad by another number", {"SL-105 cypad 2": "pass", "SL-105 cypad 3": "fail", "SL-106 members 2":
             "pass"}, PUPIL | {"cypad_id": "C1"}, cypad=[OPEN | {"member_id": "C1"}, OPEN]),
        case("a blank number is nobody's there, and unknown here", {"SL-105 cypad 2": "fail", "SL-102 members 2":
             "not_checked", "members 2": {"expected_cypad_status": None}}, LEAVER | {"cypad_id": None}, cypad=[OPEN]),
        case("without Cypad a deletion is not asked for", {"SL-103 members 2": "not_applicable", "SL-104 members 2":
             "not_applicable", "members 2": {"status": "ready", "expected_cypad_status": None}}, long_gone, cypad=None),
        case("nor is one in the queue", {"SL-103 members 2": "not_applicable", "SL-104 members 2": "not_checked"}, DELETED,
             cypad=None),
        case("and warnings are open", {"SL-102 members 2": "not_checked", "SL-108 members 2": "not_checked",
             **told("safe_to_delete", "ready")}, LEAVER, cypad=None),
        case("of those who stay too", {"SL-106 members 2": "not_checked"}, PUPIL, cypad=None, mis=[LEFT]),
        *(case(f"class names {ours}, {theirs}, {without}", {"SL-108 members 2": got}, LEAVER | {"class_name": ours},
               cypad=[CLOSED | {"class_name": theirs}], without=without) for ours, theirs, without, got in names),
        *(case(f"after the next sync: {deleted_at}, {row}", {"members 2": {"expected_cypad_status": status}},
               gone(deleted_at), cypad=[row]) for deleted_at, row, status in after),
    ]  # fmt: skip


CASES: Final = (*queue(), *deleted(), *cypad())
