"""The facts about the whole file: its shares against their limits, in whole numbers, and the state of the database."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.relations import keyed
from schoolgate.language.frame import TypedTables
from schoolgate.language.table import ROW
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.student_import.settings import StudentImportSettings

_FIRST = 2
"""The number of the one row: any will do, reports do not show it."""
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Faculty:
    """The rows of people known as faculty among all rows of the file, and how many the tolerance allows."""

    rows: int
    hits: int
    allowed: int

    @property
    def beyond(self) -> int:
        """How many more there are than that."""
        return self.hits - self.allowed


def faculty(tables: TypedTables, settings: StudentImportSettings) -> Faculty:
    """Count the file's rows of faculty.

    More than so many percent of the rows is more than the whole number below that share: comparing whole numbers is exact.
    """
    keys = tables["students"]["student_id"]
    known = tables["faculty"]["student_id"].drop_nulls().unique()
    hits = int(keys.is_in(known.implode()).sum())
    return Faculty(len(keys), hits, floor(_share(settings.faculty_tolerance_percent) * len(keys)))


def facts(
    tables: TypedTables,
    students: pl.DataFrame,
    faculty: Faculty,
    settings: StudentImportSettings,
    moment: Moment,
) -> pl.DataFrame:
    """The one row about the file; `students` are the fact rows of the students."""
    current = settings.current_grad_year
    tolerance = _exact(settings.faculty_tolerance_percent)
    known = {
        ROW: _FIRST,
        "file_rows": faculty.rows,
        "lock_step": settings.lock_step,
        "faculty_supplied": tables.supplied("faculty"),
        "faculty_rows": faculty.hits,
        "faculty_percent": percent(faculty.hits, faculty.rows, tolerance),
        "faculty_tolerance": plain(tolerance),
        "faculty_beyond": faculty.beyond,
        "current_grad_year": current,
        "as_of_year": moment.date.year,
        "years_behind": None if current is None else moment.date.year - current,
        "min_file_share": plain(_exact(settings.min_file_share_percent)),
    }
    unsure = {**_new_years(students), **_listed(tables, settings)}
    flags = {unknown_flag(name): value is None for name, value in unsure.items()}
    schema = dict.fromkeys(("current_grad_year", "years_behind", *unsure), pl.Int64()) | {"existing_share": pl.String()}
    return pl.DataFrame([{**known, **unsure, **flags}], schema_overrides=schema)


def _new_years(students: pl.DataFrame) -> dict[str, int | None]:
    """Of the new rows that give a graduation year: how many, how many too far ahead; None where a cell is unknown."""
    given = students.filter(pl.col("student_id").is_not_null() & pl.col("given_grad_year").is_not_null())
    if given["is_new__unknown"].any():
        return dict.fromkeys(("new_given", "new_too_far", "new_within_lead"))
    new = given.filter("is_new")
    far = None if new["years_too_far__unknown"].any() else int((new["years_too_far"] > 0).sum())
    return {
        "new_given": new.height,
        "new_too_far": far,
        "new_within_lead": None if far is None else new.height - 2 * far,
    }


def _listed(tables: TypedTables, settings: StudentImportSettings) -> dict[str, int | str | None]:
    """How many students of the database the file lists, and how many it should."""
    asked = settings.min_file_share_percent > 0
    if not tables.supplied("existing"):
        names = ("existing_ids", "existing_listed", "existing_share", "existing_needed", "existing_short")
        return {**dict.fromkeys(names), **({} if asked else {"existing_needed": 0})}
    ids = keyed(tables["existing"], "student_id")["student_id"].unique()
    listed = int(ids.is_in(tables["students"]["student_id"].drop_nulls().unique().implode()).sum())
    needed = ceil(_share(settings.min_file_share_percent) * len(ids))
    return {
        "existing_ids": len(ids),
        "existing_listed": listed,
        "existing_share": percent(listed, len(ids), _exact(settings.min_file_share_percent)),
        "existing_needed": needed,
        "existing_short": needed - listed,
    }


def _exact(percent: float) -> Fraction:
    """The number as somebody wrote it: 8.2 is 82/10, not the nearest binary fraction."""
    return Fraction(str(percent))


def _share(percent: float) -> Fraction:
    return _exact(percent) / 100


def plain(number: Fraction) -> str:
    """A decimal number without needless digits.

    >>> plain(Fraction("5.0")), plain(Fraction("12.5"))
    ('5', '12.5')
    """
    return f"{float(number):.10f}".rstrip("0").rstrip(".")


def percent(part: int, whole: int, limit: Fraction) -> str:
    """The share in percent, with as many digits as it takes to tell it from `limit` where it is not the limit.

    >>> percent(1, 3, Fraction(5)), percent(50_001, 1_000_000, Fraction(5)), percent(0, 0, Fraction(5))
    ('33.33', '5.0001', '0')
    """
    share = Fraction(100 * part, whole) if whole else Fraction(0)
    digits = _DIGITS
    while share != limit and round(share, digits) == limit:
        digits += 1
    return plain(round(share, digits))
