"""What is wrong with the file or the database as a whole, whatever is wrong with single rows."""

import numpy as np
import polars as pl

from schoolgate.sample.plan import Draft, Expected, Planted
from schoolgate.suites.student_import.sample.college import PROGRAMS, elsewhere
from schoolgate.suites.student_import.whole_file import ENOUGH_NEW


def cut_short(draft: Draft) -> Planted:
    """The database has many more current students than the file lists."""
    left = elsewhere(3 + draft.tables["existing"].height // 2, draft.as_of, "B")
    others = left.with_columns(
        grad_year=pl.lit(str(draft.as_of.year)), cohort_year=pl.lit(str(draft.as_of.year - PROGRAMS[0][1]))
    )
    return Planted((), (Expected("SI-402", "students", None),), {"existing": others})


def out_of_date(draft: Draft) -> Planted:
    """A lock-step database whose current graduation year is last year's: it rejects everyone in the first year."""
    new = draft.about["is_new"].to_numpy()
    far = np.flatnonzero(new & (draft.about["ahead"] >= draft.about["years"]).to_numpy())
    enough = bool(new.sum() >= ENOUGH_NEW)
    short = cut_short(draft)
    return Planted(
        (),
        (
            *short.expected,
            Expected("SI-401", "students", None),
            Expected("SI-308", "students", None),
            Expected("SI-303", "students", far),
            *((Expected("SI-309", "students", None),) if enough and 2 * far.size >= new.sum() else ()),
        ),
        short.appended,
        {"lock_step": True, "current_grad_year": draft.as_of.year - 1},
    )
