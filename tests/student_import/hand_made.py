"""An import in which nothing need be said, from which the hand-made cases start.

It is 2026; Law takes 3 years, so that 2029 is the last graduation year it allows.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from student_import.oracle import FILE, FILE_ROW, Judgement, RawTable, Record, Settings, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

Cells: TypeAlias = dict[str, str | None]

AS_OF: Final = date(2026, 11, 22)
NEW: Final[Cells] = {
    "student_id": "N1", "first_name": "Ada", "last_name": "Byron", "email": "ada@x.org", "program": "Law",
    "grad_year": "2028",
}  # fmt: skip
OLD: Final[Cells] = NEW | {"student_id": "S1"}
EXISTING: Final[Cells] = {
    "student_id": "S1", "program": "Law", "grad_year": "2028", "academic_year": "2", "cohort_year": "2025",
    "primary_role": "Student", "roles": "Student",
}  # fmt: skip
LAW: Final[Cells] = {"program": "Law", "years": "3"}
ART: Final[Cells] = {"program": "Art", "years": "0"}
DANCE: Final[Cells] = {"program": "Dance", "years": "20 27"}
WITH_DANCE: Final = (LAW, ART, DANCE)
TEN: Final = [NEW | {"student_id": f"N{number}"} for number in range(10)]
LOCK: Final = Settings(lock_step=True)


def table(rows: Sequence[Cells], columns: Sequence[str], without: Sequence[str] = ()) -> RawTable:
    """Build a table of these rows, the first on spreadsheet row 2."""
    kept = tuple(column for column in columns if column not in without)
    return RawTable(kept, tuple(enumerate(({column: row.get(column) for column in kept} for row in rows), start=2)))


def run(
    *students: Cells,
    existing: Sequence[Cells] | None = (EXISTING,),
    programs: Sequence[Cells] = (LAW, ART),
    faculty: Sequence[str | None] | None = (),
    without: Sequence[str] = (),
    settings: Settings = Settings(min_file_share_percent=Decimal(0)),  # noqa: B008 - frozen
    as_of: date = AS_OF,
) -> Judgement:
    """Judge an import in order but for what the case says; ``without`` leaves columns out of ``existing``."""
    tables = {"students": table(students, tuple(NEW)), "programs": table(programs, tuple(LAW))}
    if existing is not None:
        tables["existing"] = table(existing, tuple(EXISTING), without)
    if faculty is not None:
        tables["faculty"] = table([{"student_id": key} for key in faculty], ("student_id",))
    return judge(tables, settings, as_of)


def by(**values: Any) -> Settings:
    """Settings that differ; the share of SI-402 is off, as most files here list one student."""
    return Settings(**{"min_file_share_percent": Decimal(0), **values})


def outcome(judgement: Judgement, rule: str, row: int = 2, fact: str = "students") -> str:
    """Look up one outcome."""
    return judgement.outcomes[rule, fact, row]


def of_file(judgement: Judgement, rule: str) -> str:
    """Look up the outcome of a file-grain rule."""
    return outcome(judgement, rule, FILE_ROW, FILE)


def record(judgement: Judgement, row: int = 2) -> Record:
    """Look up the verdict on one row."""
    return next(record for record in judgement.records if record.row == row)


def found(judgement: Judgement) -> set[tuple[str, str, int | None, str | None]]:
    """List findings in brief."""
    return {(finding.rule, finding.table, finding.row, finding.key) for finding in judgement.findings}
