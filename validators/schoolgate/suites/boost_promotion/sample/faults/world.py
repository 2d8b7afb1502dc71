"""What is wrong with the Admin Hub, the range or the settings, whatever is wrong with single pupils."""

import numpy as np
import polars as pl

from schoolgate.sample.dice import Bools, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Planted
from schoolgate.suites.boost_promotion.sample.faults.planting import stays_behind
from schoolgate.suites.boost_promotion.sample.school import LEAVERS_CLASS, years_of

_ENOUGH, _OF_TEN = 10, 3
_TENTH = 10


def _panel(rows: list[tuple[str | None, str | None, str]]) -> pl.DataFrame:
    columns = ("registration_group", "class_name", "set_up")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")


def usual(draft: Draft) -> Planted:
    """Old classes, a panel with slips of the hand, and e-mail addresses that are synced to no use."""
    classes, panel = draft.tables["classes"].height, draft.tables["class_map"].height
    names: list[str | None] = ["Old 4C", "2019 leavers", "Clubs", "Spare", None, LEAVERS_CLASS, "Nest"]
    kinds = ["registration", None, "Subject", "subject", "registration", None, "tutor"]
    first = draft.rows_of("classes", "class_name", pl.Series([LEAVERS_CLASS]))
    return Planted(
        expected=(
            Expected("BP-306", "classes", classes + np.array([0, 1])),
            Expected("BP-001", "classes", np.concatenate([first, classes + np.array([4, 5])])),
            Expected("BP-005", "classes", classes + np.array([6])),
            Expected("BP-004", "class_map", panel + np.array([1])),
            Expected("BP-103", "class_map", panel + np.array([2, 3])),
            Expected("BP-001", "class_map", panel + np.array([4])),
            Expected("BP-003", "class_map", panel + np.array([5])),
            Expected("BP-606", "pupils", None),
        ),
        appended={
            "classes": pl.DataFrame({"class_name": names, "kind": kinds}),
            "class_map": _panel(
                [
                    ("Forest School", "Forest", "yes"),
                    ("Breakfast", None, "yes"),
                    ("Choir", "Clubs", "true"),
                    ("Chess", "Clubs", "true"),
                    (None, "Spare", "true"),
                    ("Spare", "Spare", "ticked"),
                ]
            ),
        },
        settings={"sync_emails": True},
    )


def too_early(draft: Draft) -> Planted:
    """The MIS has not moved anybody up yet, and the range chosen to sync leaves out half of the school."""
    years = years_of(draft.about.height)
    chosen = years[: len(years) // 2]
    pupils, at = draft.tables["pupils"], draft.about["learner_row"].to_numpy()
    year = pupils["year_group"]
    out = ~year.is_in(chosen).to_numpy()
    gone = np.flatnonzero(out)
    stuck = len(at) - gone.size >= _ENOUGH
    return Planted(
        (
            Edit("learners", "year_group", at, year),
            Edit("learners", "class_name", at, pupils["registration_group"]),
        ),
        (
            *(Expected(rule, "learners", at[gone]) for rule in ("BP-205", "BP-301", "BP-303")),
            Expected("BP-106", "pupils", None),
            *((Expected("BP-404", "pupils", None),) if _too_many(draft.about["year"].to_numpy(), out) else ()),
            *((Expected("BP-402", "pupils", None),) if stuck else ()),
        ),
        # Nobody is in the year group that is not there.
        settings={"year_groups": [*chosen, "Year 99"]},
    )


def wrong_ids(draft: Draft) -> Planted:
    """The Admin Hub was linked to another MIS: every second learner has an identifier that nobody has any more."""
    rows = np.arange(draft.about.height)[::2]
    at = draft.about["learner_row"].to_numpy()[rows]
    learners = draft.tables["learners"][at]
    before = np.maximum(draft.about["year"].to_numpy() - 1, 0)
    lost = np.zeros(draft.about.height, dtype=np.bool_)
    lost[rows] = True
    return Planted(
        (Edit("learners", "mis_id", at, "old-" + learners["mis_id"]),),
        (
            Expected("BP-203", "pupils", rows),
            *stays_behind(draft, learners, at),
            *((Expected("BP-403", "pupils", None),) if _too_many(before, lost) else ()),
        ),
    )


def _too_many(years: Ints, gone: Bools) -> bool:
    """Whether more than the share of those below the highest year group are gone."""
    below = years != years.max()
    return int(below.sum()) >= _ENOUGH and _TENTH * int((below & gone).sum()) > _OF_TEN * int(below.sum())


def log_in_by_email(draft: Draft) -> Planted:
    """Learners are to log in by e-mail, and every tenth pupil has no address."""
    rows = np.arange(draft.about.height)
    has_none = rows % _TENTH == _TENTH - 1
    without = rows[has_none]
    blank = pl.repeat(None, without.size, dtype=pl.String(), eager=True)
    return Planted(
        (Edit("pupils", "email", without, blank),),
        (Expected("BP-607", "pupils", without), Expected("BP-608", "pupils", rows[~has_none])),
        settings={"sync_emails": True, "platforms": ["boost learning"]},
    )
