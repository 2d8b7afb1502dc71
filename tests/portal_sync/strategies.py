"""Small, dirty schools for portal-sync, drawn at random.

Independent random cells would make nearly every student blocked for five reasons at once, and the interesting
differences would drown. So each record starts out valid for what it is meant to be (a current pupil, an applicant, a
leaver ...) and then receives none, one or two faults. Identifiers come from tiny pools, so that duplicates, orphans and
shared groups are common; dates sit on the edges of the rules, and closed words are spelt as systems spell them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, TypeAlias

from oracle.drawn import ODD_TEXT, as_file, corpus_of, padded, rarely, strategy_of
from oracle.tables import RawTable, Reading, Tables
from portal_sync.oracle_students import Settings, add_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

Cells: TypeAlias = dict[str, str | None]
Case: TypeAlias = tuple[Tables, Settings, date]

COLUMNS: Final = {
    "students": (
        "student_id", "salutation", "first_name", "preferred_forename", "last_name", "email", "portal_login",
        "roll_mode", "base_group_id", "latest_dol", "student_type",
    ),
    "applications": (
        "application_id", "student_id", "admission_date", "active", "intake_group_id", "admission_status",
    ),
    "groups": ("group_id", "name", "kind", "active", "year_group_id"),
    "year_groups": ("year_group_id", "name", "synced"),
    "admission_statuses": ("admission_status",),
}  # fmt: skip
OPTIONAL_COLUMNS: Final = {
    "students": ("preferred_forename", "email", "portal_login", "latest_dol", "student_type"),
    "applications": ("application_id", "admission_date", "intake_group_id", "admission_status"),
    "groups": ("name", "year_group_id"),
    "year_groups": ("name",),
}

AS_OF: Final = (date(2026, 11, 22), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 31), date(2026, 1, 1))
WINDOWS: Final = (None, None, 12, 12, 1, 120, 0)
DAY_FIRST: Final = "%d/%m/%Y"

YES: Final = ("true", "yes", "Y", "t", "1", "TRUE", "Yes")
NO: Final = ("false", "no", "N", "f", "0", None)
BAD_BOOLS: Final = ("maybe", "2", "NA", "1.0", "ja", "yess")
BAD_DATES: Final = ("2026-02-30", "2026-13-01", "2025-02-29", "0000-01-01", "NULL", "soon", "2026-01-05 14:30",
                    "\u0662\u0660\u0662\u0666-01-05")  # fmt: skip
BAD_WORDS: Final = ("NULL", "soon")
MONTH_FIRST: Final = "12/31/2025"
"""Contradicts a listed day first, and may be what a column is found to be."""
EMAILS: Final = ("STRASSE@x.org", "straße@x.org", "Strasse@X.org", "s1@x.org", "S1@X.ORG")
BAD_EMAILS: Final = ("a@b", "a b@x.org", "a@@x.org", "a@x..org", "x.org", "a@x.org.", "@x.org", "a@x\u00a0y.org", "NA")


@dataclass(frozen=True)
class Clock:
    """What the dates of one case revolve around."""

    settings: Settings
    as_of: date
    day_first: bool
    """Whether the files write some dates day first, listed in the settings or not."""
    calm: int
    """One record in so many is spoilt."""
    folded: bool
    """Whether applications write the ids of students in small letters."""

    def day(self, offset: int) -> date:
        """Days from as_of."""
        return self.as_of + timedelta(days=offset)

    def leaving(self) -> tuple[date, ...]:
        """Leaving dates inside the window, its edges first, and those about which removal is 90 days off."""
        start = add_months(self.as_of, -self.settings.window)
        days = (
            *(self.as_of, self.day(-1), start, start + timedelta(days=1), self.day(-5)),
            *(add_months(self.day(days), -self.settings.window) for days in (88, 89, 90, 91, 92)),
        )
        return tuple(day for day in days if start <= day <= self.as_of)

    def long_gone(self) -> tuple[date, ...]:
        """Leaving dates before the window."""
        start = add_months(self.as_of, -self.settings.window)
        return (start - timedelta(days=1), start - timedelta(days=2), start - timedelta(days=500), date(2012, 2, 29))

    def ahead(self) -> tuple[date, ...]:
        """Dates that have not come yet."""
        return (self.day(1), self.day(2), self.day(300), date(2028, 2, 29))

    def around(self) -> tuple[date, ...]:
        """All of them: any one may be wrong for a given record."""
        return (*self.leaving(), *self.long_gone(), *self.ahead(), date(2024, 2, 29))


# ------------------------------------------------------------------------------------------------------ small choices


def pick(dice: Random, values: Sequence[str | None]) -> str | None:
    """One of the values."""
    return dice.choice(values)


def written(dice: Random, day: date, clock: Clock) -> str:
    """Write a date as text: ISO, now and then with a midnight, or day first."""
    if clock.day_first and rarely(dice, 2):
        return f"{day.day}/{day.month}/{day.year:04d}" if rarely(dice, 2) else f"{day:%d/%m/}{day.year:04d}"
    return f"{day.isoformat()} 00:00" if rarely(dice, 20) else day.isoformat()


def one_date(dice: Random, days: Sequence[date], clock: Clock) -> str:
    """One of the days, as text."""
    return written(dice, dice.choice(days), clock)


def bad_dates(clock: Clock) -> tuple[str, ...]:
    """Texts that are no date, or not the one that the settings say; where a column is found day first, only words."""
    if not clock.day_first:
        return BAD_DATES
    return (*BAD_DATES, MONTH_FIRST) if clock.settings.reading.date_formats else BAD_WORDS


def spoil(dice: Random, row: Cells, faults: Mapping[str, Sequence[str | None]], clock: Clock) -> None:
    """Give a valid record up to two faults, and sometimes white space around a cell."""
    for _ in range(dice.choice((1, 1, 2)) if rarely(dice, clock.calm) else 0):
        column = dice.choice(tuple(faults))
        value = pick(dice, faults[column])
        if value == ANY_DATE:
            value = one_date(dice, clock.around(), clock)
        elif value == BAD_DATE:
            value = pick(dice, bad_dates(clock))
        row[column] = value
    if rarely(dice, 10):
        column = dice.choice(tuple(row))
        row[column] = padded(dice, row[column])


# ------------------------------------------------------------------------------------------------------------- tables

ANY_DATE: Final = "any date"  # stands in a list of faults for one of the dates around as_of
BAD_DATE: Final = "bad date"  # and this for a text that is none
ON_ROLL: Final = ("On Roll", "On Roll", "On Roll", "ON ROLL", "on-roll", "On_ Roll", "on\u2013roll")
NAMES: Final = (None, None, *ODD_TEXT)
STUDENT_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "student_id": (None, "S1", "S2", "s1", "S1\u200b", "007"),
    "salutation": NAMES,
    "first_name": NAMES,
    "preferred_forename": ("Al", "Ada", "ada"),
    "last_name": NAMES,
    "email": (*EMAILS, *BAD_EMAILS, None),
    "portal_login": (*BAD_BOOLS, *YES),
    "roll_mode": (*ON_ROLL, "OnRoll", "Leaver", None, None),
    "base_group_id": (None, "B2", "X1", "I1", "b1", "B-01", "B9"),
    "latest_dol": (None, ANY_DATE, ANY_DATE, ANY_DATE, BAD_DATE, BAD_DATE, BAD_DATE),
    "student_type": ("Current", "LEFT", "NA", "leaver", "pro-spective", "current", "prospective", "left", None),
}
APPLICATION_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "application_id": (None, None, "A1", "A10", "a1"),
    "student_id": (None, "S1", "S2", "S99", "s1"),
    "admission_date": (ANY_DATE, ANY_DATE, ANY_DATE, None, BAD_DATE, BAD_DATE),
    "active": (*NO, *BAD_BOOLS),
    "intake_group_id": (None, "I2", "B1", "X1", "I9", "i1"),
    "admission_status": (None, "offered", "Accepted", "Waitlist", "Withdrawn", "NA"),
}
GROUP_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "group_id": (None, "B1", "I1", "b1"),
    "kind": (None, "BASE", "Intake", "base", "intake", "house", "b-ase"),
    "active": (*NO, *NO, *BAD_BOOLS),
    "year_group_id": (None, None, "Y2", "Y9", "y1", "Y01"),
}
YEAR_GROUP_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "year_group_id": (None, "Y1", "Y1", "Y2", "y1"),
    "synced": (*NO, *NO, *BAD_BOOLS),
}
LINKS: Final = {"B1": ("base", "Y1"), "I1": ("intake", "Y1"), "B2": ("base", "Y2"), "I2": ("intake", "Y2"),
                "X1": ("base", None)}  # fmt: skip


ROLL_MODES: Final[dict[str, Sequence[str | None]]] = {
    "current": (*ON_ROLL, *ON_ROLL, "OnRoll"),
    "left": ("Leaver", "Leaver", "Leaver", "LEFT", None),
    "gone": ("Leaver", "Leaver", None),
    "prospective": (None, None, "Applicant"),
    "nobody": (None, "Guest"),
}


def student(dice: Random, number: int, kind: str, clock: Clock) -> Cells:
    """One student who would be ready as the kind it is meant to be, then spoilt."""
    login = rarely(dice, 2)
    row: Cells = {
        "student_id": f"S{number}",
        "salutation": "Miss",
        "first_name": "Ada",
        "preferred_forename": pick(dice, (None, "Ada")),
        "last_name": "Byron",
        "email": f"s{number}@x.org" if login or rarely(dice, 2) else None,
        "portal_login": pick(dice, YES if login else NO),
        "roll_mode": pick(dice, ROLL_MODES[kind]),
        "base_group_id": pick(dice, ("B1", "B1", "B1", "B2")),
        "latest_dol": None,
        "student_type": None,
    }
    if kind == "left":
        row["latest_dol"] = one_date(dice, clock.leaving(), clock)
    elif kind == "gone":
        row["latest_dol"] = one_date(dice, clock.long_gone(), clock)
    elif kind == "current" and rarely(dice, 4):
        row["latest_dol"] = one_date(dice, clock.ahead(), clock)
    elif kind == "nobody":
        row["base_group_id"] = pick(dice, (None, "B1"))
    if kind in {"current", "prospective", "left"} and dice.random() < 0.5:
        row["student_type"] = kind
    if rarely(dice, 9):  # the fault that a student survives: a doubtful or shared e-mail
        row["email"], row["portal_login"] = pick(dice, (*EMAILS, *BAD_EMAILS)), pick(dice, (*YES, *NO))
    if rarely(dice, 20):
        row["email"], row["portal_login"] = None, pick(dice, YES)
    if kind == "left" and rarely(dice, 12):
        row["latest_dol"], row["student_type"] = None, "left"
    if rarely(dice, 20):
        row["roll_mode"] = pick(dice, ("On Roll", "on roll"))
    spoil(dice, row, STUDENT_FAULTS, clock)
    return row


def application(dice: Random, number: int, student_id: str, clock: Clock) -> Cells:
    """One application that lets its student through, then spoilt. Ten follows one, so that code points matter."""
    row: Cells = {
        "application_id": ("A1", "A10", "A2", "A3", "A30", "A4")[number],
        "student_id": student_id,
        "admission_date": None,
        "active": pick(dice, YES),
        "intake_group_id": pick(dice, ("I1", "I1", "I1", "I2")),
        "admission_status": pick(dice, ("Offered", "Offered", "Accepted")),
    }
    days = dice.choice(((), (), clock.ahead(), clock.ahead(), clock.ahead(), clock.leaving()))
    if days:
        row["admission_date"] = one_date(dice, days, clock)
    if rarely(dice, 15):
        row["admission_status"] = pick(dice, ("offered", "Off-ered", "Waitlist"))
    spoil(dice, row, APPLICATION_FAULTS, clock)
    return row


def students_and_applications(dice: Random, clock: Clock) -> tuple[list[Cells], list[Cells]]:
    """Up to eight students; applicants mostly have an application, and anybody may."""
    kinds = ("current", "current", "prospective", "prospective", "prospective", "left", "left", "gone", "nobody")
    students: list[Cells] = []
    owners: list[str] = []
    for number in range(1, (0 if rarely(dice, 25) else dice.randint(2, 9)) + 1):
        kind = dice.choice(kinds)
        students.append(student(dice, number, kind, clock))
        usual = (1, 1, 1, 1, 2, 2, 3, 0) if kind == "prospective" else (0, 0, 0, 1)
        owners += [f"S{number}"] * dice.choice(usual)
    applications = [application(dice, number, owner, clock) for number, owner in enumerate(owners[:6])]
    if dice.random() < 0.5:
        applications.reverse()
    if clock.folded:
        applications = [row | {"student_id": (row["student_id"] or "").lower()} for row in applications]
    return students, applications


def groups(dice: Random, clock: Clock) -> list[Cells]:
    """Draw base and intake groups, mostly those that the students name."""
    rows: list[Cells] = []
    for group_id in tuple(LINKS)[: dice.choice((5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 3, 0))]:
        kind, link = LINKS[group_id]
        row: Cells = {
            "group_id": group_id,
            "name": "7A",
            "kind": kind,
            "active": pick(dice, YES),
            "year_group_id": link,
        }
        spoil(dice, row, GROUP_FAULTS, clock)
        rows.append(row)
    return rows


def year_groups(dice: Random, clock: Clock) -> list[Cells]:
    """Year groups that exist in the portal."""
    rows: list[Cells] = []
    for number in range(1, dice.choice((2, 3, 4, 3, 2, 2, 3, 2, 3, 2, 3, 1, 0)) + 1):
        row: Cells = {"year_group_id": f"Y{number}", "name": "Year 7", "synced": pick(dice, YES)}
        spoil(dice, row, YEAR_GROUP_FAULTS, clock)
        rows.append(row)
    return rows


def statuses(dice: Random) -> list[Cells]:
    """Admission statuses that are set in the portal."""
    chosen = dice.choice((2, 2, 2, 2, 3, 2, 2, 3, 2, 3, 1, 0))
    return [
        {"admission_status": pick(dice, (value, value, value, f"\u00a0{value} ", None))}
        for value in ("Offered", "Accepted", "Offered")[:chosen]
    ]


# ----------------------------------------------------------------------------------------------------- tables as files


def file_of(dice: Random, name: str, rows: list[Cells]) -> RawTable:
    """Lay a table out as people do."""
    return as_file(dice, rows, COLUMNS[name], OPTIONAL_COLUMNS.get(name, ()))


def case_of(dice: Random) -> Case:
    """Draw the tables, the settings and the day of one run."""
    day_first, folded = rarely(dice, 3), rarely(dice, 12)
    told = {("applications", "student_id"): ("fold_case",)} if folded and rarely(dice, 2) else {}
    settings = Settings(
        use_preferred_forename=dice.choice((None, None, True, False)),
        leaver_window_months=dice.choice(WINDOWS),
        students_log_in=dice.choice((None, None, "all", "none")),
        reading=Reading(date_formats=(DAY_FIRST,) if day_first and not rarely(dice, 3) else (), keys=told),
    )
    clock = Clock(settings, dice.choice(AS_OF), day_first, calm=dice.choice((2, 3, 6, 20, 200)), folded=folded)
    students, applications = students_and_applications(dice, clock)
    tables = {
        "students": file_of(dice, "students", students),
        "groups": file_of(dice, "groups", groups(dice, clock)),
        "year_groups": file_of(dice, "year_groups", year_groups(dice, clock)),
    }
    if not rarely(dice, 10):
        tables["applications"] = file_of(dice, "applications", applications)
    if not rarely(dice, 10):
        tables["admission_statuses"] = file_of(dice, "admission_statuses", statuses(dice))
    return tables, settings, clock.as_of


def corpus(count: int) -> tuple[Case, ...]:
    """Draw as many cases, the same ones each time."""
    return corpus_of(case_of, count)


def cases() -> SearchStrategy[Case]:
    """Draw cases that hypothesis can shrink."""
    return strategy_of(case_of)
