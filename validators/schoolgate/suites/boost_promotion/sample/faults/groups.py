"""Groups, classes and keys: what to tick, what to make first, and pupils without a place."""

import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.boost_promotion.sample.faults.planting import (
    ALONE,
    ORDINARY,
    STAYING,
    learners_of,
    overwrite,
    stays_behind,
)
from schoolgate.suites.boost_promotion.sample.school import LEAVERS_CLASS

NEW_GROUP, UNTICKED, HIDING, LATIN = "Swallows", "Nurture", "Archive", "Latin"


def _moved(rows: Ints, group: str) -> Edit:
    return Edit("pupils", "registration_group", rows, in_turn([group], rows.size))


def _panel(group: str, class_name: str, set_up: str) -> dict[str, pl.DataFrame]:
    row = {"registration_group": [group], "class_name": [class_name], "set_up": [set_up]}
    return {"class_map": pl.DataFrame(row)}


def _new_group(_: Draft, rows: Ints, __: Dice) -> Planted:
    """A group that nobody has set up yet, and that has no class."""
    first = rows[[rows.argmin()]]
    found = tuple(Expected(rule, "pupils", first, key=NEW_GROUP) for rule in ("BP-101", "BP-102"))
    return Planted((_moved(rows, NEW_GROUP),), found)


def _unticked(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """A group that is not ticked: its pupils are out of range, their learners stay behind."""
    places = learners_of(draft, rows)
    row = {"class_name": [UNTICKED], "kind": ["subject"]}
    return Planted(
        (_moved(rows, UNTICKED),),
        (
            Expected("BP-102", "pupils", rows[[rows.argmin()]], key=UNTICKED),
            *stays_behind(draft, draft.tables["learners"][places], places),
        ),
        {**_panel(UNTICKED, UNTICKED, "no"), "classes": pl.DataFrame(row)},
    )


def _hidden(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """A group that goes to the leavers class."""
    return Planted(
        (_moved(rows, HIDING),),
        (Expected("BP-307", "learners", learners_of(draft, rows)),),
        _panel(HIDING, LEAVERS_CLASS, "yes"),
    )


def _latin(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """A subject class that is not set up."""
    place = draft.tables["subject_enrolments"].height
    ids = draft.tables["pupils"]["mis_id"].gather(rows)
    taken = pl.DataFrame({"mis_id": ids, "subject_class": in_turn([LATIN], rows.size)})
    first = pl.Series([place]).to_numpy()
    return Planted((), (Expected("BP-105", "subject_enrolments", first, key=LATIN),), {"subject_enrolments": taken})


def _no_key(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """Exported without an identifier, so that the learner has no pupil."""
    places = learners_of(draft, rows)
    return Planted(
        (Edit("pupils", "mis_id", rows, in_turn([None], rows.size)),),
        (Expected("BP-001", "pupils", rows), *stays_behind(draft, draft.tables["learners"][places], places)),
    )


FAULTS = (
    Fault(name="BP-001", rules=("BP-001", *STAYING), plant=_no_key, fits=ALONE, weight=0.5, hides=True),
    Fault(name="BP-102", rules=("BP-102", *STAYING), plant=_unticked, fits=ORDINARY, weight=1),
    Fault(name="BP-101", rules=("BP-101", "BP-102"), plant=_new_group, fits=ORDINARY, weight=2),
    Fault(name="BP-307", rules=("BP-307",), plant=_hidden, fits=ORDINARY, weight=1),
    overwrite("BP-104", 2, "registration_group", (None,), fits=ORDINARY),
    overwrite("BP-104", 1, "year_group", (None,), fits=ORDINARY, name="BP-104 year group"),
    overwrite("BP-003", 2, "date_of_birth", ("31/31/2019", "2015-02-30", "unknown")),
    Fault(name="BP-105", rules=("BP-105",), plant=_latin, fits=pl.lit(value=True), weight=2),
)
