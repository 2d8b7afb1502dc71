"""Small, dirty schools for portal-sync, drawn by hypothesis.

Independent random cells would make nearly every student blocked for five reasons at once, and the interesting
differences would drown. So each record starts out valid for what it is meant to be (a current pupil, an applicant, a
leaver ...) and then receives none, one or two faults. Identifiers come from tiny pools, so that duplicates, orphans and
shared groups are common; dates sit on the edges of the rules.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from hypothesis import strategies as st

from portal_sync.oracle import RawTable, Settings, Tables, add_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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
    "applications": ("admission_date", "intake_group_id", "admission_status"),
    "groups": ("name", "year_group_id"),
    "year_groups": ("name",),
}

AS_OF: Final = (date(2026, 11, 22), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 31), date(2026, 1, 1))
WINDOWS: Final = (12, 12, 12, 1, 120)
DAY_FIRST: Final = "%d/%m/%Y"

YES: Final = ("true", "yes", "Y", "t", "1", "TRUE", "Yes")
NO: Final = ("false", "no", "N", "f", "0", None)
BAD_BOOLS: Final = ("maybe", "2", "NA", "1.0", "ja", "yess")
BAD_DATES: Final = ("2026-02-30", "2026-13-01", "31/12/2025", "5/3/2026", "2026-1-5", "2025-02-29", "0000-01-01",
                    "NULL", "20251231", "2026-01-05 00:00", "\u0662\u0660\u0662\u0666-01-05")  # fmt: skip
PADS: Final = (" ", "  ", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85", "\x1f", "\x0b")
ODD_TEXT: Final = ("NA", "NULL", "Zoë", 'O\'Brien, "Bob"', "=1+1", "🎓", "\u200b", "007", "<b>x</b>", "a;b|c")
EMAILS: Final = ("STRASSE@x.org", "straße@x.org", "Strasse@X.org", "s1@x.org", "S1@X.ORG")
BAD_EMAILS: Final = ("a@b", "a b@x.org", "a@@x.org", "a@x..org", "x.org", "a@x.org.", "@x.org", "a@x\u00a0y.org", "NA")


@dataclass(frozen=True)
class Clock:
    """What the dates of one case revolve around."""

    settings: Settings
    as_of: date

    def day(self, offset: int) -> date:
        """Days from as_of."""
        return self.as_of + timedelta(days=offset)

    def leaving(self) -> tuple[date, ...]:
        """Leaving dates inside the window, its edges first, and those about which removal is 90 days off."""
        start = add_months(self.as_of, -self.settings.leaver_window_months)
        days = (
            *(self.as_of, self.day(-1), start, start + timedelta(days=1), self.day(-5)),
            *(add_months(self.day(days), -self.settings.leaver_window_months) for days in (88, 89, 90, 91, 92)),
        )
        return tuple(day for day in days if start <= day <= self.as_of)

    def long_gone(self) -> tuple[date, ...]:
        """Leaving dates before the window."""
        start = add_months(self.as_of, -self.settings.leaver_window_months)
        return (start - timedelta(days=1), start - timedelta(days=2), start - timedelta(days=500), date(2012, 2, 29))

    def ahead(self) -> tuple[date, ...]:
        """Dates that have not come yet."""
        return (self.day(1), self.day(2), self.day(300), date(2028, 2, 29))

    def around(self) -> tuple[date, ...]:
        """All of them: any one may be wrong for a given record."""
        return (*self.leaving(), *self.long_gone(), *self.ahead(), date(2024, 2, 29))


# ------------------------------------------------------------------------------------------------------ small choices


def rarely(draw: st.DrawFn, out_of: int) -> bool:
    """Say yes about once in so many draws."""
    return draw(st.integers(0, out_of - 1)) == out_of - 1


def pick(draw: st.DrawFn, values: Sequence[str | None]) -> str | None:
    """One of the values."""
    return draw(st.sampled_from(values))


def written(draw: st.DrawFn, day: date, clock: Clock) -> str:
    """Write a date as text: ISO, or now and then in a form that the settings list."""
    if clock.settings.date_formats and rarely(draw, 2):
        return f"{day.day}/{day.month}/{day.year:04d}" if rarely(draw, 2) else f"{day:%d/%m/}{day.year:04d}"
    return day.isoformat()


def one_date(draw: st.DrawFn, days: Sequence[date], clock: Clock) -> str:
    """One of the days, as text."""
    return written(draw, draw(st.sampled_from(days)), clock)


def spoil(draw: st.DrawFn, row: Cells, faults: Mapping[str, Sequence[str | None]], clock: Clock) -> None:
    """Give a valid record up to two faults, and sometimes white space around a cell."""
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 0, 0, 1, 1, 1, 2)))):
        column = draw(st.sampled_from(tuple(faults)))
        value = pick(draw, faults[column])
        row[column] = one_date(draw, clock.around(), clock) if value == ANY_DATE else value
    if rarely(draw, 6):
        column = draw(st.sampled_from(tuple(row)))
        before, after = pick(draw, (*PADS, "")), pick(draw, PADS)
        row[column] = f"{before}{row[column] or ''}{after}"


# ------------------------------------------------------------------------------------------------------------- tables

ANY_DATE: Final = "any date"  # stands in a list of faults for one of the dates around as_of
NAMES: Final = (None, None, *ODD_TEXT)
STUDENT_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "student_id": (None, "S1", "S2", "s1", "S1\u200b", "007"),
    "salutation": NAMES,
    "first_name": NAMES,
    "preferred_forename": ("Al", "Ada", "ada"),
    "last_name": NAMES,
    "email": (*EMAILS, *BAD_EMAILS, None),
    "portal_login": (*BAD_BOOLS, *YES),
    "roll_mode": ("On Roll", "On Roll", "on roll", "On  Roll", "Leaver", None),
    "base_group_id": (None, "B2", "X1", "I1", "b1", "B9"),
    "latest_dol": (None, ANY_DATE, ANY_DATE, ANY_DATE, *BAD_DATES),
    "student_type": ("Current", "LEFT", "NA", "leaver", "current", "prospective", "left", None),
}
APPLICATION_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "application_id": (None, "A1", "A10", "a1"),
    "student_id": (None, "S1", "S2", "S99", "s1"),
    "admission_date": (ANY_DATE, ANY_DATE, ANY_DATE, None, *BAD_DATES),
    "active": (*NO, *BAD_BOOLS),
    "intake_group_id": (None, "I2", "B1", "X1", "I9", "i1"),
    "admission_status": (None, "offered", "Accepted", "Waitlist", "Withdrawn", "NA"),
}
GROUP_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "group_id": (None, "B1", "I1", "b1"),
    "kind": (None, "BASE", "base", "intake", "house"),
    "active": (*NO, *NO, *BAD_BOOLS),
    "year_group_id": (None, None, "Y2", "Y9", "y1"),
}
YEAR_GROUP_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "year_group_id": (None, "Y1", "y1"),
    "synced": (*NO, *NO, *BAD_BOOLS),
}
LINKS: Final = {"B1": ("base", "Y1"), "I1": ("intake", "Y1"), "B2": ("base", "Y2"), "I2": ("intake", "Y2"),
                "X1": ("base", None)}  # fmt: skip


def student(draw: st.DrawFn, number: int, kind: str, clock: Clock) -> Cells:
    """One student who would be ready as the kind it is meant to be, then spoilt."""
    login = rarely(draw, 2)
    row: Cells = {
        "student_id": f"S{number}",
        "salutation": "Miss",
        "first_name": "Ada",
        "preferred_forename": pick(draw, (None, "Ada")),
        "last_name": "Byron",
        "email": f"s{number}@x.org" if login or rarely(draw, 2) else None,
        "portal_login": pick(draw, YES if login else NO),
        "roll_mode": {"current": "On Roll", "left": "Leaver", "gone": "Leaver"}.get(kind),
        "base_group_id": pick(draw, ("B1", "B1", "B1", "B2")),
        "latest_dol": None,
        "student_type": None,
    }
    if kind == "left":
        row["latest_dol"] = one_date(draw, clock.leaving(), clock)
    elif kind == "gone":
        row["latest_dol"] = one_date(draw, clock.long_gone(), clock)
    elif kind == "current" and rarely(draw, 4):
        row["latest_dol"] = one_date(draw, clock.ahead(), clock)
    elif kind == "nobody":
        row["base_group_id"] = pick(draw, (None, "B1"))
    if kind in {"current", "prospective", "left"} and draw(st.booleans()):
        row["student_type"] = kind
    if rarely(draw, 6):  # the fault that a student survives: a doubtful or shared e-mail
        row["email"], row["portal_login"] = pick(draw, (*EMAILS, *BAD_EMAILS)), pick(draw, (*YES, *NO))
    if rarely(draw, 20):
        row["email"], row["portal_login"] = None, pick(draw, YES)
    if kind == "left" and rarely(draw, 12):
        row["latest_dol"], row["student_type"] = None, "left"
    if rarely(draw, 20):
        row["roll_mode"] = pick(draw, ("On Roll", "on roll"))
    spoil(draw, row, STUDENT_FAULTS, clock)
    return row


def application(draw: st.DrawFn, number: int, student_id: str, clock: Clock) -> Cells:
    """One application that lets its student through, then spoilt. Ten follows one, so that code points matter."""
    row: Cells = {
        "application_id": ("A1", "A10", "A2", "A3", "A30", "A4")[number],
        "student_id": student_id,
        "admission_date": None,
        "active": pick(draw, YES),
        "intake_group_id": pick(draw, ("I1", "I1", "I1", "I2")),
        "admission_status": pick(draw, ("Offered", "Offered", "Accepted")),
    }
    days = draw(st.sampled_from(((), (), clock.ahead(), clock.ahead(), clock.ahead(), clock.leaving())))
    if days:
        row["admission_date"] = one_date(draw, days, clock)
    spoil(draw, row, APPLICATION_FAULTS, clock)
    return row


def students_and_applications(draw: st.DrawFn, clock: Clock) -> tuple[list[Cells], list[Cells]]:
    """Up to eight students; applicants mostly have an application, and anybody may."""
    kinds = ("current", "current", "prospective", "prospective", "prospective", "left", "left", "gone", "nobody")
    students: list[Cells] = []
    owners: list[str] = []
    for number in range(1, draw(st.sampled_from((6, 7, 8, 5, 4, 3, 8, 7, 2, 1, 0))) + 1):
        kind = draw(st.sampled_from(kinds))
        students.append(student(draw, number, kind, clock))
        usual = (1, 1, 1, 1, 2, 3, 0) if kind == "prospective" else (0, 0, 0, 0, 0, 1)
        owners += [f"S{number}"] * draw(st.sampled_from(usual))
    applications = [application(draw, number, owner, clock) for number, owner in enumerate(owners[:6])]
    if draw(st.booleans()):
        applications.reverse()
    return students, applications


def groups(draw: st.DrawFn, clock: Clock) -> list[Cells]:
    """Draw base and intake groups, mostly those that the students name."""
    rows: list[Cells] = []
    for group_id in tuple(LINKS)[: draw(st.sampled_from((5, 4, 4, 5, 4, 4, 4, 3, 2, 1, 0)))]:
        kind, link = LINKS[group_id]
        row: Cells = {
            "group_id": group_id,
            "name": "7A",
            "kind": kind,
            "active": pick(draw, YES),
            "year_group_id": link,
        }
        spoil(draw, row, GROUP_FAULTS, clock)
        rows.append(row)
    return rows


def year_groups(draw: st.DrawFn, clock: Clock) -> list[Cells]:
    """Year groups that exist in the portal."""
    rows: list[Cells] = []
    for number in range(1, draw(st.sampled_from((2, 3, 4, 3, 2, 2, 3, 2, 1, 0))) + 1):
        row: Cells = {"year_group_id": f"Y{number}", "name": "Year 7", "synced": pick(draw, YES)}
        spoil(draw, row, YEAR_GROUP_FAULTS, clock)
        rows.append(row)
    return rows


def statuses(draw: st.DrawFn) -> list[Cells]:
    """Admission statuses that are set in the portal."""
    chosen = draw(st.sampled_from((2, 2, 2, 3, 1, 0)))
    return [
        {"admission_status": pick(draw, (value, value, value, f"\u00a0{value} ", None))}
        for value in ("Offered", "Accepted", "Offered")[:chosen]
    ]


# ----------------------------------------------------------------------------------------------------- tables as files


def as_file(draw: st.DrawFn, name: str, rows: list[Cells]) -> RawTable:
    """Lay a table out as people do: columns left out, added or moved, blank lines in between."""
    columns = list(COLUMNS[name])
    if name in OPTIONAL_COLUMNS and rarely(draw, 10):
        for column in draw(st.sets(st.sampled_from(OPTIONAL_COLUMNS[name]), min_size=1)):
            columns.remove(column)
    if rarely(draw, 6):
        columns.append("note")
        rows = [{**row, "note": pick(draw, (None, *ODD_TEXT))} for row in rows]
    if rarely(draw, 4):
        columns = list(draw(st.permutations(columns)))
    lines: list[Cells] = [{column: row.get(column) for column in columns} for row in rows]
    if rarely(draw, 5):
        for place in draw(st.lists(st.integers(0, len(lines)), min_size=1, max_size=3)):
            lines.insert(place, dict.fromkeys(columns, pick(draw, (None, "", " ", "\u00a0"))))
    return RawTable(columns=tuple(columns), rows=tuple(enumerate(lines, start=2)))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw the tables, the settings and the day of one run."""
    settings = Settings(
        use_preferred_forename=not rarely(draw, 5),
        leaver_window_months=draw(st.sampled_from(WINDOWS)),
        date_formats=(DAY_FIRST,) if rarely(draw, 3) else (),
    )
    clock = Clock(settings, draw(st.sampled_from(AS_OF)))
    students, applications = students_and_applications(draw, clock)
    tables = {
        "students": as_file(draw, "students", students),
        "groups": as_file(draw, "groups", groups(draw, clock)),
        "year_groups": as_file(draw, "year_groups", year_groups(draw, clock)),
    }
    if not rarely(draw, 12):
        tables["applications"] = as_file(draw, "applications", applications)
    if not rarely(draw, 12):
        tables["admission_statuses"] = as_file(draw, "admission_statuses", statuses(draw))
    return tables, settings, clock.as_of


def write_csv(tables: Tables, directory: Path, *, bom: bool = False, newline: str = "\n") -> None:
    """Write each table as <table>.csv, every record on the line that its row number says.

    A blank row becomes an empty line if all its cells are None, and a line of separators (``,,``) otherwise.
    """
    for name, table in tables.items():
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator=newline)
        writer.writerow(table.columns)
        for expected, (number, cells) in enumerate(table.rows, start=2):
            if number != expected:
                message = f"{name}: row {number} stands where row {expected} should"
                raise ValueError(message)
            if all(cells.get(column) is None for column in table.columns):
                buffer.write(newline)
            else:
                writer.writerow([cells.get(column) or "" for column in table.columns])
        path = directory / f"{name}.csv"
        path.write_bytes(buffer.getvalue().encode("utf-8-sig" if bom else "utf-8"))
