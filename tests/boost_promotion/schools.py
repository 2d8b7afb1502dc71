"""A school in which nothing is wrong, to change one thing of at a time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from boost_promotion.oracle import FILE_ROW, Judgement, LearnerRecord, PupilRecord, RawTable, Settings, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

Cells: TypeAlias = dict[str, str | None]
Found: TypeAlias = tuple[str, str, int | None, str | None]

AS_OF: Final = date(2026, 9, 1)
LEAVERS: Final = "Leavers/Desynced"
DEFAULTS: Final = Settings()

PUPIL: Final[Cells] = {
    "mis_id": "P1", "first_name": "Ada", "last_name": "Byron", "date_of_birth": "2015-03-01", "year_group": "6",
    "registration_group": "6A", "email": None,
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
SIX_A: Final[Cells] = {"class_name": "6A", "kind": None}
TICKED: Final[Cells] = {"registration_group": "6A", "class_name": "6A", "set_up": "yes"}


def table(rows: Sequence[Cells], without: Sequence[str], columns: Sequence[str]) -> RawTable:
    """Build a table of these rows, the first on spreadsheet row 2."""
    kept = tuple(column for column in columns if column not in without)
    return RawTable(kept, tuple(enumerate(({column: row.get(column) for column in kept} for row in rows), start=2)))


def run(
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
) -> Judgement:
    """Judge a school that is in order but for what the case says; ``without`` names columns as ``table.column``."""
    rows = {
        "pupils": (pupils, PUPIL),
        "learners": (learners, LINKED),
        "classes": (classes, SIX_A),
        "class_map": (class_map, TICKED),
        "subject_enrolments": (enrolments, ("mis_id", "subject_class")),
        "contacts": (contacts, ("mis_id", "email")),
    }
    tables = {
        name: table(cells, [each.removeprefix(f"{name}.") for each in without if each.startswith(name)], tuple(columns))
        for name, (cells, columns) in rows.items()
        if cells is not None
    }
    return judge(tables, settings, as_of)


def outcome(judgement: Judgement, rule: str, facts: str = "pupils", row: int = 2) -> str:
    """Look up one outcome."""
    return judgement.outcomes[rule, facts, FILE_ROW if facts == "file" else row]


def found(judgement: Judgement) -> set[Found]:
    """List findings in brief."""
    return {(finding.rule, finding.table, finding.row, finding.key) for finding in judgement.findings}


def pupil(judgement: Judgement, row: int = 2) -> PupilRecord:
    """Look up the verdict on one pupil."""
    return next(record for record in judgement.pupils if record.row == row)


def learner(judgement: Judgement, row: int = 2) -> LearnerRecord:
    """Look up the verdict on one learner."""
    return next(record for record in judgement.learners if record.row == row)


def tags(judgement: Judgement) -> tuple[list[str | None], list[str | None]]:
    """List the tags of pupils and of learners."""
    return [record.tag for record in judgement.pupils], [record.tag for record in judgement.learners]


def of_rule(judgement: Judgement, rule: str) -> set[tuple[str, int | None, str | None, str | None]]:
    """List the findings of one rule: table, row, key and column."""
    return {(one.table, one.row, one.key, one.column) for one in judgement.findings if one.rule == rule}
