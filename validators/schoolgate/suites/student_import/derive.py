"""How the facts of an import are worked out, in Polars.

Where a value is looked up in another row its state comes along: unknown there is unknown here. A row without a key keeps
its own cells and takes part in nothing. `docs/decisions.md` says how unclear places of the requirements are read.
"""

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.begun import begun
from schoolgate.frames.near import near_miss
from schoolgate.frames.relations import beside, first_rows, looked_up, rows_with_key
from schoolgate.language.frame import TypedTables, whole_number
from schoolgate.language.integrity import FILE
from schoolgate.language.suite import FactFrames
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.student_import import people, whole_file
from schoolgate.suites.student_import.facts import FACT_TABLES
from schoolgate.suites.student_import.settings import StudentImportSettings
from schoolgate.suites.student_import.tables import DUAL_ROLE, STUDENT_ROLE

_YES = pl.lit(value=True)
_REJECTED = "the import issues an error and, by our reading, rejects the row"
_IGNORED = "the import ignores it and takes the rest of the row"
_IGNORED_OF_NEW = f"{_IGNORED}; by our reading the new student gets no graduation year"
_OUR_YEAR = ", which is our assumption"


def build(tables: TypedTables, settings: StudentImportSettings, moment: Moment) -> FactFrames:
    """The fact tables.

    Args:
        tables: the file and the database, typed.
        settings: how the database and the import are set up.
        moment: today, in the school's time zone.

    Returns:
        A frame per fact table with exactly the columns that it declares.
    """
    given = tables["students"]
    counted = begun(lambda: rows_with_key(given["student_id"]).to_frame(), given.height)
    years = begun(lambda: _distinct(given["grad_year"]), given.height)
    existing = begun(lambda: _numbered(tables["existing"], "student_id"), given.height)
    known = people.database(tables)
    listed = begun(lambda: whole_file.listed(known, given, settings, moment), given.height)
    found = beside(given, people.in_database(given["student_id"], known), counted())
    found = found.with_columns(given_grad_year=years())
    found = beside(found, people.is_faculty(found, tables, known, settings))
    faculty = whole_file.faculty(found, settings)
    students = _students(found, tables, settings, moment, faculty.beyond)
    frames = {
        "students": students,
        "existing": existing(),
        "programs": _numbered(tables["programs"], "program"),
        FILE: whole_file.facts(listed(), students, faculty, settings, moment),
    }
    return {table.name: frames[table.name].select(table.columns) for table in FACT_TABLES}


def _numbered(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.with_columns(rows_with_key(frame[key]))


def _flagged(name: str, value: pl.Expr, unknown: pl.Expr) -> list[pl.Expr]:
    """A fact and the flag beside it: null where unknown, and the flag never null."""
    flag = unknown.fill_null(value=False)
    return [pl.when(~flag).then(value).alias(name), flag.alias(unknown_flag(name))]


def _students(
    students: pl.DataFrame, tables: TypedTables, settings: StudentImportSettings, moment: Moment, beyond: int | None
) -> pl.DataFrame:
    """The rows of the file, with what is known of their people.

    `beyond` is how many more of them are faculty than the tolerance allows, None if unknown.
    """
    current_year = settings.current_year(moment)
    assumed = _OUR_YEAR if settings.current_grad_year is None else ""
    programs = tables["programs"]["program"].drop_nulls().unique()
    settled = beside(
        students,
        near_miss(students["program"], programs).alias("program_near").to_frame(),
    ).with_columns(
        program_known=pl.col("program").is_in(programs.implode()).fill_null(value=False),
        lock_step=pl.lit(settings.lock_step),
        create_programs=pl.lit(settings.create_programs),
        bad_grad_year=_bad_grad_year(settings),
        faculty_beyond=pl.lit(beyond, dtype=pl.Int64()),
        faculty_beyond__unknown=pl.lit(beyond is None),
        min_grad_year=pl.lit(settings.min_grad_year, dtype=pl.Int64()),
        current_year=pl.lit(f"{current_year}{assumed}"),
    )
    settled = settled.with_columns(_effective_program(settings))
    settled = beside(settled, _program_years(settled, tables, settings))
    return (
        settled.with_columns(
            *_limits(current_year, moment.date.year), *_as_before(in_database=tables.supplied("existing"))
        )
        .with_columns(_effective_grad_year(settings))
        .with_columns(*_cohort_year(), *_primary_role(beyond), *_surely(beyond, settings))
        .with_columns(*_sameness())
    )


def _bad_grad_year(settings: StudentImportSettings) -> pl.Expr:
    """What the import does about a graduation year that will not do, in words."""
    if settings.lock_step:
        return pl.lit(_REJECTED)
    return pl.when("is_new").then(pl.lit(_IGNORED_OF_NEW)).otherwise(pl.lit(_IGNORED))


def _distinct(cells: pl.Series) -> pl.Series:
    """The whole numbers in a column of text; each distinct cell is read once."""
    distinct = cells.drop_nulls().unique()
    values = distinct.to_frame("cell").select(whole_number(pl.col("cell")).alias("value"))["value"]
    if distinct.is_empty():
        return pl.repeat(None, len(cells), dtype=pl.Int64(), eager=True)
    return cells.replace_strict(distinct, values, return_dtype=pl.Int64())


def _effective_program(settings: StudentImportSettings) -> list[pl.Expr]:
    counts = pl.col("program").is_not_null() & (pl.col("program_known") | settings.create_programs)
    value = pl.when(counts).then("program").otherwise("existing_program")
    return _flagged("effective_program", value, ~counts & pl.col("existing_program__unknown"))


def _program_years(students: pl.DataFrame, tables: TypedTables, settings: StudentImportSettings) -> pl.DataFrame:
    """How many years each student's program takes: the default where it is none, not listed, or of 0 years or less."""
    listed = first_rows(tables["programs"], "program").select("program", "years", "years__unknown")
    found = looked_up(students["effective_program"], listed, "program")
    unknown = pl.col("years__unknown").fill_null(value=False) | pl.lit(students["effective_program__unknown"])
    years = pl.when(pl.col("years") > 0).then("years").otherwise(pl.lit(settings.default_program_years, pl.Int64()))
    return found.select(_flagged("program_years", years, unknown))


def _limits(current_year: int, this_year: int) -> list[pl.Expr]:
    """Where the given graduation year lies between the least and the latest one."""
    latest = pl.col("program_years") + current_year
    given, unknown = pl.col("given_grad_year"), pl.col("program_years__unknown")
    below = pl.max_horizontal(pl.col("min_grad_year") - given, pl.lit(0, pl.Int64()))
    return [
        pl.when(given.is_not_null()).then(below).alias("years_below_minimum"),
        (current_year - given).alias("years_past"),
        *_flagged("latest_grad_year", latest, unknown),
        *_flagged("years_too_far", given - latest, given.is_not_null() & unknown),
        *_flagged("fits_this_year", given - latest <= this_year - current_year, given.is_not_null() & unknown),
    ]


def _as_before(*, in_database: bool) -> list[pl.Expr]:
    """Whether the given graduation year is the one that the database has; without a database there is none."""
    same = (pl.col("given_grad_year") == pl.col("existing_grad_year")).fill_null(value=False)
    open_ = pl.col("given_grad_year").is_not_null() & pl.col("existing_grad_year__unknown")
    return _flagged("given_as_before", same, open_ & in_database)


def usable() -> tuple[pl.Expr, pl.Expr]:
    """Where the given graduation year surely is one that the import takes, and where it surely is not."""
    fits = (pl.col("years_below_minimum") <= 0).fill_null(value=False)
    far = pl.col("years_too_far")
    return fits & (far <= 0).fill_null(value=False), ~fits | (far > 0).fill_null(value=False)


def _effective_grad_year(settings: StudentImportSettings) -> list[pl.Expr]:
    """The given one; else the default for a new row that supplies none; else what the database has.

    A new row whose graduation year is ignored gets none.
    """
    good, bad = usable()
    takes_default = pl.col("is_new") & pl.col("grad_year").is_null() & (not settings.lock_step)
    value = (
        pl.when(good)
        .then("given_grad_year")
        .when(takes_default)
        .then("latest_grad_year")
        .otherwise("existing_grad_year")
    )
    unknown = (
        pl.when(good)
        .then(pl.lit(value=False))
        .when(~bad | pl.col("is_new__unknown"))
        .then(_YES)
        .when(takes_default)
        .then("latest_grad_year__unknown")
        .otherwise("existing_grad_year__unknown")
    )
    has_key = pl.col("student_id").is_not_null()
    return _flagged("effective_grad_year", pl.when(has_key).then(value), has_key & unknown)


def _cohort_year() -> list[pl.Expr]:
    year, unknown = pl.col("effective_grad_year"), pl.col("effective_grad_year__unknown")
    without_years = year.is_not_null() & pl.col("program_years__unknown")
    return _flagged("cohort_year", year - pl.col("program_years"), unknown | without_years)


def _primary_role(beyond: int | None) -> list[pl.Expr]:
    """Dual for faculty within the tolerance; unknown where it is unknown who is faculty, or whether they are too many."""
    has_key, faculty = pl.col("student_id").is_not_null(), pl.col("is_faculty").fill_null(value=False)
    dual = faculty & (beyond is not None and beyond <= 0)
    value = pl.when(dual).then(pl.lit(DUAL_ROLE)).otherwise(pl.coalesce("existing_primary_role", pl.lit(STUDENT_ROLE)))
    undecided = pl.col("is_faculty__unknown") | (faculty & (beyond is None))
    unknown = undecided | (~dual & pl.col("existing_primary_role__unknown"))
    return _flagged("primary_role", pl.when(has_key).then(value), has_key & unknown)


def _surely(beyond: int | None, settings: StudentImportSettings) -> list[pl.Expr]:
    """What is known for sure: that the graduation year costs nobody the row, that the row is not one of too many faculty."""
    good, _ = usable()
    could_be = pl.col("is_faculty").fill_null(value=True) & pl.lit(beyond is None or beyond > 0)
    return [(good | (not settings.lock_step)).alias("year_surely_enough"), (~could_be).alias("surely_no_excess")]


def _sameness() -> list[pl.Expr]:
    """Whether what counts is what the database has; blank and blank are the same. False for a new student."""
    in_database = ~pl.col("is_new") & pl.col("student_id").is_not_null()
    pairs = {
        "same_grad_year": ("effective_grad_year", "existing_grad_year"),
        "same_program": ("effective_program", "existing_program"),
        "same_primary_role": ("primary_role", "existing_primary_role"),
    }
    facts: list[pl.Expr] = []
    for name, (new, old) in pairs.items():
        same = in_database & pl.col(new).eq_missing(pl.col(old))
        either = pl.col(unknown_flag(new)) | pl.col(unknown_flag(old))
        facts += _flagged(name, same, either & (in_database | pl.col("is_new__unknown")))
    return facts
