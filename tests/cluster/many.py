"""Many schools in the tables of a lake, and what a run of each by itself says."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import polars as pl

from schoolgate import suites
from schoolgate.delivery.handed import Report
from schoolgate.library import check
from schoolgate.sample.extract import generate

AS_OF = "2026-11-22"
SETTINGS = {"portal_sync": {"students_log_in": "none"}}
SUITE = suites.load("portal-sync")
Tables = dict[str, pl.DataFrame]
SCHOOL_ID = "school_id"


@cache
def schools(count: int, rows: int) -> Mapping[str, Tables]:
    """So many schools of so many students, made when first asked for; every third has faults, every tenth no student."""
    made = {}
    for number in range(count):
        faults = 0.1 if number % 3 == 0 else 0
        tables = generate(SUITE, rows + number, faults, number + 1, date.fromisoformat(AS_OF)).tables
        gone = {"students", "applications"} if number % 10 == 8 else set()
        made[f"School {number:02}"] = {name: table.clear() if name in gone else table for name, table in tables.items()}
    # One whose students are known, and nothing else.
    last = f"School {count - 1:02}"
    made[last] = {name: table if name == "students" else table.clear() for name, table in made[last].items()}
    return made


def lake(made: Mapping[str, Tables]) -> Tables:
    """The rows of all schools under one another, those of a school not beside each other, with the column of the school."""
    found: dict[str, list[pl.DataFrame]] = {}
    for school, tables in made.items():
        for name, table in tables.items():
            place = pl.int_range(pl.len()).alias("place")
            found.setdefault(name, []).append(table.with_columns(pl.lit(school).alias(SCHOOL_ID), place))
    return {
        name: pl.concat(tables, how="diagonal").sort("place", SCHOOL_ID).drop("place") for name, tables in found.items()
    }


def alone(school: str, tables: Tables) -> Report[pl.DataFrame]:
    """The check of one school by itself."""
    report: Report[pl.DataFrame] = check("portal-sync", tables, {**SETTINGS, "school": school}, as_of=AS_OF)
    return report


def findings_of(report: Report[pl.DataFrame]) -> pl.DataFrame:
    """The findings of a school as a cluster writes them: those of all schools say whether they are waived."""
    return report.findings.with_columns(
        pl.lit(None, pl.Boolean()).alias("waived"), pl.lit(None, pl.String()).alias("waiver")
    )


def by_school(found: pl.DataFrame, names: Sequence[str]) -> dict[str, pl.DataFrame]:
    """The rows of each school, in their order, without the column of the school."""
    parts = {str(name): part.drop("school") for (name,), part in found.group_by("school", maintain_order=True)}
    return {name: parts.get(name, found.clear().drop("school")) for name in names}
