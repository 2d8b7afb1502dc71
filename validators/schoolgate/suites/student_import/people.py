"""Who is known: the students of the database with what it has of them, and who is faculty."""

from dataclasses import dataclass

import polars as pl

from schoolgate.basics import folding
from schoolgate.frames.relations import first_rows, keyed, looked_up
from schoolgate.language.frame import TypedTables
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.student_import.settings import StudentImportSettings
from schoolgate.suites.student_import.tables import DUAL_ROLE, FACULTY_ROLE, ROLE_SEPARATOR, STUDENT_ROLE

_YES = pl.lit(value=True)
_HAD = ("program", "grad_year", "academic_year", "cohort_year", "primary_role")
"""What is looked up in the database as it stands."""
_DENIED = ", although faculty_in_file says that the file lists no faculty"


@dataclass(frozen=True, slots=True)
class Database:
    """The people of the database.

    `rows` are those with a key, as they stand and with what their roles say: `student_role`, `says_faculty`, `has_a_role`.
    `names_faculty`: at least one of them has the role Faculty, or Faculty or Dual for a primary role.
    """

    supplied: bool
    rows: pl.DataFrame
    names_faculty: bool


def database(tables: TypedTables) -> Database:
    """What the database says of its people. A column of roles that was not supplied says nothing."""
    rows = keyed(tables["existing"], "student_id")
    rows = rows.hstack([_has(STUDENT_ROLE, rows["roles"]), _has(FACULTY_ROLE, rows["roles"])])
    primary = pl.col("primary_role").fill_null("")
    only_faculty = (primary != DUAL_ROLE) & pl.col("faculty_role") & ~pl.col("student_role")
    rows = rows.with_columns(
        says_faculty=(primary == FACULTY_ROLE) | only_faculty,
        has_a_role=pl.col("primary_role").is_not_null() | pl.col("roles").is_not_null(),
    )
    named = rows.select((primary.is_in([FACULTY_ROLE, DUAL_ROLE]) | pl.col("faculty_role")).any()).item()
    return Database(tables.supplied("existing"), rows, named)


def _has(role: str, roles: pl.Series) -> pl.Series:
    """Whether a role is among the roles of each cell, none in a blank one; each distinct cell is read once."""
    name = f"{role.lower()}_role"
    distinct = roles.drop_nulls().unique()
    wanted = folding.closed(role)
    has = [cell for cell in distinct.to_list() if wanted in map(folding.closed, cell.split(ROLE_SEPARATOR))]
    return roles.is_in(has).fill_null(value=False).alias(name)


def in_database(keys: pl.Series, known: Database) -> pl.DataFrame:
    """Whether each student is new, and what the database has of the others."""
    not_supplied = not known.supplied
    had = first_rows(known.rows, "student_id").select(
        "student_id",
        *(pl.col(name).alias(f"existing_{name}") for name in _HAD),
        *(pl.col(unknown_flag(name)).alias(unknown_flag(f"existing_{name}")) for name in _HAD),
        existing_student_role=pl.when(~pl.col("roles__unknown")).then("student_role"),
        existing_student_role__unknown="roles__unknown",
        existing_says_faculty="says_faculty",
        existing_has_a_role="has_a_role",
        found=_YES,
    )
    found = looked_up(keys, had, "student_id")
    open_ = pl.lit(not_supplied) & pl.lit(keys).is_not_null()
    return found.with_columns(pl.col("^.*__unknown$").fill_null(open_)).select(
        *(column for column in found.columns if column != "found"),
        is_new=pl.when(~open_).then(pl.lit(keys).is_not_null() & pl.col("found").is_null()),
        is_new__unknown=open_,
    )


def is_faculty(
    students: pl.DataFrame, tables: TypedTables, known: Database, settings: StudentImportSettings
) -> pl.DataFrame:
    """Whether each student is faculty, and who says so; `students` have what `in_database` gives.

    Unknown where nobody answers: neither the list of faculty, nor the database (by naming any faculty at all, or by the
    student's own roles), nor the settings.
    """
    answered = tables.supplied("faculty") or known.names_faculty or settings.faculty_in_file == "none"
    listed = pl.lit(students["student_id"].is_in(tables["faculty"]["student_id"].drop_nulls().unique().implode()))
    listed, says = listed.fill_null(value=False), pl.col("existing_says_faculty").fill_null(value=False)
    open_ = pl.col("student_id").is_not_null() & ~pl.col("existing_has_a_role").fill_null(value=False)
    unknown = pl.lit(not answered) & open_
    denied = _DENIED if settings.faculty_in_file == "none" else ""
    return students.select(
        is_faculty=pl.when(~unknown).then(listed | says),
        is_faculty__unknown=unknown,
        faculty_by=pl.when(listed)
        .then(pl.lit(f"is listed in faculty{denied}"))
        .when(says)
        .then(pl.lit(f"is Faculty in existing{denied}")),
    )
