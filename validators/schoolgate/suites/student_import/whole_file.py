"""The facts about the whole file: its shares against their limits, in whole numbers, and the state of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.relations import beside, file_row
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.student_import.people import Database
from schoolgate.suites.student_import.settings import StudentImportSettings

ENOUGH_NEW = 5
"""So many new rows must supply a graduation year before their share says something."""
_DIGITS = 2
Listed = Mapping[str, int | str | None]
"""Facts of the file about whom of the database it lists."""


@dataclass(frozen=True, slots=True)
class Faculty:
    """The rows of people known as faculty (`hits`), or those of whom nobody knows (`unsure`): never both; of all rows."""

    rows: int
    hits: int
    unsure: int
    allowed: int

    @property
    def beyond(self) -> int | None:
        """How many more are faculty than the tolerance allows; None while the unsure ones could decide it."""
        return self.hits - self.allowed if self.unsure <= self.allowed else None


def faculty(students: pl.DataFrame, settings: StudentImportSettings) -> Faculty:
    """Count the file's rows of faculty.

    More than so many percent of the rows is more than the whole number below that share: comparing whole numbers is exact.
    """
    hits, unsure = int(students["is_faculty"].sum()), int(students["is_faculty__unknown"].sum())
    allowed = floor(_share(settings.faculty_tolerance_percent) * students.height)
    return Faculty(students.height, hits, unsure, allowed)


def facts(
    listed: Listed,
    students: pl.DataFrame,
    faculty: Faculty,
    settings: StudentImportSettings,
    moment: Moment,
) -> pl.DataFrame:
    """The one row about the file; `students` are the fact rows of the students, `listed` is what `listed` found."""
    current = settings.current_grad_year
    tolerance = _exact(settings.faculty_tolerance_percent)
    told = {
        "lock_step": settings.lock_step,
        "faculty_rows": faculty.hits,
        "faculty_percent": percent(faculty.hits, faculty.rows, tolerance),
        "faculty_tolerance": _figure("faculty_tolerance_percent", settings),
        "current_grad_year": current,
        "as_of_year": moment.date.year,
        "years_behind": None if current is None else moment.date.year - current,
        "min_file_share": _figure("min_file_share_percent", settings),
    }
    unsure = {"faculty_beyond": faculty.beyond, **_new_years(students), **listed}
    flags = {unknown_flag(name): value is None for name, value in unsure.items()}
    schema: dict[str, pl.DataType] = dict.fromkeys(("current_grad_year", "years_behind", *unsure), pl.Int64())
    schema |= {"existing_share": pl.String(), "new_enough": pl.Boolean()}
    return beside(file_row(students), pl.DataFrame([{**told, **unsure, **flags}], schema_overrides=schema))


def _figure(name: str, settings: StudentImportSettings) -> str:
    """A share that the settings name, and whose figure it is."""
    given = name in settings.model_fields_set
    return f"{plain(_exact(getattr(settings, name)))} %{'' if given else ', which is our assumption'}"


def _new_years(students: pl.DataFrame) -> dict[str, int | bool | None]:
    """How many new rows that give a graduation year have one too far ahead, and whether they are enough to say something.

    What is unknown is counted both ways, as it would help and as it would hurt: where both say the same, it is known.
    """
    given = students.filter(pl.col("student_id").is_not_null() & pl.col("given_grad_year").is_not_null())
    sure, perhaps = pl.col("is_new").fill_null(value=False), pl.col("is_new__unknown")
    may_be_far, surely_far = ((pl.col("years_too_far") > 0).fill_null(value=unsure) for unsure in (True, False))
    counted = given.select(
        new=sure.sum(),
        far=(sure & surely_far).sum(),
        far_at_most=(sure & may_be_far).sum(),
        maybe=perhaps.sum(),
        maybe_far=(perhaps & may_be_far).sum(),
        maybe_near=(perhaps & ~surely_far).sum(),
    )
    new, far, far_at_most, maybe, maybe_far, maybe_near = counted.row(0)
    # At worst every row that may be new and too far is, and only so many of the others as it takes to be enough.
    at_worst = max(new + maybe_far, min(ENOUGH_NEW, new + maybe)) - 2 * (far_at_most + maybe_far)
    at_best = new + maybe_near - 2 * far
    enough = new >= ENOUGH_NEW
    return {
        "new_given": None if maybe else new,
        "new_too_far": None if maybe or far_at_most > far else far,
        "new_enough": enough if enough == (new + maybe >= ENOUGH_NEW) else None,
        "new_within_lead": at_worst if (at_worst > 0) == (at_best > 0) else None,
    }


def listed(known: Database, students: pl.DataFrame, settings: StudentImportSettings, moment: Moment) -> Listed:
    """How many current students of the database the file lists, and how many it should.

    Current is whose graduation year has not passed, or is not known, unless the database surely has them as faculty.
    """
    asked = settings.min_file_share_percent > 0
    if not known.supplied:
        names = ("existing_ids", "existing_listed", "existing_share", "existing_needed", "existing_short")
        return {**dict.fromkeys(names), **({} if asked else {"existing_needed": 0})}
    current = (pl.col("grad_year") >= settings.current_year(moment)).fill_null(value=True) & ~pl.col("says_faculty")
    ids = known.rows.filter(current)["student_id"].unique()
    listed = int(ids.is_in(students["student_id"].drop_nulls().unique().implode()).sum())
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
