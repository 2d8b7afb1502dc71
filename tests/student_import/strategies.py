"""Small, dirty imports for student-import, drawn at random.

Each row starts out as one that the import takes without a word (a new student, one who stays as they are) and then
receives none, one or two faults, so that a difference is not drowned by five other reasons to reject the row.
Identifiers and programs come from tiny pools; years sit on the edges of the rules; percentages are drawn last, so that
they fall on the very share that the tables have, and just beside it. Settings are given or left open, roles are spelt as
systems spell them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Final, TypeAlias

from oracle.drawn import ODD_TEXT, as_file, corpus_of, padded, rarely, strategy_of
from oracle.tables import RawTable, Reading, Tables
from student_import.oracle_derived import School, Settings, is_faculty, read_school
from student_import.oracle_rules import current_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

Cells: TypeAlias = dict[str, str | None]
Case: TypeAlias = tuple[Tables, Settings, date]

COLUMNS: Final = {
    "students": ("student_id", "first_name", "last_name", "email", "program", "grad_year"),
    "programs": ("program", "years"),
    "existing": ("student_id", "program", "grad_year", "academic_year", "cohort_year", "primary_role", "roles"),
    "faculty": ("student_id",),
}
OPTIONAL_COLUMNS: Final = {
    "students": ("first_name", "last_name", "email", "program", "grad_year"),
    "existing": ("program", "grad_year", "academic_year", "cohort_year", "primary_role", "roles"),
}

AS_OF: Final = (date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 1), date(2024, 2, 29))
YEARS_FROM_NOW: Final = tuple(range(-2, 9))  # every program's end, and a year either side
FILE_SIZES: Final = (9, 10, 8, 7, 6, 12, 0, 10, 5, 5, 4, 3, 1, 2, 11, 8, 9)
PROGRAM_COUNTS: Final = (4, 4, 4, 4, 4, 2, 4, 0, 4, 4, 3, 4, 1, 4, 4, 4)
CALM: Final = (2, 3, 6, 20, 200)
"""One row in so many is spoilt."""

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
    "roles": (None, "Faculty", "Faculty;Alumni", "FACULTY", "Students", ";", "Student,Faculty", "Non Student"),
}
GOOD_ROLES: Final = ("Student", "STUDENT", "student; Alumni", "\u00a0Alumni ;\u00a0Student ; ", ";Student;")
PRIMARY_ROLES: Final = ("Student", "Student", "Student", "STUDENT")
FACULTY_ROLES: Final = (("Faculty", "Faculty"), ("faculty", None), (None, "Faculty;Alumni"), ("Dual", "Faculty;Student"),
                        ("Student", "Student;Faculty"), ("Dual", "faculty"), ("Staff", "Faculty"))  # fmt: skip
STUDIED: Final = ("Law", "Law", "Nursing", "Art", "Dance", "Nursing", "Law")
PROGRAMS: Final = {"Law": "3", "Nursing": "4", "Art": "0", "Dance": "20 27"}


# ------------------------------------------------------------------------------------------------------ small choices


def pick(dice: Random, values: Sequence[str | None]) -> str | None:
    """One of the values."""
    return dice.choice(values)


def written(dice: Random, year: int) -> str:
    """Write a year as people and spreadsheets do."""
    return dice.choice(("{}", "{}", "{}", "{}.0", "+{}", "0{}")).format(year)


def spoil(dice: Random, row: Cells, faults: Mapping[str, Sequence[str | None]], calm: int) -> None:
    """Give a good row up to two faults, and sometimes white space around a cell."""
    for _ in range(dice.choice((1, 1, 2)) if rarely(dice, calm) else 0):
        column = dice.choice(tuple(faults))
        row[column] = pick(dice, faults[column])
    if rarely(dice, 10):
        column = dice.choice(tuple(row))
        row[column] = padded(dice, row[column])


# ------------------------------------------------------------------------------------------------------------- tables


@dataclass(frozen=True)
class Clock:
    """What the years of one case revolve around."""

    settings: Settings
    as_of: date
    calm: int

    @property
    def now(self) -> int:
        """The current graduation year."""
        return self.settings.current_grad_year or self.as_of.year

    def grad_year(self, dice: Random, *, stale: bool) -> str:
        """A year at some program's end or the minimum; in a stale file, about every other one beyond all of them."""
        if stale and dice.random() < 0.5:
            return written(dice, self.now + dice.randint(6, 8))
        edges = [self.now + offset for offset in YEARS_FROM_NOW]
        if self.settings.min_grad_year is not None:
            edges = [*edges, *(self.settings.min_grad_year + offset for offset in (-1, 0, 1))]
        return written(dice, dice.choice(edges))


def existing(dice: Random, clock: Clock) -> list[Cells]:
    """Students in the database, some of whom the file will list."""
    rows: list[Cells] = []
    students_only = rarely(dice, 3)
    for number in range(1, dice.choice((4, 5, 3, 2, 6, 7, 1, 0)) + 1):
        row: Cells = {
            "student_id": f"S{number}",
            "program": pick(dice, STUDIED),
            "grad_year": str(clock.now + dice.randint(-1, 3)),
            "academic_year": "2",
            "cohort_year": "2024",
            "primary_role": pick(dice, PRIMARY_ROLES),
            "roles": pick(dice, GOOD_ROLES),
        }
        if not students_only and rarely(dice, 4):
            row["primary_role"], row["roles"] = dice.choice(FACULTY_ROLES)
        if rarely(dice, 12):
            row["primary_role"] = row["roles"] = None
        spoil(dice, row, EXISTING_FAULTS, clock.calm)
        rows.append(row)
    return rows


def student(dice: Random, number: int, known: Cells | None, clock: Clock, *, stale: bool) -> Cells:
    """One row of the file: as the database has it, with something new, or of somebody new; then spoilt."""
    row: Cells = {
        "student_id": f"S{number}",
        "first_name": "Ada",
        "last_name": "Byron",
        "email": f"s{number}@x.org",
        "program": pick(dice, STUDIED),
        "grad_year": clock.grad_year(dice, stale=stale),
    }
    if known is not None:
        row["student_id"] = known["student_id"] or row["student_id"]
        if not rarely(dice, 4):
            row["program"] = known["program"]
        if not rarely(dice, 4):
            row["grad_year"] = known["grad_year"]
    if rarely(dice, 5):
        row["grad_year"] = None
    spoil(dice, row, STUDENT_FAULTS, clock.calm)
    return row


def students(dice: Random, database: Sequence[Cells], clock: Clock) -> list[Cells]:
    """Draw the file: some whom the database has, then new ones."""
    listed = [row for row in database if not rarely(dice, 3)]
    stale = rarely(dice, 3)
    size = dice.choice(FILE_SIZES)
    known = [*listed[:size], *[None] * (size - len(listed))]
    # Ids of new rows begin where those of the database end; a row of the database left out is found again now and then.
    rows = [student(dice, number, row, clock, stale=stale) for number, row in enumerate(known, start=4)]
    return list(dice.sample(rows, len(rows))) if rarely(dice, 3) else rows


def programs(dice: Random, calm: int) -> list[Cells]:
    """Draw programs whose years are some, none or unreadable."""
    rows: list[Cells] = []
    for name in tuple(PROGRAMS)[: dice.choice(PROGRAM_COUNTS)]:
        row: Cells = {"program": name, "years": PROGRAMS[name]}
        spoil(dice, row, PROGRAM_FAULTS, calm)
        rows.append(row)
    return list(dice.sample(rows, len(rows))) if rarely(dice, 4) else rows


def faculty(dice: Random, listed: Sequence[Cells]) -> list[Cells]:
    """People known as faculty; some, many or none of the file, once or twice."""
    ids = [row["student_id"] for row in listed]
    return [{"student_id": dice.choice([*ids, "X9", "s1", None])} for _ in range(dice.choice((0, 0, 1, 1, 2, 2, 4)))]


# ----------------------------------------------------------------------------------------------------- tables as files


def file_of(dice: Random, name: str, rows: list[Cells]) -> RawTable:
    """Lay a table out as people do."""
    return as_file(dice, rows, COLUMNS[name], OPTIONAL_COLUMNS.get(name, ()))


def policy(dice: Random, as_of: date) -> Settings:
    """Every setting but the percentages, which wait for the tables."""
    year = as_of.year
    return Settings(
        lock_step=dice.choice((None, False, True)),
        create_programs=dice.choice((None, False, True)),
        faculty_in_file=dice.choice((None, None, None, "none")),
        min_grad_year=dice.choice((None, None, year, year + 1, year - 1, year + 6, 2000)),
        current_grad_year=dice.choice((None, None, None, year, year - 1, year - 1, year + 1, year - 4)),
        default_program_years=dice.choice((4, 4, 4, 3, 1, 6)),
    )


def percent(dice: Random, part: int, whole: int, usual: Sequence[str]) -> Decimal:
    """Draw a usual percentage, or one at the share itself, or just under or over it: three decimals at most."""
    share = Fraction(100 * part, whole) if whole else Fraction(0)
    under = Decimal(share.numerator * 1000 // share.denominator) / 1000
    near = [under, under, under - Decimal("0.001"), under + Decimal("0.001"), under + Decimal("0.1")]
    choices = [*(Decimal(text) for text in usual), *(value for value in near if 0 <= value <= 100)]
    return dice.choice(choices)


def shares(dice: Random, school: School, settings: Settings) -> Settings:
    """Settle the percentages, near what the tables have."""
    rows = school.students
    hits = sum(is_faculty(school, row) is True for row in rows.keyed())
    current = current_ids(school) or frozenset()
    found = len(current & {row.id for row in rows.keyed()})
    tolerance = percent(dice, hits, len(rows), ("5.0", "0", "100", "100", "12.5"))
    return replace(
        settings,
        faculty_tolerance_percent=None if rarely(dice, 3) else tolerance,
        min_file_share_percent=percent(dice, found, len(current), ("80.0", "0", "100", "50")),
    )


def case_of(dice: Random) -> Case:
    """Draw the tables, the settings and the day of one run."""
    as_of = dice.choice(AS_OF)
    settings = policy(dice, as_of)
    clock = Clock(settings, as_of, dice.choice(CALM))
    database = existing(dice, clock)
    listed = students(dice, database, clock)
    tables = {
        "students": file_of(dice, "students", listed),
        "programs": file_of(dice, "programs", programs(dice, clock.calm)),
    }
    if rarely(dice, 12):
        database = [row | {"student_id": (row["student_id"] or "").lower()} for row in database]
        if rarely(dice, 2):
            settings = replace(settings, reading=Reading(keys={("existing", "student_id"): ("fold_case",)}))
    if not rarely(dice, 6):
        tables["existing"] = file_of(dice, "existing", database)
    if rarely(dice, 2):
        tables["faculty"] = file_of(dice, "faculty", faculty(dice, listed))
    return tables, shares(dice, read_school(tables, settings, as_of), settings), as_of


def corpus(count: int) -> tuple[Case, ...]:
    """Draw as many cases, the same ones each time."""
    return corpus_of(case_of, count)


def cases() -> SearchStrategy[Case]:
    """Draw cases that hypothesis can shrink."""
    return strategy_of(case_of)
