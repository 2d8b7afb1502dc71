"""What student-import derives for a row before any rule is asked: the first half of the oracle.

It follows "Tables", "Settings" and "Derived per row" of ``student-import.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from student_import.oracle_cells import (
    UNKNOWN,
    Row,
    Tables,
    Text,
    Truth,
    Unknown,
    Whole,
    and3,
    first_with_key,
    parse_int,
    read_table,
    with_key,
)

if TYPE_CHECKING:
    from datetime import date

# -------------------------------------------------------------------------------------------------------- Settings


@dataclass(frozen=True)
class Settings:
    """The settings that the suite reads; percentages are exact decimals."""

    lock_step: bool = False
    create_programs: bool = False
    min_grad_year: int | None = None
    faculty_tolerance_percent: Decimal = Decimal("5.0")
    current_grad_year: int | None = None
    min_file_share_percent: Decimal = Decimal("80.0")
    default_program_years: int = 4


# ---------------------------------------------------------------------------------------------------------- Tables


@dataclass(frozen=True)
class School:
    """All tables, typed, and what the rules are judged against."""

    students: tuple[Row, ...]
    programs: tuple[Row, ...]
    existing: tuple[Row, ...] | None
    faculty: frozenset[str] | None
    settings: Settings
    as_of: date

    @property
    def current_year(self) -> int:
        """The database's current graduation year, else the year of as_of."""
        stated = self.settings.current_grad_year
        return self.as_of.year if stated is None else stated

    @property
    def faculty_hits(self) -> int:
        """Rows of the file whose student_id is in faculty; each row of a duplicated id is one."""
        return sum(row.key in self.faculty for row in with_key(self.students)) if self.faculty is not None else 0

    @property
    def tolerance_exceeded(self) -> bool:
        """Of all rows, keyless ones too; exact, and in an empty file never."""
        return 100 * self.faculty_hits > self.settings.faculty_tolerance_percent * len(self.students)


def read_school(tables: Tables, settings: Settings, as_of: date) -> School:
    """Read whatever tables there are."""
    faculty = read_table("faculty", tables["faculty"]) if "faculty" in tables else None
    return School(
        students=read_table("students", tables["students"]),
        programs=read_table("programs", tables["programs"]),
        existing=read_table("existing", tables["existing"]) if "existing" in tables else None,
        faculty=None if faculty is None else frozenset(row.key for row in faculty if row.key is not None),
        settings=settings,
        as_of=as_of,
    )


# -------------------------------------------------------------------------------------------------- Derived per row


@dataclass(frozen=True)
class Student:
    """A row of the file that has a key, with all that is derived for it."""

    row: Row
    existing: Row | Unknown | None
    """The first row of that id in the database, None for a new row, unknown without the table."""
    effective_program: Text
    years: Whole
    given: int | None
    usable: Truth
    effective_grad_year: Whole
    cohort_year: Whole
    primary_role: Text

    @property
    def is_new(self) -> Truth:
        """Unknown without ``existing``."""
        return None if self.existing is UNKNOWN else self.existing is None


def existing_row(school: School, row: Row) -> Row | Unknown | None:
    """Look the id up in the database."""
    return UNKNOWN if school.existing is None else first_with_key(school.existing, row.key)


def existing_text(existing: Row | Unknown | None, column: str) -> Text:
    """What the database has: nothing for a new row."""
    return existing.text(column) if isinstance(existing, Row) else existing


def existing_whole(existing: Row | Unknown | None, column: str) -> Whole:
    """What the database has: nothing for a new row."""
    return existing.whole(column) if isinstance(existing, Row) else existing


def effective_program(school: School, row: Row, existing: Row | Unknown | None) -> Text:
    """The supplied one if it is in programs or will be created; else what the database has; else none."""
    supplied = row.cells["program"]
    if supplied is not None and (in_programs(school, supplied) or school.settings.create_programs):
        return supplied
    return existing_text(existing, "program")


def in_programs(school: School, program: str) -> bool:
    """Exact, case included."""
    return first_with_key(school.programs, program) is not None


def years_of(school: School, program: Text) -> Whole:
    """Years of the program's first row where they are more than 0; the default for none, none stated, 0 or less."""
    if program is UNKNOWN:
        return UNKNOWN
    listed = first_with_key(school.programs, program)
    years = None if listed is None else listed.whole("years")
    if years is UNKNOWN:
        return UNKNOWN
    return years if years is not None and years > 0 else school.settings.default_program_years


def at_least_minimum(school: School, given: int) -> Truth:
    """SI-302's condition; without a minimum there is nothing to fall short of."""
    return school.settings.min_grad_year is None or given >= school.settings.min_grad_year


def not_too_far(school: School, given: int, years: Whole) -> Truth:
    """SI-303's condition; open where the years are."""
    latest = add(school.current_year, years)
    return None if isinstance(latest, Unknown) or latest is None else given <= latest


def add(year: Whole, years: Whole, sign: int = 1) -> Whole:
    """Add years to a year: none to none, unknown if either is unknown."""
    if year is None:
        return None
    if isinstance(year, Unknown) or not isinstance(years, int):
        return UNKNOWN
    return year + sign * years


def grad_year_after(
    school: School, row: Row, existing: Row | Unknown | None, given: int | None, usable: Truth, years: Whole
) -> Whole:
    """effective_grad_year: what the record's graduation year will be. Of a row that may be new or not, unknown."""
    if usable is None:
        return UNKNOWN
    if usable:
        return given
    if existing is None:
        supplied = row.cells["grad_year"] is not None
        return None if supplied or school.settings.lock_step else add(school.current_year, years)
    return existing_whole(existing, "grad_year")


def primary_role(school: School, row: Row, existing: Row | Unknown | None) -> Text:
    """Dual for a faculty row within tolerance; for the others what the database has, else Student."""
    if school.faculty is None:
        return UNKNOWN
    if row.key in school.faculty and not school.tolerance_exceeded:
        return "Dual"
    had = existing_text(existing, "primary_role")
    return "Student" if had is None else had


def work_out(school: School, row: Row) -> Student:
    """Derive everything for one row."""
    existing = existing_row(school, row)
    program = effective_program(school, row, existing)
    years = years_of(school, program)
    supplied = row.cells["grad_year"]
    given = None if supplied is None else parse_int(supplied)
    usable: Truth = given is not None and and3(at_least_minimum(school, given), not_too_far(school, given, years))
    grad_year = grad_year_after(school, row, existing, given, usable, years)
    return Student(
        row=row,
        existing=existing,
        effective_program=program,
        years=years,
        given=given,
        usable=usable,
        effective_grad_year=grad_year,
        cohort_year=add(grad_year, years, sign=-1),
        primary_role=primary_role(school, row, existing),
    )


def known_int(value: Whole) -> int | None:
    """Show unknown as null."""
    return None if isinstance(value, Unknown) else value


def known_text(value: Text) -> str | None:
    """Show unknown as null."""
    return None if isinstance(value, Unknown) else value
