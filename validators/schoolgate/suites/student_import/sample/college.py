"""A clean college: an import that has nothing to say about any row."""

from datetime import date

import numpy as np
import polars as pl

from schoolgate.language.settings import Setting
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.names import names
from schoolgate.sample.plan import Draft
from schoolgate.suites.student_import.tables import STUDENT_ROLE

PROGRAMS = (
    ("BA History", 3),
    ("BSc Physics", 3),
    ("BEng Civil Engineering", 4),
    ("MBBS Medicine", 5),
    ("MSc Data Science", 1),
    ("PhD Chemistry", 4),
    ("Evening Classes", 0),
    ("Visiting Students", -1),
)
"""The programs and their years; where these are 0 or less the import takes `DEFAULT_YEARS`."""
UNUSED_PROGRAM = ("MA Library Studies", 2)
DEFAULT_YEARS = 4
_WEIGHTS = (6.0, 5.0, 4.0, 2.0, 3.0, 1.0, 1.0, 0.5)
_NEW, _FIRST_YEAR, _ELSEWHERE = 0.25, 0.85, 0.08
"""Of the rows: new. Of the new: in their first year. Of the database: not in the file."""
_ROLES = (STUDENT_ROLE, STUDENT_ROLE, STUDENT_ROLE, f"{STUDENT_ROLE};Alumni", f"Staff; {STUDENT_ROLE}")
_MINIMUM_AGO = 5
"""How many years before the as-of date the least graduation year lies."""
_SPREADSHEET = 0.05
"""Of the graduation years: written by a spreadsheet, as 2027.0."""


def minimum(as_of: date) -> int:
    """The least graduation year that the import takes."""
    return as_of.year - _MINIMUM_AGO


def told(as_of: date) -> dict[str, Setting]:
    """The settings that answer every question about how the import is set up; the list of faculty says who is."""
    return {
        "lock_step": False,
        "create_programs": False,
        "min_grad_year": minimum(as_of),
        "faculty_tolerance_percent": 5.0,
        "current_grad_year": as_of.year,
    }


def build(rows: int, dice: Dice, as_of: date) -> Draft:
    """A clean file of `rows` students and its database.

    Returns:
        The tables, and about each row: `is_new`; `years`, those of its program; `ahead`, how many years its graduation lies
        ahead; `existing_row`, its row in existing, or -1.
    """
    is_new = dice.order("new", rows) < round(_NEW * rows)
    program = dice.picks("program", _WEIGHTS, rows)
    years = np.array([years if years > 0 else DEFAULT_YEARS for _, years in PROGRAMS])[program]
    # Who enters in the autumn graduates when all years of the program are over; the others are somewhere on the way.
    enters = is_new & dice.chances("first year", _FIRST_YEAR, rows)
    ahead = np.where(enters, years, dice.below("ahead", years, rows))
    grad_year = pl.Series(as_of.year + ahead).cast(pl.String)
    written = (grad_year + ".0").zip_with(pl.Series(dice.chances("spreadsheet", _SPREADSHEET, rows)), grad_year)
    called = names(np.arange(rows), np.zeros(rows, dtype=np.int64), dice.of("names"))
    number = pl.Series(np.arange(1, rows + 1)).cast(pl.String)
    students = pl.DataFrame(
        {
            "student_id": ids("U", rows),
            "first_name": called["first_name"],
            "last_name": called["last_name"],
            "email": called["first_slug"] + "." + called["last_slug"] + number + "@college.example",
            "program": pl.Series([name for name, _ in PROGRAMS]).gather(program),
            "grad_year": written,
        }
    )
    known = np.flatnonzero(~is_new)
    existing = _existing(students[known], grad_year.gather(known), years[known], as_of, dice.of("existing"))
    place = np.full(rows, -1, dtype=np.int64)
    order = dice.order("in the database", existing.height)
    place[known] = np.argsort(order, kind="stable")[: known.size]
    about = pl.DataFrame({"is_new": is_new, "years": years, "ahead": ahead, "existing_row": place})
    tables = {
        "students": students,
        "existing": existing[order],
        "programs": pl.DataFrame(
            [(name, str(years)) for name, years in (*PROGRAMS, UNUSED_PROGRAM)],
            schema={"program": pl.String(), "years": pl.String()},
            orient="row",
        ),
        "faculty": pl.DataFrame({"student_id": ids("F", 1 + rows // 20)}),
    }
    return Draft(tables, about, as_of)


def ids(letter: str, count: int, first: int = 1) -> pl.Series:
    """`count` identifiers of a letter and a number."""
    numbers = pl.int_range(first, first + count, eager=True).cast(pl.String)
    return (letter + numbers.str.zfill(7)).alias("student_id")


def _existing(students: pl.DataFrame, grad_year: pl.Series, years: Ints, as_of: date, dice: Dice) -> pl.DataFrame:
    """The database: the rows of `students` as they are there, and some people whom the file does not list."""
    count = students.height
    graduates = grad_year.cast(pl.Int64).to_numpy()
    primary = pl.Series([STUDENT_ROLE, None]).gather(dice.chances("primary", 0.03, count).astype(np.int64))
    there = pl.DataFrame(
        {
            "student_id": students["student_id"],
            "program": students["program"],
            "grad_year": grad_year,
            "academic_year": pl.Series(years - graduates + as_of.year).cast(pl.String),
            "cohort_year": pl.Series(graduates - years).cast(pl.String),
            "primary_role": primary,
            "roles": pl.Series(_ROLES).gather(dice.below("roles", len(_ROLES), count)),
        }
    )
    return pl.concat([there, elsewhere(round(_ELSEWHERE * count), as_of, "A")])


def elsewhere(count: int, as_of: date, letter: str) -> pl.DataFrame:
    """People of the database whom the file does not list: those who graduated, who are current no more."""
    graduated = np.arange(count) % 4 + as_of.year - 4
    return pl.DataFrame(
        {
            "student_id": ids(letter, count),
            "program": pl.Series([PROGRAMS[0][0]], dtype=pl.String()).gather(np.zeros(count, dtype=np.int64)),
            "grad_year": pl.Series(graduated).cast(pl.String),
            "academic_year": pl.repeat(None, count, dtype=pl.String(), eager=True),
            "cohort_year": pl.Series(graduated - PROGRAMS[0][1]).cast(pl.String),
            "primary_role": pl.repeat("Alumni", count, eager=True),
            "roles": pl.repeat(f"{STUDENT_ROLE};Alumni", count, eager=True),
        }
    )
