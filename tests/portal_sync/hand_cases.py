"""Hand-worked cases of portal-sync: a school in which everybody is ready, and one thing changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from oracle.hand import HandCase
from oracle.tables import RawTable, Reading, raw_table

Cells: TypeAlias = dict[str, str | None]
Rows: TypeAlias = Sequence[Cells]
AS_OF: Final = date(2026, 11, 22)
CURRENT: Final[Cells] = {
    "student_id": "S1", "salutation": "Miss", "first_name": "Ada", "preferred_forename": None, "last_name": "Byron",
    "email": "ada@x.org", "portal_login": "yes", "roll_mode": "On Roll", "base_group_id": "B1", "latest_dol": None,
    "student_type": None,
}  # fmt: skip
OTHER: Final[Cells] = CURRENT | {"student_id": "S2", "portal_login": "no"}
APPLICANT: Final[Cells] = CURRENT | {"roll_mode": None}
PROSPECTIVE: Final[Cells] = APPLICANT | {"student_type": "prospective"}
LEFT: Final[Cells] = CURRENT | {"roll_mode": "Leaver", "latest_dol": "2026-07-20"}
GONE: Final[Cells] = LEFT | {"latest_dol": "2025-11-21"}
APPLICATION: Final[Cells] = {
    "application_id": "A1", "student_id": "S1", "admission_date": "2027-09-01", "active": "true",
    "intake_group_id": "I1", "admission_status": "Offered",
}  # fmt: skip
SECOND: Final[Cells] = APPLICATION | {"application_id": "A2"}
BASE: Final[Cells] = {"group_id": "B1", "kind": "base", "active": "1", "year_group_id": "Y1"}
INTAKE: Final[Cells] = {"group_id": "I1", "kind": "intake", "active": "1", "year_group_id": "Y1"}
YEAR: Final[Cells] = {"year_group_id": "Y1", "synced": "t"}
YEAR_2: Final[Cells] = YEAR | {"year_group_id": "Y2", "synced": None}
NA, OPEN = "not_applicable", "not_checked"


def made(
    name: str,
    students: Cells | Rows,
    *,
    applications: Rows | None = (APPLICATION,),
    groups: Rows = (BASE, INTAKE),
    year_groups: Rows = (YEAR,),
    statuses: Sequence[str] | None = ("Offered", "Accepted"),
    without: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
    as_of: date = AS_OF,
    record: Mapping[str, object] | None = None,
    **expectations: Any,
) -> HandCase:
    """Make a case; ``without`` names columns left out, or ``table.column``, ``record`` is what is said of row 2."""
    rows = [students] if isinstance(students, dict) else students
    of_column: Mapping[str, Rows] = {"students": rows, "groups": groups, "year_groups": year_groups}
    tables: dict[str, RawTable] = {}
    for table, cells in of_column.items():
        columns = tuple(CURRENT) if table == "students" else None
        tables[table] = raw_table(cells, columns, left_out(table, without))
    if applications is not None:
        tables["applications"] = raw_table(applications, tuple(APPLICATION), left_out("applications", without))
    if statuses is not None:
        tables["admission_statuses"] = raw_table([{"admission_status": one} for one in statuses], ("admission_status",))
    if "findings" in expectations:
        expectations["findings"] = frozenset(expectations["findings"].split())
    if record is not None:
        expectations["records"] = {2: record} | expectations.get("records", {})
    return HandCase(name, tables, settings or {}, as_of, **expectations)


def left_out(table: str, without: Sequence[str]) -> list[str]:
    """Name the columns that are left out of this table."""
    return [column.removeprefix(f"{table}.") for column in without]


def verdict(kind: str | None, basis: str | None, status: str, *rules: str) -> dict[str, object]:
    """What the record says, whole."""
    will_sync = None if status == "undetermined" else status in {"ready", "ready_with_warnings"}
    return {"type": kind, "type_basis": basis, "status": status, "will_sync": will_sync, "rules": rules}


# ------------------------------------------------------------------------------------------------- in order, one fault

IN_ORDER = [
    made("a current student", CURRENT, record=verdict("current", "path", "ready"), findings="", exit=0, assumptions={}),
    made("an applicant", APPLICANT, record=verdict("prospective", "path", "ready"), findings="", exit=0, assumptions={}),
    made(
        "a leaver", LEFT, applications=(), record=verdict("left", "path", "ready"), findings="", exit=0,
        assumptions={"leaver_window_months": 1},
    ),
]  # fmt: skip

ONE_FAULT = [
    made(f"one fault, one finding: {rule} {change}", {**student, **change}, applications=() if student is LEFT else (APPLICATION,),
         findings=f"{rule}@2", columns={f"{rule}@2": column}, severities={f"{rule}@2": level},
         record={"status": status, "rules": (rule,)}, exit=int(status == "blocked"))
    for rule, student, change, column, level, status in (
        ("PS-008", CURRENT, {"student_type": "pupil"}, "student_type", "warning", "ready_with_warnings"),
        ("PS-101", CURRENT, {"salutation": "\u00a0"}, "salutation", "error", "blocked"),
        ("PS-102", CURRENT, {"first_name": None}, "first_name", "error", "blocked"),
        ("PS-103", CURRENT, {"preferred_forename": "ada"}, "preferred_forename", "info", "ready"),
        ("PS-104", CURRENT, {"last_name": " "}, "last_name", "error", "blocked"),
        ("PS-105", CURRENT, {"email": None}, "email", "error", "blocked"),
        ("PS-106", CURRENT, {"email": "ada@x"}, "email", "warning", "ready_with_warnings"),
        ("PS-201", CURRENT, {"student_type": "current", "roll_mode": "OnRoll"}, "roll_mode", "error", "blocked"),
        ("PS-201", CURRENT, {"student_type": "current", "roll_mode": None}, "roll_mode", "error", "blocked"),
        ("PS-202", CURRENT, {"student_type": "CURRENT", "base_group_id": "I1"}, "base_group_id", "error", "blocked"),
        ("PS-307", PROSPECTIVE, {"base_group_id": None}, "base_group_id", "error", "blocked"),
        ("PS-307", APPLICANT, {"base_group_id": "I1"}, "base_group_id", "error", "blocked"),
        ("PS-401", LEFT, {"student_type": "left", "roll_mode": "on-roll"}, "roll_mode", "error", "blocked"),
        ("PS-402", LEFT, {"student_type": "left", "latest_dol": None}, "latest_dol", "error", "blocked"),
        ("PS-403", LEFT, {"latest_dol": "2026-11-23"}, "latest_dol", "error", "blocked"),
        ("PS-404", CURRENT, {"latest_dol": "2026-11-22"}, "latest_dol", "warning", "ready_with_warnings"),
        ("PS-405", LEFT, {"latest_dol": "2026-01-05"}, "latest_dol", "info", "ready"),
    )
]  # fmt: skip

APPLICATIONS = [
    *(
        made(f"a fault of the application stands on the student: {rule}", PROSPECTIVE, applications=[{**APPLICATION, **change}],
             findings=f"{rule}@2", record=verdict("prospective", "stated", "blocked", rule))
        for rule, change in (
            ("PS-302", {"admission_date": "2026-11-22"}),
            ("PS-303", {"active": None}),
            ("PS-304", {"intake_group_id": "B1"}),
            ("PS-310", {"admission_status": None}),
        )
    ),
    made(
        "no application silences what would read it", PROSPECTIVE, applications=[APPLICATION | {"student_id": "S9"}],
        findings="PS-301@2 PS-004@applications/2",
        outcomes=dict.fromkeys(("PS-302", "PS-303", "PS-304", "PS-305", "PS-310"), NA) | {"PS-307": "pass"},
    ),
]  # fmt: skip

EMAILS = [
    *(
        made(f"e-mail {email}", CURRENT | {"email": email}, outcomes={"PS-106": said})
        for email, said in (
            ("a@x.org", "pass"), ("a@x.y.org", "pass"), (".@x.org", "fail"), ("a@x", "fail"), ("a@x..org", "fail"),
            ("a@b@x.org", "fail"), ("a b@x.org", "fail"), ("a@x.org.", "fail"), ("a@x\u00a0.org", "fail"),
            # What no mail system delivers: what cannot be seen, dots, pasted brackets; and what some do.
            ("a\u200b@x.org", "fail"), ("a@x\u200b.org", "fail"), ("\ufeffa@x.org", "fail"), ("a\u00ad@x.org", "fail"),
            ("a..b@x.org", "fail"), (".a@x.org", "fail"), ("a.@x.org", "fail"), ("<a@x.org>", "fail"), ("a,b@x.org", "fail"),
            ("a@-x.org", "fail"), ("a@x-.org", "fail"), ("a@x_y.org", "fail"), (f"{'a' * 65}@x.org", "fail"),
            ("o'hara@x.org", "pass"), ("a+b@x.org", "pass"), ("a_b@x.org", "pass"), ("\u00e9va@\u00e9cole.example", "pass"),
            (f"{'a' * 64}@x.org", "pass"), ("a@x.local", "pass"), ("a@x-y.org", "pass"),
        )
    ),
    *(
        made(f"an e-mail shared with one who logs in: {login} {key} {told}",
             [CURRENT | {"email": "stra\u00dfe@x.org"},
              CURRENT | {"student_id": key, "email": "STRASSE@x.org", "portal_login": login}],
             settings=told, outcomes={"PS-107": said}, assumptions=asked)
        for login, key, told, said, asked in (
            ("yes", "S2", {}, "fail", {}), ("yes", "S1", {}, "fail", {}), ("no", "S2", {}, "pass", {}),
            ("yes", None, {}, "pass", {}), ("?", "S2", {}, OPEN, {}),
            (None, "S2", {"students_log_in": "all"}, "fail", {}),
            (None, "S2", {"students_log_in": "none"}, "pass", {}),
            (None, "S2", {}, OPEN, {"students_log_in": 2}),
        )
    ),
    made("preferred forename turned off", CURRENT | {"preferred_forename": "Al"},
         settings={"use_preferred_forename": False}, outcomes={"PS-103": NA}),
    made("preferred forename told where it fails", CURRENT | {"preferred_forename": "Al"},
         assumptions={"use_preferred_forename": 1}),
    made("who logs in was not told", [CURRENT | {"email": None}, OTHER], without=["portal_login"],
         outcomes={"PS-105": OPEN, "PS-105@3": NA}, record={"status": "undetermined"},
         assumptions={"students_log_in": 1}, exit=1),
    made("who logs in: an unreadable cell is no question", CURRENT | {"email": None, "portal_login": "perhaps"},
         outcomes={"PS-105": OPEN}, record={"status": "undetermined", "rules": ("PS-006",)}, assumptions={}),
]  # fmt: skip

# ----------------------------------------------------------------------------------------------------------- integrity

INTEGRITY = [
    made(
        "keys of students", [CURRENT | {"student_id": " ", "salutation": None, "latest_dol": "?"}, CURRENT, CURRENT],
        findings="PS-001@2 PS-002@3 PS-002@4 PS-107@3 PS-107@4",
        record={"key": None, "type": None, "type_basis": None, "will_sync": None, "status": "blocked"},
        records={3: {"rules": ("PS-002", "PS-107"), "status": "blocked"}},
    ),
    made(
        "an application's id is no key", PROSPECTIVE,
        applications=[APPLICATION, APPLICATION, APPLICATION | {"application_id": None}, SECOND | {"student_id": "S9"},
                      SECOND | {"application_id": None, "student_id": None}],
        findings="PS-003@applications/2 PS-003@applications/3 PS-004@applications/5 PS-004@applications/6",
        outcomes={"PS-003@applications/4": NA, "PS-004@applications/4": "pass"}, record={"status": "ready"}, exit=1,
    ),
    made(
        "an application without an id is one all the same", PROSPECTIVE, without=["application_id"],
        outcomes={"PS-003@applications/2": OPEN, "PS-301": "pass"}, record={"status": "ready"},
    ),
    made(
        "groups", CURRENT, applications=(),
        groups=[BASE, BASE | {"active": "no"}, BASE | {"group_id": "G", "kind": "bases", "year_group_id": "y 1"},
                BASE | {"group_id": None}],
        findings="PS-005@groups/2 PS-005@groups/3 PS-005@groups/5 PS-007@groups/4 PS-009@groups/4",
        outcomes={"PS-203": "pass", "PS-501@groups/3": NA}, named={"PS-009@groups/4": "Y1"},
    ),
    made(
        "cells that do not parse are one finding on the first column",
        LEFT | {"latest_dol": "soon", "portal_login": "perhaps"},
        groups=[BASE | {"active": "?"}, INTAKE], year_groups=[YEAR | {"synced": "?"}],
        columns={"PS-006@2": "portal_login", "PS-006@groups/2": "active", "PS-006@year_groups/2": "synced"},
    ),
    made("blank lines keep their numbers", [dict.fromkeys(CURRENT, "\u00a0"), CURRENT, dict.fromkeys(CURRENT), OTHER],
         records={3: {"key": "S1"}, 5: {"key": "S2"}}),
    made("no student at all", [dict.fromkeys(CURRENT, " ")], findings="PS-010@file PS-004@applications/2",
         outcomes={"PS-010@file": "fail"}, exit=1),
    made("a row without a key is a record", CURRENT | {"student_id": None}, outcomes={"PS-010@file": "pass"}),
    made("year groups that differ in synced", APPLICANT, year_groups=[YEAR, YEAR | {"synced": "no"}],
         outcomes={"PS-306": OPEN, "PS-309": OPEN}, record=verdict("prospective", "undecided", "undetermined")),
    made("year groups that say the same twice", APPLICANT, year_groups=[YEAR, YEAR | {"synced": "yes"}, {"synced": "no"}],
         record=verdict("prospective", "path", "ready")),
]  # fmt: skip

# -------------------------------------------------------------------------------------------------------- type and path

CLOSED: Final = [APPLICATION | {"admission_date": "2026-11-22"}]
TYPES = [
    *(
        made(f"type: {name}", {**APPLICANT, **change}, applications=applications, record={"type": kind, "type_basis": basis},
             outcomes={"PS-110": "fail" if kind is None else "pass"})
        for name, change, applications, kind, basis in (
            ("stated", {"student_type": "Left"}, [APPLICATION], "left", "stated"),
            ("on roll", {"roll_mode": " ON_ROLL"}, [APPLICATION], "current", "path"),
            ("on roll, leaver's date", {"roll_mode": "on roll", "latest_dol": "2026-07-20"}, [], "current", "path"),
            ("left, and applied", {"roll_mode": "Left", "latest_dol": "2026-07-20"}, [APPLICATION], "prospective", "path"),
            ("left, application closed", {"roll_mode": "Left", "latest_dol": "2026-07-20"}, CLOSED, "left", "path"),
            ("a roll mode nobody gave", {"latest_dol": "2026-07-20"}, CLOSED, "left", "undecided"),
            ("unreadable admission date", {}, [APPLICATION | {"admission_date": "?"}], "prospective", "undecided"),
            ("unreadable leaving date", {"roll_mode": "Left", "latest_dol": "?"}, [], "left", "undecided"),
            ("nearest: on roll", {"roll_mode": "On Roll", "base_group_id": None}, [], "current", "nearest"),
            ("nearest: open application", {"base_group_id": None, "latest_dol": "2020-01-01"}, [APPLICATION],
             "prospective", "nearest"),
            ("nearest: any application", {}, [APPLICATION | {"active": "no"}], "prospective", "nearest"),
            ("nearest: base group", {}, [], "current", "nearest"),
            ("nothing", {"base_group_id": None}, [], None, None),
        )
    ),
    made("a sure way goes before one that may be open", LEFT, applications=(), groups=[BASE | {"active": "?"}, INTAKE],
         record=verdict("left", "path", "ready")),
    made("a way that may be open goes before the nearest", LEFT | {"latest_dol": "2020-01-01"}, groups=[BASE | {"active": "?"}, INTAKE],
         record=verdict("prospective", "undecided", "undetermined")),
    made("a group of neither kind is no base group", CURRENT, applications=(), groups=[BASE | {"kind": "tutor"}, INTAKE],
         findings="PS-202@2 PS-007@groups/2", record=verdict("current", "nearest", "blocked", "PS-202")),
    made("dashes and white space of a roll mode fold", CURRENT | {"roll_mode": "ON\u00a0\u2014_roll"},
         record=verdict("current", "path", "ready")),
    made("wide letters and dots do not", CURRENT | {"roll_mode": "\uff2fn.Roll"}, applications=(),
         record=verdict("current", "nearest", "blocked", "PS-201")),
    made("a stated type looks at no application", CURRENT | {"student_type": "current"},
         applications=[APPLICATION | {"admission_status": None}], record=verdict("current", "stated", "ready")),
    made("no type, and blocked by something else", APPLICANT | {"base_group_id": None, "salutation": None},
         applications=(), record=verdict(None, None, "blocked", "PS-101", "PS-110")),
    made("a type that is one only nearly", CURRENT | {"student_type": "Curr-ent"}, named={"PS-008@2": "current"},
         record=verdict("current", "path", "ready_with_warnings", "PS-008")),
    made("without applications other steps do not decide", APPLICANT, applications=None,
         record=verdict(None, None, "undetermined"),
         outcomes={"PS-110": OPEN, "PS-201": OPEN, "PS-202": NA, "PS-307": NA},
         assumptions={"applications": 1, "leaver_window_months": 1}),
    made("without applications one on roll is current", CURRENT, applications=None, assumptions={},
         record=verdict("current", "path", "ready"), outcomes={"PS-311": NA}),
    made("without leaving dates who is not on roll may have left", APPLICANT, applications=(), without=["latest_dol"],
         record=verdict("left", "undecided", "undetermined"), outcomes={"PS-401": OPEN, "PS-402": OPEN}),
    made("without leaving dates an application is good enough", APPLICANT, without=["latest_dol"],
         record=verdict("prospective", "path", "ready")),
    made("student_type not supplied is inferred", CURRENT, without=["student_type"], outcomes={"PS-008": NA},
         record=verdict("current", "path", "ready")),
    made("a leaver whose open application is good but for the base group", LEFT | {"base_group_id": None},
         record=verdict("left", "path", "ready_with_warnings", "PS-311"), named={"PS-311@2": "PS-307"}),
    made("a leaver whose open application lacks two things", LEFT,
         applications=[APPLICATION | {"admission_status": "Waitlist", "intake_group_id": None}],
         record=verdict("left", "path", "ready_with_warnings", "PS-311"), named={"PS-311@2": "PS-304"}),
    made("a pupil on roll whose application may not be open", CURRENT, groups=[BASE, INTAKE | {"active": "no"}],
         applications=[APPLICATION | {"active": "?"}], outcomes={"PS-311": OPEN}, record={"status": "ready"}),
    made("a pupil on roll whose application is closed", CURRENT, groups=[BASE, INTAKE | {"active": "no"}],
         applications=CLOSED, outcomes={"PS-311": NA}),
    made("a stated type is judged by its path alone", CURRENT | {"student_type": "current"},
         groups=[BASE, INTAKE | {"active": "no"}], outcomes={"PS-311": NA}),
]  # fmt: skip

# -------------------------------------------------------------------------------------------- leavers, out of scope

LEAVERS = [
    *(
        made(f"the window has both ends: {months} {leaving}", LEFT | {"latest_dol": leaving, "student_type": "left"},
             as_of=as_of, settings={"leaver_window_months": months}, outcomes={"PS-403": said}, assumptions={})
        for as_of, months, leaving, said in (
            (AS_OF, 12, "2025-11-22", "pass"), (AS_OF, 12, "2025-11-21", "fail"), (AS_OF, 12, "2026-11-22", "pass"),
            (AS_OF, 12, "2026-11-23", "fail"), (AS_OF, 0, "2026-11-22", "pass"), (AS_OF, 0, "2026-11-21", "fail"),
            (date(2024, 2, 29), 12, "2023-02-28", "pass"), (date(2025, 3, 31), 1, "2025-02-28", "pass"),
            (date(2025, 3, 31), 1, "2025-02-27", "fail"),
        )
    ),
    *(
        made(f"removal within 90 days is said: {leaving}", LEFT | {"latest_dol": leaving}, applications=(),
             outcomes={"PS-405": said}, record={"status": "ready"})
        for leaving, said in (("2026-02-20", "fail"), ("2026-02-21", "pass"))
    ),
    made("before the window and not stated: out of scope",
         GONE | {"salutation": None, "student_type": "leaver", "portal_login": "?"}, applications=(),
         record=verdict("left", "nearest", "out_of_scope", "PS-006", "PS-008", "PS-403"),
         severities={"PS-403@2": "info"}, outcomes=dict.fromkeys(("PS-101", "PS-401", "PS-402", "PS-405", "PS-110"), NA),
         exit=0, assumptions={"leaver_window_months": 1}),
    made("out of scope, and its key is duplicated", [GONE, GONE], applications=(),
         record=verdict("left", "nearest", "blocked", "PS-002", "PS-403"), severities={"PS-403@2": "info"}),
    made("before the window and stated", GONE | {"student_type": "left"}, applications=(),
         record=verdict("left", "stated", "blocked", "PS-403"), severities={"PS-403@2": "error"}, exit=1),
    made("an unreadable leaving date", LEFT | {"latest_dol": "2025-13-01"}, applications=(),
         record=verdict("left", "undecided", "undetermined", "PS-006"),
         outcomes=dict.fromkeys(("PS-402", "PS-403", "PS-405"), OPEN), exit=1),
    made("a column of dates that is day first throughout", [LEFT | {"latest_dol": "20/7/2026"}, OTHER],
         applications=(), record={"status": "ready", "rules": ()}),
    made("a column of dates that may be either way round", LEFT | {"latest_dol": "5/7/2026"}, applications=(),
         record={"status": "undetermined", "rules": ("PS-006",)}),
]  # fmt: skip

# ------------------------------------------------------------------------------------------------ deciding application

UNFIT: Final = {"intake_group_id": "I2"}
DECIDING = [
    *(
        made(f"none qualifies, the order decides: {name}, {'last' if backwards else 'first'}", PROSPECTIVE,
             applications=rows[::-1] if backwards else rows, outcomes={"PS-305": "fail"},
             groups=(BASE, INTAKE, INTAKE | {"group_id": "I2", "active": "no"}, BASE | {"group_id": "I3"}))
        for name, loser, winner in (
            ("active first", {"active": "no"}, {"admission_date": "2026-01-01"}),
            ("then open", {"admission_date": "2026-11-22"}, {"admission_status": "Waitlist"}),
            ("missing is open", {"admission_date": "2026-11-22"}, {"admission_date": None}),
            ("then known to the portal", {"admission_status": "Waitlist"}, {"admission_date": None}),
            ("then the latest", {"intake_group_id": "I3", "admission_date": "2027-01-01"}, {"admission_date": "2027-01-02"}),
            ("missing last", {"intake_group_id": "I3", "admission_date": None}, {"admission_date": "2027-01-02"}),
            ("then by code point", {"intake_group_id": "I3", "application_id": "A2"}, {"application_id": "A10"}),
            ("no id last", {"intake_group_id": "I3", "application_id": None}, {}),
        )
        for rows in ([APPLICATION | loser, SECOND | UNFIT | winner],)
        for backwards in (False, True)
    ),
    made("one that qualifies goes before a later one", APPLICANT, groups=(BASE, INTAKE, INTAKE | {"group_id": "I2", "active": "no"}),
         applications=[SECOND | UNFIT | {"admission_date": "2028-01-01"}, APPLICATION],
         record=verdict("prospective", "path", "ready")),
    made("one that may qualify goes before one that cannot", APPLICANT,
         groups=(BASE, INTAKE | {"active": "?"}, INTAKE | {"group_id": "I2", "active": "no"}),
         applications=[SECOND | UNFIT | {"admission_date": "2028-01-01"}, APPLICATION],
         record=verdict("prospective", "undecided", "undetermined"), outcomes={"PS-305": OPEN}),
    made("without statuses a blank one still fails", PROSPECTIVE, applications=[APPLICATION | {"admission_status": None}],
         statuses=None, outcomes={"PS-310": "fail"}, assumptions={}),
    made("without statuses the order leaves them out", APPLICANT,
         applications=[APPLICATION, SECOND | {"admission_status": None, "admission_date": "2028-01-01"}], statuses=None,
         record=verdict("prospective", "undecided", "undetermined"),
         outcomes={"PS-310": OPEN, "PS-503@statuses/2": OPEN}, assumptions={"admission_statuses": 1}),
]  # fmt: skip

# ---------------------------------------------------------------------------------------------------- groups, statuses

GROUPS = [
    *(
        made(f"a group holds up its students: {rule}", [student, student | {"student_id": "S2", "portal_login": "no"}],
             applications=[APPLICATION, SECOND | {"student_id": "S2"}], groups=({**BASE, **base}, {**INTAKE, **intake}),
             year_groups=[YEAR, YEAR_2], findings=findings, record={"status": "blocked", "rules": (rule,)})
        for rule, student, base, intake, findings in (
            ("PS-203", CURRENT, {"active": None}, {}, "PS-203@2 PS-203@3 PS-501@groups/2"),
            ("PS-204", CURRENT, {"year_group_id": "Y9"}, {}, "PS-204@2 PS-204@3 PS-009@groups/2 PS-502@groups/2"),
            ("PS-308", PROSPECTIVE, {"active": "no"}, {}, "PS-308@2 PS-308@3 PS-501@groups/2"),
            ("PS-309", PROSPECTIVE, {"year_group_id": "Y2"}, {}, "PS-309@2 PS-309@3 PS-502@groups/2"),
            ("PS-305", PROSPECTIVE, {}, {"active": "no"}, "PS-305@2 PS-305@3 PS-501@groups/3"),
            ("PS-306", PROSPECTIVE, {}, {"year_group_id": "Y2"}, "PS-306@2 PS-306@3 PS-502@groups/3"),
        )
    ),
    made("used, though not of the right kind", [CURRENT, OTHER | {"base_group_id": "B2"}],
         groups=[BASE | {"active": "no"}, BASE | {"group_id": "B2", "kind": "Intake"}], applications=(),
         findings="PS-203@2 PS-501@groups/2 PS-202@3", outcomes={"PS-501@groups/3": "pass"}),
    made("a current student needs no synced year group", CURRENT, year_groups=[YEAR | {"synced": "no"}], applications=(),
         record={"status": "ready"}, outcomes={"PS-502@groups/2": "pass", "PS-502@groups/3": NA}),
    made("an unreadable group", CURRENT, groups=[BASE | {"active": "?"}], outcomes={"PS-203": OPEN}),
    made("groups that say nothing of their year", CURRENT, without=["groups.year_group_id"],
         outcomes={"PS-204": OPEN, "PS-009@groups/2": OPEN, "PS-502@groups/2": OPEN}),
    made("an unreadable year group", PROSPECTIVE, year_groups=[YEAR | {"synced": "?"}], outcomes={"PS-309": OPEN}),
    made("intake groups that were not supplied", PROSPECTIVE, groups=[BASE, INTAKE | {"active": "no"}],
         without=["intake_group_id"],
         outcomes={"PS-304": OPEN, "PS-305": OPEN, "PS-501@groups/3": OPEN, "PS-502@groups/3": NA}),
    made("near misses of a group", [CURRENT | {"base_group_id": "b-1"}, OTHER | {"base_group_id": "B2"}], applications=(),
         findings="PS-202@2 PS-202@3", named={"PS-202@2": "B1"}),
    made(
        "a status that is not set is one finding, on the first row in scope",
        [OTHER | {"student_id": "S3"}, PROSPECTIVE, PROSPECTIVE | {"student_id": "S2", "portal_login": "no"}],
        applications=[SECOND | {"application_id": "A0", "student_id": "S3", "admission_status": "OFFERED"},
                      SECOND | {"student_id": "S2", "admission_status": "OFFERED "},
                      APPLICATION | {"admission_status": "OFFERED"}],
        findings="PS-310@3 PS-310@4 PS-503@applications/3 PS-311@2",
        named={"PS-310@3": "Offered", "PS-503@applications/3": "Offered"}, exit=1,
        records={3: {"rules": ("PS-310",)}, 4: {"rules": ("PS-310",)}},
    ),
    made("keys written two ways fail the run", [OTHER | {"student_id": f"00{number}", "email": None} for number in range(1, 7)],
         applications=[SECOND | {"student_id": str(number)} for number in range(1, 6)],
         record={"status": "ready"}, named={"PS-004@applications/2": "001"}, exit=1),
    made("keys written two ways, and the settings say so",
         [APPLICANT | {"student_id": f"00{number}", "email": None, "portal_login": "no"} for number in range(1, 7)],
         applications=[SECOND | {"application_id": str(number), "student_id": str(number)} for number in range(1, 7)],
         reading=Reading(keys={("applications", "student_id"): ("drop_leading_zeros",)}), findings="", exit=0,
         record={"key": "001", **verdict("prospective", "path", "ready")}),
    made("a key that is duplicated once normalised", [CURRENT, OTHER | {"student_id": "s 1"}], applications=(),
         reading=Reading(keys={("students", "student_id"): ("drop_spaces", "fold_case")}), findings="PS-002@2 PS-002@3"),
]  # fmt: skip

CASES: Final = (
    *IN_ORDER, *ONE_FAULT, *APPLICATIONS, *EMAILS, *INTEGRITY, *TYPES, *LEAVERS, *DECIDING, *GROUPS,
)  # fmt: skip
