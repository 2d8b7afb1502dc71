"""Small, dirty imports for student-import, drawn by hypothesis.

Each row starts out as one that the import takes without a word (a new student, one who stays as they are) and then
receives none, one or two faults, so that a difference is not drowned by five other reasons to reject the row.
Identifiers and programs come from tiny pools; years sit on the edges of the rules; percentages are drawn last, so that
they fall on the very share that the tables have, and just beside it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from hypothesis import strategies as st

from student_import.oracle_cells import RawTable, Tables
from student_import.oracle_derived import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Cells: TypeAlias = dict[str, str | None]
Case: TypeAlias = tuple[Tables, Settings, date]

COLUMNS: Final = {
    "students": ("student_id", "first_name", "last_name", "email", "program", "grad_year"),
    "programs": ("program", "years"),
    "existing": ("student_id", "program", "grad_year", "academic_year", "cohort_year", "primary_role", "roles"),
    "faculty": ("student_id",),
}
OPTIONAL_COLUMNS: Final = {
    "students": ("first_name", "last_name", "email"),
    "existing": ("program", "grad_year", "academic_year", "cohort_year", "primary_role", "roles"),
}

AS_OF: Final = (date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 1), date(2024, 2, 29))
YEARS_FROM_NOW: Final = tuple(range(-2, 9))  # every program's end, and a year either side
FILE_SIZES: Final = (9, 10, 8, 7, 6, 12, 0, 10, 5, 4, 3, 1, 2, 11, 8, 9)
PROGRAM_COUNTS: Final = (4, 4, 4, 4, 4, 2, 4, 0, 4, 4, 3, 4, 1, 4, 4, 4)

PADS: Final = (" ", "  ", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85", "\x1f", "\x0b")
ODD_TEXT: Final = ("NA", "NULL", "Zoë", 'O\'Brien, "Bob"', "=1+1", "🎓", "\u200b", "007", "<b>x</b>", "a;b|c")
# Ints that look like none, and the other way round. The longest still add up within 64 bits.
ODD_INTS: Final = ("-1", "0", "+2028", "-0", "002027", "2027.00", "999999999999999999", "-999999999999999999")
BAD_INTS: Final = ("2027.", "2027.5", "20 27", "2,027", "2027.0.0", "2e3", "0x7eb", "2_027", "--1", "+", ".0", "two",
                   "NA", "\u0662\u0660\u0662\u0667", "\uff12\uff10\uff12\uff17", "\u22121", "20\u00a027")  # fmt: skip

STUDENT_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "student_id": (None, "S1", "S1", "S2", "s1", "S1\u200b", "007"),
    "first_name": ODD_TEXT,
    "email": (None, *ODD_TEXT),
    "program": (None, "law", "Old", "Gone", "Art", "Dance", "Dance", "NA"),
    "grad_year": (None, *ODD_INTS, *BAD_INTS),
}
PROGRAM_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "program": (None, "Law", "law", "Dance"),
    "years": (None, "0", "-1", "1", "5.0", *ODD_INTS, *BAD_INTS),
}
EXISTING_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "student_id": (None, "S1", "S2", "s1", "X1"),
    "program": (None, "Law", "Art", "Old", "law"),
    "grad_year": (None, None, "2027", "2028", *ODD_INTS, *BAD_INTS),
    "academic_year": (None, *ODD_INTS, *BAD_INTS),
    "cohort_year": (None, *ODD_INTS, *BAD_INTS),
    "primary_role": (None, "Faculty", "Dual", "Dual", "student"),
    "roles": (None, "Faculty", "Faculty;Alumni", "student", "Students", ";", "Student,Faculty", "Non Student"),
}
GOOD_ROLES: Final = ("Student", "Student;Faculty", "Faculty; Student", "\u00a0Alumni ;\u00a0Student ; ", ";Student;")
STUDIED: Final = ("Law", "Law", "Nursing", "Art", "Dance", "Nursing", "Law")
PROGRAMS: Final = {"Law": "3", "Nursing": "4", "Art": "0", "Dance": "20 27"}


# ------------------------------------------------------------------------------------------------------ small choices


def rarely(draw: st.DrawFn, out_of: int) -> bool:
    """Say yes about once in so many draws."""
    return draw(st.integers(0, out_of - 1)) == out_of - 1


def pick(draw: st.DrawFn, values: Sequence[str | None]) -> str | None:
    """One of the values."""
    return draw(st.sampled_from(values))


def written(draw: st.DrawFn, year: int) -> str:
    """Write a year as people and spreadsheets do."""
    return draw(st.sampled_from(("{}", "{}", "{}", "{}.0", "+{}", "0{}"))).format(year)


def spoil(draw: st.DrawFn, row: Cells, faults: Mapping[str, Sequence[str | None]]) -> None:
    """Give a good row up to two faults, and sometimes white space around a cell."""
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 0, 0, 1, 1, 1, 2)))):
        column = draw(st.sampled_from(tuple(faults)))
        row[column] = pick(draw, faults[column])
    if rarely(draw, 6):
        column = draw(st.sampled_from(tuple(row)))
        before, after = pick(draw, (*PADS, "")), pick(draw, PADS)
        row[column] = f"{before}{row[column] or ''}{after}"


# ------------------------------------------------------------------------------------------------------------- tables


@dataclass(frozen=True)
class Clock:
    """What the years of one case revolve around."""

    settings: Settings
    as_of: date

    @property
    def now(self) -> int:
        """The current graduation year."""
        return self.settings.current_grad_year or self.as_of.year

    def grad_year(self, draw: st.DrawFn, *, stale: bool) -> str:
        """A year at some program's end or the minimum; in a stale file, about every other one beyond all of them."""
        if stale and draw(st.booleans()):
            return written(draw, self.now + draw(st.integers(6, 8)))
        edges = [self.now + offset for offset in YEARS_FROM_NOW]
        if self.settings.min_grad_year is not None:
            edges = [*edges, *(self.settings.min_grad_year + offset for offset in (-1, 0, 1))]
        return written(draw, draw(st.sampled_from(edges)))


def existing(draw: st.DrawFn, clock: Clock) -> list[Cells]:
    """Students in the database, some of whom the file will list."""
    rows: list[Cells] = []
    for number in range(1, draw(st.sampled_from((4, 5, 3, 2, 6, 1, 0))) + 1):
        row: Cells = {
            "student_id": f"S{number}",
            "program": pick(draw, STUDIED),
            "grad_year": str(clock.now + draw(st.integers(0, 3))),
            "academic_year": "2",
            "cohort_year": "2024",
            "primary_role": "Student",
            "roles": pick(draw, GOOD_ROLES),
        }
        spoil(draw, row, EXISTING_FAULTS)
        rows.append(row)
    return rows


def student(draw: st.DrawFn, number: int, known: Cells | None, clock: Clock, *, stale: bool) -> Cells:
    """One row of the file: as the database has it, with something new, or of somebody new; then spoilt."""
    row: Cells = {
        "student_id": f"S{number}",
        "first_name": "Ada",
        "last_name": "Byron",
        "email": f"s{number}@x.org",
        "program": pick(draw, STUDIED),
        "grad_year": clock.grad_year(draw, stale=stale),
    }
    if known is not None:
        row["student_id"] = known["student_id"] or row["student_id"]
        if not rarely(draw, 4):
            row["program"] = known["program"]
        if not rarely(draw, 4):
            row["grad_year"] = known["grad_year"]
    if rarely(draw, 5):
        row["grad_year"] = None
    spoil(draw, row, STUDENT_FAULTS)
    return row


def students(draw: st.DrawFn, database: Sequence[Cells], clock: Clock) -> list[Cells]:
    """Draw the file: some whom the database has, then new ones."""
    listed = [row for row in database if not rarely(draw, 3)]
    stale = rarely(draw, 3)
    size = draw(st.sampled_from(FILE_SIZES))
    known = [*listed[:size], *[None] * (size - len(listed))]
    # Ids of new rows begin where those of the database end; a row of the database left out is found again now and then.
    rows = [student(draw, number, row, clock, stale=stale) for number, row in enumerate(known, start=4)]
    return list(draw(st.permutations(rows))) if rarely(draw, 3) else rows


def programs(draw: st.DrawFn) -> list[Cells]:
    """Draw programs whose years are some, none or unreadable."""
    rows: list[Cells] = []
    for name in tuple(PROGRAMS)[: draw(st.sampled_from(PROGRAM_COUNTS))]:
        row: Cells = {"program": name, "years": PROGRAMS[name]}
        spoil(draw, row, PROGRAM_FAULTS)
        rows.append(row)
    return list(draw(st.permutations(rows))) if rarely(draw, 4) else rows


def faculty(draw: st.DrawFn, listed: Sequence[Cells]) -> list[Cells]:
    """People known as faculty; some, many or none of the file, once or twice."""
    ids = [row["student_id"] for row in listed]
    chosen = draw(st.lists(st.sampled_from([*ids, "X9", "s1", None]), max_size=draw(st.sampled_from((1, 2, 2, 4, 0)))))
    return [{"student_id": key} for key in chosen]


# ----------------------------------------------------------------------------------------------------- tables as files


def as_file(draw: st.DrawFn, name: str, rows: list[Cells]) -> RawTable:
    """Lay a table out as people do: columns left out, added or moved, blank lines in between."""
    columns = list(COLUMNS[name])
    if name in OPTIONAL_COLUMNS and rarely(draw, 7):
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


def policy(draw: st.DrawFn, as_of: date) -> Settings:
    """Every setting but the percentages, which wait for the tables."""
    year = as_of.year
    return Settings(
        lock_step=rarely(draw, 3),
        create_programs=rarely(draw, 3),
        min_grad_year=draw(st.sampled_from((None, None, year, year + 1, year - 1, year + 6, 2000))),
        current_grad_year=draw(st.sampled_from((None, None, None, year, year - 1, year - 1, year + 1, year - 4))),
        default_program_years=draw(st.sampled_from((4, 4, 4, 3, 1, 6))),
    )


def percent(draw: st.DrawFn, part: int, whole: int, usual: Sequence[str]) -> Decimal:
    """Draw a usual percentage, or one at the share itself, or just under or over it: three decimals at most."""
    share = Fraction(100 * part, whole) if whole else Fraction(0)
    under = Decimal(share.numerator * 1000 // share.denominator) / 1000
    near = [under, under, under - Decimal("0.001"), under + Decimal("0.001"), under + Decimal("0.1")]
    choices = [*(Decimal(text) for text in usual), *(value for value in near if 0 <= value <= 100)]
    return draw(st.sampled_from(choices))


def ids(raw: RawTable | None) -> list[str]:
    """Keys of a table as they will be read, duplicates too."""
    cells = [(row["student_id"] or "").strip() for _, row in raw.rows] if raw else []
    return [key for key in cells if key]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw the tables, the settings and the day of one run."""
    as_of = draw(st.sampled_from(AS_OF))
    settings = policy(draw, as_of)
    clock = Clock(settings, as_of)
    database = existing(draw, clock)
    listed = students(draw, database, clock)
    tables = {
        "students": as_file(draw, "students", listed),
        "programs": as_file(draw, "programs", programs(draw)),
    }
    if not rarely(draw, 6):
        tables["existing"] = as_file(draw, "existing", database)
    if not rarely(draw, 8):
        tables["faculty"] = as_file(draw, "faculty", faculty(draw, listed))
    in_file, in_database = ids(tables["students"]), set(ids(tables.get("existing")))
    members = set(ids(tables.get("faculty")))
    rows = [row for _, row in tables["students"].rows if any((cell or "").strip() for cell in row.values())]
    hits = sum(key in members for key in in_file)
    found = len(in_database & set(in_file))
    settings = replace(
        settings,
        faculty_tolerance_percent=percent(draw, hits, len(rows), ("5.0", "0", "100", "100", "12.5")),
        min_file_share_percent=percent(draw, found, len(in_database), ("80.0", "0", "100", "50")),
    )
    return tables, settings, as_of


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
