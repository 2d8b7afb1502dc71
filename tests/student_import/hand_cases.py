"""Hand-worked cases of student-import: an import in which nothing need be said, and one thing changed.

It is 2026; Law takes 3 years, so that 2029 is the last graduation year it allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from oracle.hand import HandCase
from oracle.tables import Reading, raw_table

Cells: TypeAlias = dict[str, str | None]
Rows: TypeAlias = Sequence[Cells]
AS_OF: Final = date(2026, 11, 22)
NEW: Final[Cells] = {
    "student_id": "N1", "first_name": "Ada", "last_name": "Byron", "email": "ada@x.org", "program": "Law",
    "grad_year": "2028",
}  # fmt: skip
OLD: Final[Cells] = NEW | {"student_id": "S1"}
EXISTING: Final[Cells] = {
    "student_id": "S1", "program": "Law", "grad_year": "2028", "academic_year": "2", "cohort_year": "2025",
    "primary_role": "Student", "roles": "Student",
}  # fmt: skip
LECTURER: Final[Cells] = EXISTING | {"student_id": "F1", "primary_role": "Faculty", "roles": "Faculty"}
LAW: Final[Cells] = {"program": "Law", "years": "3"}
ART: Final[Cells] = {"program": "Art", "years": "0"}
DANCE: Final[Cells] = {"program": "Dance", "years": "20 27"}
WITH_DANCE: Final = (LAW, ART, DANCE)
TEN: Final = [NEW | {"student_id": f"N{number}"} for number in range(10)]
LATE: Final[Cells] = {"grad_year": "2030"}
NONE: Final = {"faculty_in_file": "none"}
LOCK: Final = {"lock_step": True}
NA, OPEN = "not_applicable", "not_checked"


def made(
    name: str,
    students: Cells | Rows,
    *,
    existing: Rows | None = (EXISTING,),
    programs: Rows = (LAW, ART),
    faculty: Sequence[str | None] | None = (),
    without: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
    as_of: date = AS_OF,
    record: Mapping[str, object] | None = None,
    **expectations: Any,
) -> HandCase:
    """Make a case; ``without`` names ``table.column``, ``record`` is what is said of row 2.

    The share of SI-402 is off unless the settings say it, as most files here list one student.
    """
    rows = [students] if isinstance(students, dict) else students
    cells: dict[str, tuple[Rows, Sequence[str]]] = {
        "students": (rows, tuple(NEW)),
        "programs": (programs, tuple(LAW)),
    }
    if existing is not None:
        cells["existing"] = (existing, tuple(EXISTING))
    if faculty is not None:
        cells["faculty"] = ([{"student_id": key} for key in faculty], ("student_id",))
    tables = {
        table: raw_table(lines, columns, [column.removeprefix(f"{table}.") for column in without])
        for table, (lines, columns) in cells.items()
    }
    if "findings" in expectations:
        expectations["findings"] = frozenset(expectations["findings"].split())
    if record is not None:
        expectations["records"] = {2: record} | expectations.get("records", {})
    return HandCase(name, tables, {"min_file_share_percent": 0.0, **(settings or {})}, as_of, **expectations)


def verdict(
    status: str,
    action: str | None,
    *rules: str,
    year: int | None = 2028,
    cohort: int | None = 2025,
    program: str | None = "Law",
    role: str | None = "Student",
    ignored: str | None = None,
) -> dict[str, object]:
    """What the record says, whole."""
    fields = {"effective_grad_year": year, "cohort_year": cohort, "effective_program": program, "primary_role": role}
    return {"status": status, "action": action, "rules": rules, **fields, "ignored_fields": ignored}


IGNORED: Final[dict[str, Any]] = {"ignored": "grad_year", "year": None, "cohort": None}
NOTHING: Final[dict[str, Any]] = {"year": None, "cohort": None, "program": None, "role": None}
WARNED: Final = "ready_with_warnings"

# ------------------------------------------------------------------------------------------------- in order, one fault

IN_ORDER = [
    made("a new student", NEW, record=verdict("ready", "create"), findings="", exit=0, assumptions={"current_grad_year": 1}),
    made("an existing one", OLD | {"first_name": "Augusta", "email": None}, record=verdict("ready", "unchanged"),
         findings="", exit=0, settings={"current_grad_year": 2026}, assumptions={}),
    *(
        made(f"one fault, one finding: {rule} {told or ''} {student} {change}", student, existing=[{**EXISTING, **change}],
             settings=told, findings=f"{rule}@2", severities={f"{rule}@2": level}, record=expect, exit=0)
        for rule, level, student, change, told, expect in (
            ("SI-101", "info", OLD, {"roles": "Alumni"}, {}, verdict("ready", "update", "SI-101")),
            ("SI-202", "info", NEW | {"program": "law"}, {}, {"create_programs": True},
             verdict("ready", "create", "SI-202", cohort=2024, program="law")),
            ("SI-203", "warning", NEW | {"program": None}, {}, {},
             verdict(WARNED, "create", "SI-203", cohort=2024, program=None)),
            ("SI-203", "info", OLD | {"program": None}, {}, {}, verdict("ready", "unchanged", "SI-203")),
            ("SI-203", "warning", OLD | {"program": None}, {"program": None}, {},
             verdict(WARNED, "unchanged", "SI-203", cohort=2024, program=None)),
            ("SI-301", "warning", NEW | {"grad_year": "2027.5"}, {}, {}, verdict(WARNED, "create", "SI-301", **IGNORED)),
            ("SI-301", "warning", OLD | {"grad_year": "soon"}, {}, {},
             verdict(WARNED, "unchanged", "SI-301", ignored="grad_year")),
            ("SI-302", "warning", NEW, {}, {"min_grad_year": 2029}, verdict(WARNED, "create", "SI-302", **IGNORED)),
            ("SI-303", "warning", NEW | LATE, {}, {}, verdict(WARNED, "create", "SI-303", **IGNORED)),
            ("SI-305", "info", NEW | {"grad_year": None}, {}, {}, verdict("ready", "create", "SI-305", year=2029, cohort=2026)),
            ("SI-306", "info", OLD | {"grad_year": None}, {}, {}, verdict("ready", "unchanged", "SI-306")),
            ("SI-307", "info", OLD | {"grad_year": "2027"}, {}, {},
             verdict("ready", "update", "SI-307", year=2027, cohort=2024)),
            ("SI-307", "info", OLD, {"program": "Art"}, {}, verdict("ready", "update", "SI-307")),
            ("SI-310", "warning", NEW | {"grad_year": "27"}, {}, {},
             verdict(WARNED, "create", "SI-310", year=27, cohort=24)),
        )
    ),
    made("a program that is refused, and one that is like it", NEW | {"program": "law"}, findings="SI-201@2", exit=1,
         record=verdict("blocked", "reject", "SI-201", **NOTHING), named={"SI-201@2": "Law"},
         assumptions={"create_programs": 1, "current_grad_year": 1}),
    *(
        made(f"lock-step rejects the row and ignores nothing: {rule}", {**OLD, **change}, settings={**LOCK, **told},
             findings=f"{rule}@2 SI-401@file", severities={f"{rule}@2": "error", "SI-401@file": "info"},
             record=verdict("blocked", "reject", rule), exit=1)
        for rule, change, told in (
            ("SI-301", {"grad_year": "2027."}, {}), ("SI-302", {}, {"min_grad_year": 2029}),
            ("SI-303", {"grad_year": "2030.0"}, {}), ("SI-304", {"grad_year": None}, {}),
        )
    ),
    made("a row rejected for something else has no ignored field", OLD | {"program": "Old", "grad_year": "soon"},
         record=verdict("blocked", "reject", "SI-201", "SI-301")),
    made("what the database keeps of a rejected row is what it has", OLD | {"program": "Old", "grad_year": "2029"},
         existing=[EXISTING | {"cohort_year": "1999", "primary_role": "DUAL"}],
         record=verdict("blocked", "reject", "SI-201", cohort=1999, role="Dual")),
]  # fmt: skip

# ---------------------------------------------------------------------------------------------------- graduation year

YEARS = [
    made("both ends are allowed", [NEW | {"student_id": f"N{year}", "grad_year": str(year)} for year in (2026, 2027, 2029, 2030)],
         settings={"min_grad_year": 2027},
         outcomes={"SI-302@2": "fail", "SI-302@3": "pass", "SI-302@5": "pass", "SI-303@2": "pass", "SI-303@4": "pass",
                   "SI-303@5": "fail", "SI-310@2": NA, "SI-310@3": "pass", "SI-310@5": NA},
         records={2: {"effective_grad_year": None}, 3: {"effective_grad_year": 2027}, 5: {"effective_grad_year": None}},
         assumptions={"current_grad_year": 4, "lock_step": 2}),
    made("too early and too late at once", NEW | {"grad_year": "2035"}, settings={"min_grad_year": 2040},
         record={"rules": ("SI-302", "SI-303")}),
    made("no int is neither early nor late", NEW | {"grad_year": "9999x"}, settings={"min_grad_year": 2027},
         outcomes={"SI-302": NA, "SI-303": NA, "SI-310": NA}),
    made("the current year is that of as_of", NEW | LATE, as_of=date(2027, 1, 1), outcomes={"SI-303": "pass", "SI-308@file": NA}),
    made("the current year is the settings'", NEW | {"grad_year": "2029"}, settings={"current_grad_year": 2025},
         outcomes={"SI-303": "fail", "SI-308@file": "fail"}),
    made("the current year of the settings is up to date", NEW, settings={"current_grad_year": 2026}, outcomes={"SI-308@file": "pass"}),
    *(
        made(f"long past or no year at all: {year}, the database has {had}", OLD | {"grad_year": year},
             existing=[EXISTING | {"grad_year": had}], outcomes={"SI-310": said}, assumptions=told)
        for year, had, said, told in (
            ("2025", "2028", "pass", {"current_grad_year": 1, "min_grad_year": 1}),
            ("2024", "2028", "fail", {"current_grad_year": 1, "min_grad_year": 1}),
            ("2024", "2024", "pass", {"current_grad_year": 1, "min_grad_year": 1}),
            ("2024", "?", OPEN, {"current_grad_year": 1, "min_grad_year": 1}),
            ("2024", None, "fail", {"current_grad_year": 1, "min_grad_year": 1}),
            ("2026", "?", "pass", {"current_grad_year": 1}),
        )
    ),
    made("without existing there is no year that could be kept", OLD | {"grad_year": "2024"}, existing=None,
         outcomes={"SI-310": "fail"}),
    *(
        made(f"years of a program: {programs}",
             [NEW | {"grad_year": str(last)}, NEW | {"student_id": "N2", "grad_year": str(last + 1)},
              NEW | {"student_id": "N3", "grad_year": None}],
             programs=programs, outcomes={"SI-303@2": "pass", "SI-303@3": "fail"},
             records={4: {"effective_grad_year": last, "cohort_year": 2026}})
        for programs, last in (
            ([LAW | {"years": "1"}], 2027), ([LAW | {"years": "5.0"}], 2031), ([LAW | {"years": "0"}], 2030),
            ([LAW | {"years": "-2"}], 2030), ([LAW | {"years": None}], 2030),
            ([LAW | {"years": "1"}, LAW | {"years": "6"}], 2027),
            ([LAW | {"program": None, "years": "6"}, LAW | {"program": "\u00a0Law ", "years": " 2 "}], 2028),
        )
    ),
    made("years nobody can read leave open what reads them",
         [NEW | {"program": "Dance"}, NEW | {"student_id": "N2", "program": "Dance", "grad_year": None}], programs=WITH_DANCE,
         outcomes={"SI-303@2": OPEN, "SI-310@2": OPEN, "SI-305@3": OPEN},
         record=verdict("ready", "create", year=None, cohort=None, program="Dance"),
         records={3: verdict("ready", "create", year=None, cohort=None, program="Dance")}),
    made("years nobody can read do not save a year below the minimum", OLD | {"program": "Dance"}, programs=WITH_DANCE,
         settings={"min_grad_year": 2029}, record={"effective_grad_year": 2028, "cohort_year": None, "ignored_fields": "grad_year"}),
    made("in lock-step years nobody can read leave the row undetermined", NEW | {"program": "Dance"}, programs=WITH_DANCE,
         settings=LOCK, exit=1, record=verdict("undetermined", "create", year=None, cohort=None, program="Dance")),
    made("the default is for new rows that supply nothing", [NEW | {"grad_year": "\u00a0"}, NEW | {"student_id": "N2", "grad_year": "NA"}],
         records={2: {"effective_grad_year": 2029}, 3: {"effective_grad_year": None}}),
    made("a blank year of an existing row stays what it was", OLD | {"grad_year": None}, existing=[EXISTING | {"grad_year": None}],
         record=verdict("ready", "unchanged", "SI-306", year=None, cohort=None)),
    made("no default in lock-step", NEW | {"grad_year": None}, settings=LOCK, outcomes={"SI-305": NA},
         record=verdict("blocked", "reject", "SI-304", **NOTHING)),
    made("the default of the settings", NEW | {"grad_year": None, "program": "Art"},
         settings={"current_grad_year": 2027, "default_program_years": 6}, record={"effective_grad_year": 2033}),
    made("a file without the column", [OLD, NEW], without=["students.grad_year", "students.program"],
         outcomes={"SI-306@2": "fail", "SI-305@3": "fail", "SI-203@2": "fail", "SI-203@3": "fail"},
         severities={"SI-203@2": "info", "SI-203@3": "warning"}, assumptions={"current_grad_year": 1, "lock_step": 2}),
    made("the program that the database has need not be listed", OLD | {"program": None, "grad_year": "2030"},
         existing=[EXISTING | {"program": "Old"}],
         record=verdict("ready", "update", "SI-203", "SI-307", year=2030, cohort=2026, program="Old")),
    made("a program that will be created", OLD | {"program": "Old"}, settings={"create_programs": True},
         record=verdict("ready", "update", "SI-202", "SI-307", cohort=2024, program="Old")),
    made("programs are created once a row", [NEW, NEW | {"student_id": "N2"}], programs=[],
         settings={"create_programs": True}, findings="SI-202@2 SI-202@3", outcomes={"SI-201": NA}),
]  # fmt: skip

# --------------------------------------------------------------------------------------------------- roles and faculty

FACULTY = [
    *(
        made(f"roles {roles}", OLD, existing=[EXISTING | {"roles": roles}], outcomes={"SI-101": said})
        for roles, said in (
            ("Student", "pass"), ("Faculty; STUDENT", "pass"), (";Student ;", "pass"), ("student", "pass"),
            ("Students", "fail"), ("Student,Faculty", "fail"), (None, "fail"), (";", "fail"),
        )
    ),
    *(
        made(f"the tolerance is exceeded strictly: {hits}", TEN, faculty=[*(f"N{n}" for n in range(hits)), "X9"],
             settings={"faculty_tolerance_percent": 20.0},
             outcomes={"SI-104@file": said, "SI-102": "fail" if within else NA, "SI-103": NA if within else "fail"},
             records={2: {"action": "create" if within else "reject", "primary_role": "Dual" if within else None},
                      11: {"status": "ready", "rules": ()}})
        for hits, said, within in ((1, "pass", True), (2, "pass", True), (3, "fail", False))
    ),
    *(
        made(f"the share is not rounded: {tolerance}", TEN[:7], faculty=["N0"], outcomes={"SI-104@file": said},
             settings={"faculty_tolerance_percent": tolerance})
        for tolerance, said in ((14.285, "fail"), (14.286, "pass"), (0.0, "fail"))
    ),
    made("keyless rows count in the total", [NEW, NEW | {"student_id": None}], faculty=["N1", "N1"],
         settings={"faculty_tolerance_percent": 50.0}, outcomes={"SI-104@file": "pass"}),
    made("each duplicate counts", [NEW, NEW | {"student_id": None}, NEW], faculty=["N1", None],
         settings={"faculty_tolerance_percent": 50.0}, outcomes={"SI-104@file": "fail"}),
    made("an empty file has no faculty", [], faculty=["N1"], settings={"faculty_tolerance_percent": 0.0},
         findings="SI-006@file", outcomes={"SI-104@file": "pass"}, exit=1),
    made("faculty within tolerance becomes dual", OLD, faculty=["S1"], settings={"faculty_tolerance_percent": 100.0},
         record=verdict(WARNED, "update", "SI-102", role="Dual")),
    made("one who is dual already", OLD, existing=[EXISTING | {"primary_role": "dual"}], faculty=["S1"],
         settings={"faculty_tolerance_percent": 100.0}, record=verdict(WARNED, "unchanged", "SI-102", role="Dual")),
    made("faculty beyond the assumed tolerance", OLD, faculty=["S1"], exit=1,
         record=verdict("blocked", "reject", "SI-103"), assumptions={"current_grad_year": 1, "faculty_tolerance_percent": 1}),
    made("a blank primary role becomes student", OLD, existing=[EXISTING | {"primary_role": None}],
         record=verdict("ready", "update")),
    *(
        made(f"who is faculty by the database: {primary}, {roles}, {listed} {told or ''}",
             [OLD, *TEN], existing=[EXISTING | {"primary_role": primary, "roles": roles}], faculty=listed,
             settings={"faculty_tolerance_percent": 100.0, **told}, outcomes={"SI-102": said, "SI-102@3": other})
        for primary, roles, listed, told, said, other in (
            ("Faculty", None, None, {}, "fail", NA), ("FACULTY", "Student", (), {}, "fail", NA),
            ("Student", "Faculty", None, {}, "fail", NA), ("Student", "faculty;STUDENT", None, {}, NA, NA),
            ("Dual", "Faculty", None, {}, NA, NA), ("Dual", "Faculty", ["S1"], {}, "fail", NA),
            ("Student", "Student", None, {}, NA, OPEN), (None, "Alumni", None, {}, NA, OPEN),
            (None, None, None, {}, OPEN, OPEN), ("Student", "Student", None, NONE, NA, NA),
            ("Faculty", None, None, NONE, "fail", NA), ("Dual", None, None, {}, NA, NA),
        )
    ),
    made("nobody says who is faculty", TEN, faculty=None, existing=None,
         outcomes={"SI-102": OPEN, "SI-103": OPEN, "SI-104@file": OPEN},
         record=verdict("undetermined", None, role=None),
         assumptions={"current_grad_year": 10, "existing": 10, "faculty": 10}, exit=1),
    made("unknown who is faculty, and it cannot decide", [LECTURER, *TEN[:2]], faculty=None,
         existing=[EXISTING | {"student_id": "F1", "primary_role": None, "roles": None}],
         settings={"faculty_tolerance_percent": 100.0}, outcomes={"SI-102": OPEN, "SI-103": NA, "SI-104@file": "pass"}),
    made("the unknown ones may decide for those that are known", [OLD, *TEN[:4]], faculty=None,
         existing=[LECTURER | {"student_id": None}, EXISTING | {"program": "Art"}],
         outcomes={"SI-103@2": NA, "SI-103@3": OPEN, "SI-104@file": OPEN},
         record=verdict("ready", "update", "SI-307"), records={3: {"status": "undetermined", "action": "create"}}),
]  # fmt: skip

# ---------------------------------------------------------------------------------------------------------- cohort year

COHORT = [
    *(
        made(f"the cohort year: {student} {change}", {**OLD, **student}, existing=[{**EXISTING, **change}], programs=WITH_DANCE,
             outcomes={"SI-307": said})
        for student, change, said in (
            ({}, {}, "pass"), ({}, {"grad_year": "2028.0", "cohort_year": "1999"}, "pass"), ({"grad_year": None}, {}, "pass"),
            ({"grad_year": "soon"}, {}, "pass"), ({"program": None}, {}, "pass"),
            ({"program": None, "grad_year": None}, {"program": "Art"}, NA), ({"program": None, "grad_year": "2035"}, {}, NA),
            ({"program": "Old"}, {}, NA), ({"grad_year": None}, {"grad_year": None}, "pass"), ({}, {"grad_year": None}, "fail"),
            ({}, {"program": None}, "fail"), ({}, {"grad_year": "20 28"}, OPEN),
            ({}, {"grad_year": "20 28", "program": "Art"}, "fail"), ({"program": "Dance"}, {"program": "Dance"}, OPEN),
            ({"program": "Dance"}, {}, "fail"),
        )
    ),
    made("of a duplicated row nothing is said", [OLD | {"grad_year": "2027"}] * 2, outcomes={"SI-307": NA}),
    made("of a row that may be rejected neither", OLD | {"grad_year": "2027", "program": "Dance"}, programs=WITH_DANCE,
         settings=LOCK, outcomes={"SI-303": OPEN, "SI-307": NA}),
    made("nor of a faculty row that is", OLD | {"grad_year": "2027"}, faculty=["S1"], outcomes={"SI-307": NA}),
]  # fmt: skip

# ------------------------------------------------------------------------------------------- tables and columns absent

ABSENT = [
    made("without existing", [OLD, OLD | {"student_id": "S2", "grad_year": None}], existing=None,
         outcomes={"SI-101": OPEN, "SI-305": NA, "SI-306": NA, "SI-307": OPEN, "SI-305@3": OPEN, "SI-306@3": OPEN},
         record=verdict("ready", None, role=None),
         records={3: verdict("ready", None, year=None, cohort=None, role=None)},
         assumptions={"current_grad_year": 2, "lock_step": 1, "existing": 2}),
    made("without existing a row that fails is rejected all the same", OLD | {"program": "Old"}, existing=None,
         outcomes={"SI-303": OPEN, "SI-307": NA}, record=verdict("blocked", "reject", "SI-201", **NOTHING)),
    made("without existing a faculty row becomes dual", OLD, existing=None, faculty=["S1"],
         settings={"faculty_tolerance_percent": 100.0}, record={"primary_role": "Dual"}),
    made("without existing a missing program warns", OLD | {"program": None}, existing=None, severities={"SI-203@2": "warning"}),
    *(
        made(f"existing without {column} {student}", {**OLD, **student}, without=[f"existing.{column}"],
             record=dict(zip(("action", "effective_grad_year", "effective_program", "primary_role"), fields, strict=True)))
        for column, student, fields in (
            ("grad_year", {}, (None, 2028, "Law", "Student")),
            ("grad_year", {"grad_year": None}, (None, None, "Law", "Student")),
            ("program", {"program": None}, (None, None, None, "Student")),
            ("primary_role", {}, (None, 2028, "Law", None)),
            ("primary_role", {"grad_year": "2029"}, ("update", 2029, "Law", None)),
            ("roles", {}, (None, 2028, "Law", "Student")), ("cohort_year", {}, ("unchanged", 2028, "Law", "Student")),
        )
    ),
    made("existing without programs warns of the graver", OLD | {"program": None}, without=["existing.program"],
         severities={"SI-203@2": "warning"}),
    made("existing without roles", [OLD, NEW], without=["existing.roles"], outcomes={"SI-101": OPEN, "SI-101@3": NA}),
]  # fmt: skip

# ------------------------------------------------------------------------------------------------- keys, cells, the file


def late(*numbers: int, total: int = 10) -> list[Cells]:
    """Rows of new students, some of whom supply a year that is too far off."""
    return [TEN[number] | (LATE if number in numbers else {}) for number in range(total)]


FIVE: Final = [EXISTING | {"student_id": f"S{number}"} for number in range(5)]
DANCER: Final[Cells] = NEW | {"student_id": "D", "program": "Dance"}
FILES = [
    made("keys of the file", [NEW | {"student_id": " ", "grad_year": "soon", "program": None}, NEW, NEW | {"grad_year": None}],
         findings="SI-001@2 SI-002@3 SI-002@4 SI-305@4", outcomes={"SI-203": NA, "SI-301": NA},
         record={"key": None, **verdict("blocked", None, "SI-001", **NOTHING)}, records={4: {"action": "reject"}}),
    made("keys of the other tables", OLD,
         existing=[EXISTING, EXISTING | {"grad_year": "2020"}, EXISTING | {"student_id": None, "grad_year": "?"}],
         programs=[LAW, LAW | {"years": "?"}, {"program": None, "years": "?"}, ART],
         findings="SI-003@programs/2 SI-003@programs/3 SI-004@programs/3 SI-003@programs/4 SI-005@existing/2 "
                  "SI-005@existing/3 SI-005@existing/4",
         record={"status": "ready", "action": "unchanged"}, severities={"SI-004@programs/3": "warning", "SI-005@existing/4": "error"},
         exit=1),
    made("cells that do not parse are one finding on the first column", OLD,
         existing=[EXISTING, EXISTING | {"student_id": "S2", "cohort_year": "x", "academic_year": "2.5", "grad_year": "2027.0"}],
         programs=[LAW, DANCE], findings="SI-004@existing/3 SI-004@programs/3", exit=0,
         columns={"SI-004@existing/3": "academic_year", "SI-004@programs/3": "years"}),
    made("blank lines keep their numbers", [dict.fromkeys(NEW, "\u00a0"), NEW, dict.fromkeys(NEW), NEW | {"student_id": "N2"}],
         records={3: {"key": "N1"}, 5: {"key": "N2"}}),
    made("no rows at all", dict.fromkeys(NEW, " "), findings="SI-006@file", severities={"SI-006@file": "error"}, exit=1),
    made("a row without a key is a row", NEW | {"student_id": None}, outcomes={"SI-006@file": "pass"}),
    made("keys written two ways fail the run", [NEW | {"student_id": f"00{n}"} for n in range(1, 7)],
         existing=[EXISTING | {"student_id": str(n)} for n in range(1, 6)], record=verdict("ready", "create"), exit=1),
    made("keys written two ways, and the settings say so", [NEW | {"student_id": f"00{n}"} for n in range(1, 7)],
         existing=[EXISTING | {"student_id": str(n)} for n in range(1, 6)], exit=0, findings="",
         reading=Reading(keys={("students", "student_id"): ("drop_leading_zeros",)}),
         records={2: verdict("ready", "unchanged"), 7: verdict("ready", "create")}),
    *(
        made(f"half of the new rows too far off, {number}", rows, existing=existing, programs=WITH_DANCE, outcomes={"SI-309@file": said})
        for number, (rows, existing, said) in enumerate((
            (late(0, 1, 2, 3), [], "pass"), (late(0, 1, 2, 3, 4), [], "fail"), (late(0, 1, total=5), [], "pass"),
            (late(0, 1, 2, total=5), [], "fail"), (late(0, 1, 2, 3, total=4), [], NA),
            ([*late(0, 1, 2, 3, total=4), NEW | {"grad_year": "soon"}, NEW | {"grad_year": None}], [], NA),
            ([*late(0, 1, 2, 3, total=4), OLD | LATE], [EXISTING], NA),
            ([*late(0, 1, 2, 3, total=4), NEW | LATE | {"student_id": None}], [], NA),
            ([*late(0, 1, 2, 3, total=4), TEN[3] | LATE], [], "fail"),
            ([*late(0, total=5), DANCER], [], "pass"), ([*late(0, 1, total=5), DANCER], [], OPEN),
            ([*late(total=3), DANCER], [], NA), ([*late(0, 1, 2, total=4), DANCER], [], "fail"),
            (late(), None, NA), (late(0, 1), None, NA), (late(0, 1, 2), None, OPEN), (late(0, 1, 2, 3, total=4), None, NA),
        ))
    ),
    *(
        made(f"the file lists enough of the database: {listed} {share}", [NEW | {"student_id": key} for key in listed],
             existing=[*FIVE, FIVE[0], EXISTING | {"student_id": None}, EXISTING | {"student_id": "A", "grad_year": "2025"}, LECTURER],
             settings={"min_file_share_percent": share}, outcomes={"SI-402@file": said})
        for listed, share, said in (
            (("S0", "S1", "S2", "S3"), 80.0, "pass"), (("S0", "S1", "S2"), 80.0, "fail"),
            (("S0", "S1", "S2", "S2", "N1", "A", "F1"), 80.0, "fail"), (("S0", "S1", "S2", None), 80.0, "fail"),
            (("S0", "S1", "S2", "S3"), 80.001, "fail"), ((), 0.0, NA), ((), 0.1, "fail"),
        )
    ),
    *(
        made(f"current: {change}", [NEW], existing=[{**EXISTING, **change}], settings={"min_file_share_percent": 1.0},
             outcomes={"SI-402@file": said})
        for change, said in (
            ({"grad_year": None}, "fail"), ({"grad_year": "?"}, "fail"), ({"grad_year": "2026"}, "fail"), ({"grad_year": "2025"}, NA),
            ({"primary_role": "Dual", "roles": "Faculty"}, "fail"), ({"roles": "Faculty"}, NA), ({"student_id": None}, NA),
        )
    ),
    made("too few in lock-step", NEW, existing=FIVE, settings={**LOCK, "min_file_share_percent": 80.0}, exit=1,
         severities={"SI-402@file": "error"}, record={"status": "ready"}),
    made("too few otherwise", NEW, existing=FIVE, settings={"min_file_share_percent": 80.0}, exit=0,
         severities={"SI-402@file": "warning"}),
    made("lock-step without existing cannot pass", NEW, existing=None, settings={**LOCK, "min_file_share_percent": 80.0},
         outcomes={"SI-402@file": OPEN}, record={"status": "ready"}, exit=1),
    made("without existing, otherwise", NEW, existing=None, settings={"min_file_share_percent": 80.0},
         outcomes={"SI-402@file": OPEN}, exit=0),
    made("lock-step without existing, and it need not be known", NEW, existing=None, settings=LOCK,
         outcomes={"SI-402@file": NA}, exit=0),
    made("lock-step refreshes enrolment whatever the file holds", [], settings=LOCK, outcomes={"SI-401@file": "fail"}),
]  # fmt: skip

CASES: Final = (*IN_ORDER, *YEARS, *FACULTY, *COHORT, *ABSENT, *FILES)
