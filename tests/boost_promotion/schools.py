"""A school in which nothing is wrong, for hand-worked cases that change one thing of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from boost_promotion.oracle_tags import LAYOUTS, Settings
from oracle.hand import HandCase, case_of
from oracle.tables import raw_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cells: TypeAlias = dict[str, str | None]
Case: TypeAlias = HandCase

AS_OF: Final = date(2026, 9, 1)
LEAVERS: Final = "Leavers/Desynced"
DEFAULTS: Final = Settings()

PUPIL: Final[Cells] = {
    "mis_id": "P1", "first_name": "Ada", "last_name": "Byron", "date_of_birth": "2015-03-01", "year_group": "6",
    "registration_group": "6A", "email": None,
}  # fmt: skip
SECOND: Final[Cells] = PUPIL | {
    "mis_id": "P2", "first_name": "Tom", "last_name": "Gray", "date_of_birth": "2014-01-01",
}  # fmt: skip
LINKED: Final[Cells] = {
    "learner_id": "L1", "first_name": "Ada", "last_name": "Byron", "mis_id": "P1", "date_of_birth": "2015-03-01",
    "last_test_date": "2026-06-01", "year_group": "5", "class_name": "5A", "has_access": "yes", "username": "ada",
    "email": None, "test_suites": "PUMA", "to_delete": None,
}  # fmt: skip
LOOSE: Final[Cells] = LINKED | {"mis_id": None}
GONE: Final[Cells] = LINKED | {
    "learner_id": "L9", "first_name": "Tom", "last_name": "Gray", "mis_id": "P9", "date_of_birth": "2014-01-01",
}  # fmt: skip
TIDY: Final[Cells] = GONE | {"has_access": "no", "class_name": LEAVERS}
SIX_A: Final[Cells] = {"class_name": "6A", "kind": None}
FIVE_A: Final[Cells] = {"class_name": "5A", "kind": None}
MATHS: Final[Cells] = {"class_name": "Maths", "kind": "subject"}
LEAVERS_CLASS: Final[Cells] = {"class_name": LEAVERS, "kind": "registration"}
TICKED: Final[Cells] = {"registration_group": "6A", "class_name": "6A", "set_up": "yes"}


def case(
    name: str,
    expected: Mapping[str, object],
    pupils: Sequence[Cells] = (PUPIL,),
    learners: Sequence[Cells] = (LINKED,),
    *,
    classes: Sequence[Cells] = (SIX_A,),
    class_map: Sequence[Cells] | None = (TICKED,),
    enrolments: Sequence[Cells] | None = None,
    contacts: Sequence[Cells] | None = (),
    settings: Settings = DEFAULTS,
    as_of: date = AS_OF,
    without: Sequence[str] = (),
) -> Case:
    """Make a case of a school that is in order but for what is given; ``without`` names columns as ``table.column``."""
    rows = {
        "pupils": pupils, "learners": learners, "classes": classes, "class_map": class_map,
        "subject_enrolments": enrolments, "contacts": contacts,
    }  # fmt: skip
    tables = {
        layout.name: raw_table(
            cells,
            tuple(layout.columns),
            [column for table, _, column in (each.partition(".") for each in without) if table == layout.name],
        )
        for layout in LAYOUTS
        if (cells := rows[layout.name]) is not None
    }
    return case_of(name, tables, vars(settings), as_of, "pupils", expected)
