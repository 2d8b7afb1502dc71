"""What is wrong with the lists beside the file: programs and existing students."""

import numpy as np
import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.student_import.sample.faults.planting import IN_DATABASE, existing_rows


def _programs(draft: Draft, _: Ints, __: Dice) -> Planted:
    """A program was exported twice, and one without its name."""
    programs = draft.tables["programs"]
    again = pl.concat([programs.head(1), programs.head(1).with_columns(program=pl.lit(None, pl.String()))])
    places = np.array([0, programs.height, programs.height + 1])
    return Planted((), (Expected("SI-003", "programs", places),), {"programs": again})


def _unread(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Years that are no numbers, on which nothing else depends."""
    places = existing_rows(draft, rows)
    years = in_turn(["Year 2", "second", "2.5"], rows.size)
    new = pl.DataFrame({"program": ["Summer School"], "years": ["six weeks"]})
    return Planted(
        (Edit("existing", "academic_year", places, years),),
        (
            Expected("SI-004", "existing", places),
            Expected("SI-004", "programs", np.array([draft.tables["programs"].height])),
        ),
        {"programs": new},
    )


def _twice(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Students were exported twice, and one without an identifier."""
    existing, places = draft.tables["existing"], existing_rows(draft, rows)
    copies = existing[places]
    again = pl.concat([copies, copies.head(1).with_columns(student_id=pl.lit(None, pl.String()))])
    appended = existing.height + np.arange(again.height)
    return Planted((), (Expected("SI-005", "existing", np.concatenate([places, appended])),), {"existing": again})


FAULTS = (
    Fault(name="SI-003", rules=("SI-003",), plant=_programs, fits=IN_DATABASE, weight=0.5),
    Fault(name="SI-004", rules=("SI-004",), plant=_unread, fits=IN_DATABASE, weight=1.5),
    Fault(name="SI-005", rules=("SI-005",), plant=_twice, fits=IN_DATABASE, weight=1),
)
