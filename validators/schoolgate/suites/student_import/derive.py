"""How the facts of an import are worked out, in Polars.

Where a value is looked up in another row its state comes along: unknown there is unknown here. A row without a key keeps
its own cells and takes part in nothing. `docs/decisions.md` says how unclear places of the requirements are read.
"""

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.frames.relations import beside, first_rows, looked_up, rows_with_key
from schoolgate.language.frame import TypedTables, whole_number
from schoolgate.language.suite import FactFrames
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.student_import import whole_file
from schoolgate.suites.student_import.facts import FACT_TABLES, FILE
from schoolgate.suites.student_import.settings import StudentImportSettings
from schoolgate.suites.student_import.tables import DUAL_ROLE, ROLE_SEPARATOR, STUDENT_ROLE

_YES = pl.lit(value=True)
_REJECTED = "the import rejects the row"
_IGNORED = "the import ignores it and takes the rest of the row"
_HAD = ("program", "grad_year", "academic_year", "cohort_year", "primary_role")
"""What is looked up in the database as it stands."""


def build(tables: TypedTables, settings: StudentImportSettings, moment: Moment) -> FactFrames:
    """The fact tables.

    Args:
        tables: the file and the database, typed.
        settings: how the database and the import are set up.
        moment: today, in the school's time zone.

    Returns:
        A frame per fact table with exactly the columns that it declares.
    """
    faculty = whole_file.faculty(tables, settings)
    students = _students(tables, settings, moment, beyond=faculty.beyond)
    frames = {
        "students": students,
        "existing": _numbered(tables["existing"], "student_id"),
        "programs": _numbered(tables["programs"], "program"),
        FILE: whole_file.facts(tables, students, faculty, settings, moment),
    }
    return {table.name: frames[table.name].select(table.columns) for table in FACT_TABLES}


def _numbered(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.with_columns(rows_with_key(frame[key]))


def _or_no(column: str) -> pl.Expr:
    return pl.col(column).fill_null(value=False)


def _flagged(name: str, value: pl.Expr, unknown: pl.Expr) -> list[pl.Expr]:
    """A fact and the flag beside it: null where unknown, and the flag never null."""
    flag = unknown.fill_null(value=False)
    return [pl.when(~flag).then(value).alias(name), flag.alias(unknown_flag(name))]


def _students(tables: TypedTables, settings: StudentImportSettings, moment: Moment, *, beyond: int) -> pl.DataFrame:
    students = tables["students"]
    current_year = settings.current_grad_year if settings.current_grad_year is not None else moment.date.year
    settled = beside(
        students,
        rows_with_key(students["student_id"]).to_frame(),
        _in_database(students["student_id"], tables),
        _is_faculty(students["student_id"], tables),
        _program_known(students["program"], tables),
    ).with_columns(
        lock_step=pl.lit(settings.lock_step),
        create_programs=pl.lit(settings.create_programs),
        bad_grad_year=pl.lit(_REJECTED if settings.lock_step else _IGNORED),
        faculty_beyond=pl.when("is_faculty").then(pl.lit(beyond, dtype=pl.Int64)).otherwise(0),
        given_grad_year=_distinct(students["grad_year"]),
        min_grad_year=pl.lit(settings.min_grad_year, dtype=pl.Int64),
    )
    settled = settled.with_columns(_effective_program(settings))
    settled = beside(settled, _program_years(settled, tables, settings))
    return (
        settled.with_columns(_limits(current_year, moment.date.year))
        .with_columns(_effective_grad_year(settings))
        .with_columns(*_cohort_year(), *_primary_role(tables, within=beyond <= 0))
        .with_columns(*_sameness())
    )


def _distinct(cells: pl.Series) -> pl.Series:
    """The whole numbers in a column of text; each distinct cell is read once."""
    distinct = cells.drop_nulls().unique()
    values = distinct.to_frame("cell").select(whole_number(pl.col("cell")).alias("value"))["value"]
    if distinct.is_empty():
        return pl.repeat(None, len(cells), dtype=pl.Int64(), eager=True)
    return cells.replace_strict(distinct, values, return_dtype=pl.Int64())


def _in_database(keys: pl.Series, tables: TypedTables) -> pl.DataFrame:
    """Whether each student is new, and what the database has of the others."""
    not_supplied = not tables.supplied("existing")
    database = tables["existing"]
    known = first_rows(database.with_columns(_student_role(database["roles"])), "student_id").select(
        "student_id",
        *(pl.col(name).alias(f"existing_{name}") for name in _HAD),
        *(pl.col(unknown_flag(name)).alias(unknown_flag(f"existing_{name}")) for name in _HAD),
        existing_student_role=pl.when(~pl.col("roles__unknown")).then(_or_no("student_role")),
        existing_student_role__unknown="roles__unknown",
        found=_YES,
    )
    found = looked_up(keys, known, "student_id")
    has_key = pl.lit(keys).is_not_null()
    return found.with_columns(pl.col("^.*__unknown$").fill_null(pl.lit(not_supplied) & has_key)).select(
        *(column for column in found.columns if column != "found"),
        is_new=pl.when(~(pl.lit(not_supplied) & has_key)).then(has_key & pl.col("found").is_null()),
        is_new__unknown=pl.lit(not_supplied) & has_key,
    )


def _student_role(roles: pl.Series) -> pl.Series:
    """Whether Student is one of the roles; each distinct cell is read once."""
    distinct = roles.drop_nulls().unique()
    has = [STUDENT_ROLE in map(str.strip, cell.split(ROLE_SEPARATOR)) for cell in distinct]
    if distinct.is_empty():
        return pl.repeat(None, len(roles), dtype=pl.Boolean(), eager=True).alias("student_role")
    return roles.replace_strict(distinct, has, return_dtype=pl.Boolean()).alias("student_role")


def _is_faculty(keys: pl.Series, tables: TypedTables) -> pl.DataFrame:
    known = tables["faculty"]["student_id"].drop_nulls().unique()
    return keys.is_in(known.implode()).fill_null(value=False).alias("is_faculty").to_frame()


def _program_known(programs: pl.Series, tables: TypedTables) -> pl.DataFrame:
    known = tables["programs"]["program"].drop_nulls().unique()
    return programs.is_in(known.implode()).fill_null(value=False).alias("program_known").to_frame()


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
        *_flagged("latest_grad_year", latest, unknown),
        *_flagged("years_too_far", given - latest, given.is_not_null() & unknown),
        *_flagged("fits_this_year", given - latest <= this_year - current_year, given.is_not_null() & unknown),
    ]


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


def _primary_role(tables: TypedTables, *, within: bool) -> list[pl.Expr]:
    has_key = pl.col("student_id").is_not_null()
    if not tables.supplied("faculty"):
        return _flagged("primary_role", pl.lit(None, dtype=pl.String()), has_key)
    dual = pl.col("is_faculty") & within
    value = pl.when(dual).then(pl.lit(DUAL_ROLE)).otherwise(pl.coalesce("existing_primary_role", pl.lit(STUDENT_ROLE)))
    return _flagged("primary_role", pl.when(has_key).then(value), ~dual & pl.col("existing_primary_role__unknown"))


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
