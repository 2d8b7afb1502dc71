"""What is wrong with programs and graduation years."""

import polars as pl

from schoolgate.sample.cells import alternated, in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.student_import.sample.college import DEFAULT_YEARS, UNUSED_PROGRAM, minimum
from schoolgate.suites.student_import.sample.faults.planting import IN_DATABASE, IS_NEW, existing_rows, overwrite

_NOT_YEARS = ("2027.5", "20 27", "Class of 2027", "2O27", "TBC", "27/28")
_MISSPELT = ("BA Histroy", "BSc physics", "Medicine", "History BA")
_BRAND_NEW = ("BA Game Design", "BSc Marine Robotics")
_WITHIN_DEFAULT = pl.col("ahead") <= DEFAULT_YEARS
"""Without a program that the database knows, so many years are allowed."""


def _too_early(draft: Draft, rows: Ints, _: Dice) -> Planted:
    least = minimum(draft.as_of)
    words = in_turn([str(least - 1), "-1", str(least - 20), "27"], rows.size)
    return Planted((Edit("students", "grad_year", rows, words),), (Expected("SI-302", "students", rows),))


def _long_past(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Years that the import takes, and nobody who is new can graduate in."""
    words = in_turn([str(draft.as_of.year - 2), str(minimum(draft.as_of))], rows.size)
    return Planted((Edit("students", "grad_year", rows, words),), (Expected("SI-310", "students", rows),))


def _too_far(draft: Draft, rows: Ints, dice: Dice) -> Planted:
    beyond = 1 + dice.below("beyond", 4, rows.size)
    years = draft.as_of.year + draft.about["years"].gather(rows).to_numpy() + beyond
    return Planted(
        (Edit("students", "grad_year", rows, pl.Series(years).cast(pl.String)),),
        (Expected("SI-303", "students", rows),),
    )


def _changed(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The database has another graduation year, or another program."""
    places = existing_rows(draft, rows)
    had = draft.tables["existing"][places]
    earlier = (had["grad_year"].cast(pl.Int64) - 1).cast(pl.String)
    blank = in_turn([None], rows.size)
    years = alternated([earlier, had["grad_year"], blank, had["grad_year"]])
    other = in_turn([UNUSED_PROGRAM[0]], rows.size)
    programs = alternated([had["program"], other, had["program"], blank])
    return Planted(
        (Edit("existing", "grad_year", places, years), Edit("existing", "program", places, programs)),
        (Expected("SI-307", "students", rows),),
    )


def _created(_: Draft, rows: Ints, __: Dice) -> Planted:
    """Students of the database go over to programs that it does not have yet."""
    return Planted(
        (Edit("students", "program", rows, in_turn(_BRAND_NEW, rows.size)),),
        (Expected("SI-202", "students", rows), Expected("SI-307", "students", rows)),
        settings={"create_programs": True},
    )


_TOO_EARLY = Fault(name="SI-302", rules=("SI-302",), plant=_too_early, fits=IN_DATABASE, weight=3)
_CHANGED = Fault(name="SI-307", rules=("SI-307",), plant=_changed, fits=IN_DATABASE, weight=7, least=4)

FAULTS = (
    overwrite("SI-305", 5, "grad_year", (None,), fits=IS_NEW),
    Fault(name="SI-303", rules=("SI-303",), plant=_too_far, fits=IN_DATABASE, weight=4),
    Fault(name="SI-310", rules=("SI-310",), plant=_long_past, fits=IS_NEW, weight=3),
    _TOO_EARLY,
    _CHANGED,
    overwrite("SI-201", 4, "program", _MISSPELT, fits=IN_DATABASE | _WITHIN_DEFAULT),
    overwrite("SI-203", 3, "program", (None,), fits=IN_DATABASE | _WITHIN_DEFAULT),
    overwrite("SI-306", 6, "grad_year", (None,), fits=IN_DATABASE),
    overwrite("SI-301", 5, "grad_year", _NOT_YEARS),
)
LOCK_STEP_FAULTS = (
    # A year less than by default, as the database's current graduation year lies behind.
    Fault(
        name="SI-202",
        rules=("SI-202", "SI-307"),
        plant=_created,
        fits=IN_DATABASE & (pl.col("ahead") < DEFAULT_YEARS),
        weight=3,
    ),
    _TOO_EARLY,
    _CHANGED,
    overwrite("SI-203", 3, "program", (None,), fits=IN_DATABASE),
    overwrite("SI-301", 5, "grad_year", _NOT_YEARS, fits=IN_DATABASE),
    overwrite("SI-304", 8, "grad_year", (None,), fits=IN_DATABASE),
)
