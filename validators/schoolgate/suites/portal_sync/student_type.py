"""As which type each student syncs: as stated, else by a path that is open to it, else by what comes nearest.

The article gives the requirements of three types and does not say how the portal tells them apart. How we read it is laid
down in the requirements of rule PS-110.
"""

import polars as pl

from schoolgate.frames.begun import at_once
from schoolgate.language.frame import TypedTables
from schoolgate.suites.portal_sync.paths import first_gap, open_paths, possible_paths
from schoolgate.suites.portal_sync.tables import TYPES

STATED, PATH, UNDECIDED, NEAREST = BASES = ("stated", "path", "undecided", "nearest")
"""What a type rests on: the column, a path that is surely open, one that may be, or what the student comes nearest to."""


def typed(students: pl.DataFrame, tables: TypedTables) -> pl.DataFrame:
    """The facts of students with the type, what it rests on, and what follows from it.

    Adds `type`, unknown where the table applications would have to say; `type_basis`; `out_of_scope`; `left_dated`;
    `application_gap`.
    """
    steps = _steps(tables)
    # A column for each step first: nested, each would be worked out again wherever it stands.
    fits = students.select(
        (pl.col("student_id").is_not_null() & fits).alias(str(at)) for at, (fits, _, _) in enumerate(steps)
    )
    number = pl.coalesce(pl.when(str(at)).then(pl.lit(at, dtype=pl.UInt8)) for at in range(len(steps)))
    step = fits.select(number.alias("step"))["step"]
    names = pl.Series("type", [name for _, name, _ in steps], dtype=pl.String())
    bases = pl.Series("type_basis", [basis for _, _, basis in steps], dtype=pl.String())
    stated, untold = (
        step.is_in(those.arg_true().implode()).fill_null(value=False) for those in (bases == STATED, names.is_null())
    )
    told = students.with_columns(
        *at_once(
            students.height,
            lambda: names.gather(step).scatter(stated.arg_true(), students["student_type"].filter(stated)),
            lambda: bases.gather(step),
            lambda: (untold & ~stated).alias("type__unknown"),
        )
    )
    gone = (pl.col("type_basis") == NEAREST) & (pl.col("type") == "left") & (pl.col("days_inside_window") < 0)
    undated = pl.col("latest_dol__unknown") | pl.col("type__unknown")
    return told.with_columns(
        _gaps(told),
        out_of_scope=gone.fill_null(value=False),
        left_dated=pl.when(~undated).then(pl.col("latest_dol").is_not_null()),
        left_dated__unknown=undated,
    )


def _steps(tables: TypedTables) -> list[tuple[pl.Expr, str | None, str | None]]:
    """Where each step fits, in order; the type that it tells, and what that rests on. The first that fits decides."""
    applications_known = tables.supplied("applications")
    steps: list[tuple[pl.Expr, str | None, str | None]] = [(pl.col("student_type").is_in(TYPES), None, STATED)]
    for paths, basis in ((open_paths(), PATH), (possible_paths(), UNDECIDED)):
        steps += [(fits, name, basis) for name, fits in paths.items() if name != "prospective" or applications_known]
    steps += [
        (pl.col("on_roll"), "current", NEAREST),
        (pl.col("any_open"), "prospective", NEAREST),
        (pl.col("latest_dol").is_not_null() | pl.col("latest_dol__unknown"), "left", NEAREST),
    ]
    if not applications_known:
        # An application could have decided: what comes after would only guess.
        return [*steps, (pl.lit(value=True), None, None)]
    return [
        *steps,
        (pl.col("applications") > 0, "prospective", NEAREST),
        (pl.col("base_group_id").is_not_null(), "current", NEAREST),
    ]


def _gaps(students: pl.DataFrame) -> pl.Series:
    """For who syncs by another path and may have an open application: what keeps it from being a prospective student."""
    other = (pl.col("type_basis") == PATH) & pl.col("type").is_in(["current", "left"])
    may_be_open = pl.col("application_open") | pl.col("application_open__unknown")
    rows = students.select((other & may_be_open).fill_null(value=False)).to_series().arg_true()
    gaps = students[rows].select(first_gap().alias("gap"))["gap"]
    nobody = pl.repeat(None, students.height, dtype=pl.String(), eager=True)
    return nobody.scatter(rows, gaps).alias("application_gap")
