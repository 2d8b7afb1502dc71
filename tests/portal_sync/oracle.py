"""The suite portal-sync, read straight from its requirements in slow, plain Python.

This is the second reading that the real suite is compared with, so it shares no code with it and uses the standard
library only. It follows the order of ``portal-sync.md`` (tables, student type, deciding application, rules, verdict),
so that the two can be held side by side; ``decisions.md`` settles what that file leaves open. Speed does not matter
here: groups are scanned anew for every student, and that is as it should be.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# ------------------------------------------------------------------------------------------------ what goes in and out


@dataclass(frozen=True)
class RawTable:
    """A table as its file shows it: cells not yet stripped, wholly blank rows still there."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str | None]], ...]
    """Spreadsheet row number, and column to raw text; None or "" is an empty cell."""


Tables: TypeAlias = "Mapping[str, RawTable]"
"""By table name; an optional table that was not supplied is an absent key."""


@dataclass(frozen=True)
class Settings:
    """The settings that the suite reads."""

    use_preferred_forename: bool = True
    leaver_window_months: int = 12
    date_formats: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Finding:
    """One rule that one record failed."""

    table: str
    row: int
    rule: str
    severity: str
    key: str | None
    column: str


@dataclass(frozen=True)
class Record:
    """The verdict on one row of students."""

    row: int
    key: str | None
    type: str | None
    status: str
    will_sync: bool | None
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Cause:
    """One fault of a group or an admission status that blocks students."""

    rule: str
    key: str
    records: int
    ready_if_mended: int


@dataclass(frozen=True)
class Judgement:
    """Everything that the suite must agree with."""

    outcomes: Mapping[tuple[str, str, int], str]
    """(rule, fact table, row) to pass, fail, not_applicable or not_checked."""
    findings: frozenset[Finding]
    records: tuple[Record, ...]
    causes: frozenset[Cause]


# ------------------------------------------------------------------------------------------- README: truth and outcomes

Truth: TypeAlias = bool | None
"""None is unknown."""


class Unknown(Enum):
    """The value of a cell that does not parse, or of a column that was not supplied. None is a *missing* cell."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Text: TypeAlias = str | Unknown | None
Day: TypeAlias = date | Unknown | None

PASS, FAIL, NOT_APPLICABLE, NOT_CHECKED = "pass", "fail", "not_applicable", "not_checked"


def and3(*parts: Truth) -> Truth:
    """One false part decides; otherwise one unknown part leaves it open."""
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def or3(*parts: Truth) -> Truth:
    """One true part decides; otherwise one unknown part leaves it open."""
    if any(part is True for part in parts):
        return True
    return None if any(part is None for part in parts) else False


def not3(part: Truth) -> Truth:
    """Negate; the opposite of unknown is unknown."""
    return None if part is None else not part


def present(cell: Text | Day) -> Truth:
    """Whether a cell is filled; of an unknown one nobody can say."""
    return None if cell is UNKNOWN else cell is not None


def equals(cell: Text, value: str) -> Truth:
    """Exact comparison; a missing cell equals nothing (decision 2)."""
    return None if cell is UNKNOWN else cell == value


def one_of(cell: Text, values: Iterable[str] | None) -> Truth:
    """Membership; ``values`` None means that the list itself was not supplied."""
    return None if cell is UNKNOWN or values is None else cell in set(values)


def after(cell: Day, day: date) -> Truth:
    """Strictly later; a missing date is not later than anything."""
    if cell is UNKNOWN:
        return None
    return cell is not None and cell > day


@dataclass(frozen=True)
class Question:
    """One rule put to one record: when it applies, what must hold, and which rules must have passed before."""

    rule: str
    when: Truth
    must: Truth
    needs: tuple[str, ...] = ()


def answer(question: Question, earlier: Mapping[str, str]) -> str:
    """Give the outcome for a record that has a key, in the order of decision 1, (b) to (f)."""
    needs = [earlier[rule] for rule in question.needs]
    if question.when is False:
        return NOT_APPLICABLE
    if FAIL in needs or NOT_APPLICABLE in needs:
        return NOT_APPLICABLE
    if NOT_CHECKED in needs:
        return NOT_CHECKED
    if question.when is None:
        return NOT_APPLICABLE if question.must is True else NOT_CHECKED
    if question.must is None:
        return NOT_CHECKED
    return PASS if question.must else FAIL


def answer_all(questions: Sequence[Question]) -> dict[str, str]:
    """Outcomes of one record by rule; a needed rule stands before those that need it."""
    outcomes: dict[str, str] = {}
    for question in questions:
        outcomes[question.rule] = answer(question, outcomes)
    return outcomes


# ----------------------------------------------------------------------------------------------------- README: types

TRUE_WORDS = ("true", "yes", "y", "t", "1")
FALSE_WORDS = ("false", "no", "n", "f", "0")
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip
MONTHS_SHORT = {name[:3]: number for name, number in MONTHS.items()}
TOKENS = {"%d": "(?P<d>[0-9]{1,2})", "%m": "(?P<m>[0-9]{1,2})", "%Y": "(?P<Y>[0-9]{4})",
          "%b": "(?P<b>[A-Za-z]{3})", "%B": "(?P<B>[A-Za-z]+)"}  # fmt: skip


def parse_bool(text: str) -> Truth:
    """Read a yes-or-no cell; None where it does not parse."""
    if text.lower() in TRUE_WORDS:
        return True
    return False if text.lower() in FALSE_WORDS else None


def parse_date(text: str, formats: Sequence[str]) -> date | None:
    """Read a date: the listed formats in their order, then the strict ISO form (decision 17)."""
    for listed in formats:
        pattern = "".join(TOKENS.get(part, re.escape(part)) for part in re.split("(%[dmYbB])", listed))
        if (found := re.fullmatch(pattern, text)) and (day := real_date(found.groupdict())):
            return day
    iso = re.fullmatch("(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})", text)
    return real_date(iso.groupdict()) if iso else None


def real_date(parts: Mapping[str, str]) -> date | None:
    """Build the day that the parts name, or None where the calendar has no such day."""
    if "b" in parts:
        month = MONTHS_SHORT.get(parts["b"].lower(), 0)
    elif "B" in parts:
        month = MONTHS.get(parts["B"].lower(), 0)
    else:
        month = int(parts["m"])
    try:
        return date(int(parts["Y"]), month, int(parts["d"]))
    except ValueError:
        return None


def add_months(day: date, months: int) -> date:
    """Move by calendar months, clipped to the end of the month (and to the calendar that Python has)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# ---------------------------------------------------------------------------------------------------- Tables

KEY = {"students": "student_id", "applications": "application_id", "groups": "group_id",
       "year_groups": "year_group_id", "admission_statuses": "admission_status"}  # fmt: skip
# Only these columns can fail to parse; in the order of the tables in the requirements.
BOOLS = {"students": ("portal_login",), "applications": ("active",), "groups": ("active",), "year_groups": ("synced",)}
TYPED = {"students": ("portal_login", "latest_dol"), "applications": ("admission_date", "active"),
         "groups": ("active",), "year_groups": ("synced",)}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A record, its cells stripped; ``cells`` holds the supplied columns only."""

    table: str
    number: int
    cells: Mapping[str, str | None]
    formats: tuple[str, ...]

    @property
    def key(self) -> str | None:
        """The record's key, None where it is missing."""
        return self.cells[KEY[self.table]]

    def text(self, column: str) -> Text:
        """Read a text cell; unknown where the column was not supplied."""
        return self.cells.get(column, UNKNOWN)

    def flag(self, column: str) -> Truth:
        """Read a bool cell. All four bool columns count a missing cell as false; portal_login has that as default."""
        cell = self.text(column)
        if cell is UNKNOWN:
            return False if column == "portal_login" else None
        return False if cell is None else parse_bool(cell)

    def day(self, column: str) -> Day:
        """Read a date cell; unknown where it does not parse or was not supplied."""
        cell = self.text(column)
        if cell is UNKNOWN or cell is None:
            return cell
        return parse_date(cell, self.formats) or UNKNOWN

    def unparseable(self) -> list[str]:
        """Columns whose cell does not parse, in table order; a column that was not supplied has no cells."""
        bad = []
        for column in TYPED[self.table]:
            cell = self.cells.get(column)
            if cell is not None:
                read = parse_bool(cell) if column in BOOLS[self.table] else parse_date(cell, self.formats)
                if read is None:
                    bad.append(column)
        return bad


def read_table(name: str, raw: RawTable, settings: Settings) -> tuple[Row, ...]:
    """Strip every cell once, turn blank ones into missing ones, and drop blank lines (decision 4)."""
    rows = []
    for number, cells in raw.rows:
        stripped = {column: (cells.get(column) or "").strip() or None for column in raw.columns}
        if any(cell is not None for cell in stripped.values()):
            rows.append(Row(name, number, stripped, settings.date_formats))
    return tuple(rows)


def first_with_key(rows: Iterable[Row], key: Text) -> Row | None:
    """Look a key up: its first row. A row without a key is never found."""
    return next((row for row in rows if row.key is not None and row.key == key), None)


@dataclass(frozen=True)
class School:
    """All tables, typed, and what the rules are judged against."""

    students: tuple[Row, ...]
    groups: tuple[Row, ...]
    year_groups: tuple[Row, ...]
    applications: tuple[Row, ...] | None
    statuses: frozenset[str] | None
    """The admission statuses set in the portal."""
    settings: Settings
    as_of: date

    @property
    def window_start(self) -> date:
        """The earliest leaving date that still syncs."""
        return add_months(self.as_of, -self.settings.leaver_window_months)


def read_school(tables: Tables, settings: Settings, as_of: date) -> School:
    """Read whatever tables there are."""
    read = {name: read_table(name, raw, settings) for name, raw in tables.items() if name in KEY}
    statuses = read.get("admission_statuses")
    return School(
        students=read["students"],
        groups=read["groups"],
        year_groups=read["year_groups"],
        applications=read.get("applications"),
        statuses=None if statuses is None else frozenset(row.key for row in statuses if row.key is not None),
        settings=settings,
        as_of=as_of,
    )


# ------------------------------------------------------------------------------ Student type, scope, application

TYPES = ("current", "prospective", "left")


def applications_of(school: School, student: Row) -> list[Row]:
    """List the student's applications that have a key themselves; duplicates of a student see the same ones."""
    with_key = [app for app in school.applications or () if app.key is not None]
    return [app for app in with_key if app.text("student_id") == student.key]


def has_open_date(school: School, application: Row) -> bool:
    """Missing or later than as_of; a date nobody can read is not open (decision 9)."""
    day = application.day("admission_date")
    return day is None or after(day, school.as_of) is True


def student_type(school: School, student: Row) -> tuple[Text, int]:
    """Find the type, and the step that decided it. None is surely undetermined, UNKNOWN is undecided."""
    stated = student.text("student_type")
    if isinstance(stated, str) and stated in TYPES:
        return stated, 1
    if equals(student.text("roll_mode"), "On Roll"):
        return "current", 2
    applications = applications_of(school, student)
    if any(app.flag("active") is True and has_open_date(school, app) for app in applications):
        return "prospective", 3
    if "latest_dol" not in student.cells:
        return UNKNOWN, 4  # decision 8: they may have left
    if student.text("latest_dol") is not None:
        return "left", 4  # present, whether or not it parses
    if school.applications is None:
        return UNKNOWN, 5
    if applications:
        return "prospective", 5
    if student.text("base_group_id") is not None:
        return "current", 6
    return None, 7


def deciding_application(school: School, student: Row) -> Row | None:
    """Take the first in the order that all PS-3xx rules rely on."""

    def order(app: Row) -> tuple[bool, bool, bool, bool, int, str, int]:
        day = app.day("admission_date")
        known_status = school.statuses is None or one_of(app.text("admission_status"), school.statuses) is True
        return (
            app.flag("active") is not True,
            not has_open_date(school, app),
            not known_status,
            not isinstance(day, date),
            -day.toordinal() if isinstance(day, date) else 0,
            app.key or "",
            app.number,
        )

    return min(applications_of(school, student), key=order, default=None)


@dataclass(frozen=True)
class Student:
    """A student row that has a key, with what has to be worked out before the rules can be asked."""

    row: Row
    type: Text
    out_of_scope: bool
    application: Row | None
    applications_supplied: bool

    def is_type(self, *types: str) -> Truth:
        """Unknown where the type is; false where it is surely undetermined."""
        return one_of(self.type, types)

    def application_text(self, column: str) -> Text:
        """Read a cell of the deciding application: missing if there is none, unknown without the table."""
        if not self.applications_supplied:
            return UNKNOWN
        return self.application.text(column) if self.application else None

    def application_day(self, column: str) -> Day:
        """Read a date of the deciding application; unknown where there is none (its rules need one)."""
        return self.application.day(column) if self.application else UNKNOWN

    def application_flag(self, column: str) -> Truth:
        """Read a bool of the deciding application; unknown where there is none (its rules need one)."""
        return self.application.flag(column) if self.application else None


def work_out(school: School, row: Row) -> Student:
    """Settle type, scope and deciding application of one student row."""
    kind, step = student_type(school, row)
    leaving = row.day("latest_dol")
    inferred_left = kind == "left" and step != 1
    return Student(
        row=row,
        type=kind,
        out_of_scope=inferred_left and isinstance(leaving, date) and leaving < school.window_start,  # decision 11
        application=deciding_application(school, row),
        applications_supplied=school.applications is not None,
    )


# ------------------------------------------------------------------------------------------------------- Rules

SEVERITY = {
    "PS-001": "error", "PS-002": "error", "PS-003": "warning", "PS-004": "error", "PS-005": "error",
    "PS-006": "warning", "PS-007": "error", "PS-008": "warning", "PS-009": "warning",
    "PS-101": "error", "PS-102": "error", "PS-103": "info", "PS-104": "error", "PS-105": "error",
    "PS-106": "warning", "PS-107": "warning", "PS-110": "error",
    "PS-201": "error", "PS-202": "error", "PS-203": "error", "PS-204": "error",
    "PS-301": "error", "PS-302": "error", "PS-303": "error", "PS-304": "error", "PS-305": "error",
    "PS-306": "error", "PS-307": "error", "PS-308": "error", "PS-309": "error", "PS-310": "error",
    "PS-401": "error", "PS-402": "error", "PS-403": "error", "PS-404": "warning", "PS-405": "info",
    "PS-501": "warning", "PS-502": "warning", "PS-503": "warning",
}  # fmt: skip

# The column a finding stands on; PS-006 stands on the cell that does not parse.
COLUMN = {
    "PS-001": "student_id", "PS-002": "student_id", "PS-003": "application_id", "PS-004": "student_id",
    "PS-005": "group_id", "PS-007": "kind", "PS-008": "student_type", "PS-009": "year_group_id",
    "PS-101": "salutation", "PS-102": "first_name", "PS-103": "preferred_forename", "PS-104": "last_name",
    "PS-105": "email", "PS-106": "email", "PS-107": "email", "PS-110": "student_type",
    "PS-201": "roll_mode", "PS-202": "base_group_id", "PS-203": "base_group_id", "PS-204": "base_group_id",
    "PS-301": "student_id", "PS-302": "admission_date", "PS-303": "application_active",
    "PS-304": "intake_group_id", "PS-305": "intake_group_id", "PS-306": "intake_group_id",
    "PS-307": "base_group_id", "PS-308": "base_group_id", "PS-309": "base_group_id", "PS-310": "admission_status",
    "PS-401": "roll_mode", "PS-402": "latest_dol", "PS-403": "latest_dol", "PS-404": "latest_dol",
    "PS-405": "latest_dol", "PS-501": "active", "PS-502": "year_group_id", "PS-503": "admission_status",
}  # fmt: skip

STUDENT_RULES = (
    "PS-001", "PS-002", "PS-006", "PS-008",
    "PS-101", "PS-102", "PS-103", "PS-104", "PS-105", "PS-106", "PS-107", "PS-110",
    "PS-201", "PS-202", "PS-203", "PS-204",
    "PS-301", "PS-302", "PS-303", "PS-304", "PS-305", "PS-306", "PS-307", "PS-308", "PS-309", "PS-310",
    "PS-401", "PS-402", "PS-403", "PS-404", "PS-405",
)  # fmt: skip
RULES = {
    "students": STUDENT_RULES,
    "applications": ("PS-003", "PS-004", "PS-006"),
    "groups": ("PS-005", "PS-006", "PS-007", "PS-009", "PS-501", "PS-502"),
    "year_groups": ("PS-006",),
}
KEY_RULE = {"students": "PS-001", "applications": "PS-003", "groups": "PS-005"}
"""The one rule that judges a row without a key; year groups have none and drop it silently."""

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def is_single(rows: Iterable[Row], row: Row) -> bool:
    """Whether no other row has the same key."""
    return Counter(other.key for other in rows)[row.key] == 1


# Integrity ------------------------------------------------------------------------------------------------------


def student_integrity(school: School, row: Row) -> list[Question]:
    """PS-001, 002, 006, 008 for a row with a key."""
    stated = row.text("student_type")
    return [
        Question("PS-001", when=True, must=True),
        Question("PS-002", when=True, must=is_single(school.students, row)),
        Question("PS-006", when=True, must=not row.unparseable()),
        Question("PS-008", when=present(stated), must=one_of(stated, TYPES)),
    ]


def application_questions(school: School, row: Row) -> list[Question]:
    """PS-003, 004, 006 for a row with a key."""
    return [
        Question("PS-003", when=True, must=is_single(school.applications or (), row)),
        Question("PS-004", when=True, must=first_with_key(school.students, row.text("student_id")) is not None),
        Question("PS-006", when=True, must=not row.unparseable()),
    ]


def group_integrity(school: School, row: Row) -> list[Question]:
    """PS-005, 006, 007, 009 for a row with a key, duplicates included."""
    return [
        Question("PS-005", when=True, must=is_single(school.groups, row)),
        Question("PS-006", when=True, must=not row.unparseable()),
        Question("PS-007", when=True, must=one_of(row.text("kind"), ("base", "intake"))),
        Question("PS-009", when=present(row.text("year_group_id")), must=year_group_in_portal(school, row)),
    ]


# Every student --------------------------------------------------------------------------------------------------


def everyone(school: School, student: Student) -> list[Question]:
    """PS-101 to PS-110."""
    row, scope = student.row, not student.out_of_scope
    first, preferred, email = row.text("first_name"), row.text("preferred_forename"), row.text("email")
    login = row.flag("portal_login")
    return [
        Question("PS-101", scope, present(row.text("salutation"))),
        Question("PS-102", scope, present(first)),
        Question(
            "PS-103",
            and3(scope, school.settings.use_preferred_forename, present(first), present(preferred)),
            equals(preferred, first) if isinstance(first, str) else None,
        ),
        Question("PS-104", scope, present(row.text("last_name"))),
        Question("PS-105", and3(scope, login), present(email)),
        Question("PS-106", and3(scope, present(email)), matches_email(email)),
        Question("PS-107", and3(scope, login, present(email)), not3(someone_else_logs_in_with(school, row, email))),
        Question("PS-110", scope, present(student.type)),
    ]


def matches_email(email: Text) -> Truth:
    """One @, a dotted domain, no white space."""
    if email is UNKNOWN:
        return None
    return email is not None and EMAIL.fullmatch(email) is not None


def someone_else_logs_in_with(school: School, row: Row, email: Text) -> Truth:
    """Whether another row with a key and portal_login has the e-mail, case folded (decision 15)."""
    if email is UNKNOWN:
        return None
    if email is None:
        return False
    uses: list[Truth] = []
    for other in school.students:
        theirs = other.text("email")
        if other.number != row.number and other.key is not None and isinstance(theirs, str):
            uses.append(and3(other.flag("portal_login"), theirs.casefold() == email.casefold()))
    return or3(*uses)


# Current and prospective students --------------------------------------------------------------------------------


def is_kind(group: Row | None, kind: str) -> bool:
    """Whether the reference found a group, and one of that kind (exact, case included)."""
    return group is not None and group.text("kind") == kind


def group_active(group: Row | None) -> Truth:
    """Unknown where the flag does not parse, or where there is no group (the rule before says so)."""
    return None if group is None else group.flag("active")


def year_group_in_portal(school: School, group: Row | None) -> Truth:
    """Whether the group is linked, and to a year group that exists in the portal."""
    if group is None or (link := group.text("year_group_id")) is UNKNOWN:
        return None
    return first_with_key(school.year_groups, link) is not None


def year_group_synced(school: School, group: Row | None) -> Truth:
    """Whether the group is linked to a year group that has synced."""
    if group is None or (link := group.text("year_group_id")) is UNKNOWN:
        return None
    year_group = first_with_key(school.year_groups, link)
    return False if year_group is None else year_group.flag("synced")


def current(school: School, student: Student) -> list[Question]:
    """PS-201 to PS-204."""
    when = and3(not student.out_of_scope, student.is_type("current"))
    base = first_with_key(school.groups, student.row.text("base_group_id"))
    return [
        Question("PS-201", when, equals(student.row.text("roll_mode"), "On Roll")),
        Question("PS-202", when, is_kind(base, "base")),
        Question("PS-203", when, group_active(base), needs=("PS-202",)),
        Question("PS-204", when, year_group_in_portal(school, base), needs=("PS-202",)),
    ]


def prospective(school: School, student: Student) -> list[Question]:
    """PS-301 to PS-310, read from the deciding application."""
    when = and3(not student.out_of_scope, student.is_type("prospective"))
    has_application = student.application is not None if student.applications_supplied else None
    admission = student.application_day("admission_date")
    intake_id = student.application_text("intake_group_id")
    intake = first_with_key(school.groups, intake_id)
    base = first_with_key(school.groups, student.row.text("base_group_id"))
    status = student.application_text("admission_status")
    return [
        Question("PS-301", when, has_application),
        Question("PS-302", when, or3(not3(present(admission)), after(admission, school.as_of)), needs=("PS-301",)),
        Question("PS-303", when, student.application_flag("active"), needs=("PS-301",)),
        Question("PS-304", when, None if intake_id is UNKNOWN else is_kind(intake, "intake"), needs=("PS-301",)),
        Question("PS-305", when, group_active(intake), needs=("PS-304",)),
        Question("PS-306", when, year_group_synced(school, intake), needs=("PS-304",)),
        Question("PS-307", when, is_kind(base, "base")),
        Question("PS-308", when, group_active(base), needs=("PS-307",)),
        Question("PS-309", when, year_group_synced(school, base), needs=("PS-307",)),
        Question("PS-310", when, and3(present(status), one_of(status, school.statuses)), needs=("PS-301",)),
    ]


# Left students --------------------------------------------------------------------------------------------------


def left(school: School, student: Student) -> list[Question]:
    """PS-401 to PS-405; PS-403 alone also judges a student out of scope (decision 12)."""
    scope, is_left = not student.out_of_scope, student.is_type("left")
    leaving = student.row.day("latest_dol")
    return [
        Question("PS-401", and3(scope, is_left), not3(equals(student.row.text("roll_mode"), "On Roll"))),
        Question("PS-402", and3(scope, is_left), present(leaving)),
        Question("PS-403", and3(is_left, present(leaving)), in_window(school, leaving)),
        Question("PS-404", and3(scope, student.is_type("current"), present(leaving)), after(leaving, school.as_of)),
        Question("PS-405", and3(scope, is_left), stays_a_while(school, leaving), needs=("PS-403",)),
    ]


def in_window(school: School, leaving: Day) -> Truth:
    """Both ends are in."""
    if leaving is UNKNOWN:
        return None
    return leaving is not None and school.window_start <= leaving <= school.as_of


def stays_a_while(school: School, leaving: Day) -> Truth:
    """Whether removal from the portal is more than 90 days off."""
    if leaving is UNKNOWN:
        return None
    if leaving is None:
        return False
    removal = add_months(leaving, school.settings.leaver_window_months)
    return (removal - school.as_of).days > 90


# Groups and admission statuses -----------------------------------------------------------------------------------


def group_use(school: School, students: Sequence[Student], group: Row) -> list[Question]:
    """PS-501 and PS-502, on the first row of a group's key only; later rows are not asked."""
    is_first = first_with_key(school.groups, group.key) is group
    key = group.key or ""
    by_current = or3(*(and3(student.is_type("current"), has_base(student, key)) for student in students))
    by_prospective = or3(
        *(
            and3(student.is_type("prospective"), or3(has_base(student, key), has_intake(student, key)))
            for student in students
        )
    )
    used = and3(is_first, or3(by_current, by_prospective))
    linked = and3(
        year_group_in_portal(school, group),
        or3(not3(by_prospective), year_group_synced(school, group)),
    )
    return [Question("PS-501", used, group.flag("active")), Question("PS-502", used, linked)]


def has_base(student: Student, key: str) -> Truth:
    """Whether the student names the group as base group, whatever its kind (decision 14)."""
    return equals(student.row.text("base_group_id"), key)


def has_intake(student: Student, key: str) -> Truth:
    """Whether the deciding application names it as intake group; open where that cell or the table was not supplied."""
    return equals(student.application_text("intake_group_id"), key)


@dataclass(frozen=True)
class AdmissionStatus:
    """A value of admission_status in the scope of PS-503, or possibly in it."""

    value: str
    row: int
    in_scope: Truth


def statuses_in_use(students: Sequence[Student]) -> list[AdmissionStatus]:
    """List each value once, on the first application row that surely is in scope, else the first that may be."""
    sure: dict[str, int] = {}
    possible: dict[str, int] = {}
    for student in students:
        value = student.application_text("admission_status")
        in_scope = student.is_type("prospective")
        if student.application is not None and isinstance(value, str) and in_scope is not False:
            rows = sure if in_scope else possible
            rows[value] = min(rows.get(value, student.application.number), student.application.number)
    return [AdmissionStatus(value, row, in_scope=True) for value, row in sure.items()] + [
        AdmissionStatus(value, row, in_scope=None) for value, row in possible.items() if value not in sure
    ]


# ------------------------------------------------------------------------------------------------- Verdict per student


def severity(rule: str, student: Student | None) -> str:
    """Only PS-403 depends on the record."""
    if rule == "PS-403" and student is not None and student.out_of_scope:
        return "info"
    return SEVERITY[rule]


def failing(outcomes: Mapping[str, str], student: Student, level: str, result: str = FAIL) -> set[str]:
    """Rules of one severity with one outcome, without PS-006: unreadable cells do not enter the status."""
    return {
        rule
        for rule, outcome in outcomes.items()
        if outcome == result and severity(rule, student) == level and rule != "PS-006"
    }


def verdict(student: Student, outcomes: Mapping[str, str]) -> Record:
    """Give the status of a student that has a key; ``outcomes`` include the value findings it carries."""
    if student.out_of_scope:
        status = "out_of_scope"
    elif failing(outcomes, student, "error"):
        status = "blocked"
    elif failing(outcomes, student, "error", NOT_CHECKED):
        status = "undetermined"
    elif failing(outcomes, student, "warning"):
        status = "ready_with_warnings"
    else:
        status = "ready"
    will_sync = None if status == "undetermined" else status in {"ready", "ready_with_warnings"}
    rules = tuple(sorted(rule for rule, outcome in outcomes.items() if outcome == FAIL))
    kind = student.type if isinstance(student.type, str) else None
    return Record(student.row.number, student.row.key, kind, status, will_sync, rules)


EXPLAINS_ON_BASE = {"PS-501": {"PS-203", "PS-308"}, "PS-502": {"PS-204", "PS-309"}}
EXPLAINS_ON_INTAKE = {"PS-501": {"PS-305"}, "PS-502": {"PS-306"}}
EXPLAINS_ON_STATUS = {"PS-503": {"PS-310"}}


def explained_by(rule: str, key: str, student: Student) -> set[str]:
    """List the rules of one student that a fault of this group or status accounts for."""
    rules: set[str] = set()
    if student.row.text("base_group_id") == key:
        rules |= EXPLAINS_ON_BASE.get(rule, set())
    if student.application_text("intake_group_id") == key:
        rules |= EXPLAINS_ON_INTAKE.get(rule, set())
    if student.application_text("admission_status") == key:
        rules |= EXPLAINS_ON_STATUS.get(rule, set())
    return rules


def find_cause(rule: str, key: str, verdicts: Sequence[tuple[Student, Mapping[str, str]]]) -> Cause | None:
    """Count whom a fault holds up, and who would be ready if it alone were mended; None if it holds up nobody."""
    records = ready = 0
    for student, outcomes in verdicts:
        explained = explained_by(rule, key, student)
        errors = failing(outcomes, student, "error")
        if not explained & errors:
            continue
        records += 1
        if errors <= explained and not failing(outcomes, student, "error", NOT_CHECKED):
            ready += 1
    return Cause(rule, key, records, ready) if records else None


# ------------------------------------------------------------------------------------------------------ All together


def judge(tables: Tables, settings: Settings, as_of: date) -> Judgement:
    """Judge every row of every table."""
    school = read_school(tables, settings, as_of)
    students = [work_out(school, row) for row in school.students if row.key is not None]
    by_row = judge_rows(school, students)
    status_outcomes = {
        status: answer(Question("PS-503", status.in_scope, one_of(status.value, school.statuses)), {})
        for status in statuses_in_use(students)
    }
    not_set = {status.value for status, outcome in status_outcomes.items() if outcome == FAIL}
    verdicts = [(student, carried(student, by_row["students", student.row.number], not_set)) for student in students]
    findings = row_findings(school, by_row, students) | status_findings(status_outcomes)

    outcomes = {(rule, table, row): got for (table, row), by_rule in by_row.items() for rule, got in by_rule.items()}
    outcomes |= {("PS-503", "statuses", status.row): got for status, got in status_outcomes.items()}
    records = [verdict(student, got) for student, got in verdicts]
    records += [
        Record(row.number, None, None, "blocked", will_sync=False, rules=("PS-001",))  # decision 5
        for row in school.students
        if row.key is None
    ]
    causes = (
        find_cause(finding.rule, finding.key, verdicts)
        for finding in findings
        if finding.rule in {"PS-501", "PS-502", "PS-503"} and finding.key is not None
    )
    return Judgement(
        outcomes=outcomes,
        findings=frozenset(findings),
        records=tuple(sorted(records, key=lambda record: record.row)),
        causes=frozenset(cause for cause in causes if cause is not None),
    )


def judge_rows(school: School, students: Sequence[Student]) -> dict[tuple[str, int], dict[str, str]]:
    """Give the outcomes of each row by rule, of all tables that rules judge row by row."""
    asked: dict[tuple[str, int], list[Question]] = {}
    for student in students:
        parts = (everyone, current, prospective, left)
        asked["students", student.row.number] = [
            *student_integrity(school, student.row),
            *(question for part in parts for question in part(school, student)),
        ]
    for row in school.applications or ():
        asked["applications", row.number] = application_questions(school, row)
    for row in school.groups:
        asked["groups", row.number] = [*group_integrity(school, row), *group_use(school, students, row)]
    for row in school.year_groups:
        asked["year_groups", row.number] = [Question("PS-006", when=True, must=not row.unparseable())]
    return {
        (row.table, row.number): (
            answer_without_key(row) if row.key is None else answer_all(asked[row.table, row.number])
        )
        for row in all_rows(school)
    }


def answer_without_key(row: Row) -> dict[str, str]:
    """Let the key rule judge it, and no other (decision 5)."""
    return {rule: FAIL if rule == KEY_RULE.get(row.table) else NOT_APPLICABLE for rule in RULES[row.table]}


def all_rows(school: School) -> tuple[Row, ...]:
    """Every row that a rule judges by itself."""
    return (*school.students, *(school.applications or ()), *school.groups, *school.year_groups)


def carried(student: Student, outcomes: Mapping[str, str], not_set: set[str]) -> dict[str, str]:
    """Add the finding of PS-503 to a surely prospective student whose application carries the value (decision 16)."""
    carries = student.is_type("prospective") is True and student.application_text("admission_status") in not_set
    return {**outcomes, "PS-503": FAIL} if carries else dict(outcomes)


def row_findings(
    school: School, by_row: Mapping[tuple[str, int], Mapping[str, str]], students: Sequence[Student]
) -> set[Finding]:
    """Turn each failed outcome of a row into a finding."""
    students_by_row = {student.row.number: student for student in students}
    findings = set()
    for row in all_rows(school):
        student = students_by_row.get(row.number) if row.table == "students" else None
        for rule, outcome in by_row[row.table, row.number].items():
            if outcome == FAIL:
                column = row.unparseable()[0] if rule == "PS-006" else COLUMN[rule]
                findings.add(Finding(row.table, row.number, rule, severity(rule, student), row.key, column))
    return findings


def status_findings(outcomes: Mapping[AdmissionStatus, str]) -> set[Finding]:
    """Turn each failed admission status into a finding on the application that carries it first."""
    return {
        Finding("applications", status.row, "PS-503", SEVERITY["PS-503"], status.value, COLUMN["PS-503"])
        for status, outcome in outcomes.items()
        if outcome == FAIL
    }
