"""What student-import derives for a row before any rule is asked: the first half of its oracle.

It follows "Tables", "Settings" and "Derived per row" of ``student-import.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from oracle.cells import fold_word, parse_int
from oracle.logic import UNKNOWN, Truth, Unknown, and3, equal, not3, or3, present
from oracle.tables import Column, Layout, Reading, Row, Table, Tables, Text, Whole, read_tables

# ----------------------------------------------------------------------------------------------------- tables, settings

LAYOUTS = (
    Layout(
        "students",
        "student_id",
        {
            "student_id": Column(),
            "first_name": Column(),
            "last_name": Column(),
            "email": Column(),
            "program": Column(to="programs", missing=True),
            "grad_year": Column(missing=True),
        },
    ),
    Layout("programs", "program", {"program": Column(), "years": Column("int")}),
    Layout(
        "existing",
        "student_id",
        {
            "student_id": Column(to="students"),
            "program": Column(),
            "grad_year": Column("int"),
            "academic_year": Column("int"),
            "cohort_year": Column("int"),
            "primary_role": Column(),
            "roles": Column(),
        },
    ),
    Layout("faculty", "student_id", {"student_id": Column(to="students")}),
)
"""``existing`` and ``faculty`` name students only in that one key is written as the other is: see ``Reading.keys``."""


@dataclass(frozen=True)
class Settings:
    """The settings that the suite reads; None where nobody has answered. Percentages are exact decimals."""

    lock_step: bool | None = None
    create_programs: bool | None = None
    min_grad_year: int | None = None
    faculty_tolerance_percent: Decimal | None = None
    current_grad_year: int | None = None
    faculty_in_file: str | None = None
    min_file_share_percent: Decimal = Decimal("80.0")
    default_program_years: int = 4
    reading: Reading = field(default_factory=Reading)

    @property
    def tolerance(self) -> Decimal:
        """The share of faculty rows that the import stands."""
        return Decimal(5) if self.faculty_tolerance_percent is None else self.faculty_tolerance_percent


@dataclass(frozen=True)
class School:
    """All tables, and what the rules are judged against."""

    tables: Mapping[str, Table]
    settings: Settings
    as_of: date

    @property
    def students(self) -> Table:
        """The file."""
        return self.tables["students"]

    @property
    def programs(self) -> Table:
        """The programs of the database."""
        return self.tables["programs"]

    @property
    def existing(self) -> Table | None:
        """The students of the database, None where they were not supplied."""
        return self.tables.get("existing")

    @property
    def faculty(self) -> Table | None:
        """People known as faculty, None where nobody said."""
        return self.tables.get("faculty")

    @property
    def lock_step(self) -> bool:
        """Off while nobody says."""
        return self.settings.lock_step is True

    @property
    def create_programs(self) -> bool:
        """Off while nobody says."""
        return self.settings.create_programs is True

    @property
    def current_year(self) -> int:
        """The database's current graduation year, else the year of as_of."""
        stated = self.settings.current_grad_year
        return self.as_of.year if stated is None else stated

    @cached_property
    def tolerance_exceeded(self) -> Truth:
        """Of all rows, keyless ones too, exactly; unknown while rows that may be faculty could decide it."""
        said = [is_faculty(self, row) for row in self.students.keyed()]
        surely, possibly = (sum(one in among for one in said) for among in ((True,), (True, None)))
        allowed = self.settings.tolerance * len(self.students)
        if 100 * surely > allowed:
            return True
        return False if 100 * possibly <= allowed else None


def read_school(raw: Tables, settings: Settings, as_of: date) -> School:
    """Read whatever tables there are."""
    return School(read_tables(LAYOUTS, raw, settings.reading), settings, as_of)


# ------------------------------------------------------------------------------------------------- roles and faculty

KNOWN_ROLES = {fold_word(role): role for role in ("Student", "Faculty", "Dual")}


def roles_of(row: Row) -> frozenset[str] | Unknown:
    """All roles of a row of ``existing``, folded; none where the cell is blank."""
    roles = row.text("roles")
    if isinstance(roles, Unknown):
        return UNKNOWN
    return frozenset(fold_word(role) for role in (roles or "").split(";")) - {""}


def role_as_read(cell: Text) -> Text:
    """Read a primary role: one of the three that the import knows is that one once folded, any other stays as written."""
    return KNOWN_ROLES.get(fold_word(cell), cell) if isinstance(cell, str) else cell


def faculty_by_existing(row: Row) -> bool:
    """Whether the database surely says so of a row of ``existing``; a column that was not supplied says nothing."""
    roles = roles_of(row)
    held = frozenset[str]() if isinstance(roles, Unknown) else roles
    primary = row.word("primary_role")
    return primary == "faculty" or (primary != "dual" and "faculty" in held and "student" not in held)


def knows_faculty(existing: Table) -> bool:
    """Whether the database holds any person of faculty at all."""

    def is_one(row: Row) -> bool:
        roles = roles_of(row)
        return row.word("primary_role") in {"faculty", "dual"} or (
            not isinstance(roles, Unknown) and "faculty" in roles
        )

    return any(is_one(row) for row in existing.keyed())


def is_faculty(school: School, row: Row) -> Truth:
    """Whether a row of the file is of faculty; unknown where neither ``faculty`` nor ``existing`` answers."""
    known = school.existing.first(row.id) if school.existing is not None else None
    listed = school.faculty is not None and school.faculty.first(row.id) is not None
    if listed or (known is not None and faculty_by_existing(known)):
        return True
    if school.settings.faculty_in_file == "none" or school.faculty is not None:
        return False
    if school.existing is None:
        return None
    has_role = known is not None and or3(present(known.text("primary_role")), present(known.text("roles"))) is True
    return False if has_role or knows_faculty(school.existing) else None


# ---------------------------------------------------------------------------------------------------- derived per row


@dataclass(frozen=True)
class Student:
    """A row of the file that has a key, with all that is derived for it."""

    row: Row
    existing: Row | Unknown | None
    """The first row of that id in the database, None for a new row, unknown without the table."""
    is_faculty: Truth
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

    @property
    def program(self) -> str | None:
        """The program supplied."""
        return supplied(self.row, "program")

    @property
    def grad_year(self) -> str | None:
        """The graduation year supplied, as it stands."""
        return supplied(self.row, "grad_year")

    def had(self, column: str) -> Text:
        """What the database has as text: nothing for a new row."""
        cell = self.existing.text(column) if isinstance(self.existing, Row) else self.existing
        return role_as_read(cell) if column == "primary_role" else cell

    def had_whole(self, column: str) -> Whole:
        """What the database has as a number: nothing for a new row."""
        return self.existing.whole(column) if isinstance(self.existing, Row) else self.existing


def supplied(row: Row, column: str) -> str | None:
    """Read a text cell whose column, where it was not supplied, is missing in every row."""
    cell = row.text(column)
    return cell if isinstance(cell, str) else None


def in_programs(school: School, row: Row) -> bool:
    """Whether the program supplied is one of the database's."""
    return school.programs.first(row.ref("program")) is not None


def years_of(school: School, program: Text) -> Whole:
    """Years of the program's first row where they are more than 0; the default for none, none stated, 0 or less."""
    if program is UNKNOWN:
        return UNKNOWN
    listed = school.programs.first(program)
    years = None if listed is None else listed.whole("years")
    if isinstance(years, Unknown):
        return UNKNOWN
    return years if years is not None and years > 0 else school.settings.default_program_years


def add(year: Whole, years: Whole, sign: int = 1) -> Whole:
    """Add years to a year: none to none, unknown if either is unknown."""
    if year is None:
        return None
    if isinstance(year, Unknown) or not isinstance(years, int):
        return UNKNOWN
    return year + sign * years


def at_least_minimum(school: School, given: int) -> bool:
    """SI-302's condition; without a minimum there is nothing to fall short of."""
    return school.settings.min_grad_year is None or given >= school.settings.min_grad_year


def not_too_far(school: School, given: int, years: Whole) -> Truth:
    """SI-303's condition; open where the years are."""
    return given <= school.current_year + years if isinstance(years, int) else None


def work_out(school: School, row: Row) -> Student:
    """Derive everything for one row."""
    existing = UNKNOWN if school.existing is None else school.existing.first(row.id)
    had_program = existing.text("program") if isinstance(existing, Row) else existing
    program, grad_year = supplied(row, "program"), supplied(row, "grad_year")
    effective = program if program is not None and (in_programs(school, row) or school.create_programs) else had_program
    compared = row.normalised("program", effective) if isinstance(effective, str) else effective
    years = years_of(school, compared)
    given = None if grad_year is None else parse_int(grad_year)
    usable: Truth = given is not None and and3(at_least_minimum(school, given), not_too_far(school, given, years))
    faculty = is_faculty(school, row)
    after = grad_year_after(school, existing, given, grad_year is not None, usable, years)
    return Student(
        row=row,
        existing=existing,
        is_faculty=faculty,
        effective_program=effective,
        years=years,
        given=given,
        usable=usable,
        effective_grad_year=after,
        cohort_year=add(after, years, sign=-1),
        primary_role=primary_role(school, faculty, existing),
    )


def grad_year_after(
    school: School,
    existing: Row | Unknown | None,
    given: int | None,
    is_supplied: bool,
    usable: Truth,
    years: Whole,
) -> Whole:
    """effective_grad_year: what the record's graduation year will be. Of a row that may be new or not, unknown."""
    if usable is None:
        return UNKNOWN
    if usable:
        return given
    if existing is None:
        return None if is_supplied or school.lock_step else add(school.current_year, years)
    return existing.whole("grad_year") if isinstance(existing, Row) else UNKNOWN


def primary_role(school: School, faculty: Truth, existing: Row | Unknown | None) -> Text:
    """Dual for a faculty row within tolerance; for the others what the database has, else Student."""
    within = and3(faculty, not3(school.tolerance_exceeded))
    if within is None:
        return UNKNOWN
    if within:
        return "Dual"
    had = role_as_read(existing.text("primary_role")) if isinstance(existing, Row) else existing
    return "Student" if had is None else had


def has_student_role(existing: Row | Unknown | None) -> Truth:
    """Whether Student is one of the roles that the database has; nobody's are known without it."""
    if not isinstance(existing, Row):
        return None if existing is UNKNOWN else False
    roles = roles_of(existing)
    return None if isinstance(roles, Unknown) else "student" in roles


def same_role(one: Text, other: Text) -> Truth:
    """Whether two roles are alike, folded."""
    folded = [fold_word(role) if isinstance(role, str) else role for role in (one, other)]
    return equal(*folded)
