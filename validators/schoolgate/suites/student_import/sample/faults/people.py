"""Keys, roles, and people who are faculty."""

from math import floor

import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.student_import.sample.faults.planting import (
    IN_DATABASE,
    IS_NEW,
    behind,
    existing_rows,
    overwrite,
)
from schoolgate.suites.student_import.settings import StudentImportSettings
from schoolgate.suites.student_import.tables import FACULTY_ROLE

TOLERANCE = StudentImportSettings().faculty_tolerance_percent


def _shared_ids(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The second of each pair gets the id of the first."""
    ids = draft.tables["students"]["student_id"].gather(rows[::2])
    return Planted((Edit("students", "student_id", rows[1::2], ids),), (Expected("SI-002", "students", rows),))


def _faculty_of(draft: Draft, rows: Ints) -> tuple[tuple[Edit, ...], dict[str, pl.DataFrame]]:
    """Every other one is listed as faculty; the others are that in the database."""
    places = existing_rows(draft, rows[1::2])
    edit = Edit("existing", "primary_role", places, in_turn([FACULTY_ROLE], places.size))
    return (edit,), {"faculty": draft.tables["students"][rows[::2]].select("student_id")}


def _faculty(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """As many as the tolerance allows."""
    few = rows[: floor(TOLERANCE * draft.about.height / 100)]
    if not few.size:
        return Planted()
    edits, listed = _faculty_of(draft, few)
    return Planted(edits, (Expected("SI-102", "students", few),), listed)


def _too_many_faculty(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Any is too many where the tolerance is 0."""
    edits, listed = _faculty_of(draft, rows)
    return Planted(
        edits,
        (Expected("SI-103", "students", rows), Expected("SI-104", "students", None)),
        listed,
        {"faculty_tolerance_percent": 0.0},
    )


FACULTY = Fault(name="SI-102", rules=("SI-102",), plant=_faculty, fits=IN_DATABASE, weight=2)
TOO_MANY_FACULTY = Fault(
    name="SI-103", rules=("SI-103", "SI-104"), plant=_too_many_faculty, fits=IN_DATABASE, weight=4, least=2
)
# Only new rows: with a row of the database its student would drop out of the file.
NO_KEY = overwrite("SI-001", 0.5, "student_id", (None,), fits=IS_NEW, hides=True)
RARE = (
    Fault(name="SI-002", rules=("SI-002",), plant=_shared_ids, fits=IS_NEW, weight=1, least=2, pairs=True),
    behind("SI-101", 4, {"roles": ("Alumni", "Staff; Alumni", None, "Students")}),
)
