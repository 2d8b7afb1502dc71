"""Small imports, checked as a user of the library would check them."""

from typing import Any

import polars as pl

import schoolgate
from schoolgate.run.result import Result

NOW = "2026-11-22"
COLUMNS = {
    "students": ("student_id", "program", "grad_year"),
    "existing": ("student_id", "program", "grad_year", "academic_year", "cohort_year", "primary_role", "roles"),
    "programs": ("program", "years"),
    "faculty": ("student_id",),
}
LAW = ("Law", "3")
Rows = list[tuple[str | None, ...]]


def checked(
    students: Rows,
    *,
    existing: Rows | None = None,
    programs: Rows | None = None,
    faculty: Rows | None = None,
    **own: Any,
) -> Result:
    """The check of an import on 2026-11-22; `existing` and `faculty` are not supplied where None. Law takes 3 years."""
    rows = {"students": students, "existing": existing, "programs": programs or [LAW], "faculty": faculty}
    tables = {
        name: pl.DataFrame(given, schema=dict.fromkeys(COLUMNS[name], pl.String()), orient="row")
        for name, given in rows.items()
        if given is not None
    }
    settings = {"student_import": {"min_file_share_percent": 0.0, **own}}
    return schoolgate.check("student-import", tables, settings=settings, as_of=NOW).result


def found(result: Result) -> list[tuple[str, str, str | None]]:
    """Rule, severity and key of each finding."""
    return result.findings().select("rule", "severity", "key").rows()


def messages(result: Result, rule: str) -> list[str]:
    """The messages of a rule's findings."""
    return result.findings().filter(pl.col("rule") == rule)["message"].to_list()
